"""Marking: whether weapons are duly marked, what is missing over the register, campaigns, recording struck marks."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Path, Query, Router
from pydantic import Field

from salwa.api.values import Day, LongText, PageSize, StrictModel, WeaponNumber, left_out
from salwa.api.values import ShortText as Short
from salwa.domain.marking import RULES, Finding
from salwa.domain.marking.vocabulary import Method
from salwa.domain.weapons import Component as Part
from salwa.services.languages import spoken
from salwa.services.marking.checking import check_weapon
from salwa.services.marking.lists import LackingRow, asked_of, bring_up_to_date, list_lacking
from salwa.services.marking.progress import CampaignLine, list_campaigns, view_campaign
from salwa.services.marking.striking import Struck, record_mark
from salwa.services.marking.work import WorkLine, team_list

router = Router(tags=["marking"])
Binding = Literal[
    "readable", "manufacture", "import", "import_unique", "transfer", "state_stock", "recovered", "essential_part",
    "contents", "components", "depth", "height", "letters",
]  # fmt: skip
Component = Literal["frame", "receiver", "barrel", "slide", "cylinder", "bolt", "chassis", "stock", "other"]
Uid = Annotated[str, Field(pattern=r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$")]
MarkText = Annotated[
    str, Field(min_length=1, max_length=60, pattern=r"^[^\x00-\x1f\x7f]*[^\x00-\x20\x7f-\xa0][^\x00-\x1f\x7f]*$")
]
Depth = Annotated[float, Field(ge=0.001, le=10)]
Height = Annotated[float, Field(ge=0.1, le=100)]
Number = WeaponNumber


class FindingOut(StrictModel):
    """What one rule says: fulfilled, not_fulfilled, cannot_tell or not_required, why, and what to do."""

    rule: str
    paragraph: str
    advice: bool
    verdict: str
    why: str
    remedy: str | None


class MarkingCheckOut(StrictModel):
    """Every rule of marking applied to one weapon. `overall`: duly_marked, marks_missing or cannot_tell."""

    weapon: int
    overall: str
    findings: list[FindingOut]
    profile: int
    as_of: str


class LackingQuery(StrictModel):
    """What part of the list is wanted; `after` is the `next` of the page before."""

    verdict: Literal["duly_marked", "marks_missing", "cannot_tell"] = "marks_missing"
    rule: Binding = left_out("")
    maker: Short = left_out()
    holder: Number = left_out(None)
    after: Number = left_out(None)
    count: PageSize = 50


class LackingOut(StrictModel):
    """One weapon of the list, with the rules it does not fulfil and the number of whoever holds it."""

    weapon: int
    title: str
    serial: str
    rules: list[str]
    holder: int | None


class LackingAnswer(StrictModel):
    """A page of the list and the counts of the whole, as of one moment (null: not counted yet)."""

    rows: list[LackingOut]
    next: int | None
    counts: dict[str, int]
    by_rule: dict[str, int]
    as_of: str | None
    outdated: bool


class CampaignOut(StrictModel):
    """One campaign: `counts` of its weapons by state of the work."""

    campaign: int
    name: str
    occasion: str
    state: str
    starts_on: str
    counts: dict[str, int]


class CampaignsAnswer(StrictModel):
    """Campaigns, running ones first."""

    campaigns: list[CampaignOut]


class TeamOut(StrictModel):
    """One team with the yield planned and reached on a day it worked (null before the first)."""

    team: int
    name: str
    planned_per_day: int
    reached_per_day: float | None
    done: int
    ended: bool


class DayOut(StrictModel):
    """Weapons marked on one day."""

    day: str
    done: int


class CampaignAnswer(CampaignOut):
    """A campaign with its yield and forecast; a date that cannot be told is null, `method` says how it was found."""

    planned_end: str | None
    expected_end: str | None
    earliest_end: str | None
    latest_end: str | None
    method: str
    teams: list[TeamOut]
    days: list[DayOut]


class WorkOut(StrictModel):
    """One weapon on a team's bench and the mark to be struck on it."""

    work: int
    weapon: int
    title: str
    serial: str
    state: str
    strike: str


class BenchAnswer(StrictModel):
    """What a team has taken and not finished, in the order of the work."""

    rows: list[WorkOut]


class StruckRequest(StrictModel):
    """What was struck. `uid` is made by the sender: the same report sent twice is one. Lengths in millimetres."""

    uid: Uid
    text: MarkText
    component: Component
    method: Literal["stamping", "dot_peen", "laser", "metal_plate"]
    day: Day
    depth_mm: Depth = left_out(None)
    height_mm: Height = left_out(None)
    note: LongText = left_out()
    corrects: bool = False


class StruckAnswer(StrictModel):
    """The weapon, its mark, and the state of the work: done, or rework; `again`: it was recorded before."""

    weapon: int
    mark: int
    state: str
    again: bool


