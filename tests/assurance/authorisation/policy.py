"""The reviewed policy (tests/assurance/policy.yaml): what a line says of a person and a thing of a unit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from salwa.domain.accounts import RIGHTS, Role
from salwa.reference.yaml_files import read_yaml

FOLDER = Path(__file__).resolve().parent.parent
# Words that are no rights; the head of policy.yaml says what they mean.
WORDS = frozenset({"anyone", "signed_in", "mine", "nobody", "else_hidden", "made_it"})
IN_UNIT = "@unit"
OWN, OTHER = "own", "other"


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who asks. `held` are the rights of the roles held in either unit; `signed_in` false: nobody at all."""

    name: str
    held: Mapping[str, frozenset[str]]
    signed_in: bool = True

    def has(self, right: str, unit: str | None) -> bool:
        """Whether the right is held, for a thing of `unit` (None: a matter of no unit)."""
        plain = right.removesuffix(IN_UNIT)
        if unit is not None and (right != plain or right.endswith("_own")):
            return plain in self.held.get(unit, frozenset())
        return any(plain in rights for rights in self.held.values())


def actors() -> tuple[Actor, ...]:
    """Nobody, a person whose only role ended, each role, and one with roles in two units."""
    single = [Actor(role.value, {OWN: RIGHTS[role]}) for role in Role]
    split = Actor("two_units", {OWN: RIGHTS[Role.STOCK_OFFICER], OTHER: RIGHTS[Role.ADMINISTRATOR]})
    return (Actor("nobody", {}, signed_in=False), Actor("role_ended", {}), *single, split)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What one has to have: of each alternative in `terms` one is enough, all terms are needed."""

    text: str
    terms: tuple[tuple[str, ...], ...]

    def answers(self, actor: Actor, unit: str | None) -> frozenset[str]:
        """The answers that are right: opened; or sign_in, refused (no such right at all), hidden (not in that unit)."""
        if self.text == "anyone":
            return frozenset({"opened"})
        if not actor.signed_in:
            return frozenset({"sign_in"})
        missing = {self._missing(term, actor, unit) for term in self.terms} - {""}
        return frozenset(missing or {"opened"})

    def opens(self, actor: Actor, unit: str | None) -> bool:
        """Whether this person may have it."""
        return self.answers(actor, unit) == {"opened"}

    @staticmethod
    def _missing(term: tuple[str, ...], actor: Actor, unit: str | None) -> str:
        if "signed_in" in term or ({"mine", "made_it"} & set(term) and unit != OTHER):
            return ""
        if any(actor.has(right, unit) for right in term if right not in WORDS):
            return ""
        known = {"mine", "else_hidden"} & set(term) or any(
            actor.has(right, None) for right in term if right not in WORDS
        )
        return "hidden" if known else "refused"

    def rights(self) -> set[str]:
        """Every right that is named."""
        return {right.removesuffix(IN_UNIT) for term in self.terms for right in term if right not in WORDS}


@cache
def wanted(text: str) -> Wanted:
    """`a* | b & c` as Wanted: `*` stands for the right and the same right in `_own`, `|` binds closer than `&`."""
    terms = []
    for part in text.split("&"):
        names = [name.strip() for name in part.split("|")]
        terms.append(
            tuple(one for name in names for one in ((name[:-1], f"{name[:-1]}_own") if name[-1] == "*" else (name,)))
        )
    return Wanted(text, tuple(terms))


@dataclass(frozen=True, slots=True)
class Line:
    """One address: what is wanted to read it and to send to it, the thing it names, other parts of it."""

    address: str
    get: Wanted | None
    post: Wanted | None
    thing: str
    values: Mapping[str, Any]
    query: str
    said_on_form: bool

    def wanted(self, method: str) -> Wanted | None:
        """What this method wants; None where the address does not take it."""
        return {"GET": self.get, "POST": self.post}.get(method)

    def units(self) -> tuple[str | None, ...]:
        """The units of which a thing is tried."""
        # The sheet of styles belongs to nobody.
        return (OWN, OTHER) if self.thing not in ("", "sheet") else (None,)


@cache
def lines(section: str) -> tuple[Line, ...]:
    """The lines of `pages` or `api`."""
    found = read_yaml(FOLDER / "policy.yaml")[section]
    return tuple(
        Line(
            address=address,
            get=wanted(told["get"]) if "get" in told else None,
            post=wanted(told["post"]) if "post" in told else None,
            thing=told.get("thing", ""),
            values=told.get("values", {}),
            query=told.get("query", ""),
            said_on_form=told.get("said_on_form", False),
        )
        for address, told in found.items()
    )


@cache
def commands() -> dict[str, dict[str, Any]]:
    """The commands with who runs them and what they leave in the audit log."""
    found: dict[str, dict[str, Any]] = read_yaml(FOLDER / "policy.yaml")["commands"]
    return found


@cache
def _of_fields() -> dict[str, Any]:
    found: dict[str, Any] = read_yaml(FOLDER / "fields.yaml")
    return found


def field_words() -> dict[str, dict[str, str]]:
    """Model -> field -> its word in tests/assurance/fields.yaml."""
    words: dict[str, dict[str, str]] = _of_fields()["models"]
    return words


def who_words() -> dict[str, str]:
    """Word -> what one has to have to see the fields of this word."""
    words: dict[str, str] = _of_fields()["who"]
    return words


def numbers() -> dict[str, str]:
    """`Model.field` of a number that is planted -> what one has to have to see it."""
    found: dict[str, str] = _of_fields()["numbers"]
    return found


def not_shown() -> list[str]:
    """`Model.field` of texts that may be seen by somebody and that nothing shows today."""
    found: list[str] = _of_fields()["not_shown"]
    return found
