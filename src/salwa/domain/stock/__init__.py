"""The stockpile: measures of security, counting what is there, losses, surplus (PoA II.17 to II.19)."""

from salwa.domain.stock.counting import Tally, label_number, settled, verdict_of
from salwa.domain.stock.lists import (
    CountFinding,
    CountResult,
    Disposal,
    LossKind,
    MeasureAnswer,
    MeasureGroup,
    RiskLevel,
    SurplusReason,
    TakingState,
)
from salwa.domain.stock.measures import Comparison, Measure, compare

__all__ = [
    "Comparison",
    "CountFinding",
    "CountResult",
    "Disposal",
    "LossKind",
    "Measure",
    "MeasureAnswer",
    "MeasureGroup",
    "RiskLevel",
    "SurplusReason",
    "TakingState",
    "Tally",
    "compare",
    "label_number",
    "settled",
    "verdict_of",
]
