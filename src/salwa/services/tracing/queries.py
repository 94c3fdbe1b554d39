"""Tracing cases as pages and commands show them. Opening one is a sensitive read and leaves an audit entry."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.fields.json import KeyTextTransform
from django.utils import timezone

from salwa.domain.custody import Whereabouts
from salwa.domain.tracing import (
    OPEN_STATES,
    CaseFacts,
    EarlierHop,
    FindingKind,
    Marked,
    Route,
    Source,
    Station,
    Step,
    Suggestion,
    suggested_outcome,
)
from salwa.domain.weapons import ContentKind, MarkState
from salwa.reference.state_tiles import state_tiles
from salwa.services.accounts.permissions import may
from salwa.services.audit.actions import write_entry
from salwa.services.custody.present import compute_life
from salwa.services.seizures.permissions import may_record_seizures
from salwa.services.seizures.queries import ClassificationShown, SeizedShown, seized_shown
from salwa.services.stock.queries import names_of_people
from salwa.services.tracing.links import CaseLink, links_of_case
from salwa.services.tracing.own_words import own_words
from salwa.services.tracing.permissions import (
    case_with,
    check_may_read_cases,
    may_read_notes,
    may_work_on_cases,
)
from salwa.services.tracing.registered import RegisteredThere, marks_of, registered_there
from salwa.services.tracing.route import ANSWERS, answer_read, foreign_owner, newest_finding, route_of_case
from salwa.services.weapons.permissions import may_open_weapon
from salwa.services.weapons.titles import title_of
from salwa.storage.accounts.models import User
from salwa.storage.register.models import CaseFinding, Incident, Mark, RequestStep, TracingCase

ON_A_PAGE = 50
_OPEN = [one.value for one in OPEN_STATES]
_ANSWERED = ["answered", "restricted", "delayed", "refused", "clarification_asked"]
# Marks whose text tells one weapon from others as far as it can be read.
LEGIBLE = (MarkState.PRESENT.value, MarkState.PARTIAL.value)


@dataclass(frozen=True, slots=True)
class CaseFilters:
    """What the list is narrowed to. `state`: open or closed; `outcome` a code of the IAFQ or "none"."""

    state: str = ""
    outcome: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class CaseLine:
    """One case in the list. `late`: a request whose answer is overdue."""

    number: str
    key: int
    title: str
    serial: str
    outcome: str
    opened_at: datetime
    closed_at: datetime | None
    requests: int
    open_requests: int
    late: bool


@dataclass(frozen=True, slots=True)
class CaseList:
    """A page of the list; `next_before` is where the next page begins, None at the end."""

    lines: tuple[CaseLine, ...]
    next_before: int | None


@dataclass(frozen=True, slots=True)
class FindingShown:
    """A finding of a case; `values` by its kind (storage/register/tracing_tables.py)."""

    number: int
    kind: str
    values: dict[str, Any]
    reason: str
    request: int | None
    entry: int | None
    recorded_at: datetime
    recorded_by: str


@dataclass(frozen=True, slots=True)
class RequestLine:
    """A request of a case with its clocks. `late_acknowledgement`, `late_answer`: the clock has run out.

    `answer_acknowledges`: it was answered and nothing acknowledged its receipt before; figures count the answer.
    """

    number: int
    to_state: str
    why: str
    channel: str
    state: str
    drafted_at: datetime
    sent_at: datetime | None
    due_acknowledgement: datetime | None
    due_answer: datetime | None
    late_acknowledgement: bool
    late_answer: bool
    follows: int | None
    answer_acknowledges: bool


@dataclass(frozen=True, slots=True)
class CaseStepShown:
    """That the case was closed or opened again."""

    kind: str
    reason: str
    taken_at: datetime
    taken_by: str


@dataclass(frozen=True, slots=True)
class CasePage:
    """Everything the page of a case shows. `may_read_notes` says nothing of whether there are any."""

    number: str
    opened_at: datetime
    opened_by: str
    closed_at: datetime | None
    incident: int
    reference: str
    counted_as: ClassificationShown | None
    seized: SeizedShown
    route: Route
    suggestion: Suggestion
    outcome: FindingShown | None
    last_lawful: FindingShown | None
    diversion: FindingShown | None
    findings: tuple[FindingShown, ...]
    requests: tuple[RequestLine, ...]
    registered: tuple[RegisteredThere, ...]
    links: tuple[CaseLink, ...]
    steps: tuple[CaseStepShown, ...]
    may_work: bool
    may_record: bool
    may_open_weapons: bool
    may_read_notes: bool
    as_of: datetime


def list_cases(
    *, acting_user: User, filters: CaseFilters, before: int | None = None, count: int = ON_A_PAGE
) -> CaseList:
    """A page of cases, the last opened first; `before` is the key it ends below. Raises `NotPermitted`."""
    check_may_read_cases(acting_user)
    rows = _narrowed(filters)
    rows = rows.filter(pk__lt=before) if before is not None else rows
    found = list(rows.select_related("seized__weapon").order_by("-pk")[: count + 1])
    lines = tuple(_line(row) for row in found[:count])
    return CaseList(lines, found[count - 1].pk if len(found) > count else None)


def _narrowed(filters: CaseFilters) -> QuerySet[Any]:
    outcome = CaseFinding.objects.filter(case=OuterRef("pk"), kind="outcome").order_by("-pk")
    serial = Mark.objects.filter(weapon__seized_as__case=OuterRef("pk"), content="serial").exclude(text="")
    late = Q(requests__state__in=_OPEN, requests__due_answer__lt=timezone.now())
    rows = TracingCase.objects.annotate(
        outcome=Subquery(outcome.annotate(said=KeyTextTransform("outcome", "values")).values("said")[:1]),
        serial=Subquery(serial.order_by("pk").values("text")[:1]),
        n=Count("requests", distinct=True),
        n_open=Count("requests", filter=Q(requests__state__in=_OPEN), distinct=True),
        n_late=Count("requests", filter=late, distinct=True),
    )
    if filters.state in ("open", "closed"):
        rows = rows.filter(closed_at__isnull=filters.state == "open")
    if filters.outcome:
        rows = rows.filter(outcome=None) if filters.outcome == "none" else rows.filter(outcome=filters.outcome)
    if filters.text.strip():
        text = filters.text.replace("\x00", "").strip()
        reference = Q(seized__incident__reference__icontains=text) | Q(seized__incident__evidence__icontains=text)
        rows = rows.filter(Q(number__icontains=text) | reference)
    return rows


def _line(row: Any) -> CaseLine:
    return CaseLine(
        row.number, row.pk, title_of(row.seized.weapon), row.serial or "", row.outcome or "", row.opened_at,
        row.closed_at, row.n, row.n_open, bool(row.n_late),
    )  # fmt: skip


def open_case_page(*, acting_user: User, case: str) -> CasePage:
    """The page of a case. In order: permit, read, audit. Raises `NotPermitted` and `NotFound`."""
    check_may_read_cases(acting_user)
    with transaction.atomic():
        row = case_with(case)
        page = _page(row, acting_user)
        write_entry(
            acting_user=acting_user, action="tracing.case_read", object_kind="tracing_case", object_id=row.number
        )
    return page


def route_to_draw(*, acting_user: User, case: str) -> Route:
    """The route alone, for its picture; the page around it has left the audit entry."""
    check_may_read_cases(acting_user)
    return route_for(acting_user, case_with(case))


def route_for_file(*, acting_user: User, case: str) -> Route:
    """The route for a file, which anybody can ask for without the page. In order: permit, read, audit."""
    check_may_read_cases(acting_user)
    with transaction.atomic():
        route = route_for(acting_user, case_with(case))
        _taken(acting_user, case, "route")
    return route


def _taken(user: User, case: str, what: str) -> None:
    write_entry(
        acting_user=user, action="tracing.case_read", object_kind="tracing_case", object_id=case, details={"file": what}
    )


def map_of_states() -> dict[str, tuple[int, int]]:
    """Column and row of each State in the tile map; public reference data."""
    return state_tiles()


def links_to_draw(*, acting_user: User, case: str) -> tuple[CaseLink, ...]:
    """The links alone, for their picture; the page around it has left the audit entry."""
    check_may_read_cases(acting_user)
    return links_of_case(case_with(case))


def links_for_file(*, acting_user: User, case: str) -> tuple[CaseLink, ...]:
    """The links for a file, which anybody can ask for without the page. In order: permit, read, audit."""
    check_may_read_cases(acting_user)
    with transaction.atomic():
        links = links_of_case(case_with(case))
        _taken(acting_user, case, "links")
    return links


def route_for(user: User, case: TracingCase) -> Route:
    """The route as `user` may see it: who may not open weapons learns of the own register's entries only kind, day and
    State.
    """
    route = route_of_case(case)
    if may_open_weapon(user):
        return route
    shown = tuple(_bare(one) for one in route.stations)
    lawful = _bare(route.last_lawful) if route.last_lawful else None
    return replace(route, stations=shown, last_lawful=lawful, left=_bare(route.left) if route.left else None)


def proposed_station(route: Route, kind: str) -> Station | None:
    """The stop on the way that a finding would rest on: the last lawful one, or what took the weapon out of such hands.

    `kind`: last_lawful_record or point_of_diversion.
    """
    return route.last_lawful if kind == "last_lawful_record" else route.left


def _bare(one: Station) -> Station:
    return replace(one, holder="", place="", document="") if one.source is Source.REGISTER else one


def _page(row: TracingCase, user: User) -> CasePage:
    route = route_for(user, row)
    findings = _findings(row)
    people = names_of_people([row.opened_by_id])
    return CasePage(
        number=row.number,
        opened_at=row.opened_at,
        opened_by=people.get(row.opened_by_id, ""),
        closed_at=row.closed_at,
        incident=row.seized.incident_id,
        reference=row.seized.incident.reference,
        counted_as=_counted_as(row.seized.incident),
        seized=seized_shown(row.seized, user),
        route=route,
        suggestion=suggested_outcome(facts_of(row, route)),
        outcome=_newest(findings, FindingKind.OUTCOME),
        last_lawful=_newest(findings, FindingKind.LAST_LAWFUL),
        diversion=_newest(findings, FindingKind.DIVERSION),
        findings=findings,
        requests=_requests(row),
        registered=registered_in_answers(row),
        links=links_of_case(row),
        steps=_steps(row),
        may_work=may_work_on_cases(user),
        may_record=may_record_seizures(user),
        may_open_weapons=may_open_weapon(user),
        may_read_notes=may_read_notes(user),
        as_of=timezone.now(),
    )


def facts_of(case: TracingCase, route: Route) -> CaseFacts:
    """What a case knows, for the suggestion of its outcome."""
    diversion = newest_finding(case, FindingKind.DIVERSION.value)
    states = list(case.requests.values_list("state", flat=True))
    registered, rightful = _registered(case)
    foreign, said = foreign_owner(case)
    return CaseFacts(
        marked=marked(case),
        registered=registered,
        rightful=rightful and not _illicit(case) and route.left is None,
        foreign=foreign,
        foreign_said=said,
        diversion=diversion is not None,
        otherwise=diversion is not None and diversion.values["established"] == "otherwise",
        open_requests=sum(state in _OPEN for state in states),
        finished_requests=sum(state not in _OPEN and state != "draft" for state in states),
    )


def _registered(case: TracingCase) -> tuple[bool, bool]:
    """Whether the own register knows the weapon as one that had not left, and whether nobody had missed it.

    Both are judged before this seizure: what it left in the record's life does not count.
    """
    if case.seized.registered_as is None:
        return False, False
    left = set(case.seized.decisions.exclude(event=None).values_list("event__uid", flat=True))
    steps = [one for one in compute_life(case.seized.registered_as).steps if one.entry.uid not in left]
    where = steps[-1].state.whereabouts if steps else Whereabouts.UNKNOWN
    return where is not Whereabouts.ABROAD, where not in (Whereabouts.LOST, Whereabouts.STOLEN)


def _illicit(case: TracingCase) -> bool:
    newest = case.seized.incident.classifications.order_by("-version").first()
    return newest is not None and bool(newest.limbs)


def marked(case: TracingCase) -> Marked:
    """Whether the marks read at the scene tell the weapon from others."""
    marks = Mark.objects.filter(weapon=case.seized.weapon_id, corrected_by=None)
    rows = list(marks.values_list("content", "state", "text"))
    if any(kind == ContentKind.SERIAL.value and state in LEGIBLE and text for kind, state, text in rows):
        return Marked.UNIQUELY
    said = [state for kind, state, _ in rows if kind == ContentKind.SERIAL.value]
    return Marked.NOT if any(state != MarkState.MISSING.value for state in said) else Marked.UNKNOWN


def _counted_as(incident: Incident) -> ClassificationShown | None:
    one = incident.classifications.order_by("-version").first()
    if one is None:
        return None
    return ClassificationShown(
        one.version, one.circumstance, one.ground, one.place_kind, tuple(one.offences),
        tuple(sorted(one.limbs.items())), one.reason, one.recorded_at, "",
    )  # fmt: skip


def _findings(row: TracingCase) -> tuple[FindingShown, ...]:
    rows = list(row.findings.order_by("-pk"))
    people = names_of_people(one.recorded_by_id for one in rows)
    return tuple(
        FindingShown(
            one.pk, one.kind, _in_own_words(one.values), own_words(one.values.get("reason_kept"), one.reason),
            one.request_id, one.entry_id, one.recorded_at, people.get(one.recorded_by_id, ""),
        )
        for one in rows
    )  # fmt: skip


def _in_own_words(values: dict[str, Any]) -> dict[str, Any]:
    """The values of a finding; how it is known in the reader's language where that was proposed."""
    return values | {"how": own_words(values.get("how_kept"), values["how"])} if "how" in values else values


