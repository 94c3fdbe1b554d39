"""The audit log's rules: the catalogue of actions, entries as bytes, their Merkle tree, checkpoints, verification."""

from salwa.domain.audit.catalogue import ACTIONS
from salwa.domain.audit.entries import GENESIS, Entry, canonical_json, leaf_bytes, moment_text
from salwa.domain.audit.tree import leaf_hash

__all__ = ["ACTIONS", "GENESIS", "Entry", "canonical_json", "leaf_bytes", "leaf_hash", "moment_text"]
