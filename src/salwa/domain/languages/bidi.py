"""Numbers, marks and codes inside text that runs from right to left: which pieces must keep their own order.

In Arabic text a serial number 12-34-56 is shown as 56-34-12, a date 2025-03-04 as 04-03-2025, a range (2024-2025) as
(2025-2024) by every program that follows the Unicode bidirectional algorithm, unless such a piece is isolated. The
pieces found here are isolated on screens, on paper and in workbooks.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from salwa.domain.languages.six import Direction

# Letters and signs of scripts that run from right to left, and signs that steer direction; digits are not among them.
_RTL = (
    r"\u0590-\u065f\u066a-\u06ef\u06fa-\u08ff\ufb1d-\ufdff\ufe70-\ufefe\U00010800-\U00010fff\U0001e800-\U0001efff"
    r"\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069"
)
_TOKEN = rf"[^\s{_RTL}]+"
_RUN = re.compile(rf"{_TOKEN}(?:[ \u00a0]{_TOKEN})*")
_HAS_RTL = re.compile(
    r"[\u05be\u05c0\u05c3\u05c6\u05d0-\u05f4\u0608\u060b\u061b-\u064a\u066d-\u066f\u0671-\u06d5\u06e5\u06e6\u06ee\u06ef"
    r"\u06fa-\u070d\u070f\u0710\u0712-\u072f\u074d-\u07a5\u07b1-\u07ea\u07fa-\u0815\u0840-\u08c9\ufb1d-\ufd3d"
    r"\ufd50-\ufdfc\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
# What ends a sentence or clause belongs to the text around a run, not to the mark.
_ENDING = '.,;:!?\u2026\u00bb\u201d"'
_BEGINNING = re.compile(rf"(?:[{re.escape(_ENDING)}]+[ \u00a0])*")
LTR_ISOLATE, RTL_ISOLATE, END_ISOLATE = "\u2066", "\u2067", "\u2069"


class Run(NamedTuple):
    """A piece of a text; `ltr` pieces are isolated from left to right."""

    text: str
    ltr: bool


def runs(text: str) -> Iterator[Run]:
    """The pieces of `text`, in order and complete. A text without any letter of a right-to-left script is one run."""
    if not _HAS_RTL.search(text):
        if text:
            yield Run(text, ltr=True)
        return
    last = 0
    for found in _RUN.finditer(text):
        start, end = _trimmed(found)
        if start >= end:
            continue
        if start > last:
            yield Run(text[last:start], ltr=False)
        yield Run(text[start:end], ltr=True)
        last = end
    if last < len(text):
        yield Run(text[last:], ltr=False)


def _trimmed(found: re.Match[str]) -> tuple[int, int]:
    """Where the mark itself begins and ends: punctuation of the sentence around it stays outside."""
    text = found[0]
    if not any(sign.isalnum() for sign in text):
        return found.end(), found.end()
    end = len(text.rstrip(_ENDING))
    opened, closed = text[:end].count("("), text[:end].count(")")
    start = _BEGINNING.match(text).end()  # type: ignore[union-attr]
    start += 1 if text[start:].startswith("(") and opened > closed else 0
    if text[:end].endswith(")") and closed > opened:
        end -= 1
    return found.start() + start, found.start() + end


def isolated(text: str) -> str:
    """`text` with Unicode isolates around its left-to-right pieces; unchanged where nothing could turn round."""
    if not _HAS_RTL.search(text):
        return text
    return "".join(f"{LTR_ISOLATE}{run.text}{END_ISOLATE}" if run.ltr else run.text for run in runs(text))


def direction_of_text(text: str) -> Direction:
    """The direction in which a text is read: that of its first letter, which isolates hide from what shows it."""
    for sign in text:
        kind = unicodedata.bidirectional(sign)
        if kind in {"R", "AL"}:
            return "rtl"
        if kind == "L":
            return "ltr"
    return "ltr"


def in_order(text: str) -> str:
    """`text` as a piece of a page of either direction: isolated as a whole, and its left-to-right pieces within it."""
    if not text:
        return text
    if not _HAS_RTL.search(text):
        return f"{LTR_ISOLATE}{text}{END_ISOLATE}"
    begin = RTL_ISOLATE if direction_of_text(text) == "rtl" else LTR_ISOLATE
    return f"{begin}{isolated(text)}{END_ISOLATE}"


def is_balanced(text: str) -> bool:
    """Whether every isolate in `text` is closed in it: only then can it not reach into what follows."""
    depth = 0
    for sign in text:
        depth += (sign in "\u2066\u2067\u2068") - (sign == END_ISOLATE)
        if depth < 0:
            return False
    return depth == 0
