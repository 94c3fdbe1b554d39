"""Words on stderr: what happened, where, what to do."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from salwa.domain.refusals import Refusal
from salwa.settings.table import UnreadableSetting, default_home


def say(text: str) -> None:
    """A message for the person at the terminal (stderr)."""
    sys.stderr.write(text.rstrip("\n") + "\n")


def put(text: str) -> None:
    """Data for the next program (stdout)."""
    sys.stdout.write(text.rstrip("\n") + "\n")


def put_json(value: Mapping[str, Any] | list[Any]) -> None:
    """One JSON document on stdout, not escaped: marks stay readable in every script."""
    put(json.dumps(value, ensure_ascii=False))


def report_failure(error: Exception) -> int:
    """Say on stderr what went wrong and return the exit code (see `salwa.commands.main`)."""
    if isinstance(error, Refusal):
        say(f"{error.sentence.english()}" + _where(error.where))
        if error.remedy:
            say(error.remedy.english())
        return 1
    from salwa.services.backup.faults import plain_refusal  # slow start

    plain = plain_refusal(error)
    if plain is not None:
        return report_failure(plain)
    if isinstance(
        error, (UnreadableSetting, FileNotFoundError, IsADirectoryError, PermissionError, UnicodeDecodeError)
    ):
        say(f"Salwa could not go on: {error}")
        return 2
    if os.environ.get("SALWA_TRACEBACK"):
        raise error
    say(f"Salwa met a fault of its own: {type(error).__name__}: {error}")
    say("Nothing half-done was saved. Run again with SALWA_TRACEBACK=1 and report what it prints.")
    return 1


def _where(where: Mapping[str, str | int]) -> str:
    return " (" + ", ".join(f"{name} {value}" for name, value in where.items()) + ")" if where else ""


def open_home(home: Path | None) -> Path:
    """Start Django for the installation in `home`; refuses politely when there is none. Returns the home folder."""
    from salwa.settings.start import open_installation  # slow start

    place = (home or default_home()).absolute()
    if not (place / "salwa.toml").exists():
        raise FileNotFoundError(f"{place} holds no installation. Make one with: salwa init --home {place}")
    open_installation(place)
    return place
