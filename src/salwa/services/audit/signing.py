"""The key that signs checkpoints: made once, kept in `keys/audit.json` of the home folder, readable by its owner only.

The file holds the name of the log (its origin), every public key it ever had, and the private key of the newest one.
It belongs into every backup: without it old checkpoints cannot be checked and new ones carry another key.
"""

from __future__ import annotations

import base64
import re
import secrets
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings
from django.utils import timezone

from salwa.domain.audit.notes import ED25519, Signature, VerifierKey, cosigned
from salwa.services.audit.private_files import keys_folder, read_private, unreadable, write_private
from salwa.storage.accounts.models import Checkpoint

FILE = "audit.json"


@dataclass(frozen=True, slots=True)
class Keys:
    """What the key file says. `public` are all keys of the log, newest last; `private` belongs to the newest."""

    origin: str
    public: tuple[VerifierKey, ...]
    private: bytes
    epoch: int

    @property
    def newest(self) -> VerifierKey:
        """The key that signs now."""
        return self.public[-1]

    def sign(self, text: str) -> Signature:
        """The log's own signature under a checkpoint's text."""
        signed = Ed25519PrivateKey.from_private_bytes(self.private).sign(text.encode())
        return Signature(self.origin, self.newest.key_id, signed)

    def cosign(self, text: str, seconds: int) -> Signature:
        """The signature of this installation as the witness of another log, at `seconds` since 1970."""
        signed = Ed25519PrivateKey.from_private_bytes(self.private).sign(cosigned(text, seconds))
        return Signature(self.origin, self.newest.as_witness().key_id, seconds.to_bytes(8) + signed)


def checked(public: bytes, text: bytes, signature: bytes) -> bool:
    """Whether `signature` is one of `text` by the Ed25519 key `public`."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, text)
    except (InvalidSignature, ValueError):
        return False
    return True


def key_file() -> Path:
    """Where the keys are kept."""
    return keys_folder() / FILE


def signing_keys() -> Keys:
    """The keys of this installation; made at first use."""
    path = key_file()
    if not path.exists():
        content = {"origin": _origin(), "epoch": 1, "keys": [_new_key()]}
        write_private(path, content, only_when_missing=True)
    return _read(path)


def known_keys() -> tuple[VerifierKey, ...]:
    """Every public key this log ever had; empty before the first was made."""
    return _read(key_file()).public if key_file().exists() else ()


def add_key() -> tuple[Keys, Keys]:
    """Replace the private key; returns the keys (before, after). The old public key stays for old checkpoints."""
    before = signing_keys()
    content = read_private(key_file())
    for one in content["keys"]:
        if one.pop("private", None) is not None:
            one["retired_at"] = _now()
    content["keys"].append(_new_key())
    write_private(key_file(), content)
    return before, _read(key_file())


def remember_epoch(epoch: int) -> None:
    """Keep the highest epoch outside the database too: a restored database has forgotten it."""
    if epoch > signing_keys().epoch:
        write_private(key_file(), read_private(key_file()) | {"epoch": epoch})


def _read(path: Path) -> Keys:
    content = read_private(path)
    try:
        origin, kept = str(content["origin"]), content["keys"]
        public = tuple(VerifierKey(origin, ED25519, base64.b64decode(one["public"], validate=True)) for one in kept)
        private = base64.b64decode(kept[-1]["private"], validate=True)
        # Also a check that the file is whole: the private key must be that of the newest public one.
        fits = Ed25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw() == public[-1].public
        epoch = int(content["epoch"])
    except (KeyError, IndexError, TypeError, ValueError) as error:
        raise unreadable(path) from error
    if not fits:
        raise unreadable(path)
    return Keys(origin, public, private, epoch)


def _now() -> str:
    return timezone.now().isoformat(timespec="seconds")


def _new_key() -> dict[str, str]:
    key = Ed25519PrivateKey.generate()
    public, private = key.public_key().public_bytes_raw(), key.private_bytes_raw()
    return {
        "public": base64.b64encode(public).decode(),
        "private": base64.b64encode(private).decode(),
        "made_at": _now(),
    }


def _origin() -> str:
    """A name nobody else has: the State and sixteen random digits. A log that lost its key file keeps its name."""
    newest = Checkpoint.objects.order_by("-size").values_list("note", flat=True).first()
    if newest:
        return newest.split("\n", 1)[0]
    owner = re.sub(r"[^A-Za-z0-9.-]", "-", settings.SALWA["state"] or settings.SALWA["profile"])
    return f"salwa/{owner}/{secrets.token_hex(8)}"
