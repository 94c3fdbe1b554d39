"""What a contact needs so that its details can be relied on: six-monthly test messages, confirmation, a valid date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

TEST_EVERY_DAYS = 183
ANSWER_WITHIN_DAYS = 30
CONFIRM_EVERY_DAYS = 366
SOON_DAYS = 60


class Need(StrEnum):
    """Why somebody has to look after a contact."""

    EXPIRED = "expired"
    EXPIRES_SOON = "expires_soon"
    UNANSWERED = "unanswered"
    TEST_DUE = "test_due"
    NOT_CONFIRMED = "not_confirmed"


@dataclass(frozen=True, slots=True)
class Standing:
    """Days that matter: since when the details stand, until when, when last tested, answered, confirmed."""

    recorded: date
    valid_until: date | None = None
    last_test: date | None = None
    last_test_answered: bool = False
    last_confirmed: date | None = None


def needs_of(standing: Standing, today: date) -> tuple[Need, ...]:
    """What is overdue, the gravest first."""
    found = []
    if standing.valid_until is not None and standing.valid_until < today:
        found.append(Need.EXPIRED)
    elif standing.valid_until is not None and (standing.valid_until - today).days <= SOON_DAYS:
        found.append(Need.EXPIRES_SOON)
    tested = standing.last_test
    if tested is not None and not standing.last_test_answered and (today - tested).days > ANSWER_WITHIN_DAYS:
        found.append(Need.UNANSWERED)
    if (today - (tested or standing.recorded)).days > TEST_EVERY_DAYS:
        found.append(Need.TEST_DUE)
    if (today - max(standing.recorded, standing.last_confirmed or standing.recorded)).days > CONFIRM_EVERY_DAYS:
        found.append(Need.NOT_CONFIRMED)
    return tuple(found)
