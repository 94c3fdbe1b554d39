"""Questions to the experts about weapons nobody could identify, and their answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from salwa.domain.languages import Sentence, message
from salwa.domain.refusals import Conflict, NotFound, Refusal
from salwa.services.audit.actions import write_entry
from salwa.services.seizures.permissions import (
    check_may_advise,
    check_may_record_seizures,
    may_advise,
    seized_with,
)
from salwa.services.stock.queries import names_of_people
from salwa.services.weapons.titles import title_of
from salwa.storage.accounts.models import User
from salwa.storage.register.models import ExpertQuestion, Mark

OPEN_ALREADY = message("A question about this weapon is open already.")
WAIT = message("Wait for its answer, or ask again when it has been answered.")
NO_SUCH_QUESTION = message("There is no question with this number, or you may not know of it.")
ANSWERED = message("This question was answered already.")
SEE_ANSWER = message("Its answer stands on the page of the seizure; another question can be asked.")
EMPTY = message("The answer is empty.")
SAY_WHAT = message("Write what you see and how sure you are; “not to be identified from these pictures” is an answer.")


@dataclass(frozen=True, slots=True)
class QuestionLine:
    """One question with what it is about. `answer` is empty while it waits; `pictures` are their numbers."""

    number: int
    incident: int
    seized: int
    position: int
    title: str
    marks: tuple[str, ...]
    pictures: tuple[int, ...]
    question: str
    asked_at: datetime
    asked_by: str
    answer: str
    answered_at: datetime | None
    answered_by: str


def ask_experts(*, acting_user: User, seized: int, question: str = "") -> int:
    """Put a weapon before the experts; returns the number of the question. Without words it asks what weapon it is.

    Raises `NotPermitted`, `NotFound`, `Conflict` (`question_open`).
    """
    check_may_record_seizures(acting_user)
    with transaction.atomic():
        row = seized_with(seized, lock=True)
        if row.questions.filter(answered_at=None).exists():
            raise Conflict("question_open", Sentence(OPEN_ALREADY), remedy=Sentence(WAIT))
        asked = ExpertQuestion.objects.create(
            seized=row, question=question.strip(), asked_at=timezone.now(), asked_by_id=acting_user.pk
        )
        write_entry(
            acting_user=acting_user, action="seizures.question_asked", object_kind="seized_weapon", object_id=row.pk,
            details={"question": asked.pk},
        )  # fmt: skip
    return asked.pk


def answer_question(*, acting_user: User, question: int, answer: str) -> None:
    """Answer a question. Raises `NotPermitted`, `NotFound`, `Refusal` (`answer_empty`), `Conflict` (`answered`)."""
    check_may_advise(acting_user)
    if not answer.strip():
        raise Refusal("answer_empty", Sentence(EMPTY), remedy=Sentence(SAY_WHAT), where={"field": "answer"})
    with transaction.atomic():
        row = ExpertQuestion.objects.select_for_update().filter(pk=question).first()
        if row is None:
            raise NotFound("no_such_question", Sentence(NO_SUCH_QUESTION))
        if row.answered_at is not None:
            raise Conflict("answered", Sentence(ANSWERED), remedy=Sentence(SEE_ANSWER))
        row.answer, row.answered_at, row.answered_by_id = answer.strip(), timezone.now(), acting_user.pk
        row.save(update_fields=["answer", "answered_at", "answered_by_id"])
        write_entry(
            acting_user=acting_user, action="seizures.question_answered", object_kind="seized_weapon",
            object_id=row.seized_id, details={"question": row.pk},
        )  # fmt: skip


def list_questions(*, acting_user: User, count: int = 100) -> list[QuestionLine]:
    """Questions that wait, oldest first, then the last ones answered. Raises `NotPermitted`."""
    check_may_advise(acting_user)
    waiting = list(ExpertQuestion.objects.filter(answered_at=None).order_by("asked_at", "pk")[:count])
    answered = list(ExpertQuestion.objects.exclude(answered_at=None).order_by("-answered_at")[:20])
    return lines_of([*waiting, *answered])


def waiting_questions(user: User) -> int:
    """How many questions wait for an expert; 0 for whoever is none."""
    return ExpertQuestion.objects.filter(answered_at=None).count() if may_advise(user) else 0


def lines_of(rows: list[ExpertQuestion]) -> list[QuestionLine]:
    """Questions as shown; whoever asks has been permitted."""
    people = names_of_people([one for row in rows for one in (row.asked_by_id, row.answered_by_id)])
    return [
        QuestionLine(
            row.pk, row.seized.incident_id, row.seized_id, row.seized.position, title_of(row.seized.weapon),
            tuple(Mark.objects.filter(weapon=row.seized.weapon_id).exclude(text="").values_list("text", flat=True)),
            tuple(row.seized.weapon.pictures.order_by("pk").values_list("pk", flat=True)),
            row.question, row.asked_at, people.get(row.asked_by_id, ""), row.answer, row.answered_at,
            people.get(row.answered_by_id or 0, ""),
        )
        for row in rows
    ]  # fmt: skip


def open_question(*, acting_user: User, question: int) -> QuestionLine:
    """One question. Raises `NotPermitted` and `NotFound`."""
    check_may_advise(acting_user)
    row = ExpertQuestion.objects.filter(pk=question).first()
    if row is None:
        raise NotFound("no_such_question", Sentence(NO_SUCH_QUESTION))
    return lines_of([row])[0]
