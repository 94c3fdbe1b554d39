"""Recording an application and changing it before its decision. Every earlier text stays readable in the steps."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.utils import timezone

from salwa.domain.languages import Sentence, message
from salwa.domain.licences.vocabulary import LicenceKind, PartyRole, StepKind
from salwa.domain.refusals import Conflict, NotFound, Refusal
from salwa.services.audit.actions import write_entry
from salwa.services.licences.permissions import check_may_prepare_licence
from salwa.services.licences.steps import check_day, check_may_follow, locked_licence, standing_now, take_step
from salwa.services.licences.values import ApplicationEntry, DealEntry, ItemEntry, PartyEntry
from salwa.services.licences.words import keep_words
from salwa.services.marks.reader import mark_reader
from salwa.storage.accounts.models import User
from salwa.storage.register.models import (
    Holder,
    Licence,
    LicenceItem,
    LicenceNumber,
    LicenceParty,
    LicenceStep,
    LicenceUse,
    LicenceWeapon,
    UsedWeapon,
)

LETTERS = {
    LicenceKind.MANUFACTURE: "M", LicenceKind.EXPORT: "E", LicenceKind.IMPORT: "I", LicenceKind.TRANSIT: "T",
    LicenceKind.RETRANSFER: "R", LicenceKind.BROKERING: "B",
}  # fmt: skip
MOST_PIECES = 2_000_000_000
NUMBER_TAKEN = message("The number {number} belongs to another authorisation.")
OTHER_NUMBER = message("Leave it empty to get the next number, or write the one on the paper.")
NO_APPLICANT = message("There is no open holder with the number {number} who could apply.")
CHOOSE_APPLICANT = message("Choose the applicant from the list; record it first if it is not there.")
NO_PARTY_NAME = message("A party needs a name, or a holder chosen from the register.")
WRITE_NAME = message("Write the name as it stands in the application.")
NO_SUCH_PART = message("There is no such line in this application.")
NO_QUANTITY = message("An item needs a number of pieces from 1 on.")
NO_ITEM = message("An item needs a type of weapon.")
ITEM_IN_USE = message("Weapons are listed under this item; it cannot be taken out.")
TAKE_OFF_FIRST = message("Take the weapons off the list first, or change the item instead.")
FEWER_THAN_LISTED = message("{listed} pieces are listed or used under this item; it cannot be lowered to {quantity}.")
DEAL = (
    "origin", "destination", "end_use", "contract", "conditions", "valid_from", "valid_until", "broker_registration",
    "broker_registered_until",
)  # fmt: skip
LENGTHS = {"contract": 200, "broker_registration": 100, "end_use": 2_000, "conditions": 5_000}


def record_application(*, acting_user: User, entry: ApplicationEntry) -> int:
    """Record an application for an authorisation; returns its id. The same `uid` again gives the first one back.

    In order: permit, check, number, save with its first step and search words, audit. Raises `NotPermitted` and
    `Refusal` (`no_such_applicant`, `number_taken`, `in_the_future`).
    """
    check_may_prepare_licence(acting_user)
    check_day(entry.applied_on, "applied_on")
    uid = uuid.UUID(entry.uid) if entry.uid else uuid.uuid4()
    kind = LicenceKind(entry.kind)
    with transaction.atomic():
        known = Licence.objects.filter(uid=uid).first()
        if known is not None:
            return known.pk
        licence = Licence(
            uid=uid, kind=kind.value, applicant=_applicant(entry.applicant), recorded_at=timezone.now(),
            recorded_by_id=acting_user.pk, transit=list(entry.deal.transit), **_deal(entry.deal),
        )  # fmt: skip
        licence.number = _number(kind, entry)
        _save_new(licence)
        take_step(acting_user, licence, StepKind.APPLIED, day=entry.applied_on)
        keep_words(licence)
        write_entry(
            acting_user=acting_user,
            action="licences.applied",
            object_kind="licence",
            object_id=licence.pk,
            details={"kind": kind.value},
        )
    return licence.pk


def change_deal(*, acting_user: User, licence_id: int, deal: DealEntry, applicant: int | None = None) -> bool:
    """Change what the application says of the deal; returns whether anything changed. The old texts go into the step.

    A change after the assessment sends the application back to it. Raises `NotPermitted`, `NotFound`, `Refusal`.
    """
    check_may_prepare_licence(acting_user)
    with transaction.atomic():
        licence = locked_licence(licence_id)
        wanted: dict[str, Any] = {**_deal(deal), "transit": list(deal.transit)}
        if applicant is not None and applicant != licence.applicant_id:
            wanted["applicant_id"] = _applicant(applicant).pk
        changed = {name: value for name, value in wanted.items() if getattr(licence, name) != value}
        if not changed:
            return False
        before = {name: _plain(getattr(licence, name)) for name in changed}
        after = {name: _plain(value) for name, value in changed.items()}
        for name, value in changed.items():
            setattr(licence, name, value)
        _change(acting_user, licence, {"part": "deal", "before": before, "after": after}, save=tuple(changed))
    return True


def put_party(*, acting_user: User, licence_id: int, party: PartyEntry, instead_of: int | None = None) -> int:
    """Name a party, or another one in place of `instead_of`, which stays readable.

    Raises `NotPermitted`, `NotFound` and `Refusal` (`no_party_name`, `not_now`).
    """
    check_may_prepare_licence(acting_user)
    role = PartyRole(party.role)
    with transaction.atomic():
        licence = locked_licence(licence_id)
        holder = Holder.objects.filter(pk=party.holder).first() if party.holder is not None else None
        if holder is None and not party.name.strip():
            raise Refusal(
                "no_party_name", Sentence(NO_PARTY_NAME), remedy=Sentence(WRITE_NAME), where={"field": "name"}
            )
        _end(LicenceParty, licence, instead_of)
        row = LicenceParty.objects.create(
            licence=licence, role=role.value, holder=holder, name="" if holder else party.name.strip()[:300],
            country_code=party.country or (holder.country_code if holder else ""), address=party.address.strip(),
        )  # fmt: skip
        _change(acting_user, licence, {"part": "parties", "added": row.pk, "ended": instead_of})
    return row.pk


def remove_party(*, acting_user: User, licence_id: int, party_id: int) -> None:
    """Take a party out of the application; it stays readable in its history."""
    check_may_prepare_licence(acting_user)
    with transaction.atomic():
        licence = locked_licence(licence_id)
        _end(LicenceParty, licence, party_id)
        _change(acting_user, licence, {"part": "parties", "ended": party_id})


def put_item(*, acting_user: User, licence_id: int, item: ItemEntry, item_id: int | None = None) -> int:
    """Add a line of goods, or change one. Raises `Refusal` (`no_item_type`, `no_quantity`, `fewer_than_listed`)."""
    check_may_prepare_licence(acting_user)
    _check_item(item)
    with transaction.atomic():
        licence = locked_licence(licence_id)
        row = _line(LicenceItem, licence, item_id) if item_id is not None else LicenceItem(licence=licence)
        if item_id is not None:
            check_not_below(row, item.quantity)
        columns = _item(item)
        before = {name: _plain(getattr(row, name)) for name in columns} if item_id is not None else {}
        for name, value in columns.items():
            setattr(row, name, value)
        row.save()
        after = {name: _plain(value) for name, value in columns.items()}
        _change(acting_user, licence, {"part": "items", "item": row.pk, "before": before, "after": after})
    return row.pk


def remove_item(*, acting_user: User, licence_id: int, item_id: int) -> None:
    """Take a line of goods out. Raises `Refusal` (`item_in_use`) while weapons are listed under it."""
    check_may_prepare_licence(acting_user)
    with transaction.atomic():
        licence = locked_licence(licence_id)
        if LicenceWeapon.objects.filter(item_id=item_id, licence=licence, ended_at=None).exists():
            raise Conflict("item_in_use", Sentence(ITEM_IN_USE), remedy=Sentence(TAKE_OFF_FIRST))
        _end(LicenceItem, licence, item_id)
        _change(acting_user, licence, {"part": "items", "ended": item_id})


def committed(item: LicenceItem) -> int:
    """Pieces of an item that are spoken for: weapons on its list, and pieces used without being listed."""
    listed = LicenceWeapon.objects.filter(item=item, ended_at=None).count()
    uses = LicenceUse.objects.filter(item=item, step__undone_by=None)
    pieces = uses.aggregate(sum=Sum("quantity"))["sum"] or 0
    return listed + pieces - UsedWeapon.objects.filter(use__in=uses).count()


def check_not_below(item: LicenceItem, quantity: int) -> None:
    """Refuse to lower an item below what is listed or used under it (`fewer_than_listed`)."""
    spoken_for = committed(item)
    if quantity < spoken_for:
        values = {"listed": spoken_for, "quantity": quantity}
        raise Conflict("fewer_than_listed", Sentence(FEWER_THAN_LISTED, values), where={"field": "quantity"})


def note_change(acting_user: User, licence: Licence, details: Mapping[str, Any]) -> LicenceStep:
    """Record that an application was changed, in the caller's transaction; the caller writes its own audit entry."""
    return take_step(acting_user, licence, StepKind.CHANGED, details=details)


