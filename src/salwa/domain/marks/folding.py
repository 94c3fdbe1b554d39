"""The folding table: which characters are taken for one another when marks are compared.

The table is reviewed reference data (`salwa/reference/folding.yaml`). The rules may not read files, so `DEFAULT` below
restates it and a test holds the two equal. The search index is made of folded marks: a changed table means a new
`version` and a rebuilt index, which is why a change is made in both places on purpose.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

ILLEGIBLE = "?"
DECIMAL_DIGITS = "0123456789"


class Compiled(dict[int, str]):
    """A `str.translate` table that works out a character the first time it is met and remembers it."""

    def __init__(self, exact: Mapping[str, str], then: Mapping[str, str]) -> None:
        super().__init__()
        self._exact = exact
        self._then = then

    def __missing__(self, code: int) -> str:
        folded = "".join(self._then.get(c, c) for c in self._letters(chr(code)))
        self[code] = folded
        return folded

    def _letters(self, char: str) -> str:
        """The character as ASCII capitals and digits, or nothing when it has no reading."""
        for form in (char, char.upper()):
            if form in self._exact:
                return self._exact[form]
        digit = unicodedata.decimal(char, None)
        if digit is not None:
            return DECIMAL_DIGITS[digit]
        upper = char.upper()
        if upper.isascii():
            return upper if upper.isalnum() else ""
        parts = unicodedata.normalize("NFKD", upper)
        return "" if parts == char else "".join(self._letters(part) for part in parts if part != char)


@dataclass(frozen=True)
class FoldingTable:
    """What is taken for what. Keys are single characters in capitals; values are ASCII capitals and digits.

    `confusable`: Latin letters and signs to the character they are mistaken for when struck or worn (O to 0).
    `look_alike`: letters of other scripts to the Latin letter or digit of the same shape (Cyrillic В to B).
    `by_sound`: letters of other scripts to Latin letters of the same sound, as a clerk writes them (Ж to ZH).
    `numerals`: ideographs that stand for one digit. `illegible`: signs people write for a position they cannot read.
    `dropped`: signs that would otherwise decompose into letters (№ into "No").
    """

    version: str
    confusable: Mapping[str, str]
    look_alike: Mapping[str, str]
    by_sound: Mapping[str, str]
    numerals: Mapping[str, str]
    illegible: str
    dropped: str

    @cached_property
    def shape(self) -> Compiled:
        """Table of the skeleton: look-alikes first, sound for letters that resemble nothing, confusables last."""
        return Compiled({**self.by_sound, **self._signs, **self.look_alike}, self.confusable)

    @cached_property
    def sound(self) -> Compiled:
        """Table of the skeleton of a transliterated mark: every foreign letter by its sound, confusables last."""
        return Compiled({**self.look_alike, **self._signs, **self.by_sound}, self.confusable)

    @cached_property
    def sound_plain(self) -> Compiled:
        """Letters of every script by their sound, nothing confused with anything: for names, not for numbers."""
        return Compiled({**self.look_alike, **self.numerals, **self.by_sound}, {})

    @cached_property
    def latin(self) -> Compiled:
        """Table of the milder normal form: Latin letters of the same shape, nothing confused with anything."""
        return Compiled({**self.by_sound, **self._signs, **self.look_alike}, {})

    @property
    def _signs(self) -> dict[str, str]:
        return {
            **dict.fromkeys(self.illegible, ILLEGIBLE),
            **dict.fromkeys(self.dropped, ""),
            **{sign: to for sign, to in self.confusable.items() if not sign.isalnum()},
            **self.numerals,
        }


def pairs(text: str) -> dict[str, str]:
    """`"В:B Ж:ZH"` as a mapping; the compact spelling shared by the built-in table and the reference file."""
    return dict(part.split(":") for part in text.split())


DEFAULT = FoldingTable(
    version="2026.1",
    confusable=pairs("O:0 Q:0 D:0 I:1 L:1 |:1 !:1 ¦:1 B:8 S:5 $:5 Z:2 G:6 V:U"),
    look_alike=pairs(
        # Cyrillic
        "А:A В:B Е:E Ё:E К:K М:M Н:H О:O Р:P С:C Т:T У:Y Ў:Y Х:X І:I Ї:I Ј:J Ѕ:S Ԛ:Q Ԝ:W Һ:H Ү:Y Ә:E Ө:O З:3 "
        # Greek
        "Α:A Β:B Ε:E Ζ:Z Η:H Ι:I Κ:K Μ:M Ν:N Ο:O Ρ:P Τ:T Υ:Y Χ:X"
    ),
    by_sound=pairs(
        # Cyrillic: Russian after BGN/PCGN, then Ukrainian, Belarusian, Serbian, Macedonian
        "А:A Б:B В:V Г:G Д:D Е:E Ё:E Ж:ZH З:Z И:I Й:I К:K Л:L М:M Н:N О:O П:P Р:R С:S Т:T У:U Ф:F Х:KH Ц:TS Ч:CH "
        "Ш:SH Щ:SHCH Ъ: Ы:Y Ь: Э:E Ю:YU Я:YA Ґ:G Є:E І:I Ї:I Ў:U Ђ:DJ Ј:J Љ:LJ Њ:NJ Ћ:C Џ:DZ Ѓ:G Ќ:K Ѕ:DZ "
        # Greek
        "Α:A Β:V Γ:G Δ:D Ε:E Ζ:Z Η:I Θ:TH Ι:I Κ:K Λ:L Μ:M Ν:N Ξ:X Ο:O Π:P Ρ:R Σ:S Τ:T Υ:Y Φ:F Χ:CH Ψ:PS Ω:O "
        # Arabic, Persian, Urdu, Kurdish
        "ا:A أ:A إ:A آ:A ٱ:A ب:B ت:T ث:TH ج:J ح:H خ:KH د:D ذ:DH ر:R ز:Z س:S ش:SH ص:S ض:D ط:T ظ:Z ع:A غ:GH ف:F ق:Q ك:K "
        "ل:L م:M ن:N ه:H ة:H و:W ي:Y ى:A ئ:Y ؤ:W ء: ـ: پ:P چ:CH ژ:ZH گ:G ک:K ی:Y ڤ:V ہ:H ھ:H ے:Y ٹ:T ڈ:D ڑ:R "
        # Hebrew
        "א:A ב:B ג:G ד:D ה:H ו:V ז:Z ח:H ט:T י:Y כ:K ך:K ל:L מ:M ם:M נ:N ן:N ס:S ע:A "
        "פ:P ף:P צ:TS ץ:TS ק:K ר:R ש:SH ת:T "
        # Latin letters that do not decompose
        "Æ:AE Œ:OE Ø:O Ł:L Đ:D Ð:D Þ:TH ẞ:SS ı:I Ə:E Ħ:H Ŋ:N ſ:S"
    ),
    numerals=pairs(
        "〇:0 零:0 一:1 二:2 三:3 四:4 五:5 六:6 七:7 八:8 九:9 壹:1 "
        "贰:2 叁:3 肆:4 伍:5 陆:6 柒:7 捌:8 玖:9 貳:2 參:3 陸:6"
    ),
    illegible="?¿؟？*＊✱_＿□■▢▯◻◼▮…�",
    dropped="№℗®™©℠ªº",
)
