"""Evidence of a thousand exchanges, checked off-line by Node and jose, and of as many spoilt ones (target F12).

    python -m tests.assurance.evidence_campaign --bundles 1000

Each exchange goes through the services: own requests with two messages each way, by line or by file, and requests of
the partner with an acknowledgement. Every bundle has to be proved from the fingerprint of the trust list alone; then
one thing in each is spoilt (a changed character anywhere in what is proof, a file that is missing, a receipt that is
left out, stands beside another message or comes from another exchange), and each has to be refused. Prints one JSON
line; exit code 1 when a good one was refused or a spoilt one was not.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import shutil
import string
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "salwa.settings.testing")

# So many bundles are read by one process of Node: a command line has an end.
AT_ONCE = 250
PROVED = re.compile(r"(\d+) of \1 sent messages proved delivered, (\d+) of \2 received messages proved, ")
PROOF = ("*.sealed", "*.signed", "*.receipt", "trust/*.json")
Reader = Callable[..., tuple[list[str], int]]


def made(partner: Any, officer: Any, number: int, folder: Path) -> Path:
    """One exchange through the services, and its unpacked evidence."""
    from salwa.domain.exchange import Way
    from salwa.services.tracing_requests.bundles import evidence_file
    from tests.builders.evidence import delivered, exchanged, unpacked
    from tests.builders.trace_requests import asked_by
    from tests.services.tracing_requests.test_asking import FULL

    incoming = number % 3 == 2
    if incoming:
        row = asked_by(partner)
        delivered(partner)
    else:
        row = exchanged(partner, officer, FULL, way=Way.FILE if number % 3 else Way.HTTPS)
    return unpacked(evidence_file(acting_user=officer, number=row.pk, incoming=incoming).content, folder)


def spoil(folder: Path, chance: random.Random, other: Path) -> str:
    """Spoil one thing in the bundle, maybe with something of another bundle; what it was."""
    from tests.builders.evidence import exchanged_names, kept_without

    ways = ["character", "character", "character", "missing", "no receipt", "receipt of another exchange"]
    if len(list(folder.glob("*.delivered.*.receipt"))) > 1:
        ways.append("receipts exchanged")
    way = chance.choice(ways)
    (file,) = chance.sample([one for pattern in PROOF for one in sorted(folder.glob(pattern))], 1)
    if way == "character":
        text = file.read_text()
        at = chance.randrange(len(text))
        instead = chance.choice([sign for sign in string.ascii_letters + string.digits + "-_" if sign != text[at]])
        file.write_text(text[:at] + instead + text[at + 1 :])
        return f"{way} in {file.name.rsplit('.', 1)[1]}"
    if way == "missing":
        file.unlink()
    elif way == "no receipt":
        kept_without(folder, "receipts")
    elif way == "receipts exchanged":
        exchanged_names(folder)
    else:
        mine, theirs = (next(iter(sorted(one.glob("*.delivered.*.receipt")))) for one in (folder, other))
        mine.write_bytes(theirs.read_bytes())
    return way


def lines_of(folders: Sequence[Path], anchor: str, reader: Reader) -> dict[Path, list[str]]:
    """What the independent program says of each bundle."""
    said: dict[Path, list[str]] = {folder: [] for folder in folders}
    for first in range(0, len(folders), AT_ONCE):
        lines, _ = reader(folders[first : first + AT_ONCE], "--anchor", anchor)
        for line in lines:
            where, _, words = line.partition(": ")
            if Path(where) in said:
                said[Path(where)].append(words)
    return said


def is_proved(lines: list[str]) -> bool:
    """Whether nothing is wrong with a bundle and every message of it is proved."""
    return len(lines) == 1 and PROVED.match(lines[0]) is not None


def hold(
    partner: Any, officer: Any, count: int, place: Path, *, seed: int, reader: Reader | None = None
) -> dict[str, Any]:
    """Make, check, spoil and check again; counts of both."""
    from tests.builders.evidence import told

    reader, chance, began = reader or told, random.Random(seed), time.monotonic()
    good = [made(partner, officer, number, place / f"g{number:05}") for number in range(count)]
    made_in, began = time.monotonic() - began, time.monotonic()
    refused = {
        folder: lines for folder, lines in lines_of(good, partner.anchor, reader).items() if not is_proved(lines)
    }
    read_in, ways, bad = time.monotonic() - began, Counter[str](), []
    for number, folder in enumerate(good):
        copy = place / f"s{number:05}"
        shutil.copytree(folder, copy)
        ways[spoil(copy, chance, good[number - 1])] += 1
        bad.append(copy)
    passed = [folder.name for folder, lines in lines_of(bad, partner.anchor, reader).items() if is_proved(lines)]
    return {
        "bundles": len(good), "refused": len(refused), "spoilt": len(bad), "spoilt_and_not_refused": len(passed),
        "ways": dict(ways), "first": [*map(str, refused.values()), *passed][:3], "made_in": round(made_in, 1),
        "checked_in": round(read_in, 1),
    }  # fmt: skip


def main() -> int:
    """Run as a program; 0 when every bundle was proved and every spoilt one refused."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bundles", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    wanted = parser.parse_args()
    import django

    django.setup()
    from django.conf import settings
    from django.test import override_settings

    from tests.builders.evidence import a_listed_partner
    from tests.builders.exchange import own_public
    from tests.builders.installations import an_installation
    from tests.builders.trace_requests import an_officer

    home = Path(tempfile.mkdtemp(prefix="salwa-evidence-"))
    try:
        with an_installation(home / "all"):
            chosen = settings.SALWA.__class__(home / "all", {**settings.SALWA.values, "state": own_public().state})
            with override_settings(SALWA=chosen):
                told = hold(a_listed_partner(), an_officer(), wanted.bundles, home / "bundles", seed=wanted.seed)
    finally:
        shutil.rmtree(home, ignore_errors=True)
    print(json.dumps(told | {"seed": wanted.seed}), flush=True)
    return 1 if told["refused"] or told["spoilt_and_not_refused"] else 0


if __name__ == "__main__":
    sys.exit(main())
