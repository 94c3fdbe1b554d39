"""Recording entries about a weapon's life, correcting and cancelling them. Nothing is overwritten (needs 10, 12)."""

from __future__ import annotations

import uuid
from datetime import date

from django.db import transaction
from django.utils import timezone

from salwa.domain.custody import Whereabouts
from salwa.domain.languages import Sentence, message
from salwa.domain.refusals import NotFound, Refusal
from salwa.domain.weapons import EventKind
from salwa.services.audit.actions import write_entry
from salwa.services.custody.permissions import check_may_correct_entry, check_may_record_entry
from salwa.services.custody.present import keep_present_state
from salwa.services.custody.values import LifeEntry, Recorded
from salwa.services.weapons.queries import NO_SUCH_WEAPON
from salwa.storage.accounts.models import User
from salwa.storage.register.models import Custody, Event, Holder, Part, Weapon

FUTURE = message("The day {day} lies in the future.")
RECORD_WHEN_DONE = message("Record it when it has happened.")
NO_SUCH_HOLDER = message("There is no holder with the number {number}.")
CHOOSE_HOLDER = message("Choose a holder from the list, or write the name as text.")
NO_SUCH_PART = message("There is no part with the number {number}.")
CHOOSE_PART = message("Choose a part of this weapon.")
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
# A kind that only the programme itself may use: changed fields are recorded by `correct_weapon`.
NOT_TO_BE_RECORDED = frozenset({EventKind.CORRECTED})


def locked_weapon(weapon_id: int) -> Weapon:
    """The weapon, locked until the transaction ends: entries about one weapon queue. Raises `NotFound`.

    Rows that only refer to the weapon (pictures, grounds) are not kept waiting: their reference is checked when they
    commit, with the audit log's lock in hand, which whoever holds this lock is going to wait for.
    """
    weapon = Weapon.objects.select_for_update(no_key=True).filter(pk=weapon_id).first()
    if weapon is None:
        raise NotFound("no_such_weapon", Sentence(NO_SUCH_WEAPON))
    return weapon


def record_entry(*, acting_user: User, entry: LifeEntry) -> Recorded:
    """Record something that happened to a weapon, however late and whatever was recorded before.

    In order: permit, check, save, compute the present state, audit - in one transaction. The same `uid` again changes
    nothing and gives the first entry back. Contradictions are findings on the weapon's page, never a refusal. Raises
    `NotPermitted`, `NotFound`, `Refusal` (`in_the_future`, `no_such_holder`, `no_such_part`, `uid_of_another`).
    """
    with transaction.atomic():
        weapon = locked_weapon(entry.weapon)
        check_may_record_entry(acting_user, weapon)
        return save_entry(acting_user, weapon, entry)


def save_entry(
    acting_user: User, weapon: Weapon, entry: LifeEntry, *, corrects: Event | None = None, cancels: bool = False
) -> Recorded:
    """Save an entry in the caller's transaction, which has permitted it and holds the weapon's lock.

    Other capabilities (stock-taking, destruction, transfers) record their entries through this.
    """
    known = Event.objects.filter(uid=entry.uid).first()
    if known is not None:
        return _again(known, weapon, entry)
    check_entry(entry)
    row = Event.objects.create(
        weapon=weapon, kind=entry.kind.value, date=entry.day, precision=entry.precision,
        date_text=entry.date_text[:100], place=entry.place, incident=entry.incident, note=entry.note,
        recorded_at=timezone.now(), uid=entry.uid, place_in_day=entry.place_in_day, giver_id=entry.giver,
        receiver_id=entry.receiver, giver_text=entry.giver_text[:300], receiver_text=entry.receiver_text[:300],
        country_code=entry.country, document=entry.document[:200], part_id=entry.part, corrects=corrects,
        cancels=cancels, source=entry.source, details=dict(entry.details) or None, recorded_by_id=acting_user.pk,
        unit_id=weapon.unit_id,
    )  # fmt: skip
    custody = keep_present_state(weapon.pk)
    action = "custody.cancelled" if cancels else "custody.corrected" if corrects else "custody.recorded"
    write_entry(
        acting_user=acting_user,
        action=action,
        object_kind="weapon",
        object_id=weapon.pk,
        details={"entry": row.pk, "kind": entry.kind.value, **({"corrects": corrects.pk} if corrects else {})},
    )
    return Recorded(row.pk, again=False, version=custody.version)


