"""How long records are kept: never less than the Instrument asks for, else for ever."""

from salwa.domain.retention.floors import (
    FLOOR_YEARS,
    RecordKind,
    kept_at_least_until,
    last_day_past_floor,
    may_be_deleted,
    years_after,
)

__all__ = [
    "FLOOR_YEARS", "RecordKind", "kept_at_least_until", "last_day_past_floor", "may_be_deleted", "years_after",
]  # fmt: skip
