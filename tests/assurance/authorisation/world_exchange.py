"""A partner of another State and a message to it that was given up."""

from __future__ import annotations

from salwa.services.exchange.testing import send_test
from salwa.storage.accounts.models import User
from salwa.storage.exchange.models import OutboxMessage, Peer
from tests.builders.exchange import Partner

STATE = "UGA"


def given_up_message() -> dict[str, str]:
    """Its number and the State it goes to; the exchange belongs to the whole State, so both units have the like."""
    if not Peer.objects.filter(state=STATE).exists():
        Partner(STATE, "https://tracing.example")
    uid = send_test(acting_user=User.objects.get(is_operator=True), to_state=STATE)
    OutboxMessage.objects.filter(uid=uid).update(state="dead", last_code="not_reached")
    return {"uid": uid, "to": STATE}
