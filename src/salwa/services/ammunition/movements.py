"""Lots of ammunition and their movements. Nothing is overwritten: a wrong number is put right by a correction."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.utils import timezone

from salwa.domain.ammunition import Balance, Condition, HazardDivision, Movement, MovementKind, balance_of
from salwa.domain.languages import Sentence, message
from salwa.domain.marks.reading import TypedMarks
from salwa.domain.marks.skeleton import skeleton
from salwa.domain.refusals import NotFound, Refusal
from salwa.services.accounts.units import unit_for_new_records
from salwa.services.audit.actions import write_entry
from salwa.services.marks.reader import mark_reader
from salwa.services.stock.permissions import MANAGE, check_in_unit, depot_for
from salwa.storage.accounts.models import User
from salwa.storage.register.models import AmmunitionBalance, AmmunitionLot, AmmunitionMovement

NO_SUCH_LOT = message("There is no lot of ammunition with this number, or you may not know of it.")
WITHOUT_NUMBER = message("The lot has no number.")
READ_THE_BOX = message("Write the lot number as it stands on the box; write what else you can read in its place.")
NOT_ENOUGH = message("There are not enough rounds: {there} by the books, {asked} asked for.")
COUNT_OR_CORRECT = message("Count the lot; if the books are wrong, record the missing receipt or a correction first.")
NO_ROUNDS = message("A movement needs a number of rounds above 0; a correction needs one other than 0.")
GIVE_ROUNDS = message("Write how many rounds it was.")
TOO_MANY = message("{count} rounds are more than one lot can have.")
CHECK_NUMBER = message("Check the number of rounds.")
FUTURE = message("The day {day} lies in the future.")
WHEN_DONE = message("Record a movement when it has happened.")
WITHOUT_REASON = message("A correction of the books needs a reason.")
GIVE_REASON = message("Write why the books were wrong.")
OTHER_UID = message("Another movement was recorded under the identifier {uid}.")
NEW_UID = message("Send it again with a new identifier.")
MOST_ROUNDS = 1_000_000_000
# Movements of the present that need enough rounds; a late entry (an earlier day) is taken as it is told.
NEEDS_ENOUGH = frozenset({MovementKind.ISSUED})


@dataclass(frozen=True, slots=True)
class LotEntry:
    """A lot to be recorded; days are None and texts empty where nothing is known."""

    lot_number: str
    calibre: str = ""
    headstamp: str = ""
    maker: str = ""
    packaging: str = ""
    condition: Condition = Condition.UNKNOWN
    hazard: HazardDivision = HazardDivision.UNKNOWN
    inspected_on: date | None = None
    inspect_by: date | None = None
    expires_on: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class MovementEntry:
    """A movement to be recorded; only a correction may have a negative quantity."""

    lot: int
    store: int
    kind: MovementKind
    quantity: int
    day: date | None = None
    other_text: str = ""
    document: str = ""
    note: str = ""
    uid: str = field(default_factory=lambda: str(uuid.uuid4()))


def record_lot(*, acting_user: User, entry: LotEntry, store: int, quantity: int, day: date | None = None) -> int:
    """Record a lot with the rounds that were received in a store; returns its number.

    Raises `NotPermitted`, `NotFound`, `Refusal` (`lot_without_number`, and those of a movement).
    """
    depot = depot_for(acting_user, store, MANAGE)
    if not entry.lot_number.strip():
        raise Refusal(
            "lot_without_number", Sentence(WITHOUT_NUMBER), remedy=Sentence(READ_THE_BOX), where={"field": "lot_number"}
        )
    reading = mark_reader().read(TypedMarks(maker=entry.maker, calibre=entry.calibre))
    unit = depot.unit_id if depot.unit_id is not None else unit_for_new_records(acting_user, MANAGE)
    with transaction.atomic():
        lot = AmmunitionLot.objects.create(
            lot_number=entry.lot_number[:100], skeleton=skeleton(entry.lot_number)[:120],
            calibre_text=entry.calibre[:200], calibre_code=reading.calibre.code or "", headstamp=entry.headstamp[:200],
            maker_text=entry.maker[:200], maker_code=reading.maker.code or "", packaging=entry.packaging[:300],
            condition=entry.condition.value, hazard=entry.hazard.value, inspected_on=entry.inspected_on,
            inspect_by=entry.inspect_by, expires_on=entry.expires_on, note=entry.note, unit_id=unit,
            recorded_at=timezone.now(), recorded_by_id=acting_user.pk,
        )  # fmt: skip
        write_entry(acting_user=acting_user, action="ammunition.lot_recorded", object_kind="lot", object_id=lot.pk)
        received = MovementEntry(lot.pk, store, MovementKind.RECEIVED, quantity, day)
        save_movement(acting_user, lot, received)
    return lot.pk


def record_movement(*, acting_user: User, entry: MovementEntry) -> int:
    """Record a movement; returns its number. The same `uid` again changes nothing.

    Issuing today needs enough rounds: of two at once for the last ones exactly one is carried out. Raises
    `NotPermitted`, `NotFound`, `Refusal` (`not_enough_rounds`, `no_rounds`, `too_many_rounds`, `in_the_future`,
    `correction_without_reason`, `uid_of_another`).
    """
    depot_for(acting_user, entry.store, MANAGE)
    with transaction.atomic():
        lot = locked_lot(acting_user, entry.lot)
        return save_movement(acting_user, lot, entry)


def locked_lot(user: User, lot_id: int) -> AmmunitionLot:
    """The lot, locked until the transaction ends, when this person manages its unit's stock."""
    lot = AmmunitionLot.objects.select_for_update().filter(pk=lot_id).first()
    check_in_unit(user, MANAGE, lot.unit_id if lot else None, NO_SUCH_LOT)
    if lot is None:
        raise NotFound("no_such_lot", Sentence(NO_SUCH_LOT))
    return lot


