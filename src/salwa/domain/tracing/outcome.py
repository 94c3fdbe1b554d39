"""Which of the nine outcomes of tracing a case points to, and why. A suggestion: a person decides (IAFQ)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from salwa.domain.languages import Entry, Sentence, message
from salwa.domain.tracing.vocabulary import Outcome


class Marked(StrEnum):
    """Whether marks tell one weapon from all others: uniquely, not (erased, none), or nobody wrote down whether."""

    UNIQUELY = "uniquely"
    NOT = "not"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What a case knows. `registered`: the own register knows the weapon and did not see it leave the country.

    `rightful`: nothing says that its holder lost it or that it was illicit. `foreign` is the code of the State whose
    answer names an owner or a last holder, empty if none, `foreign_said` what it says of it (words of StatementKind).
    `otherwise`: a point of diversion was established without tracing, `diversion`: one was established at all.
    `open_requests` and `finished_requests` count requests to other States.
    """

    marked: Marked
    registered: bool = False
    rightful: bool = False
    foreign: str = ""
    foreign_said: str = ""
    diversion: bool = False
    otherwise: bool = False
    open_requests: int = 0
    finished_requests: int = 0


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An outcome and the reason for it."""

    outcome: Outcome
    reason: Sentence


OTHERWISE = message("A point of diversion was established otherwise than by tracing.")
RIGHTFUL = message("The own register knows the weapon, and nothing says that its holder was not entitled to it.")
HERE = message("The own register knows the weapon, and it had left the hands of its lawful holder.")
ABROAD = message("The answer of {state} knows the weapon.")
# What the answer says, and nothing beyond it.
ABROAD_SAID = {
    "imported": message("The answer of {state} says that the weapon was imported there."),
    "transferred": message("The answer of {state} says to whom the weapon was transferred there."),
    "held": message("The answer of {state} says who held the weapon there."),
    "lost": message("The answer of {state} says that the weapon was lost there."),
    "stolen": message("The answer of {state} says that the weapon was stolen there."),
}
ERASED = message("No mark tells this weapon from others: it is not uniquely identifiable.")
NOBODY_SAID = message("Nobody has recorded what marks the weapon bears.")
WAITING_ONE = message("A request to another State is open.")
WAITING = message("{count} requests to other States are open.")
ALL_ANSWERED = message(
    "All requests were answered or ended, and no answer leads to where the weapon left lawful hands."
)
NOBODY_ASKED = message("The own register does not know the weapon, and no other State was asked.")
# By which each reason for an outcome is kept (services/tracing/own_words.py); a code never changes its meaning.
REASONS = {
    "outcome_otherwise": OTHERWISE,
    "outcome_rightful": RIGHTFUL,
    "outcome_here": HERE,
    "outcome_abroad": ABROAD,
    **{f"outcome_abroad_{word}": template for word, template in ABROAD_SAID.items()},
    "outcome_erased": ERASED,
    "outcome_nobody_said": NOBODY_SAID,
    "outcome_waiting_one": WAITING_ONE,
    "outcome_waiting": WAITING,
    "outcome_all_answered": ALL_ANSWERED,
    "outcome_nobody_asked": NOBODY_ASKED,
}


def suggested_outcome(facts: CaseFacts) -> Suggestion:
    """The outcome that the facts point to; the first rule that holds decides, from established to open."""
    if facts.otherwise:
        return Suggestion(Outcome.DIVERSION_OTHERWISE_IDENTIFIED, Sentence(OTHERWISE))
    if facts.registered and facts.rightful and not facts.diversion:
        return Suggestion(Outcome.LEGITIMATE_OWNER, Sentence(RIGHTFUL))
    if facts.registered:
        return Suggestion(Outcome.ILLEGITIMATE_OWNER_NATIONAL, Sentence(HERE))
    if facts.foreign:
        said = Sentence(ABROAD_SAID.get(facts.foreign_said, ABROAD), {"state": Entry("country", facts.foreign)})
        return Suggestion(Outcome.ILLEGITIMATE_OWNER_FOREIGN, said)
    if facts.open_requests:
        one = facts.open_requests == 1
        said = Sentence(WAITING_ONE) if one else Sentence(WAITING, {"count": facts.open_requests})
        return Suggestion(Outcome.PENDING, said)
    if facts.finished_requests:
        return Suggestion(Outcome.NO_POINT_OF_DIVERSION, Sentence(ALL_ANSWERED))
    if facts.marked is Marked.NOT:
        return Suggestion(Outcome.NOT_UNIQUELY_IDENTIFIABLE, Sentence(ERASED))
    if facts.marked is Marked.UNKNOWN:
        return Suggestion(Outcome.MARKING_UNKNOWN, Sentence(NOBODY_SAID))
    return Suggestion(Outcome.NOT_INITIATED, Sentence(NOBODY_ASKED))
