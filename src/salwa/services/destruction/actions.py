"""Preparing a destruction record, asking for a second person, and recording what was destroyed."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from salwa.domain.ammunition import MovementKind
from salwa.domain.approvals import ApprovalKind
from salwa.domain.destruction import DestructionState, Method, fingerprint_of_list
from salwa.domain.languages import Listed, Sentence, message
from salwa.domain.refusals import NotFound, Refusal
from salwa.domain.weapons import EventKind
from salwa.services.ammunition.movements import MovementEntry, balance_in, save_movement
from salwa.services.approvals.queries import open_request
from salwa.services.audit.actions import write_entry
from salwa.services.custody.actions import locked_weapon, save_entry
from salwa.services.custody.values import LifeEntry
from salwa.services.destruction.permissions import NO_SUCH_RECORD, REQUEST, check_may_prepare
from salwa.services.stock.permissions import depot_for
from salwa.services.stock.surplus import check_in_depot
from salwa.services.weapons.pictures import keep_picture
from salwa.storage.accounts.models import User
from salwa.storage.register.models import (
    AmmunitionLot,
    DestroyedAmmunition,
    DestroyedWeapon,
    DestructionPicture,
    DestructionRecord,
    SurplusItem,
    SurplusList,
    Weapon,
)

NOTHING_LISTED = message("The record lists no weapon and no ammunition.")
LIST_SOMETHING = message("Add the weapons that were destroyed: from a list of surplus, or by number, mark or label.")
METHOD_UNSAID = message("The method is said to be another one, but not which.")
SAY_METHOD = message("Write in a few words how the weapons were destroyed.")
NO_PLACE = message("The record does not say where the weapons were destroyed.")
SAY_PLACE = message("Write the name of the place.")
FUTURE = message("The day {day} lies in the future.")
WHEN_DONE = message("Ask for approval when the weapons have been destroyed.")
NO_WITNESS = message("The record names no witness.")
SAY_WITNESS = message("Write one line for each witness: role and organisation, no names.")
NOT_A_DRAFT = message("This record is no draft any more; what it says stays as it is.")
MAKE_ANOTHER = message("Make another record, or withdraw the request if it is still open.")
NOT_REQUESTED = message("Nobody has asked for the approval of this record, or it was decided already.")
LOOK_AGAIN = message("Open the record again to see how it stands.")
UNKNOWN_WEAPONS = message("There are no weapons with these numbers: {numbers}.")
CHECK_NUMBERS = message("Check the numbers against the labels.")
NOT_ENOUGH = message("Lot {lot}: {asked} rounds are listed, but by the books there are {there}.")
COUNT_LOT = message("Count the lot and put its books right, or list fewer rounds.")
SPACE = uuid.UUID("0d0d8a3e-53ab-4c53-8d43-65c6a3b1c2e0")
MOST_WEAPONS = 20_000


@dataclass(frozen=True, slots=True)
class DestructionEntry:
    """What a record says. `witness_roles`: one line each, role and organisation. `rounds`: (lot, rounds)."""

    depot: int
    method: Method
    place: str
    day: date
    method_note: str = ""
    witness_roles: str = ""
    note: str = ""
    weapons: Sequence[int] = ()
    rounds: Sequence[tuple[int, int]] = ()
    surplus: int | None = None


def make_record(*, acting_user: User, entry: DestructionEntry) -> int:
    """Begin a destruction record; returns its number. Weapons of the named list of surplus are put on it too.

    Raises `NotPermitted`, `NotFound`, `Refusal` (`not_in_depot`, `no_such_weapons`, `method_unsaid`, `place_unsaid`).
    """
    depot = depot_for(acting_user, entry.depot, REQUEST)
    _check(entry)
    weapons = set(entry.weapons) | _of_surplus(entry.surplus, depot.pk)
    check_in_depot(depot.pk, sorted(weapons))
    with transaction.atomic():
        record = DestructionRecord.objects.create(
            depot=depot, unit_id=depot.unit_id, surplus_id=entry.surplus, made_at=timezone.now(),
            made_by_id=acting_user.pk, **_facts(entry),
        )  # fmt: skip
        _put_on(record, sorted(weapons), entry.rounds)
        write_entry(
            acting_user=acting_user, action="destruction.lot_made", object_kind="destruction", object_id=record.pk,
            details={"weapons": len(weapons), "lots": len(entry.rounds)},
        )  # fmt: skip
    return record.pk


def change_record(*, acting_user: User, record_id: int, entry: DestructionEntry) -> None:
    """Change a draft: its facts and its whole list. Raises as `make_record`, and `Refusal` (`not_a_draft`)."""
    _check(entry)
    with transaction.atomic():
        record = locked_record(acting_user, record_id)
        _check_draft(record)
        weapons = sorted(set(entry.weapons))
        check_in_depot(record.depot_id, weapons)
        for name, value in _facts(entry).items():
            setattr(record, name, value)
        record.save()
        # A draft is no record yet: its list may shrink; from the request on nothing leaves it.
        record.weapons.all().delete()
        record.ammunition.all().delete()
        _put_on(record, weapons, entry.rounds)
        write_entry(
            acting_user=acting_user, action="destruction.lot_changed", object_kind="destruction", object_id=record.pk,
            details={"weapons": len(weapons), "lots": len(entry.rounds)},
        )  # fmt: skip


def add_weapons(*, acting_user: User, record_id: int, weapons: Sequence[int]) -> None:
    """Put more weapons on a draft (scanned or typed). Raises as `change_record`."""
    with transaction.atomic():
        record = locked_record(acting_user, record_id)
        _check_draft(record)
        numbers = sorted(set(weapons))
        check_in_depot(record.depot_id, numbers)
        _put_on(record, numbers, ())
        write_entry(
            acting_user=acting_user, action="destruction.lot_changed", object_kind="destruction", object_id=record.pk,
            details={"added": len(numbers)},
        )  # fmt: skip


def add_picture(*, acting_user: User, record_id: int, moment: str, stream: BinaryIO, caption: str = "") -> int:
    """Add a picture from before or after; returns its number. Also after the approval: a proof more changes no fact.

    Raises `NotPermitted`, `NotFound`, `Refusal` (`not_a_picture`, `picture_too_large`).
    """
    record = DestructionRecord.objects.filter(pk=record_id).first()
    check_may_prepare(acting_user, record.unit_id if record else None)
    if record is None or moment not in ("before", "after"):
        raise NotFound("no_such_destruction", Sentence(NO_SUCH_RECORD))
    kept = keep_picture(stream)
    with transaction.atomic():
        picture = DestructionPicture.objects.create(
            record=record, moment=moment, file=kept.file, caption=caption.strip()[:300], sha256=kept.sha256,
            width=kept.width, height=kept.height, added_at=timezone.now(), added_by_id=acting_user.pk,
        )  # fmt: skip
        write_entry(
            acting_user=acting_user, action="destruction.picture_added", object_kind="destruction",
            object_id=record.pk, details={"picture": picture.pk, "sha256": kept.sha256},
        )  # fmt: skip
    return picture.pk


def check_complete(record: DestructionRecord) -> None:
    """Refuse to ask for the approval of a record that lacks what a certificate has to say.

    Raises `Refusal` (`nothing_listed`, `witness_unsaid`, `destruction_in_the_future`, `not_in_depot`,
    `not_enough_rounds`).
    """
    if not record.weapons.exists() and not record.ammunition.exists():
        raise Refusal("nothing_listed", Sentence(NOTHING_LISTED), remedy=Sentence(LIST_SOMETHING))
    if not record.witness_roles.strip():
        raise Refusal(
            "witness_unsaid", Sentence(NO_WITNESS), remedy=Sentence(SAY_WITNESS), where={"field": "witness_roles"}
        )
    if record.day > timezone.localdate():
        said = Sentence(FUTURE, {"day": record.day.isoformat()})
        raise Refusal("destruction_in_the_future", said, remedy=Sentence(WHEN_DONE), where={"field": "day"})
    check_in_depot(record.depot_id, list(record.weapons.values_list("weapon_id", flat=True)))
    _check_rounds(record)


def _check_rounds(record: DestructionRecord) -> None:
    for one in record.ammunition.select_related("lot"):
        there = balance_in(one.lot_id, record.depot_id).quantity
        if there < one.quantity:
            said = Sentence(NOT_ENOUGH, {"lot": one.lot.lot_number, "asked": one.quantity, "there": there})
            raise Refusal("not_enough_rounds", said, remedy=Sentence(COUNT_LOT))


def execute_destruction(*, record_id: int, requested_by: User, approved_by: User, approval: int | None = None) -> str:
    """Record `destroyed` for everything on the record, in the caller's transaction; returns the certificate's number.

    The caller has made sure of two persons. Carried out twice it records once. Raises `Refusal`
    (`destruction_not_requested`; `not_in_depot` and `not_enough_rounds` when the books have changed since).
    """
    record = DestructionRecord.objects.select_for_update().get(pk=record_id)
    if record.state != DestructionState.REQUESTED.value:
        raise Refusal("destruction_not_requested", Sentence(NOT_REQUESTED), remedy=Sentence(LOOK_AGAIN))
    rows = list(record.weapons.order_by("weapon_id"))
    weapons = [locked_weapon(row.weapon_id) for row in rows]
    check_in_depot(record.depot_id, [row.weapon_id for row in rows])
    for row, weapon in zip(rows, weapons, strict=True):
        row.event_id = save_entry(approved_by, weapon, _life(record, row.weapon_id)).event
        row.save(update_fields=["event"])
    _check_rounds(record)
    for one in record.ammunition.order_by("lot_id"):
        lot = AmmunitionLot.objects.select_for_update().get(pk=one.lot_id)
        entry = MovementEntry(
            lot.pk, record.depot_id, MovementKind.DESTROYED, one.quantity, record.day,
            document=_certificate(record), uid=str(uuid.uuid5(SPACE, f"{record.uid}/lot/{lot.pk}")),
        )  # fmt: skip
        one.movement_id = save_movement(approved_by, lot, entry)
        one.save(update_fields=["movement"])
    record.state, record.certificate = DestructionState.RECORDED.value, _certificate(record)
    record.recorded_at, record.approved_by_id = timezone.now(), approved_by.pk
    record.requested_by_id, record.approval = requested_by.pk, approval
    record.save()
    write_entry(
        acting_user=approved_by, action="destruction.recorded", object_kind="destruction", object_id=record.pk,
        details={"weapons": record.weapons.count(), "requested_by": requested_by.pk, "approval": approval,
                 "fingerprint": record.fingerprint},
    )  # fmt: skip
    return str(record.certificate)


def _life(record: DestructionRecord, weapon: int) -> LifeEntry:
    return LifeEntry(
        weapon, EventKind.DESTROYED, str(uuid.uuid5(SPACE, f"{record.uid}/weapon/{weapon}")), record.day,
        place=record.place, document=_certificate(record),
        details={"destruction": record.pk, "method": record.method}, source="destruction",
    )  # fmt: skip


def _certificate(record: DestructionRecord) -> str:
    """STATE-D-year-number: unique in this installation, readable on paper."""
    state = settings.SALWA["state"] or "XXX"
    return f"{state}-D-{record.day.year}-{record.pk:06d}"


def fingerprint_now(record: DestructionRecord) -> str:
    """Fingerprint of what the record says now: what two persons agree about."""
    facts = [
        (name, str(getattr(record, name)))
        for name in ("depot_id", "method", "method_note", "place", "day", "witness_roles", "note")
    ]
    lots = [(one.lot_id, record.depot_id, one.quantity) for one in record.ammunition.all()]
    return fingerprint_of_list(facts, record.weapons.values_list("weapon_id", flat=True), lots)


def locked_record(user: User, record_id: int) -> DestructionRecord:
    """The record, locked, when `user` may prepare destructions of its unit."""
    record = DestructionRecord.objects.select_for_update().filter(pk=record_id).first()
    check_may_prepare(user, record.unit_id if record else None)
    if record is None:
        raise NotFound("no_such_destruction", Sentence(NO_SUCH_RECORD))
    if is_draft_again(record):
        record.state, record.fingerprint = DestructionState.DRAFT.value, ""
        record.requested_at, record.requested_by_id, record.approval = None, None, None
        record.save()
    return record


def is_draft_again(record: DestructionRecord) -> bool:
    """Whether the request for its approval was refused, withdrawn or ran out: then the record may be changed again."""
    return record.state == DestructionState.REQUESTED.value and not open_request(ApprovalKind.DESTRUCTION, record.pk)


def _check_draft(record: DestructionRecord) -> None:
    if record.state != DestructionState.DRAFT.value:
        raise Refusal("not_a_draft", Sentence(NOT_A_DRAFT), remedy=Sentence(MAKE_ANOTHER))


def _facts(entry: DestructionEntry) -> dict[str, object]:
    return {
        "method": entry.method.value, "method_note": entry.method_note.strip()[:300], "place": entry.place[:300],
        "day": entry.day, "witness_roles": entry.witness_roles, "note": entry.note,
    }  # fmt: skip


def _check(entry: DestructionEntry) -> None:
    if entry.method is Method.OTHER and not entry.method_note.strip():
        said = Sentence(METHOD_UNSAID)
        raise Refusal("method_unsaid", said, remedy=Sentence(SAY_METHOD), where={"field": "method_note"})
    if not entry.place.strip():
        raise Refusal("place_unsaid", Sentence(NO_PLACE), remedy=Sentence(SAY_PLACE), where={"field": "place"})


def _of_surplus(surplus: int | None, depot_id: int) -> set[int]:
    if surplus is None or not SurplusList.objects.filter(pk=surplus, depot_id=depot_id).exists():
        return set()
    return set(SurplusItem.objects.filter(surplus_id=surplus).values_list("weapon_id", flat=True))


def _put_on(record: DestructionRecord, weapons: Sequence[int], rounds: Sequence[tuple[int, int]]) -> None:
    known = set(Weapon.objects.filter(pk__in=weapons, withdrawn_at=None).values_list("pk", flat=True))
    unknown = [number for number in weapons if number not in known]
    if unknown or len(weapons) > MOST_WEAPONS:
        said = Sentence(UNKNOWN_WEAPONS, {"numbers": Listed(str(number) for number in unknown[:10])})
        raise Refusal("no_such_weapons", said, remedy=Sentence(CHECK_NUMBERS), where={"field": "weapons"})
    there = set(record.weapons.values_list("weapon_id", flat=True))
    DestroyedWeapon.objects.bulk_create(
        DestroyedWeapon(record=record, weapon_id=number) for number in weapons if number not in there
    )
    for lot_id, quantity in rounds:
        lot = AmmunitionLot.objects.filter(pk=lot_id, unit_id=record.unit_id).first()
        if lot is None or quantity <= 0:
            said = Sentence(message("There is no lot with the number {number}."), {"number": lot_id})
            raise Refusal("no_such_lot", said, remedy=Sentence(CHECK_NUMBERS), where={"field": "rounds"})
        DestroyedAmmunition.objects.create(record=record, lot=lot, quantity=quantity)
