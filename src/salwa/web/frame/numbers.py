"""Numbers of records that come with a request."""

from __future__ import annotations


def whole_number(text: object) -> int | None:
    """The number in plain digits 0 to 9, as a database can keep it; None for anything else."""
    shown = str(text)
    return int(shown) if shown.isascii() and shown.isdigit() and len(shown) < 19 else None
