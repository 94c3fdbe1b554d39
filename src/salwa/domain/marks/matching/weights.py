"""How evidence becomes a probability: one table, versioned, never edited after use (a new METHOD is added instead).

Trained on invented registers of 100,000 to 10,000,000 weapons with damaged marks (docs/explanation/mark-search.md says
how, and what that leaves open). Three ways of being wrong have weights of their own: a serial read whole may be that
of another weapon whose number was misread, a serial read in part or with an error may fit its neighbours.
"""

from __future__ import annotations

import math
from operator import mul

import numpy as np

from salwa.domain.marks.matching.sureness import FEATURES, Features, values_of

METHOD = "2026.1"
# Evidence against, in natural-log units, of one plain error in the serial.
ERROR_EVIDENCE = 5.0
# Evidence of how foldable characters were written: alike, a digit for a letter, a letter for a letter.
FORM_EVIDENCE = np.array([0.0, -1.0, -2.0], dtype=np.float32)
# Below this probability of the best candidate, by kind of reading, two errors are looked for as well.
# A serial that was read whole and is registered so is never doubted on account of a serial two errors away.
LINE = {"whole": 0.0, "illegible": 0.5, "error": 0.97}
# Classes by probability (verdict.py adds what no probability can outweigh).
IDENTIFIED_FROM = 0.70
PROBABLE_FROM = 0.60
LEAD_FROM = 0.01

# Features that work together, weighed as products.
PRODUCTS = (
    "rivals*rivals",
    "beside*beside",
    "rivals*beside",
    "beside*length",
    "rivals*support",
    "of_maker*beside",
    "cost*rivals",
    "cost*cost",
)
# Where the curve from summed weights to log-odds changes its slope.
BEND_AT = (-3.0, -1.5, 0.0, 1.5, 3.0)
# Kind of reading (Features.kind) -> weight of each feature; one that is not named weighs nothing.
WEIGHTS: dict[str, dict[str, float]] = {
    "whole": {
        "constant": -1.4486,
        "cost": -5.5078,
        "digit_form": 3.0758,
        "letter_form": 2.8841,
        "maker": 0.0094,
        "no_maker": 0.1566,
        "maker_against": -0.9782,
        "model": -0.0138,
        "model_against": 0.4238,
        "calibre": 0.0598,
        "calibre_against": 0.4705,
        "others": 0.0191,
        "others_against": -1.0612,
        "year_against": -2.6509,
        "rivals": -0.7575,
        "rival": -0.1805,
        "beside": -0.1523,
        "equal": -0.1379,
        "length": 0.0161,
        "letters": 0.0881,
        "of_maker": -0.0236,
        "nothing_else": -0.3787,
        "support": 0.002,
        "register": 0.1174,
        "rivals*rivals": -0.0035,
        "beside*beside": -0.0793,
        "rivals*beside": -0.0905,
        "beside*length": 0.0285,
        "rivals*support": 0.0019,
        "of_maker*beside": -0.0009,
        "cost*rivals": 0.3173,
        "cost*cost": -22.0311,
    },
    "illegible": {
        "constant": 0.8294,
        "cost": -17.207,
        "maker": -0.0419,
        "no_maker": -0.8515,
        "maker_against": -1.5112,
        "model": 0.0338,
        "model_against": -1.6975,
        "calibre": 0.0439,
        "calibre_against": -1.2913,
        "others": 0.0165,
        "others_against": -2.4669,
        "year_against": -3.6447,
        "rivals": -0.6768,
        "rival": -0.4198,
        "beside": -0.1384,
        "equal": -0.261,
        "length": 0.0354,
        "letters": 0.0144,
        "illegible": -0.3441,
        "of_maker": -0.048,
        "nothing_else": -0.037,
        "support": 0.015,
        "register": 0.1057,
        "rivals*rivals": -0.0889,
        "beside*beside": 0.0567,
        "rivals*beside": -0.0103,
        "beside*length": -0.0011,
        "rivals*support": -0.0293,
        "of_maker*beside": -0.0013,
        "cost*rivals": 4.2359,
        "cost*cost": 302.2836,
    },
    "error": {
        "constant": -0.4124,
        "cost": 0.2181,
        "maker": -0.1212,
        "no_maker": -0.1995,
        "maker_against": -1.5208,
        "model": -0.0247,
        "model_against": -1.5449,
        "calibre": -0.0306,
        "calibre_against": -0.9906,
        "others": 0.0377,
        "others_against": -3.2176,
        "year_against": -2.8871,
        "rivals": -1.0698,
        "rival": 0.1259,
        "beside": -1.644,
        "equal": -0.0957,
        "length": -0.1817,
        "letters": 0.08,
        "illegible": -2.1621,
        "swapped": 2.1635,
        "alike": 1.345,
        "at_end": 2.8016,
        "plain": 1.4558,
        "of_maker": 0.0106,
        "nothing_else": -0.0868,
        "support": -0.0021,
        "register": 0.2902,
        "rivals*rivals": -0.0353,
        "beside*beside": 0.3539,
        "rivals*beside": 0.011,
        "beside*length": 0.021,
        "rivals*support": -0.0084,
        "of_maker*beside": -0.0203,
        "cost*rivals": 0.1607,
        "cost*cost": -0.2736,
    },
}
# Kind of reading -> constant, slope, and how much steeper the curve becomes at each of BEND_AT.
BENDS: dict[str, tuple[float, ...]] = {
    "whole": (-1.2683, 0.3745, 0.2296, 0.2816, 0.2186, -0.0632, -0.0843),
    "illegible": (-1.4586, 0.4145, 0.3823, 0.1344, 0.1435, 0.0457, -0.1229),
    "error": (-1.7225, 0.4037, 0.5811, -0.091, 0.2251, -0.1542, 0.36),
}


_IN_ORDER = {kind: [weights.get(name, 0.0) for name in (*FEATURES, *PRODUCTS)] for kind, weights in WEIGHTS.items()}
_PLACES = [tuple(FEATURES.index(name) for name in product.split("*")) for product in PRODUCTS]


def probability(features: Features) -> float:
    """Probability that the best candidate is the weapon asked for; 0 when there is none."""
    if not features.register:
        return 0.0
    kind = features.kind()
    values = values_of(features)
    products = [values[one] * values[other] for one, other in _PLACES]
    total = WEIGHTS[kind]["constant"] + sum(map(mul, _IN_ORDER[kind], (*values, *products)))
    constant, slope, *steeper = BENDS[kind]
    bent = (
        constant + slope * total + sum(more * max(total - at, 0.0) for more, at in zip(steeper, BEND_AT, strict=True))
    )
    return 1 / (1 + math.exp(-max(-35.0, min(35.0, bent))))
