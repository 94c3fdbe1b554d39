"""The two-person rule: what needs a second person, who may ask, who may decide, and what will then happen.

Pure rules; who is signed in, what the database holds and what time it is come from outside.
"""

from salwa.domain.approvals.kinds import ApprovalKind, Fact, KindRule, Payload, Words
from salwa.domain.approvals.payload import changes, checked_payload, facts_told, fingerprint_of, what_happens
from salwa.domain.approvals.rules import (
    APPROVING,
    REFUSING,
    WITHDRAWING,
    ApprovalState,
    Case,
    Decider,
    Rule,
    objection,
)
from salwa.domain.approvals.table import KINDS

__all__ = [
    "APPROVING",
    "KINDS",
    "REFUSING",
    "WITHDRAWING",
    "ApprovalKind",
    "ApprovalState",
    "Case",
    "Decider",
    "Fact",
    "KindRule",
    "Payload",
    "Rule",
    "Words",
    "changes",
    "checked_payload",
    "facts_told",
    "fingerprint_of",
    "objection",
    "what_happens",
]