def save_movement(user: User, lot: AmmunitionLot, entry: MovementEntry) -> int:
    """Save a movement in the caller's transaction, which has permitted it and holds the lot's lock."""
    known = AmmunitionMovement.objects.filter(uid=entry.uid).first()
    if known is not None:
        if (known.lot_id, known.kind, known.quantity) != (lot.pk, entry.kind.value, entry.quantity):
            raise Refusal("uid_of_another", Sentence(OTHER_UID, {"uid": entry.uid}), remedy=Sentence(NEW_UID))
        return known.pk
    _check(entry)
    if entry.kind in NEEDS_ENOUGH and (entry.day is None or entry.day >= timezone.localdate()):
        there = balance_in(lot.pk, entry.store).quantity
        if there < entry.quantity:
            said = Sentence(NOT_ENOUGH, {"there": there, "asked": entry.quantity})
            raise Refusal("not_enough_rounds", said, remedy=Sentence(COUNT_OR_CORRECT), where={"field": "quantity"})
    row = AmmunitionMovement.objects.create(
        uid=entry.uid, lot=lot, store_id=entry.store, kind=entry.kind.value, quantity=entry.quantity,
        day=entry.day or timezone.localdate(), other_text=entry.other_text[:300], document=entry.document[:200],
        note=entry.note, recorded_at=timezone.now(), recorded_by_id=user.pk,
    )  # fmt: skip
    balance = balance_in(lot.pk, entry.store)
    AmmunitionBalance.objects.update_or_create(
        lot=lot, store_id=entry.store,
        defaults={"quantity": balance.quantity, "negative": balance.negative, "last_count_off": balance.last_count_off},
    )  # fmt: skip
    write_entry(
        acting_user=user, action="ammunition.moved", object_kind="lot", object_id=lot.pk,
        details={"movement": row.pk, "kind": row.kind, "store": entry.store},
    )  # fmt: skip
    return row.pk


def balance_in(lot_id: int, store_id: int) -> Balance:
    """The balance of a lot in one store, from all its movements."""
    rows = AmmunitionMovement.objects.filter(lot_id=lot_id, store_id=store_id)
    return balance_of(Movement(str(row.uid), MovementKind(row.kind), row.quantity, row.day) for row in rows)


def _check(entry: MovementEntry) -> None:
    corrects = entry.kind is MovementKind.CORRECTED
    least = 0 if entry.kind is MovementKind.COUNTED else 1
    if (entry.quantity == 0) if corrects else (entry.quantity < least):
        raise Refusal("no_rounds", Sentence(NO_ROUNDS), remedy=Sentence(GIVE_ROUNDS), where={"field": "quantity"})
    if abs(entry.quantity) > MOST_ROUNDS:
        said = Sentence(TOO_MANY, {"count": entry.quantity})
        raise Refusal("too_many_rounds", said, remedy=Sentence(CHECK_NUMBER), where={"field": "quantity"})
    if entry.day is not None and entry.day > timezone.localdate():
        said = Sentence(FUTURE, {"day": entry.day.isoformat()})
        raise Refusal("in_the_future", said, remedy=Sentence(WHEN_DONE), where={"field": "day"})
    if corrects and not entry.note.strip():
        said = Sentence(WITHOUT_REASON)
        raise Refusal("correction_without_reason", said, remedy=Sentence(GIVE_REASON), where={"field": "note"})
