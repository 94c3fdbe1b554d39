"""How evidence becomes a probability: one table, versioned, never edited after use (a new METHOD is added instead)."""

from __future__ import annotations

import math

import numpy as np

from salwa.domain.marks.matching.edit_cost import TOO_FAR
from salwa.domain.marks.matching.sureness import Features

METHOD = "2026.1"
# Evidence against, in natural-log units, of one plain error in the serial.
ERROR_EVIDENCE = 5.0
# Evidence of how foldable characters were written: alike, a digit for a letter, a letter for a letter.
FORM_EVIDENCE = np.array([0.0, -1.5, -4.0], dtype=np.float32)
# Below this probability of the best candidate two errors are looked for as well.
LINE = 0.97
# Classes by probability (verdict.py adds what no probability can outweigh).
IDENTIFIED_FROM = 0.97
PROBABLE_FROM = 0.80
LEAD_FROM = 0.01


def probability(features: Features) -> float:
    """Probability that the best candidate is the weapon asked for."""
    if features.cost >= TOO_FAR:
        return 0.0
    z = 6.0 - 5 * features.cost + 0.3 * features.fields - 2 * max(0.0, features.rivals + 3) - 3 * features.letter_form
    return 1 / (1 + math.exp(-max(-35.0, min(35.0, z))))
