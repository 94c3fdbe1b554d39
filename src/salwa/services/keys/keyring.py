"""The keyring file: read when it changed, written so that a power cut leaves the old or the new one, never half."""

from __future__ import annotations

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from django.conf import settings

from salwa.domain.keys import KEYRING, FieldKey, Keyring, KeyState, keyring_from
from salwa.domain.keys.ring import ID_BYTES, KEY_BYTES
from salwa.domain.languages import Sentence, message
from salwa.domain.refusals import Refusal

NO_KEYRING = message("The keyring of sealed fields is not there: {file}.")
PUT_BACK = message("Put it back from an encrypted backup, or from the copy kept apart. A new one opens nothing old.")
BAD_KEYRING = message("The keyring of sealed fields cannot be read: {file}: {why}.")

_seen: tuple[tuple[str, int, int, int], Keyring] | None = None


def keyring_file() -> Path:
    """Where the keyring lies: the setting `field_keys_file`, else `keys/fields.json` in the home folder."""
    named = str(settings.SALWA["field_keys_file"])
    return Path(named) if named else Path(settings.HOME) / "keys" / KEYRING


def keyring() -> Keyring:
    """The keyring as it is now. Raises `Refusal` (`no_keyring`, `keyring_unreadable`) saying what to do."""
    global _seen
    path = keyring_file()
    try:
        state = path.stat()
        mark = (str(path), state.st_ino, state.st_mtime_ns, state.st_size)
        if _seen is None or _seen[0] != mark:
            _seen = (mark, keyring_from(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        raise Refusal("no_keyring", Sentence(NO_KEYRING, {"file": str(path)}), remedy=Sentence(PUT_BACK)) from None
    except ValueError as error:
        raise Refusal(
            "keyring_unreadable",
            Sentence(BAD_KEYRING, {"file": str(path), "why": str(error)}),
            remedy=Sentence(PUT_BACK),
        ) from None
    return _seen[1]


def key_files() -> dict[str, bytes]:
    """Every key file of this installation for an encrypted backup, the keyring from wherever it lies; path -> content.

    Raises `Refusal` for a keyring that cannot be read: a backup with it would be worth nothing.
    """
    found = key_files_of(Path(settings.HOME) / "keys")
    if keyring_file().exists():
        found[KEYRING] = keyring().as_text().encode()
    return dict(sorted(found.items()))


def key_files_of(folder: Path) -> dict[str, bytes]:
    """Every file below a folder of keys, hidden ones (locks, halves) left out; path below it -> content."""
    paths = sorted(path.relative_to(folder) for path in folder.rglob("*") if path.is_file()) if folder.is_dir() else []
    shown = [path for path in paths if not any(part.startswith(".") for part in path.parts)]
    return {path.as_posix(): (folder / path).read_bytes() for path in shown}


def a_new_key(at: datetime) -> FieldKey:
    """A fresh random key."""
    return FieldKey(secrets.token_hex(ID_BYTES), secrets.token_bytes(KEY_BYTES), KeyState.CURRENT, at)


def write_keyring(ring: Keyring) -> None:
    """Write the keyring, for its owner only, and wait until it is on the disk: a key must outlive what it seals."""
    path = keyring_file()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    beside = path.with_name(f".{path.name}.new")
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(ring.as_text())
        file.flush()
        os.fsync(file.fileno())
    beside.rename(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


@contextmanager
def changing_the_ring() -> Iterator[None]:
    """Let one process at a time change the keyring or re-seal values."""
    path = keyring_file()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with path.with_name(f".{path.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
