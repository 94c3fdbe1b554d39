"""Which letters and digits of a number were read otherwise than they are registered."""

import pytest

from salwa.domain.marks.differences import Difference, difference_sentences, differences


@pytest.mark.parametrize(
    ("read", "registered", "found"),
    [
        ("C-4B213", "C-48213", [(4, "B", "8")]),
        ("c4b213", "C-48213", [(3, "B", "8")]),
        ("C 4B 213", "C-48213", [(3, "B", "8")]),
        ("C-48213", "c 48 213", []),
        ("C-4213", "C-48213", [(3, "", "8")]),
        ("C-488213", "C-48213", [(2, "8", "")]),
        ("48213", "C-48213", [(0, "", "C")]),
        ("O0-17", "00-11", [(1, "O", "0"), (5, "7", "1")]),
        ("", "", []),
    ],
)
def test_places_are_counted_as_a_finger_does_on_the_weapon(read, registered, found):
    told = differences(read, registered)
    if found == [(2, "8", "")]:
        # Either of two like characters is the one too many.
        assert [(one.read, one.registered) for one in told] == [("8", "")]
    else:
        assert told == tuple(Difference(*one) for one in found)


def test_each_difference_is_a_sentence_and_another_number_is_none():
    said = difference_sentences("C-4B213", "C-48213")
    assert [one.template.format(**one.values) for one in said] == [
        "Sign 4 of the number as read: “B” was read, “8” is registered."
    ]
    assert difference_sentences("C-48213", "C-48213") == ()
    assert difference_sentences("C-48213", "Q-99999") == ()
