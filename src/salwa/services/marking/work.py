"""The work of a team: taking weapons with their numbers, opening one, skipping, putting back, spoiling a number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from salwa.domain.languages import Sentence, message
from salwa.domain.marking.vocabulary import CampaignState, Method, NumberState, SkipReason, WorkState
from salwa.domain.refusals import NotFound, Refusal
from salwa.domain.weapons import Occasion
from salwa.services.audit.actions import write_entry
from salwa.services.marking.campaigns import NO_SUCH_TEAM, campaign_in_sight, team_of
from salwa.services.marking.checking import gathered
from salwa.services.marking.gathering import family_of
from salwa.services.marking.lists import HolderShown, WeaponLine, holders_shown, lines_of
from salwa.services.marking.numbers import allot_number, spoil
from salwa.services.marking.permissions import check_may_see_campaigns, check_may_work, may_work, stores_in_sight
from salwa.services.marking.prechecks import Precheck, prechecks
from salwa.services.marking.profile import profile_in_force
from salwa.services.marking.words import place_in_words
from salwa.services.weapons.names import shape_of
from salwa.storage.accounts.models import User
from salwa.storage.register.models import (
    CampaignTeam,
    CampaignWeapon,
    Holder,
    Mark,
    MarkingCampaign,
    MarkingNumber,
    Picture,
)

MOST_AT_ONCE = 200
NOT_RUNNING = message("The campaign is not running, so no weapons can be taken.")
START_IT = message("Ask whoever planned it to start it.")
NO_SUCH_WORK = message("There is no such weapon on a work list, or you may not know of it.")
NOT_TO_DO = message("This weapon is not waiting to be marked: {state}.")
LOOK_AGAIN = message("Open the team's list again; somebody may have recorded something since.")
WRONG_COUNT = message("From 1 to {most} weapons can be taken at a time.")
NO_NUMBER = message("This mark holds no number that could be spoiled.")
STRIKE_IT = message("Strike the mark as it is shown.")
SAY_WHY = message("Say what is in the way.")
NO_NOTE = message("Another reason needs a note.")
OPEN = (WorkState.ALLOTTED.value, WorkState.REWORK.value)


@dataclass(frozen=True, slots=True)
class WorkLine:
    """One weapon on a work list."""

    number: int
    weapon: WeaponLine
    state: WorkState
    text: str
    store: HolderShown | None
    skip_reason: str
    rework_reason: str
    note: str
    mark: int | None


@dataclass(frozen=True, slots=True)
class WorkView:
    """Everything a team needs at the bench: what to strike where, and what was found before the needle touches.

    `text` is struck as it is; `numbered` says that it holds a number of the national series. `shape` names the
    silhouette, `component` and `place` say where. `marks` are the marks on record: (part, text, state).
    """

    line: WorkLine
    campaign: int
    campaign_name: str
    team: int | None
    text: str
    numbered: bool
    occasion: Occasion
    method: Method
    methods: tuple[Method, ...]
    component: str
    place: Sentence | None
    shape: str
    marks: tuple[tuple[str, str, str], ...]
    picture: int | None
    prechecks: tuple[Precheck, ...]
    depth_mm: float | None
    height_mm: float | None
    may_work: bool


def take_weapons(*, acting_user: User, campaign_id: int, team_id: int, count: int = 1) -> tuple[int, ...]:
    """Give the next weapons to a team, each with its text and number; returns their numbers on the work list.

    In order: permit, lock the next that wait (two teams never get the same one), allot numbers, audit. Raises
    `NotPermitted`, `NotFound`, and `Refusal` (`not_running`, `wrong_count`, `numbers_spent`). None left: none given.
    """
    check_may_work(acting_user)
    if not 1 <= count <= MOST_AT_ONCE:
        raise Refusal("wrong_count", Sentence(WRONG_COUNT, {"most": MOST_AT_ONCE}))
    with transaction.atomic():
        campaign = campaign_in_sight(acting_user, campaign_id)
        if campaign.state != CampaignState.RUNNING.value:
            raise Refusal("not_running", Sentence(NOT_RUNNING), remedy=Sentence(START_IT))
        team = team_of(campaign, team_id)
        chosen = _next(acting_user, campaign, team, count)
        for work in chosen:
            _allot(work, team, acting_user)
        if chosen:
            write_entry(
                acting_user=acting_user,
                action="marking.weapons_taken",
                object_kind="marking_campaign",
                object_id=campaign.pk,
                details={"team": team.pk, "work": [work.pk for work in chosen]},
            )
    return tuple(work.pk for work in chosen)


def open_work(*, acting_user: User, work_id: int) -> WorkView:
    """One weapon of a work list as the bench needs it. In order: permit, read, look for duplicates, audit."""
    check_may_see_campaigns(acting_user)
    with transaction.atomic():
        work = work_in_sight(acting_user, work_id)
        view = _view(work, acting_user)
        write_entry(
            acting_user=acting_user,
            action="marking.work_opened",
            object_kind="weapon",
            object_id=work.weapon_id,
            details={"work": work.pk, "well": all(one.well for one in view.prechecks)},
        )
    return view


def skip_weapon(*, acting_user: User, work_id: int, reason: SkipReason, note: str = "") -> None:
    """Say that a weapon cannot be marked now, and why; it goes on the catch-up list and keeps its number."""
    check_may_work(acting_user)
    if reason is SkipReason.OTHER and not note.strip():
        raise Refusal("no_note", Sentence(NO_NOTE), remedy=Sentence(SAY_WHY), where={"field": "note"})
    with transaction.atomic():
        work = to_do(acting_user, work_id, (*OPEN, WorkState.WAITING.value))
        work.state, work.skip_reason, work.note = WorkState.SKIPPED.value, reason.value, note.strip()[:2000]
        work.save(update_fields=["state", "skip_reason", "note"])
        _audit(acting_user, "marking.skipped", work, {"reason": reason.value})


def put_back(*, acting_user: User, work_id: int) -> None:
    """Put a skipped weapon back on the list; the next team that takes it strikes the number it was given before."""
    check_may_work(acting_user)
    with transaction.atomic():
        work = to_do(acting_user, work_id, (WorkState.SKIPPED.value,))
        work.state = WorkState.REWORK.value if work.rework_reason and work.mark_id else WorkState.WAITING.value
        work.team, work.allotted_at = None, None
        work.save(update_fields=["state", "team", "allotted_at"])
        _audit(acting_user, "marking.put_back", work, {})


def spoil_number(*, acting_user: User, work_id: int, reason: str) -> None:
    """Say that a weapon's number cannot be struck (doubtful, struck on something else) and give it the next one."""
    check_may_work(acting_user)
    with transaction.atomic():
        work = to_do(acting_user, work_id, OPEN)
        number = number_of(work)
        # Of a weapon on the rework list the number may be spoiled already: it only gets a new one.
        if work.team is None or not work.numbers.exists():
            raise Refusal("no_number", Sentence(NO_NUMBER), remedy=Sentence(STRIKE_IT))
        if number is not None:
            spoil(number, acting_user, reason)
        _allot(work, work.team, acting_user, state=work.state)
        _audit(acting_user, "marking.number_spoiled", work, {"number": number.pk if number else None})


