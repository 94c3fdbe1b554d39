"""The tile map of States, read once and checked: reference/state_tiles.yaml."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from salwa.reference.book import ReferenceFault
from salwa.reference.yaml_files import read_yaml

FILE = Path(__file__).parent / "state_tiles.yaml"
COLUMNS, ROWS = 31, 16


@cache
def state_tiles() -> dict[str, tuple[int, int]]:
    """Code of a State -> column and row of its tile. Raises `ReferenceFault` naming the record that is wrong."""
    return read_tiles(read_yaml(FILE))


def read_tiles(document: Any) -> dict[str, tuple[int, int]]:
    """The tiles of a parsed file: whole numbers within the map, no two States in one place."""
    found: dict[str, tuple[int, int]] = {}
    for code, place in document.items():
        whole = isinstance(place, list) and len(place) == 2 and all(isinstance(one, int) for one in place)
        if not whole or not (0 <= place[0] < COLUMNS and 0 <= place[1] < ROWS):
            raise ReferenceFault(f"{FILE.name}: {code} needs a column below {COLUMNS} and a row below {ROWS}.")
        if (place[0], place[1]) in found.values():
            raise ReferenceFault(f"{FILE.name}: {code} stands where another State stands.")
        found[str(code)] = (place[0], place[1])
    return found
