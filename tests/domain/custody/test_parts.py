"""Parts: where they sat on any day, and what does not fit when a part sits in two weapons."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salwa.domain.custody import Entry, FindingCode, configuration, life_of_part, lives_of_parts
from salwa.domain.weapons import EventKind

pytestmark = pytest.mark.one_engine
BARREL, SLIDE, W1, W2 = 1, 2, 100, 200
FIT, OUT = EventKind.PART_FITTED, EventKind.PART_REMOVED


def entry(uid, kind, weapon, day=None, part=BARREL, **rest):
    return Entry(uid, kind, date.fromisoformat(day) if day else None, weapon=weapon, part=part, **rest)


def test_a_part_that_moved_sat_in_each_weapon_in_its_time():
    life = life_of_part(
        [
            entry("c", FIT, W2, "2012-01-01"),
            entry("a", FIT, W1, "2001-01-01"),
            entry("b", OUT, W1, "2010-01-01"),
        ]
    )
    assert [life.on(date(year, 6, 1)).weapon for year in (2000, 2005, 2011, 2013)] == [None, W1, None, W2]
    assert (life.seat.weapon, life.findings) == (W2, ())


def test_a_part_in_two_weapons_is_said_at_both():
    life = life_of_part([entry("a", FIT, W1, "2001-01-01"), entry("b", FIT, W2, "2002-01-01")])
    assert life.seat.weapon == W2
    assert [(one.code, one.uid) for one in life.findings] == [
        (FindingCode.PART_SITS_ELSEWHERE, "b"),
        (FindingCode.PART_TAKEN_UNREMOVED, "a"),
    ]
    assert all(one.contradicts for one in life.findings)


def test_the_missing_removal_arriving_late_mends_it():
    entries = [entry("a", FIT, W1, "2001-01-01"), entry("b", FIT, W2, "2002-01-01")]
    late = entry("late", OUT, W1, "2001-01-01", precision="year")
    assert life_of_part([*entries, late]).findings == ()


@pytest.mark.parametrize(
    ("entries", "code"),
    [
        ([(FIT, W1, "2001-01-01"), (FIT, W1, "2002-01-01")], FindingCode.PART_FITTED_TWICE),
        ([(OUT, W1, "2002-01-01")], FindingCode.PART_REMOVED_UNFITTED),
        ([(FIT, W1, "2001-01-01"), (OUT, W2, "2002-01-01")], FindingCode.PART_REMOVED_UNFITTED),
    ],
)
def test_what_does_not_fit_is_said(entries, code):
    life = life_of_part([entry(str(place), *facts) for place, facts in enumerate(entries)])
    assert [one.code for one in life.findings] == [code]


def test_a_part_that_came_with_the_weapon_has_sat_in_it_from_the_beginning():
    life = life_of_part([entry("a", FIT, W1), entry("b", OUT, W1, "2010-01-01")])
    assert [life.on(date(year, 6, 1)).weapon for year in (1950, 2009, 2011)] == [W1, W1, None]
    assert life.findings == ()


def test_an_exchange_on_one_day_follows_its_order():
    lives = lives_of_parts(
        [
            entry("new", FIT, W1, "2010-01-01", part=SLIDE, place_in_day=2),
            entry("out", OUT, W1, "2010-01-01", place_in_day=1),
            entry("old", FIT, W1, "2001-01-01"),
        ]
    )
    assert set(configuration(W1, lives, date(2009, 1, 1))) == {BARREL}
    assert set(configuration(W1, lives)) == {SLIDE}
    assert configuration(W2, lives) == {}


ENTRIES = st.lists(
    st.builds(
        lambda number, kind, weapon, day, precision: Entry(
            f"e{number}", kind, day, precision, weapon=weapon, part=BARREL
        ),
        st.integers(0, 30),
        st.sampled_from([FIT, OUT]),
        st.sampled_from([W1, W2]),
        st.none() | st.dates(date(1950, 1, 1), date(1953, 12, 31)),
        st.sampled_from(["day", "month", "year"]),
    ),
    max_size=9,
    unique_by=lambda one: one.uid,
)


@given(entries=ENTRIES, data=st.data())
@settings(max_examples=150, deadline=None)
def test_where_a_part_sits_never_depends_on_the_order_of_entry(entries, data):
    shuffled = data.draw(st.permutations(entries))
    assert life_of_part(shuffled) == life_of_part(entries)
    sits = [weapon for weapon in (W1, W2) if BARREL in configuration(weapon, lives_of_parts(entries))]
    assert len(sits) <= 1
