"""Surplus: identified, kept apart, decided upon. Destruction is preferred; all else needs a reason (PoA II.18)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from salwa.domain.languages import Sentence, message
from salwa.domain.refusals import NotFound, Refusal
from salwa.domain.stock import Disposal, SurplusReason
from salwa.domain.weapons import ContentKind, EventKind, MarkState
from salwa.services.audit.actions import write_entry
from salwa.services.languages import together
from salwa.services.stock.permissions import MANAGE, check_in_unit, depot_for, may_in_unit, visible_depots
from salwa.services.stock.queries import IN_STORE, names_of_people
from salwa.storage.accounts.models import User
from salwa.storage.register.models import (
    Custody,
    Event,
    Mark,
    SurplusDecision,
    SurplusItem,
    SurplusList,
    Weapon,
)

NO_SUCH_SURPLUS = message("There is no list of surplus with this number, or you may not know of it.")
NO_WEAPONS = message("The list names no weapon.")
NAME_WEAPONS = message("Write the numbers of the weapons, or scan their labels.")
NOT_IN_DEPOT = message("These weapons are not in this depot by the books: {numbers}.")
TAKE_THEM_OUT = message("Take them off the list, or record how they came here first.")
NO_REASON = message("Surplus is preferably destroyed (PoA II.18); another decision needs a reason.")
GIVE_REASON = message("Write why these weapons are not destroyed.")
UNMARKED = message(
    "Confiscated weapons may be kept only when they are marked and registered (PoA II.16). "
    "No legible mark is recorded for: {numbers}."
)
MARK_THEM = message("Mark them and record the marks, or decide to destroy them.")
UNIQUE_MARKS = (ContentKind.SERIAL.value, ContentKind.STOCK_MARK.value)
TAKEN = (EventKind.SEIZED.value, EventKind.FOUND.value, EventKind.SURRENDERED.value)
LEGIBLE = MarkState.PRESENT.value


@dataclass(frozen=True, slots=True)
class SurplusEntry:
    """Weapons of one depot that are surplus; `kept_apart` is yes, no or unknown."""

    depot: int
    reason: SurplusReason
    weapons: Sequence[int]
    identified_on: date
    note: str = ""
    kept_apart: str = "unknown"
    kept_where: str = ""


@dataclass(frozen=True, slots=True)
class DecisionShown:
    """One decision about a list, with who made it when."""

    decision: str
    reason: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class SurplusShown:
    """A list of surplus: `present` weapons are still in the depot by the books."""

    number: int
    depot: int
    depot_name: str
    reason: str
    note: str
    kept_apart: str
    kept_where: str
    identified_on: date
    age: int
    decision: str
    decisions: tuple[DecisionShown, ...]
    weapons: int
    present: int
    may_manage: bool


def identify_surplus(*, acting_user: User, entry: SurplusEntry) -> int:
    """Write down which weapons of a depot are surplus; returns the number of the list.

    Raises `NotPermitted`, `NotFound`, `Refusal` (`surplus_without_weapons`, `not_in_depot`).
    """
    depot = depot_for(acting_user, entry.depot, MANAGE)
    numbers = sorted(set(entry.weapons))
    if not numbers:
        raise Refusal(
            "surplus_without_weapons", Sentence(NO_WEAPONS), remedy=Sentence(NAME_WEAPONS), where={"field": "weapons"}
        )
    check_in_depot(depot.pk, numbers)
    with transaction.atomic():
        row = SurplusList.objects.create(
            depot=depot, unit_id=depot.unit_id, reason=entry.reason.value, note=entry.note,
            kept_apart=entry.kept_apart, kept_where=entry.kept_where[:300], identified_on=entry.identified_on,
            recorded_at=timezone.now(), recorded_by_id=acting_user.pk,
        )  # fmt: skip
        SurplusItem.objects.bulk_create(SurplusItem(surplus=row, weapon_id=number) for number in numbers)
        write_entry(
            acting_user=acting_user, action="stock.surplus_identified", object_kind="surplus", object_id=row.pk,
            details={"depot": depot.pk, "weapons": len(numbers)},
        )  # fmt: skip
    return row.pk


def check_in_depot(depot_id: int, numbers: Sequence[int]) -> None:
    """Refuse unless all these weapons are in the depot by the books, withdrawn ones not."""
    rows = Custody.objects.filter(holder_id=depot_id, whereabouts__in=IN_STORE, weapon__withdrawn_at=None)
    there = set(rows.filter(weapon_id__in=numbers).values_list("weapon_id", flat=True))
    wrong = [number for number in numbers if number not in there]
    if wrong:
        said = Sentence(NOT_IN_DEPOT, {"numbers": _listed(wrong)})
        raise Refusal("not_in_depot", said, remedy=Sentence(TAKE_THEM_OUT), where={"field": "weapons"})


def decide_surplus(*, acting_user: User, surplus_id: int, decision: Disposal, reason: str = "") -> None:
    """Decide what becomes of a list; the decision before stays readable.

    Anything but destruction needs a reason. Confiscated weapons are kept or passed on only when a legible mark of each
    is recorded (PoA II.16). Raises `NotPermitted`, `NotFound`, `Refusal` (`decision_without_reason`,
    `confiscated_unmarked`).
    """
    with transaction.atomic():
        row = SurplusList.objects.select_for_update().filter(pk=surplus_id).first()
        check_in_unit(acting_user, MANAGE, row.unit_id if row else None, NO_SUCH_SURPLUS)
        if row is None:
            raise NotFound("no_such_surplus", Sentence(NO_SUCH_SURPLUS))
        if decision is not Disposal.DESTRUCTION:
            if not reason.strip():
                raise Refusal(
                    "decision_without_reason", Sentence(NO_REASON), remedy=Sentence(GIVE_REASON),
                    where={"field": "reason"},
                )  # fmt: skip
            _check_marked(row)
        now = timezone.now()
        SurplusDecision.objects.create(
            surplus=row, decision=decision.value, reason=reason, decided_at=now, decided_by_id=acting_user.pk
        )
        row.decision = decision.value
        row.save(update_fields=["decision"])
        write_entry(
            acting_user=acting_user, action="stock.surplus_decided", object_kind="surplus", object_id=row.pk,
            details={"decision": decision.value},
        )  # fmt: skip


def _check_marked(row: SurplusList) -> None:
    weapons = row.items.values_list("weapon_id", flat=True)
    taken = Event.objects.filter(weapon_id__in=weapons, kind__in=TAKEN, cancels=False, corrections=None)
    confiscated = set(taken.values_list("weapon_id", flat=True))
    if row.reason == SurplusReason.CONFISCATED.value:
        confiscated = set(weapons)
    marked = Mark.objects.filter(
        weapon_id__in=confiscated, state=LEGIBLE, content__in=UNIQUE_MARKS, corrected_by=None
    ).exclude(text="")
    bare = sorted(confiscated - set(marked.values_list("weapon_id", flat=True)))
    if bare:
        said = Sentence(UNMARKED, {"numbers": _listed(bare)})
        raise Refusal("confiscated_unmarked", said, remedy=Sentence(MARK_THEM), where={"weapon": bare[0]})


def _listed(numbers: Sequence[int]) -> str:
    shown = together(numbers[:10])
    return f"{shown} … ({len(numbers)})" if len(numbers) > 10 else shown


def list_surplus(*, acting_user: User, undecided: bool = False) -> list[SurplusShown]:
    """Lists of surplus of the depots this person may know of, newest first."""
    rows = SurplusList.objects.filter(depot__in=visible_depots(acting_user))
    rows = rows.filter(decision="") if undecided else rows
    return _shown(acting_user, list(rows.select_related("depot").order_by("-identified_on", "-pk")[:200]))


def open_surplus(*, acting_user: User, surplus_id: int) -> tuple[SurplusShown, list[tuple[int, str, str]]]:
    """One list with its weapons as (number, name, mark). Raises `NotPermitted` and `NotFound`."""
    rows = SurplusList.objects.filter(pk=surplus_id, depot__in=visible_depots(acting_user)).select_related("depot")
    shown = _shown(acting_user, list(rows))
    if not shown:
        raise NotFound("no_such_surplus", Sentence(NO_SUCH_SURPLUS))
    items = SurplusItem.objects.filter(surplus_id=surplus_id).values_list("weapon_id", flat=True)
    return shown[0], weapons_named(list(items))


def weapons_named(numbers: Sequence[int]) -> list[tuple[int, str, str]]:
    """(number, name as typed, first mark) of weapons, in the order of their numbers."""
    marks: dict[int, str] = {}
    texts = Mark.objects.filter(weapon_id__in=numbers, content="serial", corrected_by=None).exclude(text="")
    for weapon, text in texts.order_by("-pk").values_list("weapon_id", "text"):
        marks[weapon] = text
    rows = Weapon.objects.filter(pk__in=numbers).order_by("pk")
    return [
        (row.pk, " ".join(part for part in (row.maker_text, row.model_text, row.calibre_text) if part.strip()),
         marks.get(row.pk, ""))
        for row in rows
    ]  # fmt: skip


def _shown(user: User, rows: list[SurplusList]) -> list[SurplusShown]:
    items = SurplusItem.objects.filter(surplus__in=rows)
    totals = {row["surplus"]: row["n"] for row in items.values("surplus").annotate(n=Count("pk"))}
    here = {row.pk: _present(row) for row in rows}
    said = SurplusDecision.objects.filter(surplus__in=rows).order_by("-pk")
    people = names_of_people(one.decided_by_id for one in said)
    today = timezone.localdate()
    return [
        SurplusShown(
            row.pk, row.depot_id, row.depot.name, row.reason, row.note, row.kept_apart, row.kept_where,
            row.identified_on, (today - row.identified_on).days, row.decision,
            tuple(
                DecisionShown(one.decision, one.reason, one.decided_at, people.get(one.decided_by_id, ""))
                for one in said if one.surplus_id == row.pk
            ),
            totals.get(row.pk, 0), here[row.pk], may_in_unit(user, MANAGE, row.unit_id),
        )
        for row in rows
    ]  # fmt: skip


def _present(row: SurplusList) -> int:
    weapons = row.items.values("weapon_id")
    return Custody.objects.filter(weapon_id__in=weapons, holder_id=row.depot_id, whereabouts__in=IN_STORE).count()
