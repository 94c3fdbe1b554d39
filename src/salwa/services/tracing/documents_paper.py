"""What a tracing request says on paper, part by part, in the active language; Word and PDF show the same parts."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from salwa.domain.languages import Sentence
from salwa.domain.tracing import (
    AnswerKind,
    AskedMark,
    AskedPicture,
    RequestContents,
    Restriction,
    StatementKind,
    WithholdingReason,
)
from salwa.services.languages import spoken
from salwa.services.sheets.words import said
from salwa.services.tracing import document_words as words
from salwa.services.weapons.names import name_of

EMPTY_ROWS = 5
# Reference entry of a field -> how `name_of` calls its kind.
READ_FIELDS = ("type", "maker", "model", "calibre", "country", "import_country")


@dataclass(frozen=True, slots=True)
class Mark:
    """A piece that keeps its own order in every script: a serial, a date, a code, an address."""

    text: str


# A text of people or of the catalogues, or a mark; a cell is a row of pieces.
Piece = str | Mark
Cell = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Columns with their share of the width in per cent, and rows; an empty cell is a space to write in."""

    columns: tuple[tuple[str, int], ...]
    rows: tuple[tuple[Cell, ...], ...]
    tall: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the paper, shown in this order: heading, texts, facts, ticks, table, pictures."""

    heading: str
    texts: tuple[Cell, ...] = ()
    facts: tuple[tuple[str, Cell], ...] = ()
    ticks: tuple[str, ...] = ()
    table: Table | None = None
    pictures: tuple[AskedPicture, ...] = ()
    new_page: bool = False
    small: bool = False


@dataclass(frozen=True, slots=True)
class Paper:
    """The whole request."""

    title: str
    confidential: str
    head: tuple[tuple[str, Cell], ...]
    parts: tuple[Part, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Sending:
    """Who asks whom under which number, and when it was sent."""

    from_state: str
    to_state: str
    request_uid: str
    sent_on: date


def paper_of(contents: RequestContents, sending: Sending) -> Paper:
    """The request as parts: everything of ITI 17, the undertakings of ITI 15, and a form for the answer (ITI 18-23)."""
    parts = [
        _why(contents), _circumstances(contents), _weapon(contents), _marks(contents), _wanted(contents),
        _use(contents), _undertaking(contents), *_earlier(contents), *_pictures(contents),
        *_reply(contents, sending),
    ]  # fmt: skip
    return Paper(_say(words.TITLE), _say(words.CONFIDENTIAL), tuple(_head(contents, sending)), tuple(parts))


def _head(contents: RequestContents, sending: Sending) -> list[tuple[str, Cell]]:
    contact = contents.contact
    facts: list[tuple[str, Cell]] = [
        _fact("from", _state(sending.from_state)),
        _fact("to", _state(sending.to_state)),
        _fact("request", (Mark(sending.request_uid),)),
        _fact("case", _marked(contents.case_reference)),
        _fact("sent", (Mark(sending.sent_on.isoformat()),)),
        _fact("priority", (str(words.PRIORITIES[contents.priority]),)),
    ]
    if contents.urgent_because:
        facts.append(_fact("urgent", (contents.urgent_because,)))
    facts.append(_fact("office", (contact.office,)))
    facts += [_fact("person", (contact.person,))] if contact.person else []
    return facts + [_fact("email", _marked(contact.email)), _fact("telephone", _marked(contact.telephone))]


def _why(contents: RequestContents) -> Part:
    facts: list[tuple[str, Cell]] = []
    for one in contents.illicit:
        facts.append((str(words.LIMBS[one.limb]), (one.justification or _say(words.SAYS["none"]),)))
    facts.append(_fact("ground", (str(words.GROUNDS[contents.ground]),)))
    texts = () if contents.illicit else ((_say(words.SAYS["none"]),),)
    return Part(_say(words.HEADINGS["why"]), texts=texts, facts=tuple(facts))


def _circumstances(contents: RequestContents) -> Part:
    offences = ", ".join(str(words.OFFENCES[one]) for one in contents.offences)
    facts = (
        _fact("circumstance", (str(words.CIRCUMSTANCES[contents.circumstance]),)),
        _fact("day", _marked(day_shown(contents.day, contents.precision))),
        _fact("place", (contents.place,)),
        _fact("place_kind", (str(words.PLACES[contents.place_kind]),)),
        _fact("offences", (offences,)),
        _fact("circumstances", (contents.circumstances,)),
    )
    return Part(_say(words.HEADINGS["how"]), facts=facts)


def _weapon(contents: RequestContents) -> Part:
    weapon = contents.weapon
    facts = [_fact("kind", (said("kind", weapon.kind),))]
    for name in READ_FIELDS:
        facts.append(_fact(name, _as_read(name, getattr(weapon, f"{name}_text"), getattr(weapon, f"{name}_code"))))
    facts.append(_fact("year", _marked(weapon.year)))
    facts.append(_fact("build", (str(words.BUILDS.get(weapon.build, weapon.build)),)))
    facts.append(_fact("description", (weapon.description,)))
    return Part(_say(words.HEADINGS["weapon"]), facts=tuple(facts))


def _as_read(name: str, text: str, code: str) -> Cell:
    """The text as read, and behind it what it was read as: both leave, the reader sees which is which."""
    shown: Cell = (Mark(text),) if text and name in {"calibre", "model"} else (text,) if text else ()
    if not code:
        return shown
    known = name_of(name, code)
    if known == text:
        return shown
    behind: Cell = (f"{_say(words.LABELS['read_as'])}: ", known)
    return (*shown, " (", *behind, ")") if shown else behind


def _marks(contents: RequestContents) -> Part:
    heading = _say(words.HEADINGS["marks"])
    if not contents.marks:
        return Part(heading, texts=((_say(words.SAYS["no_marks"]),),))
    columns = ((_label("part"), 34), (_label("mark"), 44), (_label("mark_state"), 22))
    return Part(heading, table=Table(columns, tuple(_mark_row(one) for one in contents.marks)))


def _mark_row(one: AskedMark) -> tuple[Cell, ...]:
    where = f"{said('component', one.component)}: {said('content', one.content)}, {said('occasion', one.occasion)}"
    read: Cell = (Mark(one.text),) if one.text else (_say(words.SAYS["no_text"]),)
    return (where,), read, (said("state", one.state),)


def _wanted(contents: RequestContents) -> Part:
    asked = tuple((f"• {words.WANTED[one]}",) for one in contents.wanted)
    return Part(_say(words.HEADINGS["wanted"]), texts=asked or ((_say(words.SAYS["none"]),),))


def _use(contents: RequestContents) -> Part:
    uses = tuple((f"• {words.USES[one]}",) for one in contents.purposes)
    facts = (_fact("use_text", (contents.use_text,)),) if contents.use_text else ()
    return Part(_say(words.HEADINGS["use"]), texts=uses or ((_say(words.SAYS["none"]),),), facts=facts)


def _undertaking(contents: RequestContents) -> Part:
    if contents.confidentiality:
        texts: list[Cell] = [(_say(words.SAYS["kept"]),)]
    else:
        texts = [(_say(words.SAYS["not_kept"]),), (contents.cannot_because or _say(words.SAYS["none"]),)]
    if contents.confidentiality and contents.cannot_because:
        texts.append((contents.cannot_because,))
    texts.append((_say(words.SAYS["own_limits" if contents.restrictions else "no_limits"]),))
    texts += [(f"• {words.RESTRICTIONS[one]}",) for one in contents.restrictions]
    return Part(_say(words.HEADINGS["undertaking"]), texts=tuple(texts))


def _earlier(contents: RequestContents) -> list[Part]:
    if not contents.earlier:
        return []
    texts: list[Cell] = []
    for one in contents.earlier:
        before, _, behind = spoken(Sentence(words.SAYS["earlier"], {"state": name_of("country", one.state),
                                                                     "request": "\0"})).partition("\0")  # fmt: skip
        texts += [(before, Mark(one.request), behind), (one.statement,)]
    return [Part(_say(words.HEADINGS["earlier"]), texts=tuple(texts))]


def _pictures(contents: RequestContents) -> list[Part]:
    return [Part(_say(words.HEADINGS["pictures"]), pictures=contents.pictures)] if contents.pictures else []


def _reply(contents: RequestContents, sending: Sending) -> list[Part]:
    """The form at the end: what ITI 18-23 let a State answer, to be filled in by hand."""
    before, _, behind = spoken(Sentence(words.SAYS["part_of"], {"request": "\0"})).partition("\0")
    contact = contents.contact
    send_to: Cell = (contact.office, " ", Mark(contact.email)) if contact.email else (contact.office,)
    columns = [("what", 20), ("day", 14), ("state", 16), ("document", 24), ("consignee", 26)]
    empty: tuple[Cell, ...] = ((),) * len(columns)
    kinds = ", ".join(str(words.STATEMENTS[one]) for one in StatementKind)
    table = Table(tuple((_label(name), share) for name, share in columns), (empty,) * EMPTY_ROWS, tall=True)
    head = Part(
        _say(words.HEADINGS["reply"]),
        texts=((before, Mark(sending.request_uid), behind), (_say(words.SAYS["reply"]),)),
        facts=(_fact("from", _state(sending.from_state)), _fact("to", _state(sending.to_state)),
               _fact("send_to", send_to)),
        new_page=True,
    )  # fmt: skip
    blank: Cell = ()
    return [
        head,
        Part(_say(words.HEADINGS["reply_kind"]), ticks=tuple(str(words.ANSWERS[one]) for one in AnswerKind),
             facts=((_label("until"), blank),), small=True),
        Part(_say(words.HEADINGS["reply_reasons"]), small=True,
             ticks=tuple(str(words.REASONS[one]) for one in WithholdingReason)),
        Part(_say(words.HEADINGS["reply_statements"]), texts=((kinds,),), table=table, small=True),
        Part(_say(words.HEADINGS["reply_limits"]), small=True,
             ticks=tuple(str(words.RESTRICTIONS[one]) for one in Restriction),
             facts=((_label("reply_text"), blank),)),
        Part(_say(words.HEADINGS["reply_signed"]), small=True,
             facts=tuple((_label(name), blank) for name in ("name", "date", "signature"))),
    ]  # fmt: skip


def day_shown(day: date | None, precision: str) -> str:
    """A day no more exactly than it is known: 2026-03-04, 2026-03 or 2026; empty when unknown."""
    return "" if day is None else day.isoformat()[: {"day": 10, "month": 7, "year": 4}.get(precision, 10)]


def _state(code: str) -> Cell:
    return name_of("country", code), " ", Mark(code)


def _marked(text: str) -> Cell:
    return (Mark(text),) if text else ()


def _fact(label: str, value: Cell) -> tuple[str, Cell]:
    """A fact of the request; what is not known is said to be so. An empty cell stands for a space to write in."""
    known = any(piece.text if isinstance(piece, Mark) else piece for piece in value)
    return _label(label), value if known else (_say(words.SAYS["none"]),)


def _label(name: str) -> str:
    return _say(words.LABELS[name])


def _say(text: str) -> str:
    return spoken(Sentence(text))
