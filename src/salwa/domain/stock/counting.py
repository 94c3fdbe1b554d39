"""Taking scans together: a function of the set of scans, never of the order or the phone they came from."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from salwa.domain.stock.lists import CountFinding, CountResult

# What a label of ours holds: an address that ends in /weapons/NUMBER/, or the short form SALWA:W:NUMBER.
_ADDRESS = re.compile(r"https?://[^\s/]+(?:/[^\s?#]*)?/weapons/(\d{1,15})/?(?:[?#]\S*)?", re.ASCII)
_SHORT = re.compile(r"salwa:w(?:eapon)?:(\d{1,15})", re.ASCII | re.IGNORECASE)

_RESULTS = {
    CountFinding.PRESENT: CountResult.THERE,
    CountFinding.MARK_DIFFERS: CountResult.MARK_DIFFERS,
    CountFinding.NOT_THERE: CountResult.NOT_THERE,
}


@dataclass(frozen=True, slots=True)
class Tally:
    """What the scans of one thing come to. `twice`: more than one scan said the same."""

    result: CountResult
    scans: int
    twice: bool


def verdict_of(said: Iterable[tuple[CountFinding, int | None]]) -> Tally:
    """The result of all scans of one thing; each scan says a finding and, for a lot, how many pieces there are.

    Scans that say different things make a conflict, whoever sent which first or last: a person decides.
    """
    found = list(said)
    if not found:
        return Tally(CountResult.UNSEEN, 0, twice=False)
    different = set(found)
    if len(different) > 1:
        return Tally(CountResult.CONFLICT, len(found), twice=False)
    return Tally(_RESULTS[found[0][0]], len(found), twice=len(found) > 1)


def settled(finding: CountFinding) -> CountResult:
    """The result once a person has decided for `finding`."""
    return _RESULTS[finding]


def label_number(text: str) -> int | None:
    """The number of the weapon that a label of ours names, or None when the text is a mark like any other."""
    for form in (_ADDRESS, _SHORT):
        match = form.fullmatch(text.strip())
        if match:
            return int(match[1])
    return None
