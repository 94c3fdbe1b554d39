"""A small invented register as columns: four makers, sequential serials with gaps, every field filled in part."""

import numpy as np

from salwa.domain.marks.matching.records import MarkRow, columns_of
from salwa.domain.marks.skeleton import skeleton

MAKERS = ("aster", "boreal", "corvus", "")
MODELS = ("m1", "m2", "m3")
CALIBRES = ("9x19mm", "38-special", "")


def rows(count, seed=5):
    """So many marks; a mark's identifier is its place, its weapon 1,000 more."""
    rng = np.random.default_rng(seed)
    out = []
    for place, number in enumerate(np.cumsum(rng.integers(1, 9, size=count)).tolist()):
        maker = MAKERS[place % len(MAKERS)]
        prefix = ("", "KB", "T", "DO")[place % 4]
        text = f"{prefix}{120_000 + number}"
        out.append(
            MarkRow(
                mark=place, weapon=1_000 + place, skeleton=skeleton(text), text=text, maker=maker,
                model=f"{maker}-{MODELS[place % 3]}", calibre=CALIBRES[place % 3], country="BRA" if place % 2 else "",
                year=1970 + place % 30,
            )
        )  # fmt: skip
    return out


def columns(count, seed=5):
    """The same as columns."""
    return columns_of(rows(count, seed))
