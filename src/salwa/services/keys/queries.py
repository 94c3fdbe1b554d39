"""What the keyring holds, without showing any key."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from salwa.services.keys.keyring import keyring, keyring_file
from salwa.services.keys.permissions import check_may_list_keys
from salwa.services.keys.resealing import values_under
from salwa.storage.accounts.models import User


@dataclass(frozen=True, slots=True)
class KeyLine:
    """One key as listed: its name, state (current, kept, retired), moments, and how many values it seals."""

    key: str
    state: str
    made_at: datetime
    replaced_at: datetime | None
    retired_at: datetime | None
    values: int


@dataclass(frozen=True, slots=True)
class KeyList:
    """The keyring: where it lies, whether others on this computer could read it, and its keys, oldest first."""

    file: str
    readable_by_others: bool
    keys: tuple[KeyLine, ...]


def list_keys(*, acting_user: User) -> KeyList:
    """The keys of sealed fields, never their bytes. Raises `Refusal` when there is no readable keyring."""
    check_may_list_keys(acting_user)
    ring = keyring()
    lines = tuple(
        KeyLine(key.id, key.state.value, key.made_at, key.replaced_at, key.retired_at, values_under(key.id))
        for key in ring.keys
    )
    return KeyList(str(keyring_file()), bool(keyring_file().stat().st_mode & 0o077), lines)
