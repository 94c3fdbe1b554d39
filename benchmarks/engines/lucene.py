"""Lucene FuzzyQuery at distance 2 through a small Java program of ours, compiled when the benchmark runs."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from benchmarks.engines.corpus import NONE, Corpus, Unavailable, folder_mb
from benchmarks.prepared import UNKNOWN, Prepared

_JARS = Path("/usr/share/java")
_SOURCE = Path(__file__).with_name("LuceneSearch.java")


class LuceneIndex:
    """Compiled program and index, shared by both ways of asking."""

    def __init__(self) -> None:
        self.folder: Path | None = None
        self.build_seconds = 0.0

    def ready(self, corpus: Corpus) -> float:
        """Compile and build once; returns MB (both fields)."""
        jars = [*_JARS.glob("lucene-core-*.jar"), *_JARS.glob("lucene-analyzers-common-*.jar")]
        if not jars or not shutil.which("javac"):
            raise Unavailable("Lucene is not installed (Debian: apt-get install liblucene8-java default-jdk-headless).")
        folder = corpus.folder / "lucene"
        if self.folder is None:
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            self._path = ":".join([str(folder), *map(str, jars)])
            _run(["javac", "-cp", self._path, "-d", str(folder), str(_SOURCE)])
            makers = corpus.register.maker.tolist()
            rows = folder / "rows.tsv"
            rows.write_text(
                "".join(f"{m}\t{s}\n" for m, s in zip(makers, corpus.skeleton_texts(), strict=True)), "utf-8"
            )
            said = self.java("build", str(rows), str(folder / "index"))
            self.build_seconds = float(said.split()[1])
            rows.unlink()
            self.folder = folder
        return folder_mb(folder / "index")

    def java(self, *words: str) -> str:
        """Run our program and return what it printed."""
        return _run(["java", "-Xmx4g", "-XX:+UseSerialGC", "-cp", self._path, "LuceneSearch", *words])

    def close(self) -> None:
        """Remove the index."""
        if self.folder is not None:
            shutil.rmtree(self.folder)
            self.folder = None


class LuceneEngine:
    """One way of asking; each query is timed inside the Java process after a warm-up of three rounds."""

    def __init__(self, name: str, shared: LuceneIndex, mode: str) -> None:
        self.name, self.most = name, 0
        self._shared, self._mode = shared, mode

    def build(self, corpus: Corpus) -> float:
        """The shared index."""
        size = self._shared.ready(corpus)
        self.build_seconds = self._shared.build_seconds
        return size

    def answer_all(
        self, queries: Sequence[Prepared], warm: Sequence[Prepared], passes: int
    ) -> tuple[list[np.ndarray], list[float]]:
        """Record numbers and milliseconds (retrieval alone) of each query, of the quickest of so many passes."""
        assert self._shared.folder is not None
        files = [self._shared.folder / name for name in ("warm.tsv", "queries.tsv", "answers.tsv")]
        for file, asked in zip(files, (warm, queries), strict=False):
            file.write_text(
                "".join(f"{'-' if q.maker == UNKNOWN else q.maker}\t{q.skeleton}\n" for q in asked), "utf-8"
            )
        self._shared.java("search", str(self._shared.folder / "index"), self._mode, *map(str, files), str(passes))
        found: list[np.ndarray] = []
        times: list[float] = []
        for line in files[2].read_text("utf-8").splitlines():
            nanoseconds, _, numbers = line.partition("\t")
            times.append(int(nanoseconds) / 1e6)
            found.append(np.array(numbers.split(","), dtype=np.int64) if numbers else NONE)
        return found, times

    def close(self) -> None:
        """The shared index stays until the last engine."""


def lucene_engines(shared: LuceneIndex) -> list[LuceneEngine]:
    """Both ways of asking."""
    return [
        LuceneEngine("Lucene FuzzyQuery d=2 + maker filter", shared, "filter"),
        LuceneEngine("Lucene FuzzyQuery d=2, maker as term prefix", shared, "prefix"),
        LuceneEngine("Lucene FuzzyQuery d=2, maker prefix, scored (library default)", shared, "scored"),
    ]


def _run(command: list[str]) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Unavailable(f"{command[0]} failed: {done.stderr.strip()[-400:]}")
    return done.stdout
