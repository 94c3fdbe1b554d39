"""The two invented States of the demo exchange their keys, as two real ones would by a letter and a telephone call."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

DONE = "demo_exchange.json"
# Messages between the two go over this machine's own line, which needs no certificates.
PLAIN = "exchange_plain_http"


def connect(places: Sequence[Path], addresses: Sequence[str], environment: Mapping[str, str]) -> None:
    """Make keys for each of two installations and have each take the other's; again when the addresses changed.

    Raises `RuntimeError` when a command ends badly.
    """
    known = [_known(place) for place in places]
    if known == list(addresses):
        return
    told = []
    for place, address, before in zip(places, addresses, known, strict=True):
        _allow_plain(place)
        make = ["--make", "--address", address] if before != address else []
        told.append(json.loads(_salwa(["exchange", "keys", *make, "--home", str(place), "--json"], environment)))
    for place, other, address in ((places[0], told[1], addresses[1]), (places[1], told[0], addresses[0])):
        keys = place / f"keys_of_{other['state']}.json"
        keys.write_text(json.dumps(other["keys"]), encoding="utf-8")
        pin = ["exchange", "pin", str(keys), "--fingerprint", other["fingerprint"], "--address", address]
        _salwa([*pin, "--home", str(place)], environment)
    for place, address in zip(places, addresses, strict=True):
        (place / DONE).write_text(json.dumps(address), encoding="utf-8")


def _known(place: Path) -> str:
    file = place / DONE
    return str(json.loads(file.read_text(encoding="utf-8"))) if file.exists() else ""


def _allow_plain(place: Path) -> None:
    file = place / "salwa.toml"
    text = file.read_text(encoding="utf-8")
    if PLAIN not in text:
        file.write_text(f"{PLAIN} = true\n{text}", encoding="utf-8")


def _salwa(words: Sequence[str], environment: Mapping[str, str]) -> str:
    command = [sys.executable, "-m", "salwa.commands.main", *words]
    done = subprocess.run(command, env=environment, check=False, capture_output=True, text=True)  # noqa: S603 - our own
    if done.returncode != 0:
        raise RuntimeError(f"salwa {' '.join(words[:2])} ended with code {done.returncode}: {done.stderr.strip()}")
    return done.stdout