def team_list(*, acting_user: User, campaign_id: int, team_id: int) -> tuple[WorkLine, ...]:
    """Weapons a team has taken and not yet finished, in the order of the work; for the bench and for printing."""
    check_may_work(acting_user)
    campaign = campaign_in_sight(acting_user, campaign_id)
    if not campaign.teams.filter(pk=team_id).exists():
        raise NotFound("no_such_team", Sentence(NO_SUCH_TEAM))
    rows = _in_sight(acting_user).filter(campaign=campaign, team=team_id, state__in=OPEN).order_by("pk")[:MOST_AT_ONCE]
    return work_lines(rows)


def work_in_state(
    *, acting_user: User, campaign_id: int, state: WorkState, after: int = 0, count: int = 50
) -> tuple[WorkLine, ...]:
    """Weapons of a campaign in one state, by their place on the list: catch-up list, rework list, done."""
    check_may_see_campaigns(acting_user)
    campaign = campaign_in_sight(acting_user, campaign_id)
    rows = _in_sight(acting_user).filter(campaign=campaign, state=state.value, pk__gt=after)
    return work_lines(rows.order_by("pk")[: min(count, 500)])


def work_in_sight(user: User, work_id: int) -> CampaignWeapon:
    """One weapon of a work list, not locked."""
    work = _in_sight(user).select_related("campaign", "weapon", "team").filter(pk=work_id).first()
    if work is None:
        raise NotFound("no_such_work", Sentence(NO_SUCH_WORK))
    return work


