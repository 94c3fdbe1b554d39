"""Planning a campaign: what is struck where and when, by which teams, with which supplies; starting and closing it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from salwa.domain.languages import Sentence, message
from salwa.domain.marking.profile import OWN_OCCASIONS
from salwa.domain.marking.vocabulary import CampaignState, Method, SupplyKind, WorkState
from salwa.domain.refusals import NotFound, Refusal
from salwa.domain.weapons import HolderKind, Occasion
from salwa.services.audit.actions import write_entry
from salwa.services.marking.listing import request_list
from salwa.services.marking.lists import HolderShown
from salwa.services.marking.permissions import check_may_plan, stores_in_sight
from salwa.services.marking.profile import profile_in_force
from salwa.storage.accounts.models import User
from salwa.storage.register.models import (
    CampaignDepot,
    CampaignSupply,
    CampaignTeam,
    CampaignWeapon,
    Holder,
    MarkingCampaign,
    SupplyCount,
)

# Holders whose weapons a campaign can go to: there the State's own people have them at hand.
STORES = (HolderKind.DEPOT.value, HolderKind.EVIDENCE_STORE.value, HolderKind.STATE_UNIT.value)
NO_SUCH_CAMPAIGN = message("There is no such campaign, or you may not know of it.")
NO_SUCH_TEAM = message("There is no such team in this campaign.")
NO_NAME = {
    "campaign": message("The campaign needs a name."),
    "team": message("The team needs a name."),
    "supply": message("The supply needs a name."),
}
GIVE_NAME = message("Write a short name by which people know it.")
NO_STORES = message("A campaign needs at least one store.")
CHOOSE_STORES = message("Choose the stores whose weapons are to be marked.")
NOT_A_STORE = message("Holder {number} is no store of weapons.")
NO_DAYS = message("No working day is chosen.")
CHOOSE_DAYS = message("Choose the days of the week on which teams work.")
OUT_OF_BOUNDS = message("{value} cannot be used here; from {least} to {most} is possible.")
CLOSED_ALREADY = message("The campaign is closed; its plan can no longer be changed.")
PLAN_NEW = message("Plan a new campaign for what is left.")
SAME_NAME = {
    "team": message("There is a team of this name already."),
    "supply": message("There is a supply of this name already."),
}
OTHER_NAME = message("Give it another name.")
NO_TEAM_YET = message("The campaign has no team yet, so nobody could begin.")
ADD_TEAM = message("Add a team of three or four people with its machine.")
METHOD_NOT_ALLOWED = message("The national profile does not allow this way of marking.")
CHOOSE_METHOD = message("Choose one that it allows, or change the profile.")
NO_SUCH_SUPPLY = message("There is no such supply in this campaign.")
IN_FUTURE = message("The day {day} lies in the future.")
COUNT_WHEN_THERE = message("Write down what is there on the day you count it.")


@dataclass(frozen=True, slots=True)
class CampaignPlan:
    """What a campaign does. `stores` are numbers of holders in the order in which teams go there.

    `numbering` is always or if_none (only weapons without a unique mark get a national number); `only_lacking`: only
    weapons that the rules do not find duly marked for this occasion.
    """

    name: str
    occasion: Occasion
    method: Method
    stores: tuple[int, ...]
    starts_on: date
    weekdays: tuple[int, ...] = (0, 1, 2, 3, 4)
    days_off: tuple[date, ...] = ()
    numbering: str = "if_none"
    only_lacking: bool = True
    sample_percent: int = 5
    note: str = ""


@dataclass(frozen=True, slots=True)
class TeamPlan:
    """A team: three or four people are enough (lesson of the marking programme in East Africa)."""

    name: str
    people: int = 4
    machines: int = 1
    yield_per_day: int = 80
    depot: int | None = None


@dataclass(frozen=True, slots=True)
class SupplyPlan:
    """A supply, the amount there today, and how it is used up."""

    kind: SupplyKind
    name: str
    measure: str
    per_weapon: Decimal
    per_team_day: Decimal
    in_stock: Decimal


def plan_campaign(*, acting_user: User, plan: CampaignPlan) -> int:
    """Plan a campaign; returns its number. In order: permit, check, save, audit; then its list of weapons is made.

    Raises `NotPermitted` and `Refusal` (`no_name`, `no_stores`, `not_a_store`, `no_days`, `out_of_bounds`,
    `method_not_allowed`).
    """
    check_may_plan(acting_user)
    profile = profile_in_force()
    _check(plan, profile.methods)
    with transaction.atomic():
        row = MarkingCampaign.objects.create(
            name=plan.name.strip()[:200],
            occasion=plan.occasion.value,
            method=plan.method.value,
            numbering=plan.numbering,
            only_lacking=plan.only_lacking,
            starts_on=plan.starts_on,
            weekdays=sorted(set(plan.weekdays)),
            days_off=sorted(day.isoformat() for day in set(plan.days_off)),
            sample_percent=plan.sample_percent,
            profile_version=profile.version,
            note=plan.note.strip(),
            created_at=timezone.now(),
            created_by_id=acting_user.pk,
        )
        CampaignDepot.objects.bulk_create(
            CampaignDepot(campaign=row, holder_id=number, place=place)
            for place, number in enumerate(dict.fromkeys(plan.stores))
        )
        _audit(acting_user, "marking.campaign_planned", row.pk, {"stores": len(plan.stores)})
    request_list(row.pk, acting_user)
    return row.pk


def refresh_list(*, acting_user: User, campaign_id: int) -> None:
    """Bring a campaign's list up to date: weapons that came into its stores since are added, none is taken off.

    Also goes on with a list whose making was interrupted.
    """
    check_may_plan(acting_user)
    with transaction.atomic():
        campaign = open_campaign(campaign_id)
    request_list(campaign.pk, acting_user)


def add_team(*, acting_user: User, campaign_id: int, team: TeamPlan) -> int:
    """Add a team; returns its number. Raises `NotPermitted`, `NotFound` and `Refusal`."""
    check_may_plan(acting_user)
    _named(team.name, "team")
    for value, bounds in ((team.people, (1, 50)), (team.machines, (0, 50)), (team.yield_per_day, (1, 10_000))):
        _within(value, bounds)
    with transaction.atomic():
        campaign = open_campaign(campaign_id)
        depot = campaign.depots.filter(pk=team.depot).first() if team.depot else None
        try:
            with transaction.atomic():
                row = CampaignTeam.objects.create(
                    campaign=campaign, name=team.name.strip()[:100], people=team.people, machines=team.machines,
                    yield_per_day=team.yield_per_day, depot=depot,
                )  # fmt: skip
        except IntegrityError:
            raise _same_name("team") from None
        _audit(acting_user, "marking.campaign_changed", campaign.pk, {"team_added": row.pk})
    return row.pk


def place_team(*, acting_user: User, campaign_id: int, team_id: int, depot_id: int | None) -> None:
    """Send a team to a store of the campaign (None: to all of them in their order)."""
    check_may_plan(acting_user)
    with transaction.atomic():
        campaign = open_campaign(campaign_id)
        team = team_of(campaign, team_id)
        team.depot = campaign.depots.filter(pk=depot_id).first() if depot_id else None
        team.save(update_fields=["depot"])
        _audit(acting_user, "marking.campaign_changed", campaign.pk, {"team": team.pk, "store": team.depot_id})


def end_team(*, acting_user: User, campaign_id: int, team_id: int) -> None:
    """End a team: weapons it was given go back on the list and keep their numbers."""
    check_may_plan(acting_user)
    with transaction.atomic():
        campaign = open_campaign(campaign_id)
        team = team_of(campaign, team_id)
        CampaignTeam.objects.filter(pk=team.pk).update(ended_at=timezone.now())
        allotted = CampaignWeapon.objects.filter(team=team, state=WorkState.ALLOTTED.value)
        back = allotted.update(state=WorkState.WAITING.value, team=None, allotted_at=None)
        _audit(acting_user, "marking.campaign_changed", campaign.pk, {"team_ended": team.pk, "back": back})


def add_supply(*, acting_user: User, campaign_id: int, supply: SupplyPlan) -> int:
    """Add a supply with what is there today; returns its number."""
    check_may_plan(acting_user)
    _named(supply.name, "supply")
    for value in (supply.per_weapon, supply.per_team_day, supply.in_stock):
        _within(value, (0, 10_000_000))
    with transaction.atomic():
        campaign = open_campaign(campaign_id)
        try:
            with transaction.atomic():
                row = CampaignSupply.objects.create(
                    campaign=campaign, kind=supply.kind.value, name=supply.name.strip()[:100],
                    measure=supply.measure.strip()[:30], per_weapon=supply.per_weapon,
                    per_team_day=supply.per_team_day,
                )  # fmt: skip
        except IntegrityError:
            raise _same_name("supply") from None
        _save_count(row, supply.in_stock, timezone.localdate(), acting_user)
        _audit(acting_user, "marking.campaign_changed", campaign.pk, {"supply_added": row.pk})
    return row.pk


def count_supply(*, acting_user: User, campaign_id: int, supply_id: int, amount: Decimal, day: date) -> None:
    """Record how much of a supply is there on `day`, deliveries included. The counts before stay readable."""
    check_may_plan(acting_user)
    _within(amount, (0, 10_000_000))
    if day > timezone.localdate():
        raise Refusal(
            "in_the_future",
            Sentence(IN_FUTURE, {"day": day.isoformat()}),
            remedy=Sentence(COUNT_WHEN_THERE),
            where={"field": "day"},
        )
    with transaction.atomic():
        campaign = open_campaign(campaign_id)
        supply = campaign.supplies.filter(pk=supply_id).first()
        if supply is None:
            raise NotFound("no_such_supply", Sentence(NO_SUCH_SUPPLY))
        _save_count(supply, amount, day, acting_user)
        _audit(acting_user, "marking.supply_counted", campaign.pk, {"supply": supply.pk})


def start_campaign(*, acting_user: User, campaign_id: int) -> None:
    """Start a planned campaign: from now on teams can take weapons. Starting it again changes nothing."""
    check_may_plan(acting_user)
    with transaction.atomic():
        campaign = open_campaign(campaign_id)
        if campaign.state == CampaignState.RUNNING.value:
            return
        if not campaign.teams.filter(ended_at=None).exists():
            raise Refusal("no_team", Sentence(NO_TEAM_YET), remedy=Sentence(ADD_TEAM))
        campaign.state = CampaignState.RUNNING.value
        campaign.save(update_fields=["state"])
        _audit(acting_user, "marking.campaign_started", campaign.pk, {})


def close_campaign(*, acting_user: User, campaign_id: int) -> None:
    """Close a campaign. What was not done is told on its page and is free for another campaign."""
    check_may_plan(acting_user)
    with transaction.atomic():
        campaign = open_campaign(campaign_id)
        left = campaign.work.exclude(state=WorkState.DONE.value).update(state=WorkState.LEFT.value)
        campaign.state = CampaignState.CLOSED.value
        campaign.closed_at, campaign.closed_by_id = timezone.now(), acting_user.pk
        campaign.save(update_fields=["state", "closed_at", "closed_by_id"])
        _audit(acting_user, "marking.campaign_closed", campaign.pk, {"left": left})


def stores(*, acting_user: User) -> tuple[HolderShown, ...]:
    """Holders a campaign can go to, by name, for the form that plans one."""
    check_may_plan(acting_user)
    rows = Holder.objects.filter(kind__in=STORES, closed_on=None).order_by("name", "pk")
    return tuple(HolderShown(row.pk, row.kind, row.name or row.reference) for row in rows)


def open_campaign(campaign_id: int) -> MarkingCampaign:
    """A campaign that is not closed, locked until the transaction ends."""
    campaign = MarkingCampaign.objects.select_for_update(no_key=True).filter(pk=campaign_id).first()
    if campaign is None:
        raise NotFound("no_such_campaign", Sentence(NO_SUCH_CAMPAIGN))
    if campaign.state == CampaignState.CLOSED.value:
        raise Refusal("campaign_closed", Sentence(CLOSED_ALREADY), remedy=Sentence(PLAN_NEW))
    return campaign


def campaign_in_sight(user: User, campaign_id: int) -> MarkingCampaign:
    """A campaign this person may know of: all of them, or those that go to a store of the own units."""
    rows = MarkingCampaign.objects.filter(pk=campaign_id)
    sight = stores_in_sight(user)
    if sight:
        rows = rows.filter(depots__holder__in=Holder.objects.filter(sight)).distinct()
    campaign = rows.first()
    if campaign is None:
        raise NotFound("no_such_campaign", Sentence(NO_SUCH_CAMPAIGN))
    return campaign


def team_of(campaign: MarkingCampaign, team_id: int) -> CampaignTeam:
    """A team of the campaign that has not ended."""
    team = campaign.teams.filter(pk=team_id, ended_at=None).first()
    if team is None:
        raise NotFound("no_such_team", Sentence(NO_SUCH_TEAM))
    return team


def _check(plan: CampaignPlan, methods: tuple[Method, ...]) -> None:
    _named(plan.name, "campaign")
    if plan.occasion not in OWN_OCCASIONS:
        raise ValueError(f"{plan.occasion} is no occasion on which a State strikes marks itself.")
    if not plan.stores:
        raise Refusal("no_stores", Sentence(NO_STORES), remedy=Sentence(CHOOSE_STORES), where={"field": "stores"})
    known = set(Holder.objects.filter(pk__in=plan.stores, kind__in=STORES).values_list("pk", flat=True))
    for number in plan.stores:
        if number not in known:
            raise Refusal(
                "not_a_store",
                Sentence(NOT_A_STORE, {"number": number}),
                remedy=Sentence(CHOOSE_STORES),
                where={"field": "stores"},
            )
    if not plan.weekdays or not set(plan.weekdays) <= set(range(7)):
        raise Refusal("no_days", Sentence(NO_DAYS), remedy=Sentence(CHOOSE_DAYS), where={"field": "weekdays"})
    _within(plan.sample_percent, (0, 100))
    if plan.method not in methods:
        raise Refusal(
            "method_not_allowed",
            Sentence(METHOD_NOT_ALLOWED),
            remedy=Sentence(CHOOSE_METHOD),
            where={"field": "method"},
        )


def _named(name: str, thing: str) -> None:
    if not name.strip():
        raise Refusal("no_name", Sentence(NO_NAME[thing]), remedy=Sentence(GIVE_NAME), where={"field": "name"})


def _same_name(thing: str) -> Refusal:
    return Refusal("same_name", Sentence(SAME_NAME[thing]), remedy=Sentence(OTHER_NAME))


def _within(value: int | Decimal, bounds: tuple[int, int]) -> None:
    if not bounds[0] <= value <= bounds[1]:
        values: dict[str, str | int | float] = {"value": str(value), "least": bounds[0], "most": bounds[1]}
        raise Refusal("out_of_bounds", Sentence(OUT_OF_BOUNDS, values))


def _save_count(supply: CampaignSupply, amount: Decimal, day: date, user: User) -> None:
    SupplyCount.objects.create(supply=supply, day=day, amount=amount, counted_at=timezone.now(), counted_by_id=user.pk)


def _audit(user: User, action: str, campaign: int, details: Mapping[str, Any]) -> None:
    write_entry(
        acting_user=user, action=action, object_kind="marking_campaign", object_id=campaign, details=dict(details)
    )
