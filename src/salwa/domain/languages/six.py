"""The six official languages of the United Nations, in the order of the UN language bar."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Direction = Literal["ltr", "rtl"]


@dataclass(frozen=True, slots=True)
class Language:
    """One official language: ISO 639-1 code, its own name, and the direction its script runs in."""

    code: str
    name: str
    direction: Direction


LANGUAGES: tuple[Language, ...] = (
    Language("ar", "عربي", "rtl"),
    Language("zh", "中文", "ltr"),
    Language("en", "English", "ltr"),
    Language("fr", "Français", "ltr"),
    Language("ru", "Русский", "ltr"),
    Language("es", "Español", "ltr"),
)


def direction_of(code: str) -> Direction:
    """Writing direction of a language code; an unknown code reads left to right."""
    return next((language.direction for language in LANGUAGES if language.code == code), "ltr")
