"""Steps of a request, on either side: taken under its lock; where it stands is computed from all of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from salwa.domain.languages import Sentence, message
from salwa.domain.refusals import Conflict, NotFound, Refusal
from salwa.domain.tracing import AnswerKind, RequestState, Step, Taken, may_follow, state_after
from salwa.services.tracing.link_keys import keep_keys_of_answer
from salwa.storage.accounts.models import User
from salwa.storage.register.models import IncomingRequest, OutgoingRequest, RequestStep

NO_SUCH_REQUEST = message("There is no tracing request with this number, or you may not know of it.")
NOT_NOW = message("This cannot be done now, as the request stands.")
LOOK_AGAIN = message("Open its page to see what can be done; somebody may have taken a step since.")
CHANGED_MEANWHILE = message("Somebody changed this draft while you looked at it.")
READ_AGAIN = message("Read it again, then go on.")
NO_REASON = message("This needs a reason.")


def check_said(text: str, remedy: str, field: str = "text") -> str:
    """The words without outer spaces; refuses none (`no_reason`), with what to do."""
    if not text.strip():
        raise Refusal("no_reason", Sentence(NO_REASON), remedy=Sentence(remedy), where={"field": field})
    return text.strip()


def locked_outgoing(number: int, version: int | None = None) -> OutgoingRequest:
    """An own request, locked until the transaction ends. Raises `NotFound`, `Conflict` (`changed_meanwhile`)."""
    row = OutgoingRequest.objects.select_for_update().filter(pk=number).first()
    if row is None:
        raise no_such_request()
    if version is not None and row.version != version:
        raise Conflict("changed_meanwhile", Sentence(CHANGED_MEANWHILE), remedy=Sentence(READ_AGAIN))
    return row


def locked_incoming(number: int) -> IncomingRequest:
    """A request of another State, locked until the transaction ends. Raises `NotFound`."""
    row = IncomingRequest.objects.select_for_update().filter(pk=number).first()
    if row is None:
        raise no_such_request()
    return row


def no_such_request() -> NotFound:
    """The refusal for a request that is not there."""
    return NotFound("no_such_request", Sentence(NO_SUCH_REQUEST))


def check_step(request: OutgoingRequest | IncomingRequest, step: Step) -> None:
    """Refuse a step that cannot follow where the request stands (`not_now`)."""
    state = RequestState(request.state)
    if not may_follow(state, step):
        raise Conflict("not_now", Sentence(NOT_NOW), remedy=Sentence(LOOK_AGAIN))


def take_step(
    request: OutgoingRequest | IncomingRequest, step: Step, *, uid: str, body: Mapping[str, Any] | None = None,
    message_uid: str = "", by: User | None = None,
) -> RequestStep | None:  # fmt: skip
    """Append a step in the caller's transaction, which holds the lock, and keep the new state.

    A step with a uid that is there already is the same step: None, and nothing changes. A step of the other side that
    cannot follow is kept all the same (it happened); the state stays.
    """
    if RequestStep.objects.filter(uid=uid).exists():
        return None
    own = {"outgoing": request} if isinstance(request, OutgoingRequest) else {"incoming": request}
    row = RequestStep.objects.create(
        uid=uid, step=step.value, body=dict(body or {}), message=message_uid, taken_at=timezone.now(),
        taken_by_id=by.pk if by else None, **own,
    )  # fmt: skip
    keep_keys_of_answer(row)
    request.state = state_of(request).value
    request.save(update_fields=["state"])
    return row


def state_of(request: OutgoingRequest | IncomingRequest) -> RequestState:
    """Where a request stands after all its steps."""
    rows = request.steps.order_by("pk").values_list("step", "body")
    # Of a request that was received, the sending is the first step and is not recorded twice.
    first = [Taken(Step.SENT)] if isinstance(request, IncomingRequest) else []
    return state_after([*first, *(_taken(step, body) for step, body in rows)])


def _taken(step: str, body: Mapping[str, Any]) -> Taken:
    kind = body.get("kind_of_answer")
    return Taken(Step(step), AnswerKind(kind) if kind else None)
