"""Fonts for printed pages: which are needed, which are there, and what to do when some are missing."""

from __future__ import annotations

from functools import cache

import typst

from salwa.domain.languages import Listed, Sentence, message
from salwa.domain.refusals import Refusal

MISSING = message("Pages cannot be printed in this language: the fonts {fonts} are not installed on this machine.")
INSTALL = message("Install the Debian packages fonts-noto-core and fonts-noto-cjk, and start Salwa again.")
# What each language needs beside Noto Sans.
OF_LANGUAGE = {"ar": "Noto Sans Arabic", "zh": "Noto Sans CJK SC"}
EVERYWHERE = "Noto Sans"
# Comes with the page maker itself: every sign of a serial number has its own width and shape.
MARKS = "DejaVu Sans Mono"


@cache
def fonts() -> typst.Fonts:
    """What the page maker finds on this machine, its own fonts included; looked for once."""
    return typst.Fonts()


def families() -> frozenset[str]:
    """Names of the font families."""
    return frozenset(fonts().families())


def missing_fonts(language: str = "") -> list[str]:
    """Families that are needed for `language` (empty: for all six) and not there."""
    needed = [EVERYWHERE, MARKS]
    needed += [family for code, family in OF_LANGUAGE.items() if not language or code == language]
    return [family for family in needed if family not in families()]


def check_fonts(language: str) -> None:
    """Refuse where a page of this language would show empty boxes."""
    missing = missing_fonts(language)
    if missing:
        raise Refusal("fonts_missing", Sentence(MISSING, {"fonts": Listed(missing)}), remedy=Sentence(INSTALL))


def text_fonts(language: str) -> list[str]:
    """Families for running text, the language's own first; the others stand by for names in other scripts."""
    own = OF_LANGUAGE.get(language)
    return list(dict.fromkeys([*([own] if own == "Noto Sans Arabic" else []), EVERYWHERE, *OF_LANGUAGE.values()]))


def mark_fonts() -> list[str]:
    """Families for marks."""
    return [MARKS, EVERYWHERE, *OF_LANGUAGE.values()]
