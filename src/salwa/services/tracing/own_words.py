"""Texts that Salwa proposes and a person lets stand: kept as a code with its values, said in the reader's language.

A text that somebody typed or changed is none of these: it stays as it was typed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from salwa.domain.custody.days import written_day
from salwa.domain.languages import Entry, Sentence, message
from salwa.domain.tracing import Source, StatementKind, Station, addressees, outcome
from salwa.services.languages import spoken, together
from salwa.services.sheets.words import said
from salwa.services.tracing import document_words as words

ANSWER_SAYS = message("Answer of {state} to request {number}: {what}.")
REGISTER_SAYS = message("Own register, entry {number}: {what}.")
# The stop of the way that a finding rests on, kept as a whole.
STOP = "stop"
SENTENCES: Mapping[str, str] = {**addressees.REASONS, **outcome.REASONS}
_CODES = {template: code for code, template in SENTENCES.items()}


def kept_sentence(sentence: Sentence) -> dict[str, Any] | None:
    """A proposed sentence as it is kept; None for one that has no code, which is kept as text."""
    code = _CODES.get(sentence.template)
    return None if code is None else {"code": code, "values": sentence.kept()["values"]}


def kept_stop(one: Station) -> dict[str, Any]:
    """What `how_known` says of a stop, as it is kept."""
    plain = asdict(one)
    return {"code": STOP, "values": plain | {"source": one.source.value, "day": one.day.isoformat() if one.day else ""}}


def own_words(kept: Mapping[str, Any] | None, text: str) -> str:
    """What was kept, in the reader's language; `text` where nothing was, or where its code is not known here."""
    if not kept:
        return text
    values = kept["values"]
    if kept["code"] == STOP:
        day = date.fromisoformat(values["day"]) if values["day"] else None
        return how_known(Station(**{**values, "source": Source(values["source"]), "day": day})) or text
    template = SENTENCES.get(kept["code"])
    return text if template is None else spoken(Sentence.of({"template": template, "values": values}))


def how_known(one: Station) -> str:
    """In the reader's language who says so and what; empty for a stop that rests on neither register nor answer."""
    if one.source not in (Source.ANSWER, Source.REGISTER):
        return ""
    day = written_day(one.day, one.precision)
    what = together(filter(None, (_said(one), day, one.place, one.holder, one.document, one.text)))
    values = {"state": Entry("country", one.said_by), "number": one.number or 0, "what": what}
    return spoken(Sentence(ANSWER_SAYS if one.source is Source.ANSWER else REGISTER_SAYS, values))


def _said(one: Station) -> str:
    if one.source is Source.ANSWER:
        return str(words.STATEMENTS[StatementKind(one.kind)])
    return said("event", one.kind)


def same_words(one: str, other: str) -> bool:
    """Whether somebody let a proposed text stand: blanks and line ends do not count, a page changes them."""
    return bool(other.strip()) and one.split() == other.split()
