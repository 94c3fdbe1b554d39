"""From the values of a profile file to a profile, or to every fault in it with its place. Nothing is guessed."""

from __future__ import annotations

import string
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from salwa.domain.languages import LANGUAGES, Listed, Sentence, message
from salwa.domain.marking.numbers import SIGNS as STRUCK
from salwa.domain.marking.numbers import NumberFormat
from salwa.domain.marking.places import PLACES
from salwa.domain.marking.profile import OTHER_FAMILY, OWN_OCCASIONS, USUAL_TEXTS, MarkText, Place, Profile
from salwa.domain.marking.vocabulary import CheckKind, Content, Method
from salwa.domain.weapons import Component, Occasion

FORMAT = 1
LONGEST = 200
BLANKS = {"letters", "year", "yy", "number"}
NOT_A_PROFILE = message("This is no marking profile: it must begin with `salwa_marking_profile: 1`.")
UNKNOWN_KEY = message("There is no entry of this name; the names are {names}.")
NOT_A_LIST = message("This must be a list, for example [a, b].")
NOT_ENTRIES = message("This must hold entries of the form `name: value`.")
NOT_ONE_OF = message("{value} cannot stand here; choose from {names}.")
NOT_A_MEASURE = message("This must be a number of millimetres from {least} to {most}.")
NOT_WHOLE = message("This must be a whole number from {least} to {most}.")
NOT_LETTERS = message("Code letters are up to eight capital letters and digits; these signs cannot be struck: {value}.")
NOT_QUOTED = message("This must be a text; put it in quotation marks.")
NOT_A_SIGN = message("Each entry must be one capital letter or digit, in quotation marks for a digit; {value} is not.")
NOT_A_TEXT = message("This must be a text of 1 to {most} signs.")
WRONG_BLANK = message("{value} is no blank; the blanks are {names}, each in braces.")
NUMBER_MISSING = message("The text for a weapon without a unique mark must hold the blank {blank}.")
RANGE_TURNED = message("`first` must not be greater than `last`.")
TOO_FEW_DIGITS = message("Numbers up to {last} need {digits} digits.")
PLACE_MISSING = message("Give `place` (one of {names}) or `words` of your own.")
TOO_FEW_METHODS = message("Name at least one way of marking.")
KEYS = (
    "salwa_marking_profile", "contents", "columns_read_from_the_weapon", "depth_mm", "height_mm", "letters", "texts",
    "number", "characters_not_used", "methods", "components", "where_to_mark", "sources", "name",
)  # fmt: skip
READABLE_COLUMNS = (Content.MAKER, Content.COUNTRY)
Path = tuple[str, ...]
Code = TypeVar("Code", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a profile: the place (names from the outside inwards) and a sentence."""

    path: Path
    sentence: Sentence


class _Faults:
    """Faults found so far; every reader goes on after a fault so that all are told at once."""

    def __init__(self) -> None:
        self.found: list[Fault] = []

    def add(self, path: Path, template: str, **values: Any) -> None:
        self.found.append(Fault(path, Sentence(template, {k: str(v)[:LONGEST] for k, v in values.items()})))


def profile_of(value: Any, version: int, families: Iterable[str]) -> tuple[Profile | None, tuple[Fault, ...]]:
    """The profile that `value` (a parsed file) describes, or None with every fault; `families` = codes of types."""
    faults = _Faults()
    if not isinstance(value, Mapping) or value.get("salwa_marking_profile") != FORMAT:
        faults.add((), NOT_A_PROFILE)
        return None, tuple(faults.found)
    for key in value:
        if key not in KEYS:
            faults.add((str(key),), UNKNOWN_KEY, names=Listed(KEYS))
    known = frozenset(families) | {OTHER_FAMILY}
    profile = Profile(
        version=version,
        contents=frozenset(_codes(("contents",), value.get("contents"), Content, faults)),
        components=_components(value.get("components"), known, faults),
        read_from_weapon=_columns(value.get("columns_read_from_the_weapon"), faults),
        depth_mm=_measure("depth_mm", value.get("depth_mm"), (0.01, 5), faults),
        height_mm=_measure("height_mm", value.get("height_mm"), (0.5, 20), faults),
        letters=_letters(value.get("letters"), faults),
        forbidden=_signs(value.get("characters_not_used"), faults),
        number=_number(value.get("number"), faults),
        texts=_texts(value.get("texts"), faults),
        places=_places(value.get("where_to_mark"), known, faults),
        methods=_methods(value.get("methods"), faults),
    )
    return (None if faults.found else profile), tuple(faults.found)


def _codes(path: Path, value: Any, codes: type[Code], faults: _Faults) -> list[Code]:
    found = []
    for place, one in enumerate(_list(path, value, faults)):
        try:
            found.append(codes(one))
        except ValueError:
            faults.add((*path, str(place)), NOT_ONE_OF, value=one, names=Listed(codes))
    return found


def _list(path: Path, value: Any, faults: _Faults) -> list[Any]:
    if value is None:
        return []
    if not isinstance(value, list):
        faults.add(path, NOT_A_LIST)
        return []
    return value


def _entries(path: Path, value: Any, faults: _Faults) -> dict[str, Any]:
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        faults.add(path, NOT_ENTRIES)
        return {}
    return {str(key): one for key, one in value.items()}


def _columns(value: Any, faults: _Faults) -> frozenset[Content]:
    path = ("columns_read_from_the_weapon",)
    found = _codes(path, value, Content, faults)
    for place, one in enumerate(found):
        if one not in READABLE_COLUMNS:
            faults.add((*path, str(place)), NOT_ONE_OF, value=one, names=Listed(READABLE_COLUMNS))
    return frozenset(found)


def _measure(name: str, value: Any, bounds: tuple[float, float], faults: _Faults) -> float | None:
    if value is None:
        return None
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if not number or not bounds[0] <= value <= bounds[1]:
        faults.add((name,), NOT_A_MEASURE, least=bounds[0], most=bounds[1])
        return None
    return float(value)


def _signs(value: Any, faults: _Faults) -> frozenset[str]:
    path = ("characters_not_used",)
    found = set()
    for place, one in enumerate(_list(path, value, faults)):
        sign = str(one) if isinstance(one, (str, int)) else ""
        if len(sign) == 1 and sign in STRUCK:
            found.add(sign)
        else:
            faults.add((*path, str(place)), NOT_A_SIGN, value=one)
    return frozenset(found)


def _letters(value: Any, faults: _Faults) -> dict[Occasion, str]:
    found: dict[Occasion, str] = {}
    for occasion, text in _by_occasion(("letters",), value, faults):
        path = ("letters", occasion.value)
        if not isinstance(text, str):
            faults.add(path, NOT_QUOTED)
            continue
        wrong = "".join(sorted({sign for sign in text if sign not in STRUCK}))
        if wrong or len(text) > 8:
            faults.add(path, NOT_LETTERS, value=wrong or text)
        else:
            found[occasion] = text
    return found


def _by_occasion(path: Path, value: Any, faults: _Faults) -> list[tuple[Occasion, Any]]:
    found = []
    for key, one in _entries(path, value, faults).items():
        if key in set(OWN_OCCASIONS):
            found.append((Occasion(key), one))
        else:
            faults.add((*path, key), NOT_ONE_OF, value=key, names=Listed(OWN_OCCASIONS))
    return found


def _number(value: Any, faults: _Faults) -> NumberFormat:
    entries = _entries(("number",), value, faults)
    for key in entries:
        if key not in ("digits", "check", "first", "last"):
            faults.add(("number", key), UNKNOWN_KEY, names="digits, check, first, last")
    digits = _whole("digits", entries.get("digits", 6), (1, 15), faults)
    first = _whole("first", entries.get("first", 1), (0, 10**15), faults)
    last = _whole("last", entries.get("last", 10**digits - 1), (0, 10**15), faults)
    if first > last:
        faults.add(("number", "first"), RANGE_TURNED)
    elif len(str(last)) > digits:
        faults.add(("number", "digits"), TOO_FEW_DIGITS, last=last, digits=len(str(last)))
    check = CheckKind.NONE
    written = entries.get("check", CheckKind.DIGIT.value)
    if written in set(CheckKind):
        check = CheckKind(written)
    else:
        faults.add(("number", "check"), NOT_ONE_OF, value=written, names=Listed(CheckKind))
    return NumberFormat(digits, check, first, last)


def _whole(name: str, value: Any, bounds: tuple[int, int], faults: _Faults) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not bounds[0] <= value <= bounds[1]:
        faults.add(("number", name), NOT_WHOLE, least=bounds[0], most=bounds[1])
        return bounds[0]
    return value


def _texts(value: Any, faults: _Faults) -> dict[Occasion, MarkText]:
    found = dict(USUAL_TEXTS)
    for occasion, one in _by_occasion(("texts",), value, faults):
        path = ("texts", occasion.value)
        entries = _entries(path, one, faults)
        for key in entries:
            if key not in ("plain", "numbered"):
                faults.add((*path, key), UNKNOWN_KEY, names="plain, numbered")
        usual = USUAL_TEXTS[occasion]
        plain = _pattern((*path, "plain"), entries.get("plain", usual.plain), faults)
        numbered = _pattern((*path, "numbered"), entries.get("numbered", usual.numbered), faults)
        if "{number}" not in numbered:
            faults.add((*path, "numbered"), NUMBER_MISSING, blank="{number}")
        found[occasion] = MarkText(plain, numbered)
    return found


def _pattern(path: Path, value: Any, faults: _Faults) -> str:
    if not isinstance(value, str) or not 1 <= len(value) <= 60:
        faults.add(path, NOT_A_TEXT, most=60)
        return "{number}"
    try:
        pieces = list(string.Formatter().parse(value))
    except ValueError:
        faults.add(path, WRONG_BLANK, value=value, names=Listed(sorted(BLANKS)))
        return "{number}"
    wrong = [name for _, name, form, turn in pieces if name is not None and (name not in BLANKS or form or turn)]
    if wrong:
        faults.add(path, WRONG_BLANK, value="{" + wrong[0] + "}", names=Listed(sorted(BLANKS)))
        return "{number}"
    return value


def _components(value: Any, families: frozenset[str], faults: _Faults) -> dict[str, tuple[Component, ...]]:
    found = {}
    for family, parts in _entries(("components",), value, faults).items():
        if family not in families:
            faults.add(("components", family), NOT_ONE_OF, value=family, names=Listed(sorted(families)))
            continue
        found[family] = tuple(_codes(("components", family), parts, Component, faults))
    return found


def _places(value: Any, families: frozenset[str], faults: _Faults) -> dict[str, Place]:
    found = {}
    for family, one in _entries(("where_to_mark",), value, faults).items():
        path = ("where_to_mark", family)
        if family not in families:
            faults.add(path, NOT_ONE_OF, value=family, names=Listed(sorted(families)))
            continue
        place = _place(path, _entries(path, one, faults), faults)
        if place is not None:
            found[family] = place
    return found


def _place(path: Path, entries: dict[str, Any], faults: _Faults) -> Place | None:
    for key in entries:
        if key not in ("component", "place", "words"):
            faults.add((*path, key), UNKNOWN_KEY, names="component, place, words")
    parts = _codes((*path, "component"), [entries.get("component")], Component, faults)
    code = entries.get("place", "")
    words = _entries((*path, "words"), entries.get("words"), faults)
    languages = {language.code for language in LANGUAGES}
    for language, text in words.items():
        if language not in languages:
            faults.add((*path, "words", language), NOT_ONE_OF, value=language, names=Listed(sorted(languages)))
        elif not isinstance(text, str) or not 1 <= len(text) <= LONGEST:
            faults.add((*path, "words", language), NOT_A_TEXT, most=LONGEST)
    if code and code not in PLACES:
        faults.add((*path, "place"), NOT_ONE_OF, value=code, names=Listed(PLACES))
    elif not code and not words:
        faults.add(path, PLACE_MISSING, names=Listed(PLACES))
    return Place(parts[0], str(code), {key: str(text) for key, text in words.items()}) if parts else None


def _methods(value: Any, faults: _Faults) -> tuple[Method, ...]:
    found = tuple(dict.fromkeys(_codes(("methods",), value, Method, faults)))
    if not found and isinstance(value, list) and not value:
        faults.add(("methods",), TOO_FEW_METHODS)
    return found or tuple(Method)
