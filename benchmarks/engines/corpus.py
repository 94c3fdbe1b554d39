"""What engines build from and answer with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np

from benchmarks.invented import Register
from benchmarks.prepared import Prepared, skeletons
from benchmarks.serials import ENCODING, WIDTH

NONE = np.empty(0, dtype=np.int64)


class Unavailable(Exception):
    """The engine cannot run here; the text says what is missing."""


@dataclass(frozen=True, slots=True)
class Corpus:
    """The register with the texts every engine indexes: `skeleton` S20 (n), `normalised` S16 (n, code page 1251)."""

    register: Register
    skeleton: np.ndarray
    normalised: np.ndarray
    folder: Path

    def skeleton_texts(self) -> list[str]:
        """Skeletons as Python strings, by record number."""
        return [s.decode("ascii") for s in self.skeleton.tolist()]

    def normalised_texts(self) -> list[str]:
        """Normalised serials as Python strings, by record number."""
        return [s.decode(ENCODING) for s in self.normalised.tolist()]


def make_corpus(register: Register, folder: Path) -> Corpus:
    """Columns of the register as text engines index them."""
    return Corpus(register, skeletons(register.serial), _normalised(register.serial), folder)


def _normalised(serials: np.ndarray) -> np.ndarray:
    """Serials without separators; the invented ones are upper case already."""
    out = np.array(serials)
    matrix = out.view(np.uint8).reshape(-1, WIDTH)
    separated = np.flatnonzero(((matrix == ord("-")) | (matrix == ord("/"))).any(axis=1))
    out[separated] = np.strings.replace(np.strings.replace(out[separated], b"-", b""), b"/", b"")
    return out


class Engine(Protocol):
    """A generator of candidates. `most` is how many queries of the list it is given (slow ones get fewer), 0 = all."""

    name: str
    most: int

    def build(self, corpus: Corpus) -> float:
        """Build the index; returns its size in MB (10**6 bytes). Raises Unavailable."""

    def candidates(self, query: Prepared) -> np.ndarray:
        """Record numbers (int64) worth scoring, in no order."""

    def close(self) -> None:
        """Stop what was started."""


class TimedElsewhere(Protocol):
    """An engine that answers all queries in a process of its own and measures each there."""

    def answer_all(
        self, queries: Sequence[Prepared], warm: Sequence[Prepared], passes: int
    ) -> tuple[list[np.ndarray], list[float]]:
        """Record numbers and milliseconds of each query, of the quickest of so many passes."""


def folder_mb(folder: Path) -> float:
    """Size of all files under a folder in MB."""
    return sum(f.stat().st_size for f in folder.rglob("*") if f.is_file()) / 1e6


def allowed(query: Prepared) -> int:
    """Edits asked of an edit-distance engine: two, and one for each illegible position."""
    return 2 + query.skeleton.count("?")
