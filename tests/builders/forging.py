"""Making sealed messages by hand, right and wrong, without the code that seals: RFC 7515, 7516, 7518 (4.6), 8037."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import random
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.concatkdf import ConcatKDFHash
from cryptography.hazmat.primitives.keywrap import aes_key_wrap

from salwa.services.envelopes import OwnKeys, PublicKeys

_source = os.urandom


def random_bytes(count: int) -> bytes:
    """Random bytes, unless `repeatable` says otherwise."""
    return _source(count)


@contextmanager
def repeatable(name: str) -> Iterator[None]:
    """Within it all that is random follows from `name`: for test vectors only."""
    global _source  # noqa: PLW0603 - one source for every function here
    chance = random.Random(hashlib.sha256(name.encode()).digest())
    _source = chance.randbytes
    try:
        yield
    finally:
        _source = os.urandom


def passing_key() -> X25519PrivateKey:
    """The sender's key for one envelope."""
    return X25519PrivateKey.from_private_bytes(random_bytes(32))


def b64(data: bytes) -> bytes:
    """Base64url without filling."""
    return base64.urlsafe_b64encode(data).rstrip(b"=")


def signed(header: dict[str, Any] | bytes, payload: bytes, keys: OwnKeys, *, signature: bytes | None = None) -> bytes:
    """A signed message. A header given as bytes is taken as it is; `signature` replaces the right one."""
    text = b64(header if isinstance(header, bytes) else written(header)) + b"." + b64(payload)
    raw = keys.signing.private_key.sign(text) if signature is None else signature
    return text + b"." + b64(raw)


def written(header: dict[str, Any]) -> bytes:
    """A header as JSON, in the order of its members."""
    return json.dumps(header, separators=(",", ":")).encode()


def secret_for(recipient: X25519PublicKey, passing: X25519PrivateKey, alg: str = "ECDH-ES+A256KW") -> bytes:
    """The key that wraps the content key (RFC 7518, 4.6.2)."""
    name = alg.encode()
    told = len(name).to_bytes(4, "big") + name + bytes(8) + (256).to_bytes(4, "big")
    return ConcatKDFHash(SHA256(), 32, told).derive(passing.exchange(recipient))


def outer(passing: X25519PrivateKey, recipient: PublicKeys, **changed: Any) -> dict[str, Any]:
    """The header of an envelope; a member changed to None is left out."""
    point = {"kty": "OKP", "crv": "X25519", "x": b64(passing.public_key().public_bytes_raw()).decode()}
    header = {
        "alg": "ECDH-ES+A256KW",
        "enc": "A256GCM",
        "typ": "salwa-envelope+jwe",
        "cty": "salwa-msg+jws",
        "kid": recipient.agreement_kid,
        "epk": point,
    } | changed
    return {name: value for name, value in header.items() if value is not None}


def wrapped(
    inside: bytes,
    recipient: PublicKeys,
    *,
    header: dict[str, Any] | bytes | None = None,
    passing: X25519PrivateKey | None = None,
    size: int = 4096,
    filling: bytes = b" ",
) -> bytes:
    """`inside` encrypted for `recipient`, filled up so that the envelope has exactly `size` bytes."""
    passing = passing or passing_key()
    spelt = header if isinstance(header, bytes) else written(outer(passing, recipient) if header is None else header)
    while (room := size - len(b64(spelt)) - 96) % 4 == 1:
        spelt = b" " + spelt  # this length of a header cannot be filled up to the size
    content, nonce = random_bytes(32), random_bytes(12)
    plain = inside.ljust(room * 3 // 4, filling)
    assert len(plain) == room * 3 // 4, "does not fit into this size"
    sealed = AESGCM(content).encrypt(nonce, plain, b64(spelt))
    key = aes_key_wrap(secret_for(recipient.agreement.public_key, passing), content)
    return b".".join(map(b64, (spelt, key, nonce, sealed[:-16], sealed[-16:])))
