"""The envelopes as the exchange uses them: uids, fingerprints for paper, and keys read once."""

from __future__ import annotations

import hashlib
import uuid
from datetime import datetime

from salwa.services.envelopes import OwnKeys, PublicKeys, seal


def a_message_uid() -> str:
    """A new number of a message."""
    return str(uuid.uuid4())


def fingerprint_of(keys: PublicKeys) -> str:
    """64 hexadecimal digits that two people compare on paper: State and both keys."""
    return hashlib.sha256(f"{keys.state}\n{keys.signing_kid}\n{keys.agreement_kid}".encode()).hexdigest()


def sealed_for(
    recipient: PublicKeys,
    sender: OwnKeys,
    payload: bytes,
    *,
    kind: str,
    uid: str,
    now: datetime,
    expires: datetime,
    epoch: int,
    purpose: str,
    classification: str,
) -> bytes:
    """The sealed message for one recipient."""
    return seal(
        payload, kind=kind, sender=sender, recipient=recipient, message_id=uid, now=now, expires=expires, epoch=epoch,
        purpose=purpose, classification=classification,
    )  # fmt: skip
