"""Closed lists of the stockpile. The groups and the ways of disposal are those of the national report."""

from __future__ import annotations

from enum import StrEnum


class MeasureGroup(StrEnum):
    """What standards for stockpiles cover (PoA II.17; national report, question 10.1 a to g)."""

    LOCATIONS = "locations"
    PHYSICAL_SECURITY = "physical_security"
    ACCESS = "access"
    INVENTORY = "inventory"
    TRAINING = "training"
    FIELD = "field"
    LOSSES = "losses"


class MeasureAnswer(StrEnum):
    """How far a measure is in place. `not_known` is an answer of its own, never a no."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"
    NOT_KNOWN = "not_known"


class RiskLevel(StrEnum):
    """The risk that a review saw as a whole."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    NOT_ASSESSED = "not_assessed"


class TakingState(StrEnum):
    """Where a stock-taking stands. `proposed`: its closing waits for a supervisor."""

    OPEN = "open"
    PROPOSED = "proposed"
    CLOSED = "closed"


class CountFinding(StrEnum):
    """What somebody who counts says of one thing: it is there, it is there with another mark, it is not there."""

    PRESENT = "present"
    MARK_DIFFERS = "mark_differs"
    NOT_THERE = "not_there"


class CountResult(StrEnum):
    """What a stock-taking says of one weapon or lot once all scans are taken together."""

    UNSEEN = "unseen"
    THERE = "there"
    MARK_DIFFERS = "mark_differs"
    NOT_THERE = "not_there"
    CONFLICT = "conflict"


class LossKind(StrEnum):
    """How weapons or ammunition left a stockpile without anybody's leave (PoA II.17)."""

    LOSS = "loss"
    THEFT = "theft"
    DIVERSION = "diversion"


class SurplusReason(StrEnum):
    """Why something is surplus (PoA II.18)."""

    EXCEEDS_NEED = "exceeds_need"
    OBSOLETE = "obsolete"
    UNSERVICEABLE = "unserviceable"
    CONFISCATED = "confiscated"
    OTHER = "other"


class Disposal(StrEnum):
    """What may become of surplus (national report, question 10.5 a to g); destruction is preferred (PoA II.18)."""

    DESTRUCTION = "destruction"
    SALE_TO_STATE = "sale_to_state"
    DONATION_TO_STATE = "donation_to_state"
    STATE_AGENCY = "state_agency"
    SALE_TO_CIVILIANS = "sale_to_civilians"
    LEGAL_ENTITIES = "legal_entities"
    KEEP = "keep"
    OTHER = "other"
