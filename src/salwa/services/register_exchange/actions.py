"""Writing the register to an exchange file, and taking one in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

import salwa
from salwa.services.audit.actions import write_entry
from salwa.services.register_exchange.gathering import Gatherer
from salwa.services.register_exchange.importing import ExchangeImport, Progress
from salwa.services.register_exchange.lines import Line, moment
from salwa.services.register_exchange.outcomes import Outcomes
from salwa.services.register_exchange.permissions import check_may_take_register, check_may_write_register
from salwa.services.register_exchange.persons import PersonTaker, Sealer, person_lines
from salwa.services.register_exchange.reading import look_through
from salwa.services.register_exchange.writing import Told, Written, copy_pictures, write_exchange_file
from salwa.services.search.upkeep import merge_after_import
from salwa.services.sheets.about import register_name
from salwa.storage.accounts.models import User
from salwa.storage.register.models import Holder, Picture


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of the lines of a file: every one is counted once. `set_aside_file` None when nothing was."""

    lines: int
    added: int
    known: int
    set_aside: int
    by_kind: dict[str, dict[str, int]]
    reasons: dict[str, int]
    contradictions: int
    set_aside_file: Path | None


class _Undone(Exception):  # noqa: N818 - no error: the end of a trial
    """Ends the transaction of a trial."""


def export_register(
    *, acting_user: User, out: Path, purpose: str, passphrase: str = "", pictures: Path | None = None,
    told: Told | None = None,
) -> Written:  # fmt: skip
    """Write the whole register to `out`. Persons are left out unless a `passphrase` is given, which seals them.

    In order: permit, write beside, put in place, audit. Raises `NotPermitted`, `Refusal` (`passphrase_too_short`).
    """
    check_may_write_register(acting_user)
    sealer = Sealer(passphrase) if passphrase else None
    header: Line = {
        "format": "salwa-register-exchange",
        "version": 1,
        "register": register_name(),
        "program": f"Salwa {salwa.__version__}",
        "as_of": moment(timezone.now()),
        "persons": "sealed" if sealer else "left_out",
    }
    if settings.SALWA["state"]:
        header["state"] = settings.SALWA["state"]
    if sealer:
        header["sealing"] = sealer.head
    written = write_exchange_file(out, header, _lines(acting_user, purpose, sealer), told)
    if pictures is not None:
        copy_pictures(Picture.objects.order_by("pk").values_list("file", flat=True).iterator(), pictures)
    with transaction.atomic():
        write_entry(
            acting_user=acting_user,
            action="register_exchange.exported",
            object_kind="exchange_file",
            object_id=written.records_sha256,
            purpose=purpose,
            details={"lines": written.lines, "counts": dict(written.counts), "persons": header["persons"]},
        )
    return written


def _lines(user: User, purpose: str, sealer: Sealer | None) -> Iterator[Line]:
    yield from Gatherer().lines()
    if sealer:
        uids = Holder.objects.exclude(person_uid=None).order_by("pk").values_list("person_uid", flat=True)
        yield from person_lines(user, (str(uid) for uid in uids.iterator()), purpose, sealer)


def import_register(
    *, acting_user: User, path: Path, set_aside: Path, trial: bool = False, mended: bool = False,
    pictures: Path | None = None, passphrase: str = "", progress: Progress | None = None,
) -> Taken:  # fmt: skip
    """Take an exchange file in; given again it adds only what is not here yet. `trial` saves nothing.

    In order: permit, look through the whole file, then batch after batch (each: save, present state, audit), links,
    index. Lines that cannot be taken go to `set_aside` with their reasons. Raises `NotPermitted` and `Refusal`
    (`not_an_exchange_file`, `other_version`, `exchange_file_cut`, `exchange_file_packed`, `wrong_passphrase`).
    """
    check_may_take_register(acting_user)
    file = look_through(path, path.name, mended=mended)
    head: dict[str, Any] | None = file.header.get("sealing")
    sealer = Sealer(passphrase, head) if passphrase and head else None
    with Outcomes(set_aside) as outcomes:
        work = ExchangeImport(acting_user, file, outcomes, pictures, PersonTaker(sealer))
        if trial:
            _try(work, progress)
        else:
            work.run(progress)
            merge_after_import()
    return Taken(
        lines=file.lines,
        added=outcomes.counts["added"],
        known=outcomes.counts["known"],
        set_aside=outcomes.counts["set_aside"],
        by_kind={kind: dict(counts) for kind, counts in sorted(outcomes.by_kind.items())},
        reasons=dict(outcomes.reasons),
        contradictions=work.contradictions,
        set_aside_file=set_aside if outcomes.reasons else None,
    )


def _try(work: ExchangeImport, progress: Progress | None) -> None:
    try:
        with transaction.atomic():
            work.run(progress)
            raise _Undone
    except _Undone:
        return
