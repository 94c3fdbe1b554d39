"""Words of a tracing request and of an answer on paper: headings, labels, closed lists, in the paper's language."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from salwa.domain.languages import message
from salwa.domain.tracing import (
    AnswerKind,
    Circumstance,
    IllicitLimb,
    IntendedUse,
    LegalGround,
    Offence,
    PlaceKind,
    Priority,
    Restriction,
    StatementKind,
    Wanted,
    WithholdingReason,
)
from salwa.domain.weapons.vocabulary import Build

Words = Mapping[str, str | Promise]

CIRCUMSTANCES: Words = {
    Circumstance.SEIZED: pgettext_lazy("event", "Seized"),
    Circumstance.FOUND: pgettext_lazy("event", "Found"),
    Circumstance.SURRENDERED: pgettext_lazy("event", "Surrendered"),
}
LIMBS: Words = {
    IllicitLimb.UNDER_NATIONAL_LAW: _("It is illicit under the law of the State in which it was found (ITI 6 a)."),
    IllicitLimb.AGAINST_EMBARGO: _("It was transferred against an arms embargo of the Security Council (ITI 6 b)."),
    IllicitLimb.NOT_MARKED: _("It is not marked as the instrument requires (ITI 6 c)."),
    IllicitLimb.MADE_WITHOUT_LICENCE: _("It was made or assembled without a licence or authorisation (ITI 6 d)."),
    IllicitLimb.TRANSFERRED_WITHOUT_LICENCE: _("It was transferred without a licence or authorisation (ITI 6 e)."),
}
GROUNDS: Words = {
    LegalGround.TRAFFICKING: pgettext_lazy("legal ground", "Illicit trafficking"),
    LegalGround.POSSESSION: pgettext_lazy("legal ground", "Illicit possession"),
    LegalGround.USE: pgettext_lazy("legal ground", "Illicit use"),
    LegalGround.MANUFACTURE: pgettext_lazy("legal ground", "Illicit manufacture"),
    LegalGround.ALTERED_MARKINGS: pgettext_lazy("legal ground", "Altered markings"),
    LegalGround.OTHER: pgettext_lazy("legal ground", "Another ground"),
    LegalGround.UNKNOWN: pgettext_lazy("legal ground", "Not known"),
}
PLACES: Words = {
    PlaceKind.NATIONAL_TERRITORY: pgettext_lazy("kind of place", "Within the territory"),
    PlaceKind.LAND_BORDER: pgettext_lazy("kind of place", "At a land border"),
    PlaceKind.AIRPORT: pgettext_lazy("kind of place", "On an aircraft or at an airport"),
    PlaceKind.HARBOUR: pgettext_lazy("kind of place", "On a vessel or in a harbour"),
    PlaceKind.OTHER: pgettext_lazy("kind of place", "Another place"),
    PlaceKind.UNKNOWN: pgettext_lazy("kind of place", "Not known"),
}
OFFENCES: Words = {
    Offence.TERRORISM: pgettext_lazy("offence", "Terrorism"),
    Offence.DRUG_TRAFFICKING: pgettext_lazy("offence", "Drug trafficking"),
    Offence.FIREARMS_TRAFFICKING: pgettext_lazy("offence", "Firearms trafficking"),
    Offence.OTHER_ARMS_OFFENCES: pgettext_lazy("offence", "Other offences with arms"),
    Offence.OTHER_ORGANIZED_CRIME: pgettext_lazy("offence", "Other organised crime"),
    Offence.OTHER_TRAFFICKING: pgettext_lazy("offence", "Other trafficking"),
    Offence.VIOLENT_CRIME: pgettext_lazy("offence", "Violent crime"),
    Offence.OTHER: pgettext_lazy("offence", "Another offence"),
}
USES: Words = {
    IntendedUse.INVESTIGATION: pgettext_lazy("intended use", "Criminal investigation"),
    IntendedUse.PROSECUTION: pgettext_lazy("intended use", "Prosecution"),
    IntendedUse.PREVENTION: pgettext_lazy("intended use", "Prevention of diversion"),
    IntendedUse.EMBARGO: pgettext_lazy("intended use", "Monitoring of an arms embargo"),
    IntendedUse.OTHER: pgettext_lazy("intended use", "Another use"),
}
WANTED: Words = {
    Wanted.MANUFACTURE: _("When, where and by whom it was made"),
    Wanted.FIRST_TRANSFER: _("The first transfer after manufacture or import"),
    Wanted.TRANSFERS: _("Further transfers, exports and imports"),
    Wanted.LAST_LAWFUL_RECORD: _("The last lawful record"),
    Wanted.LOSS_OR_THEFT: _("Whether it was reported lost or stolen"),
}
PRIORITIES: Words = {
    Priority.ROUTINE: pgettext_lazy("priority", "Routine"),
    Priority.URGENT: pgettext_lazy("priority", "Urgent"),
}
ANSWERS: Words = {
    AnswerKind.FULL: _("Answered in full (ITI 20)"),
    AnswerKind.RESTRICTED: _("Answered in part; the reasons are ticked below (ITI 22)"),
    AnswerKind.DELAYED: _("An answer follows later; the reasons are ticked below (ITI 22)"),
    AnswerKind.REFUSED: _("Refused; the reasons are ticked below (ITI 22)"),
}
ANSWERED: Words = {
    AnswerKind.FULL: _("Answered in full (ITI 20)"),
    AnswerKind.RESTRICTED: _("Answered in part, for the reasons given below (ITI 22)"),
    AnswerKind.DELAYED: _("An answer follows later, for the reasons given below (ITI 22)"),
    AnswerKind.REFUSED: _("Refused, for the reasons given below (ITI 22)"),
}
REASONS: Words = {
    WithholdingReason.INVESTIGATION: _("Release would compromise an ongoing criminal investigation."),
    WithholdingReason.CONFIDENTIALITY_LAW: _("Release would violate law that protects confidential information."),
    WithholdingReason.NO_GUARANTEE: _("The requesting State cannot guarantee confidentiality."),
    WithholdingReason.NATIONAL_SECURITY: _("National security, consistent with the Charter of the United Nations."),
}
RESTRICTIONS: Words = {
    Restriction.DESIGNATED_ONLY: _("Released only to designated persons, to the extent they need it (ITI 15 a)."),
    Restriction.ITI_PURPOSES_ONLY: _("Used only for purposes consistent with the instrument (ITI 15 b)."),
    Restriction.NO_ONWARD_RELEASE: _("Not passed on without prior consent of the State that gave it (ITI 15 c)."),
}
STATEMENTS: Words = {
    StatementKind.MANUFACTURED: pgettext_lazy("event", "Manufactured"),
    StatementKind.IMPORTED: pgettext_lazy("event", "Imported"),
    StatementKind.EXPORTED: pgettext_lazy("event", "Exported"),
    StatementKind.TRANSFERRED: pgettext_lazy("event", "Transferred"),
    StatementKind.HELD: pgettext_lazy("statement", "Held"),
    StatementKind.LOST: pgettext_lazy("event", "Lost"),
    StatementKind.STOLEN: pgettext_lazy("event", "Stolen"),
    StatementKind.DEACTIVATED: pgettext_lazy("event", "Deactivated"),
    StatementKind.DESTROYED: pgettext_lazy("event", "Destroyed"),
    StatementKind.NO_RECORD: pgettext_lazy("statement", "No record was found"),
    StatementKind.OTHER: pgettext_lazy("statement", "Another statement"),
}
BUILDS: Words = {
    Build.FACTORY: pgettext_lazy("build", "Made in a factory"),
    Build.CRAFT: pgettext_lazy("build", "Craft-made"),
    Build.KIT: pgettext_lazy("build", "Assembled from a kit"),
    Build.PRINTED: pgettext_lazy("build", "3D-printed"),
    Build.CONVERTED: pgettext_lazy("build", "Converted"),
    Build.REACTIVATED: pgettext_lazy("build", "Reactivated"),
    Build.UNKNOWN: pgettext_lazy("build", "Not known"),
}

TITLE = message("Request to trace a weapon under the International Tracing Instrument")
CONFIDENTIAL = message(
    "Confidential. For the national point of contact of the requested State and for those it designates (ITI 15)."
)
ANSWER_TITLE = message("Answer to a tracing request under the International Tracing Instrument")
ANSWER_CONFIDENTIAL = message(
    "Confidential. For the national point of contact of the requesting State and for those it designates (ITI 15)."
)
HEADINGS = {
    "why": message("Why the weapon is considered illicit (ITI 6, 17 a)"),
    "how": message("Circumstances in which it was seized, found or surrendered (ITI 17 a)"),
    "weapon": message("The weapon (ITI 17 b)"),
    "marks": message("Marks as read on the weapon (ITI 17 b)"),
    "wanted": message("What is asked"),
    "use": message("What the information will be used for (ITI 17 c)"),
    "undertaking": message("Undertakings of the requesting State and limits on use (ITI 15)"),
    "earlier": message("What other States have answered"),
    "pictures": message("Pictures"),
    "reply": message("Reply of the requested State (form to be filled in)"),
    "reply_kind": message("Answer: tick one"),
    "reply_reasons": message("Reasons for a delay, a restriction or a refusal: tick at least one (ITI 22, 23)"),
    "reply_statements": message("What the records say about the weapon"),
    "reply_limits": message("Limits on the use of this answer (ITI 15)"),
    "reply_signed": message("Answered by"),
    "answer": message("The answer"),
    "reasons": message("Reasons why something is withheld (ITI 22, 23)"),
    "registered": message("The weapon, as it is registered in the States that answered"),
    "registered_here": message("The weapon, as it is registered in the answering State"),
    "asked": message("The weapon, as the request describes it"),
    "asked_marks": message("Marks, as the request gives them"),
}
LABELS = {
    "from": message("Requesting State"),
    "to": message("Requested State"),
    "request": message("Number of the request"),
    "case": message("Reference of the case"),
    "sent": message("Date of the request"),
    "priority": message("Priority"),
    "urgent": message("Why it is urgent"),
    "office": message("Office that asks"),
    "person": message("Person to ask for"),
    "email": message("E-mail address"),
    "telephone": message("Telephone"),
    "justification": message("Legal justification"),
    "ground": message("Legal ground of the seizure"),
    "circumstance": message("How it came to the authorities"),
    "day": message("Day"),
    "place": message("Place"),
    "place_kind": message("Kind of place"),
    "offences": message("Other offences suspected"),
    "circumstances": message("Circumstances"),
    "kind": message("Kind of object"),
    "type": message("Type of weapon"),
    "maker": message("Maker"),
    "model": message("Model"),
    "calibre": message("Calibre"),
    "country": message("Country of manufacture"),
    "import_country": message("Country on the import mark"),
    "year": message("Year of manufacture"),
    "build": message("How it was made"),
    "description": message("Other details"),
    "read_as": message("Read as"),
    "part": message("Part"),
    "serial": message("Serial number"),
    "serial_read": message("Serial number as read on the weapon"),
    "differs": message("What differs"),
    "mark": message("Mark as read off the weapon"),
    "mark_state": message("State of the mark"),
    "use_text": message("In words"),
    "until": message("If the answer follows later: expected on"),
    "reply_text": message("Remarks, and the reasons in words (ITI 23)"),
    "what": message("What happened"),
    "state": message("Other State"),
    "document": message("Licence or other document"),
    "consignee": message("Consignee or holder"),
    "name": message("Name and office"),
    "date": message("Date"),
    "signature": message("Signature"),
    "send_to": message("Please send the reply to"),
    "answered_from": message("Answering State"),
    "received": message("Date on which the request came"),
    "answer": message("Number of the answer"),
    "released": message("Date of the answer"),
    "answer_office": message("Office that answers"),
    "follows_on": message("The answer is expected on"),
}
SAYS = {
    "none": message("Not stated."),
    "from_mark": message("{state} (read from the import mark by the register)"),
    "kept": message("The requesting State will keep the information confidential and respect the limits on its use."),
    "not_kept": message(
        "The requesting State cannot keep the confidentiality or all limits on use, and says so as ITI 15 requires. "
        "The reason:"
    ),
    "own_limits": message("The information in this request itself may be used only within these limits:"),
    "no_limits": message("The requesting State sets no further limits on the use of this request."),
    "no_marks": message("No mark was read. That does not mean that the weapon bears none."),
    "no_text": message("No text"),
    "registered": message("{state} has it registered as follows (answer to the request {request}):"),
    "no_statement": message("This answer makes no statement about the weapon."),
    "no_answer_limits": message("The answering State sets no further limits on the use of this answer."),
    "earlier": message("{state} stated in answer to the request {request}:"),
    "reply": message(
        "A State without Salwa may answer on this form or in any other way. Receipt should be acknowledged within a "
        "reasonable time (ITI 19)."
    ),
    "part_of": message("Reply to the request {request}"),
}
