"""Words on screen for the closed lists of seizures and tracing cases (words.py shows them with all others)."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from salwa.domain.indicators import Line
from salwa.domain.indicators.words import LINES
from salwa.domain.tracing import (
    Channel,
    Circumstance,
    Established,
    FindingKind,
    IllicitLimb,
    LegalGround,
    Offence,
    Outcome,
    PlaceKind,
    RequestState,
    StatementKind,
)
from salwa.domain.tracing.linking import LinkKind

Words = Mapping[str, str | Promise]

CIRCUMSTANCES: Words = {
    Circumstance.SEIZED: pgettext_lazy("circumstance", "Seized"),
    Circumstance.FOUND: pgettext_lazy("circumstance", "Found"),
    Circumstance.SURRENDERED: pgettext_lazy("circumstance", "Surrendered"),
}
LIMBS: Words = {
    IllicitLimb.UNDER_NATIONAL_LAW: _("Illicit under the law of the State where it was found"),
    IllicitLimb.AGAINST_EMBARGO: _("Transferred in breach of an arms embargo of the Security Council"),
    IllicitLimb.NOT_MARKED: _("Not marked as the International Tracing Instrument requires"),
    IllicitLimb.MADE_WITHOUT_LICENCE: _("Made or assembled without a licence"),
    IllicitLimb.TRANSFERRED_WITHOUT_LICENCE: _("Transferred without a licence"),
}
GROUNDS: Words = {
    LegalGround.TRAFFICKING: _("Illicit trafficking"),
    LegalGround.POSSESSION: _("Illicit possession"),
    LegalGround.USE: _("Illicit use"),
    LegalGround.MANUFACTURE: _("Illicit manufacture"),
    LegalGround.ALTERED_MARKINGS: _("Altered marks"),
    LegalGround.OTHER: pgettext_lazy("legal ground", "Another ground"),
    LegalGround.UNKNOWN: pgettext_lazy("legal ground", "Not known"),
}
PLACE_KINDS: Words = {
    PlaceKind.NATIONAL_TERRITORY: _("Inside the country"),
    PlaceKind.LAND_BORDER: _("At a land border"),
    PlaceKind.AIRPORT: _("On an aircraft or at an airport"),
    PlaceKind.HARBOUR: _("On a vessel or in a harbour"),
    PlaceKind.OTHER: pgettext_lazy("kind of place", "Elsewhere"),
    PlaceKind.UNKNOWN: pgettext_lazy("kind of place", "Not known"),
}
OFFENCES: Words = {
    Offence.TERRORISM: _("Terrorism"),
    Offence.DRUG_TRAFFICKING: _("Trafficking in drugs"),
    Offence.FIREARMS_TRAFFICKING: _("Trafficking in firearms"),
    Offence.OTHER_ARMS_OFFENCES: _("Other offences with arms"),
    Offence.OTHER_ORGANIZED_CRIME: _("Other organized crime"),
    Offence.OTHER_TRAFFICKING: _("Other trafficking"),
    Offence.VIOLENT_CRIME: _("Violent crime"),
    Offence.OTHER: pgettext_lazy("offence", "Another offence"),
}
# The same words as at the figures that count them.
OUTCOMES: Words = {one: _(LINES[Line(one.value)]) for one in Outcome}
FINDINGS: Words = {
    FindingKind.OUTCOME: _("Outcome"),
    FindingKind.LAST_LAWFUL: _("Last lawful record"),
    FindingKind.DIVERSION: _("Point of diversion"),
}
ESTABLISHED: Words = {
    Established.TRACING: _("By tracing"),
    Established.OTHERWISE: pgettext_lazy("how it was established", "Otherwise"),
}
REQUEST_STATES: Words = {
    RequestState.DRAFT: pgettext_lazy("tracing request", "Draft"),
    RequestState.SENT: pgettext_lazy("tracing request", "Sent"),
    RequestState.ACKNOWLEDGED: pgettext_lazy("tracing request", "Acknowledged"),
    RequestState.INFORMATION_ASKED: pgettext_lazy("tracing request", "More information is asked for"),
    RequestState.ANSWERED: pgettext_lazy("tracing request", "Answered"),
    RequestState.RESTRICTED: pgettext_lazy("tracing request", "Answered in part"),
    RequestState.DELAYED: pgettext_lazy("tracing request", "Answer delayed"),
    RequestState.REFUSED: pgettext_lazy("tracing request", "Refused"),
    RequestState.CLARIFICATION_ASKED: pgettext_lazy("tracing request", "Clarification asked for"),
    RequestState.WITHDRAWN: pgettext_lazy("tracing request", "Withdrawn"),
    RequestState.CLOSED: pgettext_lazy("tracing request", "Closed"),
}
CHANNELS: Words = {
    Channel.INSTALLATION: _("From installation to installation"),
    Channel.FILE: _("As a sealed file"),
    Channel.DOCUMENT: _("As a document"),
}
LINKS: Words = {
    LinkKind.SAME_WEAPON: _("The same weapon"),
    LinkKind.SAME_DOCUMENT: _("The same consignment or document"),
    LinkKind.SAME_HOLDER: _("The same last holder"),
    LinkKind.CLOSE_SERIALS: _("Serial numbers close together"),
}
# Stations of a route are entries of the own register, statements of an answer, or findings of the case.
STATIONS: Words = {
    "manufactured": pgettext_lazy("station", "Manufactured"),
    "recorded": pgettext_lazy("station", "Recorded"),
    "imported": pgettext_lazy("station", "Imported"),
    "exported": pgettext_lazy("station", "Exported"),
    "transferred": pgettext_lazy("station", "Transferred"),
    "issued": pgettext_lazy("station", "Issued"),
    "returned": pgettext_lazy("station", "Returned"),
    StatementKind.HELD.value: pgettext_lazy("station", "Held"),
    "lost": pgettext_lazy("station", "Lost"),
    "stolen": pgettext_lazy("station", "Stolen"),
    "recovered": pgettext_lazy("station", "Recovered"),
    "deactivated": pgettext_lazy("station", "Deactivated"),
    "reactivated": pgettext_lazy("station", "Reactivated"),
    "converted": pgettext_lazy("station", "Converted"),
    "destroyed": pgettext_lazy("station", "Destroyed"),
    "seized": pgettext_lazy("station", "Seized"),
    "found": pgettext_lazy("station", "Found"),
    "surrendered": pgettext_lazy("station", "Surrendered"),
    "other": pgettext_lazy("station", "Something else"),
    FindingKind.LAST_LAWFUL.value: _("Last lawful record"),
    FindingKind.DIVERSION.value: _("Point of diversion"),
}
SOURCES: Words = {
    "register": pgettext_lazy("source of a station", "Own register"),
    "answer": pgettext_lazy("source of a station", "Answer"),
    "finding": pgettext_lazy("source of a station", "Finding of the case"),
    "seizure": pgettext_lazy("source of a station", "Seizure"),
}
LISTS: Mapping[str, Words] = {
    "circumstance": CIRCUMSTANCES,
    "limb": LIMBS,
    "legal_ground": GROUNDS,
    "place_kind": PLACE_KINDS,
    "offence": OFFENCES,
    "outcome": OUTCOMES,
    "case_finding": FINDINGS,
    "established": ESTABLISHED,
    "request_state": REQUEST_STATES,
    "channel": CHANNELS,
    "case_link": LINKS,
    "station": STATIONS,
    "station_source": SOURCES,
}
