"""What other States' installations say about tracing. Called by the exchange in the transaction that keeps the message.

A message whose uid is known changes nothing; one that does not fit (of a State the request is not with) is refused, and
the exchange tells the sender. People decide what leaves: only the acknowledgement is made here (ITI 19).
"""

from __future__ import annotations

from typing import Any

from django.conf import settings

from salwa.domain.languages import Sentence, message
from salwa.domain.refusals import Conflict, Refusal
from salwa.domain.tracing import Channel, Step, answer_from_json, request_from_json, request_to_json
from salwa.domain.tracing.clocks import clocks_of
from salwa.services.audit.actions import write_entry
from salwa.services.exchange.evidence import note_answered
from salwa.services.exchange.handlers import Received
from salwa.services.tracing_requests.mail import post_message
from salwa.services.tracing_requests.steps import take_step
from salwa.storage.register.models import IncomingRequest, OutgoingRequest

UNKNOWN_REQUEST = message("The message belongs to no request that was exchanged with {state}.")
SENDER_DIFFERS = message("The request names another State than the one that sealed it.")
UID_TAKEN = message("Another request has this uid already.")
BAD_DAY = message("A date in the message is no date.")


def receive_request(received: Received) -> None:
    """Keep a request of another State and acknowledge it; the answer is for people."""
    body = received.payload
    if body["from"] != received.from_state:
        raise Refusal("sender_differs", Sentence(SENDER_DIFFERS))
    uid = body["request"]
    known = IncomingRequest.objects.filter(uid=uid).first()
    if known is not None:
        if known.from_state != received.from_state:
            raise Conflict("uid_of_another", Sentence(UID_TAKEN))
        return
    contents = _dated(request_from_json, body["contents"])
    row = IncomingRequest.objects.create(
        uid=uid, from_state=received.from_state, channel=_channel(received), contents=request_to_json(contents),
        message=received.uid, received_at=received.received_at,
        due_answer=clocks_of(received.received_at, contents.priority, settings.TRACING_TIMES).answer,
    )  # fmt: skip
    told = {"request": uid, "received_at": received.received_at.isoformat()}
    sent = post_message(None, "acknowledgement", received.from_state, uid, told)
    take_step(row, Step.ACKNOWLEDGED, uid=f"acknowledged:{uid}", message_uid=sent)
    _note("tracing.request_received", row, {"from": received.from_state, "message": received.uid})


def receive_acknowledgement(received: Received) -> None:
    """The other State has our request (ITI 19)."""
    row = _ours(received)
    _theirs(row, Step.ACKNOWLEDGED, f"acknowledged:{row.uid}", received)


def receive_information_asked(received: Received) -> None:
    """The other State needs more to answer (ITI 21)."""
    _theirs(_ours(received), Step.INFORMATION_ASKED, received.payload["uid"], received)


def receive_answer(received: Received) -> None:
    """An answer, or the clarification of one (ITI 18, 20, 22, 23)."""
    _dated(answer_from_json, received.payload)
    step = Step.CLARIFIED if received.payload["clarifies"] else Step.ANSWERED
    row = _ours(received)
    if _theirs(row, step, received.payload["uid"], received):
        row.answer_unread = True
        row.save(update_fields=["answer_unread"])
        note_answered(about=str(row.uid), from_state=received.from_state, epoch=received.epoch, at=received.received_at)


def receive_information(received: Received) -> None:
    """What we had asked for; the request as it reads now (ITI 21). The first wording stays in the message."""
    row = _from_them(received)
    contents = _dated(request_from_json, received.payload["contents"])
    if _theirs(row, Step.INFORMATION_GIVEN, received.payload["uid"], received):
        row.contents = request_to_json(contents)
        row.save(update_fields=["contents"])


def receive_clarification_asked(received: Received) -> None:
    """The requester asks why we delayed, restricted or refused (ITI 23)."""
    _theirs(_from_them(received), Step.CLARIFICATION_ASKED, received.payload["uid"], received)


def receive_withdrawal(received: Received) -> None:
    """The requester no longer needs an answer."""
    _theirs(_from_them(received), Step.WITHDRAWN, received.payload["uid"], received)


def _theirs(row: OutgoingRequest | IncomingRequest, step: Step, uid: str, received: Received) -> bool:
    taken = take_step(row, step, uid=uid, body=received.payload, message_uid=received.uid)
    if taken is not None:
        _note("tracing.step_received", row, {"step": step.value, "message": received.uid})
    return taken is not None


def _ours(received: Received) -> OutgoingRequest:
    found = OutgoingRequest.objects.select_for_update().filter(uid=received.payload["request"])
    row = found.filter(to_state=received.from_state).exclude(sent_at=None).first()
    if row is None:
        raise _unknown(received)
    return row


def _from_them(received: Received) -> IncomingRequest:
    found = IncomingRequest.objects.select_for_update().filter(uid=received.payload["request"])
    row = found.filter(from_state=received.from_state).first()
    if row is None:
        raise _unknown(received)
    return row


def _unknown(received: Received) -> Refusal:
    return Refusal("unknown_request", Sentence(UNKNOWN_REQUEST, {"state": received.from_state}))


def _channel(received: Received) -> str:
    return (Channel.FILE if received.way == "file" else Channel.INSTALLATION).value


def _dated(read: Any, body: Any) -> Any:
    """The body as values: its schema knows the shape of days, not the calendar."""
    try:
        return read(body)
    except ValueError:
        raise Refusal("bad_day", Sentence(BAD_DAY)) from None


def _note(action: str, row: OutgoingRequest | IncomingRequest, details: dict[str, object]) -> None:
    kind = "tracing_request" if isinstance(row, OutgoingRequest) else "incoming_request"
    write_entry(acting_user=None, action=action, object_kind=kind, object_id=row.pk, details=details)
