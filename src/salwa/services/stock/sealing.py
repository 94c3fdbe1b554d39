"""The key to which phones seal what they count, and opening the seals. Only this installation can open them.

ECDH on P-256 with a fresh key for every scan, HKDF-SHA-256, AES-256-GCM; the seal is bound to stock-taking, phone, scan
and place (domain/stock/batches.py), so that a box cannot be moved to another counting. The same in web/static/js.
"""

from __future__ import annotations

import base64
import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from salwa.domain.stock.batches import SealedScan, bound_to
from salwa.services.installation.disk import force_name

LABEL = b"salwa scan 1"


@dataclass(frozen=True, slots=True)
class SealingKey:
    """The public half: `name` (16 hexadecimal digits of its digest) and `point` (uncompressed, base64)."""

    name: str
    point: str


class CannotOpen(Exception):
    """A seal that does not open; `code` says why (unknown_key, seal_broken)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def folder() -> Path:
    """Where the private keys lie: part of the installation's keys, to be kept with them."""
    return Path(settings.HOME) / "keys" / "counting"


def sealing_key() -> SealingKey:
    """The key phones seal to now; made when there is none."""
    newest = max(folder().glob("*.pem"), key=lambda path: path.stat().st_mtime_ns, default=None)
    if newest is None:
        return renew_key()
    return _public(_private(newest))


def renew_key() -> SealingKey:
    """Make a new key. Older ones stay, so that phones that sealed to them can still send."""
    private = ec.generate_private_key(ec.SECP256R1())
    public = _public(private)
    text = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    for place in (folder().parent, folder()):  # `parents` would make the folder of all keys readable to others
        place.mkdir(parents=True, exist_ok=True, mode=0o700)
    # mkstemp gives the owner alone the right to read; written beside and renamed, a key is there whole or not at all.
    descriptor, beside = tempfile.mkstemp(dir=folder())
    with os.fdopen(descriptor, "wb") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    Path(beside).rename(folder() / f"{public.name}.pem")
    force_name(folder() / f"{public.name}.pem")
    return public


def open_seal(taking: int, device: str, scan: SealedScan) -> bytes:
    """What lay under the seal. Raises `CannotOpen`."""
    path = folder() / f"{scan.key}.pem"
    if not path.is_file():
        raise CannotOpen("unknown_key")
    try:
        point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), scan.point)
        shared = _private(path).exchange(ec.ECDH(), point)
        key = HKDF(hashes.SHA256(), 32, salt=scan.point, info=LABEL).derive(shared)
        return AESGCM(key).decrypt(scan.nonce, scan.box, bound_to(taking, device, scan))
    except (ValueError, InvalidTag):
        raise CannotOpen("seal_broken") from None


def seal(taking: int, device: str, scan: SealedScan, text: bytes, key: SealingKey) -> SealedScan:
    """Seal `text` as a phone does it; for programs that count, and for tests. `scan` brings uid, place and key."""
    private = ec.generate_private_key(ec.SECP256R1())
    theirs = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), base64.b64decode(key.point))
    ours = _encoded(private)
    secret = HKDF(hashes.SHA256(), 32, salt=ours, info=LABEL).derive(private.exchange(ec.ECDH(), theirs))
    nonce = os.urandom(12)
    box = AESGCM(secret).encrypt(nonce, text, bound_to(taking, device, scan))
    return SealedScan(scan.uid, scan.place, key.name, ours, nonce, box)


def _private(path: Path) -> ec.EllipticCurvePrivateKey:
    key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise CannotOpen("unknown_key")
    return key


def _encoded(private: ec.EllipticCurvePrivateKey) -> bytes:
    return private.public_key().public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)


def _public(private: ec.EllipticCurvePrivateKey) -> SealingKey:
    point = _encoded(private)
    return SealingKey(hashlib.sha256(point).hexdigest()[:16], base64.b64encode(point).decode())
