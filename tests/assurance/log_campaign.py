"""A whole run of a served installation with planted words: none of them is in what it writes besides (target S13).

    python -m tests.assurance.log_campaign

Marks, names, purposes, notes, files, addresses, queries, passwords, tokens: in requests that succeed, that are refused,
that are broken, and in requests in which a view fails with an error that quotes them. Searched: what the server and
its worker said, letters, temporary files, and names of files; in clear, percent-encoded, hexadecimal and base64.
Prints one line of JSON; exit code 1 when a word was found. `--control` puts a logger in that writes what was sent.
"""

from __future__ import annotations

import argparse
import base64
import json
import os
import sys
from pathlib import Path
from typing import Any
from urllib.parse import quote

from tests.assurance.durable.home import a_home
from tests.assurance.durable.load import a_running_server
from tests.assurance.durable.whole_run import FAULTS, SETTINGS, WholeRun

# Defects: a line of the log with the body, one with the address, and an error with its words.
CONTROLS = {
    "body": """
import logging
was = doors.SecurityHeaders.__call__
def call(self, request):
    logging.getLogger('salwa.web').warning('asked: %r', request.body[:2000])
    return was(self, request)
doors.SecurityHeaders.__call__ = call
""",
    "address": """
import logging
was = doors.SecurityHeaders.__call__
def call(self, request):
    logging.getLogger('salwa.web').warning('asked: %s', request.get_full_path())
    return was(self, request)
doors.SecurityHeaders.__call__ = call
""",
    "words": """
import logging, salwa.settings.logs as logs
logs.DiscreetFormatter.formatException = logging.Formatter.formatException
""",
}


def main() -> int:
    """Run the campaign."""
    parser = argparse.ArgumentParser(prog="python -m tests.assurance.log_campaign", description=__doc__)
    parser.add_argument("--control", choices=sorted(CONTROLS), help="put this defect in")
    asked = parser.parse_args()
    url = os.environ.pop("SALWA_DATABASE_URL", "")
    with a_home(url, **SETTINGS) as home:
        figures = campaign(home, asked.control)
    print(json.dumps(figures | {"engine": "postgresql" if url else "sqlite"}))
    return int(bool(figures["found"]))


def campaign(home: Path, control: str | None) -> dict[str, Any]:
    """Serve, ask everything, search."""
    from django.core.management import call_command
    from django.db import connections

    call_command("collectstatic", interactive=False, verbosity=0)
    run = WholeRun()
    connections.close_all()
    (home / "tmp").mkdir()
    os.environ["TMPDIR"] = str(home / "tmp")
    with a_running_server(home, FAULTS + CONTROLS.get(control or "", "")) as (port, _):
        run.ask(port)
    places = [home / "serve.log", *_below(home / "mail"), *_below(home / "tmp")]
    content = {str(one.relative_to(home)): one.read_bytes() + one.name.encode() for one in places}
    found = searched(content, run.words)
    log = content["serve.log"].decode(errors="replace")
    return {
        "campaign": "log", "requests": sum(run.answers.values()) + 5, "statuses": dict(sorted(run.answers.items())),
        "words": len(run.words), "places": len(content), "bytes": sum(map(len, content.values())),
        "log_lines": len(log.splitlines()), "faults_logged": log.count("Broken"), "found": len(found),
        "said": sorted(found)[:10],
    }  # fmt: skip


def _below(folder: Path) -> list[Path]:
    return [one for one in folder.rglob("*") if one.is_file()]


def searched(content: dict[str, bytes], words: dict[str, str]) -> set[str]:
    """`what of the words: file` for every word that is somewhere, written in any of the ways."""
    return {
        f"{what}: {place}" for what, word in words.items() for place, held in content.items()
        if any(way in held for way in written(word))
    }  # fmt: skip


def written(word: str) -> list[bytes]:
    """A word in clear, percent-encoded, hexadecimal, and in base64 at each of the three places it can begin."""
    plain = word.encode()
    ways = [plain, plain.upper(), quote(word).encode(), plain.hex().encode()]
    for before in range(3):
        # What stands before and behind changes the first and last signs only.
        packed = base64.b64encode(b"\0" * before + plain)
        ways.append(packed[4 if before else 0 : -4])
    return ways


if __name__ == "__main__":
    sys.exit(main())
