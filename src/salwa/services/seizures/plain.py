"""A seizure as plain values, as a file or a program gives it: read strictly, every fault named with its place."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, TypeVar

from salwa.domain.custody.days import read_day
from salwa.domain.languages import Listed, Sentence, message
from salwa.domain.refusals import Refusal
from salwa.domain.tracing import Circumstance, IllicitLimb, LegalGround, Offence, PlaceKind
from salwa.domain.weapons import Build, Component, ContentKind, MarkState, Occasion
from salwa.services.search.asked import storable
from salwa.services.seizures.recording import MOST_WEAPONS
from salwa.services.seizures.values import ClassificationEntry, IncidentEntry
from salwa.services.weapons.marks_read import MarkEntry
from salwa.services.weapons.values import WeaponEntry

WRONG = message("The field {field} cannot be read.")
ONE_OF = message("Give one of: {values}.")
A_TEXT = message("Give a text of at most {longest} signs.")
A_LIST = message("Give a list of at most {most} objects.")
A_DAY = message("Give a day as 2026-03-14, 2026-03 or 2026.")
A_UUID = message("Give a UUID, or leave it out.")
UNKNOWN = message("There is no field {field}.")
LEAVE_OUT = message("Leave it out; known are: {values}.")
INCIDENT = (
    "uid", "circumstance", "ground", "place_kind", "offences", "limbs", "day", "place", "circumstances", "kept_by",
    "evidence", "reference", "weapons",
)  # fmt: skip
WEAPON = ("type", "maker", "model", "calibre", "country", "import_country", "year", "build", "marks")
MARK = ("component", "occasion", "content", "text", "state")
MOST_MARKS = 40
LONGEST = 5_000
E = TypeVar("E", bound=StrEnum)


def entry_from_plain(told: Mapping[str, Any]) -> IncidentEntry:
    """The entry that plain values say. `told` has the fields of `INCIDENT`, each weapon those of `WEAPON`, each mark
    those of `MARK`; all may be left out but the weapons. Raises `Refusal` (`field_unreadable`, `no_such_field`).
    """
    _only(told, INCIDENT, "")
    day_text = _text(told, "day", 10)
    try:
        day, precision = read_day(day_text)
    except ValueError:
        raise _wrong("day", Sentence(A_DAY)) from None
    return IncidentEntry(
        _classification(told),
        tuple(_weapon(one, f"weapons[{place}]") for place, one in enumerate(_objects(told, "weapons", MOST_WEAPONS))),
        day, precision, day_text, _text(told, "place"), _text(told, "circumstances"), _text(told, "kept_by"),
        _text(told, "evidence", 200), _text(told, "reference", 100), _uid(told),
    )  # fmt: skip


def _classification(told: Mapping[str, Any]) -> ClassificationEntry:
    limbs = told.get("limbs", {})
    if not isinstance(limbs, Mapping):
        raise _wrong("limbs", Sentence(ONE_OF, {"values": "{}"}))
    offences = told.get("offences", [])
    if not isinstance(offences, list):
        raise _wrong("offences", Sentence(A_LIST, {"most": len(Offence)}))
    return ClassificationEntry(
        _code(told, "circumstance", Circumstance, Circumstance.SEIZED),
        _code(told, "ground", LegalGround, LegalGround.UNKNOWN),
        _code(told, "place_kind", PlaceKind, PlaceKind.UNKNOWN),
        tuple(dict.fromkeys(_code({"offences": one}, "offences", Offence, Offence.OTHER) for one in offences)),
        {
            _code({"limbs": one}, "limbs", IllicitLimb, IllicitLimb.NOT_MARKED): _text(limbs, one, 2_000)
            for one in limbs
        },
    )


def _weapon(told: Mapping[str, Any], where: str) -> WeaponEntry:
    _only(told, WEAPON, where)
    marks = tuple(
        _mark(one, f"{where}.marks[{place}]") for place, one in enumerate(_objects(told, "marks", MOST_MARKS, where))
    )
    text = {name: _text(told, name, 200, where) for name in WEAPON[:7]}
    return WeaponEntry(
        text["type"], text["maker"], text["model"], text["calibre"], text["country"], text["import_country"],
        text["year"], build=_code(told, "build", Build, Build.UNKNOWN, where).value, marks=marks,
    )  # fmt: skip


def _mark(told: Mapping[str, Any], where: str) -> MarkEntry:
    _only(told, MARK, where)
    return MarkEntry(
        _code(told, "component", Component, Component.UNKNOWN, where).value,
        _code(told, "occasion", Occasion, Occasion.UNKNOWN, where).value,
        _code(told, "content", ContentKind, ContentKind.SERIAL, where).value,
        _text(told, "text", 200, where),
        _code(told, "state", MarkState, MarkState.PRESENT, where).value,
    )


def _objects(told: Mapping[str, Any], name: str, most: int, where: str = "") -> list[Mapping[str, Any]]:
    value = told.get(name, [])
    if not isinstance(value, list) or len(value) > most or not all(isinstance(one, dict) for one in value):
        raise _wrong(_at(where, name), Sentence(A_LIST, {"most": most}))
    return value


def _text(told: Mapping[str, Any], name: str, longest: int = LONGEST, where: str = "") -> str:
    value = told.get(name, "")
    if not isinstance(value, str) or len(value) > longest:
        raise _wrong(_at(where, name), Sentence(A_TEXT, {"longest": longest}))
    return storable(value)


def _code(told: Mapping[str, Any], name: str, codes: type[E], otherwise: E, where: str = "") -> E:
    value = told.get(name, otherwise.value)
    if not isinstance(value, str) or value not in {one.value for one in codes}:
        raise _wrong(_at(where, name), Sentence(ONE_OF, {"values": Listed(one.value for one in codes)}))
    return codes(value)


def _uid(told: Mapping[str, Any]) -> uuid.UUID:
    if "uid" not in told:
        return uuid.uuid4()
    try:
        return uuid.UUID(_text(told, "uid", 36))
    except ValueError:
        raise _wrong("uid", Sentence(A_UUID)) from None


def _only(told: Mapping[str, Any], known: tuple[str, ...], where: str) -> None:
    unknown = next((name for name in told if name not in known), None)
    if unknown is not None:
        said = Sentence(UNKNOWN, {"field": _at(where, str(unknown)[:60])})
        raise Refusal("no_such_field", said, remedy=Sentence(LEAVE_OUT, {"values": Listed(known)}))


def _at(where: str, name: str) -> str:
    return f"{where}.{name}" if where else name


def _wrong(field: str, remedy: Sentence) -> Refusal:
    return Refusal("field_unreadable", Sentence(WRONG, {"field": field}), remedy=remedy, where={"field": field})
