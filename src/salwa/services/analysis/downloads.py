"""Counts as files to take away: each names its source, moment and number of records, and is recorded in the log."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass

from django.db import transaction

from salwa.domain.analysis import By
from salwa.domain.languages import Sentence, message
from salwa.domain.refusals import NotFound
from salwa.domain.sheets import escaped
from salwa.domain.weapons import ItemKind
from salwa.services.analysis.permissions import check_may_read_counts
from salwa.services.analysis.pictures import chart_of, look_of, png_of, svg_of
from salwa.services.analysis.queries import CountView, counts
from salwa.services.audit.actions import write_entry
from salwa.storage.accounts.models import User

FORMATS = {"csv": "text/csv; charset=utf-8", "svg": "image/svg+xml", "png": "image/png", "json": "application/json"}
COLUMNS = ("by", "kind", "code", "name", "known", "records", "share_of_known", "as_of", "source")
NOT_COUNTED = message("The register has not been counted yet.")
WAIT = message("Open the analysis page; the figures appear there in a moment.")


@dataclass(frozen=True, slots=True)
class Download:
    """A file: its name, media type and content."""

    name: str
    media_type: str
    content: bytes


def download_count(*, acting_user: User, by: str, kind: ItemKind, suffix: str, kind_words: str) -> Download:
    """One count as csv, svg, png or json (chart specification). In order: permit, make, audit."""
    check_may_read_counts(acting_user)
    view = counts(acting_user=acting_user, by=by, kind=kind)
    if view is None:
        raise NotFound("not_counted", Sentence(NOT_COUNTED), remedy=Sentence(WAIT))
    content = _content(view, suffix, kind_words)
    with transaction.atomic():
        write_entry(
            acting_user=acting_user,
            action="analysis.downloaded",
            object_kind="count",
            object_id=view.origin.counting,
            details={"by": by, "kind": kind.value, "format": suffix},
        )
    day = view.origin.as_of.date().isoformat()
    return Download(f"{kind.value}-by-{By(by).value}-{day}.{suffix}", FORMATS[suffix], content)


def _content(view: CountView, suffix: str, kind_words: str) -> bytes:
    look = look_of(scheme="paper")
    if suffix == "csv":
        return table_csv(view)
    if suffix == "svg":
        return svg_of(view, look, kind_words).encode()
    if suffix == "png":
        return png_of(view, look, kind_words)
    return json.dumps(chart_of(view, look, kind_words), ensure_ascii=False, indent=1).encode()


def table_csv(view: CountView) -> bytes:
    """Every entry, one per row, UTF-8 with byte order mark (spreadsheets then read all scripts).

    No name can begin a formula. `known` no: the records for which this is not known; their share stays empty because it
    is none of the known.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    as_of = view.origin.as_of.isoformat(timespec="seconds")
    for row in view.rows:
        share = "" if row.share is None else f"{row.share:.6f}"
        known = "yes" if row.bar.known else "no"
        writer.writerow(
            [view.table.by.value, view.kind.value, escaped(row.bar.code), escaped(row.name), known, row.bar.count,
             share, as_of, escaped(view.origin.register)]
        )  # fmt: skip
    return ("\ufeff" + out.getvalue()).encode()
