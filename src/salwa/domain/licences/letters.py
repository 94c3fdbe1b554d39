"""The letter that tells the original exporting State of a planned re-export (PoA II.13), as sentences."""

from __future__ import annotations

from dataclasses import dataclass

from salwa.domain.languages import Listed, Sentence, message

SUBJECT = message("Notification before the retransfer of small arms and light weapons: {licence}")
TO = message("To the authority of {country} responsible for the export of small arms and light weapons")
FROM = message("From the licensing authority of {country}")
BEFORE = message(
    "Under paragraph II.13 of the Programme of Action we inform you, before the retransfer, that weapons which were "
    "exported from {country} are to be retransferred."
)
BY = message("They were delivered by {exporter} and imported under {documents}.")
BY_UNNAMED = message("They were imported under {documents}.")
HOW_MANY = message("Pieces: {count}. Their marks stand in the list below.")
TO_WHOM = message("They are to go to {end_user} in {country}, for this use: {end_use}.")
ANSWER = message("If you have an objection, or an agreement asks for your consent, please answer before {day}.")
ANSWER_SOON = message("If you have an objection, or an agreement asks for your consent, please answer soon.")


@dataclass(frozen=True, slots=True)
class Reexport:
    """What the letter tells: names as shown to the reader, the pieces, and the day by which an answer is asked."""

    licence: str
    own_state: str
    exporting_state: str
    exporter: str
    documents: tuple[str, ...]
    count: int
    end_user: str
    destination: str
    end_use: str
    answer_by: str


@dataclass(frozen=True, slots=True)
class Letter:
    """The text: subject, head and paragraphs, each a sentence in the reader's language."""

    subject: Sentence
    head: tuple[Sentence, ...]
    paragraphs: tuple[Sentence, ...]


def letter_of(one: Reexport) -> Letter:
    """The letter for one exporting State."""
    documents = Listed(one.documents) or "–"
    by = Sentence(BY, {"exporter": one.exporter, "documents": documents})
    return Letter(
        subject=Sentence(SUBJECT, {"licence": one.licence}),
        head=(Sentence(TO, {"country": one.exporting_state}), Sentence(FROM, {"country": one.own_state})),
        paragraphs=(
            Sentence(BEFORE, {"country": one.exporting_state}),
            by if one.exporter else Sentence(BY_UNNAMED, {"documents": documents}),
            Sentence(HOW_MANY, {"count": one.count}),
            Sentence(TO_WHOM, {"end_user": one.end_user, "country": one.destination, "end_use": one.end_use}),
            Sentence(ANSWER, {"day": one.answer_by}) if one.answer_by else Sentence(ANSWER_SOON),
        ),
    )
