"""How a campaign stands: done, left, yield by day and team, when it ends, and what runs out when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q
from django.utils import timezone

from salwa.domain.marking.forecast import Calendar, Forecast, forecast, planned_end
from salwa.domain.marking.supplies import Outlook, Supply, outlook
from salwa.domain.marking.vocabulary import CampaignState, Method, SupplyKind, WorkState
from salwa.domain.weapons import Occasion
from salwa.services.marking.campaigns import campaign_in_sight
from salwa.services.marking.lists import HolderShown, holders_shown
from salwa.services.marking.permissions import check_may_see_campaigns, may_plan, may_work, stores_in_sight
from salwa.storage.accounts.models import User
from salwa.storage.register.models import (
    CampaignDepot,
    CampaignSupply,
    CampaignWeapon,
    Holder,
    MarkingCampaign,
)

REMAINING = (WorkState.WAITING, WorkState.ALLOTTED, WorkState.REWORK)


@dataclass(frozen=True, slots=True)
class CampaignLine:
    """A campaign in a list: `counts` by state of the work."""

    number: int
    name: str
    occasion: Occasion
    state: CampaignState
    starts_on: date
    counts: Mapping[WorkState, int]

    @property
    def total(self) -> int:
        """All weapons on its list."""
        return sum(self.counts.values())

    @property
    def done(self) -> int:
        """Weapons marked."""
        return self.counts.get(WorkState.DONE, 0)

    @property
    def share(self) -> float:
        """Share (0 to 1) of the weapons that are marked."""
        return self.done / self.total if self.total else 0.0


@dataclass(frozen=True, slots=True)
class StoreLine:
    """A store of the plan with its counts; `left_out`: its weapons that wait in another campaign."""

    number: int
    holder: HolderShown
    counts: Mapping[WorkState, int]
    left_out: int

    @property
    def total(self) -> int:
        """Weapons of this store on the list."""
        return sum(self.counts.values())

    @property
    def done(self) -> int:
        """Weapons of this store that are marked."""
        return self.counts.get(WorkState.DONE, 0)

    @property
    def share(self) -> float:
        """Share (0 to 1) of them."""
        return self.done / self.total if self.total else 0.0


@dataclass(frozen=True, slots=True)
class TeamLine:
    """A team: the plan's yield, and its own yield on the days it worked (None before the first)."""

    number: int
    name: str
    people: int
    machines: int
    planned: int
    done: int
    days: int
    store: HolderShown | None
    ended: bool

    @property
    def a_day(self) -> float | None:
        """Weapons on a day on which it worked."""
        return self.done / self.days if self.days else None


@dataclass(frozen=True, slots=True)
class SupplyLine:
    """A supply: what is there by the last count less what was used since, and how far it reaches."""

    number: int
    kind: SupplyKind
    name: str
    measure: str
    per_weapon: float
    per_team_day: float
    left: float
    counted_on: date | None
    outlook: Outlook


@dataclass(frozen=True, slots=True)
class DayLine:
    """Weapons marked on one day, in all and by team."""

    day: date
    done: int
    teams: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class CampaignView:
    """A campaign's page, as of `as_of`."""

    line: CampaignLine
    method: Method
    numbering: str
    only_lacking: bool
    sample_percent: int
    sample_left: int
    listing: str
    note: str
    calendar: Calendar
    plan_per_day: int
    planned_end: date | None
    forecast: Forecast
    stores: tuple[StoreLine, ...]
    teams: tuple[TeamLine, ...]
    supplies: tuple[SupplyLine, ...]
    days: tuple[DayLine, ...]
    may_plan: bool
    may_work: bool
    as_of: datetime


def list_campaigns(*, acting_user: User) -> tuple[CampaignLine, ...]:
    """Campaigns this person may know of, running ones first, then the newest."""
    check_may_see_campaigns(acting_user)
    rows = MarkingCampaign.objects.all()
    sight = stores_in_sight(acting_user)
    if sight:
        rows = rows.filter(depots__holder__in=Holder.objects.filter(sight)).distinct()
    listed = list(rows.order_by("-pk")[:200])
    counted = _counts([row.pk for row in listed])
    found = [_line(row, counted.get(row.pk, {})) for row in listed]
    order = (CampaignState.RUNNING, CampaignState.PLANNED, CampaignState.CLOSED)
    return tuple(sorted(found, key=lambda one: order.index(one.state)))


def view_campaign(*, acting_user: User, campaign_id: int) -> CampaignView:
    """Everything about one campaign. Raises `NotPermitted` and `NotFound`."""
    check_may_see_campaigns(acting_user)
    row = campaign_in_sight(acting_user, campaign_id)
    line, today = _line(row, _counts([row.pk]).get(row.pk, {})), timezone.localdate()
    calendar = calendar_of(row)
    days = days_of(row)
    teams = _teams(row, acting_user)
    yields = [team.planned for team in teams if not team.ended]
    remaining = sum(line.counts.get(state, 0) for state in REMAINING)
    done = {one.day: one.done for one in days}
    expected = forecast(remaining, sum(yields), done, calendar, first=row.starts_on, today=today)
    rate = expected.rate or float(sum(yields))
    begin = max(row.starts_on, today)
    return CampaignView(
        line=line,
        method=Method(row.method),
        numbering=row.numbering,
        only_lacking=row.only_lacking,
        sample_percent=row.sample_percent,
        sample_left=row.work.filter(sampled=True, read_again_at=None, state=WorkState.DONE.value).count(),
        listing=row.listing,
        note=row.note,
        calendar=calendar,
        plan_per_day=sum(yields),
        planned_end=planned_end(line.total, yields, calendar, row.starts_on),
        forecast=expected,
        stores=_stores(row, acting_user),
        teams=teams,
        supplies=tuple(
            _supply(one, remaining, rate, teams=len(yields), calendar=calendar, begin=begin)
            for one in row.supplies.all()
        ),
        days=days,
        may_plan=may_plan(acting_user),
        may_work=may_work(acting_user),
        as_of=timezone.now(),
    )


