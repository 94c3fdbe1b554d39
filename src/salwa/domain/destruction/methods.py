"""Methods of destruction: the closed list of the national report (question 10.5.1)."""

from __future__ import annotations

from enum import StrEnum


class Method(StrEnum):
    """How weapons are destroyed."""

    BURN_OR_MELT = "burn_or_melt"
    OPEN_PIT_DETONATION = "open_pit_detonation"
    CUT_OR_SHRED = "cut_or_shred"
    BEND_OR_CRUSH = "bend_or_crush"
    DUMP_AT_SEA = "dump_at_sea"
    BURY = "bury"
    OTHER = "other"


# The order in which the national report asks for them.
METHODS_OF_REPORT: tuple[Method, ...] = tuple(Method)
# Methods that leave weapons whole where somebody may raise or dig them out: said on the page, never refused.
LEAVES_WEAPONS_WHOLE = frozenset({Method.DUMP_AT_SEA, Method.BURY})
