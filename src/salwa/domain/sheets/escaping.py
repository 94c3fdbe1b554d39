"""Making a cell harmless for spreadsheet programs: nothing in it can begin a formula (ASVS 1.2.10).

A spreadsheet program takes a cell of a CSV file for a formula when it begins with one of a few signs. What counts as
the beginning of a cell depends on the separator and the quotation marks that the reader's program expects, so a sign
is disarmed wherever some program could see a cell begin. The text is changed by that: such a file is for reading, and
an import refuses it.
"""

from __future__ import annotations

import re
import unicodedata

from salwa.domain.languages.bidi import is_balanced

# First cell of every file that is for reading only; an import that meets it refuses the file. Never translated.
NOT_FOR_IMPORT = "salwa_for_reading_only"
# Signs that begin a formula, and their look-alikes that some programs fold into them.
TRIGGERS = "=+-@\uff1d\uff0b\uff0d\uff20\u2212\ufe63\ufe62\ufe66\ufe6b\u207c\u208c"
ISOLATES = "\u2066\u2067\u2068\u2069"
_SEPARATORS = ",;|\t\r\n\u060c"
# Signs that a program may drop before it looks at the first sign of a cell: blanks, quotation marks, invisible ones.
_BLANKS = (
    r"\s\"'`\u2018\u2019\u201c\u201d\u00ab\u00bb\u0000-\u001f\u007f-\u00a0\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202f"
    r"\u2060-\u2069\u3164\ufeff\ufff0-\uffff"
)
_BEGINS = re.compile(rf"(^|[{re.escape(_SEPARATORS)}])([{_BLANKS}]*)(?=[{re.escape(TRIGGERS)}])")
# Control signs say nothing in a cell, and some begin a new line or a new cell.
_CONTROLS = {code: " " for code in range(0x20) if chr(code) not in "\t\r\n"} | {0x7F: " ", 0xFEFF: ""}


def escaped(text: str) -> str:
    """`text` with an apostrophe before every sign that could begin a formula; all other text as it is.

    A cell that begins with a tab or a line end is taken as if it began with its first visible sign, and gets an
    apostrophe too.
    """
    if not text:
        return text
    if text.isalnum():
        return text
    plain = text.translate(_CONTROLS)
    plain = _BEGINS.sub(lambda found: f"{found[1]}{found[2]}'", plain)
    return "'" + plain if plain[:1] in {"\t", "\r", "\n"} else plain


def visible(text: str) -> str:
    """`text` for paper: signs that cannot be printed or that turn the text round are written out as [U+202E]."""
    if text.isprintable() and text.isascii():
        return text
    kept = ISOLATES if is_balanced(text) else ""
    return "".join(sign if sign in kept else _written_out(sign) for sign in text)


def _written_out(sign: str) -> str:
    if sign in {"\n", "\t"}:
        return " "
    category = unicodedata.category(sign)
    if category in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"} and sign not in {"\u200c", "\u200d"}:
        return f"[U+{ord(sign):04X}]"
    return sign
