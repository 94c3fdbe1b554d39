"""Questions about the risk of diversion before an authorisation is granted (PoA II.11), and what the answers say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from salwa.domain.licences.vocabulary import Answer, LicenceKind


@dataclass(frozen=True, slots=True)
class RiskQuestion:
    """One question. `risky` is the answer that speaks against granting; `blocks`: that answer forbids it.

    `texts` and `hints` are in the six languages, `paragraphs` where the question comes from (`POA:II.11`).
    """

    code: str
    texts: Mapping[str, str]
    hints: Mapping[str, str]
    risky: Answer
    blocks: bool
    kinds: frozenset[LicenceKind]
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RiskAnswer:
    """An answer with the grounds it rests on."""

    code: str
    answer: Answer
    grounds: str = ""


@dataclass(frozen=True, slots=True)
class Assessment:
    """What the answers say: questions not answered, answered without grounds, answered against granting, not known.

    `blocking` answers forbid granting (an embargo of the Security Council, PoA II.15 and II.32). All others are
    warnings: they never block in silence, the person who decides says why the deal is granted in spite of them.
    """

    unanswered: tuple[RiskQuestion, ...]
    without_grounds: tuple[RiskQuestion, ...]
    risky: tuple[RiskQuestion, ...]
    not_known: tuple[RiskQuestion, ...]
    blocking: tuple[RiskQuestion, ...]

    @property
    def answered(self) -> bool:
        """Whether every question has an answer with its grounds."""
        return not self.unanswered and not self.without_grounds

    @property
    def warns(self) -> bool:
        """Whether something speaks against granting that does not forbid it."""
        return bool(self.risky or self.not_known)


def questions_for(questions: Iterable[RiskQuestion], kind: LicenceKind) -> tuple[RiskQuestion, ...]:
    """The questions that are asked about authorisations of this kind."""
    return tuple(one for one in questions if kind in one.kinds)


def assess(questions: Iterable[RiskQuestion], answers: Iterable[RiskAnswer]) -> Assessment:
    """Weigh the answers; an answer to a question that is not asked is left out."""
    given = {one.code: one for one in answers}
    asked = tuple(questions)
    answered = [(one, given[one.code]) for one in asked if one.code in given]
    risky = [question for question, answer in answered if answer.answer is question.risky]
    return Assessment(
        unanswered=tuple(one for one in asked if one.code not in given),
        without_grounds=tuple(question for question, answer in answered if not answer.grounds.strip()),
        risky=tuple(one for one in risky if not one.blocks),
        not_known=tuple(question for question, answer in answered if answer.answer is Answer.NOT_KNOWN),
        blocking=tuple(one for one in risky if one.blocks),
    )
