"""Why a sealed message, a receipt or a key is refused: one stable code per reason, in words a person can act on."""

from __future__ import annotations

from dataclasses import dataclass

from salwa.domain.languages import Sentence, message
from salwa.domain.refusals import Refusal

ASK_AGAIN = message("Ask the sender to seal the message again and to send it once more.")
TELL_SECURITY = message("Keep the file as it is and tell your security officer: such a message is made on purpose.")
RENEW_LIST = message("Fetch the newest trust list; if it says the same, ask the other State by another way.")
CHECK_CLOCK = message("Compare the clock of this machine with a clock you trust, then ask the sender to do the same.")
SEND_LESS = message("Send fewer or smaller attachments, or split the message.")
TAKE_KEY_AGAIN = message("Take the key again from where it was handed over, without changing it.")


class EnvelopeRefused(Refusal):
    """A sealed message, a receipt or a key that is not taken. The codes stand in docs/protocol/sealed-messages.md."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One code with the sentences that are shown for it."""

    code: str
    sentence: Sentence
    remedy: str = ASK_AGAIN


_REASONS = (
    Reason("envelope_too_large", Sentence(message("The sealed message is larger than two mebibytes.")), SEND_LESS),
    Reason("envelope_size", Sentence(message("The sealed message has a size that sealed messages never have."))),
    Reason("envelope_form", Sentence(message("The sealed message does not have the form of one: five encoded parts."))),
    Reason("envelope_base64", Sentence(message("A part of the sealed message is not encoded in the one allowed way."))),
    Reason("envelope_header_json", Sentence(message("A header of the sealed message is not one plain JSON object."))),
    Reason(
        "envelope_member_twice",
        Sentence(message("A header of the sealed message names a member twice.")),
        TELL_SECURITY,
    ),
    Reason(
        "envelope_member_unknown",
        Sentence(message("A header of the sealed message has a member that the protocol does not know.")),
    ),
    Reason(
        "envelope_member_missing",
        Sentence(message("A header of the sealed message lacks a member that the protocol needs.")),
    ),
    Reason(
        "envelope_member_value",
        Sentence(message("A member of a header of the sealed message has a value that it may not have.")),
    ),
    Reason("envelope_algorithm", Sentence(message("The sealed message asks for another algorithm.")), TELL_SECURITY),
    Reason("envelope_type", Sentence(message("The file is sealed or signed, but as something else.")), TELL_SECURITY),
    Reason("envelope_version", Sentence(message("The sealed message follows another version of the protocol."))),
    Reason(
        "envelope_key_in_header",
        Sentence(message("The sealed message brings or names a key of its own to be checked with.")),
        TELL_SECURITY,
    ),
    Reason(
        "envelope_compressed",
        Sentence(message("The sealed message says it is compressed; that is not allowed.")),
        TELL_SECURITY,
    ),
    Reason(
        "envelope_unencoded",
        Sentence(message("The sealed message says that its content is not encoded; that is not allowed.")),
        TELL_SECURITY,
    ),
    Reason(
        "envelope_password",
        Sentence(message("The sealed message asks to be opened with a password; that is not allowed.")),
        TELL_SECURITY,
    ),
    Reason(
        "envelope_critical",
        Sentence(message("The sealed message demands an extension of the protocol; there is none.")),
        TELL_SECURITY,
    ),
    Reason(
        "envelope_weak_point",
        Sentence(message("The sealed message or key holds a point of the curve that gives no secret.")),
        TELL_SECURITY,
    ),
    Reason(
        "envelope_not_for_us",
        Sentence(message("The message is sealed for a key that this installation does not have.")),
    ),
    Reason(
        "envelope_not_opened",
        Sentence(message("The sealed message does not open: it was changed on its way, or damaged.")),
    ),
    Reason("envelope_padding", Sentence(message("The sealed message is not filled up in the one allowed way."))),
    Reason("envelope_inner_form", Sentence(message("What was sealed is not one signed message."))),
    Reason(
        "envelope_signer_unknown",
        Sentence(message("The message is signed with a key that is not trusted.")),
        RENEW_LIST,
    ),
    Reason(
        "envelope_signer_not_issuer",
        Sentence(message("The message is signed with a key of another State than the one it names as its sender.")),
        TELL_SECURITY,
    ),
    Reason("envelope_signer_early", Sentence(message("The message is signed with a key before its time.")), RENEW_LIST),
    Reason(
        "envelope_signer_retired",
        Sentence(message("The message was signed after its sender had retired that key.")),
        RENEW_LIST,
    ),
    Reason(
        "envelope_signer_revoked", Sentence(message("The message is signed with a key that was revoked.")), RENEW_LIST
    ),
    Reason("envelope_signature", Sentence(message("The signature of the message is wrong.")), TELL_SECURITY),
    Reason(
        "envelope_audience",
        Sentence(message("The message was written to another State and passed on as if to this one.")),
        TELL_SECURITY,
    ),
    Reason("envelope_expired", Sentence(message("The message has passed the day until which it was good."))),
    Reason(
        "envelope_from_future", Sentence(message("The message says it was signed in the future.")), CHECK_CLOCK
    ),
    Reason(
        "envelope_lifetime",
        Sentence(message("The message is good for no time at all, or for longer than a year and a day.")),
    ),
    Reason(
        "envelope_key_form",
        Sentence(message("The key is not written as keys of sealed messages are, or does not fit its own name.")),
        TAKE_KEY_AGAIN,
    ),
    Reason("receipt_form", Sentence(message("The receipt does not have the form of one."))),
    Reason(
        "receipt_other_message", Sentence(message("The receipt belongs to another message than the one it came for."))
    ),
)  # fmt: skip
REASONS = {one.code: one for one in _REASONS}


def refused(code: str) -> EnvelopeRefused:
    """The refusal with this code. Nothing of what was received is repeated in its words."""
    reason = REASONS[code]
    return EnvelopeRefused(code, reason.sentence, remedy=Sentence(reason.remedy))
