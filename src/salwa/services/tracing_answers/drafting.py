"""Drafting an answer: which record it is, what the register says, what is withheld and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from django.db import IntegrityError, transaction
from django.utils import timezone

from salwa.domain.languages import Sentence, message
from salwa.domain.refusals import Conflict, NotFound, Refusal
from salwa.domain.tracing import AnswerContents, RequestState, Step, answer_to_json
from salwa.services.audit.actions import write_entry
from salwa.services.tracing.registered import registered_as
from salwa.services.tracing_answers.checking import check_answer
from salwa.services.tracing_answers.permissions import check_may_draft_answers
from salwa.services.tracing_requests.steps import CHANGED_MEANWHILE, READ_AGAIN, check_step, locked_incoming
from salwa.services.weapons.scope import no_such_weapon
from salwa.storage.accounts.models import User
from salwa.storage.register.models import AnswerDraft, Event, IncomingRequest, Weapon

NO_SUCH_DRAFT = message("There is no draft of an answer with this number.")
ANOTHER_DRAFT = message("Somebody is drafting an answer to this request already.")
OPEN_THAT = message("Open the page of the request again and go on with that draft.")
NOT_OPEN = message("This draft was released or sent back; it does not change any more.")
BEGIN_ANEW = message("Draft another answer if one is needed.")
NOT_ITS_ENTRY = message("Entry {number} is not about the weapon that was chosen.")
NOT_AS_REGISTERED = message("The marks as registered in this answer are not those of the record that was chosen.")
CHOOSE_AGAIN = message("Choose the record again, then draft from it.")


def choose_record(*, acting_user: User, incoming_id: int, weapon_id: int | None, reason: str = "") -> None:
    """Say which record of the own register a request is about; None takes it back. The requester learns nothing.

    Raises `NotPermitted`, `NotFound`.
    """
    check_may_draft_answers(acting_user)
    with transaction.atomic():
        row = locked_incoming(incoming_id)
        if weapon_id is not None and not Weapon.objects.filter(pk=weapon_id, withdrawn_at=None).exists():
            raise no_such_weapon()
        row.weapon_id = weapon_id
        row.save(update_fields=["weapon"])
        write_entry(
            acting_user=acting_user, action="tracing.record_chosen", object_kind="incoming_request", object_id=row.pk,
            details={"weapon": weapon_id}, purpose=reason.strip(),
        )  # fmt: skip


def draft_answer(
    *, acting_user: User, incoming_id: int, answer: AnswerContents, evidence: Sequence[Sequence[int]] = (),
    draft_id: int | None = None, version: int | None = None,
) -> int:  # fmt: skip
    """Save an answer in the making; returns its number. `evidence`: entries of the register behind each statement.

    With `draft_id` and the `version` that was looked at, the open draft is changed. Raises `NotPermitted`, `NotFound`,
    `Conflict` (`not_now`, `another_draft`, `changed_meanwhile`), `Refusal` (those of `check_answer`, `not_its_entry`,
    `not_as_registered`).
    """
    check_may_draft_answers(acting_user)
    check_answer(answer, timezone.localdate())
    with transaction.atomic():
        incoming = locked_incoming(incoming_id)
        clarifying = incoming.state == RequestState.CLARIFICATION_ASKED
        check_step(incoming, Step.CLARIFIED if clarifying else Step.ANSWERED)
        check_rests_on_record(incoming, answer, evidence)
        values: dict[str, object] = {
            "kind": answer.kind.value, "contents": answer_to_json(answer), "evidence": [list(one) for one in evidence],
            "drafted_at": timezone.now(), "drafted_by_id": acting_user.pk,
        }  # fmt: skip
        draft = _begun(incoming, values) if draft_id is None else _changed(incoming, draft_id, version, values)
        write_entry(
            acting_user=acting_user, action="tracing.answer_drafted", object_kind="incoming_request",
            object_id=incoming.pk, details={"draft": draft.pk, "version": draft.version, "kind": draft.kind},
        )  # fmt: skip
    return draft.pk


def locked_draft(number: int, version: int | None = None, incoming_id: int | None = None) -> AnswerDraft:
    """An open draft, of the request `incoming_id` where one is given, locked.

    Raises `NotFound`, `Conflict` (`not_open`, `changed_meanwhile`).
    """
    draft = AnswerDraft.objects.select_for_update().filter(pk=number).first()
    if draft is None or incoming_id not in (None, draft.incoming_id):
        raise NotFound("no_such_draft", Sentence(NO_SUCH_DRAFT))
    if draft.released_at or draft.sent_back_at:
        raise Conflict("not_open", Sentence(NOT_OPEN), remedy=Sentence(BEGIN_ANEW))
    if version is not None and draft.version != version:
        raise Conflict("changed_meanwhile", Sentence(CHANGED_MEANWHILE), remedy=Sentence(READ_AGAIN))
    return draft


def _begun(incoming: IncomingRequest, values: dict[str, object]) -> AnswerDraft:
    try:
        with transaction.atomic():
            return AnswerDraft.objects.create(incoming=incoming, **values)
    except IntegrityError:
        raise Conflict("another_draft", Sentence(ANOTHER_DRAFT), remedy=Sentence(OPEN_THAT)) from None


def _changed(incoming: IncomingRequest, draft_id: int, version: int | None, values: dict[str, object]) -> AnswerDraft:
    draft = locked_draft(draft_id, version, incoming.pk)
    for name, value in values.items():
        setattr(draft, name, value)
    draft.version += 1
    draft.save()
    return draft


def check_rests_on_record(incoming: IncomingRequest, answer: AnswerContents, evidence: Sequence[Sequence[int]]) -> None:
    """Refuse entries and marks that are not of the record that was chosen: no other record slips into an answer."""
    _check_evidence(incoming, evidence)
    if answer.registered is None:
        return
    own = asdict(registered_as(incoming.weapon)) if incoming.weapon else {}
    if any(text and text != own.get(name) for name, text in asdict(answer.registered).items()):
        raise Refusal(
            "not_as_registered", Sentence(NOT_AS_REGISTERED), remedy=Sentence(CHOOSE_AGAIN),
            where={"field": "registered"},
        )  # fmt: skip


def _check_evidence(incoming: IncomingRequest, evidence: Sequence[Sequence[int]]) -> None:
    wanted = {number for one in evidence for number in one}
    rows = Event.objects.filter(pk__in=wanted, weapon__asked_about=incoming)
    own = set(rows.values_list("pk", flat=True))
    for number in sorted(wanted - own):
        raise Refusal(
            "not_its_entry", Sentence(NOT_ITS_ENTRY, {"number": number}), remedy=Sentence(CHOOSE_AGAIN),
            where={"field": "statements"},
        )  # fmt: skip
