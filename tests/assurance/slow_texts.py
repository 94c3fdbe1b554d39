"""Whether a text can make reading slow out of proportion (S12): time of twice the length against time of the length.

Every regular expression of Salwa is found in the program itself; for each the texts are made of its own parts: the
signs and words it repeats, many of them, behind what it wants to begin with and before what it never takes. Every
reader is given many of each sign that it looks at. Times are processor times, the least of several.
"""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
import signal
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from re import _parser as sre  # type: ignore[attr-defined]
from typing import Any

import salwa

# Twice the length may take at most so many times as long; quadratic would take four times.
MOST_TIMES = 3.0
# Shorter times are noise.
LEAST_SECONDS = 0.002
GIVEN_UP_SECONDS = 1.0
CALLS = frozenset({"compile", "sub", "search", "match", "fullmatch", "findall", "split", "finditer"})
PACKAGE = Path(salwa.__file__).parent
# Not started from here: programs of their own that read what they are given when they are imported.
NOT_IMPORTED = ("salwa.settings.serving", "salwa.locale")
NEVER_TAKEN = ("\x00", "!", "\n\x00", "")


class TooSlow(Exception):
    """A reader was given up."""


@dataclass(frozen=True, slots=True)
class Found:
    """One reading that grew too quickly: what read, the text that did it, seconds at the two lengths."""

    name: str
    text: str
    length: int
    once: float
    twice: float

    def __str__(self) -> str:
        return (
            f"{self.name}: {self.length} signs like {self.text!r} {self.once:.4f} s, twice as many {self.twice:.4f} s"
        )


def patterns_written() -> set[str]:
    """Every regular expression that stands in the source as a text."""
    found = set()
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CALLS:
                of_re = isinstance(node.func.value, ast.Name) and node.func.value.id == "re"
                first = node.args[0] if node.args else None
                if of_re and isinstance(first, ast.Constant) and isinstance(first.value, str | bytes):
                    text = first.value
                    found.add(text.decode("latin1") if isinstance(text, bytes) else text)
    return found


def patterns_made() -> dict[str, re.Pattern[Any]]:
    """Every compiled one that a module of Salwa keeps, by its text: also those put together from parts."""
    found: dict[str, re.Pattern[Any]] = {}
    for module in pkgutil.walk_packages([str(PACKAGE)], "salwa."):
        if module.name.startswith(NOT_IMPORTED) or ".migrations" in module.name or module.name.endswith("__main__"):
            continue
        try:
            importlib.import_module(module.name)
        except Exception:  # noqa: BLE001, S112 - what needs settings of its own keeps no expression of ours
            continue
    for name, module in list(sys.modules.items()):
        if name.startswith("salwa."):
            for one in _inside(list(vars(module).values()), 3):
                text = one.pattern.decode("latin1") if isinstance(one.pattern, bytes) else one.pattern
                found[text] = one
    return found


def _inside(values: Any, deep: int) -> Iterator[re.Pattern[Any]]:
    for one in values:
        if isinstance(one, re.Pattern):
            yield one
        elif deep and isinstance(one, dict):
            yield from _inside(list(one.values()), deep - 1)
        elif deep and isinstance(one, tuple | list | set | frozenset) and len(one) < 500:
            yield from _inside(one, deep - 1)


@cache
def all_patterns() -> dict[str, re.Pattern[str]]:
    """Every regular expression of the program, as one of texts."""
    found = {text: re.compile(text) for text in patterns_written()}
    for text, one in patterns_made().items():
        flags = one.flags & ~re.UNICODE & ~re.DEBUG if isinstance(one.pattern, str) else 0
        found[text] = re.compile(text, flags)
    return found


def _sample(item: Any, most: int = 3) -> list[str]:
    """Texts that a part of a parsed expression takes: a few for each, the shortest form of what it repeats."""
    kind, value = item
    kind = str(kind)
    if kind == "LITERAL":
        return [chr(value)]
    if kind in ("NOT_LITERAL", "ANY"):
        return ["x" if value != ord("x") else "y"]
    if kind == "IN":
        return _of_class(value)[:most]
    if kind in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
        least, _, inner = value
        return [one * max(1, least) for one in _joined(inner, most)]
    if kind == "SUBPATTERN":
        return _joined(value[3], most)
    if kind == "BRANCH":
        return [text for branch in value[1] for text in _joined(branch, 1)][:6]
    if kind == "ATOMIC_GROUP":
        return _joined(value, most)
    return [""]


def _of_class(parts: Any) -> list[str]:
    of_category = {"DIGIT": "7", "SPACE": " ", "WORD": "w", "NOT_DIGIT": "x", "NOT_SPACE": "x", "NOT_WORD": "-"}
    taken, negated = [], False
    for kind, value in parts:
        kind = str(kind)
        if kind == "NEGATE":
            negated = True
        elif kind == "LITERAL":
            taken.append(chr(value))
        elif kind == "RANGE":
            taken.append(chr(value[0]))
        elif kind == "CATEGORY":
            taken.append(of_category.get(str(value).removeprefix("CATEGORY_"), "x"))
    if negated:
        return [sign for sign in "x7 -" if sign not in taken][:2] or ["é"]
    return taken[:3] + taken[-1:]


def _joined(parts: Any, most: int) -> list[str]:
    texts = [""]
    for item in parts:
        texts = [one + more for one in texts for more in (_sample(item, most) or [""])][:most]
    return texts


def _repeated(parts: Any) -> Iterator[str]:
    """What the expression repeats without a small bound, inside and outside of each other."""
    for item in parts:
        kind, value = str(item[0]), item[1]
        if kind in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            if value[1] > 20:
                yield from _joined(value[2], 3)
            yield from _repeated(value[2])
        elif kind == "SUBPATTERN":
            yield from _repeated(value[3])
        elif kind == "BRANCH":
            for branch in value[1]:
                yield from _repeated(branch)
        elif kind in ("ASSERT", "ASSERT_NOT"):
            yield from _repeated(value[1])


