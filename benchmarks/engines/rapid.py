"""RapidFuzz: optimal string alignment against every skeleton of the maker."""

from __future__ import annotations

import time

import numpy as np
from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist

from benchmarks.engines.corpus import Corpus, allowed
from benchmarks.prepared import UNKNOWN, Prepared


class RapidBlock:
    """cdist of the query with the maker's block (with the whole register when the maker is unknown)."""

    name = "RapidFuzz cdist OSA, maker block"
    most = 200

    def build(self, corpus: Corpus) -> float:
        """Byte strings grouped by maker, in memory."""
        started = time.perf_counter()
        order = np.argsort(corpus.register.maker, kind="stable")
        makers = np.asarray(corpus.register.maker)[order]
        self._texts = corpus.skeleton[order].tolist()
        self._order = order
        self._starts = np.searchsorted(makers, np.arange(int(makers.max()) + 2))
        self.build_seconds = time.perf_counter() - started
        return corpus.skeleton.nbytes / 1e6

    def candidates(self, query: Prepared) -> np.ndarray:
        """Records within the allowed edits."""
        first, last = (0, len(self._texts)) if query.maker == UNKNOWN else self._starts[query.maker : query.maker + 2]
        block = self._texts if query.maker == UNKNOWN else self._texts[first:last]
        limit = allowed(query)
        edits = cdist([query.skeleton.encode()], block, scorer=OSA.distance, score_cutoff=limit, dtype=np.uint8)[0]
        return self._order[first + np.flatnonzero(edits <= limit)]

    def close(self) -> None:
        """Free the memory."""
        self._texts = []
