"""The main job on a real register: 30,627 seizures as officers typed them, read from the shared data folder.

Prints what became of them: the suggested mapping, the counts, a second import, ten kills at random, what was read and
what was taken as "no number", and the weapons seized twice. No row of the register enters the project.

Usage: .venv/bin/python tools/real_input.py [FILE] (default ../shared/data/real_records/seizures_rj_2017.csv.gz)
"""

from __future__ import annotations

import csv
import gzip
import json
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FILE = ROOT.parent / "shared" / "data" / "real_records" / "seizures_rj_2017.csv.gz"
SALWA = str(Path(sys.executable).parent / "salwa")
EXPECTED = {
    "serial": "Número de Série", "type": "Tipo", "maker": "Marca", "model": "Modelo", "calibre": "Calibre",
    "country": "País", "import_country": "País Importador", "date": "Data Registro", "state_owned": "Patrimoniada",
}  # fmt: skip


def salwa(*words: str) -> dict:
    done = subprocess.run([SALWA, *words], capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"salwa {' '.join(words)}: {done.stderr}")
    return json.loads(done.stdout) if done.stdout.strip() else {}


def a_home(place: Path) -> str:
    salwa("init", "--home", str(place), "--state", "BRA", "--no-input", "--json")
    return str(place)


def main() -> None:
    file = Path(sys.argv[1]) if len(sys.argv) > 1 else FILE
    if not file.exists():
        print(f"NOT RUN: {file} is not here.")
        return
    with tempfile.TemporaryDirectory() as folder:
        home = a_home(Path(folder) / "straight")
        show_mapping(file, home, Path(folder))
        first = salwa("weapons", "import", str(file), "--home", home, "--json")
        print("first import: ", first)
        print("second import:", salwa("weapons", "import", str(file), "--home", home, "--json"))
        show_register(Path(home))
        killed = killed_and_resumed(file, Path(folder) / "killed")
        whole = fingerprint(Path(home))
        print(f"registers after ten kills equal the one without: {[fingerprint(Path(one)) == whole for one in killed]}")
        show_reading(file, Path(folder))
        show_twice(home, Path(folder))


def show_mapping(file: Path, home: str, folder: Path) -> None:
    result = salwa(
        "weapons", "import", str(file), "--home", home, "--suggest-mapping", str(folder / "mapping.yaml"), "--json"
    )
    right = {field: result["fields"].get(field) == header for field, header in EXPECTED.items()}
    print(f"suggested mapping: {sum(right.values())} of {len(right)} right", [f for f, ok in right.items() if not ok])
    print("  all fields:", result["fields"])


def killed_and_resumed(file: Path, place: Path) -> list[str]:
    """Import the file, killing the process ten times at random moments; every restart goes on where it was.

    An import that ends before the tenth kill is followed by another one in a home of its own; all homes are returned.
    """
    draw = random.Random(20261124)
    homes, kills = [a_home(place / "1")], 0
    while kills < 10:
        process = subprocess.Popen(
            [SALWA, "weapons", "import", str(file), "--home", homes[-1], "--json"],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        try:
            process.wait(timeout=draw.uniform(0.8, 3.5))
            homes.append(a_home(place / str(len(homes) + 1)))
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
            kills += 1
    for home in homes:
        result = salwa("weapons", "import", str(file), "--home", home, "--json")
        print(f"after {kills} kills in {len(homes)} homes: {result}")
    return homes


def fingerprint(home: Path) -> list:
    with sqlite3.connect(home / "salwa.sqlite3") as database:
        weapons = database.execute(
            "SELECT identity, content, kind, type_code, maker_code, model_code, calibre_code, country_code, year,"
            " state_owned FROM register_weapon ORDER BY identity"
        ).fetchall()
        marks = database.execute(
            "SELECT w.identity, m.text, m.skeleton, m.state, m.component FROM register_mark m"
            " JOIN register_weapon w ON w.id = m.weapon_id ORDER BY w.identity, m.component, m.skeleton"
        ).fetchall()
        events = database.execute(
            "SELECT w.identity, e.kind, e.date, e.place FROM register_event e"
            " JOIN register_weapon w ON w.id = e.weapon_id ORDER BY w.identity, e.kind, e.date"
        ).fetchall()
    return [weapons, marks, events]


def show_register(home: Path) -> None:
    with sqlite3.connect(home / "salwa.sqlite3") as database:
        print("kinds:", dict(database.execute("SELECT kind, count(*) FROM register_weapon GROUP BY 1")))
        print("state owned:", dict(database.execute("SELECT state_owned, count(*) FROM register_weapon GROUP BY 1")))
        print("mark states:", dict(database.execute("SELECT state, count(*) FROM register_mark GROUP BY 1")))
        reasons = database.execute(
            "SELECT reason, count(*) FROM register_setasiderow GROUP BY 1 ORDER BY 2 DESC LIMIT 10"
        )
        print("ten commonest reasons for setting aside:", reasons.fetchall())
        summary = database.execute(
            "SELECT summary FROM register_import WHERE status = 'finished' ORDER BY id LIMIT 1"
        ).fetchone()[0]
        print("remarks on rows taken in:", summary)


def show_reading(file: Path, folder: Path) -> None:
    """Share of make, calibre and type texts read, by rows and by distinct spellings; what counts as no number."""
    with gzip.open(file, "rt", encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    typed, read = folder / "typed.csv", folder / "read.csv"
    with typed.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["maker", "model", "calibre", "type", "serial", "class"])
        for row in rows:
            writer.writerow(
                [row[EXPECTED[key]] for key in ("maker", "model", "calibre", "type", "serial")] + [row["Classe"]]
            )
    started = time.monotonic()
    salwa("marks", "read", "--file", str(typed), "--out", str(read))
    seconds = time.monotonic() - started
    with read.open(encoding="utf-8", newline="") as stream:
        found = list(csv.DictReader(stream))
    print(f"marks read: {len(found)} rows in {seconds:.1f} s with start-up")
    for key in ("maker", "calibre", "type", "model"):
        told = [row for row in found if row[key].strip() and (key != "model" or row["class"] != "MUNIÇÃO")]
        spellings = {row[key].strip() for row in told}
        read_spellings = {row[key].strip() for row in told if row[f"{key}_code"]}
        by_rows = sum(1 for row in told if row[f"{key}_code"])
        print(
            f"{key}: {by_rows} of {len(told)} rows ({by_rows / len(told):.1%}),"
            f" {len(read_spellings)} of {len(spellings)} spellings ({len(read_spellings) / len(spellings):.1%})"
        )
        unread = Counter(row[key].strip() for row in told if not row[f"{key}_code"])
        print("   commonest not read:", unread.most_common(12))
    weapons = [row for row in found if row["class"] != "MUNIÇÃO"]
    print("serial states of weapons:", Counter(row["serial_state"] for row in weapons).most_common())
    for state in ("none", "erased", "illegible", "partial", "missing"):
        texts = Counter(row["serial"] for row in weapons if row["serial_state"] == state)
        print(f"   {state}: {len(texts)} spellings, commonest {texts.most_common(15)}")


def show_twice(home: str, folder: Path) -> None:
    out = folder / "twice.csv"
    salwa("weapons", "duplicates", "--home", home, "--out", str(out))
    with out.open(encoding="utf-8", newline="") as stream:
        pairs = list(csv.DictReader(stream))
    print(f"pairs of the same weapon recorded twice: {len(pairs)}")
    by_probability = Counter(f"{float(pair['probability']):.1f}" for pair in pairs)
    print("   by probability:", sorted(by_probability.items(), reverse=True))


if __name__ == "__main__":
    main()
