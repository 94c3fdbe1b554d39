"""The completeness and plausibility gate of a tracing request (ITI 15, 17; MOSAIC 05.31).

It stops only what ITI 17 and 15 require; everything else is a warning with its reason and its cure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date

from salwa.domain.tracing.contents import RequestContents
from salwa.domain.tracing.gate import (
    field_rules,
    mark_rules,
    required,
    serial_rules,
    state_rules,
    time_rules,
    weapon_rules,
)
from salwa.domain.tracing.gate.remarks import Asked, Remark
from salwa.domain.tracing.knowledge import ImporterMark, Knowledge, ProofMark, Reads, SerialShape

__all__ = [
    "RULES",
    "Asked",
    "Rule",
    "ImporterMark",
    "Knowledge",
    "ProofMark",
    "Reads",
    "Remark",
    "SerialShape",
    "examine",
]
Rule = Callable[[Asked], Iterable[Remark]]
RULES: tuple[Rule, ...] = (
    *required.RULES,
    *serial_rules.RULES,
    *mark_rules.RULES,
    *weapon_rules.RULES,
    *field_rules.RULES,
    *time_rules.RULES,
    *state_rules.RULES,
)


def examine(
    contents: RequestContents,
    book: Knowledge,
    *,
    today: date,
    addressed_to: str = "",
    own_state: str = "",
    language: str = "en",
    holders: Sequence[str] = (),
    rules: Sequence[Rule] = RULES,
) -> tuple[Remark, ...]:
    """Every remark on a request, those that block first.

    `addressed_to` and `own_state` are ISO 3166 alpha-3 codes, empty while they are open; `language` (two
    letters) is the reader's, for names inside the sentences; `holders` are the States that earlier answers name;
    `rules` is for tests, which take one away to see that it is missed. Never raises on any text.
    """
    asked = Asked(contents, book, today, addressed_to, own_state, language, tuple(holders))
    remarks: list[Remark] = []
    for rule in rules:
        # Frame and slide bear the same number: what is said of one is not said again of the other.
        remarks.extend(one for one in rule(asked) if one not in remarks)
    return tuple(sorted(remarks, key=lambda one: not one.blocks))
