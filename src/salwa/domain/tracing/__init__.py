"""Tracing: from a seizure to the point of diversion (ITI 5, 14-23). Rules and values; no database, no clock."""

from salwa.domain.tracing.contents import (
    AnswerContents,
    AskedMark,
    AskedPicture,
    AskedWeapon,
    Contact,
    EarlierHop,
    Limb,
    Reason,
    RequestContents,
    Statement,
    answer_from_json,
    answer_to_json,
    request_from_json,
    request_to_json,
)
from salwa.domain.tracing.steps import MAY_FOLLOW, OPEN_STATES, RequestState, Taken, may_follow, state_after
from salwa.domain.tracing.vocabulary import (
    AnswerKind,
    Channel,
    Circumstance,
    IllicitLimb,
    IntendedUse,
    LegalGround,
    Offence,
    Outcome,
    PlaceKind,
    Priority,
    Restriction,
    StatementKind,
    Step,
    Wanted,
    WithholdingReason,
)

__all__ = [
    "MAY_FOLLOW", "OPEN_STATES", "AnswerContents", "AnswerKind", "AskedMark", "AskedPicture", "AskedWeapon", "Channel",
    "Circumstance", "Contact", "EarlierHop", "IllicitLimb", "IntendedUse", "LegalGround", "Limb", "Offence", "Outcome",
    "PlaceKind", "Priority", "Reason", "RequestContents", "RequestState", "Restriction", "Statement", "StatementKind",
    "Step", "Taken", "Wanted", "WithholdingReason", "answer_from_json", "answer_to_json", "may_follow",
    "request_from_json", "request_to_json", "state_after",
]  # fmt: skip
