"""Two marks side by side."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salwa.domain.weapons.alignment import GAP, Agreement, aligned

pytestmark = pytest.mark.one_engine


def shown(asked, recorded):
    places = aligned(asked, recorded)
    return (
        "".join(place.asked for place in places),
        "".join(place.recorded for place in places),
        "".join(place.agreement.value[0] for place in places),
    )


@pytest.mark.parametrize(
    ("asked", "recorded", "expected"),
    [
        ("AB1234", "ab1234", ("AB1234", "AB1234", "ssssss")),
        ("OI55", "0155", ("OI55", "0155", "aass")),
        ("AB?234", "AB1234", ("AB?234", "AB1234", "ssusss")),
        ("12345", "1235", ("12345", f"123{GAP}5", "sssds")),
        ("AB-12", "AB12", ("AB-12", f"AB{GAP}12", "ssass")),
        ("АВ12", "AB12", ("АВ12", "AB12", "aass")),
        ("AB12", "AB19", ("AB12", "AB19", "sssd")),
        ("", "AB", (GAP * 2, "AB", "dd")),
    ],
)
def test_each_place_says_how_the_two_characters_compare(asked, recorded, expected):
    assert shown(asked, recorded) == expected


@given(st.text(max_size=80), st.text(max_size=80))
def test_nothing_is_lost_and_nothing_raises(asked, recorded):
    places = aligned(asked, recorded)
    assert "".join(place.asked for place in places if place.asked != GAP) == asked.strip().upper()[:60].replace(GAP, "")
    assert all(place.agreement is Agreement.SAME for place in aligned(asked, asked))
