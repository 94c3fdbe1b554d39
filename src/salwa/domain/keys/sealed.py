"""The outside of a sealed value: one byte of version and the name of its key; then nonce, ciphertext and tag."""

from __future__ import annotations

import unicodedata
import uuid

SEALED_VERSION = 1
HEADER_BYTES = 5
# What people put between the parts of a document number.
_BETWEEN = str.maketrans("", "", " \t\n\u00a0\u200e\u200f\u202f-\u2010\u2011\u2013./\\_")


def header(key_id: str) -> bytes:
    """The first five bytes of every value sealed with this key."""
    return bytes([SEALED_VERSION]) + bytes.fromhex(key_id)


def key_id_of(blob: bytes) -> str:
    """Name of the key that a value was sealed with. Raises `ValueError` for bytes that are no sealed value."""
    if len(blob) < HEADER_BYTES or blob[0] != SEALED_VERSION:
        raise ValueError("these bytes are no sealed value")
    return blob[1:HEADER_BYTES].hex()


def context_of(table: str, column: str, row: uuid.UUID | str) -> str:
    """What a value is bound to: put into another column or row it does not open any more."""
    return f"{table}.{column}.{row}"


def index_form(text: str) -> str:
    """The form in which values are compared for equality: as one person or another would type the same number.

    Width and digits of any script become one (NFKC, decimal digits), capitals fall, separators go.
    """
    plain = unicodedata.normalize("NFKC", text).casefold().translate(_BETWEEN)
    return "".join(str(unicodedata.decimal(one)) if one.isdecimal() else one for one in plain)
