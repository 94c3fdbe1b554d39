"""Recording entries about a weapon's life, correcting and cancelling them. Nothing is overwritten (needs 10, 12)."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from salwa.domain.custody import Whereabouts
from salwa.domain.languages import Sentence, message
from salwa.domain.refusals import Conflict, NotFound
from salwa.domain.weapons import EventKind
from salwa.services.audit.actions import write_entry
from salwa.services.custody.checks import check_entry, check_one_person_may
from salwa.services.custody.permissions import (
    check_may_correct_entries,
    check_may_record_entries,
    check_may_record_entry,
)
from salwa.services.custody.present import keep_present_state
from salwa.services.custody.seats import keep_seats, locked_weapon
from salwa.services.custody.values import LifeEntry, Recorded
from salwa.storage.accounts.models import User
from salwa.storage.register.models import Custody, Event, Weapon

__all__ = [
    "cancel_entry", "correct_entry", "issue_weapon", "locked_weapon", "record_entry", "return_weapon", "save_entry",
]  # fmt: skip

NO_SUCH_ENTRY = message("There is no such entry about this weapon.")
CORRECTED_ALREADY = message("This entry was corrected already, by entry {number}.")
CORRECT_THAT_ONE = message("Open the page again and correct the entry that counts now.")
NOT_IN_STOCK = message("The weapon cannot be issued now: by its records it is not in stock ({whereabouts}).")
NOT_ISSUED = message("The weapon cannot be returned now: by its records it is not issued ({whereabouts}).")
LOOK_AGAIN = message("Open its page: somebody may have recorded something since. Late entries are recorded there.")
OTHER_UID = message("Another entry was recorded under the identifier {uid}.")
NEW_UID = message("Send it again with a new identifier.")
# Acts of the present: the state they need, and how they are refused without it.
NEEDED = {
    EventKind.ISSUED: (Whereabouts.HELD, "not_in_stock", NOT_IN_STOCK),
    EventKind.RETURNED: (Whereabouts.ISSUED, "not_issued", NOT_ISSUED),
}


def record_entry(*, acting_user: User, entry: LifeEntry) -> Recorded:
    """Record something that happened to a weapon, however late and whatever was recorded before.

    In order: permit, check, save, compute the present state, audit - in one transaction. The same `uid` again changes
    nothing and gives the first entry back. Contradictions are findings on the weapon's page, never a refusal. Raises
    `NotPermitted`, `NotFound`, `Refusal` (`in_the_future`, `no_such_holder`, `no_such_part`), `Conflict`
    (`uid_of_another`).
    """
    check_may_record_entries(acting_user)
    check_one_person_may(entry)
    with transaction.atomic():
        weapon = locked_weapon(entry.weapon, [entry.part])
        check_may_record_entry(acting_user, weapon)
        return save_entry(acting_user, weapon, entry)


def save_entry(
    acting_user: User, weapon: Weapon, entry: LifeEntry, *, corrects: Event | None = None, cancels: bool = False
) -> Recorded:
    """Save an entry in the caller's transaction, which has permitted it and holds the lock of weapon and parts.

    Other capabilities (stock-taking, destruction, transfers) record their entries through this.
    """
    known = Event.objects.filter(uid=entry.uid).first()
    columns = _columns(entry, corrects, cancels)
    if known is not None:
        return _again(known, weapon, columns)
    if not cancels:  # a cancellation repeats what the wrong entry says, however wrong
        check_entry(acting_user, entry)
    row = Event.objects.create(
        weapon=weapon, uid=entry.uid, source=entry.source, details=dict(entry.details) or None,
        recorded_at=timezone.now(), recorded_by_id=acting_user.pk, unit_id=weapon.unit_id, **columns,
    )  # fmt: skip
    custody = keep_present_state(weapon.pk)
    keep_seats(weapon.pk, [entry.part, corrects.part_id if corrects else None])
    action = "custody.cancelled" if cancels else "custody.corrected" if corrects else "custody.recorded"
    write_entry(
        acting_user=acting_user,
        action=action,
        object_kind="weapon",
        object_id=weapon.pk,
        details={"entry": row.pk, "kind": entry.kind.value, **({"corrects": corrects.pk} if corrects else {})},
    )
    return Recorded(row.pk, again=False, version=custody.version)


def _columns(entry: LifeEntry, corrects: Event | None, cancels: bool) -> dict[str, Any]:
    """What an entry says, as columns: the same uid with other content is another entry."""
    return {
        "kind": entry.kind.value, "date": entry.day, "precision": entry.precision, "date_text": entry.date_text[:100],
        "place": entry.place, "incident": entry.incident, "note": entry.note, "place_in_day": entry.place_in_day,
        "giver_id": entry.giver, "receiver_id": entry.receiver, "giver_text": entry.giver_text[:300],
        "receiver_text": entry.receiver_text[:300], "country_code": entry.country, "document": entry.document[:200],
        "part_id": entry.part, "corrects_id": corrects.pk if corrects else None, "cancels": cancels,
    }  # fmt: skip


def _again(known: Event, weapon: Weapon, columns: Mapping[str, Any]) -> Recorded:
    same = all(getattr(known, name) == value for name, value in columns.items())
    if known.weapon_id != weapon.pk or not same:
        raise Conflict("uid_of_another", Sentence(OTHER_UID, {"uid": str(known.uid)}), remedy=Sentence(NEW_UID))
    version = Custody.objects.values_list("version", flat=True).get(weapon=weapon)
    return Recorded(known.pk, again=True, version=version)


def correct_entry(*, acting_user: User, event_id: int, entry: LifeEntry) -> Recorded:
    """Replace an entry by a right one; the wrong one stays readable.

    Raises `NotPermitted`, `NotFound`, and `Conflict` (`corrected_already`) when somebody was quicker.
    """
    check_may_correct_entries(acting_user)
    check_one_person_may(entry)
    with transaction.atomic():
        weapon = locked_weapon(entry.weapon, [entry.part, _part_of(entry.weapon, event_id)])
        wrong = _entry_in_force(weapon, event_id, entry.uid)
        return save_entry(acting_user, weapon, entry, corrects=wrong)


def cancel_entry(*, acting_user: User, weapon_id: int, event_id: int, reason: str, uid: str = "") -> Recorded:
    """Say that an entry never happened; it stays readable, with the reason. Raises as `correct_entry`."""
    check_may_correct_entries(acting_user)
    with transaction.atomic():
        weapon = locked_weapon(weapon_id, [_part_of(weapon_id, event_id)])
        uid = uid or str(uuid.uuid4())
        wrong = _entry_in_force(weapon, event_id, uid)
        entry = LifeEntry(weapon.pk, EventKind(wrong.kind), uid, wrong.date, wrong.precision, note=reason)
        return save_entry(acting_user, weapon, entry, corrects=wrong, cancels=True)


def _part_of(weapon_id: int, event_id: int) -> int | None:
    """The part an entry is about. Entries never change, so this may be read before anything is locked."""
    return Event.objects.filter(pk=event_id, weapon_id=weapon_id).values_list("part_id", flat=True).first()


def _entry_in_force(weapon: Weapon, event_id: int, uid: str) -> Event:
    """The entry to be corrected, unless another correction than `uid` has replaced it. The weapon's lock is held."""
    wrong = Event.objects.filter(pk=event_id, weapon=weapon).exclude(kind=EventKind.CORRECTED.value).first()
    if wrong is None:
        raise NotFound("no_such_entry", Sentence(NO_SUCH_ENTRY))
    later = Event.objects.filter(corrects=wrong).exclude(uid=uid).first()
    if later is not None:
        raise Conflict(
            "corrected_already",
            Sentence(CORRECTED_ALREADY, {"number": later.pk}),
            remedy=Sentence(CORRECT_THAT_ONE),
            where={"entry": later.pk},
        )
    return wrong


