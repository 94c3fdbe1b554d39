"""Passphrases come from a file or from standard input, never from the command line, where everybody can read them."""

from __future__ import annotations

import sys
from pathlib import Path

from salwa.settings.table import UnreadableSetting


def read_passphrase(file: Path | None, setting: str = "") -> str | None:
    """The first line of the file (`-` = standard input), else of the file that the setting names; None for neither."""
    named = file or (Path(setting) if setting else None)
    if named is None:
        return None
    text = sys.stdin.readline() if str(named) == "-" else named.read_text(encoding="utf-8")
    passphrase = text.split("\n")[0].rstrip("\r")
    if not passphrase.strip():
        raise UnreadableSetting(f"The passphrase file {named} has an empty first line; write the passphrase there.")
    return passphrase
