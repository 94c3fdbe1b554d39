"""Closed lists of ammunition."""

from __future__ import annotations

from enum import StrEnum


class Condition(StrEnum):
    """In what condition a lot was found at its last inspection."""

    SERVICEABLE = "serviceable"
    LIMITED = "limited"
    UNSERVICEABLE = "unserviceable"
    DANGEROUS = "dangerous"
    UNKNOWN = "unknown"


class HazardDivision(StrEnum):
    """Hazard divisions of class 1 (explosives) under which ammunition for small arms is stored and carried."""

    MASS_EXPLOSION = "1.1"
    PROJECTION = "1.2"
    FIRE = "1.3"
    MINOR = "1.4"
    MINOR_S = "1.4S"
    UNKNOWN = "unknown"
