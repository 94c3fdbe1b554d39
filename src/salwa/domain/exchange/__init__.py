"""The exchange between installations: kinds of messages, retries, payloads. Rules and values; no database, no clock."""

from salwa.domain.exchange.kinds import KINDS, OWN_STATE_OF_SECRETARIAT, Stage, Way, rights_to_post
from salwa.domain.exchange.payloads import PayloadFault, payload_from
from salwa.domain.exchange.retries import given_up, seconds_until_next

__all__ = [
    "KINDS", "OWN_STATE_OF_SECRETARIAT", "PayloadFault", "Stage", "Way", "given_up", "payload_from", "rights_to_post",
    "seconds_until_next",
]  # fmt: skip
