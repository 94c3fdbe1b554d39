"""What the pages want to know of screenings and of weapons recorded twice."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import transaction
from django.utils import timezone

from salwa.domain.languages import Sentence, message
from salwa.domain.marks.matching.verdict import Verdict
from salwa.domain.refusals import NotFound
from salwa.domain.sheets import NOT_FOR_IMPORT, escaped
from salwa.services.audit.actions import write_entry
from salwa.services.languages import spoken
from salwa.services.screening.permissions import visible_screenings
from salwa.services.screening.results import read_results, sentence_of
from salwa.services.search.permissions import check_may_list_duplicates
from salwa.storage.accounts.models import User
from salwa.storage.register.models import DuplicatesList, Screening

NO_SUCH_SCREENING = message("There is no screening with this number, or it is not yours.")
OPEN_LIST = message("Open the list of screenings and choose one.")
NOT_FINISHED = message("This screening has no result yet.")
WAIT = message("Wait until it is finished; its page shows how far it is.")
COLUMNS = (
    "row", "name", "serial_asked", "maker_asked", "model_asked", "verdict", "probability", "weapon",
    "serial_recorded", "maker_recorded", "model_recorded", "other_candidates", "reasons", "would_decide",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ScreeningView:
    """One screening as the pages show it. `columns`: field -> header it was read from; `counts`: rows by verdict.

    `refusal` and `remedy` say why it stopped. `seconds_left` is an estimate, None before there is a pace.
    """

    id: int
    file_name: str
    purpose: str
    status: str
    rows_total: int
    rows_done: int
    columns: Mapping[str, str]
    counts: Mapping[str, int]
    refusal: Sentence | None
    remedy: Sentence | None
    created_at: datetime
    created_by_id: int
    finished_at: datetime | None
    seconds_left: float | None


@dataclass(frozen=True, slots=True)
class ResultPage:
    """Rows of one verdict from `start` on; `more` says whether others follow."""

    rows: tuple[dict[str, Any], ...]
    start: int
    more: bool


@dataclass(frozen=True, slots=True)
class DuplicatesView:
    """The list of weapons recorded twice: when it was made, pairs found, one page of them, whether one is under way."""

    as_of: datetime | None
    pairs: int
    page: ResultPage
    under_way: bool
    failure: str


def screening_of(user: User, screening_id: int) -> Screening:
    """The row of a screening this person may see, or `NotFound`. For services of this package."""
    found = visible_screenings(user).filter(pk=screening_id).first()
    if found is None:
        raise NotFound("no_such_screening", Sentence(NO_SUCH_SCREENING), remedy=Sentence(OPEN_LIST))
    return found


def list_screenings(*, acting_user: User, count: int = 50) -> list[ScreeningView]:
    """Screenings this person may see, newest first."""
    return [_view(one) for one in visible_screenings(acting_user).order_by("-pk")[:count]]


def view_screening(*, acting_user: User, screening_id: int) -> ScreeningView:
    """One screening."""
    return _view(screening_of(acting_user, screening_id))


def result_page(
    *, acting_user: User, screening_id: int, verdict: Verdict, start: int = 0, count: int = 25
) -> ResultPage:
    """Rows of the result with this verdict, in the order of the list."""
    screening = screening_of(acting_user, screening_id)
    if not screening.result_file:
        return ResultPage((), start, more=False)
    wanted = (row for row in read_results(screening.result_file) if row["verdict"] == verdict.value)
    return _page(wanted, start, count)


def result_csv(*, acting_user: User, screening_id: int) -> bytes:
    """The whole result as CSV in the reader's language, every row of the list once; the export is recorded.

    People open it in a spreadsheet program, so no cell can begin a formula; as that changes marks, its first line is
    the sign by which imports and screenings refuse it. `salwa weapons screen` writes exact texts. UTF-8 with byte order
    mark.
    """
    screening = screening_of(acting_user, screening_id)
    if not screening.result_file:
        raise NotFound("not_finished", Sentence(NOT_FINISHED), remedy=Sentence(WAIT))
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow([NOT_FOR_IMPORT])
    writer.writerow(COLUMNS)
    for row in read_results(screening.result_file):
        writer.writerow([escaped(str(cell)) for cell in _line(row)])
    with transaction.atomic():
        write_entry(
            acting_user=acting_user,
            action="weapons.exported",
            object_kind="screening",
            object_id=screening_id,
            details={"rows": screening.rows_total, "what": "screening"},
        )
    return ("\ufeff" + out.getvalue()).encode()


def duplicates_page(*, acting_user: User, start: int = 0, count: int = 25) -> DuplicatesView:
    """The newest list of weapons recorded twice, a page at a time."""
    check_may_list_duplicates(acting_user)
    newest = DuplicatesList.objects.order_by("-pk").first()
    made = DuplicatesList.objects.exclude(as_of=None).order_by("-pk").first()
    rows = read_results(made.result_file) if made else iter(())
    return DuplicatesView(
        as_of=made.as_of if made else None,
        pairs=made.pairs if made else 0,
        page=_page(rows, start, count),
        under_way=newest is not None and newest.as_of is None and not newest.failure,
        failure=newest.failure if newest else "",
    )


def _page(rows: Iterator[dict[str, Any]], start: int, count: int) -> ResultPage:
    found = list(islice(rows, start, start + count + 1))
    return ResultPage(tuple(found[:count]), start, more=len(found) > count)


def _line(row: dict[str, Any]) -> list[Any]:
    asked = row["asked"]
    recorded = {reason["field"]: reason["recorded"] for reason in row.get("reasons", ())}
    reasons = [_spoken(reason["sentence"]) for reason in row.get("reasons", ())]
    probability = f"{row['probability']:.6f}" if "probability" in row else ""
    return [
        row["row"], row["name"], asked.get("serial", ""), asked.get("maker", ""), asked.get("model", ""),
        row["verdict"], probability, row.get("weapon", ""), recorded.get("serial", ""),
        recorded.get("maker", ""), recorded.get("model", ""), " ".join(str(one) for one in row.get("others", ())),
        " | ".join(reasons), _spoken(row.get("would_decide")),
    ]  # fmt: skip


def _spoken(plain: dict[str, Any] | None) -> str:
    sentence = sentence_of(plain)
    return spoken(sentence) if sentence else ""


def _view(one: Screening) -> ScreeningView:
    refusal = one.summary.get("refusal", {})
    left = None
    if one.status == "running" and one.started_at and one.rows_done and one.rows_total:
        seconds = (timezone.now() - one.started_at).total_seconds()
        left = seconds / one.rows_done * max(0, one.rows_total - one.rows_done)
    return ScreeningView(
        id=one.pk,
        file_name=one.file_name,
        purpose=one.purpose,
        status=one.status,
        rows_total=one.rows_total or 0,
        rows_done=one.rows_done,
        columns=one.summary.get("columns", {}),
        counts={verdict.value: one.summary.get("counts", {}).get(verdict.value, 0) for verdict in Verdict},
        refusal=sentence_of(refusal.get("sentence")),
        remedy=sentence_of(refusal.get("remedy")),
        created_at=one.created_at,
        created_by_id=one.created_by_id,
        finished_at=one.finished_at,
        seconds_left=left,
    )
