"""Words on screen for the closed lists of authorisations (see words.py, which shows them with all others)."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from salwa.domain.licences.vocabulary import (
    Answer,
    CheckResult,
    Element,
    LicenceKind,
    LicenceState,
    PartyRole,
    StepKind,
)

Words = Mapping[str, str | Promise]

KINDS: Words = {
    LicenceKind.MANUFACTURE: pgettext_lazy("authorisation", "Manufacture"),
    LicenceKind.EXPORT: pgettext_lazy("authorisation", "Export"),
    LicenceKind.IMPORT: pgettext_lazy("authorisation", "Import"),
    LicenceKind.TRANSIT: pgettext_lazy("authorisation", "Transit"),
    LicenceKind.RETRANSFER: pgettext_lazy("authorisation", "Retransfer"),
    LicenceKind.BROKERING: pgettext_lazy("authorisation", "Brokering"),
}
STATES: Words = {
    LicenceState.APPLIED: pgettext_lazy("state of an authorisation", "Applied for"),
    LicenceState.INFORMATION_ASKED: pgettext_lazy("state of an authorisation", "More information asked for"),
    LicenceState.ASSESSED: pgettext_lazy("state of an authorisation", "Waits for a decision"),
    LicenceState.GRANTED: pgettext_lazy("state of an authorisation", "In force"),
    LicenceState.SUSPENDED: pgettext_lazy("state of an authorisation", "Suspended"),
    LicenceState.EXPIRED: pgettext_lazy("state of an authorisation", "Expired"),
    LicenceState.REVOKED: pgettext_lazy("state of an authorisation", "Revoked"),
    LicenceState.REFUSED: pgettext_lazy("state of an authorisation", "Refused"),
    LicenceState.CLOSED: pgettext_lazy("state of an authorisation", "Closed"),
}
STEPS: Words = {
    StepKind.APPLIED: pgettext_lazy("step", "Applied for"),
    StepKind.CHANGED: pgettext_lazy("step", "Application changed"),
    StepKind.INFORMATION_ASKED: pgettext_lazy("step", "More information asked for"),
    StepKind.INFORMATION_GIVEN: pgettext_lazy("step", "Information given"),
    StepKind.RISK_ASSESSED: pgettext_lazy("step", "Risk assessed"),
    StepKind.GRANTED: pgettext_lazy("step", "Granted"),
    StepKind.REFUSED: pgettext_lazy("step", "Refused"),
    StepKind.SUSPENDED: pgettext_lazy("step", "Suspended"),
    StepKind.RESUMED: pgettext_lazy("step", "Suspension ended"),
    StepKind.REVOKED: pgettext_lazy("step", "Revoked"),
    StepKind.AMENDMENT_ASKED: pgettext_lazy("step", "Amendment asked for"),
    StepKind.AMENDED: pgettext_lazy("step", "Amended"),
    StepKind.AMENDMENT_REFUSED: pgettext_lazy("step", "Amendment refused"),
    StepKind.USED: pgettext_lazy("step", "Used"),
    StepKind.USE_UNDONE: pgettext_lazy("step", "Use taken back"),
    StepKind.EXPORTER_NOTIFIED: pgettext_lazy("step", "Original exporter notified"),
    StepKind.DELIVERY_VERIFIED: pgettext_lazy("step", "Delivery verified"),
    StepKind.CLOSED: pgettext_lazy("step", "Closed"),
}
PARTY_ROLES: Words = {
    PartyRole.EXPORTER: pgettext_lazy("party", "Exporter"),
    PartyRole.IMPORTER: pgettext_lazy("party", "Importer"),
    PartyRole.END_USER: pgettext_lazy("party", "End user"),
    PartyRole.CONSIGNEE: pgettext_lazy("party", "Consignee"),
    PartyRole.MAKER: pgettext_lazy("party", "Manufacturer"),
    PartyRole.BROKER: pgettext_lazy("party", "Broker"),
    PartyRole.CARRIER: pgettext_lazy("party", "Carrier"),
    PartyRole.OTHER: pgettext_lazy("party", "Another party"),
}
ANSWERS: Words = {
    Answer.YES: _("Yes"),
    Answer.NO: _("No"),
    Answer.NOT_KNOWN: _("Not known"),
}
CHECK_RESULTS: Words = {
    CheckResult.AUTHENTIC: pgettext_lazy("certificate", "Authentic"),
    CheckResult.NOT_AUTHENTIC: pgettext_lazy("certificate", "Not authentic"),
    CheckResult.NO_ANSWER: pgettext_lazy("certificate", "No answer yet"),
}
ELEMENTS: Words = {
    Element.DESCRIPTION: pgettext_lazy("element of a certificate", "Description of the weapons"),
    Element.CONTRACT: pgettext_lazy("element of a certificate", "Contract or order"),
    Element.DESTINATION: pgettext_lazy("element of a certificate", "Country of final destination"),
    Element.END_USE: pgettext_lazy("element of a certificate", "End use"),
    Element.EXPORTER: pgettext_lazy("element of a certificate", "Exporter"),
    Element.END_USER: pgettext_lazy("element of a certificate", "End user"),
    Element.OTHER_PARTIES: pgettext_lazy("element of a certificate", "Other parties"),
    Element.CERTIFICATION: pgettext_lazy("element of a certificate", "Certification by the government"),
    Element.DATE_OF_ISSUE: pgettext_lazy("element of a certificate", "Date of issue"),
    Element.OTHER: pgettext_lazy("element of a certificate", "Other contents"),
}
# Parts of an application, as its task list and its open points name them.
PARTS: Words = {
    "deal": pgettext_lazy("part of an application", "Deal and validity"),
    "parties": pgettext_lazy("part of an application", "Parties"),
    "items": pgettext_lazy("part of an application", "Items"),
    "weapons": pgettext_lazy("part of an application", "Weapons"),
    "certificate": pgettext_lazy("part of an application", "End-user certificate"),
    "risk": pgettext_lazy("part of an application", "Risk of diversion"),
}
# Columns of an application whose earlier texts its history shows.
FIELDS: Words = {
    "applicant_id": _("Applicant"),
    "origin": _("Country the goods come from"),
    "destination": _("Country of destination"),
    "transit": _("Countries of transit"),
    "end_use": _("End use"),
    "contract": _("Contract or order"),
    "conditions": _("Conditions"),
    "valid_from": _("Valid from"),
    "valid_until": _("Valid until"),
    "broker_registration": _("Registration of the broker"),
    "broker_registered_until": _("Registered until"),
    "type_text": _("Type of weapon"),
    "description": _("Maker, model or other description"),
    "calibre_text": _("Calibre"),
    "quantity": _("Pieces"),
    "value": _("Value"),
    "currency": _("Currency"),
}
LISTS: Mapping[str, Words] = {
    "field_of_application": FIELDS,
    "licence_kind": KINDS,
    "licence_state": STATES,
    "step": STEPS,
    "party_role": PARTY_ROLES,
    "answer": ANSWERS,
    "check_result": CHECK_RESULTS,
    "element": ELEMENTS,
    "part_of_application": PARTS,
}
