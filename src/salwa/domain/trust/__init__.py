"""Whose keys are trusted, since when and until when. Rules and values; no cryptography, no database, no clock."""

from salwa.domain.trust.accepting import SignedList, accept_chain, accept_list, anchored, read_list
from salwa.domain.trust.documents import KeyEntry, ListDocument, Signer, digest_of, document_to_json
from salwa.domain.trust.fingerprints import fingerprint, read_fingerprint
from salwa.domain.trust.refused import TrustListRefused
from salwa.domain.trust.standing import KeyFault, KeyStatus, Standing
from salwa.domain.trust.state import Alarm, TrustState

__all__ = [
    "Alarm", "KeyEntry", "KeyFault", "KeyStatus", "ListDocument", "SignedList", "Signer", "Standing",
    "TrustListRefused", "TrustState", "accept_chain", "accept_list", "anchored", "digest_of", "document_to_json",
    "fingerprint", "read_fingerprint", "read_list",
]  # fmt: skip
