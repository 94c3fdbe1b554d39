"""Keys of sealed fields: what a keyring holds, how a sealed value begins, how values are compared without opening."""

from salwa.domain.keys.ring import KEYRING, FieldKey, Keyring, KeyState, keyring_from
from salwa.domain.keys.sealed import HEADER_BYTES, context_of, header, index_form, key_id_of

__all__ = [
    "HEADER_BYTES", "KEYRING", "FieldKey", "KeyState", "Keyring", "context_of", "header", "index_form", "key_id_of",
    "keyring_from",
]  # fmt: skip