def issue_weapon(*, acting_user: User, entry: LifeEntry) -> Recorded:
    """Hand a weapon out now. Unlike a late entry this needs the weapon in stock: of two at once exactly one wins."""
    return _act_now(acting_user, entry, EventKind.ISSUED)


def return_weapon(*, acting_user: User, entry: LifeEntry) -> Recorded:
    """Take a weapon back now; it must be issued."""
    return _act_now(acting_user, entry, EventKind.RETURNED)


def _act_now(acting_user: User, entry: LifeEntry, kind: EventKind) -> Recorded:
    needed, code, sentence = NEEDED[kind]
    if entry.kind is not kind:
        raise ValueError(f"This action records {kind}, not {entry.kind}.")
    check_may_record_entries(acting_user)
    with transaction.atomic():
        weapon = locked_weapon(entry.weapon)
        check_may_record_entry(acting_user, weapon)
        if Event.objects.filter(uid=entry.uid).exists():
            return save_entry(acting_user, weapon, entry)
        found = Custody.objects.filter(weapon=weapon).values_list("whereabouts", flat=True).first()
        if found != needed.value:
            whereabouts = found or Whereabouts.UNKNOWN.value
            raise Conflict(code, Sentence(sentence, {"whereabouts": whereabouts}), remedy=Sentence(LOOK_AGAIN))
        return save_entry(acting_user, weapon, entry)
