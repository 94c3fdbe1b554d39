"""Recognising the encoding of a text file from its bytes.

General detectors judge running prose; a register is short fields of names and codes. Here each candidate encoding is
judged by what it makes of the letters beyond ASCII: they should stand among letters of their own script and case.
"""

from __future__ import annotations

import codecs
import unicodedata
from dataclasses import dataclass
from itertools import islice

SAMPLE = 400_000
# So many letters tell a table of signs from another; judging all of a hostile sample would take half a minute.
JUDGED = 20_000
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# In order of preference where two score the same.
CANDIDATES = (
    "cp1252", "cp1256", "cp1251", "gb18030", "cp1250", "cp1254", "cp1253", "koi8-r", "mac-roman", "cp850", "big5",
    "cp866", "iso8859-6", "cp949", "cp932", "mac-cyrillic",
)  # fmt: skip
# Signs that stand in the middle of a word only when the encoding is wrong.
ODD_CATEGORIES = {"Sm", "Sk", "So", "Cc", "Cn", "Co", "Po", "Sc", "No", "Pi", "Pf"}
FAMILIAR_SIGNS = set("°ºª’‘“”«»–—…·©®№§¿¡٪،؛؟、，。：；（）《》")


@dataclass(frozen=True, slots=True)
class RecognisedEncoding:
    """`name` is Python's name of the encoding; `sure` is False where a person should look at the preview first."""

    name: str
    sure: bool


def recognise_encoding(sample: bytes) -> RecognisedEncoding:
    """Encoding of a file from its first bytes (a few hundred kilobytes are plenty)."""
    for mark, name in BYTE_ORDER_MARKS:
        if sample.startswith(mark):
            return RecognisedEncoding(name, sure=True)
    sample = sample[:SAMPLE]
    without_mark = _wide_without_mark(sample)
    if without_mark:
        return RecognisedEncoding(without_mark, sure=True)
    if _decodes(sample, "utf-8"):
        return RecognisedEncoding("utf-8", sure=True)
    scored = sorted(((_plausibility(sample, name), -rank, name) for rank, name in enumerate(CANDIDATES)), reverse=True)
    best, second = scored[0], scored[1]
    return RecognisedEncoding(best[2], sure=best[0] > 0.5 and best[0] - second[0] > 0.05)


def _wide_without_mark(sample: bytes) -> str | None:
    """UTF-16 without a byte order mark shows as zeros in every other byte."""
    head = sample[:2_000]
    if len(head) < 8:
        return None
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd > len(head) * 0.1 and even < len(head) * 0.01:
        return "utf-16-le"
    if even > len(head) * 0.1 and odd < len(head) * 0.01:
        return "utf-16-be"
    return None


def _decodes(sample: bytes, name: str) -> bool:
    try:
        codecs.getincrementaldecoder(name)().decode(sample, final=False)
    except UnicodeDecodeError:
        return False
    return True


def _plausibility(sample: bytes, name: str) -> float:
    """-1..1: mean verdict over the letters beyond ASCII; -2 when the bytes are no such text at all."""
    try:
        text = codecs.getincrementaldecoder(name)().decode(sample, final=False)
    except (UnicodeDecodeError, LookupError):
        return -2.0
    letters = ((place, sign) for place, sign in enumerate(text) if sign > "\x7f")
    verdicts = [
        _verdict(text[place - 1] if place else " ", sign, text[place + 1] if place + 1 < len(text) else " ")
        for place, sign in islice(letters, JUDGED)
    ]
    if not verdicts:
        return 0.0
    return sum(verdicts) / len(verdicts)


def _verdict(before: str, sign: str, after: str) -> float:
    category = unicodedata.category(sign)
    if category in ODD_CATEGORIES:
        if sign == "’":
            return 0.2 if before.isalpha() else -0.2
        inside_a_word = before.isalpha() and after.isalpha()
        return 0.1 if sign in FAMILIAR_SIGNS and not inside_a_word else -1.0
    if not sign.isalpha():
        return 0.0 if sign.isdigit() else -0.3
    return _letter_verdict(before, sign, after)


def _letter_verdict(before: str, sign: str, after: str) -> float:
    """A letter fits when its neighbours are letters of the same script, and capitals do not follow small letters."""
    script = script_of(sign)
    if script in {"CJK", "HIRAGANA", "KATAKANA", "HANGUL"}:
        # Ideographs stand in runs; one wedged between Latin letters is two accented letters read together.
        wedged = sum(neighbour.isalpha() and script_of(neighbour) == "LATIN" for neighbour in (before, after))
        return (0.9 if _everyday(sign) else -0.3) - 0.9 * wedged
    verdict = 0.5
    for neighbour in (before, after):
        if neighbour.isalpha():
            verdict += 0.2 if script_of(neighbour) == script else -0.9
    if before.isalpha() and before.islower() and sign.isupper():
        verdict -= 0.9
    if sign.isupper() and after.islower() and before.isalpha():
        verdict -= 0.5
    if script == "LATIN":
        # Accented letters come singly; a run of them is another script read with the wrong table.
        verdict -= 0.5 * sum(neighbour > "\x7f" and neighbour.isalpha() for neighbour in (before, after))
        verdict -= 0.3 * (sign in "ŠŽƒÝýÞþÐð")
    return verdict


def _everyday(sign: str) -> bool:
    """Common ideographs, kana and Hangul; half-width kana and rare ideographs are what wrong tables make."""
    return "\u4e00" <= sign <= "\u9fff" or "\u3040" <= sign <= "\u30ff" or "\uac00" <= sign <= "\ud7a3"


def script_of(sign: str) -> str:
    """First word of the Unicode name of a letter: LATIN, CYRILLIC, ARABIC, CJK, GREEK ... ('' for none)."""
    return unicodedata.name(sign, "").split(" ")[0]
