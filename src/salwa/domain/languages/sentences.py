"""Sentences the rules speak: an English template with named blanks and the values for them.

Domain code never translates. It returns a `Sentence`; the doors look the template up in the catalogues
(services/languages) and fill in the values afterwards, so that a value is never translated.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any


def message(template: str) -> str:
    """Mark an English template for the catalogues and return it unchanged.

    Blanks are named: `message("The serial differs in {count} places.")`. Whole sentences only.
    """
    return template


class Listed(str):
    """Several parts in one blank of a sentence: "1984, 1985". As a text they are joined as English does it.

    Whoever renders the sentence joins `parts` as its language does: Arabic and Chinese have other commas.
    """

    parts: tuple[str, ...]

    def __new__(cls, parts: Iterable[object]) -> Listed:
        """The parts in their order, each as text."""
        told = tuple(str(part) for part in parts)
        self = super().__new__(cls, ", ".join(told))
        self.parts = told
        return self

    def __reduce__(self) -> tuple[type[Listed], tuple[tuple[str, ...]]]:
        """What a copy, also one in another process, is made of."""
        return type(self), (self.parts,)


class Entry(dict[str, str]):
    """A value that is an entry of the reference data, kept as its code and named in the language of who reads it.

    `entry` is its kind (maker, model, calibre, type, country), `code` its code, `text` what stands where nobody looks
    the name up. A mapping, so that it survives being kept as JSON.
    """

    def __init__(self, kind: str, code: str, text: str = "") -> None:
        super().__init__(entry=kind, code=code, text=text or code)

    def __str__(self) -> str:
        return self["text"]

    def __format__(self, spec: str) -> str:
        return format(self["text"], spec)


def is_entry(value: object) -> bool:
    """Whether a value is an entry of the reference data, also one that was read back from JSON."""
    return isinstance(value, Mapping) and {"entry", "code", "text"} <= set(value)


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: `template` as marked with `message()`, `values` for its named blanks (never translated)."""

    template: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def english(self) -> str:
        """The sentence in English, blanks filled."""
        plain = {name: one["text"] if is_entry(one) else one for name, one in self.values.items()}
        return self.template.format(**plain)

    def kept(self) -> dict[str, Any]:
        """Template and values as they are kept in JSON: parts that are listed stay apart, for every later reader."""
        values = {name: list(one.parts) if isinstance(one, Listed) else one for name, one in self.values.items()}
        return {"template": self.template, "values": values}

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Sentence:
        """The sentence that `kept` wrote."""
        values = {name: Listed(one) if isinstance(one, list) else one for name, one in kept["values"].items()}
        return cls(kept["template"], values)
