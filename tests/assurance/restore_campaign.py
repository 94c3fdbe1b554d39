"""The restore drill at size (assurance target R6): make a register, back it up, restore it, compare, print figures.

    python -m tests.assurance.restore_campaign --records 1000000

Everything is made in a folder of its own and removed afterwards. `--database-url` restores into an empty PostgreSQL
database instead of SQLite. Exit code 0 when every table and file is equal and the restore took at most 15 minutes.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

PASSPHRASE = "copper lantern of the seven drills"
ALLOWED_SECONDS = 15 * 60


def salwa(*words: object) -> subprocess.CompletedProcess[str]:
    """One command of the installation in a process of its own."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("SALWA_", "DJANGO_"))}
    command = [sys.executable, "-m", "salwa.commands.main", *map(str, words)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)}\n{done.stderr}")
    return done


def files_of(home: Path) -> dict[str, str]:
    """Every file below media and imports with its SHA-256."""
    return {
        str(path.relative_to(home)): hashlib.sha256(path.read_bytes()).hexdigest()
        for folder in ("media", "imports")
        for path in sorted((home / folder).rglob("*"))
        if path.is_file()
    }


def timed(figures: dict[str, Any], name: str, *words: object) -> dict[str, Any]:
    """Run a command, note its seconds under `name`, and return what it printed."""
    began = time.monotonic()
    told = json.loads(salwa(*words).stdout or "{}")
    figures[f"{name}_seconds"] = round(time.monotonic() - began, 1)
    print(f"{name}: {figures[f'{name}_seconds']} s", flush=True)
    return dict(told)


def campaign(place: Path, asked: argparse.Namespace) -> dict[str, Any]:
    """Carry it out in the folder `place`; returns the figures."""
    figures: dict[str, Any] = {"records": asked.records, "pictures": asked.pictures, "persons": asked.persons}
    home, restored = place / "home", place / "restored"
    passphrase = place / "passphrase"
    passphrase.write_text(PASSPHRASE + "\n")
    salwa("init", "--home", home, "--state", "KEN", "--no-input")
    began = time.monotonic()
    _fill(home, asked)
    figures["fill_seconds"] = round(time.monotonic() - began, 1)
    print(f"fill: {figures['fill_seconds']} s", flush=True)
    secret = ("--passphrase-file", passphrase)
    file = place / "drill.backup"
    made = timed(figures, "backup", "backup", file, "--home", home, "--json", *secret)
    figures |= {"rows": made["rows"], "files": made["files"], "backup_bytes": made["bytes"]}
    timed(figures, "verify", "restore", file, "--verify", "--json", *secret)
    where = ("--database-url", asked.database_url) if asked.database_url else ()
    done = timed(figures, "restore", "restore", file, "--home", restored, "--json", *secret, *where)
    again = place / "again.backup"
    timed(figures, "second_backup", "backup", again, "--home", restored, "--json")
    figures["tables_equal"] = len(done["tables"])
    figures["files_equal"] = files_of(home) == files_of(restored)
    figures["log_whole"] = json.loads(salwa("audit", "verify", "--home", restored, "--json").stdout)["whole"]
    figures["index_marks"] = json.loads(salwa("search", "status", "--home", restored, "--json").stdout)["marks"]
    figures["largest_process_mb"] = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    figures["within_target"] = figures["restore_seconds"] <= ALLOWED_SECONDS
    return figures


def _fill(home: Path, asked: argparse.Namespace) -> None:
    """In a process of its own, so that its memory is not counted."""
    words = f"records={asked.records}, pictures={asked.pictures}, persons={asked.persons}, entries={asked.entries}"
    script = (
        "from pathlib import Path\nfrom salwa.settings.start import open_installation\n"
        f"open_installation(Path({str(home)!r}))\nfrom tests.assurance.many_records import fill\nfill({words})\n"
    )
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("SALWA_", "DJANGO_"))}
    subprocess.run([sys.executable, "-c", script], env=environment, check=True)


def main() -> int:
    """Print the figures as JSON."""
    parser = argparse.ArgumentParser(prog="python -m tests.assurance.restore_campaign", description=__doc__)
    parser.add_argument("--records", type=int, default=1_000_000)
    parser.add_argument("--pictures", type=int, default=5_000)
    parser.add_argument("--persons", type=int, default=20_000)
    parser.add_argument("--entries", type=int, default=20_000)
    parser.add_argument("--database-url", default="")
    parser.add_argument("--keep", action="store_true", help="leave the folder of the drill behind")
    asked = parser.parse_args()
    place = Path(tempfile.mkdtemp(prefix="salwa-drill-"))
    try:
        figures = campaign(place, asked)
    finally:
        if not asked.keep:
            shutil.rmtree(place, ignore_errors=True)
    print(json.dumps(figures, indent=1))
    good = figures["files_equal"] and figures["log_whole"] and figures["within_target"]
    return 0 if good else 1


if __name__ == "__main__":
    raise SystemExit(main())
