"""A fingerprint is read aloud and typed: every slip is heard, any script and any gap will do."""

from __future__ import annotations

import pytest

from salwa.domain.trust import TrustListRefused, fingerprint, read_fingerprint
from tests.builders.trust_lists import FIVE, OTHERS, after, begun, first, pivot, signer_of

PRINT = fingerprint(first())


def refused(typed: str) -> bool:
    try:
        read_fingerprint(typed)
    except TrustListRefused as refusal:
        return refusal.code == "trust_fingerprint_slip"
    return False


def test_it_has_twelve_groups_of_five_digits() -> None:
    assert [len(group) for group in PRINT.split()] == [5] * 12
    assert PRINT.replace(" ", "").isdecimal()
    assert read_fingerprint(PRINT) == PRINT


def test_every_single_wrong_digit_is_heard() -> None:
    wrong = [
        PRINT[:at] + digit + PRINT[at + 1 :]
        for at, right in enumerate(PRINT)
        for digit in "0123456789"
        if right not in (" ", digit)
    ]
    assert (len(wrong), sum(map(refused, wrong))) == (540, 540)


def test_every_two_neighbours_that_changed_places_are_heard() -> None:
    swapped = [
        PRINT[:at] + PRINT[at + 1] + PRINT[at] + PRINT[at + 2 :]
        for at in range(len(PRINT) - 1)
        if " " not in PRINT[at : at + 2] and PRINT[at] != PRINT[at + 1]
    ]
    assert len(swapped) > 20
    assert all(map(refused, swapped))


@pytest.mark.parametrize("typed", ["", PRINT[:-1], PRINT + " 1", PRINT.replace(" ", "", 3) + "0", "x" + PRINT])
def test_what_is_not_complete_is_refused(typed: str) -> None:
    assert refused(typed)


def test_gaps_and_scripts_do_not_matter() -> None:
    arabic = PRINT.translate({ord(str(digit)): chr(0x660 + digit) for digit in range(10)})
    assert read_fingerprint(arabic) == PRINT
    assert read_fingerprint(PRINT.replace(" ", "-\n")) == PRINT


def test_it_stays_until_signers_threshold_era_or_list_change() -> None:
    state = begun()
    assert fingerprint(after(state)) == PRINT
    assert fingerprint(first(signers=tuple(map(signer_of, FIVE[::-1])))) == PRINT
    others = {
        fingerprint(one)
        for one in (pivot(state), first(threshold=2), first(era=2), first(list="UN-OTHER"),
                    first(signers=tuple(map(signer_of, [*FIVE, OTHERS[0]]))))
    }  # fmt: skip
    assert len(others | {PRINT}) == 6
