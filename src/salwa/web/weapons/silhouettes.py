"""Line drawings of three shapes of weapon, part by part; parts that carry marks are drawn full."""

from __future__ import annotations

from collections.abc import Collection

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

# Shape -> (viewBox, [(part, path)]). Drawn for Salwa on a grid; schematic on purpose.
PISTOL = (
    "0 0 200 130",
    (
        ("barrel", "M14 30h14v10H14z"),
        ("slide", "M28 22h136l6 6v14H28z"),
        ("frame", "M34 44h134l4 8-8 6 14 62h-38l-10-44h-20q-12 0-14-14l-2-8H34z"),
        ("other", "M98 60q0 16 16 16h12l-4-16z"),
    ),
)
REVOLVER = (
    "0 0 200 130",
    (
        ("barrel", "M10 28h78v14H10z"),
        ("cylinder", "M92 24h38v32H92z"),
        ("frame", "M88 18h52l12 10-8 18 6 8q18 28 22 64h-32q-6-28-22-44l-8-14H90l-2-4z"),
        ("other", "M94 62q0 18 16 18h6l-6-18z"),
    ),
)
LONG = (
    "0 0 320 110",
    (
        ("barrel", "M8 36h104v8H8z"),
        ("receiver", "M152 28h72v24h-72z"),
        ("bolt", "M186 18h26v8h-26z"),
        ("chassis", "M112 32h38v22h-38z"),
        ("frame", "M196 54h22l12 36h-20l-8-22z"),
        ("stock", "M226 30l84-4v46h-18l-66-22z"),
        ("other", "M160 54h26l-8 36h-24z"),
    ),
)
SHAPES = {"pistol": PISTOL, "revolver": REVOLVER, "long": LONG}


def silhouette(shape: str, marked: Collection[str]) -> SafeString | str:
    """The drawing for a shape, parts that carry marks full; nothing for a type without a known shape."""
    if shape not in SHAPES:
        return ""
    box, parts = SHAPES[shape]
    # A frame of a long gun and its receiver are one part to many officers: a mark on either shows on the receiver.
    on = set(marked) | ({"receiver"} if shape == "long" and "frame" in marked else set())
    on |= {"frame"} if shape != "long" and "receiver" in marked else set()
    drawn = format_html_join(
        "", '<path class="{}" d="{}"/>', (("part marked" if part in on else "part", path) for part, path in parts)
    )
    return format_html('<svg class="silhouette" viewBox="{}" aria-hidden="true" focusable="false">{}</svg>', box, drawn)
