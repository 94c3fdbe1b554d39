"""Sealed messages between installations: signed, encrypted, of few sizes (docs/protocol/sealed-messages.md)."""

from salwa.services.envelopes.keys import OwnKeys, PublicKeys, TrustedKey, make_keys
from salwa.services.envelopes.opening import Opened, open_envelope, verify_kept
from salwa.services.envelopes.receipts import Receipt, Stage, Subject, open_receipt, sign_receipt
from salwa.services.envelopes.refused import EnvelopeRefused
from salwa.services.envelopes.sealing import seal

__all__ = [
    "EnvelopeRefused",
    "Opened",
    "OwnKeys",
    "PublicKeys",
    "Receipt",
    "Stage",
    "Subject",
    "TrustedKey",
    "make_keys",
    "open_envelope",
    "open_receipt",
    "seal",
    "sign_receipt",
    "verify_kept",
]