def _again(known: Event, weapon: Weapon, entry: LifeEntry) -> Recorded:
    if known.weapon_id != weapon.pk or known.kind != entry.kind.value:
        raise Refusal("uid_of_another", Sentence(OTHER_UID, {"uid": entry.uid}), remedy=Sentence(NEW_UID))
    version = Custody.objects.values_list("version", flat=True).get(weapon=weapon)
    return Recorded(known.pk, again=True, version=version)


def check_entry(entry: LifeEntry) -> None:
    """Refuse what can only be a slip: a day to come, a holder or part that does not exist."""
    today = timezone.localdate()
    if entry.kind in NOT_TO_BE_RECORDED:
        raise ValueError(f"{entry.kind} is recorded by correcting a weapon, not as an entry.")
    if entry.day is not None and _first_day(entry) > today:
        raise Refusal(
            "in_the_future",
            Sentence(FUTURE, {"day": entry.day.isoformat()}),
            remedy=Sentence(RECORD_WHEN_DONE),
            where={"field": "day"},
        )
    for field, number in (("giver", entry.giver), ("receiver", entry.receiver)):
        if number is not None and not Holder.objects.filter(pk=number).exists():
            raise Refusal(
                "no_such_holder",
                Sentence(NO_SUCH_HOLDER, {"number": number}),
                remedy=Sentence(CHOOSE_HOLDER),
                where={"field": field},
            )
    if entry.part is not None and not Part.objects.filter(pk=entry.part).exists():
        raise Refusal(
            "no_such_part",
            Sentence(NO_SUCH_PART, {"number": entry.part}),
            remedy=Sentence(CHOOSE_PART),
            where={"field": "part"},
        )


def _first_day(entry: LifeEntry) -> date:
    day = entry.day or date.min
    if entry.precision == "year":
        return day.replace(month=1, day=1)
    return day.replace(day=1) if entry.precision == "month" else day


def correct_entry(*, acting_user: User, event_id: int, entry: LifeEntry) -> Recorded:
    """Replace an entry by a right one; the wrong one stays readable.

    Raises `NotPermitted`, `NotFound`, and `Refusal` (`corrected_already`) when somebody was quicker.
    """
    with transaction.atomic():
        weapon = locked_weapon(entry.weapon)
        check_may_correct_entry(acting_user, weapon)
        wrong = _entry_in_force(weapon, event_id, entry.uid)
        return save_entry(acting_user, weapon, entry, corrects=wrong)


def cancel_entry(*, acting_user: User, weapon_id: int, event_id: int, reason: str, uid: str = "") -> Recorded:
    """Say that an entry never happened; it stays readable, with the reason. Raises as `correct_entry`."""
    with transaction.atomic():
        weapon = locked_weapon(weapon_id)
        check_may_correct_entry(acting_user, weapon)
        uid = uid or str(uuid.uuid4())
        wrong = _entry_in_force(weapon, event_id, uid)
        entry = LifeEntry(weapon.pk, EventKind(wrong.kind), uid, wrong.date, wrong.precision, note=reason)
        return save_entry(acting_user, weapon, entry, corrects=wrong, cancels=True)


def _entry_in_force(weapon: Weapon, event_id: int, uid: str) -> Event:
    """The entry to be corrected, unless another correction than `uid` has replaced it. The weapon's lock is held."""
    wrong = Event.objects.filter(pk=event_id, weapon=weapon).first()
    if wrong is None:
        raise NotFound("no_such_entry", Sentence(NO_SUCH_ENTRY))
    later = Event.objects.filter(corrects=wrong).exclude(uid=uid).first()
    if later is not None:
        raise Refusal(
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
    with transaction.atomic():
        weapon = locked_weapon(entry.weapon)
        check_may_record_entry(acting_user, weapon)
        if Event.objects.filter(uid=entry.uid).exists():
            return save_entry(acting_user, weapon, entry)
        found = Custody.objects.filter(weapon=weapon).values_list("whereabouts", flat=True).first()
        if found != needed.value:
            whereabouts = found or Whereabouts.UNKNOWN.value
            raise Refusal(code, Sentence(sentence, {"whereabouts": whereabouts}), remedy=Sentence(LOOK_AGAIN))
        return save_entry(acting_user, weapon, entry)
