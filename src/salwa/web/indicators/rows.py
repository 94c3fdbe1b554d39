"""Rows of the tables of figures, each figure with the address of the cases behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from salwa.domain.indicators import BY_NAME, NINE, Line
from salwa.domain.indicators.words import CIRCUMSTANCES, LINES, NO_OUTCOME, NOT_CLASSIFIED, SPANS
from salwa.domain.languages import Sentence
from salwa.domain.tracing import Circumstance
from salwa.services.indicators.counted import CountedWeapon
from salwa.services.indicators.queries import NO_LINE, CaseFilter, OwnFigures


@dataclass(frozen=True, slots=True)
class Links:
    """Makes the addresses of lists; none where the person may not open cases."""

    year: int
    shown: bool

    def cases(self, **chosen: Sequence[str] | str) -> str:
        """Address of the list of weapons that these choices leave."""
        if not self.shown:
            return ""
        query = urlencode({"year": self.year, **chosen}, doseq=True)
        return f"{reverse('tracing_figures_cases')}?{query}"


def share_rows(found: OwnFigures, links: Links) -> list[dict[str, Any]]:
    """The indicator by each method: words, numbers, value or reason, and the cases above and below the line."""
    return [
        {
            "figure": one,
            "says": BY_NAME[one.method].says,
            "above": links.cases(circumstance=_circumstances(one.method), line=_lines(BY_NAME[one.method].above)),
            "below": links.cases(circumstance=_circumstances(one.method), line=_below(one.method)),
        }
        for one in found.shares
    ]


def outcome_rows(found: OwnFigures, links: Links) -> list[dict[str, Any]]:
    """One row a line, one cell a circumstance."""
    rows: list[tuple[str, str, dict[Circumstance, int]]] = [
        (line.value, LINES[line], {how: found.table[how][line] for how in Circumstance}) for line in NINE
    ]
    rows.append(("", NO_OUTCOME, dict(found.no_outcome)))
    return [
        {
            "line": line,
            "words": Sentence(words),
            "cells": [
                {
                    "weapons": weapons,
                    "says": Sentence(CIRCUMSTANCES[how]),
                    "address": links.cases(circumstance=[how.value], line=[line or NO_LINE]),
                }
                for how, weapons in cells.items()
            ],
        }
        for line, words, cells in rows
    ]


def span_rows(found: OwnFigures, links: Links) -> list[dict[str, Any]]:
    """One row a span of time."""
    return [
        {"words": Sentence(SPANS[span]), "weapons": weapons, "address": links.cases(span=span.value)}
        for span, weapons in found.spans.items()
    ]


def request_rows(found: OwnFigures) -> list[dict[str, Any]]:
    """One row a direction."""
    return [{"direction": "outgoing", "rate": found.outgoing}, {"direction": "incoming", "rate": found.incoming}]


def case_rows(found: Sequence[CountedWeapon]) -> list[dict[str, Any]]:
    """The weapons of a list with their words."""
    return [
        {
            "one": one,
            "line": one.line.value if one.line else "",
            "outcome": Sentence(LINES[one.line] if one.line else NO_OUTCOME),
            "circumstance": Sentence(CIRCUMSTANCES[one.circumstance] if one.circumstance else NOT_CLASSIFIED),
            "day": _day(one),
        }
        for one in found
    ]


def chosen_words(wanted: CaseFilter) -> list[Sentence]:
    """What a list was chosen by, in words."""
    circumstances = {**{how.value: words for how, words in CIRCUMSTANCES.items()}, NO_LINE: NOT_CLASSIFIED}
    lines = {**{line.value: words for line, words in LINES.items()}, NO_LINE: NO_OUTCOME}
    spans = {span.value: words for span, words in SPANS.items()}
    chosen = [circumstances[one] for one in wanted.circumstances] + [lines[one] for one in wanted.lines]
    return [Sentence(words) for words in (*chosen, *([spans[wanted.span]] if wanted.span else []))]


def _circumstances(method: str) -> list[str]:
    return [one.value for one in BY_NAME[method].circumstances]


def _lines(lines: Sequence[Line]) -> list[str]:
    return [line.value for line in lines]


def _below(method: str) -> list[str]:
    chosen = _lines(BY_NAME[method].below)
    return [*chosen, NO_LINE] if BY_NAME[method].whole else chosen


def _day(one: CountedWeapon) -> str:
    """The day as exactly as it is known."""
    return one.day.isoformat()[: {"year": 4, "month": 7}.get(one.precision, 10)]
