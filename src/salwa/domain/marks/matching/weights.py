"""How evidence becomes a probability: one table, versioned, never edited after use (a new METHOD is added instead)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

METHOD = "2026.1"
ERROR_EVIDENCE = 5.0
FORM_EVIDENCE = -2.0
# Below this probability of the best candidate two errors are looked for as well.
LINE = 0.97


@dataclass(frozen=True, slots=True)
class Features:
    """What the probability of the best candidate is reckoned from."""

    cost: float
    fields: float
    runner_up: float
    neighbours: float
    other_form: float
    length: float
    illegible: float
    maker: float

    @classmethod
    def nothing(cls) -> Features:
        """The features of a look-up without any candidate."""
        return cls(9.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)


def probability(features: Features) -> float:
    """Probability that the best candidate is the weapon asked for."""
    if features.cost >= 9:
        return 0.0
    z = 6.0 - 5 * features.cost - 0.8 * features.runner_up * 0 + 0.3 * features.fields - 2 * max(0.0, features.runner_up + 3)
    return float(1 / (1 + np.exp(-z)))
