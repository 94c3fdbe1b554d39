"""National numbers: check characters of ISO 7064, ranges, signs that are left out."""

import pytest

from salwa.domain.marking.numbers import (
    DIGITS,
    SIGNS,
    NumberFormat,
    SeriesSpent,
    check_character,
    is_right,
    number_text,
    usable_from,
)
from salwa.domain.marking.vocabulary import CheckKind

pytestmark = pytest.mark.one_engine
DIGIT = NumberFormat(6, CheckKind.DIGIT, 1, 999_999)
LETTER = NumberFormat(6, CheckKind.LETTER, 1, 999_999)


def test_check_characters_agree_with_published_examples():
    # German tax number and Global Release Identifier, both ISO 7064 hybrid systems.
    assert check_character("3657426180", DIGITS) == "9"
    assert check_character("A12425GABC1234002", SIGNS) == "M"


@pytest.mark.parametrize(("number_format", "value", "text"), [(DIGIT, 12, "0000129"), (LETTER, 12, "000012Z")])
def test_a_number_is_written_with_its_digits_and_check_character(number_format, value, text):
    assert number_text(number_format, value)[:6] == text[:6]
    assert is_right(number_format, number_text(number_format, value))


@pytest.mark.parametrize("number_format", [DIGIT, LETTER])
def test_every_single_wrong_sign_is_found(number_format):
    right = number_text(number_format, 415_926)
    for place in range(6):
        for sign in DIGITS.replace(right[place], ""):
            assert not is_right(number_format, right[:place] + sign + right[place + 1 :])


def test_exchanged_neighbours_are_found_by_the_letter_check():
    right = number_text(LETTER, 415_926)
    for place in range(5):
        turned = right[:place] + right[place + 1] + right[place] + right[place + 2 :]
        assert not is_right(LETTER, turned)


def test_separators_and_small_letters_are_passed_over():
    right = number_text(LETTER, 415_926)
    assert is_right(LETTER, f"{right[:3]} {right[3:6]}-{right[6].lower()}")
    for wrong in ("", "41592", right + "1", "ABCDEFG", "٤١٥٩٢٦1"):
        assert not is_right(LETTER, wrong)


def test_a_range_ends():
    of_police = NumberFormat(3, CheckKind.NONE, 500, 502)
    assert list(usable_from(of_police, 1, frozenset())) == [500, 501, 502]
    assert number_text(of_police, 502) == "502"
    for outside in (499, 503):
        with pytest.raises(SeriesSpent):
            number_text(of_police, outside)
    assert not is_right(of_police, "499")


def test_numbers_with_forbidden_signs_are_left_out():
    taken = list(usable_from(LETTER, 1, frozenset("IOQ")))
    assert 0 < 999_999 - len(taken) < 120_000
    assert all(not set(number_text(LETTER, value)) & set("IOQ") for value in taken[:5_000])
