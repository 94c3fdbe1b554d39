"""Measures of stockpile security, and what a review says against the one before it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from salwa.domain.stock.lists import MeasureAnswer, MeasureGroup

_RANK = {MeasureAnswer.NO: 0, MeasureAnswer.PARTLY: 1, MeasureAnswer.YES: 2}


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure of the checklist: stable code, group, English text (a key of the catalogues), sources."""

    code: str
    group: MeasureGroup
    text: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Codes of measures by what became of them. What was not known on either side is neither better nor worse."""

    better: tuple[str, ...]
    worse: tuple[str, ...]
    same: tuple[str, ...]
    now_known: tuple[str, ...]
    no_longer_known: tuple[str, ...]
    not_asked_before: tuple[str, ...]


def compare(before: Mapping[str, MeasureAnswer], now: Mapping[str, MeasureAnswer]) -> Comparison:
    """What got better or worse from the review `before` to the review `now`, measure by measure."""
    parts: dict[str, list[str]] = {name: [] for name in Comparison.__slots__}
    for code, answer in now.items():
        parts[_became(before.get(code), answer)].append(code)
    return Comparison(**{name: tuple(codes) for name, codes in parts.items()})


def _became(before: MeasureAnswer | None, now: MeasureAnswer) -> str:
    if before is None:
        return "not_asked_before"
    if now is MeasureAnswer.NOT_KNOWN:
        return "same" if before is now else "no_longer_known"
    if before is MeasureAnswer.NOT_KNOWN:
        return "now_known"
    if _RANK[now] == _RANK[before]:
        return "same"
    return "better" if _RANK[now] > _RANK[before] else "worse"
