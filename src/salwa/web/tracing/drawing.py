"""Pictures of a case as SVG: the route on the tile map of States, and the cases that belong together.

Both are served as pictures, so that the colours stand in them; the page shows the same as a table.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from salwa.domain.analysis.charts import DARK, FONT, LIGHT, Palette

PALETTES = {"light": LIGHT, "dark": DARK}
TILE = 20
GAP = 2
PAPERS = {"light": ("#e9e6de", "#ffffff"), "dark": ("#2c3438", "#14181a")}
MOST_AROUND = 12
# The route is never drawn on less of the map than this, in tiles.
LEAST_COLUMNS, LEAST_ROWS = 18, 9
# Height of a case in the picture of links, and its width, in pixels.
ROW, WIDE = 58, 440


@dataclass(frozen=True, slots=True)
class Around:
    """One case in the picture of links: its number and why it belongs there."""

    number: str
    words: str


def route_svg(states: Sequence[str], tiles: dict[str, tuple[int, int]], words: str, scheme: str) -> str:
    """The way over the part of the map it needs. `states` in order; those without a tile stand in a row beneath.

    `words` describe it.
    """
    palette, (empty, paper) = PALETTES[scheme], PAPERS[scheme]
    left, top, columns, rows = _window([tiles[one] for one in states if one in tiles], tiles)
    off_map = [one for one in dict.fromkeys(states) if one not in tiles]
    beneath = {one: (left + 1 + place * 2, top + rows + 1) for place, one in enumerate(off_map)}
    places: dict[str, tuple[int, int]] = tiles | beneath
    of_map, rows = rows, rows + (3 if off_map else 0)
    shown = [
        one for one, (x, y) in tiles.items()
        if one not in states and left <= x < left + columns and top <= y < top + of_map
    ]  # fmt: skip
    ways = [
        _way(places[first], places[then], place, (palette, paper))
        for place, (first, then) in enumerate(zip(states, states[1:], strict=False))
        if first != then
    ]
    return (
        _head((left * TILE, top * TILE, columns * TILE, rows * TILE), words)
        + f'<defs><marker id="end" viewBox="0 0 8 8" refX="6" refY="4" markerWidth="6" markerHeight="6" '
        f'orient="auto"><path d="M0 0 8 4 0 8z" fill="{palette.ink}"/></marker></defs>'
        + "".join(_square(places[one], empty) for one in shown)
        + "".join(_visited(one, places[one], (palette, paper)) for one in dict.fromkeys(states))
        + "".join(ways)
        + "</svg>"
    )


def _window(visited: Sequence[tuple[int, int]], tiles: dict[str, tuple[int, int]]) -> tuple[int, int, int, int]:
    """(left, top, columns, rows) of the part of the map that shows the visited tiles, never less than a region."""
    width, height = 1 + max(one[0] for one in tiles.values()), 1 + max(one[1] for one in tiles.values())
    if not visited:
        return 0, 0, width, height
    across = _span([one[0] for one in visited], width, LEAST_COLUMNS)
    down = _span([one[1] for one in visited], height, LEAST_ROWS)
    return across[0], down[0], across[1], down[1]


def _span(places: Sequence[int], whole: int, least: int) -> tuple[int, int]:
    """Where a stretch begins and how long it is: the places with two beside them, at least `least`, within `whole`."""
    length = min(whole, max(least, max(places) - min(places) + 5))
    begin = (min(places) + max(places) + 1 - length) // 2
    return max(0, min(begin, whole - length)), length


def links_svg(here: str, around: Sequence[Around], words: str, scheme: str) -> str:
    """This case, and up to twelve others beside it, each with its reason."""
    palette, (empty, paper) = PALETTES[scheme], PAPERS[scheme]
    shown = list(around[:MOST_AROUND])
    height = max(1, len(shown)) * ROW + 8
    middle = (84.0, height / 2)
    spots = [(330.0, place * ROW + 22.0) for place in range(len(shown))]
    parts = [_head((0, 0, WIDE, height), words)]
    parts += [
        f'<path d="M{middle[0]:.0f} {middle[1]:.0f}C200 {middle[1]:.0f} 190 {y:.0f} {x:.0f} {y:.0f}" fill="none" '
        f'stroke="{palette.soft}"/>'
        for x, y in spots
    ]
    for one, (x, y) in zip(shown, spots, strict=True):
        parts.append(_case((x, y), one.number, (palette.ink, empty)))
        parts.append(_text((x, y + 30), one.words, 12, palette.soft))
    parts.append(_case(middle, here, (paper, palette.bar)))
    return "".join(parts) + "</svg>"


def _head(box: tuple[int, int, int, int], words: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{" ".join(map(str, box))}" width="{box[2]}" '
        f'height="{box[3]}" role="img" font-family="{escape(FONT, {chr(34): "&quot;"})}"><title>{escape(words)}</title>'
    )


def _square(place: tuple[int, int], colour: str) -> str:
    x, y = place[0] * TILE + GAP / 2, place[1] * TILE + GAP / 2
    return f'<rect x="{x:g}" y="{y:g}" width="{TILE - GAP}" height="{TILE - GAP}" fill="{colour}"/>'


def _visited(code: str, place: tuple[int, int], colours: tuple[Palette, str]) -> str:
    palette, paper = colours
    x, y = (place[0] + 0.5) * TILE, (place[1] + 0.5) * TILE + 3
    label = f'<text x="{x:g}" y="{y:g}" font-size="8" font-weight="700" text-anchor="middle" fill="{paper}">'
    return _square(place, palette.bar) + label + f"{escape(code)}</text>"


def _way(first: tuple[int, int], then: tuple[int, int], place: int, colours: tuple[Palette, str]) -> str:
    """A bow from tile to tile with its number; each next one bends a little more, so that there and back are two."""
    palette, paper = colours
    (ax, ay), (bx, by) = _centre(first), _centre(then)
    length = math.hypot(bx - ax, by - ay)
    near = length < 2.5 * TILE
    bend = (0.9 if near else 0.18) + 0.08 * (place % 3)
    # From edge to edge, so that the codes stay readable; between neighbours round them.
    cut = 0.05 if near else TILE * 0.6 / length
    ax, ay, bx, by = ax + (bx - ax) * cut, ay + (by - ay) * cut, bx - (bx - ax) * cut, by - (by - ay) * cut
    cx, cy = (ax + bx) / 2 - (by - ay) * bend, (ay + by) / 2 + (bx - ax) * bend
    return (
        f'<path d="M{ax:.1f} {ay:.1f}Q{cx:.1f} {cy:.1f} {bx:.1f} {by:.1f}" fill="none" stroke="{palette.ink}" '
        f'stroke-width="1.6" marker-end="url(#end)"/>'
        # On the middle of the bow, set off from what lies beneath.
        f'<text x="{(ax + 2 * cx + bx) / 4:.1f}" y="{(ay + 2 * cy + by) / 4 + 3.5:.1f}" font-size="10" '
        f'font-weight="700" text-anchor="middle" fill="{palette.ink}" stroke="{paper}" stroke-width="3" '
        f'paint-order="stroke">{place + 1}</text>'
    )


def _centre(place: tuple[int, int]) -> tuple[float, float]:
    return (place[0] + 0.5) * TILE, (place[1] + 0.5) * TILE


def _case(at: tuple[float, float], number: str, colours: tuple[str, str]) -> str:
    x, y = at
    box = f'<rect x="{x - 72:.0f}" y="{y - 14:.0f}" width="144" height="28" rx="3" fill="{colours[1]}"/>'
    return box + _text((x, y + 4), number, 13, colours[0])


def _text(at: tuple[float, float], words: str, size: int, colour: str) -> str:
    return (
        f'<text x="{at[0]:.0f}" y="{at[1]:.0f}" font-size="{size}" text-anchor="middle" fill="{colour}">'
        f"{escape(words)}</text>"
    )
