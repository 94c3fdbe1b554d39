"""What a kind of request is: the closed list of kinds, and what the rule of each consists of (table.py)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

# What is asked for, as plain values: numbers, codes, digests, names of units. No personal data: a person is a number.
Payload = Mapping[str, str | int | bool]


class ApprovalKind(StrEnum):
    """What a second person has to agree to before it happens. Codes are kept in the database: never reuse one.

    `restore` was one that nothing could ask for: see decision 7.
    """

    ROLE_GRANT = "role_grant"
    IMPORT_WITHDRAWAL = "import_withdrawal"
    DESTRUCTION = "destruction"
    KEY_CHANGE = "key_change"
    RETENTION_PURGE = "retention_purge"
    PARTNER_PIN = "partner_pin"


@dataclass(frozen=True, slots=True)
class Fact:
    """One value of the payload. `told` says it on the page (blank: `{value}`), one sentence per value where the values
    are codes, empty where it need not be said; `changed` is said when it is no longer so (blanks: `{asked}`, `{now}`).
    """

    told: str | Mapping[str, str]
    changed: str


@dataclass(frozen=True, slots=True)
class Words:
    """Heading, and in whole sentences what will happen. Blanks are facts of the payload and names looked up."""

    heading: str
    happens: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KindRule:
    """The rule of one kind.

    `may_request`, `may_approve`: rights of domain/accounts/roles.py. `days`: how long a request stays open. `facts`:
    the keys that a payload must have, no more and no less. `names`: blanks that the executor fills with names as they
    are today. `words`: by the value of the fact `varies_by`, or under "" alone. `concerns`: the fact that holds the
    number of the person it is about, who may not approve it either.
    """

    may_request: str
    may_approve: str
    days: int
    facts: Mapping[str, Fact]
    words: Mapping[str, Words]
    names: frozenset[str] = frozenset()
    varies_by: str = ""
    concerns: str = ""
