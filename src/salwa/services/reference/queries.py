"""Pages of the reference book, by code."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import cache
from typing import Literal

from salwa.domain.marks.reading.book import Calibre, Maker, Model, State, WeaponType
from salwa.reference import load_book
from salwa.services.weapons.names import folded, name_of

Kind = Literal["states", "makers", "calibres", "models", "types"]
Entry = State | Maker | Calibre | Model | WeaponType


@dataclass(frozen=True, slots=True)
class ReferencePage:
    """Entries in the order of their codes; `following` is the code to go on after, None on the last page."""

    entries: tuple[Entry, ...]
    following: str | None
    total: int


def reference_page(*, kind: Kind, after: str = "", count: int = 100) -> ReferencePage:
    """Up to `count` entries whose code comes after `after` (empty = from the beginning). Open to everybody."""
    codes = _codes(kind)
    start = bisect_right(codes, after)
    chosen = codes[start : start + count]
    entries = getattr(load_book(), kind)
    more = start + count < len(codes)
    return ReferencePage(tuple(entries[code] for code in chosen), chosen[-1] if more else None, len(codes))


def reference_version() -> str:
    """Digest of the reference files: unchanged as long as no entry changes."""
    return load_book().version


def state_codes() -> list[str]:
    """Codes of all States and areas, also of those that are no more. Open to everybody."""
    return sorted(load_book().states)


def state_choices() -> list[tuple[str, str]]:
    """(code, name in the reader's language) of today's States and areas, by name. Open to everybody."""
    states = load_book().states
    named = [(code, name_of("country", code)) for code, one in states.items() if not one.successors]
    return sorted(named, key=lambda pair: folded(pair[1]))


@cache
def _codes(kind: Kind) -> tuple[str, ...]:
    return tuple(sorted(getattr(load_book(), kind)))
