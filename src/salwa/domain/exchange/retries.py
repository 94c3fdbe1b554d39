"""When a message that did not get through is tried again, and when a person has to look at it."""

from __future__ import annotations

FIRST_SECONDS = 1.0


def seconds_until_next(attempts: int, longest: float, draw: float) -> float:
    """Seconds after the failed try number `attempts` (from 1): doubling up to `longest`, then spread by half.

    `draw` is a random number from 0 to 1: many installations that lost the same partner must not return at once.
    """
    wait = min(longest, FIRST_SECONDS * 2.0 ** min(attempts - 1, 40))
    return wait * (0.5 + draw)


def given_up(hours_since_begun: float, hours: float) -> bool:
    """Whether a message has been tried for so long that it becomes a dead letter."""
    return hours_since_begun >= hours