def _change(acting_user: User, licence: Licence, details: Mapping[str, Any], save: tuple[str, ...] = ()) -> None:
    check_may_follow(licence, standing_now(licence), StepKind.CHANGED)
    if save:
        licence.save(update_fields=list(save))
    step = note_change(acting_user, licence, {name: value for name, value in details.items() if value is not None})
    keep_words(licence)
    write_entry(
        acting_user=acting_user,
        action="licences.changed",
        object_kind="licence",
        object_id=licence.pk,
        details={"step": step.number, "part": details["part"]},
    )


def _applicant(number: int) -> Holder:
    holder = Holder.objects.filter(pk=number, closed_on=None).first()
    if holder is None:
        raise Refusal(
            "no_such_applicant",
            Sentence(NO_APPLICANT, {"number": number}),
            remedy=Sentence(CHOOSE_APPLICANT),
            where={"field": "applicant"},
        )
    return holder


def _number(kind: LicenceKind, entry: ApplicationEntry) -> str:
    """The number on the paper, or the next one of the year: unique in this State's register."""
    typed = " ".join(entry.number.split())[:60]
    if typed:
        if Licence.objects.filter(number__iexact=typed).exists():
            raise _taken(typed)
        return typed
    year, state = entry.applied_on.year, settings.SALWA["state"] or "X"
    LicenceNumber.objects.get_or_create(year=year, kind=kind.value)
    row = LicenceNumber.objects.select_for_update().get(year=year, kind=kind.value)
    while True:
        row.last += 1
        number = f"{state}-{LETTERS[kind]}-{year}-{row.last:05d}"
        if not Licence.objects.filter(number__iexact=number).exists():
            row.save(update_fields=["last"])
            return number


