"""Closed lists of authorisations, in the words of the Programme of Action."""

from __future__ import annotations

from enum import StrEnum


class LicenceKind(StrEnum):
    """What is authorised (PoA II.2: production, export, import, transit, retransfer; PoA II.14: each brokered deal)."""

    MANUFACTURE = "manufacture"
    EXPORT = "export"
    IMPORT = "import"
    TRANSIT = "transit"
    RETRANSFER = "retransfer"
    BROKERING = "brokering"


class StepKind(StrEnum):
    """Steps in the life of an authorisation. Appended, never changed; expiry is computed from the last day."""

    APPLIED = "applied"
    CHANGED = "changed"
    INFORMATION_ASKED = "information_asked"
    INFORMATION_GIVEN = "information_given"
    RISK_ASSESSED = "risk_assessed"
    GRANTED = "granted"
    REFUSED = "refused"
    SUSPENDED = "suspended"
    RESUMED = "resumed"
    REVOKED = "revoked"
    AMENDMENT_ASKED = "amendment_asked"
    AMENDED = "amended"
    AMENDMENT_REFUSED = "amendment_refused"
    USED = "used"
    USE_UNDONE = "use_undone"
    EXPORTER_NOTIFIED = "exporter_notified"
    DELIVERY_VERIFIED = "delivery_verified"
    CLOSED = "closed"


class LicenceState(StrEnum):
    """Where an authorisation stands. `expired` is never recorded: it follows from the last day of validity."""

    APPLIED = "applied"
    INFORMATION_ASKED = "information_asked"
    ASSESSED = "assessed"
    GRANTED = "granted"
    SUSPENDED = "suspended"
    EXPIRED = "expired"
    REVOKED = "revoked"
    REFUSED = "refused"
    CLOSED = "closed"


class PartyRole(StrEnum):
    """Who takes part in a deal beside the applicant."""

    EXPORTER = "exporter"
    IMPORTER = "importer"
    END_USER = "end_user"
    CONSIGNEE = "consignee"
    MAKER = "maker"
    BROKER = "broker"
    CARRIER = "carrier"
    OTHER = "other"


class Answer(StrEnum):
    """An answer to a question about risks. Unknown is an answer of its own, never a no."""

    YES = "yes"
    NO = "no"
    NOT_KNOWN = "not_known"


class CheckResult(StrEnum):
    """What came of asking whether an end-user certificate is authentic (PoA II.12)."""

    AUTHENTIC = "authentic"
    NOT_AUTHENTIC = "not_authentic"
    NO_ANSWER = "no_answer"


class Element(StrEnum):
    """The ten elements of an end-user certificate that the national report asks for (template, question 5.4 a) i)."""

    DESCRIPTION = "description"
    CONTRACT = "contract"
    DESTINATION = "destination"
    END_USE = "end_use"
    EXPORTER = "exporter"
    END_USER = "end_user"
    OTHER_PARTIES = "other_parties"
    CERTIFICATION = "certification"
    DATE_OF_ISSUE = "date_of_issue"
    OTHER = "other"
