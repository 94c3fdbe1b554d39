"""Named reads of the stockpile, as far as a person may know: depots, stock-takings, discrepancies."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Count, Max, OuterRef, Q, QuerySet, Subquery, Sum

from salwa.domain.custody import Whereabouts
from salwa.domain.languages import Sentence
from salwa.domain.refusals import NotFound
from salwa.domain.stock import CountResult, TakingState
from salwa.services.accounts.permissions import may
from salwa.services.accounts.units import units_of, units_reached
from salwa.services.audit.actions import write_entry
from salwa.services.stock.permissions import (
    APPROVE,
    COUNT,
    MANAGE,
    READ,
    READ_OWN,
    depot_to_read,
    may_in_unit,
    may_see_coordinates,
    visible_depots,
)
from salwa.services.stock.reviews import ReviewShown, reviews_of
from salwa.services.stock.taking import NO_SUCH_TAKING
from salwa.services.stock.values import DepotLine, TakingCounts
from salwa.storage.accounts.models import Organisation, User
from salwa.storage.register.models import (
    CountedLot,
    CountedWeapon,
    CountingDevice,
    Custody,
    Depot,
    DepotReview,
    Holder,
    ReviewAnswer,
    SealedAside,
    StockScan,
    StockTaking,
)

IN_STORE = (Whereabouts.HELD.value, Whereabouts.IN_EVIDENCE.value)
PAGE = 50


@dataclass(frozen=True, slots=True)
class DepotDetails:
    """What was known of a depot from `since` on. Coordinates are None where they are unknown or not for this person."""

    place: str
    latitude: Decimal | None
    longitude: Decimal | None
    capacity: int | None
    hazard_notes: str
    since: datetime
    by: str


@dataclass(frozen=True, slots=True)
class TakingLine:
    """One line of a list of stock-takings."""

    number: int
    depot: int
    depot_name: str
    state: str
    opened_at: datetime
    closed_at: datetime | None
    expected: int
    counted: int
    recount_of: int | None


@dataclass(frozen=True, slots=True)
class DepotPage:
    """A depot: details (newest first), reviews, stock-takings, and what this person may do here."""

    number: int
    name: str
    kind: str
    reference: str
    unit: str
    details: tuple[DepotDetails, ...]
    coordinates_hidden: bool
    weapons: int
    issued: int
    reviews: tuple[ReviewShown, ...]
    takings: tuple[TakingLine, ...]
    may_manage: bool
    may_count: bool


@dataclass(frozen=True, slots=True)
class Books:
    """Where the books have a weapon: `depot` is empty where this person may not know it."""

    whereabouts: str
    depot: str


@dataclass(frozen=True, slots=True)
class Finding:
    """What one phone or person said of a thing."""

    number: int
    read: str
    finding: str
    pieces: int | None
    note: str
    device: str
    by: str
    counted_at: datetime
    received_at: datetime


@dataclass(frozen=True, slots=True)
class CountedLine:
    """One weapon of a stock-taking with what was said of it; `books` only for weapons met unexpectedly."""

    weapon: int
    serial: str
    name: str
    result: str
    twice: bool
    record: str
    moved: bool
    findings: tuple[Finding, ...]
    books: Books | None = None


@dataclass(frozen=True, slots=True)
class ReadLine:
    """A scan that stands for no one weapon yet; `near` is an expected weapon whose mark differs in one sign."""

    scan: Finding
    several: bool
    near: int | None
    near_serial: str


@dataclass(frozen=True, slots=True)
class LotLine:
    """One lot of a stock-taking: rounds by the books and rounds found; None = not known."""

    lot: int
    lot_number: str
    calibre: str
    expected: int | None
    found: int | None
    result: str
    off: int | None
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class DeviceLine:
    """A phone that takes part: scans it last said it still holds, and scans that arrived from it."""

    device: str
    by: str
    kept: int
    arrived: int
    last_seen: datetime


@dataclass(frozen=True, slots=True)
class TakingPage:
    """A stock-taking: figures, phones, who did what when, and what this person may do."""

    number: int
    depot: int
    depot_name: str
    state: str
    note: str
    closing_note: str
    opened_at: datetime
    opened_by: str
    closed_at: datetime | None
    closed_by: str
    proposed_by: str
    recount_of: int | None
    recounts: tuple[int, ...]
    counts: TakingCounts
    devices: tuple[DeviceLine, ...]
    to_record: tuple[int, int]
    may_count: bool
    may_manage: bool
    may_approve: bool


def list_depots(*, acting_user: User) -> list[DepotLine]:
    """Depots this person may know of, by name, with what they hold and when they were last looked at."""
    newest = Depot.objects.filter(holder=OuterRef("pk")).order_by("-pk")
    review = DepotReview.objects.filter(depot=OuterRef("pk")).order_by("-day", "-pk")
    taking = StockTaking.objects.filter(depot=OuterRef("pk"))
    not_closed = taking.exclude(state=TakingState.CLOSED.value)
    rows = visible_depots(acting_user).annotate(
        known_place=Subquery(newest.values("place")[:1]),
        known_capacity=Subquery(newest.values("capacity")[:1]),
        last_review=Subquery(review.values("day")[:1]),
        last_risk=Subquery(review.values("risk")[:1]),
        last_count=Subquery(taking.filter(state="closed").order_by("-closed_at").values("closed_at")[:1]),
        open_taking=Subquery(not_closed.values("pk")[:1]),
    )
    rows = rows.order_by("name", "pk")
    held = _held(rows)
    waiting = (
        ReviewAnswer.objects.filter(done_on=None).exclude(action="").values("review__depot").annotate(n=Count("pk"))
    )
    actions = {row["review__depot"]: row["n"] for row in waiting}
    units = _names_of_units(row.unit_id for row in rows)
    return [
        DepotLine(
            row.pk, row.name, row.kind, row.known_place or "", units.get(row.unit_id or 0, ""), held.get(row.pk, 0),
            row.known_capacity, row.last_review, row.last_risk or "", row.last_count, row.open_taking,
            actions.get(row.pk, 0),
        )
        for row in rows
    ]  # fmt: skip


def open_depot(*, acting_user: User, depot_id: int) -> DepotPage:
    """The page of a depot; opening it leaves an audit entry. Raises `NotPermitted` and `NotFound`."""
    depot = depot_to_read(acting_user, depot_id)
    with transaction.atomic():
        write_entry(acting_user=acting_user, action="stock.depot_opened", object_kind="holder", object_id=depot.pk)
    shows = may_see_coordinates(acting_user, depot)
    rows = list(Depot.objects.filter(holder=depot).order_by("-pk"))
    people = names_of_people(row.recorded_by_id for row in rows)
    details = tuple(
        DepotDetails(
            row.place, row.latitude if shows else None, row.longitude if shows else None, row.capacity,
            row.hazard_notes, row.recorded_at, people.get(row.recorded_by_id, ""),
        )
        for row in rows
    )  # fmt: skip
    custody = Custody.objects.filter(holder=depot, weapon__withdrawn_at=None)
    return DepotPage(
        number=depot.pk,
        name=depot.name,
        kind=depot.kind,
        reference=depot.reference,
        unit=_names_of_units([depot.unit_id]).get(depot.unit_id or 0, ""),
        details=details,
        coordinates_hidden=not shows and any(row.latitude is not None for row in rows[:1]),
        weapons=custody.filter(whereabouts__in=IN_STORE).count(),
        issued=custody.filter(whereabouts=Whereabouts.ISSUED.value).count(),
        reviews=tuple(reviews_of(depot)),
        takings=tuple(_lines(StockTaking.objects.filter(depot=depot))),
        may_manage=may_in_unit(acting_user, MANAGE, depot.unit_id),
        may_count=may_in_unit(acting_user, COUNT, depot.unit_id),
    )


def list_takings(*, acting_user: User, state: str = "") -> list[TakingLine]:
    """Stock-takings this person may know of, newest first."""
    depots = visible_depots(acting_user)
    rows = StockTaking.objects.filter(depot__in=depots)
    return _lines(rows.filter(state=state) if state else rows)


def _lines(rows: QuerySet[StockTaking]) -> list[TakingLine]:
    found = list(rows.select_related("depot").order_by("-opened_at", "-pk")[:200])
    seen = CountedWeapon.objects.filter(taking__in=found, expected=True, scans__gt=0)
    counted = {row["taking"]: row["n"] for row in seen.values("taking").annotate(n=Count("pk"))}
    return [
        TakingLine(
            row.pk, row.depot_id, row.depot.name, row.state, row.opened_at, row.closed_at, row.expected_weapons,
            counted.get(row.pk, 0), row.recount_of_id,
        )
        for row in found
    ]  # fmt: skip


def taking_to_read(user: User, taking_id: int) -> StockTaking:
    """The stock-taking, when `user` may know of it. Raises `NotPermitted` and `NotFound`."""
    depots = visible_depots(user)
    taking = StockTaking.objects.filter(pk=taking_id, depot__in=depots).select_related("depot").first()
    if taking is None:
        raise NotFound("no_such_taking", Sentence(NO_SUCH_TAKING))
    return taking


def open_taking_page(*, acting_user: User, taking_id: int) -> TakingPage:
    """The page of a stock-taking; reading it leaves an audit entry."""
    taking = taking_to_read(acting_user, taking_id)
    with transaction.atomic():
        write_entry(
            acting_user=acting_user, action="stock.taking_read", object_kind="stock_taking", object_id=taking.pk
        )
    people = names_of_people([taking.opened_by_id, taking.closed_by_id, taking.proposed_by_id])
    flagged = CountedWeapon.objects.filter(taking=taking)
    waiting = taking.state == TakingState.PROPOSED.value
    return TakingPage(
        number=taking.pk,
        depot=taking.depot_id,
        depot_name=taking.depot.name,
        state=taking.state,
        note=taking.note,
        closing_note=taking.closing_note,
        opened_at=taking.opened_at,
        opened_by=people.get(taking.opened_by_id, ""),
        closed_at=taking.closed_at,
        closed_by=people.get(taking.closed_by_id or 0, ""),
        proposed_by=people.get(taking.proposed_by_id or 0, ""),
        recount_of=taking.recount_of_id,
        recounts=tuple(taking.recounts.order_by("pk").values_list("pk", flat=True)),
        counts=counts_of(acting_user, taking),
        devices=tuple(_devices(taking)),
        to_record=(flagged.filter(record="lost").count(), flagged.filter(record="recorded").count()),
        may_count=may_in_unit(acting_user, COUNT, taking.unit_id),
        may_manage=may_in_unit(acting_user, MANAGE, taking.unit_id) and taking.state != TakingState.CLOSED.value,
        may_approve=waiting and may(acting_user, APPROVE) and taking.proposed_by_id != acting_user.pk,
    )


def counts_of(user: User, taking: StockTaking) -> TakingCounts:
    """The figures of a stock-taking as `user` may know them; a few counting queries, whatever its size."""
    hidden = hidden_weapons(user, taking)
    rows = CountedWeapon.objects.filter(taking=taking).exclude(weapon_id__in=hidden)
    groups = {
        (row["expected"], row["result"]): row["n"] for row in rows.values("expected", "result").annotate(n=Count("pk"))
    }
    scans = StockScan.objects.filter(taking=taking).aggregate(
        all=Count("pk"),
        after=Count("pk", filter=Q(late=True)),
        unknown=Count("pk", filter=Q(late=False) & (Q(matched="none") | Q(weapon_id__in=hidden))),
        several=Count("pk", filter=Q(late=False, matched="several")),
    )
    lots = list(CountedLot.objects.filter(taking=taking).values_list("expected", "found", "result"))
    kept = CountingDevice.objects.filter(taking=taking).aggregate(n=Sum("kept"))["n"]
    expected = {result: groups.get((True, result.value), 0) for result in CountResult}
    unexpected = sum(n for (here, _), n in groups.items() if not here)
    return TakingCounts(
        expected=taking.expected_weapons,
        there=expected[CountResult.THERE],
        mark_differs=expected[CountResult.MARK_DIFFERS],
        not_there=expected[CountResult.NOT_THERE],
        unseen=expected[CountResult.UNSEEN],
        conflicts=sum(n for (_, result), n in groups.items() if result == CountResult.CONFLICT.value)
        + sum(result == CountResult.CONFLICT.value for _, _, result in lots),
        unexpected=unexpected,
        unknown=scans["unknown"],
        several=scans["several"],
        twice=rows.filter(twice=True).count(),
        set_aside=SealedAside.objects.filter(taking=taking).count(),
        late=scans["after"],
        scans=scans["all"],
        unsent=kept or 0,
        lots=len(lots),
        lots_there=sum(found is not None and found == books for books, found, _ in lots),
        lots_off=sum(found is None or found != books for books, found, _ in lots),
    )


def hidden_weapons(user: User, taking: StockTaking) -> list[int]:
    """Weapons met in this depot that the books have in another unit: for `user` their marks are unknown marks."""
    met = CountedWeapon.objects.filter(taking=taking, expected=False).values_list("weapon_id", flat=True)
    if not met or units_reached(user, READ) is None:
        return []
    units = units_of(user, READ_OWN)
    seen = Custody.objects.filter(Q(holder__unit_id__in=units) | Q(weapon__unit_id__in=units), weapon_id__in=met)
    return sorted(set(met) - set(seen.values_list("weapon_id", flat=True)))


# Name of a group -> which counted weapons it shows.
GROUPS: dict[str, Q] = {
    "conflict": Q(result=CountResult.CONFLICT.value),
    "unseen": Q(expected=True, result=CountResult.UNSEEN.value),
    "not_there": Q(expected=True, result=CountResult.NOT_THERE.value),
    "mark_differs": Q(expected=True, result=CountResult.MARK_DIFFERS.value),
    "unexpected": Q(expected=False),
    "twice": Q(twice=True),
    "there": Q(expected=True, result=CountResult.THERE.value),
    "all": Q(expected=True),
}


def weapons_of(
    *, acting_user: User, taking_id: int, group: str, page: int = 1, text: str = ""
) -> tuple[list[CountedLine], int]:
    """One page of the weapons of a group, and how many there are. `text`: only serials that begin with it."""
    taking = taking_to_read(acting_user, taking_id)
    rows = CountedWeapon.objects.filter(GROUPS[group], taking=taking)
    rows = rows.exclude(weapon_id__in=hidden_weapons(acting_user, taking))
    if text.strip():
        rows = rows.filter(serial__istartswith=text.strip())
    total = rows.count()
    shown = list(rows.select_related("weapon").order_by("serial", "pk")[(page - 1) * PAGE : page * PAGE])
    return _counted(acting_user, taking, shown), total


def chosen_weapons(*, acting_user: User, taking_id: int, record: str) -> list[CountedLine]:
    """Weapons that a proposed or approved closing records ("lost" or "recorded")."""
    taking = taking_to_read(acting_user, taking_id)
    rows = CountedWeapon.objects.filter(taking=taking, record=record).select_related("weapon").order_by("serial")
    return _counted(acting_user, taking, list(rows[:1000]))


def _counted(user: User, taking: StockTaking, rows: Sequence[CountedWeapon]) -> list[CountedLine]:
    scans = StockScan.objects.filter(taking=taking, weapon_id__in=[row.weapon_id for row in rows]).order_by("pk")
    by_weapon = _findings(scans, "weapon_id")
    custody = {one.weapon_id: one for one in _custody(rows)}
    return [
        CountedLine(
            row.weapon_id, row.serial, _name(row), row.result, row.twice, row.record,
            moved=row.weapon_id in custody and custody[row.weapon_id].version != row.version and not row.event_id,
            findings=by_weapon.get(row.weapon_id, ()),
            books=None if row.expected else _books(user, custody.get(row.weapon_id)),
        )
        for row in rows
    ]  # fmt: skip


def _custody(rows: Iterable[CountedWeapon]) -> QuerySet[Custody]:
    return Custody.objects.filter(weapon_id__in=[row.weapon_id for row in rows]).select_related("holder")


def _name(row: CountedWeapon) -> str:
    weapon = row.weapon
    return " ".join(part for part in (weapon.maker_text, weapon.model_text, weapon.calibre_text) if part.strip())


def _books(user: User, custody: Custody | None) -> Books:
    """Where the books have a weapon met unexpectedly; the name of the depot for those who may know of it."""
    if custody is None:
        return Books(Whereabouts.UNKNOWN.value, "")
    holder = custody.holder
    knows = holder is not None and visible_depots(user).filter(pk=holder.pk).exists()
    return Books(custody.whereabouts, holder.name if holder is not None and knows else "")


def unread_scans(*, acting_user: User, taking_id: int, page: int = 1) -> tuple[list[ReadLine], int]:
    """Scans that stand for no weapon yet: unknown marks, and marks that several weapons bear."""
    taking = taking_to_read(acting_user, taking_id)
    open_ones = Q(matched__in=("none", "several")) | Q(weapon_id__in=hidden_weapons(acting_user, taking))
    rows = StockScan.objects.filter(open_ones, taking=taking, late=False).order_by("pk")
    shown = list(rows[(page - 1) * PAGE : page * PAGE])
    people = names_of_people(one.counted_by_id for one in shown)
    near = CountedWeapon.objects.filter(taking=taking, weapon_id__in=[one.near_id for one in shown if one.near_id])
    serials = dict(near.values_list("weapon_id", "serial"))
    return [
        ReadLine(_finding(one, people), one.matched == "several", one.near_id, serials.get(one.near_id or 0, ""))
        for one in shown
    ], rows.count()


def weapons_with_serial(*, acting_user: User, taking_id: int, text: str) -> list[CountedLine]:
    """Expected weapons whose serial begins with `text`: to choose from when a scan has to be given to one."""
    return weapons_of(acting_user=acting_user, taking_id=taking_id, group="all", text=text)[0][:20]


def lots_of(*, acting_user: User, taking_id: int) -> list[LotLine]:
    """The lots of ammunition of a stock-taking, those that do not agree first."""
    taking = taking_to_read(acting_user, taking_id)
    rows = list(CountedLot.objects.filter(taking=taking).select_related("lot").order_by("lot__lot_number"))
    scans = StockScan.objects.filter(taking=taking, lot__isnull=False).order_by("pk")
    by_lot = _findings(scans, "lot_id")
    lines = [
        LotLine(
            row.lot_id, row.lot.lot_number, row.lot.calibre_text, row.expected, row.found, row.result,
            None if row.found is None or row.expected is None else row.found - row.expected,
            by_lot.get(row.lot_id, ()),
        )
        for row in rows
    ]  # fmt: skip
    return sorted(lines, key=lambda one: (one.off == 0, one.lot_number))


def late_scans(*, acting_user: User, taking_id: int) -> list[Finding]:
    """Scans that arrived after the closing: kept, shown, and without effect on the result."""
    taking = taking_to_read(acting_user, taking_id)
    rows = list(StockScan.objects.filter(taking=taking, late=True).order_by("pk")[:500])
    people = names_of_people(one.counted_by_id for one in rows)
    return [_finding(one, people) for one in rows]


def _findings(scans: QuerySet[StockScan], field: str) -> dict[int, tuple[Finding, ...]]:
    rows = list(scans)
    people = names_of_people(one.counted_by_id for one in rows)
    found: dict[int, list[Finding]] = {}
    for one in rows:
        found.setdefault(int(getattr(one, field)), []).append(_finding(one, people))
    return {number: tuple(some) for number, some in found.items()}


def _finding(one: StockScan, people: dict[int, str]) -> Finding:
    return Finding(
        one.pk, one.read, "mark_differs" if one.matched == "differs" else one.finding, one.pieces, one.note,
        one.device[:8], people.get(one.counted_by_id, ""), one.counted_at, one.received_at,
    )  # fmt: skip


def _devices(taking: StockTaking) -> list[DeviceLine]:
    arrived = {
        row["device"]: row["n"]
        for row in StockScan.objects.filter(taking=taking).values("device").annotate(n=Count("pk"), last=Max("pk"))
    }
    rows = list(CountingDevice.objects.filter(taking=taking).order_by("-last_seen"))
    people = names_of_people(row.used_by_id for row in rows)
    return [
        DeviceLine(row.device[:8], people.get(row.used_by_id, ""), row.kept, arrived.get(row.device, 0), row.last_seen)
        for row in rows
    ]


def names_of_people(numbers: Iterable[int | None]) -> dict[int, str]:
    """Names of people by number, in one query."""
    return {user.pk: str(user) for user in User.objects.filter(pk__in={number for number in numbers if number})}


def _held(depots: QuerySet[Holder]) -> dict[int, int]:
    rows = Custody.objects.filter(holder__in=depots, whereabouts__in=IN_STORE, weapon__withdrawn_at=None)
    return {row["holder"]: row["n"] for row in rows.values("holder").annotate(n=Count("pk"))}


def _names_of_units(numbers: Iterable[int | None]) -> dict[int, str]:
    rows = Organisation.objects.filter(pk__in={number for number in numbers if number})
    return dict(rows.values_list("pk", "name"))
