"""Rows a second of an import with all its checks, against the same rows loaded bare into the same database.

    python -m benchmarks.imports --rows 200000

Bare SQLite is executemany of the rows in one transaction, bare PostgreSQL is COPY of them; both with text columns only,
no index and no check. The import is `salwa weapons import` of the file into a fresh installation, start-up included.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks import report
from benchmarks.engines.cluster import Cluster
from benchmarks.engines.corpus import Unavailable
from benchmarks.messy import HEADER, write_messy

Rows = list[tuple[str, ...]]
_COLUMNS = ", ".join(f"c{i} text" for i in range(len(HEADER)))


def bare_sqlite(rows: Rows, folder: Path) -> float:
    """Seconds of executemany into a file, the commit included."""
    connection = sqlite3.connect(folder / "bare.sqlite")
    connection.execute(f"CREATE TABLE bare ({_COLUMNS})")
    started = time.perf_counter()
    connection.executemany(f"INSERT INTO bare VALUES ({', '.join('?' * len(HEADER))})", rows)
    connection.commit()
    seconds = time.perf_counter() - started
    connection.close()
    return seconds


def bare_postgres(rows: Rows, cluster: Cluster) -> float:
    """Seconds of COPY, turning the rows into COPY's text included."""
    with cluster.connect() as connection:
        connection.execute(f"CREATE TABLE bare ({_COLUMNS})")
        started = time.perf_counter()
        with connection.cursor().copy("COPY bare FROM STDIN") as copy:
            text = io.StringIO()
            for row in rows:
                text.write("\t".join(c.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t") for c in row))
                text.write("\n")
            copy.write(text.getvalue())
        return time.perf_counter() - started


def imported(file: Path, home: Path, database_url: str) -> tuple[float, dict[str, Any]]:
    """Seconds of the import into a fresh installation and what it reported; raises Unavailable when it failed."""
    place = ["--home", str(home)]
    database = ["--database-url", database_url] if database_url else []
    _salwa(["init", *place, "--state", "BRA", "--no-input", *database])
    started = time.perf_counter()
    said = _salwa(["weapons", "import", str(file), *place, "--json"])
    seconds = time.perf_counter() - started
    return seconds, json.loads(said)


def _salwa(words: list[str]) -> str:
    surroundings = {key: value for key, value in os.environ.items() if not key.startswith("SALWA_")}
    command = [sys.executable, "-m", "salwa.commands.main", *words]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=surroundings)
    if done.returncode != 0:
        raise Unavailable(f"salwa {' '.join(words[:2])} ended with {done.returncode}: {done.stderr.strip()[-400:]}")
    return done.stdout


def compare(name: str, bare_seconds: float, rows: int, *, file: Path, home: Path, database_url: str) -> dict[str, Any]:
    """One database's line: rows a second of both and their ratio."""
    line: dict[str, Any] = {"bare_rows_per_second": rows / bare_seconds}
    try:
        seconds, said = imported(file, home, database_url)
        line |= {"import_rows_per_second": rows / seconds, "ratio": bare_seconds / seconds, "said": said}
        speeds = f"import {rows / seconds:,.0f} rows/s, bare {rows / bare_seconds:,.0f}"
        print(f"{name}: {speeds}, ratio {bare_seconds / seconds:.3f}")
    except (Unavailable, json.JSONDecodeError) as missing:
        line["not_run"] = str(missing)
        print(f"{name}: bare {rows / bare_seconds:,.0f} rows/s; import not run: {missing}")
    return line


def main() -> int:
    """Run both databases; 0 when the import ran on at least one."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.imports", description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--databases", default="sqlite,postgresql")
    parser.add_argument("--work", type=Path, default=Path(tempfile.gettempdir()) / "salwa-bench")
    asked = parser.parse_args()
    asked.work.mkdir(parents=True, exist_ok=True)
    results: dict[str, Any] = {}
    with tempfile.TemporaryDirectory(dir=asked.work) as name:
        folder = Path(name)
        file = folder / "seized.csv"
        rows = write_messy(file, asked.rows)
        if "sqlite" in asked.databases:
            bare = bare_sqlite(rows, folder)
            results["SQLite"] = compare(
                "SQLite", bare, len(rows), file=file, home=folder / "home-sqlite", database_url=""
            )
        if "postgresql" in asked.databases:
            try:
                cluster = Cluster()
            except Unavailable as missing:
                print(f"PostgreSQL: not run: {missing}")
            else:
                try:
                    bare = bare_postgres(rows, cluster)
                    home = folder / "home-postgresql"
                    results["PostgreSQL"] = compare(
                        "PostgreSQL", bare, len(rows), file=file, home=home, database_url=cluster.url
                    )
                finally:
                    cluster.close()
    print("written to", report.write("imports", asked.rows, results))
    return 0 if any("ratio" in line for line in results.values()) else 1


if __name__ == "__main__":
    raise SystemExit(main())
