"""Reading requests: the desk's lists with their clocks, one request with all its steps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from salwa.domain.languages import Sentence
from salwa.domain.refusals import NotFound
from salwa.domain.tracing import (
    MAY_FOLLOW,
    OPEN_STATES,
    AnswerContents,
    Channel,
    EarlierHop,
    RequestContents,
    RequestState,
    Step,
    answer_from_json,
    request_from_json,
)
from salwa.domain.tracing.clocks import Urging, urging
from salwa.services.audit.actions import write_entry
from salwa.services.custody.queries import people_named
from salwa.services.exchange.evidence import mark_opened
from salwa.services.tracing.own_words import own_words
from salwa.services.tracing.registered import (
    NumberBeside,
    RegisteredThere,
    best_serial,
    number_beside,
    registered_there,
)
from salwa.services.tracing_requests.composing import NO_SUCH_CASE
from salwa.services.tracing_requests.contents import kept_back, request_before
from salwa.services.tracing_requests.permissions import (
    check_may_see_requests,
    check_may_work_on_requests,
    may_work_on_requests,
)
from salwa.services.tracing_requests.steps import no_such_request
from salwa.services.weapons.names import name_of
from salwa.storage.accounts.models import User
from salwa.storage.register.models import IncomingRequest, OutgoingRequest, RequestStep, TracingCase

PAGE = 50
_ANSWERS = (Step.ANSWERED, Step.CLARIFIED)


@dataclass(frozen=True, slots=True)
class StepShown:
    """One step; `by` is the person, empty for a step of the other side or of the program; `answer` where it has one."""

    step: Step
    at: datetime
    by: str
    text: str
    answer: AnswerContents | None
    message: str


@dataclass(frozen=True, slots=True)
class Clock:
    """A clock as shown: when it is over, whether the desk is reminded, and whether it still runs."""

    due: datetime | None
    urging: Urging
    runs: bool


@dataclass(frozen=True, slots=True)
class OutgoingRow:
    """One own request in a list. `since` is when it was sent, or drafted."""

    number: int
    uid: str
    case: int
    case_number: str
    to_state: str
    to_name: str
    state: RequestState
    channel: str
    since: datetime
    acknowledgement: Clock
    answer: Clock
    unread: bool


@dataclass(frozen=True, slots=True)
class OutgoingPage:
    """Everything the page of an own request shows. `may_follow`: steps that can be taken now.

    `registered`: how the States that answered before have the weapon registered, the newest last, `answer_registered`
    how the State that was asked has it. `carried_from`: of a draft
    the State to which the request went whose intended use and limits it took over; empty where there is none.
    `kept_back`: codes of the States whose answers led here and are not told to this one (ITI 15 c).
    """

    row: OutgoingRow
    version: int
    why: str
    contents: RequestContents
    steps: tuple[StepShown, ...]
    answer: AnswerContents | None
    registered: tuple[RegisteredThere, ...]
    answer_registered: tuple[RegisteredThere, ...]
    may_follow: frozenset[Step]
    follows: int | None
    led_to: tuple[int, ...]
    carried_from: str
    kept_back: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class IncomingRow:
    """One request of another State in a list: its reference there and the number on the weapon as it was read."""

    number: int
    uid: str
    reference: str
    serial: str
    from_state: str
    from_name: str
    state: RequestState
    channel: str
    received_at: datetime
    urgent: bool
    answer: Clock
    draft_waits: bool


@dataclass(frozen=True, slots=True)
class DraftShown:
    """An answer in the making, or one that was released or sent back."""

    number: int
    version: int
    answer: AnswerContents
    evidence: tuple[tuple[int, ...], ...]
    drafted_by: str
    drafted_at: datetime
    released_by: str
    released_at: datetime | None
    sent_back_at: datetime | None
    sent_back_because: str
    mine: bool

    @property
    def open(self) -> bool:
        """Whether it still waits to be released."""
        return self.released_at is None and self.sent_back_at is None


@dataclass(frozen=True, slots=True)
class IncomingPage:
    """Everything the page of another State's request shows. `number_beside`: where the record's number is another."""

    row: IncomingRow
    contents: RequestContents
    registered: tuple[RegisteredThere, ...]
    number_beside: NumberBeside | None
    weapon: int | None
    steps: tuple[StepShown, ...]
    drafts: tuple[DraftShown, ...]
    may_follow: frozenset[Step]


def outgoing_list(*, acting_user: User, only_open: bool = True, case: int | None = None, before: int = 0
                  ) -> list[OutgoingRow]:  # fmt: skip
    """Own requests, newest first, fifty at a time; `before`: go on below this number.

    An answered request stays among the open ones until somebody who works on requests has opened its answer.
    """
    check_may_see_requests(acting_user)
    rows = OutgoingRequest.objects.select_related("case").order_by("-pk")
    if only_open:
        going = [RequestState.DRAFT.value, *(one.value for one in OPEN_STATES)]
        rows = rows.filter(Q(state__in=going) | Q(answer_unread=True))
    if case is not None:
        rows = rows.filter(case_id=case)
    return [_outgoing_row(row) for row in _page(rows, before)]


def incoming_list(*, acting_user: User, only_open: bool = True, before: int = 0) -> list[IncomingRow]:
    """Requests of other States, newest first, fifty at a time."""
    check_may_see_requests(acting_user)
    rows = IncomingRequest.objects.order_by("-pk")
    if only_open:
        rows = rows.filter(state__in=[one.value for one in OPEN_STATES])
    return [_incoming_row(row) for row in _page(rows, before)]


def following_rows(rows: Sequence[OutgoingRow] | Sequence[IncomingRow]) -> int | None:
    """Below which number the next page of a list goes on; None on the last page."""
    return rows[-1].number if len(rows) == PAGE else None


def open_outgoing(*, acting_user: User, number: int, to_work: bool = False) -> OutgoingPage:
    """One own request with its steps; `to_work`: for whoever changes it. Reading it is written into the audit log.

    Opened by somebody who works on requests, its answer counts as read. Raises `NotPermitted`, `NotFound`.
    """
    check_may_see_requests(acting_user)
    if to_work:
        check_may_work_on_requests(acting_user)
    with transaction.atomic():
        row = OutgoingRequest.objects.select_related("case").filter(pk=number).first()
        if row is None:
            raise no_such_request()
        steps = _steps(row.steps.order_by("pk"))
        answers = [one.answer for one in steps if one.answer is not None]
        contents, answer = request_from_json(row.contents), answers[-1] if answers else None
        own = EarlierHop(row.to_state, str(row.uid), "", answer.registered if answer else None)
        page = OutgoingPage(
            row=_outgoing_row(row), version=row.version, why=own_words(row.why_kept, row.why),
            contents=contents, steps=steps, answer=answer,
            registered=registered_there(contents.earlier, contents.marks),
            answer_registered=registered_there([own], contents.marks), may_follow=_following(row.state),
            follows=row.follows_id, led_to=tuple(row.led_to.values_list("pk", flat=True)),
            carried_from=_carried_from(row), kept_back=kept_back(row.follows),
        )  # fmt: skip
        if row.answer_unread and may_work_on_requests(acting_user):
            OutgoingRequest.objects.filter(pk=row.pk).update(answer_unread=False)
        _note(acting_user, "tracing_request", row.pk)
    return page


def _carried_from(row: OutgoingRequest) -> str:
    before = request_before(row.case, below=row.pk) if row.state == RequestState.DRAFT else None
    return "" if before is None else name_of("country", before.to_state)


def open_incoming(*, acting_user: User, number: int, to_work: bool = False) -> IncomingPage:
    """One request of another State; `to_work`: for whoever answers it. Reading it is written into the audit log.

    Raises `NotPermitted`, `NotFound`.
    """
    check_may_see_requests(acting_user)
    if to_work:
        check_may_work_on_requests(acting_user)
    with transaction.atomic():
        row = IncomingRequest.objects.select_related("weapon").filter(pk=number).first()
        if row is None:
            raise no_such_request()
        contents = request_from_json(row.contents)
        page = IncomingPage(
            row=_incoming_row(row), contents=contents, weapon=row.weapon_id,
            registered=registered_there(contents.earlier, contents.marks),
            number_beside=number_beside(contents.marks, row.weapon),
            steps=_steps(row.steps.order_by("pk")), drafts=_drafts(row, acting_user), may_follow=_following(row.state),
        )  # fmt: skip
        _note(acting_user, "incoming_request", row.pk)
        _tell_opened(acting_user, row)
    return page


def case_numbered(*, acting_user: User, number: str) -> int:
    """Row of the case with this number, for the command line. Raises `NotPermitted`, `NotFound`."""
    check_may_see_requests(acting_user)
    found = TracingCase.objects.filter(number=number).values_list("pk", flat=True).first()
    if found is None:
        raise NotFound("no_such_case", Sentence(NO_SUCH_CASE))
    return found


def _page(rows: QuerySet, before: int) -> QuerySet:
    return (rows.filter(pk__lt=before) if before else rows)[:PAGE]


def _outgoing_row(row: OutgoingRequest) -> OutgoingRow:
    state = RequestState(row.state)
    return OutgoingRow(
        number=row.pk, uid=str(row.uid), case=row.case_id, case_number=row.case.number, to_state=row.to_state,
        to_name=name_of("country", row.to_state), state=state, channel=row.channel,
        since=row.sent_at or row.drafted_at,
        acknowledgement=_clock(row.sent_at, row.due_acknowledgement, state is RequestState.SENT),
        answer=_clock(row.sent_at, row.due_answer, state in OPEN_STATES), unread=row.answer_unread,
    )  # fmt: skip


def _incoming_row(row: IncomingRequest) -> IncomingRow:
    state = RequestState(row.state)
    waits = row.drafts.filter(released_at=None, sent_back_at=None).exists()
    contents = request_from_json(row.contents)
    return IncomingRow(
        number=row.pk, uid=str(row.uid), reference=contents.case_reference,
        serial=best_serial(contents.marks), from_state=row.from_state, from_name=name_of("country", row.from_state),
        state=state, channel=row.channel, received_at=row.received_at, urgent=contents.priority == "urgent",
        answer=_clock(row.received_at, row.due_answer, state in OPEN_STATES), draft_waits=waits,
    )  # fmt: skip


def _clock(since: datetime | None, due: datetime | None, runs: bool) -> Clock:
    if since is None or due is None or not runs:
        return Clock(due, Urging.RUNNING, runs=False)
    return Clock(due, urging(since, due, timezone.now(), settings.TRACING_TIMES), runs=True)


def _steps(rows: QuerySet[RequestStep]) -> tuple[StepShown, ...]:
    found = list(rows)
    people = people_named(row.taken_by_id for row in found)
    return tuple(
        StepShown(
            step=Step(row.step), at=row.taken_at, by=people.get(row.taken_by_id or 0, ""),
            text=row.body.get("text", "") or row.body.get("despite", ""),
            answer=answer_from_json(row.body) if row.step in _ANSWERS else None, message=row.message,
        )
        for row in found
    )  # fmt: skip


def _drafts(row: IncomingRequest, reader: User) -> tuple[DraftShown, ...]:
    found = list(row.drafts.order_by("pk"))
    people = people_named([number for one in found for number in (one.drafted_by_id, one.released_by_id)])
    return tuple(
        DraftShown(
            number=one.pk, version=one.version, answer=answer_from_json(one.contents),
            evidence=tuple(map(tuple, one.evidence)), drafted_by=people.get(one.drafted_by_id, ""),
            drafted_at=one.drafted_at, released_by=people.get(one.released_by_id or 0, ""),
            released_at=one.released_at, sent_back_at=one.sent_back_at, sent_back_because=one.sent_back_because,
            mine=one.drafted_by_id == reader.pk,
        )
        for one in found
    )  # fmt: skip


def _tell_opened(user: User, row: IncomingRequest) -> None:
    """The requester learns that a person has opened the request, once; nothing else (evidence of the stages)."""
    if row.channel != Channel.DOCUMENT and row.message:
        mark_opened(acting_user=user, from_state=row.from_state, uid=row.message)


def _following(state: str) -> frozenset[Step]:
    return frozenset(step for step, states in MAY_FOLLOW.items() if state in states)


def _note(user: User, kind: str, number: int) -> None:
    write_entry(acting_user=user, action="tracing.request_opened", object_kind=kind, object_id=number)
