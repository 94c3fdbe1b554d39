"""Finding the header of a table: offices put titles, logos and empty lines above it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

LOOK_AT = 30


def find_header(rows: Sequence[Sequence[str]], knows: Callable[[str], bool]) -> int:
    """Position of the header among the first rows. `knows` says whether a text is a column word of ours.

    The header is the row that names most columns we know; without any, the first row as wide as the table itself.
    """
    widths = Counter(_filled(row) for row in rows[:200] if _filled(row) > 1)
    usual = max(widths, key=lambda width: (widths[width], width)) if widths else 1
    best, best_score = 0, -1.0
    for place, row in enumerate(rows[:LOOK_AT]):
        filled = _filled(row)
        if filled < 2:
            continue
        score = 3.0 * sum(knows(cell) for cell in row if cell.strip()) + min(filled, usual) / usual
        score -= sum(_is_figure(cell) for cell in row) / filled
        if score > best_score + 1e-9:
            best, best_score = place, score
    return best


def named_columns(row: Sequence[str]) -> list[str]:
    """Headers of a table, each one of a kind: empty ones are named by their place, repeated ones numbered."""
    names: list[str] = []
    taken: set[str] = set()
    for place, cell in enumerate(row, start=1):
        name = " ".join(cell.replace("\ufeff", "").split()) or f"column {place}"
        times = 2
        unique = name
        while unique in taken:
            unique = f"{name} ({times})"
            times += 1
        taken.add(unique)
        names.append(unique)
    return names


def counting_columns(rows: Sequence[Sequence[str]]) -> list[int]:
    """Columns that only number the rows: every value one more than the one above (at least five rows)."""
    filled = [row for row in rows if any(cell.strip() for cell in row)]
    if len(filled) < 5:
        return []
    found = []
    for place in range(max(map(len, filled))):
        texts = [row[place].strip() if place < len(row) else "" for row in filled]
        if all(text.isdecimal() and len(text) < 16 for text in texts):
            numbers = [int(text) for text in texts]
            if all(after - before == 1 for before, after in zip(numbers, numbers[1:], strict=False)):
                found.append(place)
    return found


def _filled(row: Sequence[str]) -> int:
    return sum(1 for cell in row if cell.strip())


def _is_figure(cell: str) -> bool:
    stripped = cell.strip().replace(".", "").replace(",", "").replace("-", "").replace("/", "").replace(":", "")
    return stripped.isdigit()
