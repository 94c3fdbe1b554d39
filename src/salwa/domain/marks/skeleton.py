"""Skeleton of a mark: what remains when everything that is easily confused is made equal.

Two marks with one skeleton may be the same mark; the text as read is always kept beside it.
"""

from __future__ import annotations

import re

from salwa.domain.marks.folding import DEFAULT, ILLEGIBLE, FoldingTable

# Three dots, or two at either end, stand for characters that could not be read (their number is unknown).
_DOTS = re.compile(r"\.{3,}|^\s*\.{2,}|\.{2,}\s*$")
# One "#" before the first character is a number sign; elsewhere each "#" is a position nobody could read.
_NUMBER_SIGN = re.compile(r"^[\s#]*#\s*(?=[^\W_])")


def skeleton(text: str, table: FoldingTable = DEFAULT) -> str:
    """Fold a mark to its skeleton: ASCII capitals and digits, `?` for each position that could not be read.

    Case, scripts (look-alikes by shape, other letters by sound), digits of any script, and the confusions O/Q/D=0,
    I/L/|=1, B=8, S=5, Z=2, G=6, U=V are made equal; separators, accents, bidirectional and invisible controls vanish.
    Folding twice changes nothing. Give it the text of a serial as read (`SerialReading.text`), without "S/N" and notes.
    """
    return _marked(text).translate(table.shape)


def skeleton_by_sound(text: str, table: FoldingTable = DEFAULT) -> str:
    """Skeleton of the mark as a clerk without the script would transliterate it: Cyrillic В as V, not as B."""
    return _marked(text).translate(table.sound)


def skeletons(text: str, table: FoldingTable = DEFAULT) -> tuple[str, ...]:
    """Every skeleton under which a mark should be recorded and asked: by shape, and by sound where that differs.

    Only marks with letters of another script have two, so `ВН 1234` meets both `BH1234` and `VN1234`.
    """
    marked = _marked(text)
    by_shape = marked.translate(table.shape)
    if marked.isascii():
        return (by_shape,)
    by_sound = marked.translate(table.sound)
    return (by_shape,) if by_sound == by_shape else (by_shape, by_sound)


def _marked(text: str) -> str:
    if ".." in text:
        text = _DOTS.sub(ILLEGIBLE, text)
    if "#" in text:
        text = _NUMBER_SIGN.sub("", text).replace("#", ILLEGIBLE)
    return text
