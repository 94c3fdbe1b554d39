"""The table of a run and its file under benchmarks/results/."""

from __future__ import annotations

import datetime
import json
import os
import platform
import sys
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from benchmarks.measuring import Row

RESULTS = Path(__file__).with_name("results")
REFERENCE_ENGINE = "Salwa, full distance 2"
_HEADINGS = (
    "engine",
    "n",
    "p50 ms",
    "p95",
    "p99",
    "q/s/core",
    "R@1",
    "R@10",
    "index MB",
    "build s",
    "p50 : Salwa",
    "q/s : Salwa",
)


def table(rows: Sequence[Row]) -> str:
    """A Markdown table; the last two columns compare with Salwa at full distance 2 when it ran."""
    salwa = next((row for row in rows if row.engine == REFERENCE_ENGINE and not row.skipped), None)
    lines = ["| " + " | ".join(_HEADINGS) + " |", "|" + "---|" * len(_HEADINGS)]
    for row in rows:
        if row.skipped:
            lines.append(f"| {row.engine} | not run: {row.skipped} |" + " |" * (len(_HEADINGS) - 2))
            continue
        slower = f"{row.p50 / salwa.p50:.1f}x" if salwa else ""
        fewer = f"{salwa.per_second / row.per_second:.1f}x" if salwa else ""
        cells = (
            row.engine,
            str(row.queries),
            f"{row.p50:.3f}",
            f"{row.p95:.3f}",
            f"{row.p99:.3f}",
            f"{row.per_second:,.0f}",
            f"{row.recall_1:.3f}",
            f"{row.recall_10:.3f}",
            f"{row.index_mb:.1f}",
            f"{row.build_s:.1f}",
            slower,
            fewer,
        )
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def class_table(rows: Sequence[Row]) -> str:
    """Recall at 10 by class of damage."""
    rows = [row for row in rows if not row.skipped]
    kinds = list(rows[0].by_class) if rows else []
    lines = ["| R@10 | " + " | ".join(kinds) + " |", "|" + "---|" * (len(kinds) + 1)]
    for row in rows:
        lines.append(
            f"| {row.engine} | " + " | ".join(f"{row.by_class.get(kind, float('nan')):.2f}" for kind in kinds) + " |"
        )
    return "\n".join(lines)


def write(part: str, records: int, content: dict[str, Any]) -> Path:
    """Put one part of a run into today's results file, keyed by part and size; other parts stay as they are."""
    RESULTS.mkdir(exist_ok=True)
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    file = RESULTS / f"{today}.json"
    whole = json.loads(file.read_text("utf-8")) if file.exists() else {}
    whole["machine"] = machine()
    whole.setdefault(part, {})[str(records)] = content
    file.write_text(json.dumps(whole, indent=1, sort_keys=True, ensure_ascii=False) + "\n", "utf-8")
    return file


def machine() -> dict[str, Any]:
    """What the figures were measured on."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    packages = {}
    for name in ("numpy", "rapidfuzz", "duckdb", "splink", "tantivy", "psycopg"):
        try:
            packages[name] = version(name)
        except PackageNotFoundError:
            packages[name] = "absent"
    return {
        "cores": os.cpu_count(),
        "memory_gib": round(memory, 1),
        "processor": _processor(),
        "python": sys.version.split()[0],
        "system": platform.platform(),
        "load_1min": round(os.getloadavg()[0], 2),
        "packages": packages,
    }


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text("utf-8").splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.processor()
