"""What a tracing request and an answer say, as values. Texts are exactly as people typed or read them (ITI 17, 20)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

from salwa.domain.tracing.vocabulary import (
    AnswerKind,
    Circumstance,
    IllicitLimb,
    IntendedUse,
    LegalGround,
    Offence,
    PlaceKind,
    Priority,
    Restriction,
    StatementKind,
    Wanted,
    WithholdingReason,
)


@dataclass(frozen=True, slots=True)
class AskedWeapon:
    """The weapon of a request: each text as read, each code the reference entry it was read as (empty: not read).

    `import_country_from` is "mark" where nobody wrote the country of import down and the sender's register read its
    code from the import mark.
    """

    kind: str = "weapon"
    type_text: str = ""
    type_code: str = ""
    maker_text: str = ""
    maker_code: str = ""
    model_text: str = ""
    model_code: str = ""
    calibre_text: str = ""
    calibre_code: str = ""
    country_text: str = ""
    country_code: str = ""
    import_country_text: str = ""
    import_country_code: str = ""
    import_country_from: str = ""
    year: str = ""
    build: str = "unknown"
    description: str = ""


@dataclass(frozen=True, slots=True)
class AskedMark:
    """One mark as read on the weapon (ITI 17 b). Words as in domain/weapons."""

    component: str
    occasion: str
    content: str
    text: str
    state: str
    script: str = ""


@dataclass(frozen=True, slots=True)
class AskedPicture:
    """A picture that travels with the request: `content` is base64 of a JPEG without metadata."""

    name: str
    media_type: str
    sha256: str
    content: str
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Limb:
    """One reason why the weapon is illicit, with its legal justification (ITI 6, 17 a)."""

    limb: IllicitLimb
    justification: str


@dataclass(frozen=True, slots=True)
class RegisteredAs:
    """The marks as the register of the State that answers has them; what is withheld is empty (ITI 20)."""

    serial: str = ""
    maker: str = ""
    model: str = ""
    calibre: str = ""


# What a State may tell of the marks as it has them registered.
REGISTERED = tuple(one.name for one in fields(RegisteredAs))


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing an answer says about the weapon. `state`: the other State of an export or import."""

    kind: StatementKind
    day: date | None = None
    precision: str = "day"
    state: str = ""
    document: str = ""
    consignee: str = ""
    place: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class EarlierHop:
    """What another State answered before and what led to this request: `request` is the uid of that request.

    `statement`: its statements in short, for whoever does not read `statements`. `registered`: the marks as that State
    has them in its register, where it said so. `restrictions`, `limits_text`: its limits on the use of all this
    (ITI 15).
    """

    state: str
    request: str
    statement: str
    registered: RegisteredAs | None = None
    statements: tuple[Statement, ...] = ()
    restrictions: tuple[Restriction, ...] = ()
    limits_text: str = ""


@dataclass(frozen=True, slots=True)
class Contact:
    """The office that asks; a role address rather than a person's."""

    office: str = ""
    person: str = ""
    email: str = ""
    telephone: str = ""


