"""What every correction of a weapon's record has in common: the version looked at, a reason, an entry with the old.

Two people who correct at the same time are told apart by the version of the record they looked at (needs 10 and 12).
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from salwa.domain.languages import Sentence, message
from salwa.domain.refusals import Conflict, Refusal
from salwa.domain.weapons import EventKind
from salwa.services.audit.actions import write_entry
from salwa.services.custody.present import keep_present_state
from salwa.services.custody.seats import locked_weapon
from salwa.services.weapons.scope import no_such_weapon, scope_of
from salwa.storage.accounts.models import User
from salwa.storage.register.models import Custody, Event, Weapon

OTHER_UID = message("Another entry was recorded under the identifier {uid}.")
NEW_UID = message("Send it again with a new identifier.")
CHANGED_MEANWHILE = message("This record was changed after you opened it.")
COMPARE = message("Compare what is recorded now with what you wrote, and send it again if it is still right.")
NO_REASON = message("A correction needs a reason: it is kept with the old values.")
SAY_WHY = message("Say in a few words why the record was wrong.")
NOTHING_CHANGED = message("Nothing would change: what you wrote is what is recorded.")
CHANGE_SOMETHING = message("Change at least one value, or leave the page.")


@dataclass(frozen=True, slots=True)
class Corrected:
    """What a correction did: its entry, the record's new version, whether it had been made before; the mark if any."""

    event: int
    version: int
    again: bool = False
    mark: int | None = None


@dataclass(frozen=True, slots=True)
class Trace:
    """The trace a correction leaves: audit action, uid, reason, details of the entry, details of the audit entry."""

    action: str
    uid: str
    reason: str
    said: dict[str, Any]
    audited: dict[str, Any]


def check_reason(reason: str) -> None:
    """Refuse a correction without a reason (`no_reason`)."""
    if not reason.strip():
        raise Refusal("no_reason", Sentence(NO_REASON), remedy=Sentence(SAY_WHY), where={"field": "reason"})


def opened_for_change(user: User, weapon_id: int) -> Weapon:
    """The weapon locked, unless it is out of the person's scope or withdrawn."""
    weapon = locked_weapon(weapon_id)
    if weapon.withdrawn_at is not None or not scope_of(user).sees(weapon_id):
        raise no_such_weapon()
    return weapon


def _version(weapon: Weapon) -> int:
    return Custody.objects.filter(weapon=weapon).values_list("version", flat=True).first() or 0


def check_version(weapon: Weapon, seen: int) -> None:
    """Refuse a correction of a record that is no longer as the person saw it (`changed_meanwhile`)."""
    now = _version(weapon)
    if seen != now:
        raise Conflict(
            "changed_meanwhile", Sentence(CHANGED_MEANWHILE), remedy=Sentence(COMPARE), where={"version": now}
        )


def made_before(weapon: Weapon, uid: str) -> Corrected | None:
    """What was done when the same request came before; raises `Conflict` for the identifier of something else."""
    known = Event.objects.filter(uid=uid).first() if uid else None
    if known is None:
        return None
    if known.weapon_id != weapon.pk or known.kind != EventKind.CORRECTED.value:
        raise Conflict("uid_of_another", Sentence(OTHER_UID, {"uid": uid}), remedy=Sentence(NEW_UID))
    details = known.details if isinstance(known.details, dict) else {}
    return Corrected(known.pk, _version(weapon), again=True, mark=details.get("mark"))


def keep_correction(user: User, weapon: Weapon, note: Trace) -> Corrected:
    """Make the entry that keeps the old values, the new version, and the audit entry; last in the transaction."""
    row = Event.objects.create(
        weapon=weapon, kind=EventKind.CORRECTED.value, uid=note.uid or str(uuid.uuid4()), note=note.reason.strip(),
        recorded_at=timezone.now(), source="person", details=note.said, recorded_by_id=user.pk,
        unit_id=weapon.unit_id,
    )  # fmt: skip
    custody = keep_present_state(weapon.pk)
    write_entry(
        acting_user=user,
        action=note.action,
        object_kind="weapon",
        object_id=weapon.pk,
        details={"entry": row.pk, **note.audited},
    )
    return Corrected(row.pk, custody.version, mark=note.said.get("mark"))
