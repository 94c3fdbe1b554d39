"""What a tracing request says on paper, part by part, in the active language; Word and PDF show the same parts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from salwa.domain.languages import Sentence
from salwa.domain.tracing import (
    AnswerKind,
    AskedMark,
    AskedPicture,
    AskedWeapon,
    EarlierHop,
    LegalGround,
    RegisteredAs,
    RequestContents,
    Restriction,
    Statement,
    StatementKind,
    WithholdingReason,
)
from salwa.domain.tracing.contents import REGISTERED
from salwa.services.languages import spoken, together
from salwa.services.sheets.words import said
from salwa.services.tracing import document_words as words
from salwa.services.tracing.registered import registered_there
from salwa.services.weapons.names import name_of, type_of

EMPTY_ROWS = 5
COLUMNS = (("what", 27), ("day", 14), ("state", 17), ("document", 21), ("consignee", 21))
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
    """One part of the paper, shown in this order: heading, texts, facts, ticks, table, pictures.

    `together`: it is not parted by the end of a page.
    """

    heading: str
    texts: tuple[Cell, ...] = ()
    facts: tuple[tuple[str, Cell], ...] = ()
    ticks: tuple[str, ...] = ()
    table: Table | None = None
    pictures: tuple[AskedPicture, ...] = ()
    new_page: bool = False
    small: bool = False
    together: bool = False


@dataclass(frozen=True, slots=True)
class Paper:
    """The whole request or answer. `number`: the one every page bears, so that a page alone is known again."""

    title: str
    confidential: str
    number: str
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
        _why(contents), _circumstances(contents), _weapon(contents), _marks(contents), *_registered(contents),
        _wanted(contents),
        _use(contents), _undertaking(contents), *_earlier(contents), *_pictures(contents),
        *_reply(contents, sending),
    ]  # fmt: skip
    head = tuple(_head(contents, sending))
    return Paper(say(words.TITLE), say(words.CONFIDENTIAL), sending.request_uid, head, tuple(parts))


def _head(contents: RequestContents, sending: Sending) -> list[tuple[str, Cell]]:
    contact = contents.contact
    facts: list[tuple[str, Cell]] = [
        fact("from", state_named(sending.from_state)),
        fact("to", state_named(sending.to_state)),
        fact("request", (Mark(sending.request_uid),)),
        fact("case", marked(contents.case_reference)),
        fact("sent", (Mark(sending.sent_on.isoformat()),)),
        fact("priority", (str(words.PRIORITIES[contents.priority]),)),
    ]
    if contents.urgent_because:
        facts.append(fact("urgent", (contents.urgent_because,)))
    facts.append(fact("office", (contact.office,)))
    facts += [fact("person", (contact.person,))] if contact.person else []
    return facts + [fact("email", marked(contact.email)), fact("telephone", marked(contact.telephone))]


def _why(contents: RequestContents) -> Part:
    facts: list[tuple[str, Cell]] = []
    for one in contents.illicit:
        facts.append((str(words.LIMBS[one.limb]), (one.justification or say(words.SAYS["none"]),)))
    if contents.ground is not LegalGround.UNKNOWN:
        facts.append(fact("ground", (str(words.GROUNDS[contents.ground]),)))
    texts = () if contents.illicit else ((say(words.SAYS["none"]),),)
    return Part(say(words.HEADINGS["why"]), texts=texts, facts=tuple(facts))


def _circumstances(contents: RequestContents) -> Part:
    offences = together(words.OFFENCES[one] for one in contents.offences)
    facts = (
        fact("circumstance", (str(words.CIRCUMSTANCES[contents.circumstance]),)),
        fact("day", marked(day_shown(contents.day, contents.precision))),
        fact("place", (contents.place,)),
        fact("place_kind", (str(words.PLACES[contents.place_kind]),)),
        fact("offences", (offences,)),
        fact("circumstances", (contents.circumstances,)),
    )
    return Part(say(words.HEADINGS["how"]), facts=facts)


def _weapon(contents: RequestContents) -> Part:
    weapon = contents.weapon
    facts = [fact("kind", (said("kind", weapon.kind),))]
    for name in READ_FIELDS:
        code = type_of(weapon.type_code, weapon.model_code) if name == "type" else getattr(weapon, f"{name}_code")
        read = _as_read(name, getattr(weapon, f"{name}_text"), code)
        facts.append(fact(name, read_from_mark(weapon) if name == "import_country" else read))
    facts.append(fact("year", marked(weapon.year)))
    facts.append(fact("build", (str(words.BUILDS.get(weapon.build, weapon.build)),)))
    facts.append(fact("description", (weapon.description,)))
    return Part(say(words.HEADINGS["weapon"]), facts=tuple(facts))


def _as_read(name: str, text: str, code: str) -> Cell:
    """The text as read, and behind it what it was read as: both leave, the reader sees which is which."""
    shown: Cell = (Mark(text),) if text and name in {"calibre", "model"} else (text,) if text else ()
    if not code:
        return shown
    known = name_of(name, code)
    if known == text:
        return shown
    behind = f"{say(words.LABELS['read_as'])}: {known}"
    # Brackets in pieces of their own would look away from the words between them in Arabic.
    return (*shown, " ", f"({behind})") if shown else (behind,)


def read_from_mark(weapon: AskedWeapon) -> Cell:
    """The country on the import mark; where nobody wrote it down and the register read it off the mark, so it says."""
    if weapon.import_country_from != "mark":
        return _as_read("import_country", weapon.import_country_text, weapon.import_country_code)
    state = name_of("country", weapon.import_country_code)
    return (spoken(Sentence(words.SAYS["from_mark"], {"state": state})),)


def _marks(contents: RequestContents) -> Part:
    heading = say(words.HEADINGS["marks"])
    if not contents.marks:
        return Part(heading, texts=((say(words.SAYS["no_marks"]),),))
    columns = ((label("part"), 34), (label("mark"), 44), (label("mark_state"), 22))
    return Part(heading, table=Table(columns, tuple(mark_row(one) for one in contents.marks)))


def mark_row(one: AskedMark) -> tuple[Cell, ...]:
    """Where a mark stands, the mark as read, its state."""
    what = together((said("content", one.content), said("occasion", one.occasion)))
    where = f"{said('component', one.component)}: {what}"
    read: Cell = (Mark(one.text),) if one.text else (say(words.SAYS["no_text"]),)
    return (where,), read, (said("state", one.state),)


def _registered(contents: RequestContents) -> list[Part]:
    """The marks as the States that answered have them registered, each as its statement, beside the number as read."""
    parts = []
    for one in registered_there(contents.earlier, contents.marks):
        facts = [*registered_facts(one.marks), fact("serial_read", marked(one.read))]
        facts += [fact("differs", (" ".join(spoken(each) for each in one.differs),))] if one.differs else []
        text = _with_request("registered", one.request, state=one.name)
        parts.append(Part(say(words.HEADINGS["registered"]), texts=(text,), facts=tuple(facts), together=True))
    return parts


def registered_facts(told: RegisteredAs) -> list[tuple[str, Cell]]:
    """The marks that were told, each as it is registered; what was withheld is left out."""
    shown = [(name, getattr(told, name)) for name in REGISTERED]
    return [fact(name, (text,) if name == "maker" else marked(text)) for name, text in shown if text]


def _wanted(contents: RequestContents) -> Part:
    asked = tuple((f"• {words.WANTED[one]}",) for one in contents.wanted)
    return Part(say(words.HEADINGS["wanted"]), texts=asked or ((say(words.SAYS["none"]),),))


def _use(contents: RequestContents) -> Part:
    uses = tuple((f"• {words.USES[one]}",) for one in contents.purposes)
    facts = (fact("use_text", (contents.use_text,)),) if contents.use_text else ()
    return Part(say(words.HEADINGS["use"]), texts=uses or ((say(words.SAYS["none"]),),), facts=facts)


def _undertaking(contents: RequestContents) -> Part:
    if contents.confidentiality:
        texts: list[Cell] = [(say(words.SAYS["kept"]),)]
    else:
        texts = [(say(words.SAYS["not_kept"]),), (contents.cannot_because or say(words.SAYS["none"]),)]
    if contents.confidentiality and contents.cannot_because:
        texts.append((contents.cannot_because,))
    texts.append((say(words.SAYS["own_limits" if contents.restrictions else "no_limits"]),))
    texts += [(f"• {words.RESTRICTIONS[one]}",) for one in contents.restrictions]
    return Part(say(words.HEADINGS["undertaking"]), texts=tuple(texts))


def _earlier(contents: RequestContents) -> list[Part]:
    if not contents.earlier:
        return []
    return [part for one in contents.earlier for part in _earlier_hop(one)]


def _earlier_hop(one: EarlierHop) -> list[Part]:
    """What one State answered: statement by statement with licence and consignee, and under which limits on use."""
    text = _with_request("earlier", one.request, state=name_of("country", one.state))
    short = () if one.statements else ((one.statement or say(words.SAYS["none"]),),)
    table = statements_table(one.statements) if one.statements else None
    told = [Part(say(words.HEADINGS["earlier"]), texts=(text, *short), table=table)]
    limits: list[Cell] = [(f"• {words.RESTRICTIONS[limit]}",) for limit in one.restrictions]
    limits += [(one.limits_text,)] if one.limits_text else []
    return told + ([Part(say(words.HEADINGS["reply_limits"]), texts=tuple(limits), small=True)] if limits else [])


def statements_table(statements: Iterable[Statement]) -> Table:
    """What records say of the weapon, statement by statement."""
    columns = tuple((label(name), share) for name, share in COLUMNS)
    return Table(columns, tuple(_statement_row(one) for one in statements))


def _statement_row(one: Statement) -> tuple[Cell, ...]:
    said = "".join(f"\n{text}" for text in (one.place, one.text) if text)
    return (
        (str(words.STATEMENTS[one.kind]) + said,),
        marked(day_shown(one.day, one.precision)) or ("–",),
        state_named(one.state) if one.state else ("–",),
        marked(one.document) or ("–",),
        (one.consignee or "–",),
    )


def _with_request(name: str, request: str, **values: str) -> Cell:
    """A sentence of SAYS that names a request, whose number is set off as a mark."""
    before, _, behind = spoken(Sentence(words.SAYS[name], {**values, "request": "\0"})).partition("\0")
    return before, Mark(request), behind


def _pictures(contents: RequestContents) -> list[Part]:
    return [Part(say(words.HEADINGS["pictures"]), pictures=contents.pictures)] if contents.pictures else []


def _reply(contents: RequestContents, sending: Sending) -> list[Part]:
    """The form at the end: what ITI 18-23 let a State answer, to be filled in by hand."""
    contact = contents.contact
    send_to: Cell = (contact.office, " ", Mark(contact.email)) if contact.email else (contact.office,)
    columns = [("what", 20), ("day", 14), ("state", 16), ("document", 24), ("consignee", 26)]
    empty: tuple[Cell, ...] = ((),) * len(columns)
    kinds = together(words.STATEMENTS[one] for one in StatementKind)
    table = Table(tuple((label(name), share) for name, share in columns), (empty,) * EMPTY_ROWS, tall=True)
    head = Part(
        say(words.HEADINGS["reply"]),
        texts=(_with_request("part_of", sending.request_uid), (say(words.SAYS["reply"]),)),
        facts=(fact("from", state_named(sending.from_state)), fact("to", state_named(sending.to_state)),
               fact("send_to", send_to)),
        new_page=True,
    )  # fmt: skip
    blank: Cell = ()
    return [
        head,
        Part(say(words.HEADINGS["reply_kind"]), ticks=tuple(str(words.ANSWERS[one]) for one in AnswerKind),
             facts=((label("until"), blank),), small=True),
        Part(say(words.HEADINGS["reply_reasons"]), small=True,
             ticks=tuple(str(words.REASONS[one]) for one in WithholdingReason)),
        Part(say(words.HEADINGS["reply_statements"]), texts=((kinds,),), table=table, small=True),
        Part(say(words.HEADINGS["reply_limits"]), small=True,
             ticks=tuple(str(words.RESTRICTIONS[one]) for one in Restriction),
             facts=((label("reply_text"), blank),)),
        Part(say(words.HEADINGS["reply_signed"]), small=True,
             facts=tuple((label(name), blank) for name in ("name", "date", "signature")), together=True),
    ]  # fmt: skip


def day_shown(day: date | None, precision: str) -> str:
    """A day no more exactly than it is known: 2026-03-04, 2026-03 or 2026; empty when unknown."""
    return "" if day is None else day.isoformat()[: {"day": 10, "month": 7, "year": 4}.get(precision, 10)]


def state_named(code: str) -> Cell:
    """A State by its name in the active language and its code."""
    name = name_of("country", code)
    return (Mark(code),) if name == code else (name, " ", Mark(code))


def marked(text: str) -> Cell:
    """A text that keeps its own order; no piece when there is none."""
    return (Mark(text),) if text else ()


def fact(name: str, value: Cell) -> tuple[str, Cell]:
    """A fact of the request; what is not known is said to be so. An empty cell stands for a space to write in."""
    known = any(piece.text if isinstance(piece, Mark) else piece for piece in value)
    return label(name), value if known else (say(words.SAYS["none"]),)


def label(name: str) -> str:
    """The label of a fact or column."""
    return say(words.LABELS[name])


def say(text: str) -> str:
    """A sentence of the catalogues in the active language."""
    return spoken(Sentence(text))
