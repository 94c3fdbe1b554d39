"""To which State the installation of this process belongs, for the reference book: said once when Django starts."""

from __future__ import annotations

from salwa.reference.loader import belongs_to


def take_state(state: str) -> None:
    """Have the book of this process include the invented States if `state` is one of them; before it is read."""
    belongs_to(state)