def _save_new(licence: Licence) -> None:
    try:
        with transaction.atomic():
            licence.save(force_insert=True)
    except IntegrityError:
        raise _taken(licence.number) from None


def _taken(number: str) -> Conflict:
    values = {"number": number}
    return Conflict(
        "number_taken", Sentence(NUMBER_TAKEN, values), remedy=Sentence(OTHER_NUMBER), where={"field": "number"}
    )


def _deal(deal: DealEntry) -> dict[str, Any]:
    found = {name: getattr(deal, name) for name in DEAL}
    return {
        name: value.strip()[: LENGTHS.get(name, 100)] if isinstance(value, str) else value
        for name, value in found.items()
    }


def _check_item(item: ItemEntry) -> None:
    if not item.type.strip():
        raise Refusal("no_item_type", Sentence(NO_ITEM), where={"field": "type"})
    if not 1 <= item.quantity <= MOST_PIECES:
        raise Refusal("no_quantity", Sentence(NO_QUANTITY), where={"field": "quantity"})


def _item(item: ItemEntry) -> dict[str, Any]:
    return {
        "type_text": item.type.strip()[:300],
        "type_code": mark_reader().read_type(item.type).code or "",
        "description": item.description.strip()[:2_000],
        "calibre_text": item.calibre.strip()[:300],
        "calibre_code": (mark_reader().read_calibre(item.calibre).code or "") if item.calibre.strip() else "",
        "quantity": item.quantity,
        "value": item.value,
        "currency": item.currency.strip().upper()[:3],
    }


def _line(table: Any, licence: Licence, number: int) -> Any:
    row = table.objects.filter(pk=number, licence=licence, ended_at=None).first()
    if row is None:
        raise NotFound("no_such_line", Sentence(NO_SUCH_PART))
    return row


def _end(table: Any, licence: Licence, number: int | None) -> None:
    if number is None:
        return
    row = _line(table, licence, number)
    row.ended_at = timezone.now()
    row.save(update_fields=["ended_at"])


def _plain(value: Any) -> Any:
    """A value as JSON keeps it; days and sums as text."""
    return value if value is None or isinstance(value, (str, int, list)) else str(value)
