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
    RegisteredAs,
    RequestContents,
    Statement,
    answer_from_json,
    answer_to_json,
    request_from_json,
    request_to_json,
    weapon_to_json,
)
from salwa.domain.tracing.findings import Diversion, Established, FindingKind, Found, LastLawful, OutcomeFound
from salwa.domain.tracing.outcome import CaseFacts, Marked, Suggestion, suggested_outcome
from salwa.domain.tracing.route import Between, Route, Source, Station, route_of
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
    "MAY_FOLLOW", "OPEN_STATES", "AnswerContents", "AnswerKind", "AskedMark", "AskedPicture", "AskedWeapon",
    "Between", "CaseFacts", "Channel", "Circumstance", "Contact", "Diversion", "EarlierHop", "Established",
    "FindingKind", "Found", "IllicitLimb", "IntendedUse", "LastLawful", "LegalGround", "Limb", "Marked", "Offence",
    "Outcome", "OutcomeFound", "PlaceKind", "Priority", "Reason", "RegisteredAs", "RequestContents", "RequestState",
    "Restriction", "Route", "Source", "Statement", "StatementKind", "Station", "Step", "Suggestion", "Taken",
    "Wanted", "WithholdingReason", "answer_from_json", "answer_to_json", "may_follow", "request_from_json",
    "request_to_json", "route_of", "state_after", "suggested_outcome",
    "weapon_to_json",
]  # fmt: skip
