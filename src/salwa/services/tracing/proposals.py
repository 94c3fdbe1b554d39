"""What the way of the weapon proposes for the findings of a case, with the words it rests on. A person confirms it."""

from __future__ import annotations

from salwa.domain.custody.days import written_day
from salwa.domain.languages import Sentence, message
from salwa.domain.tracing import Route, Source, StatementKind, Station
from salwa.services.languages import spoken
from salwa.services.sheets.words import said
from salwa.services.tracing import document_words as words
from salwa.services.weapons.names import name_of

ANSWER_SAYS = message("Answer of {state} to request {number}: {what}.")
REGISTER_SAYS = message("Own register, entry {number}: {what}.")


def proposed_station(route: Route, kind: str) -> Station | None:
    """The stop on the way that a finding would rest on: the last lawful one, or what took the weapon out of such hands.

    `kind`: last_lawful_record or point_of_diversion.
    """
    return route.last_lawful if kind == "last_lawful_record" else route.left


def how_known(one: Station) -> str:
    """In the reader's language who says so and what; empty for a stop that rests on neither register nor answer."""
    if one.source not in (Source.ANSWER, Source.REGISTER):
        return ""
    day = written_day(one.day, one.precision)
    what = ", ".join(filter(None, (_said(one), day, one.place, one.holder, one.document, one.text)))
    values = {"state": name_of("country", one.said_by), "number": one.number or 0, "what": what}
    return spoken(Sentence(ANSWER_SAYS if one.source is Source.ANSWER else REGISTER_SAYS, values))


def _said(one: Station) -> str:
    if one.source is Source.ANSWER:
        return str(words.STATEMENTS[StatementKind(one.kind)])
    return said("event", one.kind)
