"""Words of the exchange with other States: kinds of messages, how far they came, why a try failed."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Words = Mapping[str, str | Promise]
MESSAGE_KINDS: Words = {
    "exchange.test": _("Test message"),
    "exchange.opened": _("Notice that a message was opened"),
    "exchange.epoch": _("Notice that a backup was put back"),
    "tracing.request": _("Tracing request"),
    "tracing.acknowledgement": _("Acknowledgement of a request"),
    "tracing.answer": _("Answer to a request"),
    "tracing.information": _("Further information on a request"),
    "tracing.information_asked": _("Question for further information"),
    "tracing.clarification_asked": _("Question about an answer"),
    "tracing.withdrawal": _("Withdrawal of a request"),
}
MESSAGE_STATES: Words = {
    "waiting": pgettext_lazy("state of a message", "Waiting to be confirmed"),
    "delivered": pgettext_lazy("state of a message", "Confirmed"),
    "dead": pgettext_lazy("state of a message", "Given up"),
}
MESSAGE_STAGES: Words = {
    "submitted": pgettext_lazy("stage of a message", "Written"),
    "delivered": pgettext_lazy("stage of a message", "Arrived"),
    "opened": pgettext_lazy("stage of a message", "Opened by a person"),
    "answered": pgettext_lazy("stage of a message", "Answered"),
}
MESSAGE_WAYS: Words = {"https": _("Over the line"), "file": _("As a file")}
# Why a message was not taken, as far as a person can do something about it; other codes are shown as they are.
MESSAGE_CODES: Words = {
    "not_reached": _("The installation of the other State did not answer."),
    "no_answer": _("The installation of the other State did not answer."),
    "answer_not_understood": _("Something else than an installation answered at that address."),
    "not_opened": _("The other State could not open it or does not know our key. Compare the fingerprints."),
    "later": _("The other State could not take it just now."),
    "busy": _("The other State could not take it just now."),
    "fault": _("The other State could not take it just now."),
    "unavailable": _("The database of the other State was not available."),
    "too_many": _("The other State takes no more messages from here in this minute."),
    "size_not_allowed": _("Something on the way changed the size of the message."),
    "address_not_allowed": _("The address of the other State is not one that begins with https://."),
    "kind_not_taken": _("The other State does not take this kind of message."),
    "payload_against_schema": _("The other State did not understand the form of the message."),
    "contents_not_understood": _("The other State did not understand the form of the message."),
}
LISTS: Mapping[str, Words] = {
    "message_kind": MESSAGE_KINDS,
    "message_state": MESSAGE_STATES,
    "message_stage": MESSAGE_STAGES,
    "message_way": MESSAGE_WAYS,
    "message_code": MESSAGE_CODES,
}
