"""What is told of a person on the way in and on the way out."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class PersonEntry:
    """What is recorded of a person, each text exactly as written. `birth_date` too is text: often only a year is known.

    `purpose` and `legal_basis` say why the data are kept. `purge_due`: the day on which they go, None = kept for ever.
    """

    purpose: str
    legal_basis: str
    name: str = ""
    birth_date: str = ""
    document_number: str = ""
    address: str = ""
    note: str = ""
    purge_due: date | None = None


@dataclass(frozen=True, slots=True)
class PersonData:
    """A person as opened. The five texts are empty when they were never recorded, and all of them after the purge."""

    person: uuid.UUID
    name: str
    birth_date: str
    document_number: str
    address: str
    note: str
    purpose: str
    legal_basis: str
    recorded_at: datetime
    recorded_by_id: int
    purge_due: date | None
    legal_hold: bool
    purged_at: datetime | None


@dataclass(frozen=True, slots=True)
class Purged:
    """What a purge did: persons whose data went, and persons due whose data stay because of a legal hold."""

    purged: int
    held: int
