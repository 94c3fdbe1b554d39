"""What waits at the tracing desk for this person, request by request: the home page leads straight to each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from salwa.domain.tracing import OPEN_STATES, request_from_json
from salwa.services.tracing.registered import best_serial
from salwa.services.tracing_answers.permissions import may_release_answers
from salwa.services.tracing_requests.permissions import may_work_on_requests
from salwa.services.weapons.names import name_of
from salwa.storage.accounts.models import User
from salwa.storage.register.models import AnswerDraft, IncomingRequest, OutgoingRequest

# So many of a kind are named one by one; the rest is counted.
NAMED = 5
_OPEN = [one.value for one in OPEN_STATES]


@dataclass(frozen=True, slots=True)
class WaitingRequest:
    """One request: the other State, the number on the weapon (empty where none was read), since when it waits."""

    number: int
    state: str
    serial: str
    since: datetime
    urgent: bool


@dataclass(frozen=True, slots=True)
class WaitingRequests:
    """What waits of one kind: `to_read`, `to_release`, `to_answer` or `overdue`; the longest waiting first.

    `more`: how many wait besides those that are named.
    """

    kind: str
    named: tuple[WaitingRequest, ...]
    more: int


def waiting_requests(*, acting_user: User) -> tuple[WaitingRequests, ...]:
    """Answers to read, answers to release, requests to answer, answers that are overdue; empty kinds are left out.

    To release: only what somebody else drafted. To answer: what has no draft that waits for its release.
    """
    mine, theirs = OutgoingRequest.objects.all(), IncomingRequest.objects.filter(state__in=_OPEN)
    drafted = theirs.filter(drafts__released_at=None, drafts__sent_back_at=None, drafts__isnull=False)
    found = []
    if may_work_on_requests(acting_user):
        found.append(_kind("to_read", mine.filter(answer_unread=True), _own))
    if may_release_answers(acting_user):
        found.append(_kind("to_release", drafted.exclude(drafts__in=_own_drafts(acting_user)), _of_another))
    if may_work_on_requests(acting_user):
        late = mine.filter(state__in=_OPEN, due_answer__lt=timezone.now())
        found.append(_kind("to_answer", theirs.exclude(pk__in=drafted.values("pk")), _of_another))
        found.append(_kind("overdue", late, _own))
    return tuple(one for one in found if one.named)


def _own_drafts(user: User) -> QuerySet:
    return AnswerDraft.objects.filter(drafted_by_id=user.pk, released_at=None, sent_back_at=None)


def _kind(kind: str, rows: QuerySet, shown: Callable[[Any], WaitingRequest]) -> WaitingRequests:
    rows = rows.distinct().order_by("pk")
    named = tuple(shown(row) for row in rows[:NAMED])
    return WaitingRequests(kind, named, rows.count() - NAMED if len(named) == NAMED else 0)


def _own(row: OutgoingRequest) -> WaitingRequest:
    return _waiting(row, row.to_state, row.sent_at or row.drafted_at)


def _of_another(row: IncomingRequest) -> WaitingRequest:
    return _waiting(row, row.from_state, row.received_at)


def _waiting(row: OutgoingRequest | IncomingRequest, state: str, since: datetime) -> WaitingRequest:
    contents = request_from_json(row.contents)
    return WaitingRequest(
        row.pk, name_of("country", state), best_serial(contents.marks), since, contents.priority == "urgent"
    )
