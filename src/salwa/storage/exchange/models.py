"""All tables of the application `exchange`."""

from salwa.storage.exchange.message_tables import InboxMessage, MessageStage, OutboxMessage, RecordedTest
from salwa.storage.exchange.partner_tables import Node, OwnKey, Peer, PeerKey, TrustListVersion

__all__ = [
    "InboxMessage", "MessageStage", "Node", "OutboxMessage", "OwnKey", "Peer", "PeerKey", "RecordedTest",
    "TrustListVersion",
]  # fmt: skip
