"""Taking scans together: a function of the set of scans, never of the order or the phone they came from."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from salwa.domain.marking.codes import Labelled, WrongCode, read_code
from salwa.domain.stock.lists import CountFinding, CountResult

# The address of a weapon's page, which some labels hold.
_ADDRESS = re.compile(r"https?://[^\s/]+(?:/[^\s?#]*)?/weapons/(\d{1,15})/?(?:[?#]\S*)?", re.ASCII)
# A code without its beginning may as well be a mark: only these are read as labels.
_BEGINNINGS = ("salwa:", "w:", "http://", "https://")

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


def label_number(text: str, state: str) -> int | None:
    """The number of the weapon that a label of ours names, or None when the text is a mark like any other.

    `state`: ISO 3166 code of the installation's State; labels of another State's register are not ours.
    """
    text = text.strip()
    if not text.lower().startswith(_BEGINNINGS):
        return None
    match = _ADDRESS.fullmatch(text)
    if match:
        return int(match[1])
    try:
        code = read_code(text, state)
    except WrongCode:
        return None
    return code.number if code.kind is Labelled.WEAPON else None
