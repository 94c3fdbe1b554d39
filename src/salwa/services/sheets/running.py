"""Running an export: the file is made in a private folder and appears whole or not at all."""

from __future__ import annotations

import hashlib
import os
import signal
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from salwa.domain.refusals import Refusal
from salwa.domain.sheets import ListFormat
from salwa.domain.sheets.selection import selection_of
from salwa.services.audit.actions import write_entry
from salwa.services.imports.leases import this_process
from salwa.services.installation.disk import force_name
from salwa.services.sheets.making import as_one_file, make_list
from salwa.services.sheets.permissions import check_may_export
from salwa.services.sheets.workplace import RESULT, exports_folder, workplace
from salwa.storage.accounts.models import User
from salwa.storage.register.models import WeaponExport


def run(export_id: int) -> None:
    """Make the file of an export as the person who asked for it; a refusal is kept with the export.

    In order: permit (roles may have ended meanwhile), make, put in place, audit and finish in one transaction.
    """
    rows = WeaponExport.objects.filter(pk=export_id)
    export = rows.get()
    user = User.objects.get(pk=export.created_by_id)
    rows.update(status="running", started_at=timezone.now(), worker=this_process(), failure={}, rows_done=0)
    try:
        check_may_export(user)
        with workplace() as folder:
            files, count = make_list(
                user, selection_of(export.selection), ListFormat(export.format), language=export.language,
                purpose=export.purpose, folder=folder, progress=lambda done, total: _tell(export_id, done),
            )  # fmt: skip
            _die_if_asked("export_made")
            _finish(export, user, as_one_file(files), count)
    except Refusal as refusal:
        told = {name: _plain(getattr(refusal, name)) for name in ("sentence", "remedy")}
        rows.update(status="failed", failure=told, finished_at=timezone.now())
    except Exception:
        rows.update(status="failed", finished_at=timezone.now())
        raise


def _tell(export_id: int, done: int) -> None:
    WeaponExport.objects.filter(pk=export_id).update(rows_done=done)


def _finish(export: WeaponExport, user: User, made: Path, count: int) -> None:
    made.chmod(0o600)
    with made.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        os.fsync(file.fileno())
    size = made.stat().st_size
    name = f"{RESULT}{export.pk}-{digest[:12]}"
    made.rename(exports_folder() / name)
    force_name(exports_folder() / name)
    with transaction.atomic():
        WeaponExport.objects.filter(pk=export.pk).update(
            status="finished", finished_at=timezone.now(), rows_done=count, rows_total=count, result_file=name,
            size=size, sha256=digest, worker="",
        )  # fmt: skip
        write_entry(
            acting_user=user,
            action="weapons.exported",
            object_kind="export",
            object_id=export.pk,
            purpose=export.purpose,
            details={
                "what": "list",
                "rows": count,
                "format": export.format,
                "language": export.language,
                "filter": export.selection,
                "sha256": digest,
            },
        )


def _plain(sentence: object) -> dict[str, object] | None:
    if sentence is None:
        return None
    return sentence.kept()  # type: ignore[attr-defined, no-any-return]


def _die_if_asked(step: str) -> None:
    """The fault hook of the kill tests: SALWA_KILL_AT=step kills this process there, as a power cut would."""
    if os.environ.get("SALWA_KILL_AT") == step:
        os.kill(os.getpid(), signal.SIGKILL)
