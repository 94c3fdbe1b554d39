"""Sentences the rules speak: an English template with named blanks and the values for them.

Domain code never translates. It returns a `Sentence`; the doors look the template up in the catalogues
(services/languages) and fill in the values afterwards, so that a value is never translated.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


def message(template: str) -> str:
    """Mark an English template for the catalogues and return it unchanged.

    Blanks are named: `message("The serial differs in {count} places.")`. Whole sentences only.
    """
    return template


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: `template` as marked with `message()`, `values` for its named blanks (never translated)."""

    template: str
    values: Mapping[str, str | int | float] = field(default_factory=dict)

    def english(self) -> str:
        """The sentence in English, blanks filled."""
        return self.template.format(**self.values)
