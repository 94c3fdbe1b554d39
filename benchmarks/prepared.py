"""What every engine is given: the typed marks resolved once, the same way for all (outside every measured time)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from rapidfuzz import fuzz, process

from benchmarks.catalogue import CALIBRES, UNSPECIFIC
from benchmarks.invented import Register
from benchmarks.queries import Asked
from benchmarks.serials import ENCODING, WIDTH
from salwa.domain.marks.skeleton import skeleton

UNKNOWN = -1
SKELETON_WIDTH = 20


@dataclass(frozen=True, slots=True)
class Prepared:
    """A resolved query: `skeleton` with `?` for illegible positions, `maker` a number or UNKNOWN.

    `model` and `calibre` are numbers of the catalogue or UNKNOWN, `calibres` all that the typed words can mean,
    `asked` the query as typed.
    """

    skeleton: str
    normalised: str
    maker: int
    model: int
    calibre: int
    calibres: tuple[int, ...]
    asked: Asked


class Preparer:
    """Resolves maker, model and calibre words against the invented catalogue."""

    def __init__(self, register: Register) -> None:
        catalogue = register.catalogue
        self._names = [name.casefold() for name in catalogue.makers]
        self._exact = {name: number for number, name in enumerate(self._names)}
        for number, aliases in enumerate(catalogue.aliases):
            self._exact |= {alias.casefold(): number for alias in aliases}
        self._models: dict[str, list[int]] = {}
        for number, name in enumerate(catalogue.models[1:], start=1):
            self._models.setdefault(name, []).append(number)
        self._model_maker = catalogue.model_maker
        self._calibres = {name: (number,) for number, name in enumerate(CALIBRES)}
        for words in set(UNSPECIFIC.values()):
            self._calibres[words] = tuple(n for n, name in enumerate(CALIBRES) if UNSPECIFIC.get(name) == words)

    def prepare(self, asked: Asked) -> Prepared:
        """The query as engines receive it."""
        maker = self._maker(asked.maker)
        models = [m for m in self._models.get(asked.model, ()) if maker in (UNKNOWN, self._model_maker[m])]
        calibres = self._calibres.get(asked.calibre, ())
        return Prepared(
            skeleton(asked.serial),
            normalise(asked.serial),
            maker,
            models[0] if len(models) == 1 else UNKNOWN,
            calibres[0] if len(calibres) == 1 else UNKNOWN,
            calibres,
            asked,
        )

    def _maker(self, text: str) -> int:
        folded = text.casefold()
        if not folded:
            return UNKNOWN
        if folded in self._exact:
            return self._exact[folded]
        best = process.extractOne(folded, self._names, scorer=fuzz.ratio, score_cutoff=85)
        return int(best[2]) if best else UNKNOWN


def normalise(serial: str) -> str:
    """Upper case without separators: the plain key a database without a skeleton would use."""
    return "".join(c for c in serial.upper() if c.isalnum() or c == "?")


def skeletons(serials: np.ndarray, fold: Callable[[str], str] = skeleton) -> np.ndarray:
    """Skeletons of a whole column of S16 serials, dtype S20, equal to `skeleton()` of each.

    One table look-up a character; serials holding one that folds to several or none are compacted more slowly.
    """
    images = [fold(bytes([code]).decode(ENCODING)) if code else "" for code in _codes()]
    single = np.array([ord(i) if len(i) == 1 else 0 for i in images], dtype=np.uint8)
    odd = np.array([len(i) != 1 and code != 0 for code, i in enumerate(images)])
    out = np.zeros((len(serials), SKELETON_WIDTH), dtype=np.uint8)
    for start in range(0, len(serials), 1_000_000):
        part = np.ascontiguousarray(serials[start : start + 1_000_000]).view(np.uint8).reshape(-1, WIDTH)
        block = out[start : start + len(part)]
        block[:, :WIDTH] = single[part]
        uneven = np.flatnonzero(odd[part].any(axis=1))
        block[uneven] = _compacted(part[uneven], images)
    return out.view(f"S{SKELETON_WIDTH}")[:, 0]


def _codes() -> list[int]:
    undefined = {0x98}
    return [0 if code in undefined else code for code in range(256)]


def _compacted(part: np.ndarray, images: list[str]) -> np.ndarray:
    longest = max(len(i) for i in images)
    table = np.zeros((256, longest), dtype=np.uint8)
    for code, image in enumerate(images):
        table[code, : len(image)] = np.frombuffer(image.encode("ascii"), dtype=np.uint8)
    wide = table[part].reshape(len(part), -1)
    rows, columns = np.nonzero(wide)
    places = (np.cumsum(wide != 0, axis=1) - 1)[rows, columns]
    kept = places < SKELETON_WIDTH
    out = np.zeros((len(part), SKELETON_WIDTH), dtype=np.uint8)
    out[rows[kept], places[kept]] = wide[rows[kept], columns[kept]]
    return out
