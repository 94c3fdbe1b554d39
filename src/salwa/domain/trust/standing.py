"""How a key stands at a moment: not yet, active, retired, revoked. Its dates are kept for ever, like the key itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class KeyStatus(StrEnum):
    """How a key stands at one moment."""

    NOT_YET = "not_yet"
    ACTIVE = "active"
    RETIRED = "retired"
    REVOKED = "revoked"


class KeyFault(StrEnum):
    """Why a signature that is right in itself does not count."""

    TOO_EARLY = "too_early"
    RETIRED = "retired"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class Standing:
    """The dates of one key, all with a time zone; None: not so (far).

    `retired`: its owner signs with another one since then. `revoked`: it may be in wrong hands since then.
    """

    since: datetime | None = None
    retired: datetime | None = None
    revoked: datetime | None = None

    def at(self, moment: datetime) -> KeyStatus:
        """How the key stands at `moment`. Revoked weighs more than retired."""
        if self.revoked is not None and moment >= self.revoked:
            return KeyStatus.REVOKED
        if self.retired is not None and moment >= self.retired:
            return KeyStatus.RETIRED
        if self.since is not None and moment < self.since:
            return KeyStatus.NOT_YET
        return KeyStatus.ACTIVE

    def fault(self, *, signed: datetime, received: datetime) -> KeyFault | None:
        """Why what says it was signed at `signed` and came at `received` is not believed; None: it is.

        `signed` is the signer's word only. An owner who retired a key has destroyed it, so its word is good for its
        own day, for ever. Who stole a key can write any date: what came after the revocation is never believed.
        """
        if self.revoked is not None and (received >= self.revoked or signed >= self.revoked):
            return KeyFault.REVOKED
        if self.retired is not None and signed >= self.retired:
            return KeyFault.RETIRED
        if self.since is not None and signed < self.since:
            return KeyFault.TOO_EARLY
        return None
