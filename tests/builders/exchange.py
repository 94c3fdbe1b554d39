"""A partner of another State that is no installation: it seals and opens with the same library and forgets nothing."""

import json
import uuid
from datetime import timedelta

from django.utils import timezone

from salwa.services.envelopes import OwnKeys, PublicKeys, TrustedKey, make_keys, open_envelope, open_receipt, seal
from salwa.services.exchange.node import make_own_keys
from salwa.services.exchange.pinning import pin
from salwa.services.exchange.sealing import fingerprint_of
from salwa.services.exchange.snapshot import now_in_force
from salwa.services.keys.actions import ensure_keyring
from tests.builders.people import an_operator


def own_public() -> PublicKeys:
    """Public keys of this installation; made when there are none."""
    from salwa.services.exchange.queries import identity

    if identity() is None:
        ensure_keyring(acting_user=an_operator())
        make_own_keys(acting_user=an_operator())
    return now_in_force().signing().public()


class Partner:
    """Another State; this installation has pinned its keys unless told otherwise."""

    def __init__(self, state: str = "UGA", address: str = "", *, pinned: bool = True) -> None:
        self.keys: OwnKeys = make_keys(state)
        self.us = own_public()
        if pinned:
            self.pin(address)

    def pin(self, address: str = "") -> None:
        """Have this installation take the keys by hand."""
        public = self.keys.public()
        pin(
            acting_user=an_operator(), public=json.dumps(public.to_json()), fingerprint=fingerprint_of(public),
            address=address,
        )  # fmt: skip

    def sealed(self, payload=None, *, kind="exchange.test", uid="", now=None, epoch=1, raw=None, days=300) -> bytes:
        """A sealed message to this installation; a test message unless told otherwise."""
        now = now or timezone.now()
        said = {"kind": kind, "version": 1, "about": "case 1", "text": "hello"} if payload is None else payload
        return seal(
            json.dumps(said).encode() if raw is None else raw, kind=kind, sender=self.keys, recipient=self.us,
            message_id=uid or str(uuid.uuid4()), now=now, expires=now + timedelta(days=days), epoch=epoch,
        )  # fmt: skip

    def opened(self, sealed: bytes):
        """What this installation sealed to the partner."""
        return open_envelope(sealed, own=[self.keys], trusted=self._trusted, now=timezone.now())

    def read(self, receipt: bytes, digest: str | None = None):
        """What a receipt of this installation says."""
        return open_receipt(receipt, own=[self.keys], trusted=self._trusted, now=timezone.now(), digest=digest)

    def _trusted(self, kid: str) -> TrustedKey | None:
        return TrustedKey(self.us.state, self.us) if kid == self.us.signing_kid else None
