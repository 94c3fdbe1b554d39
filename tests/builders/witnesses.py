"""Other installations and supervisors with a key of their own: they sign checkpoints and keep logs."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from salwa.domain.audit.notes import (
    COSIGNATURE,
    ED25519,
    Checkpoint,
    Note,
    Signature,
    VerifierKey,
    cosigned,
    parse_note,
)
from salwa.domain.audit.tree import leaf_hash, root_of
from salwa.services.audit.exports import full_note
from salwa.services.audit.witnesses import add_cosignature


@dataclass
class Party:
    """Somebody with an Ed25519 key."""

    name: str
    private: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)

    @property
    def key(self):
        """As a log."""
        return VerifierKey(self.name, ED25519, self.private.public_key().public_bytes_raw())

    @property
    def witness_key(self):
        """As a witness."""
        return VerifierKey(self.name, COSIGNATURE, self.key.public)

    def signed(self, text):
        """Its own signature under a text."""
        return Signature(self.name, self.key.key_id, self.private.sign(text.encode()))

    def cosigned(self, note, seconds=None):
        """The note with its signature as a witness."""
        read = parse_note(note.encode())
        at = int(time.time()) if seconds is None else seconds
        line = Signature(
            self.name, self.witness_key.key_id, at.to_bytes(8) + self.private.sign(cosigned(read.text, at))
        )
        return Note(read.text, (*read.signatures, line)).to_text()

    def signs(self, checkpoint, operator):
        """Co-sign a stored checkpoint, and let it be kept."""
        content = self.cosigned(full_note(checkpoint)).encode()
        return add_cosignature(acting_user=operator, content=content, key=self.witness_key.to_text())

    def checkpoint(self, leaves, **more):
        """A signed checkpoint of a log of these leaves."""
        head = Checkpoint(self.name, len(leaves), root_of([leaf_hash(leaf) for leaf in leaves]), **more)
        return Note(head.to_text(), (self.signed(head.to_text()),)).to_text()


def a_witness(name):
    """A party of this name with a new key."""
    return Party(name)


def introduced(party):
    """A first checkpoint of the party's own log."""
    return party.checkpoint([b"a", b"b", b"c"]).encode()
