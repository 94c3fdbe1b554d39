"""How evidence becomes a probability: one table, versioned, never edited after use (a new METHOD is added instead).

Trained on invented registers of 100,000 to 10,000,000 weapons with damaged marks (docs/explanation/mark-search.md
says how, and what that leaves open). Three ways of being wrong have weights of their own: a serial read whole may
be another weapon whose number was misread into this one, a serial read in part may fit its neighbours, one read
with an error likewise.
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
IDENTIFIED_FROM = 0.75
PROBABLE_FROM = 0.60
LEAD_FROM = 0.01

# Kind of reading (Features.kind) -> weight of each feature; one that is not named weighs nothing.
WEIGHTS: dict[str, dict[str, float]] = {
    "whole": {
        "constant": -1.5851,
        "cost": -2.5097,
        "digit_form": 4.0068,
        "letter_form": 3.4585,
        "maker": 0.0023,
        "no_maker": -0.5569,
        "maker_against": -0.6976,
        "model": 0.0574,
        "model_against": 0.0557,
        "calibre": -0.0491,
        "calibre_against": -0.3433,
        "others": 0.0467,
        "others_against": -0.9439,
        "year_against": -2.05,
        "rivals": -0.7783,
        "rival": -0.2771,
        "beside": 0.1049,
        "equal": -0.1308,
        "length": 0.2167,
        "letters": -0.016,
        "of_maker": -0.0885,
        "nothing_else": -0.4839,
    },
    "illegible": {
        "constant": 0.7985,
        "cost": -9.9087,
        "maker": 0.027,
        "no_maker": -0.1823,
        "maker_against": -1.0821,
        "model": 0.0443,
        "model_against": -1.8131,
        "calibre": 0.0334,
        "calibre_against": -1.447,
        "others": 0.1178,
        "others_against": -2.6068,
        "year_against": -3.5725,
        "rivals": -0.7851,
        "rival": 0.1473,
        "beside": 0.4276,
        "equal": -0.5051,
        "length": -0.0557,
        "letters": 0.0178,
        "illegible": -0.1982,
        "of_maker": -0.0142,
        "nothing_else": -0.4709,
    },
    "error": {
        "constant": 0.7892,
        "cost": -0.283,
        "maker": -0.0562,
        "no_maker": 1.0917,
        "maker_against": -0.7034,
        "model": -0.0317,
        "model_against": -1.5919,
        "calibre": -0.0392,
        "calibre_against": -0.9782,
        "others": 0.0487,
        "others_against": -3.2663,
        "year_against": -2.7755,
        "rivals": -0.9022,
        "rival": 0.3108,
        "beside": -0.6509,
        "equal": -0.0903,
        "length": -0.248,
        "letters": 0.1069,
        "illegible": -2.8176,
        "swapped": 2.6046,
        "alike": 1.5035,
        "at_end": 2.9961,
        "plain": 1.6008,
        "of_maker": 0.0747,
        "nothing_else": -0.5949,
    },
}


_IN_ORDER = {kind: [weights.get(name, 0.0) for name in FEATURES] for kind, weights in WEIGHTS.items()}
_NOTHING = Features()


def probability(features: Features) -> float:
    """Probability that the best candidate is the weapon asked for; 0 when there is none."""
    if features == _NOTHING:
        return 0.0
    kind = features.kind()
    total = WEIGHTS[kind]["constant"] + sum(map(mul, _IN_ORDER[kind], values_of(features)))
    return 1 / (1 + math.exp(-max(-35.0, min(35.0, total))))
