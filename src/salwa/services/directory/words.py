"""Words for the closed lists of the directory, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from salwa.domain.directory import ContactKind, Need, Source

Words = Mapping[str, str | Promise]

KINDS: Words = {
    ContactKind.PROGRAMME: _("Programme of Action (PoA II.5)"),
    ContactKind.TRACING: _("International Tracing Instrument (ITI 25)"),
    ContactKind.BROKERING: _("Brokering controls"),
}
SOURCES: Words = {
    Source.STATE: _("The State itself"),
    Source.NOTE_VERBALE: _("A note verbale to the secretariat"),
}
NEEDS: Words = {
    Need.EXPIRED: _("The details are no longer valid."),
    Need.EXPIRES_SOON: _("The details end soon."),
    Need.UNANSWERED: _("The last test message was not answered."),
    Need.TEST_DUE: _("A test message is due."),
    Need.NOT_CONFIRMED: _("The State has not confirmed the details for more than a year."),
}
ACTS: Words = {
    "entered": pgettext_lazy("contact", "Entered"),
    "corrected": pgettext_lazy("contact", "Corrected"),
    "handed_over": pgettext_lazy("contact", "Handed over"),
    "confirmed": pgettext_lazy("contact", "Confirmed"),
}
