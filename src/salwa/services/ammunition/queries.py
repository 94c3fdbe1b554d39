"""Lots of ammunition as pages show them: balances by store, movements with what does not fit, what is due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q, Sum
from django.utils import timezone

from salwa.domain.languages import Sentence
from salwa.domain.refusals import NotFound
from salwa.services.ammunition.movements import NO_SUCH_LOT, balance_in
from salwa.services.audit.actions import write_entry
from salwa.services.stock.permissions import MANAGE, check_may_see_stock, may_in_unit, visible_units
from salwa.services.stock.queries import names_of_people
from salwa.storage.accounts.models import User
from salwa.storage.register.models import AmmunitionBalance, AmmunitionLot, AmmunitionMovement

DUE_WITHIN = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class LotLine:
    """One lot in the list. `untidy`: some balance was below zero, or the last count was off."""

    number: int
    lot_number: str
    calibre: str
    headstamp: str
    condition: str
    hazard: str
    rounds: int
    inspect_by: date | None
    expires_on: date | None
    due: str
    untidy: bool


@dataclass(frozen=True, slots=True)
class StepShown:
    """One movement with the rounds after it; `off`: how far a count was off the books."""

    number: int
    kind: str
    quantity: int
    day: date | None
    after: int
    negative: bool
    off: int | None
    other: str
    document: str
    note: str
    by: str


@dataclass(frozen=True, slots=True)
class StoreShown:
    """A lot in one store: rounds now and every movement, newest first."""

    store: int
    name: str
    rounds: int
    negative: int
    steps: tuple[StepShown, ...]


@dataclass(frozen=True, slots=True)
class LotPage:
    """A lot with its stores."""

    line: LotLine
    maker: str
    packaging: str
    inspected_on: date | None
    note: str
    stores: tuple[StoreShown, ...]
    may_manage: bool


def list_lots(*, acting_user: User, store: int | None = None, text: str = "") -> list[LotLine]:
    """Lots this person may know of, by lot number; `text`: begin of lot number, calibre or headstamp."""
    check_may_see_stock(acting_user)
    rows = AmmunitionLot.objects.filter(visible_units(acting_user))
    if store is not None:
        rows = rows.filter(balances__store_id=store)
    if text.strip():
        word = text.strip()
        rows = rows.filter(
            Q(lot_number__istartswith=word) | Q(calibre_text__istartswith=word) | Q(headstamp__istartswith=word)
        )
    found = list(rows.order_by("lot_number", "pk").distinct()[:500])
    balances = AmmunitionBalance.objects.filter(lot__in=found)
    sums = {row["lot"]: row["n"] for row in balances.values("lot").annotate(n=Sum("quantity"))}
    untidy = balances.filter(Q(negative__gt=0) | ~Q(last_count_off=0) & Q(last_count_off__isnull=False))
    odd = set(untidy.values_list("lot_id", flat=True))
    return [_line(row, sums.get(row.pk, 0), row.pk in odd) for row in found]


def _line(row: AmmunitionLot, rounds: int, untidy: bool) -> LotLine:
    return LotLine(
        row.pk, row.lot_number, row.calibre_text, row.headstamp, row.condition, row.hazard, rounds, row.inspect_by,
        row.expires_on, _due(row), untidy,
    )  # fmt: skip


def _due(row: AmmunitionLot) -> str:
    """expired, inspection_overdue, soon or nothing."""
    today = timezone.localdate()
    if row.expires_on and row.expires_on <= today:
        return "expired"
    if row.inspect_by and row.inspect_by <= today:
        return "inspection_overdue"
    soon = today + DUE_WITHIN
    return "soon" if any(one and one <= soon for one in (row.expires_on, row.inspect_by)) else ""


def open_lot(*, acting_user: User, lot_id: int) -> LotPage:
    """The page of a lot; opening it leaves an audit entry. Raises `NotPermitted` and `NotFound`."""
    check_may_see_stock(acting_user)
    row = AmmunitionLot.objects.filter(visible_units(acting_user), pk=lot_id).first()
    if row is None:
        raise NotFound("no_such_lot", Sentence(NO_SUCH_LOT))
    with transaction.atomic():
        write_entry(acting_user=acting_user, action="ammunition.opened", object_kind="lot", object_id=row.pk)
    balances = list(AmmunitionBalance.objects.filter(lot=row).select_related("store").order_by("store__name"))
    odd = any(one.negative or one.last_count_off for one in balances)
    return LotPage(
        line=_line(row, sum(one.quantity for one in balances), odd),
        maker=row.maker_text,
        packaging=row.packaging,
        inspected_on=row.inspected_on,
        note=row.note,
        stores=tuple(_store(row, one) for one in balances),
        may_manage=may_in_unit(acting_user, MANAGE, row.unit_id),
    )


def _store(lot: AmmunitionLot, balance: AmmunitionBalance) -> StoreShown:
    rows = {str(one.uid): one for one in AmmunitionMovement.objects.filter(lot=lot, store_id=balance.store_id)}
    people = names_of_people(one.recorded_by_id for one in rows.values())
    steps = []
    for step in balance_in(lot.pk, balance.store_id).steps:
        row = rows[step.movement.uid]
        steps.append(
            StepShown(
                row.pk, row.kind, row.quantity, row.day, step.after, step.negative, step.off, row.other_text,
                row.document, row.note, people.get(row.recorded_by_id, ""),
            )
        )  # fmt: skip
    return StoreShown(balance.store_id, balance.store.name, balance.quantity, balance.negative, tuple(reversed(steps)))
