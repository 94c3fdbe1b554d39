"""What the requesting State does after a request was sent: give more, ask why, withdraw, enter an answer, close."""

from __future__ import annotations

import uuid
from dataclasses import asdict
from datetime import date
from typing import Any

from django.db import transaction

from salwa.domain.languages import Sentence, message
from salwa.domain.refusals import Conflict
from salwa.domain.tracing import AnswerContents, Channel, RequestState, Step, answer_to_json, weapon_to_json
from salwa.services.audit.actions import write_entry
from salwa.services.licences.steps import check_day
from salwa.services.tracing.registered import marks_of
from salwa.services.tracing_answers.checking import check_answer
from salwa.services.tracing_requests.contents import asked_weapon, pictures_of
from salwa.services.tracing_requests.mail import post_message
from salwa.services.tracing_requests.permissions import check_may_work_on_requests
from salwa.services.tracing_requests.steps import check_said, check_step, locked_outgoing, take_step
from salwa.storage.accounts.models import User
from salwa.storage.register.models import OutgoingRequest

SAY_REASON = message("Say in a few words why; the other State reads it.")
ONLY_DOCUMENT = message("Answers are entered by hand only for requests that travelled as a document.")
COMES_ALONE = message("The answer to this request comes from the other State's installation.")


def give_information(*, acting_user: User, request_id: int, text: str) -> None:
    """Answer a question of the requested State (ITI 21): words, and the weapon as it is recorded now.

    Raises `NotPermitted`, `NotFound`, `Conflict` (`not_now`), `Refusal` (`no_reason`).
    """
    check_may_work_on_requests(acting_user)
    text = check_said(text, SAY_REASON)
    with transaction.atomic():
        row = locked_outgoing(request_id)
        check_step(row, Step.INFORMATION_GIVEN)
        weapon = row.case.seized.weapon
        row.contents = row.contents | _now(weapon)
        row.save(update_fields=["contents"])
        body = {"text": text, "contents": row.contents}
        _step(acting_user, row, Step.INFORMATION_GIVEN, "information", body)


def ask_clarification(*, acting_user: User, request_id: int, text: str) -> None:
    """Ask why an answer was delayed, restricted or refused, or what it means (ITI 23)."""
    check_may_work_on_requests(acting_user)
    text = check_said(text, SAY_REASON)
    with transaction.atomic():
        row = locked_outgoing(request_id)
        check_step(row, Step.CLARIFICATION_ASKED)
        _step(acting_user, row, Step.CLARIFICATION_ASKED, "clarification_asked", {"text": text})


def withdraw_request(*, acting_user: User, request_id: int, reason: str) -> None:
    """Tell the other State that no answer is needed any more."""
    check_may_work_on_requests(acting_user)
    reason = check_said(reason, SAY_REASON)
    with transaction.atomic():
        row = locked_outgoing(request_id)
        check_step(row, Step.WITHDRAWN)
        _step(acting_user, row, Step.WITHDRAWN, "withdrawal", {"text": reason})


def close_request(*, acting_user: User, request_id: int, reason: str = "") -> None:
    """Close a request that was answered or withdrawn; it stays readable. Nothing is sent."""
    check_may_work_on_requests(acting_user)
    with transaction.atomic():
        row = locked_outgoing(request_id)
        check_step(row, Step.CLOSED)
        take_step(row, Step.CLOSED, uid=str(uuid.uuid4()), body={"text": reason.strip()}, by=acting_user)
        _note(acting_user, row, Step.CLOSED, "")


def enter_acknowledgement(*, acting_user: User, request_id: int, day: date, text: str = "") -> None:
    """Record that a State without Salwa has acknowledged a request that travelled as a document (ITI 19)."""
    _by_hand(acting_user, request_id, Step.ACKNOWLEDGED, day, {"text": text.strip()})


def enter_answer(*, acting_user: User, request_id: int, day: date, answer: AnswerContents) -> None:
    """Enter by hand what a State without Salwa answered, with the day on which its answer came.

    Raises `NotPermitted`, `NotFound`, `Conflict` (`not_now`, `comes_alone`), `Refusal` (`in_the_future` and those of
    `check_answer`).
    """
    check_answer(answer)
    _by_hand(acting_user, request_id, Step.ANSWERED, day, answer_to_json(answer))


def _by_hand(user: User, request_id: int, step: Step, day: date, body: dict[str, Any]) -> None:
    check_may_work_on_requests(user)
    check_day(day)
    with transaction.atomic():
        row = locked_outgoing(request_id)
        if row.channel != Channel.DOCUMENT:
            raise Conflict("comes_alone", Sentence(ONLY_DOCUMENT), remedy=Sentence(COMES_ALONE))
        if row.state == RequestState.CLARIFICATION_ASKED and step is Step.ANSWERED:
            step = Step.CLARIFIED
        check_step(row, step)
        take_step(row, step, uid=str(uuid.uuid4()), body=body | {"came_on": day.isoformat()}, by=user)
        _note(user, row, step, "")


def _step(user: User, row: OutgoingRequest, step: Step, kind: str, body: dict[str, Any]) -> None:
    uid = str(uuid.uuid4())
    sent = ""
    if row.channel != Channel.DOCUMENT:
        sent = post_message(user, kind, row.to_state, str(row.uid), {"request": str(row.uid), "uid": uid, **body})
    take_step(row, step, uid=uid, body=body, message_uid=sent, by=user)
    _note(user, row, step, sent)


def _note(user: User, row: OutgoingRequest, step: Step, sent: str) -> None:
    write_entry(
        acting_user=user, action="tracing.step_taken", object_kind="tracing_request", object_id=row.pk,
        details={"step": step.value, "message": sent},
    )  # fmt: skip


def _now(weapon: Any) -> dict[str, Any]:
    return {
        "weapon": weapon_to_json(asked_weapon(weapon, marks_of(weapon))),
        "marks": [asdict(one) for one in marks_of(weapon)],
        "pictures": [asdict(one) for one in pictures_of(weapon)],
    }
