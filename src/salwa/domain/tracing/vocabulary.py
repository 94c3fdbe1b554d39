"""Closed lists of tracing, in the words of the International Tracing Instrument and of UNODC's questionnaire (IAFQ)."""

from __future__ import annotations

from enum import StrEnum


class Circumstance(StrEnum):
    """How the weapon came into the hands of the authorities (SDG 16.4.2 counts criminal seizures only)."""

    SEIZED = "seized"
    FOUND = "found"
    SURRENDERED = "surrendered"


class IllicitLimb(StrEnum):
    """Why a weapon is illicit (ITI 6 a-e). Several may hold at once; each needs its legal justification (ITI 17 a)."""

    UNDER_NATIONAL_LAW = "a"
    AGAINST_EMBARGO = "b"
    NOT_MARKED = "c"
    MADE_WITHOUT_LICENCE = "d"
    TRANSFERRED_WITHOUT_LICENCE = "e"


class LegalGround(StrEnum):
    """The legal justification of a seizure (IAFQ)."""

    TRAFFICKING = "illicit_trafficking"
    POSSESSION = "illicit_possession"
    USE = "illicit_use"
    MANUFACTURE = "illicit_manufacture"
    ALTERED_MARKINGS = "altered_markings"
    OTHER = "other"
    UNKNOWN = "unknown"


class PlaceKind(StrEnum):
    """Where it was seized, found or surrendered (IAFQ)."""

    NATIONAL_TERRITORY = "national_territory"
    LAND_BORDER = "land_border"
    AIRPORT = "plane_or_airport"
    HARBOUR = "vessel_or_harbour"
    OTHER = "other"
    UNKNOWN = "unknown"


class Offence(StrEnum):
    """The other offence that is suspected (IAFQ); several at once."""

    TERRORISM = "terrorism"
    DRUG_TRAFFICKING = "drug_trafficking"
    FIREARMS_TRAFFICKING = "firearms_trafficking"
    OTHER_ARMS_OFFENCES = "other_arms_offences"
    OTHER_ORGANIZED_CRIME = "other_organized_crime"
    OTHER_TRAFFICKING = "other_trafficking"
    VIOLENT_CRIME = "violent_crime"
    OTHER = "other"


class Outcome(StrEnum):
    """The nine outcomes of tracing (IAFQ lines 1.1-1.7, 2 and 3; indicator 16.4.2)."""

    LEGITIMATE_OWNER = "1.1"
    ILLEGITIMATE_OWNER_NATIONAL = "1.2"
    ILLEGITIMATE_OWNER_FOREIGN = "1.3"
    DIVERSION_OTHERWISE_IDENTIFIED = "1.4"
    PENDING = "1.5"
    NO_POINT_OF_DIVERSION = "1.6"
    NOT_INITIATED = "1.7"
    NOT_UNIQUELY_IDENTIFIABLE = "2"
    MARKING_UNKNOWN = "3"


class IntendedUse(StrEnum):
    """What the requesting State will use the information for (ITI 17 c)."""

    INVESTIGATION = "criminal_investigation"
    PROSECUTION = "prosecution"
    PREVENTION = "prevention_of_diversion"
    EMBARGO = "embargo_monitoring"
    OTHER = "other"


class Wanted(StrEnum):
    """What the requested State is asked to look for."""

    MANUFACTURE = "manufacture"
    FIRST_TRANSFER = "first_transfer"
    TRANSFERS = "transfers"
    LAST_LAWFUL_RECORD = "last_lawful_record"
    LOSS_OR_THEFT = "loss_or_theft"


class Priority(StrEnum):
    """How soon an answer is needed; an urgent request says why."""

    ROUTINE = "routine"
    URGENT = "urgent"


class Channel(StrEnum):
    """How a request travels: between installations, as a sealed file, or as a document to a State without Salwa."""

    INSTALLATION = "installation"
    FILE = "file"
    DOCUMENT = "document"


class AnswerKind(StrEnum):
    """How a request is answered (ITI 20-23)."""

    FULL = "full"
    RESTRICTED = "restricted"
    DELAYED = "delayed"
    REFUSED = "refused"


class WithholdingReason(StrEnum):
    """The four reasons for delaying, restricting or refusing (ITI 22); the answer must name at least one (ITI 23)."""

    INVESTIGATION = "investigation"
    CONFIDENTIALITY_LAW = "confidentiality_law"
    NO_GUARANTEE = "no_guarantee"
    NATIONAL_SECURITY = "national_security"


class Restriction(StrEnum):
    """Limits on use that bind whoever receives information (ITI 15 a-c)."""

    DESIGNATED_ONLY = "designated_only"
    ITI_PURPOSES_ONLY = "iti_purposes_only"
    NO_ONWARD_RELEASE = "no_onward_release"


class StatementKind(StrEnum):
    """What a statement of an answer says about the weapon."""

    MANUFACTURED = "manufactured"
    IMPORTED = "imported"
    EXPORTED = "exported"
    TRANSFERRED = "transferred"
    HELD = "held"
    LOST = "lost"
    STOLEN = "stolen"
    DEACTIVATED = "deactivated"
    DESTROYED = "destroyed"
    NO_RECORD = "no_record"
    OTHER = "other"


class Step(StrEnum):
    """Steps of a request between two States. Appended, never changed (ITI 16-23)."""

    SENT = "sent"
    ACKNOWLEDGED = "acknowledged"
    INFORMATION_ASKED = "information_asked"
    INFORMATION_GIVEN = "information_given"
    ANSWERED = "answered"
    CLARIFICATION_ASKED = "clarification_asked"
    CLARIFIED = "clarified"
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"


class KeyKind(StrEnum):
    """What is kept of a case by key: a document, a holder, an earlier seizure taken for the same weapon."""

    DOCUMENT = "document"
    HOLDER = "holder"
    SEEN = "seen"
