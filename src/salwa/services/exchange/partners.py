"""Other installations and whose keys count: a pin that people here compared on paper overrides the trust list."""

from __future__ import annotations

from salwa.domain.languages import Sentence, message
from salwa.domain.refusals import Refusal
from salwa.services.envelopes import PublicKeys
from salwa.services.exchange.snapshot import Snapshot
from salwa.storage.exchange.models import PeerKey

NOT_REACHABLE = message("No installation of {state} can be reached: no key of it is known here.")
OTHER_WAY = message(
    "Send the request as a document by another way, or take the keys of {state} from the trust list or by hand."
)


def key_in_force(state: str) -> PeerKey | None:
    """The key to seal to: the pin where there is one, else that of the trust list."""
    rows = list(PeerKey.objects.filter(peer__state=state, standing="current"))
    return next((row for row in rows if row.source == "pin"), None) or next(iter(rows), None)


def key_to_seal_to(state: str, keys: Snapshot) -> PublicKeys:
    """The public keys of a State. Raises `Refusal` (`state_not_reachable`)."""
    found = keys.seal_to(state)
    if found is None:
        values = {"state": state}
        raise Refusal("state_not_reachable", Sentence(NOT_REACHABLE, values), remedy=Sentence(OTHER_WAY, values))
    return found


def is_reachable(state: str, keys: Snapshot) -> bool:
    """Whether messages to this State can be sealed at all."""
    return keys.seal_to(state) is not None
