"""Keys of this installation and of its partners as they are now, read once for every change of them.

Each change gives the row of this installation a new random token in the same transaction; a process that still knows
the token asks for nothing else. A change that is undone takes its token with it, and no token ever comes twice.
"""

from __future__ import annotations

import threading
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.db import connection
from django.utils import timezone

from salwa.domain.exchange import OWN_STATE_OF_SECRETARIAT
from salwa.domain.keys import context_of
from salwa.domain.languages import Sentence, message
from salwa.domain.refusals import Refusal
from salwa.domain.trust import Alarm, Standing, TrustListRefused, TrustState, read_list
from salwa.services.envelopes import OwnKeys, PublicKeys, TrustedKey
from salwa.services.keys.columns import EXCHANGE_KEYS
from salwa.services.keys.sealing import unseal
from salwa.services.trust_lists import kept_keys, recipient_keys
from salwa.storage.exchange.models import Node, OwnKey, PeerKey, TrustListVersion

NO_KEYS = message("This installation has no keys for the exchange with other States yet.")
MAKE_KEYS = message("Run: salwa exchange keys --make")
# Standings of keys whose signatures may still be judged; proposals are nobody's keys yet.
JUDGED = ("current", "retired", "revoked")


@dataclass(frozen=True, slots=True)
class Snapshot:
    """`own`: all pairs of this installation, the one that signs now first. `pins`: name of a signing key -> whose it is
    and when it counts; `pinned`: State -> its keys; `listed`: the trust list as it was taken in.
    """

    token: str
    epoch: int
    own: tuple[OwnKeys, ...]
    pins: Mapping[str, TrustedKey]
    pinned: Mapping[str, PublicKeys]
    listed: TrustState | None

    def signing(self) -> OwnKeys:
        """The pair that signs now. Raises `Refusal` (`exchange_without_keys`)."""
        return self.opening()[0]

    def opening(self) -> tuple[OwnKeys, ...]:
        """Every pair, for opening. Raises `Refusal` (`exchange_without_keys`)."""
        if not self.own:
            raise Refusal("exchange_without_keys", Sentence(NO_KEYS), remedy=Sentence(MAKE_KEYS))
        return self.own

    def trusted(self, kid: str) -> TrustedKey | None:
        """The key with this name as it counts now; None when nobody's.

        Of a pinned State only the pins count: a captured secretariat cannot put another key in its place. A list that
        has expired may hide a revocation, so nobody of it is believed.
        """
        if kid in self.pins:
            return self.pins[kid]
        if self.listed is None or self.listed.alarm(timezone.now()) is Alarm.EXPIRED:
            return None
        found = kept_keys(self.listed)(kid)
        return found if found is not None and found.state not in self.pinned else None

    def seal_to(self, state: str) -> PublicKeys | None:
        """The keys with which this State is written to now; None when there are none."""
        if state in self.pinned:
            return self.pinned[state]
        try:
            return recipient_keys(self.listed, state, timezone.now()) if self.listed is not None else None
        except TrustListRefused:
            return None


_here = threading.local()


def own_state() -> str:
    """The code under which this installation signs."""
    return str(settings.SALWA["state"]) or OWN_STATE_OF_SECRETARIAT


def now_in_force() -> Snapshot:
    """Keys as they are now: one short question to the database unless something was changed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT token, epoch FROM exchange_node WHERE id = 1")
        found = cursor.fetchone()
    if found is None:
        Node.objects.get_or_create(pk=1, defaults={"state": own_state(), "made_at": timezone.now(), "token": _token()})
        return now_in_force()
    kept: Snapshot | None = getattr(_here, "kept", None)
    if kept is None or (kept.token, kept.epoch) != found:
        kept = _here.kept = _read(*found)
    return kept


def keys_changed() -> None:
    """Called in the transaction of every change of keys, partners or epoch."""
    now_in_force()
    Node.objects.filter(pk=1).update(token=_token())


def _token() -> str:
    return uuid.uuid4().hex


def trust_state() -> TrustState | None:
    """The newest trust list that was taken in; None when there is none yet."""
    newest = TrustListVersion.objects.order_by("-era", "-version").first()
    return TrustState(read_list(bytes(newest.content)).payload) if newest is not None else None


def _read(token: str, epoch: int) -> Snapshot:
    own = tuple(_unsealed(row) for row in OwnKey.objects.order_by("-made_at", "-pk"))
    rows = PeerKey.objects.filter(source="pin", standing__in=JUDGED).select_related("peer").order_by("pk")
    pins: dict[str, TrustedKey] = {}
    pinned: dict[str, PublicKeys] = {}
    for row in rows:
        keys = PublicKeys.from_json(row.public)
        # A pin counts also for what was signed before it was taken: people looked at the key, not at a date.
        standing = Standing(retired=row.retired_at, revoked=row.revoked_at)
        pins[row.signing_kid] = TrustedKey(row.peer.state, keys, standing)
        if row.standing == "current":
            pinned[row.peer.state] = keys
    return Snapshot(token, epoch, own, pins, pinned, trust_state())


def _unsealed(row: OwnKey) -> OwnKeys:
    context = context_of(EXCHANGE_KEYS.word, "private", row.uuid)
    return OwnKeys.from_private_json(unseal(bytes(row.private), context=context))
