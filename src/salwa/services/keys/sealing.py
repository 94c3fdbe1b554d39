"""Sealing and opening single values (AES-256-GCM), and exact look-ups of sealed values by a keyed hash."""

from __future__ import annotations

import hashlib
import hmac
import os
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from salwa.domain.keys import HEADER_BYTES, FieldKey, KeyState, header, index_form, key_id_of
from salwa.domain.languages import Sentence, message
from salwa.domain.refusals import Refusal
from salwa.services.keys.keyring import keyring

NONCE_BYTES = 12
KEY_MISSING = message("A sealed value needs the key {key}, which is not in the keyring.")
PUT_THAT_RING_BACK = message("Put back the keyring that holds it: it is in every encrypted backup made with that key.")
KEY_RETIRED = message("A sealed value needs the key {key}, which was retired on {day}.")
TAKE_OLDER_RING = message("Take the keyring of an encrypted backup from before that day.")
DOES_NOT_OPEN = message("A sealed value does not open: it was changed, or it stands in another place than before.")
COMPARE_WITH_BACKUP = message("Compare the record with a backup, and check the audit log with `salwa audit verify`.")


def seal(text: str, *, context: str) -> bytes:
    """Seal a text with the current key, bound to `context` (domain.keys.context_of).

    Raises `Refusal` (`no_keyring`).
    """
    key = keyring().current()
    start = header(key.id)
    nonce = os.urandom(NONCE_BYTES)
    return start + nonce + _cipher(key.secret).encrypt(nonce, text.encode(), start + context.encode())


def unseal(blob: bytes, *, context: str) -> str:
    """Open a value sealed with `seal` for the same context.

    Raises `Refusal`: `sealing_key_missing`, `sealing_key_retired`, `sealed_value_damaged`, each saying what to do.
    """
    blob = bytes(blob)
    try:
        key = _key_of(key_id_of(blob))
        nonce, sealed = blob[HEADER_BYTES : HEADER_BYTES + NONCE_BYTES], blob[HEADER_BYTES + NONCE_BYTES :]
        return _cipher(key.secret).decrypt(nonce, sealed, blob[:HEADER_BYTES] + context.encode()).decode()
    except (InvalidTag, ValueError):
        raise Refusal("sealed_value_damaged", Sentence(DOES_NOT_OPEN), remedy=Sentence(COMPARE_WITH_BACKUP)) from None


def keyed_index(text: str, *, context: str) -> bytes:
    """32 bytes, equal for equal values (domain.keys.index_form) of one column; without the key they tell nothing.

    `context` names the column (`person.document_number`), not the row.
    """
    return _index_with(keyring().current(), text, context)


def keyed_indexes(text: str, *, context: str) -> list[bytes]:
    """What `keyed_index` gives now and gave under every older key, so that look-ups miss nothing while keys change."""
    return [_index_with(key, text, context) for key in keyring().opening()]


def _key_of(identifier: str) -> FieldKey:
    key = keyring().find(identifier)
    if key is None:
        raise Refusal(
            "sealing_key_missing", Sentence(KEY_MISSING, {"key": identifier}), remedy=Sentence(PUT_THAT_RING_BACK)
        )
    if key.state is KeyState.RETIRED:
        day = key.retired_at.date().isoformat() if key.retired_at else ""
        raise Refusal(
            "sealing_key_retired",
            Sentence(KEY_RETIRED, {"key": identifier, "day": day}),
            remedy=Sentence(TAKE_OLDER_RING),
        )
    return key


def _index_with(key: FieldKey, text: str, context: str) -> bytes:
    told = f"{context}\n{index_form(text)}".encode()
    return hmac.new(_derived(key.secret, b"salwa field index"), told, hashlib.sha256).digest()


@lru_cache(maxsize=32)
def _cipher(secret: bytes) -> AESGCM:
    return AESGCM(_derived(secret, b"salwa field sealing"))


@lru_cache(maxsize=64)
def _derived(secret: bytes, use: bytes) -> bytes:
    """One key never serves two purposes."""
    return HKDF(SHA256(), 32, salt=None, info=use).derive(secret)
