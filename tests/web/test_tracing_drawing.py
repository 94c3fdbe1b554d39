"""The picture of the way: every State of it within the picture, none on another, each arrow with its number on it."""

import re

import pytest

from salwa.services.tracing.queries import map_of_states
from salwa.web.tracing.drawing import TILE, route_svg

pytestmark = pytest.mark.one_engine
WAYS = [
    ("SRB", "XAL", "KEN", "XRT"), ("KEN",), ("XRT",), ("FRA", "BEL", "FRA"), ("NZL", "ISL", "CHL", "JPN"),
    ("SRB", "MKD", "GRC"),
]  # fmt: skip


def box_of(svg):
    return [float(one) for one in re.search(r'viewBox="([^"]+)"', svg)[1].split()]


@pytest.mark.parametrize("states", WAYS)
def test_every_state_of_the_way_stands_within_the_picture_and_on_no_other(states):
    svg = route_svg(states, map_of_states(), "", "light")
    left, top, width, height = box_of(svg)
    labels = re.findall(r'<text x="([\d.]+)" y="([\d.]+)" font-size="8"[^>]*>([A-Z]{3})</text>', svg)
    assert sorted(one[2] for one in labels) == sorted(set(states))
    middles = [(float(x), float(y) - 3) for x, y, _ in labels]
    assert all(left + 10 <= x <= left + width - 10 and top + 10 <= y <= top + height - 10 for x, y in middles)
    assert all(
        max(abs(ax - bx), abs(ay - by)) >= TILE
        for place, (ax, ay) in enumerate(middles)
        for bx, by in middles[place + 1 :]
    )


def test_a_way_within_one_region_is_drawn_on_a_part_of_the_map_and_each_step_has_its_number():
    svg = route_svg(("SRB", "MKD", "GRC"), map_of_states(), "", "light")
    assert box_of(svg)[2:] == [18 * TILE, 9 * TILE]
    assert re.findall(r'paint-order="stroke">(\d)</text>', svg) == ["1", "2"]
