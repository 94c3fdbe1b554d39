"""Losses, thefts and diversions from stockpiles (PoA II.17); the national report asks for their numbers."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.utils import timezone

from salwa.domain.ammunition import MovementKind
from salwa.domain.custody import Whereabouts
from salwa.domain.languages import Sentence, message
from salwa.domain.refusals import NotFound, Refusal
from salwa.domain.stock import LossKind
from salwa.domain.weapons import EventKind
from salwa.services.ammunition.movements import MovementEntry, locked_lot, save_movement
from salwa.services.audit.actions import write_entry
from salwa.services.custody.actions import locked_weapon, save_entry
from salwa.services.custody.values import LifeEntry
from salwa.services.stock.permissions import MANAGE, depot_for, visible_depots
from salwa.storage.accounts.models import User
from salwa.storage.register.models import Custody, Holder, LossReport, LostItem

NOT_IN_DEPOT = message("Weapon {number} is not in this depot by the books, or not issued from it.")
RECORD_THERE = message("Report it for the depot that answers for it, or record how it came here first.")
NOTHING_LOST = message("The report names no weapon and no ammunition.")
NAME_SOMETHING = message("Add at least one weapon or one lot with a number of rounds.")
NO_CIRCUMSTANCES = message("The report does not say what happened.")
SAY_WHAT = message("Write in a few words how it was noticed and what is known.")
FUTURE = message("The day {day} lies in the future.")
WHEN_KNOWN = message("Give the day on which it was noticed.")
# A diversion is unlawful like a theft; the report says which of the two it was.
EVENTS = {LossKind.LOSS: EventKind.LOST, LossKind.THEFT: EventKind.STOLEN, LossKind.DIVERSION: EventKind.STOLEN}
MAY_BE_LOST = (Whereabouts.HELD.value, Whereabouts.ISSUED.value, Whereabouts.IN_EVIDENCE.value)
MISSING = (Whereabouts.LOST.value, Whereabouts.STOLEN.value)


@dataclass(frozen=True, slots=True)
class LossEntry:
    """A report: `weapons` by number, `rounds` as (lot, rounds). `measures`: what was done about it."""

    kind: LossKind
    depot: int
    discovered_on: date
    circumstances: str
    weapons: Sequence[int] = ()
    rounds: Sequence[tuple[int, int]] = ()
    happened_text: str = ""
    measures: str = ""
    reference: str = ""
    uid: str = field(default_factory=lambda: str(uuid.uuid4()))


@dataclass(frozen=True, slots=True)
class LossLine:
    """One report in the list: `age` in days since it was discovered, `missing` weapons still not recovered."""

    number: int
    kind: str
    depot: int
    depot_name: str
    discovered_on: date
    age: int
    weapons: int
    rounds: int
    missing: int
    circumstances: str
    measures: str
    reference: str


@dataclass(frozen=True, slots=True)
class LossYear:
    """Figures of one year of discovery and one kind."""

    year: int
    kind: str
    reports: int
    weapons: int
    rounds: int
    still_missing: int


def report_loss(*, acting_user: User, entry: LossEntry) -> int:
    """Report a loss, theft or diversion and record it in the life of each weapon, in one transaction.

    Returns its number; the same `uid` again changes nothing. Raises `NotPermitted`, `NotFound`, `Refusal`
    (`not_in_depot`, `nothing_lost`, `loss_without_circumstances`, `in_the_future`).
    """
    depot = depot_for(acting_user, entry.depot, MANAGE)
    _check(entry)
    with transaction.atomic():
        report, new = LossReport.objects.get_or_create(
            uid=entry.uid,
            defaults={
                "kind": entry.kind.value, "depot": depot, "unit_id": depot.unit_id,
                "discovered_on": entry.discovered_on, "happened_text": entry.happened_text[:200],
                "circumstances": entry.circumstances, "measures": entry.measures, "reference": entry.reference[:200],
                "recorded_at": timezone.now(), "recorded_by_id": acting_user.pk,
            },
        )  # fmt: skip
        if not new:
            return report.pk
        for number in sorted(set(entry.weapons)):
            _lose_weapon(acting_user, report, depot, number)
        for lot_id, quantity in entry.rounds:
            lot = locked_lot(acting_user, lot_id)
            LostItem.objects.create(report=report, lot=lot, quantity=quantity)
            note = entry.circumstances[:500]
            lost = MovementEntry(lot_id, depot.pk, MovementKind.LOST, quantity, entry.discovered_on, note=note)
            save_movement(acting_user, lot, lost)
        write_entry(
            acting_user=acting_user, action="stock.loss_reported", object_kind="loss_report", object_id=report.pk,
            details={"kind": report.kind, "weapons": len(set(entry.weapons)), "lots": len(entry.rounds)},
        )  # fmt: skip
    return report.pk


def _lose_weapon(user: User, report: LossReport, depot: Holder, number: int) -> None:
    if not Custody.objects.filter(weapon=number, holder=depot).exists():
        # Said alike of a weapon that lies elsewhere and of one that does not exist.
        said = Sentence(NOT_IN_DEPOT, {"number": number})
        raise Refusal("not_in_depot", said, remedy=Sentence(RECORD_THERE), where={"weapon": number})
    weapon = locked_weapon(number)
    custody = Custody.objects.filter(weapon=weapon).first()
    if custody is None or custody.holder_id != depot.pk or custody.whereabouts not in MAY_BE_LOST:
        said = Sentence(NOT_IN_DEPOT, {"number": number})
        raise Refusal("not_in_depot", said, remedy=Sentence(RECORD_THERE), where={"weapon": number})
    life = LifeEntry(
        number, EVENTS[LossKind(report.kind)], str(uuid.uuid5(uuid.UUID(str(report.uid)), f"weapon/{number}")),
        report.discovered_on, giver=depot.pk, incident=report.reference, note=report.circumstances,
        details={"loss_report": report.pk, "loss": report.kind}, source="stock",
    )  # fmt: skip
    event = save_entry(user, weapon, life).event
    LostItem.objects.create(report=report, weapon=weapon, event_id=event)


def _check(entry: LossEntry) -> None:
    if not entry.weapons and not entry.rounds:
        raise Refusal(
            "nothing_lost", Sentence(NOTHING_LOST), remedy=Sentence(NAME_SOMETHING), where={"field": "weapons"}
        )
    if not entry.circumstances.strip():
        said = Sentence(NO_CIRCUMSTANCES)
        raise Refusal("loss_without_circumstances", said, remedy=Sentence(SAY_WHAT), where={"field": "circumstances"})
    if entry.discovered_on > timezone.localdate():
        said = Sentence(FUTURE, {"day": entry.discovered_on.isoformat()})
        raise Refusal("in_the_future", said, remedy=Sentence(WHEN_KNOWN), where={"field": "discovered_on"})


def list_losses(*, acting_user: User) -> list[LossLine]:
    """Reports of the depots this person may know of, newest first; reading them leaves an audit entry."""
    rows = list(
        LossReport.objects.filter(depot__in=visible_depots(acting_user))
        .select_related("depot").prefetch_related("items").order_by("-discovered_on", "-pk")
    )  # fmt: skip
    with transaction.atomic():
        write_entry(acting_user=acting_user, action="stock.losses_read", details={"reports": len(rows)})
    missing = _still_missing(rows)
    today = timezone.localdate()
    return [
        LossLine(
            row.pk, row.kind, row.depot_id, row.depot.name, row.discovered_on, (today - row.discovered_on).days,
            sum(one.weapon_id is not None for one in row.items.all()),
            sum(one.quantity or 0 for one in row.items.all()),
            sum(one.weapon_id in missing for one in row.items.all()),
            row.circumstances, row.measures, row.reference,
        )
        for row in rows
    ]  # fmt: skip


def losses_by_year(lines: Sequence[LossLine]) -> list[LossYear]:
    """The figures the national report asks for, newest year first."""
    groups: dict[tuple[int, str], list[LossLine]] = {}
    for line in lines:
        groups.setdefault((line.discovered_on.year, line.kind), []).append(line)
    return [
        LossYear(
            year, kind, len(some), sum(one.weapons for one in some), sum(one.rounds for one in some),
            sum(one.missing for one in some),
        )
        for (year, kind), some in sorted(groups.items(), key=lambda pair: (-pair[0][0], pair[0][1]))
    ]  # fmt: skip


def _still_missing(rows: Sequence[LossReport]) -> set[int]:
    weapons = [one.weapon_id for row in rows for one in row.items.all() if one.weapon_id]
    found = Custody.objects.filter(weapon_id__in=weapons, whereabouts__in=MISSING)
    return set(found.values_list("weapon_id", flat=True))


def loss_weapons(*, acting_user: User, report_id: int) -> list[tuple[int, bool]]:
    """(weapon, still missing) of one report this person may know of. Raises `NotPermitted` and `NotFound`."""
    report = LossReport.objects.filter(pk=report_id, depot__in=visible_depots(acting_user)).first()
    if report is None:
        raise NotFound("no_such_loss", Sentence(message("There is no such report, or you may not know of it.")))
    missing = _still_missing([report])
    numbers = report.items.filter(weapon__isnull=False).values_list("weapon_id", flat=True)
    return [(number, number in missing) for number in numbers if number is not None]