def calendar_of(row: MarkingCampaign) -> Calendar:
    """The days on which the campaign's teams work."""
    return Calendar(frozenset(row.weekdays), frozenset(date.fromisoformat(day) for day in row.days_off))


def days_of(row: MarkingCampaign) -> tuple[DayLine, ...]:
    """Days on which weapons were marked, the oldest first. A weapon on the rework list was worked on, too."""
    counted = (
        CampaignWeapon.objects.filter(campaign=row)
        .exclude(done_on=None)
        .order_by("done_on", "team__name")
        .values_list("done_on", "team__name")
        .annotate(n=Count("*"))
    )
    found: dict[date, list[tuple[str, int]]] = {}
    for day, team, count in counted:
        if day is not None:
            found.setdefault(day, []).append((team or "", count))
    return tuple(DayLine(day, sum(count for _, count in teams), tuple(teams)) for day, teams in found.items())


def _counts(campaigns: list[int]) -> dict[int, dict[str, int]]:
    """Campaign -> weapons by state of the work, from one pass over an index."""
    found: dict[int, dict[str, int]] = {}
    rows = CampaignWeapon.objects.filter(campaign__in=campaigns).order_by().values_list("campaign_id", "state")
    for campaign, state, count in rows.annotate(n=Count("*")):
        found.setdefault(campaign, {})[state] = count
    return found


def _line(row: MarkingCampaign, counts: Mapping[str, int]) -> CampaignLine:
    return CampaignLine(
        row.pk, row.name, Occasion(row.occasion), CampaignState(row.state), row.starts_on,
        {state: counts[state.value] for state in WorkState if state.value in counts},
    )  # fmt: skip


def _stores(row: MarkingCampaign, user: User) -> tuple[StoreLine, ...]:
    sight = stores_in_sight(user)
    rows = row.depots.order_by("place")
    if sight:
        rows = rows.filter(holder__in=Holder.objects.filter(sight))
    depots = list(rows)
    holders = holders_shown({depot.holder_id for depot in depots})
    counts: dict[int, dict[WorkState, int]] = {}
    for depot, state, count in row.work.order_by().values_list("depot_id", "state").annotate(n=Count("*")):
        counts.setdefault(depot, {})[WorkState(state)] = count
    return tuple(
        StoreLine(depot.pk, holders[depot.holder_id], counts.get(depot.pk, {}), depot.left_out) for depot in depots
    )


def _teams(row: MarkingCampaign, user: User) -> tuple[TeamLine, ...]:
    # A team that works in a store of another unit works somewhere, as far as this person may know.
    seen = CampaignDepot.objects.filter(campaign=row, holder__in=Holder.objects.filter(stores_in_sight(user)))
    places = dict(seen.values_list("pk", "holder_id"))
    holders = holders_shown(places.values())
    done: dict[int, tuple[int, int]] = {}
    counted = (
        row.work.exclude(done_on=None).order_by().values_list("team_id")
        .annotate(n=Count("*"), days=Count("done_on", distinct=True))
    )  # fmt: skip
    for team_id, count, worked in counted:
        if team_id is not None:
            done[team_id] = (count, worked)
    return tuple(
        TeamLine(
            team.pk, team.name, team.people, team.machines, team.yield_per_day, *done.get(team.pk, (0, 0)),
            holders.get(places.get(team.depot_id or 0, 0)), team.ended_at is not None,
        )
        for team in row.teams.filter(Q(ended_at=None) | Q(pk__in=done)).order_by("ended_at", "pk")
    )  # fmt: skip


def _supply(
    row: CampaignSupply, remaining: int, rate: float, *, teams: int, calendar: Calendar, begin: date
) -> SupplyLine:
    count = row.counts.order_by("-day", "-pk").first()
    per_weapon, per_team_day = float(row.per_weapon), float(row.per_team_day)
    left = 0.0
    if count is not None:
        since = CampaignWeapon.objects.filter(campaign=row.campaign_id, done_on__gt=count.day)
        team_days = since.order_by().values("done_on", "team").distinct().count()
        left = max(0.0, float(count.amount) - per_weapon * since.count() - per_team_day * team_days)
    reach = outlook(
        Supply(left, per_weapon, per_team_day), remaining, rate, teams=teams, calendar=calendar, begin=begin
    )
    return SupplyLine(
        row.pk, SupplyKind(row.kind), row.name, row.measure, per_weapon, per_team_day, left,
        count.day if count else None, reach,
    )  # fmt: skip
