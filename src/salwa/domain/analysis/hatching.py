"""Hatched fill for what is not known: legible without colour, in print and for colour-blind eyes."""

from __future__ import annotations

from salwa.domain.analysis.charts import HATCH_COLOUR, Palette

PATTERN = (
    '<defs><pattern id="unknown" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<line x1="0" y1="0" x2="0" y2="6" stroke="{ink}" stroke-width="2.4"/></pattern></defs>'
)


def hatched(svg: str, palette: Palette) -> str:
    """The picture with every bar of HATCH_COLOUR hatched and outlined instead."""
    if HATCH_COLOUR not in svg:
        return svg
    start = svg.index(">", svg.index("<svg")) + 1
    filled = svg[start:].replace(
        f'fill="{HATCH_COLOUR}"', f'fill="url(#unknown)" stroke="{palette.soft}" stroke-width="1"'
    )
    return svg[:start] + PATTERN.format(ink=palette.soft) + filled
