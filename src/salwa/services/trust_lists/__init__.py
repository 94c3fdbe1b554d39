"""The trust list: signed by several, taken in version by version, and the keys in it (docs/protocol/trust-list.md)."""

from salwa.services.trust_lists.signing import (
    key_entry,
    next_version,
    signed_list,
    signer_of,
    with_signature,
    with_status,
)
from salwa.services.trust_lists.verifying import (
    accept,
    accept_chain,
    begin,
    kept_keys,
    keys_of,
    recipient_keys,
    signing_keys,
)

__all__ = [
    "accept", "accept_chain", "begin", "kept_keys", "key_entry", "keys_of", "next_version", "recipient_keys",
    "signed_list", "signer_of", "signing_keys", "with_signature", "with_status",
]  # fmt: skip
