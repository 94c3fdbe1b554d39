"""What an installation has come to trust: the newest version it took in, and the keys it was handed by another way.

This is what must be kept: who forgets it can be shown an old list.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cached_property
from typing import Any

from salwa.domain.trust import strict
from salwa.domain.trust.documents import (
    KeyEntry,
    ListDocument,
    digest_of,
    document_from_json,
    entry_from_json,
    entry_to_json,
)
from salwa.domain.trust.refused import TrustListRefused, refused
from salwa.domain.trust.standing import KeyStatus

SOON = timedelta(days=14)


class Alarm(StrEnum):
    """What somebody has to be told about the list: nobody sends newer ones (freeze), or soon nobody will have."""

    SOON = "expires_soon"
    EXPIRED = "expired"


@dataclass(frozen=True)
class TrustState:
    """A value: each change gives a new one. `payload`: the exact bytes of the newest list that was taken in.

    `pins` are keys that another State handed over by another way. They override the list for that State: who holds the
    list cannot give a pinned State other keys.
    """

    payload: bytes
    pins: tuple[KeyEntry, ...] = ()

    @cached_property
    def document(self) -> ListDocument:
        """The newest list."""
        return document_from_json(self.payload)

    @cached_property
    def digest(self) -> str:
        """The digest of the newest list."""
        return digest_of(self.payload)

    def digest_at(self, version: int) -> str:
        """The digest of a version, for comparing with what another State has; empty when it is not known here."""
        known = (*self.document.earlier, self.digest)
        return known[version - 1] if 1 <= version <= len(known) else ""

    @cached_property
    def entries(self) -> Mapping[str, KeyEntry]:
        """Name of the signing key -> entry: those of the list, except for pinned States, and the pins."""
        pinned = {one.state for one in self.pins}
        listed = {one.kid: one for one in self.document.keys if one.state not in pinned}
        return listed | {one.kid: one for one in self.pins}

    def newest(self, state: str, now: datetime) -> KeyEntry | None:
        """The keys with which `state` is written to now: of its active ones the youngest."""
        active = [
            one for one in self.entries.values() if one.state == state and one.standing.at(now) is KeyStatus.ACTIVE
        ]
        return max(active, key=lambda one: (one.history[0][1], one.kid), default=None)

    def alarm(self, now: datetime) -> Alarm | None:
        """What must be told about the list at `now`; None: nothing."""
        if now >= self.document.expires:
            return Alarm.EXPIRED
        return Alarm.SOON if now >= self.document.expires - SOON else None

    def disputed(self) -> tuple[str, ...]:
        """Pinned States for which the list has other keys, or another history: somebody has to ask why."""
        return tuple(
            sorted(
                state
                for state in {one.state for one in self.pins}
                if _lines(self.pins, state) != _lines(self.document.keys, state)
            )
        )

    def pinned(self, entry: KeyEntry) -> TrustState:
        """With this key as handed over; a pin of the same key is replaced, others of its State stay."""
        others = tuple(one for one in self.pins if one.kid != entry.kid)
        return replace(self, pins=(*others, entry))

    def unpinned(self, state: str) -> TrustState:
        """With the list deciding for `state` again."""
        return replace(self, pins=tuple(one for one in self.pins if one.state != state))

    def to_json(self) -> dict[str, Any]:
        """What is kept."""
        return {
            "digest": self.digest,
            "payload": strict.encoded(self.payload),
            "pins": [entry_to_json(one) for one in self.pins],
        }

    @classmethod
    def from_json(cls, value: object) -> TrustState:
        """The other way round. Raises `TrustListRefused` (`trust_state_form`) when it is damaged or missing."""
        try:
            members = json.loads(value) if isinstance(value, str | bytes) else value
            if not isinstance(members, dict) or set(members) != {"digest", "payload", "pins"}:
                raise refused("trust_state_form")
            payload = strict.decoded(members["payload"].encode("ascii"))
            state = cls(payload, tuple(map(entry_from_json, members["pins"])))
            whole = state.digest == members["digest"] and state.document is not None
        except (TrustListRefused, ValueError, TypeError, AttributeError, RecursionError):
            raise refused("trust_state_form") from None
        if not whole:
            raise refused("trust_state_form")
        return state


def _lines(entries: Iterable[KeyEntry], state: str) -> set[str]:
    return {json.dumps(entry_to_json(one), sort_keys=True) for one in entries if one.state == state}
