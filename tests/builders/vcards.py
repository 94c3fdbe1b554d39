"""A strict reader of vCards after RFC 6350 and RFC 6868, written from the standards and not from our writer."""

from __future__ import annotations

import re

NAME = re.compile(r"(?:[A-Za-z0-9-]+\.)?([A-Za-z0-9-]+)")
# A parameter value: quoted text without quotation marks and control signs, or bare text without " ; : , as well.
PARAMETER = re.compile(
    r';([A-Za-z0-9-]+)=((?:"[^"\x00-\x08\x0a-\x1f\x7f]*"|[^";:,\x00-\x1f\x7f]*)(?:,(?:"[^"]*"|[^";:,]*))*)'
)
ONCE = {"VERSION", "KIND", "UID", "REV", "N", "BDAY", "GENDER", "PRODID"}


def read_vcard(content: bytes) -> list[tuple[str, dict[str, str], list[str]]]:
    """(property, parameters, parts of the value) of each line. Raises `ValueError` for what the standard forbids."""
    text = content.decode("utf-8")
    if not content.endswith(b"\r\n") or re.search(rb"(?<!\r)\n|\r(?!\n)", content):
        raise ValueError("lines end with CRLF")
    physical = content.split(b"\r\n")[:-1]
    if any(len(line) > 75 for line in physical):
        raise ValueError("a line is longer than 75 octets")
    for line in physical:
        line.decode("utf-8")  # a fold never cuts a sign
    lines = re.sub("\r\n[ \t]", "", text).split("\r\n")[:-1]
    found = [_line(line) for line in lines]
    names = [name for name, _, _ in found]
    if names[:2] != ["BEGIN", "VERSION"] or names[-1] != "END" or found[1][2] != ["4.0"]:
        raise ValueError("begin, version, end")
    if found[0][2] != ["VCARD"] or found[-1][2] != ["VCARD"] or "FN" not in names:
        raise ValueError("no card, or no name")
    if any(names.count(name) > 1 for name in ONCE):
        raise ValueError("a property stands twice")
    return found


def _line(line: str) -> tuple[str, dict[str, str], list[str]]:
    name = NAME.match(line)
    if name is None:
        raise ValueError(f"no property: {line!r}")
    place, parameters = name.end(), {}
    while place < len(line) and line[place] == ";":
        found = PARAMETER.match(line, place)
        if found is None:
            raise ValueError(f"no parameter: {line!r}")
        parameters[found[1].upper()] = _parameter(found[2])
        place = found.end()
    if place >= len(line) or line[place] != ":":
        raise ValueError(f"no value: {line!r}")
    value = line[place + 1 :]
    if re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", value):
        raise ValueError(f"a control sign: {line!r}")
    return name[1].upper(), parameters, _parts(name[1].upper(), value)


def _parts(name: str, value: str) -> list[str]:
    if name in {"BEGIN", "END", "VERSION", "UID", "REV", "KIND"}:
        return [value]
    structured = name in {"ADR", "ORG", "N"}
    parts, part, signs = [], "", iter(value)
    for sign in signs:
        if sign == "\\":
            escaped = next(signs, "")
            if escaped not in set("\\,;nN"):
                raise ValueError(f"an unknown escape in {value!r}")
            part += "\n" if escaped in "nN" else escaped
        elif sign == ";" and structured:
            parts.append(part)
            part = ""
        elif sign == "," and name not in {"NOTE"}:
            raise ValueError(f"a list where one value is meant: {value!r}")
        else:
            part += sign
    return [*parts, part]


def _parameter(value: str) -> str:
    plain = value[1:-1] if value.startswith('"') and value.endswith('"') and value.count('"') == 2 else value
    return re.sub(r"\^([n'^])", lambda found: {"n": "\n", "'": '"', "^": "^"}[found[1]], plain)
