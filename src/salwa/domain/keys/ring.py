"""The keyring: exactly one current key that seals, older keys that still open, and the names of keys given up."""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

VERSION = 1
KEY_BYTES = 32
# Name of the keyring's file.
KEYRING = "fields.json"
ID_BYTES = 4


class KeyState(StrEnum):
    """CURRENT seals and opens, KEPT only opens, RETIRED is a name without a key."""

    CURRENT = "current"
    KEPT = "kept"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True)
class FieldKey:
    """One key: eight hexadecimal digits as its name, 32 random bytes (empty once retired), and when it changed state.

    `replaced_at` is when another key became the current one, `retired_at` when the bytes were given up.
    """

    id: str
    secret: bytes
    state: KeyState
    made_at: datetime
    replaced_at: datetime | None = None
    retired_at: datetime | None = None

    def __repr__(self) -> str:
        return f"FieldKey({self.id}, {self.state})"


@dataclass(frozen=True, slots=True)
class Keyring:
    """All keys, oldest first."""

    keys: tuple[FieldKey, ...]

    def current(self) -> FieldKey:
        """The key that seals. There is exactly one: `keyring_from` refuses another ring."""
        return next(key for key in self.keys if key.state is KeyState.CURRENT)

    def find(self, identifier: str) -> FieldKey | None:
        """The key of this name."""
        return next((key for key in self.keys if key.id == identifier), None)

    def opening(self) -> tuple[FieldKey, ...]:
        """Keys that open, the current one first."""
        current = self.current()
        return (current, *(key for key in reversed(self.keys) if key.state is KeyState.KEPT))

    def with_new(self, key: FieldKey, at: datetime) -> Keyring:
        """The ring with another current key; the one before is kept."""
        kept = tuple(
            replace(one, state=KeyState.KEPT, replaced_at=at) if one.state is KeyState.CURRENT else one
            for one in self.keys
        )
        return Keyring((*kept, key))

    def without(self, identifier: str, at: datetime) -> Keyring:
        """The ring with the bytes of one kept key given up; its name stays, so that a message can tell about it."""
        return Keyring(
            tuple(
                replace(one, secret=b"", state=KeyState.RETIRED, retired_at=at) if one.id == identifier else one
                for one in self.keys
            )
        )

    def as_text(self) -> str:
        """The ring as the JSON document of the keyring file."""
        keys = [
            {
                "id": key.id,
                "key": base64.b64encode(key.secret).decode(),
                "state": key.state.value,
                "made_at": key.made_at.isoformat(),
                "replaced_at": key.replaced_at.isoformat() if key.replaced_at else None,
                "retired_at": key.retired_at.isoformat() if key.retired_at else None,
            }
            for key in self.keys
        ]
        return json.dumps({"salwa_field_keys": VERSION, "keys": keys}, indent=1) + "\n"


def keyring_from(text: str) -> Keyring:
    """Read a keyring. Raises `ValueError`, in words without any key, for a text that is not a whole keyring."""
    try:
        told = json.loads(text)
        if told["salwa_field_keys"] != VERSION:
            raise ValueError("it is of another version")
        ring = Keyring(tuple(_key(one) for one in told["keys"]))
    except (KeyError, TypeError, AttributeError, binascii.Error) as error:
        raise ValueError("it is not a keyring") from error
    except json.JSONDecodeError as error:
        raise ValueError(f"line {error.lineno} is not JSON") from None
    if sum(key.state is KeyState.CURRENT for key in ring.keys) != 1:
        raise ValueError("it has not exactly one current key")
    if len({key.id for key in ring.keys}) != len(ring.keys):
        raise ValueError("two keys have the same name")
    return ring


def _key(told: dict[str, str | None]) -> FieldKey:
    state = KeyState(str(told["state"]))
    secret = base64.b64decode(str(told["key"]), validate=True)
    identifier = str(told["id"])
    if len(secret) != (0 if state is KeyState.RETIRED else KEY_BYTES):
        raise ValueError(f"key {identifier} has the wrong length")
    if len(bytes.fromhex(identifier)) != ID_BYTES:
        raise ValueError("a key has no proper name")
    return FieldKey(
        identifier, secret, state, datetime.fromisoformat(str(told["made_at"])), _moment(told["replaced_at"]),
        _moment(told["retired_at"]),
    )  # fmt: skip


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
