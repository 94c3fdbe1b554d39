"""What is asked of the index and what it answers; no words of the register, only numbers."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple


class Depth(StrEnum):
    """How far to look: `NEAR` one error, `FULL` two errors, `ADAPTIVE` two only when one leaves doubt."""

    NEAR = "near"
    ADAPTIVE = "adaptive"
    FULL = "full"


@dataclass(frozen=True, slots=True)
class MarkQuery:
    """One weapon asked for. Numbers as in `RecordColumns`: `code16`, `code8`, `year8`; 0 = not known.

    `serial` is the text as typed (tells 0 from O), `skeleton` its skeleton with `?` at each position known to be
    illegible; both empty when no serial could be read; `also` are further skeletons of the same serial (letters of
    another script read by sound). `calibres` are calibres the typed words can mean when they name no single one (`9
    mm`), `calibres_near` those which also fit or are often confused with the one named.
    """

    serial: str = ""
    skeleton: str = ""
    maker: int = 0
    model: int = 0
    calibre: int = 0
    calibres: tuple[int, ...] = ()
    calibres_near: tuple[int, ...] = ()
    type: int = 0
    country: int = 0
    import_country: int = 0
    year: int = 0
    also: tuple[str, ...] = ()


class Candidate(NamedTuple):
    """One record that may be the weapon asked for.

    `record` counts through the segments of the index in their own order; `mark`, `weapon` are its identifiers in the
    register. `cost` is the weighted number of errors between the serials (0 = same skeleton), `evidence` the sum of the
    weights of all marks in natural-log units, `probability` that this record is the weapon asked for.
    """

    record: int
    mark: int
    weapon: int
    cost: float
    evidence: float
    probability: float


@dataclass(frozen=True, slots=True)
class Ranked:
    """Candidates, best first. `considered` = records compared; `depth` = how far was looked (NEAR or FULL).

    `absent` is the probability that none of the candidates is the weapon: that it is not in this register.
    """

    candidates: tuple[Candidate, ...] = field(default=())
    considered: int = 0
    depth: Depth = Depth.NEAR
    absent: float = 1.0
