"""Salwa's own index, asked as the product asks it: it proposes and ranks by its own comparison (first stage)."""

from __future__ import annotations

import time
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.catalogue import CALIBRES, TYPES, UNSPECIFIC
from benchmarks.engines.corpus import Corpus, Unavailable
from benchmarks.prepared import UNKNOWN, Prepared, skeletons
from benchmarks.serials import ENCODING, WIDTH
from salwa.domain.marks.skeleton import skeleton_by_sound
from salwa.domain.marks.skeleton import skeletons as all_skeletons

try:
    from salwa.domain.marks.matching.index import Index
    from salwa.domain.marks.matching.query import Depth, MarkQuery
    from salwa.domain.marks.matching.records import FORMS, RecordColumns, code8, code16, pack_forms, year8
    from salwa.domain.marks.matching.segment import build_segment
except ImportError:  # the harness also runs beside a tree without the index
    Index = None  # type: ignore[assignment, misc]


class Codes:
    """Numbers of the invented register as the index wants them: small hashes of words."""

    def __init__(self, corpus: Corpus) -> None:
        catalogue = corpus.register.catalogue
        self.maker = np.array([code16(name) for name in catalogue.makers], dtype=np.uint16)
        owners = [catalogue.makers[m] for m in catalogue.model_maker]
        self.model = np.array(
            [code16(f"{o} {m}") for o, m in zip(owners, catalogue.models, strict=True)], dtype=np.uint16
        )
        self.model[0] = 0
        self.calibre = np.array([code16(name) for name in CALIBRES], dtype=np.uint16)
        self.type = np.array([code8(name) for name in TYPES], dtype=np.uint8)
        self.country = np.array([0] + [code8(f"country-{n}") for n in range(1, 256)], dtype=np.uint8)
        self.year = np.array([year8(n or None) for n in range(2100)], dtype=np.uint8)

    def query(self, query: Prepared) -> Any:
        """The prepared query as a MarkQuery."""
        asked = query.asked
        calibre = int(self.calibre[query.calibre]) if query.calibre != UNKNOWN else 0
        several = tuple(int(self.calibre[c]) for c in query.calibres) if calibre == 0 else ()
        near = (
            [n for n in range(len(CALIBRES)) if n != query.calibre and _confused(n, query.calibre)] if calibre else []
        )
        return MarkQuery(
            serial=asked.serial,
            skeleton=query.skeleton,
            also=all_skeletons(asked.serial)[1:],
            maker=int(self.maker[query.maker]) if query.maker != UNKNOWN else 0,
            model=int(self.model[query.model]) if query.model != UNKNOWN else 0,
            calibre=calibre,
            calibres=several,
            calibres_near=tuple(int(self.calibre[n]) for n in near),
            country=int(self.country[asked.country]),
            import_country=int(self.country[asked.import_mark]),
            year=int(self.year[asked.year]),
        )


def columns(corpus: Corpus, codes: Codes) -> Any:
    """The register as the index' columns; mark and weapon are the record number.

    A serial with Cyrillic letters has a second row with its skeleton by sound, as the product records it.
    """
    register = corpus.register
    count = len(corpus.skeleton)
    by_sound = skeletons(register.serial, skeleton_by_sound)
    twice = np.flatnonzero(by_sound != corpus.skeleton)
    once = RecordColumns(
        skeleton=corpus.skeleton,
        maker=codes.maker[register.maker],
        model=codes.model[register.model],
        calibre=codes.calibre[register.calibre],
        forms=_forms(corpus),
        type=codes.type[register.type],
        country=codes.country[register.country],
        import_country=codes.country[register.import_mark],
        year=codes.year[register.year],
        mark=np.arange(count, dtype=np.int64),
        weapon=np.arange(count, dtype=np.int64),
    )
    rows = {one.name: np.concatenate([getattr(once, one.name), getattr(once, one.name)[twice]]) for one in fields(once)}
    rows["skeleton"][count:] = by_sound[twice]
    return RecordColumns(**rows)


