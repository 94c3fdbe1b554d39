"""Walking through the key: the answers so far tell which question or result comes next. Nothing is kept."""

from __future__ import annotations

from dataclasses import dataclass

from salwa.domain.languages import Sentence, message
from salwa.domain.refusals import NotFound
from salwa.reference.identification_key import Answer, Key, Question, Result, identification_key

SEPARATOR = "."
NO_SUCH_STEP = message("The key has no such answer. Begin again at its first question.")
SURE = {
    "likely": message("Most likely, if the answers are right."),
    "possible": message("Possible; compare with the other types named here."),
    "open": message("Open: what was seen fits several types."),
}


@dataclass(frozen=True, slots=True)
class Given:
    """A question answered: its words, the answer's words, and the answers before it (to go back there)."""

    question: str
    answer: str
    before: str


@dataclass(frozen=True, slots=True)
class Choice:
    """An answer on offer: its words and the answers that follow when it is taken."""

    text: str
    answers: str


@dataclass(frozen=True, slots=True)
class Found:
    """A result in words: texts are keys of the catalogues, codes are those of the reference data."""

    result: Result
    sure: str
    places: tuple[str, ...]
    photos: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KeyStep:
    """Where somebody stands in the key: a question with its choices, or what was found."""

    given: tuple[Given, ...]
    question: Question | None
    choices: tuple[Choice, ...]
    found: Found | None


def safety_rules() -> tuple[str, ...]:
    """What to heed before anything is touched; English keys of the catalogues."""
    return identification_key().safety


def key_step(*, answers: str = "") -> KeyStep:
    """The step after these answers (codes joined by full stops; empty: the first question). Open to everybody.

    Raises `NotFound` when the key has no such answers.
    """
    key = identification_key()
    question: Question | None = key.questions[key.start]
    given: list[Given] = []
    taken: list[str] = []
    found: Result | None = None
    for code in answers.split(SEPARATOR) if answers else ():
        answer = _answer(question, code)
        given.append(Given(question.text if question else "", answer.text, SEPARATOR.join(taken)))
        taken.append(code)
        question = key.questions.get(answer.ask)
        found = key.results.get(answer.result)
    choices = (
        tuple(Choice(one.text, SEPARATOR.join((*taken, one.code))) for one in question.answers) if question else ()
    )
    return KeyStep(tuple(given), question, choices, _found(key, found) if found else None)


def _answer(question: Question | None, code: str) -> Answer:
    for one in question.answers if question else ():
        if one.code == code:
            return one
    raise NotFound("no_such_step", Sentence(NO_SUCH_STEP))


def _found(key: Key, result: Result) -> Found:
    return Found(result, SURE[result.sure], tuple(key.places[code] for code in result.places), key.photos)