@dataclass(frozen=True, slots=True)
class RequestContents:
    """Everything a tracing request says (ITI 15, 17; MOSAIC 05.31).

    `day` is the first day of what is known, with `precision` day, month or year; None when unknown.
    `cannot_because`: why confidentiality or limits on use cannot be kept, which must be said now (ITI 15).
    """

    case_reference: str = ""
    language: str = "en"
    circumstance: Circumstance = Circumstance.SEIZED
    illicit: tuple[Limb, ...] = ()
    circumstances: str = ""
    day: date | None = None
    precision: str = "day"
    place: str = ""
    place_kind: PlaceKind = PlaceKind.UNKNOWN
    ground: LegalGround = LegalGround.UNKNOWN
    offences: tuple[Offence, ...] = ()
    weapon: AskedWeapon = AskedWeapon()
    marks: tuple[AskedMark, ...] = ()
    pictures: tuple[AskedPicture, ...] = ()
    purposes: tuple[IntendedUse, ...] = ()
    use_text: str = ""
    confidentiality: bool = False
    cannot_because: str = ""
    restrictions: tuple[Restriction, ...] = ()
    priority: Priority = Priority.ROUTINE
    urgent_because: str = ""
    wanted: tuple[Wanted, ...] = ()
    contact: Contact = Contact()
    earlier: tuple[EarlierHop, ...] = ()

    @property
    def registered(self) -> RegisteredAs:
        """The marks as the States that answered before have them registered; the newest answer counts first."""
        told = [one.registered for one in reversed(self.earlier) if one.registered is not None]
        return RegisteredAs(
            **{name: next((text for one in told if (text := getattr(one, name))), "") for name in REGISTERED}
        )


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something is withheld (ITI 22), with words a person can follow (ITI 23)."""

    code: WithholdingReason
    text: str


@dataclass(frozen=True, slots=True)
class AnswerContents:
    """An answer. `until`: when a delayed one will be given; `clarifies`: uid of the clarification it answers.

    `registered`: the marks as the answering State's register has them; None where it does not say.
    """

    kind: AnswerKind
    statements: tuple[Statement, ...] = ()
    reasons: tuple[Reason, ...] = ()
    until: date | None = None
    restrictions: tuple[Restriction, ...] = ()
    limits_text: str = ""
    text: str = ""
    clarifies: str = ""
    registered: RegisteredAs | None = None

    @property
    def hops(self) -> tuple[Statement, ...]:
        """Exports to a named State: there the trace goes on (ITI 5)."""
        return tuple(one for one in self.statements if one.kind is StatementKind.EXPORTED and one.state)


def request_to_json(contents: RequestContents) -> dict[str, Any]:
    """The `contents` object of the messages tracing.request and tracing.information."""
    plain = asdict(contents)
    for moved in ("purposes", "use_text", "confidentiality", "cannot_because", "restrictions"):
        plain.pop(moved)
    made: dict[str, Any] = _plain(plain)
    made["earlier"] = [_hop_to_json(one) for one in contents.earlier]
    made["weapon"] = weapon_to_json(contents.weapon)
    return made | {
        "day": _day_text(contents.day),
        "use": {"purposes": list(map(str, contents.purposes)), "text": contents.use_text},
        "undertaking": {
            "confidentiality": contents.confidentiality,
            "cannot_because": contents.cannot_because,
            "restrictions": list(map(str, contents.restrictions)),
        },
    }


def weapon_to_json(weapon: AskedWeapon) -> dict[str, Any]:
    """The `weapon` object of a request; what an older installation does not know is left out where it says nothing."""
    plain = asdict(weapon)
    if not weapon.import_country_from:
        del plain["import_country_from"]
    return plain


def request_from_json(value: Mapping[str, Any]) -> RequestContents:
    """The other way round. `value` has passed its schema; raises `ValueError` for a day that is none."""
    return RequestContents(
        case_reference=value["case_reference"], language=value["language"],
        circumstance=Circumstance(value["circumstance"]),
        illicit=tuple(Limb(IllicitLimb(one["limb"]), one["justification"]) for one in value["illicit"]),
        circumstances=value["circumstances"], day=_day(value["day"]), precision=value["precision"],
        place=value["place"], place_kind=PlaceKind(value["place_kind"]), ground=LegalGround(value["ground"]),
        offences=tuple(map(Offence, value["offences"])), weapon=AskedWeapon(**value["weapon"]),
        marks=tuple(AskedMark(**one) for one in value["marks"]),
        pictures=tuple(AskedPicture(**one) for one in value["pictures"]),
        purposes=tuple(map(IntendedUse, value["use"]["purposes"])), use_text=value["use"]["text"],
        confidentiality=value["undertaking"]["confidentiality"],
        cannot_because=value["undertaking"]["cannot_because"],
        restrictions=tuple(map(Restriction, value["undertaking"]["restrictions"])),
        priority=Priority(value["priority"]), urgent_because=value["urgent_because"],
        wanted=tuple(map(Wanted, value["wanted"])), contact=Contact(**value["contact"]),
        earlier=tuple(map(_hop, value["earlier"])),
    )  # fmt: skip


def _hop_to_json(one: EarlierHop) -> dict[str, Any]:
    """What an older installation does not know is left out where it says nothing."""
    told: dict[str, Any] = {"state": one.state, "request": one.request, "statement": one.statement}
    if one.registered is not None:
        told["registered"] = asdict(one.registered)
    if one.statements:
        told["statements"] = list(map(_statement_to_json, one.statements))
    if one.restrictions or one.limits_text:
        told["limits"] = {"restrictions": list(map(str, one.restrictions)), "text": one.limits_text}
    return told


def _hop(value: Mapping[str, Any]) -> EarlierHop:
    limits = value.get("limits", {})
    return EarlierHop(
        value["state"], value["request"], value["statement"], _registered(value),
        tuple(map(_statement, value.get("statements", ()))), tuple(map(Restriction, limits.get("restrictions", ()))),
        limits.get("text", ""),
    )  # fmt: skip


def answer_to_json(contents: AnswerContents) -> dict[str, Any]:
    """What the message tracing.answer says beside the request's uid and its own."""
    return {
        "kind_of_answer": str(contents.kind),
        "reasons": [{"code": str(one.code), "text": one.text} for one in contents.reasons],
        "until": _day_text(contents.until),
        "statements": list(map(_statement_to_json, contents.statements)),
        "limits": {"restrictions": list(map(str, contents.restrictions)), "text": contents.limits_text},
        "text": contents.text,
        "clarifies": contents.clarifies,
        **({"registered": asdict(contents.registered)} if contents.registered else {}),
    }  # fmt: skip


def answer_from_json(value: Mapping[str, Any]) -> AnswerContents:
    """The other way round. `value` has passed its schema; raises `ValueError` for a day that is none."""
    return AnswerContents(
        kind=AnswerKind(value["kind_of_answer"]),
        statements=tuple(map(_statement, value["statements"])),
        reasons=tuple(Reason(WithholdingReason(one["code"]), one["text"]) for one in value["reasons"]),
        until=_day(value["until"]),
        restrictions=tuple(map(Restriction, value["limits"]["restrictions"])),
        limits_text=value["limits"]["text"],
        text=value["text"],
        clarifies=value["clarifies"],
        registered=_registered(value),
    )


def _statement_to_json(one: Statement) -> dict[str, Any]:
    plain: dict[str, Any] = _plain(asdict(one))
    return plain | {"day": _day_text(one.day)}


def _statement(value: Mapping[str, Any]) -> Statement:
    return Statement(**{**value, "kind": StatementKind(value["kind"]), "day": _day(value["day"])})


def _registered(value: Mapping[str, Any]) -> RegisteredAs | None:
    told = value.get("registered")
    return None if told is None else RegisteredAs(**told)


def _plain(value: Any) -> Any:
    """Tuples as lists, enums as their words: what JSON gives back when it is read again."""
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    return str(value) if isinstance(value, str) else value


def _day_text(day: date | None) -> str:
    return "" if day is None else day.isoformat()


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