class SalwaIndex:
    """One segment of the whole register, built once and shared by both depths."""

    def __init__(self) -> None:
        self.index: Any = None
        self.codes: Any = None
        self.file: Path | None = None
        self.build_seconds = 0.0

    def ready(self, corpus: Corpus) -> float:
        """Build once; returns MB of the segment file (keys and the 32-byte records)."""
        if Index is None:
            raise Unavailable("salwa.domain.marks.matching is not complete in this tree.")
        if self.file is None:
            self.codes = Codes(corpus)
            given = columns(corpus, self.codes)
            file = corpus.folder / "salwa.segment"
            started = time.perf_counter()
            segment = build_segment(given, file)
            self.build_seconds = time.perf_counter() - started
            self.file = file
            self.index = Index([segment])
        return self.file.stat().st_size / 1e6

    def close(self) -> None:
        """Remove the segment."""
        self.index = None
        if self.file is not None:
            self.file.unlink()
            self.file = None


class SalwaEngine:
    """One depth. Turning the prepared words into numbers is done before the clock starts, as for all engines."""

    most = 0

    def __init__(self, name: str, shared: SalwaIndex, depth: str) -> None:
        self.name = name
        self._shared, self._depth = shared, depth

    def build(self, corpus: Corpus) -> float:
        """The shared index."""
        size = self._shared.ready(corpus)
        self.build_seconds = self._shared.build_seconds
        self._queries: dict[int, Any] = {}
        return size

    def prepare(self, query: Prepared) -> None:
        """Make the query ready, outside the measured time."""
        self._queries[id(query)] = self._shared.codes.query(query)

    def ranked(self, query: Prepared) -> np.ndarray:
        """The ten best record numbers, best first."""
        found = self._shared.index.find(self._queries[id(query)], depth(self._depth), limit=10)
        return np.array([c.weapon for c in found.candidates], dtype=np.int64)

    def ranked_of_all(self, query: Prepared) -> np.ndarray:
        """The ten best when every record is compared by Salwa's own comparison: what no retrieval can pass."""
        index = self._shared.index
        compared = index._compared(self._shared.codes.query(query), np.arange(len(index)))
        return np.array(compared.weapons[:10], dtype=np.int64)

    def close(self) -> None:
        """The shared index stays until the last engine."""


def depth(word: str) -> Any:
    """ "near", "adaptive" or "full" as the index wants it."""
    return Depth(word)


def first_features(shared: SalwaIndex, query: Prepared) -> tuple[Any, int]:
    """Features of the first candidate at full depth, and its record (-1 when there is none)."""
    asked = shared.codes.query(query)
    compared, _, _ = shared.index.compare(asked, Depth.FULL)
    return shared.index.features(asked, compared), int(compared.weapons[0]) if len(compared.weapons) else -1


def salwa_engines(shared: SalwaIndex) -> list[SalwaEngine]:
    """Salwa at full distance 2 and in adaptive depth."""
    return [SalwaEngine("Salwa, full distance 2", shared, "full"), SalwaEngine("Salwa, adaptive", shared, "adaptive")]


def _confused(one: int, two: int) -> bool:
    family = UNSPECIFIC.get(CALIBRES[two])
    return one != two and family is not None and UNSPECIFIC.get(CALIBRES[one]) == family


def _forms(corpus: Corpus) -> np.ndarray:
    table = np.full(256, 255, dtype=np.uint8)
    for char, form in FORMS.items():
        table[char.encode(ENCODING)[0]] = form
    matrix = np.ascontiguousarray(corpus.normalised).view(np.uint8).reshape(-1, WIDTH)
    parts = [pack_forms(table[matrix[i : i + 1_000_000]]) for i in range(0, len(matrix), 1_000_000)]
    return np.concatenate(parts)
