"""Requests of a case and the answers to them, as the exchange leaves them."""

import uuid

from django.utils import timezone

from salwa.domain.tracing import AnswerContents, AnswerKind, answer_to_json, request_to_json
from salwa.services.tracing.link_keys import keep_keys_of_answer
from salwa.storage.register.models import OutgoingRequest, RequestStep
from tests.builders.trace_requests import asked_contents


def a_request(case, to_state, state="draft", **fields):
    """A request of a case to another State."""
    now = timezone.now()
    sent = None if state == "draft" else now
    return OutgoingRequest.objects.create(
        case=case, to_state=to_state, channel="installation", contents=request_to_json(asked_contents()), state=state,
        drafted_at=now, drafted_by_id=1, sent_at=sent, **fields,
    )  # fmt: skip


def an_answer(request, *statements, kind=AnswerKind.FULL):
    """The answer to a request, with what it says."""
    body = answer_to_json(AnswerContents(kind, statements))
    OutgoingRequest.objects.filter(pk=request.pk).update(state="answered", sent_at=timezone.now())
    step = RequestStep.objects.create(
        outgoing=request, uid=str(uuid.uuid4()), step="answered", body=body, taken_at=timezone.now()
    )
    keep_keys_of_answer(step)
    return step
