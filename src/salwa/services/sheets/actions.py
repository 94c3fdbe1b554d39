"""Asking for a list, starting it again, and making one at once for the command line."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from salwa.domain.languages import Listed, Sentence, message
from salwa.domain.refusals import Refusal
from salwa.domain.sheets import FORMATS, ListFormat, Selection
from salwa.services.audit.actions import write_entry
from salwa.services.imports.leases import is_gone
from salwa.services.sheets.choosing import chosen_weapons
from salwa.services.sheets.fonts import check_fonts
from salwa.services.sheets.making import NARROW, TOO_MANY, Progress, make_list
from salwa.services.sheets.permissions import check_may_export, visible_exports
from salwa.services.sheets.queries import export_of
from salwa.services.sheets.weapon_sheet import checked_language, checked_purpose
from salwa.services.sheets.workplace import exports_folder, workplace
from salwa.storage.accounts.models import User
from salwa.storage.register.models import WeaponExport

NOT_A_FORMAT = message("Salwa writes no lists in the form {format}.")
CHOOSE_FORMAT = message("Choose one of: {formats}.")
RUNS = message("This export is running or finished already.")
OPEN_IT = message("Open its page to see how far it is.")
# A waiting or running export whose worker has not been heard of for so long may be started again.
LOST_AFTER = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class MadeList:
    """A list made at once: its files, and how many weapons it holds."""

    files: tuple[Path, ...]
    rows: int


def request_export(*, acting_user: User, selection: Selection, format: str, language: str, purpose: str) -> int:
    """Ask for a list; the background worker makes it. Returns the number of the export.

    In order: permit, check form, language, purpose and length, save, audit, queue. What left the house is written into
    the log when the file exists (services/sheets/running.py). Raises `NotPermitted`, `Refusal` (`not_a_format`,
    `no_purpose`, `no_such_language`, `too_many_rows`, `fonts_missing`).
    """
    from salwa.services.sheets.tasks import run_export  # slow start

    check_may_export(acting_user)
    chosen, code = checked_format(format), checked_language(language)
    if chosen is ListFormat.PDF:
        check_fonts(code)
    reason = checked_purpose(purpose)
    remove_old_exports()
    total = chosen_weapons(acting_user, selection).count()
    most = FORMATS[chosen].most_rows
    if most is not None and total > most:
        raise Refusal(
            "too_many_rows",
            Sentence(TOO_MANY, {"rows": total, "most": most}),
            remedy=Sentence(NARROW),
            where={"field": "format"},
        )
    with transaction.atomic():
        export = WeaponExport.objects.create(
            selection=selection.as_document(), format=chosen.value, language=code, purpose=reason, rows_total=total,
            created_at=timezone.now(), created_by_id=acting_user.pk,
        )  # fmt: skip
        _audit(acting_user, "weapons.export_asked", export)
    run_export.enqueue(export.pk)
    return export.pk


def start_export(*, acting_user: User, export_id: int) -> None:
    """Start an export again that failed, or whose worker was killed. Raises `Refusal` (`runs_already`)."""
    from salwa.services.sheets.tasks import run_export  # slow start

    with transaction.atomic():
        rows = WeaponExport.objects.select_for_update().filter(pk=export_of(acting_user, export_id).pk)
        export = rows.get()
        if export.status != "failed" and not is_lost(export):
            raise Refusal("runs_already", Sentence(RUNS), remedy=Sentence(OPEN_IT))
        rows.update(status="queued", failure={}, rows_done=0, worker="")
        _audit(acting_user, "weapons.export_asked", export)
    run_export.enqueue(export_id)


def is_lost(export: WeaponExport) -> bool:
    """Whether a running export has no living worker."""
    if export.status != "running":
        return False
    started = export.started_at or export.created_at
    return is_gone(export.worker) or started < timezone.now() - LOST_AFTER


def export_now(
    *, acting_user: User, selection: Selection, format: str, language: str, purpose: str, out: Path,
    progress: Progress | None = None,
) -> MadeList:  # fmt: skip
    """Make a list at once and put it at `out` (a Data Package beside a data table). For the command line.

    In order: permit, make in a private folder, put in place, audit. Raises as `request_export`.
    """
    check_may_export(acting_user)
    chosen, code, reason = checked_format(format), checked_language(language), checked_purpose(purpose)
    with workplace() as folder:
        files, count = make_list(
            acting_user, selection, chosen, language=code, purpose=reason, folder=folder, progress=progress
        )
        placed = []
        for file in files:
            target = out if file == files[0] else out.with_name(f"{out.stem}.{file.name}")
            beside = target.with_name(f".{target.name}.part")
            shutil.copyfile(file, beside)
            beside.replace(target)
            placed.append(target)
    with transaction.atomic():
        write_entry(
            acting_user=acting_user,
            action="weapons.exported",
            object_kind="export",
            purpose=reason,
            details={
                "what": "list",
                "rows": count,
                "format": chosen.value,
                "language": code,
                "filter": selection.as_document(),
            },
        )
    return MadeList(tuple(placed), count)


def checked_format(format: str) -> ListFormat:
    """The form asked for (hyphens count as underscores); refuses any other."""
    try:
        return ListFormat(format.replace("-", "_"))
    except ValueError:
        raise Refusal(
            "not_a_format",
            Sentence(NOT_A_FORMAT, {"format": format[:40]}),
            remedy=Sentence(CHOOSE_FORMAT, {"formats": Listed(ListFormat)}),
            where={"field": "format"},
        ) from None


def remove_old_exports() -> int:
    """Remove files that were kept long enough (setting exports_kept_days); the rows stay. Returns how many."""
    until = timezone.now() - timedelta(days=settings.SALWA["exports_kept_days"])
    gone = 0
    for export in WeaponExport.objects.filter(status="finished", finished_at__lt=until):
        (exports_folder() / export.result_file).unlink(missing_ok=True)
        gone += WeaponExport.objects.filter(pk=export.pk, status="finished").update(status="removed", result_file="")
    return gone


def remove_export(*, acting_user: User, export_id: int) -> None:
    """Remove the file of an export before its time; the row stays, so that what left the house stays known."""
    with transaction.atomic():
        export = visible_exports(acting_user).filter(pk=export_of(acting_user, export_id).pk, status="finished").first()
        if export is not None:
            WeaponExport.objects.filter(pk=export.pk).update(status="removed", result_file="")
            _audit(acting_user, "weapons.export_removed", export)
            # Last: without its entry in the log nothing is removed.
            (exports_folder() / export.result_file).unlink(missing_ok=True)


def _audit(user: User, action: str, export: WeaponExport) -> None:
    write_entry(
        acting_user=user, action=action, object_kind="export", object_id=export.pk, purpose=export.purpose,
        details={"format": export.format, "filter": export.selection},
    )  # fmt: skip
