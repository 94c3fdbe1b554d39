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


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: `template` as marked with `message()`, `values` for its named blanks (never translated)."""

    template: str
    values: Mapping[str, str | int | float] = field(default_factory=dict)

    def english(self) -> str:
        """The sentence in English, blanks filled."""
        return self.template.format(**self.values)

    def kept(self) -> dict[str, Any]:
        """Template and values as they are kept in JSON: parts that are listed stay apart, for every later reader."""
        values = {name: list(one.parts) if isinstance(one, Listed) else one for name, one in self.values.items()}
        return {"template": self.template, "values": values}

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Sentence:
        """The sentence that `kept` wrote."""
        values = {name: Listed(one) if isinstance(one, list) else one for name, one in kept["values"].items()}
        return cls(kept["template"], values)
