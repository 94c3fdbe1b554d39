"""Checking a line against its schema: the part of JSON Schema (draft 2020-12) that the schemas use, with words.

The schemas are data and this is their only reader at run time; a test compares it with an independent implementation.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from salwa.domain.register_exchange.faults import Fault

Checker = Callable[[Any], Fault | None]
_Check = Callable[[Any, str], Fault | None]
WORDS = {
    "string": "a text",
    "integer": "a whole number",
    "boolean": "true or false",
    "object": "an object",
    "array": "a list",
}
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_TIME = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,6})?(Z|[+-]\d{2}:\d{2})")
SHOWN = 60
DEEPEST = 20


def checker_of(schema: Mapping[str, Any]) -> Checker:
    """A function that tells the first fault of a line; None when it keeps to `schema`."""
    check = _compiled(schema)
    return lambda line: check(line, "")


def _compiled(schema: Mapping[str, Any]) -> _Check:
    if "const" in schema:
        return _constant(schema["const"])
    kind = schema["type"]
    if kind == "object":
        return _object(schema)
    if kind == "array":
        return _array(schema)
    if kind == "string":
        return _string(schema)
    if kind == "integer":
        return _integer(schema)
    return lambda value, name: None if isinstance(value, bool) else _wrong_type(name, kind)


def _constant(wanted: Any) -> _Check:
    def check(value: Any, name: str) -> Fault | None:
        if value == wanted and type(value) is type(wanted):
            return None
        return Fault("not_allowed", {"field": name, "value": _shown(value)})

    return check


def _object(schema: Mapping[str, Any]) -> _Check:
    inner = {name: _compiled(one) for name, one in schema.get("properties", {}).items()}
    required = frozenset(schema.get("required", ()))
    free = "properties" not in schema

    def check(value: Any, name: str) -> Fault | None:
        if not isinstance(value, dict):
            return _wrong_type(name or "kind", "object")
        if free:
            return _clean(value, name, DEEPEST)
        for key, one in value.items():
            found = inner.get(key)
            path = f"{name}.{key}" if name else key
            if found is None:
                return Fault("unknown_field", {"field": _shown(path)})
            fault = found(one, path)
            if fault is not None:
                return fault
        missing = required - value.keys()
        return Fault("missing", {"field": sorted(missing)[0]}) if missing else None

    return check


def _clean(value: Any, name: str, depth: int) -> Fault | None:
    """Free content: any JSON, but no signs that are no text and no endless nesting."""
    if depth == 0:
        return Fault("wrong_form", {"field": name, "value": "..."})
    if isinstance(value, str):
        return Fault("broken_text", {"field": name}) if _broken(value) else None
    if isinstance(value, dict):
        parts = [*value.keys(), *value.values()]
    elif isinstance(value, list):
        parts = value
    else:
        return None
    return next((fault for part in parts if (fault := _clean(part, name, depth - 1))), None)


def _array(schema: Mapping[str, Any]) -> _Check:
    inner = _compiled(schema["items"])
    most = schema.get("maxItems", 2**31)

    def check(value: Any, name: str) -> Fault | None:
        if not isinstance(value, list):
            return _wrong_type(name, "array")
        if len(value) > most:
            return Fault("too_long", {"field": name, "most": most})
        return next((fault for one in value if (fault := inner(one, name))), None)

    return check


def _string(schema: Mapping[str, Any]) -> _Check:
    allowed = frozenset(schema.get("enum", ()))
    pattern = re.compile(schema["pattern"]) if "pattern" in schema else None
    least, most = schema.get("minLength", 0), schema.get("maxLength", 2**31)
    form = _FORMATS.get(schema.get("format", ""))

    def check(value: Any, name: str) -> Fault | None:
        if not isinstance(value, str):
            return _wrong_type(name, "string")
        if _broken(value):
            return Fault("broken_text", {"field": name})
        if allowed and value not in allowed:
            return Fault("not_allowed", {"field": name, "value": _shown(value)})
        if len(value) > most:
            return Fault("too_long", {"field": name, "most": most})
        if len(value) < least or (pattern and not pattern.fullmatch(value)) or (form and not form(value)):
            return Fault("wrong_form", {"field": name, "value": _shown(value)})
        return None

    return check


def _integer(schema: Mapping[str, Any]) -> _Check:
    least, most = schema["minimum"], schema["maximum"]

    def check(value: Any, name: str) -> Fault | None:
        if not isinstance(value, int) or isinstance(value, bool):
            return _wrong_type(name, "integer")
        if value < least:
            return Fault("too_small", {"field": name, "least": least})
        return Fault("too_large", {"field": name, "most": most}) if value > most else None

    return check


def _is_date(value: str) -> bool:
    try:
        return bool(_DATE.fullmatch(value)) and value.isascii() and date.fromisoformat(value) is not None
    except ValueError:
        return False


def _is_moment(value: str) -> bool:
    try:
        return bool(_TIME.fullmatch(value)) and value.isascii() and datetime.fromisoformat(value).tzinfo is not None
    except (ValueError, OverflowError):
        return False


_FORMATS: dict[str, Callable[[str], bool]] = {"date": _is_date, "date-time": _is_moment}


def _broken(text: str) -> bool:
    """NUL and lone surrogates: no text, and PostgreSQL stores neither."""
    if text.isascii():
        return "\x00" in text
    return "\x00" in text or any("\ud800" <= sign <= "\udfff" for sign in text)


def _wrong_type(name: str, kind: str) -> Fault:
    return Fault("wrong_type", {"field": name, "expected": WORDS[kind]})


def _shown(value: Any) -> str:
    text = str(value).encode("utf-8", "replace").decode()
    return text if len(text) <= SHOWN else text[:SHOWN] + "..."
