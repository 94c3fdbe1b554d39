"""One chart specification (Vega-Lite) per picture: horizontal bars with their figures, the unknown hatched.

The specification is plain data: it can be downloaded, drawn by any Vega-Lite tool, and is turned into SVG by a service.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from salwa.domain.languages.six import Direction

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
# Vega cannot hatch; a bar in this colour is given the hatched fill afterwards (hatching.py).
HATCH_COLOUR = "#fe01fe"
FONT = "system-ui, 'Noto Sans', 'Noto Sans Arabic', 'Noto Sans CJK SC', sans-serif"
BAR_STEP = 26
WIDE_SIGN = "\u1100"


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours of one scheme: ink of the words, of the bars, and of the rules; `paper` empty = transparent."""

    ink: str
    soft: str
    bar: str
    paper: str = ""


LIGHT = Palette(ink="#1b1f23", soft="#50585f", bar="#0b5d5e")
DARK = Palette(ink="#e9e7e2", soft="#adb5ba", bar="#66c6c3")
PAPER = Palette(ink="#1b1f23", soft="#50585f", bar="#0b5d5e", paper="#ffffff")


@dataclass(frozen=True, slots=True)
class Look:
    """How a picture is drawn: colours, width in pixels, direction of reading, with its title and source or without."""

    palette: Palette = PAPER
    width: int = 720
    direction: Direction = "ltr"
    titled: bool = True


@dataclass(frozen=True, slots=True)
class ShownBar:
    """One bar with its words: `label`, `count`, the figure as `shown` beside the bar, known or hatched."""

    label: str
    count: int
    shown: str
    known: bool


@dataclass(frozen=True, slots=True)
class Words:
    """Words around the bars, translated: `title` (the finding), `subtitle` (measure, n), `source`."""

    title: str
    subtitle: str
    source: str


def bar_chart(bars: Sequence[ShownBar], words: Words, look: Look) -> dict[str, Any]:
    """The specification of a picture. In Arabic the bars grow from the right; figures stay as they are."""
    labels = _label_width(bars, look)
    plot = max(80, look.width - labels - _figure_width(bars) - 16)
    specification: dict[str, Any] = {
        "$schema": SCHEMA,
        "description": words.title,
        "data": {"values": [_datum(place, bar) for place, bar in enumerate(bars)]},
        "width": plot,
        "height": {"step": BAR_STEP},
        "padding": 4,
        "background": look.palette.paper or None,
        "encoding": _places(look, labels),
        "layer": [_bars(look), _figures(look)],
        "config": {"font": FONT, "view": {"stroke": None}, "axis": {"domain": False, "ticks": False, "grid": False}},
    }
    if look.titled:
        specification["title"] = _title(words, look)
    return specification


def _datum(place: int, bar: ShownBar) -> dict[str, Any]:
    return {"place": place, "label": bar.label, "count": bar.count, "shown": bar.shown, "known": bar.known}


def _places(look: Look, labels: int) -> dict[str, Any]:
    away = look.direction == "rtl"
    axis = {
        "title": None,
        "orient": "right" if away else "left",
        "labelColor": look.palette.ink,
        "labelFontSize": 13,
        "labelLimit": labels - 10,
        "labelPadding": 8,
    }
    return {
        "y": {"field": "label", "type": "nominal", "sort": {"field": "place"}, "axis": axis},
        "x": {
            "field": "count",
            "type": "quantitative",
            "axis": None,
            "scale": {"domainMin": 0, "reverse": away, "nice": False},
        },
    }


def _bars(look: Look) -> dict[str, Any]:
    colour = {"domain": [True, False], "range": [look.palette.bar, HATCH_COLOUR]}
    return {
        "mark": {"type": "bar", "height": {"band": 0.68}},
        "encoding": {"color": {"field": "known", "type": "nominal", "scale": colour, "legend": None}},
    }


def _figures(look: Look) -> dict[str, Any]:
    away = look.direction == "rtl"
    mark = {
        "type": "text",
        "align": "right" if away else "left",
        "dx": -6 if away else 6,
        "color": look.palette.ink,
        "fontSize": 13,
    }
    return {"mark": mark, "encoding": {"text": {"field": "shown", "type": "nominal"}}}


def _title(words: Words, look: Look) -> dict[str, Any]:
    return {
        "text": wrapped(words.title, look.width // 9),
        "subtitle": [*wrapped(words.subtitle, look.width // 7), *wrapped(words.source, look.width // 7)],
        "anchor": "end" if look.direction == "rtl" else "start",
        "frame": "bounds",
        "color": look.palette.ink,
        "subtitleColor": look.palette.soft,
        "fontSize": 16,
        "subtitleFontSize": 12,
        "subtitlePadding": 6,
        "offset": 14,
    }


def wrapped(text: str, signs: int) -> list[str]:
    """`text` broken into lines of about `signs` narrow signs; scripts without spaces are broken between signs."""
    lines = [""]
    for word in _words(text):
        if _measure(lines[-1] + word) > signs and lines[-1].strip():
            lines.append("")
        lines[-1] += word if lines[-1] else word.lstrip()
    return [line.strip() for line in lines if line.strip()] or [""]


def _words(text: str) -> list[str]:
    pieces: list[str] = []
    for sign in text:
        apart = sign >= WIDE_SIGN and sign.isalpha()
        if not pieces or sign == " " or apart:
            pieces.append(sign)
        else:
            pieces[-1] += sign
    return pieces


def _measure(text: str) -> float:
    """Width of a text in narrow signs; Chinese signs are nearly two wide."""
    return sum(1.8 if sign >= WIDE_SIGN else 1 for sign in text)


def _label_width(bars: Sequence[ShownBar], look: Look) -> int:
    longest = max((_measure(bar.label) for bar in bars), default=0)
    return int(min(7.4 * longest + 18, look.width * 0.46))


def _figure_width(bars: Sequence[ShownBar]) -> int:
    return int(8.5 * max((len(bar.shown) for bar in bars), default=0)) + 10
