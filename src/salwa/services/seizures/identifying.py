"""An officer says which record of the register a seized weapon is, or that it is none of them."""

from __future__ import annotations

import uuid

from django.db import transaction
from django.utils import timezone

from salwa.domain.languages import Sentence, message
from salwa.domain.refusals import Conflict, Refusal
from salwa.domain.weapons import EventKind
from salwa.services.audit.actions import write_entry
from salwa.services.custody.actions import locked_weapon, save_entry
from salwa.services.custody.values import LifeEntry
from salwa.services.seizures.permissions import check_may_record_seizures, seized_with
from salwa.services.seizures.recording import SPACE, life_entry
from salwa.services.weapons.scope import no_such_weapon, visible_weapon
from salwa.storage.accounts.models import User
from salwa.storage.register.models import Event, IdentityDecision, SeizedWeapon, Weapon

NO_REASON = message("That a seized weapon is a record of the register, or none of them, is said with a reason.")
SAY_REASON = message("Say in a few words what it rests on, for example the second number on the barrel.")
ITSELF = message("Weapon {number} is the record of the seizure itself or of another one.")
CHOOSE_OTHER = message("Choose a record of the register that was there before.")
SAID_ALREADY = message("This was said already, and nothing has changed since.")
SAY_OTHER = message("Choose another record, or leave it as it is.")


def confirm_registered(*, acting_user: User, seized: int, weapon: int | None, reason: str) -> int:
    """Say that a seized weapon is `weapon` of the register (None: none of them); returns the version of the decision.

    In order: permit, lock, cancel the entry of an earlier decision, append the entry to the life of the record, keep
    the decision, audit - in one transaction. Raises `NotPermitted`, `NotFound`, `Refusal` (`reason_missing`,
    `is_a_seizure_itself`), `Conflict` (`said_already`).
    """
    check_may_record_seizures(acting_user)
    if not reason.strip():
        raise Refusal("reason_missing", Sentence(NO_REASON), remedy=Sentence(SAY_REASON), where={"field": "reason"})
    if weapon is not None:
        _check_record(acting_user, weapon)
    with transaction.atomic():
        row = seized_with(seized, lock=True)
        newest = row.decisions.order_by("-version").first()
        if newest is not None and newest.weapon_id == weapon:
            raise Conflict("said_already", Sentence(SAID_ALREADY), remedy=Sentence(SAY_OTHER))
        version = (newest.version if newest else 0) + 1
        cancelled, event = _entries(acting_user, row, newest, (weapon, version, reason.strip()))
        IdentityDecision.objects.create(
            seized=row, version=version, weapon_id=weapon, event_id=event, cancelled_id=cancelled,
            reason=reason.strip(), decided_at=timezone.now(), decided_by_id=acting_user.pk,
        )  # fmt: skip
        SeizedWeapon.objects.filter(pk=row.pk).update(registered_as=weapon)
        write_entry(
            acting_user=acting_user, action="seizures.identified", object_kind="seized_weapon", object_id=row.pk,
            details={"weapon": weapon, "version": version, "before": newest.weapon_id if newest else None},
        )  # fmt: skip
    return version


def _check_record(user: User, weapon: int) -> None:
    record = visible_weapon(user, weapon)
    if record.withdrawn_at is not None:
        raise no_such_weapon()
    if SeizedWeapon.objects.filter(weapon=record).exists():
        raise Refusal("is_a_seizure_itself", Sentence(ITSELF, {"number": weapon}), remedy=Sentence(CHOOSE_OTHER))


def _entries(
    user: User, row: SeizedWeapon, newest: IdentityDecision | None, said: tuple[int | None, int, str]
) -> tuple[int | None, int | None]:
    """The numbers of the entry that cancels the earlier one, and of the new one; locks in the order of numbers."""
    weapon, version, reason = said
    before = newest.event if newest is not None and newest.event_id is not None else None
    wanted = sorted({one for one in (weapon, before.weapon_id if before else None) if one is not None})
    locked = {number: locked_weapon(number) for number in wanted}
    uid = uuid.uuid5(SPACE, f"{row.uid}/is/{version}")
    cancelled = None
    if before is not None and not Event.objects.filter(corrects=before).exists():
        wrong = LifeEntry(
            before.weapon_id, EventKind(before.kind), str(uuid.uuid5(uid, "cancels")), before.date, before.precision,
            note=reason, source="seizure",
        )  # fmt: skip
        cancelled = save_entry(user, locked[before.weapon_id], wrong, corrects=before, cancels=True).event
    if weapon is None:
        return cancelled, None
    return cancelled, _append(user, row, locked[weapon], str(uid))


def _append(user: User, row: SeizedWeapon, weapon: Weapon, uid: str) -> int:
    newest = row.incident.classifications.order_by("-version").first()
    kind = newest.circumstance if newest else EventKind.SEIZED.value
    return save_entry(user, weapon, life_entry(row.incident, weapon.pk, uid, kind)).event