def attacks(pattern: re.Pattern[str]) -> set[tuple[str, str, str]]:
    """(beginning, what is repeated, end) of texts that this expression may find hard."""
    parsed = sre.parse(pattern.pattern, pattern.flags)
    pumps = {one for one in _repeated(parsed) if one} | {one for one in _joined(parsed, 2) if one}
    starts = {""} | {one[: len(one) // 2] for one in _joined(parsed, 1)}
    return {(start, pump, end) for start in starts for pump in pumps for end in NEVER_TAKEN[:2]}


@contextmanager
def given_up_after(seconds: float) -> Iterator[None]:
    """Ends what takes more processor time than this with `TooSlow`."""

    def stop(*_: Any) -> None:
        raise TooSlow

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def seconds_of(read: Callable[[str], Any], text: str, times: int = 1) -> float:
    """The least processor time of some tries; an exception is an answer, except that it was given up."""
    least = float("inf")
    for _ in range(times):
        began = time.process_time()
        try:
            with given_up_after(GIVEN_UP_SECONDS):
                read(text)
        except TooSlow:
            return float("inf")
        except Exception:  # noqa: BLE001, S110 - what readers may raise is another test's matter
            pass
        least = min(least, time.process_time() - began)
    return least


def slow(name: str, read: Callable[[str], Any], made: tuple[str, str, str], longest: int) -> Found | None:
    """Whether reading grows out of proportion: lengths doubled until it can be told, or `longest`."""
    start, pump, end = made

    def text_of(length: int) -> str:
        return start + pump * max(1, length // len(pump)) + end

    length, once = 16, 0.0
    while length < longest:
        length *= 2
        before, once = once, seconds_of(read, text_of(length))
        if once == float("inf"):
            return Found(name, pump, length // 2, before, once)
        if once < LEAST_SECONDS or once <= MOST_TIMES * before:
            continue
        # Measured again, so that another program's turn is not taken for the text's doing.
        before, once = seconds_of(read, text_of(length // 2), 3), seconds_of(read, text_of(length), 3)
        if before > 0 and once >= LEAST_SECONDS and once > MOST_TIMES * before:
            return Found(name, pump, length // 2, before, once)
    return None


def slow_patterns(longest: int, patterns: Mapping[str, re.Pattern[str]]) -> tuple[int, list[Found]]:
    """(how many texts were tried, the expressions that grow out of proportion)."""
    tried, found = 0, []
    for text, pattern in sorted(patterns.items()):
        for made in sorted(attacks(pattern)):
            tried += 1
            worst = slow(text, lambda said, of=pattern: (of.search(said), of.fullmatch(said)), made, longest)
            if worst:
                found.append(worst)
                break
    return tried, found


HARD = (
    "a", "A", "0", "1", "9", " ", "\t", "\n", "-", "/", ".", ",",
    ";", "'", '"', '""', '",', "(", ")", "()", "[", "{", "?", "*",
    "X", "X ", "O0", "I1l", "8B", "Я", "ع", "字", "０", "٣", "\u0301",
    "a\u0301", "ﷺ", "\u200f", "½", "e9", "1-", "1/", "1.", "1,",
    "a ", "a1", "a-", "ab ", "=", "A=", "<a>", "a\n", "0 ", "12/",
    "feb ", "year ", "mm ", "9x", "serial ", "\\",
)  # fmt: skip


# Expressions that take more than their share of long texts, by how they begin. Salwa gives them marks (of which at most
# 300 signs are read, domain/marks/reading/reader.py), lines of its own files and words that people type into a form.
# A new one is noticed; one that is mended has to be struck out here.
KNOWN_SLOW = (
    r"(?<=[A-Z\d])-{3,}|", r"(?i)(?<![^\W\d_])(?:exh(?:ibit)?|", r"(?i)\d\s*(?:mm|", r"(\d+(?:\.\d+)?)x(", r'[^\s@<>',
    r"\d+([.,]0{1,2})", r"\s*#?\s*(\d{1,18})", r"\s*(?:(?:cal|calibre|", r"\s*[/|;,(){}", r"\s*[;；", r"\s*\n\s*",
    r"\s+(?:ou|or|oder|",
)  # fmt: skip
# A cell of an import is at most so long (domain/imports/rows.py).
LONGEST_CELL = 10_000


def unknown_slow(found: list[Found]) -> list[str]:
    """The slow expressions that nobody has thought about yet."""
    return [str(one) for one in found if not one.name.startswith(KNOWN_SLOW)]


def slow_readers(
    length: int, readers: Mapping[str, Callable[[str], Any]], hard: tuple[str, ...] = HARD, most: float = 1.0
) -> tuple[int, float, list[str]]:
    """(how many texts were tried, the longest time, the readers that take longer than `most` seconds for one)."""
    tried, longest, found = 0, 0.0, []
    for name, read in readers.items():
        read_one = _without_refusals(read)
        read_one("a")
        for pump in hard:
            tried += 1
            text = (pump * (length // len(pump) + 1))[: length - 1] + "!"
            took = seconds_of(read_one, text)
            longest = max(longest, took)
            if took > most:
                found.append(f"{name}: {length} signs like {pump!r} {took:.2f} s")
    return tried, longest, found


def _without_refusals(read: Callable[[str], Any]) -> Callable[[str], Any]:
    def quietly(text: str) -> None:
        try:
            read(text)
        except TooSlow:
            raise
        except Exception:  # noqa: BLE001 - what readers may raise is another test's matter
            return

    return quietly