def _newest(findings: tuple[FindingShown, ...], kind: FindingKind) -> FindingShown | None:
    return next((one for one in findings if one.kind == kind.value), None)


def _requests(row: TracingCase) -> tuple[RequestLine, ...]:
    now = timezone.now()
    steps: dict[int | None, set[str]] = {}
    for request, step in RequestStep.objects.filter(outgoing__case=row).values_list("outgoing_id", "step"):
        steps.setdefault(request, set()).add(step)
    return tuple(
        RequestLine(
            one.pk, one.to_state, own_words(one.why_kept, one.why), one.channel, one.state, one.drafted_at, one.sent_at,
            one.due_acknowledgement, one.due_answer,
            one.state == "sent" and one.due_acknowledgement is not None and one.due_acknowledgement < now,
            one.state in _OPEN and one.due_answer is not None and one.due_answer < now,
            one.follows_id, answer_acknowledges(steps.get(one.pk, ())),
        )
        for one in row.requests.order_by("pk")
    )  # fmt: skip


def answer_acknowledges(steps: Collection[str]) -> bool:
    """Whether among the steps of a request is an answer and no acknowledgement of its receipt (ITI 19)."""
    return Step.ANSWERED in steps and Step.ACKNOWLEDGED not in steps


def registered_in_answers(case: TracingCase) -> tuple[RegisteredThere, ...]:
    """How the States that answered have the weapon registered, each by its newest answer. The caller has permitted."""
    told: dict[int, EarlierHop] = {}
    rows = RequestStep.objects.filter(outgoing__case=case, step__in=ANSWERS).select_related("outgoing").order_by("pk")
    for row in rows:
        if row.outgoing is not None:
            answer = answer_read(row)
            said = answer.registered if answer else None
            told[row.outgoing.pk] = EarlierHop(row.outgoing.to_state, str(row.outgoing.uid), "", said)
    return registered_there(told.values(), marks_of(case.seized.weapon))


def _steps(row: TracingCase) -> tuple[CaseStepShown, ...]:
    rows = list(row.steps.order_by("pk"))
    people = names_of_people(one.taken_by_id for one in rows)
    return tuple(
        CaseStepShown(one.kind, one.reason, one.taken_at, people.get(one.taken_by_id, "")) for one in rows
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class TracingNeeds:
    """What waits on the home page: cases without an outcome, late requests, questions to the experts."""

    open_cases: int
    oldest_case: datetime | None


def tracing_needs(*, acting_user: User) -> TracingNeeds | None:
    """Counts for the home page; None for whoever may not see cases."""
    if not may(acting_user, "tracing.read"):
        return None
    opened = TracingCase.objects.filter(closed_at=None)
    oldest = opened.order_by("opened_at").values_list("opened_at", flat=True).first()
    return TracingNeeds(opened.count(), oldest)
