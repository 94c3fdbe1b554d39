"""What the other marks say, for many records at once: evidence in natural-log units, 0 where either side is silent.

The weight of an agreement is how much likelier it is for the same weapon than for another one taken at random: a rare
maker or model weighs more than a common one. The numbers behind it come from the register itself.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from salwa.domain.marks.matching.query import MarkQuery
from salwa.domain.marks.matching.records import RECORD
from salwa.domain.marks.matching.segment import Segment

Evidence = npt.NDArray[np.float32]
FIELDS = ("maker", "model", "calibre", "type", "country", "import_country", "year")
# Share of true pairs whose mark agrees when both sides know it; the rest is misread, mistyped or misread by Salwa.
AGREES = {
    "maker": 0.97,
    "model": 0.92,
    "calibre": 0.94,
    "type": 0.95,
    "country": 0.97,
    "import_country": 0.95,
    "year": 0.80,
}
# Share of unlike pairs that agree by chance, where the index keeps no count of it.
CHANCE = {"type": 0.25, "country": 0.07, "import_country": 0.05, "year": 0.03}
YEAR_BESIDE = 0.17
# Where the fields lie in a record: 16-bit words from byte 20 on, single bytes at its end, in the order of FIELDS.
# Weights kept ready: makers, models and calibres of a register, and no more of what is asked at random.
_REMEMBERED = 200_000
_WORDS, _FIRST_WORD = FIELDS[:3], 10
_BYTES, _FIRST_BYTE = FIELDS[3:], 28
DIFFERS = {
    "calibre": 0.04,
    "country": 0.03,
    "import_country": 0.03,
    "type": 0.06,
    "year": 0.02,
    "model": 0.06,
    "maker": 0.02,
}


@dataclass(frozen=True, slots=True, eq=False)
class Frequencies:
    """How many records of the index have each code; arrays of 65,536, and the number of records altogether.

    `weighed` remembers weights worked out already.
    """

    records: int
    makers: npt.NDArray[np.float64]
    models: npt.NDArray[np.float64]
    calibres: npt.NDArray[np.float64]
    weighed: dict[tuple[str, int, int], tuple[float, float]] = field(default_factory=dict)


def frequencies_of(segments: Sequence[Segment]) -> Frequencies:
    """Counts over all segments."""
    makers, models, calibres = (np.zeros(65_536) for _ in range(3))
    for segment in segments:
        own = segment.makers[segment.makers["code"] >= 0]
        makers[own["code"]] += own["records"]
        models[segment.models["code"]] += segment.models["records"]
        calibres[segment.calibres["code"]] += segment.calibres["records"]
    return Frequencies(sum(len(segment) for segment in segments), makers, models, calibres)


def field_evidence(query: MarkQuery, rows: npt.NDArray[np.void], counts: Frequencies) -> Evidence:
    """(k, 7) evidence of each field of FIELDS for the k records `rows`."""
    out = np.zeros((len(FIELDS), len(rows)), dtype=np.float32)
    words = rows.view(np.uint16).reshape(len(rows), RECORD.itemsize // 2)
    bytes_ = rows.view(np.uint8).reshape(len(rows), RECORD.itemsize)
    for place, name in enumerate(_WORDS):
        asked = getattr(query, name)
        if asked:
            agree, differ = weights(name, query, counts)
            column = words[:, _FIRST_WORD + place].copy()
            np.copyto(out[place], np.float32(differ), where=column != 0)
            np.copyto(out[place], np.float32(agree), where=column == asked)
    for place, name in enumerate(_BYTES):
        asked = getattr(query, name)
        if asked:
            table = _table(name, asked, weights(name, query, counts))
            table.take(bytes_[:, _FIRST_BYTE + place], out=out[len(_WORDS) + place], mode="clip")
    if query.calibres and not query.calibre:
        out[2] = _one_of(query, rows["calibre"], counts)
    elif query.calibre and query.calibres_near:
        out[2][np.isin(rows["calibre"], query.calibres_near)] = weights("calibre", query, counts)[1] / 4
    return out.T


def _table(name: str, asked: int, evidence: tuple[float, float]) -> npt.NDArray[np.float32]:
    """Evidence by recorded code; a year one off nearly agrees."""
    agree, differ = evidence
    table = np.full(256, differ, dtype=np.float32)
    if name == "year":
        table[max(asked - 1, 0) : asked + 2] = math.log(YEAR_BESIDE / (2 * CHANCE["year"]))
    table[0] = 0.0
    table[asked] = agree
    return table


def weights(name: str, query: MarkQuery, counts: Frequencies) -> tuple[float, float]:
    """Evidence for agreeing and for differing in the field `name` with what is asked; frequency-aware."""
    key = (name, query.maker if name == "model" else 0, getattr(query, name))
    found = counts.weighed.get(key)
    if found is None:
        chance = min(max(CHANCE.get(name) or _chance(name, query, counts), 1e-7), 0.9)
        agree = math.log(AGREES[name] / chance)
        differ = math.log(DIFFERS[name] / (1 - chance))
        found = max(agree, 0.05), min(differ, -0.05)
        if len(counts.weighed) < _REMEMBERED:
            counts.weighed[key] = found
    return found


def _chance(name: str, query: MarkQuery, counts: Frequencies) -> float:
    total = max(counts.records, 1)
    if name == "maker":
        return float(counts.makers[query.maker] + 1) / (total + 1)
    if name == "model":  # within the maker, because the maker is weighed already
        of_maker = counts.makers[query.maker] if query.maker else total
        return float(counts.models[query.model] + 1) / float(max(of_maker, counts.models[query.model]) + 2)
    return float(counts.calibres[query.calibre] + 1) / (total + 1)


def _one_of(query: MarkQuery, column: npt.NDArray[np.uint16], counts: Frequencies) -> Evidence:
    """An unspecific calibre (`9 mm`): agreeing means being one of its members."""
    share = sum(counts.calibres[code] for code in query.calibres) / max(counts.records, 1)
    share = min(max(share, 1e-7), 0.9)
    fits = np.isin(column, query.calibres)
    known = column != 0
    agree, differ = math.log(AGREES["calibre"] / share), math.log(DIFFERS["calibre"] / (1 - share))
    return np.where(fits, max(agree, 0.05), np.where(known, min(differ, -0.05), 0.0)).astype(np.float32)
