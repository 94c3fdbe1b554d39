"""Serials that follow one another, and documents spelt differently."""

import pytest

from salwa.domain.tracing.linking import apart, folded, serial_of

pytestmark = pytest.mark.one_engine


@pytest.mark.parametrize(
    ("one", "other", "distance"),
    [
        ("TAB48213", "tab-48214", 1),
        ("TAB48213", "TAB 48238", 25),
        ("TAB48213", "TAB48239", None),
        ("TAB48213", "TAB48213", None),
        ("TAB48213", "TAC48214", None),
        ("A0999", "A1000", 1),
        ("A999", "A1000", None),
        ("12345K", "12346K", 1),
    ],
)
def test_how_far_two_serials_lie_apart(one, other, distance):
    assert apart(serial_of(one), serial_of(other)) == distance


@pytest.mark.parametrize("text", ["", "AB", "A1", "AB?1234", "٤٨٢"[:1]])
def test_what_is_no_number_of_a_series(text):
    assert serial_of(text) is None


def test_documents_are_the_same_however_they_are_spelt():
    assert folded("EXP/2009-0417") == folded("exp 2009 0417") != folded("EXP/2009-0418")
