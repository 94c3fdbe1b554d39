"""Two States with keys, a moment, and short ways to seal and open between them."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from salwa.domain.trust import Standing
from salwa.domain.trust.strict import encoded, thumbprint
from salwa.services.envelopes import Opened, OwnKeys, TrustedKey, open_envelope, seal

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
MESSAGE_ID = "0193a1c2-7b1e-7c3d-9a4b-5c6d7e8f9a0b"
PAYLOAD = '{"serial":"А-123","note":"as read"}'.encode()


def keys_for_tests(state: str, name: str = "") -> OwnKeys:
    """Keys that everybody can compute, so that test vectors stay the same: never for anything else."""

    def half(curve: str, kind: type[Ed25519PrivateKey] | type[X25519PrivateKey]) -> dict[str, str]:
        secret = hashlib.sha256(f"salwa test key {name or state} {curve}".encode()).digest()
        public = kind.from_private_bytes(secret).public_key().public_bytes_raw()
        told = {"kty": "OKP", "crv": curve, "x": encoded(public), "kid": thumbprint(curve, public)}
        return told | {"d": encoded(secret)}

    pairs = {"signing": half("Ed25519", Ed25519PrivateKey), "agreement": half("X25519", X25519PrivateKey)}
    return OwnKeys.from_private_json({"state": state} | pairs)


SENDER, RECIPIENT, THIRD = keys_for_tests("SVN"), keys_for_tests("KEN"), keys_for_tests("FRA")


def trusting(*entries: TrustedKey) -> Any:
    """The look-up of signing keys that `open_envelope` wants."""
    return {one.keys.signing_kid: one for one in entries}.get


def entry(keys: OwnKeys, standing: Standing | None = None) -> TrustedKey:
    """The keys as the trust list has them."""
    return TrustedKey(keys.state, keys.public(), standing or Standing())


TRUSTED = trusting(entry(SENDER), entry(RECIPIENT), entry(THIRD))


def sealed(payload: bytes = PAYLOAD, **changed: Any) -> bytes:
    """A message from SVN to KEN, good for thirty days."""
    values: dict[str, Any] = {
        "kind": "tracing.request",
        "sender": SENDER,
        "recipient": RECIPIENT.public(),
        "message_id": MESSAGE_ID,
        "now": NOW,
        "expires": NOW + timedelta(days=30),
        "epoch": 3,
        "purpose": "criminal_investigation",
    }
    return seal(payload, **values | changed)


def opened(envelope: bytes, **changed: Any) -> Opened:
    """Opened by KEN at NOW."""
    values: dict[str, Any] = {"own": [RECIPIENT], "trusted": TRUSTED, "now": NOW}
    return open_envelope(envelope, **values | changed)
