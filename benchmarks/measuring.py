"""Run one engine over the queries: latency of retrieval with the shared ranking, and recall."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np

from benchmarks.damage import CLASSES
from benchmarks.engines.corpus import Corpus
from benchmarks.prepared import Prepared
from benchmarks.ranking import exhaustive, rank


@dataclass(slots=True)
class Row:
    """One line of the table. Times in milliseconds a query, one thread; `true` of the `queries` are registered.

    `recall_1`, `recall_10`: share of the registered weapons whose record came first, or among the first ten.
    `by_class`: recall_10 of each class of damage. `build_s` seconds; `index_mb` 10**6 bytes.
    """

    engine: str
    records: int
    queries: int = 0
    true: int = 0
    p50: float = 0.0
    p95: float = 0.0
    p99: float = 0.0
    per_second: float = 0.0
    recall_1: float = 0.0
    recall_10: float = 0.0
    index_mb: float = 0.0
    build_s: float = 0.0
    candidates_p50: float = 0.0
    by_class: dict[str, float] = field(default_factory=dict)
    by_class_1: dict[str, float] = field(default_factory=dict)
    skipped: str = ""

    def as_json(self) -> dict[str, Any]:
        """For the results file."""
        return asdict(self)


def measure(engine: Any, corpus: Corpus, queries: Sequence[Prepared], warm: Sequence[Prepared]) -> Row:
    """Build, warm up and ask; one with `ranked` orders its own answers, all others get the shared scorer."""
    row = Row(engine.name, len(corpus.skeleton))
    started = time.perf_counter()
    row.index_mb = engine.build(corpus)
    row.build_s = getattr(engine, "build_seconds", None) or time.perf_counter() - started
    asked = queries[: engine.most] if engine.most else queries
    gc.collect()
    gc.disable()
    try:
        if hasattr(engine, "answer_all"):
            tops, times, counts = _elsewhere(engine, corpus, asked, warm)
        elif hasattr(engine, "ranked"):
            tops, times, counts = _ranking_itself(engine, asked, warm)
        else:
            tops, times, counts = _here(engine, corpus, asked, warm)
    finally:
        gc.enable()
        engine.close()
    row.candidates_p50 = float(np.median(counts)) if counts else 0.0
    fill_times(row, times)
    fill_recall(row, asked, tops)
    return row


def ceiling(
    corpus: Corpus, queries: Sequence[Prepared], name: str, ranked: Callable[[Prepared], np.ndarray] | None = None
) -> Row:
    """Every record scored, by the shared scorer or by `ranked`: what no engine can pass but by luck with equals."""
    row = Row(name, len(corpus.skeleton))
    times, tops = [], []
    for query in queries:
        started = time.perf_counter()
        tops.append(ranked(query) if ranked else exhaustive(corpus, query))
        times.append((time.perf_counter() - started) * 1e3)
    fill_times(row, times)
    fill_recall(row, queries, tops)
    return row


def fill_times(row: Row, times: Sequence[float]) -> None:
    """Percentiles and look-ups a second of one thread."""
    row.p50, row.p95, row.p99 = (float(x) for x in np.percentile(times, (50, 95, 99)))
    row.per_second = 1e3 / float(np.mean(times))


def fill_recall(row: Row, queries: Sequence[Prepared], tops: Sequence[np.ndarray]) -> None:
    """Recall at 1 and 10 over the registered weapons, and by class."""
    hits_1: dict[str, list[bool]] = {}
    hits_10: dict[str, list[bool]] = {}
    for query, top in zip(queries, tops, strict=True):
        if query.asked.truth >= 0:
            hits_1.setdefault(query.asked.kind, []).append(len(top) > 0 and int(top[0]) == query.asked.truth)
            hits_10.setdefault(query.asked.kind, []).append(query.asked.truth in top[:10])
    row.queries = len(queries)
    row.true = sum(map(len, hits_1.values()))
    row.recall_1 = sum(map(sum, hits_1.values())) / max(row.true, 1)
    row.recall_10 = sum(map(sum, hits_10.values())) / max(row.true, 1)
    row.by_class = {kind: sum(hits_10[kind]) / len(hits_10[kind]) for kind in CLASSES if kind in hits_10}
    row.by_class_1 = {kind: sum(hits_1[kind]) / len(hits_1[kind]) for kind in CLASSES if kind in hits_1}


_Answers = tuple[list[np.ndarray], list[float], list[int]]
# Engines quick enough to get every query are asked in so many passes and the quickest pass counts: on a shared machine
# the others tell of its other users.
PASSES = 3


def _here(engine: Any, corpus: Corpus, queries: Sequence[Prepared], warm: Sequence[Prepared]) -> _Answers:
    # A slow engine is warmed on fewer queries: warming must not cost more than measuring.
    for query in warm[: max(10, len(queries) // 10)]:
        rank(corpus, query, engine.candidates(query))
    counts: list[int] = []

    def answer(query: Prepared) -> np.ndarray:
        found = engine.candidates(query)
        counts.append(len(found))
        return rank(corpus, query, found)

    tops, times = _quickest(answer, queries, 1 if engine.most else PASSES)
    return tops, times, counts


def _elsewhere(engine: Any, corpus: Corpus, queries: Sequence[Prepared], warm: Sequence[Prepared]) -> _Answers:
    found, times = engine.answer_all(queries, warm, PASSES)
    records = {id(query): numbers for query, numbers in zip(queries, found, strict=True)}
    tops, ranking = _quickest(lambda query: rank(corpus, query, records[id(query)]), queries, PASSES)
    both = [retrieval + more for retrieval, more in zip(times, ranking, strict=True)]
    return tops, both, [len(numbers) for numbers in found]


def _ranking_itself(engine: Any, queries: Sequence[Prepared], warm: Sequence[Prepared]) -> _Answers:
    for query in (*warm, *queries):
        engine.prepare(query)
    for query in warm:
        engine.ranked(query)
    tops, times = _quickest(engine.ranked, queries, PASSES)
    return tops, times, []


def _quickest(
    answer: Callable[[Prepared], np.ndarray], queries: Sequence[Prepared], passes: int
) -> tuple[list[np.ndarray], list[float]]:
    """Answers and milliseconds of each query, of the pass that took the least time."""
    tops: list[np.ndarray] = []
    best: list[float] = []
    for _ in range(passes):
        tops, times = [], []
        for query in queries:
            started = time.perf_counter()
            top = answer(query)
            times.append((time.perf_counter() - started) * 1e3)
            tops.append(top)
        if not best or sum(times) < sum(best):
            best = times
    return tops, best
