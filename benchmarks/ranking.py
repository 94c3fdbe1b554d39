"""The one scorer that ranks the candidates of every engine: edit cost on the skeleton and agreement of the other marks.

It is simple on purpose and the same for all, so that differences of recall are differences of retrieval.
"""

from __future__ import annotations

import numpy as np
from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist

from benchmarks.engines.corpus import Corpus
from benchmarks.prepared import UNKNOWN, Prepared
from benchmarks.serials import ENCODING

EDIT = -3.0
SAME_TEXT = 0.5
MAKER, MODEL, CALIBRE, YEAR, IMPORT_MARK, COUNTRY = (
    (4.0, -4.0),
    (3.0, -2.0),
    (1.5, -1.5),
    (1.0, -1.0),
    (2.0, -2.0),
    (0.5, -1.0),
)


def score(corpus: Corpus, query: Prepared, records: np.ndarray) -> np.ndarray:
    """Scores of those records (n), higher is better; an illegible position costs nothing."""
    texts = corpus.skeleton[records].tolist()
    edits = cdist([query.skeleton.encode("ascii", "replace")], texts, scorer=OSA.distance, dtype=np.uint8)[0]
    free = query.skeleton.count("?")
    result = EDIT * np.maximum(edits.astype(np.float64) - free, 0.0)
    result += SAME_TEXT * (corpus.normalised[records] == query.normalised.encode(ENCODING, "replace"))
    register, asked = corpus.register, query.asked
    result += _agreement(register.maker[records], query.maker, UNKNOWN, MAKER)
    result += _agreement(register.model[records], query.model, UNKNOWN, MODEL, blank=0)
    result += _agreement(register.country[records], asked.country, 0, COUNTRY, blank=0)
    result += _agreement(register.import_mark[records], asked.import_mark, 0, IMPORT_MARK, blank=0)
    if query.calibres:
        fits = np.isin(register.calibre[records], query.calibres)
        good, bad = CALIBRE
        result += np.where(fits, good if len(query.calibres) == 1 else good / 2, bad)
    if asked.year:
        years = register.year[records]
        near = np.abs(years - asked.year)
        result += np.where(years == 0, 0.0, np.where(near == 0, YEAR[0], np.where(near == 1, 0.5, YEAR[1])))
    return result


def rank(corpus: Corpus, query: Prepared, records: np.ndarray, most: int = 10) -> np.ndarray:
    """The best `most` record numbers, best first; equal scores by record number."""
    records = np.unique(records)
    if not len(records):
        return records
    scores = score(corpus, query, records)
    return records[np.argsort(-scores, kind="stable")[:most]]


def exhaustive(corpus: Corpus, query: Prepared, most: int = 10) -> np.ndarray:
    """The best records when every record of the register is scored: the ceiling for any engine."""
    best: list[np.ndarray] = []
    for start in range(0, len(corpus.skeleton), 250_000):
        best.append(rank(corpus, query, np.arange(start, min(start + 250_000, len(corpus.skeleton))), most))
    return rank(corpus, query, np.concatenate(best), most)


def _agreement(
    recorded: np.ndarray, asked: int, absent: int, weights: tuple[float, float], blank: int | None = None
) -> np.ndarray | float:
    if asked == absent:
        return 0.0
    same = np.where(recorded == asked, weights[0], weights[1])
    return same if blank is None else np.where(recorded == blank, 0.0, same)