def to_do(user: User, work_id: int, states: tuple[str, ...]) -> CampaignWeapon:
    """One weapon of a work list in one of `states`, locked until the transaction ends."""
    work = _locked(_in_sight(user).filter(pk=work_id)).first()
    if work is None:
        raise NotFound("no_such_work", Sentence(NO_SUCH_WORK))
    if work.state not in states:
        raise Refusal("not_to_do", Sentence(NOT_TO_DO, {"state": work.state}), remedy=Sentence(LOOK_AGAIN))
    return work


def number_of(work: CampaignWeapon) -> MarkingNumber | None:
    """The number allotted to a weapon and not yet struck."""
    return work.numbers.filter(state=NumberState.ALLOTTED.value).order_by("pk").first()


def work_lines(rows: Any) -> tuple[WorkLine, ...]:
    """Rows of a work list with what they are and where they lie."""
    found = list(rows.select_related("depot"))
    lines = lines_of(work.weapon_id for work in found)
    holders = holders_shown({work.depot.holder_id for work in found})
    return tuple(_line(work, lines[work.weapon_id], holders.get(work.depot.holder_id)) for work in found)


def _line(work: CampaignWeapon, weapon: WeaponLine, store: HolderShown | None) -> WorkLine:
    return WorkLine(
        work.pk, weapon, WorkState(work.state), work.planned_text, store, work.skip_reason, work.rework_reason,
        work.note, work.mark_id,
    )  # fmt: skip


def _in_sight(user: User) -> QuerySet[CampaignWeapon]:
    sight: Q = stores_in_sight(user)
    rows = CampaignWeapon.objects.all()
    return rows.filter(depot__holder__in=Holder.objects.filter(sight)) if sight else rows


def _locked(rows: QuerySet[CampaignWeapon], *, skip_locked: bool = False) -> QuerySet[CampaignWeapon]:
    """The rows, locked; not against rows that refer to them (see services/marking/numbers.py)."""
    return rows.select_for_update(skip_locked=skip_locked, of=("self",), no_key=True)


def _next(user: User, campaign: MarkingCampaign, team: CampaignTeam, count: int) -> list[CampaignWeapon]:
    """The next weapons that wait, locked: of the team's store, else store by store, so that an index tells them."""
    depots = campaign.depots.filter(pk=team.depot_id) if team.depot_id is not None else campaign.depots
    found: list[CampaignWeapon] = []
    for depot in depots.order_by("place").values_list("pk", flat=True):
        waiting = _in_sight(user).filter(campaign=campaign, state=WorkState.WAITING.value, depot=depot)
        found += _locked(waiting, skip_locked=True).order_by("pk")[: count - len(found)]
        if len(found) == count:
            break
    return found


def _allot(work: CampaignWeapon, team: CampaignTeam, user: User, *, state: str = WorkState.ALLOTTED.value) -> None:
    found = gathered(work.weapon)
    unique = found is not None and any(
        mark.content.value == "serial" and mark.state.value == "present" for mark in found.weapon.marks
    )
    text, _ = allot_number(work, team, user, unique=unique)
    work.team, work.state, work.planned_text, work.allotted_at = team, state, text, timezone.now()
    work.save(update_fields=["team", "state", "planned_text", "allotted_at"])


def _view(work: CampaignWeapon, user: User) -> WorkView:
    profile = profile_in_force()
    found = gathered(work.weapon)
    line = work_lines(CampaignWeapon.objects.filter(pk=work.pk))[0]
    component, place = place_in_words(profile, family_of(profile, work.weapon.type_code))
    numbered = work.numbers.exists()
    marks = Mark.objects.filter(weapon=work.weapon, corrected_by=None).order_by("pk")
    return WorkView(
        line=line,
        campaign=work.campaign_id,
        campaign_name=work.campaign.name,
        team=work.team_id,
        text=work.planned_text,
        numbered=numbered,
        occasion=Occasion(work.campaign.occasion),
        method=Method(work.campaign.method),
        methods=profile.methods,
        component=component,
        place=place,
        shape=shape_of(work.weapon.type_code),
        marks=tuple(marks.values_list("component", "text", "state")),
        picture=Picture.objects.filter(weapon=work.weapon).order_by("pk").values_list("pk", flat=True).first(),
        prechecks=prechecks(work, found.weapon, profile, numbered=numbered) if found else (),
        depth_mm=profile.depth_mm,
        height_mm=profile.height_mm,
        may_work=may_work(user),
    )


def _audit(user: User, action: str, work: CampaignWeapon, details: dict[str, Any]) -> None:
    write_entry(
        acting_user=user,
        action=action,
        object_kind="weapon",
        object_id=work.weapon_id,
        details={"work": work.pk, "campaign": work.campaign_id, **details},
    )
