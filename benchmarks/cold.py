"""Look-ups from a cold disk: before every query the segment's pages are thrown out of memory.

    python -m benchmarks.cold --records 1e7 --queries 200

What the running service keeps in memory (presence bits, directory) stays; keys and records do not: the mapping's
pages are given back (madvise) and the file's pages dropped (posix_fadvise DONTNEED). `fincore` confirms it once.
"""

from __future__ import annotations

import argparse
import mmap
import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import report
from benchmarks.engines.corpus import make_corpus
from benchmarks.engines.salwa_index import SalwaIndex, depth
from benchmarks.invented import load_register
from benchmarks.prepared import Preparer
from benchmarks.queries import make_queries


def mapping_of(array: np.ndarray) -> mmap.mmap:
    """The memory map an array was made from."""
    below: Any = array
    while not isinstance(below, mmap.mmap):
        below = below.obj if isinstance(below, memoryview) else below.base
    return below


def drop(mapping: mmap.mmap, descriptor: int) -> None:
    """Throw the file's pages out of memory."""
    mapping.madvise(mmap.MADV_DONTNEED)
    os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)


def resident_mb(file: Path) -> float:
    """How much of the file is in memory, by fincore; -1 when the program is absent."""
    program = shutil.which("fincore")
    if not program:
        return -1.0
    done = subprocess.run([program, "-b", "-n", "-o", "RES", str(file)], capture_output=True, text=True, check=True)
    return int(done.stdout) / 1e6


def main() -> int:
    """Measure each depth cold."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.cold", description=__doc__.splitlines()[0])
    parser.add_argument("--records", type=float, default=1e6)
    parser.add_argument("--queries", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--work", type=Path, default=Path(tempfile.gettempdir()) / "salwa-bench")
    asked = parser.parse_args()
    register = load_register(int(asked.records), asked.seed, asked.work)
    preparer = Preparer(register)
    queries = [preparer.prepare(q) for q in make_queries(register, asked.queries, 0, seed=asked.seed + 500)]
    results: dict[str, Any] = {}
    with tempfile.TemporaryDirectory(dir=asked.work) as folder:
        shared = SalwaIndex()
        shared.ready(make_corpus(register, Path(folder)))
        assert shared.file is not None
        os.sync()
        mapping = mapping_of(shared.index.segments[0].records)
        descriptor = os.open(shared.file, os.O_RDONLY)
        ready = [shared.codes.query(query) for query in queries]
        for how in ("near", "adaptive", "full"):
            drop(mapping, descriptor)
            left = resident_mb(shared.file)
            times = []
            for query in ready:
                drop(mapping, descriptor)
                started = time.perf_counter()
                shared.index.find(query, depth(how), limit=10)
                times.append((time.perf_counter() - started) * 1e3)
            p50, p95, p99 = (float(x) for x in np.percentile(times, (50, 95, 99)))
            results[how] = {"p50": p50, "p95": p95, "p99": p99, "queries": len(times), "left_in_memory_mb": left}
            print(f"{how}: p50 {p50:.2f} ms, p95 {p95:.2f}, p99 {p99:.2f} (left in memory before: {left:.1f} MB)")
        os.close(descriptor)
        shared.close()
    print("written to", report.write("cold", int(asked.records), results))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
