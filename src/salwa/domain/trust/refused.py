"""Why a trust list, its anchor or a kept state of trust is refused: one stable code per reason."""

from __future__ import annotations

from dataclasses import dataclass

from salwa.domain.languages import Sentence, message
from salwa.domain.refusals import Refusal

FETCH_AGAIN = message("Fetch the list again; if it is refused again, ask the secretariat by another way.")
TELL_SECURITY = message("Keep the file as it is and tell your security officer and the secretariat, by another way.")
FETCH_MISSING = message("Fetch the versions in between and take them in one after another.")
FETCH_NEWER = message("Fetch a newer list. Until there is one, talk to the other State by another way.")
CHECK_CLOCK = message("Compare the clock of this machine with a clock you trust.")
READ_AGAIN = message("Have the groups of numbers read to you again, slowly, and compare each with the paper.")
TAKE_BACKUP = message("Restore it from a backup, or begin anew with the fingerprint on paper.")


class TrustListRefused(Refusal):
    """A list, an anchor or a state that is not taken. The codes stand in docs/protocol/trust-list.md."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One code with the sentences that are shown for it."""

    code: str
    sentence: Sentence
    remedy: str = TELL_SECURITY


_REASONS = (
    Reason("trust_too_large", Sentence(message("The trust list is larger than four mebibytes.")), FETCH_AGAIN),
    Reason("trust_form", Sentence(message("The file does not have the form of a signed trust list.")), FETCH_AGAIN),
    Reason("trust_member_twice", Sentence(message("The trust list names a member twice."))),
    Reason("trust_version", Sentence(message("The trust list follows another version of the protocol.")), FETCH_AGAIN),
    Reason("trust_other_list", Sentence(message("The trust list is another one than the list that is followed here."))),
    Reason(
        "trust_threshold",
        Sentence(message("The trust list is signed by fewer of its known signers than are needed.")),
    ),
    Reason(
        "trust_threshold_new",
        Sentence(message("The trust list names new signers, and too few of the new ones have signed it.")),
    ),
    Reason("trust_signers", Sentence(message("The trust list names its signers twice, or fewer than it needs."))),
    Reason(
        "trust_pivot_missing",
        Sentence(message("The signers of the trust list changed in a version that was not taken in here.")),
        FETCH_MISSING,
    ),
    Reason("trust_rollback", Sentence(message("The trust list is older than the one that was taken in here."))),
    Reason(
        "trust_jump", Sentence(message("The trust list is more than five hundred versions ahead of the one here."))
    ),
    Reason("trust_chain", Sentence(message("The trust list does not tell its own history without a gap."))),
    Reason(
        "trust_chain_long", Sentence(message("More than five hundred trust lists were given at once.")), FETCH_MISSING
    ),
    Reason(
        "trust_split_view",
        Sentence(message("The trust list tells another history than the list that was taken in here.")),
    ),
    Reason(
        "trust_expired", Sentence(message("The trust list has passed the day until which it is good.")), FETCH_NEWER
    ),
    Reason("trust_from_future", Sentence(message("The trust list says it was made in the future.")), CHECK_CLOCK),
    Reason("trust_lifetime", Sentence(message("The trust list is good for no time, or for more than half a year."))),
    Reason("trust_key_form", Sentence(message("A key of the trust list is no key, or does not fit its own name."))),
    Reason("trust_key_twice", Sentence(message("A key of the trust list stands in it twice."))),
    Reason("trust_entry_removed", Sentence(message("A key that was in the trust list before is no longer in it."))),
    Reason("trust_history", Sentence(message("The history of a key in the trust list is not one that can be."))),
    Reason(
        "trust_history_changed",
        Sentence(message("The history of a key in the trust list is not the one that it told before.")),
    ),
    Reason(
        "trust_fingerprint_slip",
        Sentence(message("The fingerprint is not complete, or one of its groups of numbers has a slip.")),
        READ_AGAIN,
    ),
    Reason("trust_fingerprint_other", Sentence(message("The fingerprint on paper belongs to another trust list."))),
    Reason(
        "trust_state_form", Sentence(message("What was kept of the trust list is damaged or missing.")), TAKE_BACKUP
    ),
    Reason("trust_no_key", Sentence(message("The trust list has no key of this State that is good now.")), FETCH_NEWER),
)  # fmt: skip
REASONS = {one.code: one for one in _REASONS}


def refused(code: str) -> TrustListRefused:
    """The refusal with this code. Nothing of what was received is repeated in its words."""
    reason = REASONS[code]
    return TrustListRefused(code, reason.sentence, remedy=Sentence(reason.remedy))
