"""What a released answer says on paper, part by part, in the active language (ITI 15, 18-23).

Only the answer as it was released, and the requester's own words about the weapon: nothing of the register beside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from salwa.domain.tracing import AnswerContents, Contact, RequestContents
from salwa.services.tracing import document_words as words
from salwa.services.tracing.documents_paper import (
    Cell,
    Mark,
    Paper,
    Part,
    Table,
    fact,
    label,
    mark_row,
    marked,
    read_from_mark,
    registered_facts,
    say,
    state_named,
    statements_table,
)
from salwa.services.weapons.names import name_of

ASKED = ("type", "maker", "model", "calibre", "country", "import_country")


@dataclass(frozen=True, slots=True)
class Answering:
    """Who answers whom, under which numbers and on which days. `contact`: the office that answers."""

    from_state: str
    to_state: str
    request_uid: str
    answer_uid: str
    received_on: date
    released_on: date
    contact: Contact


def answer_paper_of(contents: RequestContents, answer: AnswerContents, answering: Answering) -> Paper:
    """The answer as parts. `contents` is the request, of which only what identifies the weapon is said again."""
    parts = [
        _kind(answer), _statements(answer), *_registered(answer), *_reasons(answer), _limits(answer), _weapon(contents),
        _marks(contents), _signed(),
    ]  # fmt: skip
    head = tuple(_head(contents, answering))
    return Paper(say(words.ANSWER_TITLE), say(words.ANSWER_CONFIDENTIAL), answering.answer_uid, head, tuple(parts))


def _head(contents: RequestContents, answering: Answering) -> list[tuple[str, Cell]]:
    contact = answering.contact
    facts = [
        fact("answered_from", state_named(answering.from_state)),
        fact("from", state_named(answering.to_state)),
        fact("request", (Mark(answering.request_uid),)),
        fact("case", marked(contents.case_reference)),
        fact("received", (Mark(answering.received_on.isoformat()),)),
        fact("answer", (Mark(answering.answer_uid),)),
        fact("released", (Mark(answering.released_on.isoformat()),)),
        fact("answer_office", (contact.office,)),
    ]
    facts += [fact("email", marked(contact.email))] if contact.email else []
    return facts + ([fact("telephone", marked(contact.telephone))] if contact.telephone else [])


def _kind(answer: AnswerContents) -> Part:
    facts = (fact("follows_on", (Mark(answer.until.isoformat()),)),) if answer.until else ()
    texts: list[Cell] = [(str(words.ANSWERED[answer.kind]),)]
    texts += [(answer.text,)] if answer.text else []
    return Part(say(words.HEADINGS["answer"]), texts=tuple(texts), facts=facts)


def _statements(answer: AnswerContents) -> Part:
    heading = say(words.HEADINGS["reply_statements"])
    if not answer.statements:
        return Part(heading, texts=((say(words.SAYS["no_statement"]),),))
    return Part(heading, table=statements_table(answer.statements))


def _registered(answer: AnswerContents) -> list[Part]:
    facts = tuple(registered_facts(answer.registered)) if answer.registered else ()
    return [Part(say(words.HEADINGS["registered_here"]), facts=facts)] if facts else []


def _reasons(answer: AnswerContents) -> list[Part]:
    facts: tuple[tuple[str, Cell], ...] = tuple((str(words.REASONS[one.code]), (one.text,)) for one in answer.reasons)
    return [Part(say(words.HEADINGS["reasons"]), facts=facts)] if facts else []


def _limits(answer: AnswerContents) -> Part:
    texts: list[Cell] = [(f"• {words.RESTRICTIONS[one]}",) for one in answer.restrictions]
    texts += [(answer.limits_text,)] if answer.limits_text else []
    return Part(say(words.HEADINGS["reply_limits"]), texts=tuple(texts) or ((say(words.SAYS["no_answer_limits"]),),))


def _weapon(contents: RequestContents) -> Part:
    """The weapon in the requester's words; what this register read them as is not said."""
    facts = [fact(name, _asked(contents, name)) for name in ASKED if _asked(contents, name)]
    facts += [fact("year", marked(contents.weapon.year))] if contents.weapon.year else []
    return Part(say(words.HEADINGS["asked"]), facts=tuple(facts))


def _asked(contents: RequestContents, name: str) -> Cell:
    if name == "import_country" and contents.weapon.import_country_from:
        return read_from_mark(contents.weapon)
    text, code = getattr(contents.weapon, f"{name}_text"), getattr(contents.weapon, f"{name}_code")
    if text and name in ("model", "calibre"):
        return (Mark(text),)
    return (text,) if text else (name_of(name, code),) if code else ()


def _marks(contents: RequestContents) -> Part:
    heading = say(words.HEADINGS["asked_marks"])
    if not contents.marks:
        return Part(heading, texts=((say(words.SAYS["no_marks"]),),))
    columns = ((label("part"), 34), (label("mark"), 44), (label("mark_state"), 22))
    return Part(heading, table=Table(columns, tuple(mark_row(one) for one in contents.marks)))


def _signed() -> Part:
    blank: Cell = ()
    facts = tuple((label(name), blank) for name in ("name", "date", "signature"))
    return Part(say(words.HEADINGS["reply_signed"]), facts=facts, together=True)
