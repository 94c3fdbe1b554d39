"""What the pages want to know of exports. Fetching a file is recorded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from salwa.domain.languages import Sentence, message
from salwa.domain.refusals import NotFound
from salwa.domain.sheets import FORMATS, ListFormat, Selection
from salwa.domain.sheets.selection import selection_of
from salwa.services.audit.actions import write_entry
from salwa.services.imports.leases import is_gone
from salwa.services.sheets.choosing import chosen_in_words, chosen_weapons
from salwa.services.sheets.permissions import check_may_export, visible_exports
from salwa.services.sheets.workplace import exports_folder
from salwa.storage.accounts.models import User
from salwa.storage.register.models import WeaponExport

NO_SUCH_EXPORT = message("There is no export with this number, or it is not yours.")
OPEN_LIST = message("Open the list of exports and choose one.")
NO_FILE = message("This export has no file, or its file was removed.")
MAKE_ANOTHER = message("Make the list again; it then shows the register as it is now.")


@dataclass(frozen=True, slots=True)
class ExportView:
    """One export as the pages show it. `lost`: its worker was killed. `seconds_left` None before there is a pace."""

    number: int
    content: tuple[Sentence, ...]
    selection: Mapping[str, Any]
    format: str
    language: str
    purpose: str
    status: str
    rows_total: int
    rows_done: int
    size: int
    sha256: str
    refusal: Sentence | None
    remedy: Sentence | None
    created_at: datetime
    created_by: str
    finished_at: datetime | None
    seconds_left: float | None
    lost: bool


@dataclass(frozen=True, slots=True)
class ExportFile:
    """A file to fetch."""

    path: Path
    name: str
    media_type: str


def export_of(user: User, export_id: int) -> WeaponExport:
    """The row of an export this person may see, or `NotFound`. For services of this package."""
    found = visible_exports(user).filter(pk=export_id).first()
    if found is None:
        raise NotFound("no_such_export", Sentence(NO_SUCH_EXPORT), remedy=Sentence(OPEN_LIST))
    return found


def list_exports(*, acting_user: User, count: int = 50) -> list[ExportView]:
    """Exports this person may see, newest first."""
    return [_view(one) for one in visible_exports(acting_user).order_by("-pk")[:count]]


def view_export(*, acting_user: User, export_id: int) -> ExportView:
    """One export."""
    return _view(export_of(acting_user, export_id))


def count_chosen(*, acting_user: User, selection: Selection) -> tuple[int, list[Sentence]]:
    """How many weapons a selection means for this person, and the selection in words."""
    check_may_export(acting_user)
    return chosen_weapons(acting_user, selection).count(), chosen_in_words(selection)


def export_file(*, acting_user: User, export_id: int) -> ExportFile:
    """The file of a finished export. In order: permit, find, audit. Raises `NotFound`."""
    export = export_of(acting_user, export_id)
    path = exports_folder() / export.result_file
    if not export.result_file or not path.is_file():
        raise NotFound("no_file", Sentence(NO_FILE), remedy=Sentence(MAKE_ANOTHER))
    with transaction.atomic():
        write_entry(
            acting_user=acting_user,
            action="weapons.export_fetched",
            object_kind="export",
            object_id=export.pk,
            purpose=export.purpose,
            details={"format": export.format, "rows": export.rows_total, "sha256": export.sha256},
        )
    facts = FORMATS[ListFormat(export.format)]
    day = (export.finished_at or timezone.now()).date().isoformat()
    return ExportFile(path, f"weapons-{export.pk}-{day}.{facts.ending}", facts.media_type)


def _view(one: WeaponExport) -> ExportView:
    left = None
    if one.status == "running" and one.started_at and one.rows_done and one.rows_total:
        seconds = (timezone.now() - one.started_at).total_seconds()
        left = seconds / one.rows_done * max(0, one.rows_total - one.rows_done)
    maker = User.objects.filter(pk=one.created_by_id).first()
    return ExportView(
        number=one.pk,
        content=tuple(chosen_in_words(selection_of(one.selection))),
        selection=one.selection,
        format=one.format,
        language=one.language,
        purpose=one.purpose,
        status=one.status,
        rows_total=one.rows_total or 0,
        rows_done=one.rows_done,
        size=one.size,
        sha256=one.sha256,
        refusal=_sentence(one.failure.get("sentence")),
        remedy=_sentence(one.failure.get("remedy")),
        created_at=one.created_at,
        created_by=str(maker) if maker else "",
        finished_at=one.finished_at,
        seconds_left=left,
        lost=one.status == "running" and is_gone(one.worker),
    )


def _sentence(plain: dict[str, Any] | None) -> Sentence | None:
    return None if plain is None else Sentence.of(plain)
