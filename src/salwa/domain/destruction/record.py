"""What a destruction record says, in a form that two people can be sure is the same."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from enum import StrEnum


class DestructionState(StrEnum):
    """Where a destruction record stands. `requested`: it waits for a second person; `recorded` is final."""

    DRAFT = "draft"
    REQUESTED = "requested"
    RECORDED = "recorded"


def fingerprint_of_list(
    facts: Iterable[tuple[str, str]], weapons: Iterable[int], lots: Iterable[tuple[int, int, int]]
) -> str:
    """SHA-256 over what is to be recorded: facts (method, day, place), weapons, and (lot, store, rounds).

    The order in which things were put on the list does not matter.
    """
    lines = [f"{name}={len(value)}:{value}" for name, value in sorted(facts)]
    lines += [f"weapon={number}" for number in sorted(weapons)]
    lines += [f"lot={lot},{store},{quantity}" for lot, store, quantity in sorted(lots)]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
