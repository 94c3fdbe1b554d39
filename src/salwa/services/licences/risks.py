"""Questions about the risk of diversion (PoA II.11): answered with grounds, weighed before a decision."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from salwa.domain.languages import Sentence, message
from salwa.domain.licences.risks import Assessment, RiskAnswer, RiskQuestion, assess, questions_for
from salwa.domain.licences.vocabulary import Answer, LicenceKind, StepKind
from salwa.domain.refusals import Refusal
from salwa.reference.risk_questions import risk_questions
from salwa.services.audit.actions import write_entry
from salwa.services.licences.applying import note_change
from salwa.services.licences.permissions import check_may_prepare_licence
from salwa.services.licences.steps import check_may_follow, locked_licence, standing_now
from salwa.services.licences.values import QuestionShown
from salwa.services.weapons.names import reader_language
from salwa.storage.accounts.models import User
from salwa.storage.register.models import GivenRiskAnswer, Licence

NOT_ASKED = message("The question {code} is not asked about this kind of authorisation.")
ANSWERED_AGAINST = message("Answered against granting: {question} Grounds: {grounds}")
ANSWERED_UNKNOWN = message("Not known: {question} Grounds: {grounds}")


def answer_questions(*, acting_user: User, licence_id: int, answers: Sequence[RiskAnswer]) -> int:
    """Keep answers that differ from the last ones; returns how many. Earlier answers stay readable.

    In order: permit, lock, check, save, step, audit. Raises `NotPermitted`, `NotFound`, `Refusal` (`not_asked`,
    `not_now`).
    """
    check_may_prepare_licence(acting_user)
    with transaction.atomic():
        licence = locked_licence(licence_id)
        check_may_follow(licence, standing_now(licence), StepKind.CHANGED)
        asked = {one.code: one for one in asked_about(licence)}
        for one in answers:
            if one.code not in asked:
                raise Refusal("not_asked", Sentence(NOT_ASKED, {"code": one.code}))
        before = {one.code: one for one in answers_to(licence)}
        fresh = [one for one in answers if before.get(one.code) != one]
        if not fresh:
            return 0
        GivenRiskAnswer.objects.bulk_create(
            [
                GivenRiskAnswer(
                    licence=licence, question=one.code, asked=asked[one.code].texts["en"], answer=one.answer.value,
                    grounds=one.grounds.strip()[:2_000], answered_at=timezone.now(), answered_by_id=acting_user.pk,
                )
                for one in fresh
            ]
        )  # fmt: skip
        note_change(acting_user, licence, {"part": "risk", "questions": [one.code for one in fresh]})
        write_entry(
            acting_user=acting_user,
            action="licences.answered",
            object_kind="licence",
            object_id=licence.pk,
            details={"answers": len(fresh)},
        )
    return len(fresh)


def asked_about(licence: Licence) -> tuple[RiskQuestion, ...]:
    """The questions that are asked about this authorisation."""
    return questions_for(risk_questions(), LicenceKind(licence.kind))


def answers_to(licence: Licence) -> list[RiskAnswer]:
    """The last answer to each question."""
    rows = GivenRiskAnswer.objects.filter(licence=licence).order_by("pk")
    last = {row.question: row for row in rows}
    return [RiskAnswer(row.question, Answer(row.answer), row.grounds) for row in last.values()]


def assessment_of(licence: Licence) -> Assessment:
    """What the answers say for and against granting."""
    return assess(asked_about(licence), answers_to(licence))


def questions_shown(licence: Licence) -> tuple[QuestionShown, ...]:
    """The questions in the reader's language with the answers that count."""
    language, given = reader_language(), {one.code: one for one in answers_to(licence)}
    return tuple(_shown(question, given.get(question.code), language) for question in asked_about(licence))


def risk_warnings(licence: Licence) -> list[Sentence]:
    """What the answers say against granting without forbidding it, each with its grounds."""
    language, given = reader_language(), {one.code: one for one in answers_to(licence)}
    weighed = assess(asked_about(licence), given.values())
    return [
        Sentence(template, {"question": one.texts.get(language, one.texts["en"]), "grounds": given[one.code].grounds})
        for template, questions in ((ANSWERED_AGAINST, weighed.risky), (ANSWERED_UNKNOWN, weighed.not_known))
        for one in questions
    ]


def _shown(question: RiskQuestion, given: RiskAnswer | None, language: str) -> QuestionShown:
    return QuestionShown(
        code=question.code,
        text=question.texts.get(language, question.texts["en"]),
        hint=question.hints.get(language, question.hints["en"]),
        paragraphs=question.paragraphs,
        answer=given.answer.value if given else "",
        grounds=given.grounds if given else "",
        risky=given is not None and given.answer is question.risky,
        blocks=question.blocks,
    )
