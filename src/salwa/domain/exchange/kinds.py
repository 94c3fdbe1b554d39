"""Kinds of messages between installations, who may send each, the stages of evidence and the ways a message takes."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

# The secretariat signs with the code that travel documents of the United Nations carry (ICAO 9303, part 3).
OWN_STATE_OF_SECRETARIAT = "UNO"

# Kind, or its family before the dot -> rights of domain/accounts/roles.py; one of them lets a person send it.
KINDS: Mapping[str, tuple[str, ...]] = {
    "tracing": ("tracing.work", "tracing.release"),
    "exchange": ("exchange.manage",),
    "directory": ("exchange.manage",),
}


class Stage(StrEnum):
    """How far a message is known to have come (ITI 16-20: sent, received, dealt with, answered)."""

    SUBMITTED = "submitted"
    DELIVERED = "delivered"
    OPENED = "opened"
    ANSWERED = "answered"


class Way(StrEnum):
    """How a message came. The bytes are the same."""

    HTTPS = "https"
    FILE = "file"


def rights_to_post(kind: str) -> tuple[str, ...]:
    """The rights of which one is needed to send this kind; none for a kind that nobody sends."""
    return KINDS.get(kind) or KINDS.get(kind.partition(".")[0], ())
