"""Other installations and whose keys count: a pin that people here compared on paper overrides the trust list."""

from __future__ import annotations

from salwa.domain.languages import Sentence, message
from salwa.domain.refusals import Refusal
from salwa.domain.trust import Standing
from salwa.services.envelopes import PublicKeys, TrustedKey
from salwa.services.exchange.sealing import public_from
from salwa.storage.exchange.models import PeerKey

NOT_REACHABLE = message("No installation of {state} can be reached: no key of it is known here.")
OTHER_WAY = message(
    "Send the request as a document by another way, or take the keys of {state} from the trust list or by hand."
)
# Standings of keys whose signatures may still be judged; proposals are nobody's keys yet.
JUDGED = ("current", "retired", "revoked")


def key_in_force(state: str) -> PeerKey | None:
    """The key to seal to: the pin where there is one, else that of the trust list."""
    rows = list(PeerKey.objects.filter(peer__state=state, standing="current"))
    return next((row for row in rows if row.source == "pin"), None) or next(iter(rows), None)


def key_to_seal_to(state: str) -> PublicKeys:
    """The public keys of a State. Raises `Refusal` (`state_not_reachable`)."""
    row = key_in_force(state)
    if row is None:
        values = {"state": state}
        raise Refusal(
            "state_not_reachable", Sentence(NOT_REACHABLE, values), remedy=Sentence(OTHER_WAY, values)
        )
    return public_from(row.public)


def trusted(signing_kid: str) -> TrustedKey | None:
    """The key with this name, with the dates from which it counts or no longer does; None when nobody's.

    Where a State is pinned, the trust list has no say over it: a captured secretariat cannot put another key in.
    """
    rows = list(PeerKey.objects.filter(signing_kid=signing_kid, standing__in=JUDGED).select_related("peer"))
    pins = [row for row in rows if row.source == "pin"]
    if not pins and rows and PeerKey.objects.filter(peer=rows[0].peer, source="pin", standing="current").exists():
        return None
    row = next(iter(pins or rows), None)
    if row is None:
        return None
    standing = Standing(
        since=None if row.source == "pin" else row.since, retired=row.retired_at, revoked=row.revoked_at
    )
    return TrustedKey(row.peer.state, public_from(row.public), standing)
