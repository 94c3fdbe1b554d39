"""What the square code on a label says: `salwa:w:<number>-<check>` for a weapon, `salwa:d:...` for a depot.

Nothing of the weapon itself is in it: whoever finds a label learns a number of one installation and no more. The check
character also covers the State's code, so that 36 of 37 labels of another State's register are refused, not taken for
a weapon of this one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from salwa.domain.marking.numbers import SIGNS, check_character

_CODE = re.compile(r"(?:salwa:)?(?P<kind>[wd])[:/](?P<number>[0-9]{1,18})-(?P<check>[0-9A-Z])/?", re.IGNORECASE)


class Labelled(StrEnum):
    """What a label can stand for."""

    WEAPON = "w"
    DEPOT = "d"


class WrongCode(ValueError):
    """The text is no code of this installation: damaged, mistyped, or of another register."""


@dataclass(frozen=True, slots=True)
class Code:
    """A thing with a label: its kind and its number in this installation."""

    kind: Labelled
    number: int


def code_text(code: Code, state: str) -> str:
    """The text in the square code. `state` is the ISO 3166 code of the installation's State."""
    return f"salwa:{code.kind.value}:{short_text(code, state)}"


def short_text(code: Code, state: str) -> str:
    """Number and check character, as printed beside the square code for eyes and keyboards."""
    return f"{code.number}-{_check(code, state)}"


def read_code(text: str, state: str) -> Code:
    """The thing a scanned or typed text stands for. Also takes an address that ends in the code. Raises `WrongCode`."""
    tail = text.strip().rstrip("/")
    found = _CODE.fullmatch(tail) or _CODE.fullmatch("/".join(tail.split("/")[-2:]))
    if found is None:
        raise WrongCode(text)
    code = Code(Labelled(found["kind"].lower()), int(found["number"]))
    if found["check"].upper() != _check(code, state):
        raise WrongCode(text)
    return code


def _check(code: Code, state: str) -> str:
    return check_character(f"{state.upper()}{code.kind.value.upper()}{code.number}", SIGNS)
