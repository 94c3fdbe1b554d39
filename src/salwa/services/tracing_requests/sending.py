"""Sending a request: checked, sealed, put into the outbox and recorded as sent in one transaction (ITI 16, 17)."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from salwa.domain.languages import Sentence, message
from salwa.domain.refusals import Refusal
from salwa.domain.tracing import Channel, Step, request_from_json
from salwa.domain.tracing.clocks import clocks_of
from salwa.services.audit.actions import write_entry
from salwa.services.tracing_requests.checking import remarks_on
from salwa.services.tracing_requests.mail import post_message
from salwa.services.tracing_requests.permissions import check_may_work_on_requests
from salwa.services.tracing_requests.steps import check_step, locked_outgoing, take_step
from salwa.storage.accounts.models import User
from salwa.storage.register.models import OutgoingRequest

INCOMPLETE = message("The request cannot be sent yet: what the instrument asks for is not complete (ITI 17).")
SEE_LIST = message("They stand on the page of the request, each with what to do.")
WARNED = message("Remarks speak against sending the request as it is.")
CURE_OR_SAY = message("Mend what can be mended, or say why it is sent all the same.")


def send_request(*, acting_user: User, request_id: int, version: int, despite: str = "") -> str:
    """Send a draft; returns the uid of the message, empty for a document that travels outside Salwa.

    What the completeness gate blocks is refused; warnings need `despite`, the reason why it is sent all the same. The
    contents are frozen. Raises `NotPermitted`, `NotFound`, `Conflict` (`changed_meanwhile`, `not_now`), `Refusal`
    (`incomplete`, `warned`, and those of the exchange).
    """
    check_may_work_on_requests(acting_user)
    with transaction.atomic():
        row = locked_outgoing(request_id, version)
        check_step(row, Step.SENT)
        warnings = _check_contents(row, despite)
        now = timezone.now()
        clocks = clocks_of(now, request_from_json(row.contents).priority, settings.TRACING_TIMES)
        row.sent_at, row.due_acknowledgement, row.due_answer = now, clocks.acknowledgement, clocks.answer
        row.save(update_fields=["sent_at", "due_acknowledgement", "due_answer"])
        message_uid = _posted(acting_user, row)
        body = {"despite": despite.strip()} if warnings else {}
        take_step(row, Step.SENT, uid=f"sent:{row.uid}", body=body, message_uid=message_uid, by=acting_user)
        write_entry(
            acting_user=acting_user, action="tracing.request_sent", object_kind="tracing_request", object_id=row.pk,
            details={"to": row.to_state, "channel": row.channel, "message": message_uid, "warnings": list(warnings)},
        )  # fmt: skip
    return message_uid


def _check_contents(row: OutgoingRequest, despite: str) -> tuple[str, ...]:
    """Codes of the warnings; refuses what the gate blocks, and warnings without a reason to send all the same."""
    remarks = remarks_on(row)
    blocking = [one for one in remarks if one.blocks]
    if blocking:
        raise Refusal("incomplete", Sentence(INCOMPLETE), remedy=Sentence(SEE_LIST))
    if remarks and not despite.strip():
        raise Refusal("warned", Sentence(WARNED), remedy=Sentence(CURE_OR_SAY),
                      where={"field": "despite"})  # fmt: skip
    return tuple(one.code for one in remarks)


def _posted(user: User, row: OutgoingRequest) -> str:
    if row.channel == Channel.DOCUMENT:
        return ""
    body = {"request": str(row.uid), "from": settings.SALWA["state"], "to": row.to_state, "contents": row.contents}
    return post_message(user, "request", row.to_state, str(row.uid), body)