@router.get("/weapons/{weapon}", response=MarkingCheckOut)
def read_marking_check(request: HttpRequest, weapon: Annotated[Number, Path()]) -> dict[str, Any]:
    """Whether a weapon is duly marked (ITI 7 to 10 and the national profile), rule by rule. Recorded."""
    check = check_weapon(acting_user=_user(request), weapon_id=weapon)
    return {
        "weapon": check.weapon,
        "overall": check.overall.value,
        "findings": [_finding(one) for one in check.binding + check.advice],
        "profile": check.profile_version,
        "as_of": check.as_of.isoformat(),
    }


@router.get("/missing", response=LackingAnswer)
def list_missing_marks(request: HttpRequest, query: Query[LackingQuery]) -> dict[str, Any]:
    """Weapons of the register by verdict, rule, maker and holder, by number. Recorded."""
    bring_up_to_date(acting_user=_user(request))
    asked = asked_of(overall=query.verdict, rule=query.rule, maker=query.maker, holder=query.holder)
    page = list_lacking(acting_user=_user(request), asked=asked, after=query.after or 0, count=query.count)
    counted = page.counted
    return {
        "rows": [_lacking(row) for row in page.rows],
        "next": page.after,
        "counts": {one.value: count for one, count in counted.overall.items()} if counted else {},
        "by_rule": {one.value: count for one, count in counted.rules} if counted else {},
        "as_of": counted.as_of.isoformat() if counted else None,
        "outdated": page.outdated,
    }


@router.get("/campaigns", response=CampaignsAnswer)
def list_marking_campaigns(request: HttpRequest) -> dict[str, Any]:
    """Marking campaigns this person may know of."""
    return {"campaigns": [_campaign(one) for one in list_campaigns(acting_user=_user(request))]}


@router.get("/campaigns/{campaign}", response=CampaignAnswer)
def read_marking_campaign(request: HttpRequest, campaign: Annotated[Number, Path()]) -> dict[str, Any]:
    """One campaign: teams, yield by day, and when it ends as it goes now."""
    view = view_campaign(acting_user=_user(request), campaign_id=campaign)
    expected = view.forecast
    return {
        **_campaign(view.line),
        "planned_end": _day(view.planned_end),
        "expected_end": _day(expected.expected),
        "earliest_end": _day(expected.earliest),
        "latest_end": _day(expected.latest),
        "method": spoken(expected.method),
        "teams": [
            {
                "team": one.number, "name": one.name, "planned_per_day": one.planned, "reached_per_day": one.a_day,
                "done": one.done, "ended": one.ended,
            }
            for one in view.teams
        ],
        "days": [{"day": one.day.isoformat(), "done": one.done} for one in view.days],
    }  # fmt: skip


@router.get("/campaigns/{campaign}/teams/{team}/bench", response=BenchAnswer)
def list_team_work(
    request: HttpRequest, campaign: Annotated[Number, Path()], team: Annotated[Number, Path()]
) -> dict[str, Any]:
    """What a team has taken and not finished, with the mark to be struck on each weapon."""
    lines = team_list(acting_user=_user(request), campaign_id=campaign, team_id=team)
    return {"rows": [_work(line) for line in lines]}


@router.post("/bench/{work}/done", response=StruckAnswer)
def record_struck_mark(request: HttpRequest, work: Annotated[Number, Path()], struck: StruckRequest) -> dict[str, Any]:
    """Record a mark that was struck on a weapon of a work list, as it now stands on the weapon."""
    report = Struck(
        uid=struck.uid, text=struck.text, component=Part(struck.component), method=Method(struck.method),
        day=struck.day, depth_mm=struck.depth_mm, height_mm=struck.height_mm, note=struck.note,
        corrects=struck.corrects,
    )  # fmt: skip
    done = record_mark(acting_user=_user(request), work_id=work, struck=report)
    return {"weapon": done.weapon, "mark": done.mark, "state": done.state.value, "again": done.again}


def _user(request: HttpRequest) -> Any:
    return request.auth  # type: ignore[attr-defined]


def _finding(one: Finding) -> dict[str, Any]:
    return {
        "rule": one.rule.value,
        "paragraph": RULES[one.rule].paragraph,
        "advice": one.advice,
        "verdict": one.verdict.value,
        "why": spoken(one.why),
        "remedy": spoken(one.remedy) if one.remedy else None,
    }


def _lacking(row: LackingRow) -> dict[str, Any]:
    return {
        "weapon": row.weapon.number,
        "title": row.weapon.title,
        "serial": row.weapon.serial,
        "rules": _values(row.rules),
        "holder": row.holder.number if row.holder else None,
    }


def _campaign(line: CampaignLine) -> dict[str, Any]:
    return {
        "campaign": line.number,
        "name": line.name,
        "occasion": line.occasion.value,
        "state": line.state.value,
        "starts_on": line.starts_on.isoformat(),
        "counts": {state.value: count for state, count in line.counts.items()},
    }


def _work(line: WorkLine) -> dict[str, Any]:
    return {
        "work": line.number,
        "weapon": line.weapon.number,
        "title": line.weapon.title,
        "serial": line.weapon.serial,
        "state": line.state.value,
        "strike": line.text,
    }


def _values(codes: Iterable[Any]) -> list[str]:
    return [code.value for code in codes]


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
