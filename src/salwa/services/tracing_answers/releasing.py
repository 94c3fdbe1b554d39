"""Releasing an answer as the second person, sending a draft back, asking the requester for more (ITI 18-23)."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from salwa.domain.languages import message
from salwa.domain.tracing import Channel, RequestState, Step, answer_from_json
from salwa.services.audit.actions import write_entry
from salwa.services.tracing_answers.checking import check_answer
from salwa.services.tracing_answers.drafting import check_rests_on_record, locked_draft
from salwa.services.tracing_answers.permissions import check_may_draft_answers, check_may_release_answers
from salwa.services.tracing_requests.mail import post_message
from salwa.services.tracing_requests.steps import check_said, check_step, locked_incoming, take_step
from salwa.storage.accounts.models import User
from salwa.storage.register.models import IncomingRequest

SAY_REASON = message("Say in a few words why; whoever drafted the answer reads it.")
ASK_WHAT = message("Say what is missing; the other State reads it (ITI 21).")


def release_answer(*, acting_user: User, draft_id: int, version: int, incoming_id: int | None = None) -> str:
    """Release an answer that somebody else drafted, as it was looked at; returns the uid of the message.

    `incoming_id`: the request on whose page it was looked at.

    From here on it never changes. In order: permit, lock, second person, check again, seal and post, step, audit.
    Raises `NotPermitted` (`drafted_by_you`), `NotFound`, `Conflict` (`not_open`, `changed_meanwhile`, `not_now`).
    """
    check_may_release_answers(acting_user)
    with transaction.atomic():
        draft = locked_draft(draft_id, version, incoming_id)
        check_may_release_answers(acting_user, draft)
        incoming = locked_incoming(draft.incoming_id)
        step = Step.CLARIFIED if incoming.state == RequestState.CLARIFICATION_ASKED else Step.ANSWERED
        check_step(incoming, step)
        answer = answer_from_json(draft.contents)
        check_answer(answer, timezone.localdate())
        # Another record may have been chosen since the draft was saved.
        check_rests_on_record(incoming, answer, draft.evidence)
        draft.contents = draft.contents | {"clarifies": _question(incoming) if step is Step.CLARIFIED else ""}
        draft.released_at, draft.released_by_id = timezone.now(), acting_user.pk
        draft.save()
        sent = _posted(acting_user, incoming, "answer", {"uid": str(draft.uid), **draft.contents})
        take_step(incoming, step, uid=str(draft.uid), body=draft.contents, message_uid=sent, by=acting_user)
        _note(
            acting_user, incoming, "tracing.answer_released", {"draft": draft.pk, "kind": draft.kind, "message": sent}
        )
    return sent


def send_back(*, acting_user: User, draft_id: int, reason: str, incoming_id: int | None = None) -> None:
    """Send a draft back to whoever drafted it, with a reason; it stays readable, and another can be drafted."""
    check_may_release_answers(acting_user)
    reason = check_said(reason, SAY_REASON, "reason")
    with transaction.atomic():
        draft = locked_draft(draft_id, incoming_id=incoming_id)
        draft.sent_back_at, draft.sent_back_because = timezone.now(), reason
        draft.save(update_fields=["sent_back_at", "sent_back_because"])
        _note(acting_user, draft.incoming, "tracing.answer_sent_back", {"draft": draft.pk})


def ask_information(*, acting_user: User, incoming_id: int, text: str, items: Sequence[str] = ()) -> None:
    """Ask the requester for what is missing (ITI 21). By whoever drafts: it tells nothing about the register."""
    check_may_draft_answers(acting_user)
    text = check_said(text, ASK_WHAT)
    with transaction.atomic():
        row = locked_incoming(incoming_id)
        check_step(row, Step.INFORMATION_ASKED)
        uid = str(uuid.uuid4())
        body: dict[str, object] = {"uid": uid, "text": text, "items": list(items)}
        sent = _posted(acting_user, row, "information_asked", body)
        take_step(row, Step.INFORMATION_ASKED, uid=uid, body=body, message_uid=sent, by=acting_user)
        _note(acting_user, row, "tracing.step_taken", {"step": Step.INFORMATION_ASKED.value, "message": sent})


def _posted(user: User, row: IncomingRequest, kind: str, body: dict[str, object]) -> str:
    if row.channel == Channel.DOCUMENT:
        return ""
    return post_message(user, kind, row.from_state, str(row.uid), {"request": str(row.uid), **body})


def _question(row: IncomingRequest) -> str:
    """Uid of the clarification that waits for this answer."""
    asked = row.steps.filter(step=Step.CLARIFICATION_ASKED.value).order_by("-pk").first()
    return asked.uid if asked else ""


def _note(user: User, row: IncomingRequest, action: str, details: dict[str, object]) -> None:
    write_entry(acting_user=user, action=action, object_kind="incoming_request", object_id=row.pk, details=details)
