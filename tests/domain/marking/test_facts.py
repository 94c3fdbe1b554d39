"""What the marks of a weapon amount to: the best reading counts, unrecorded is not none."""

import pytest

from salwa.domain.marking.facts import Fact, best, facts_of
from salwa.domain.marking.profile import Profile
from salwa.domain.marking.vocabulary import Content
from salwa.domain.weapons import Component
from tests.domain.marking.weapons import ABROAD, HERE, MAKER, SERIAL, mark, weapon

pytestmark = pytest.mark.one_engine


@pytest.mark.parametrize(
    ("states", "found"),
    [
        ((), "unrecorded"),
        (("missing",), "unrecorded"),
        (("none",), "none"),
        # One part bears none, nobody looked at the other.
        (("none", "missing"), "unrecorded"),
        (("none", "erased"), "erased"),
        (("illegible", "erased"), "erased"),
        (("erased", "partial"), "partial"),
        (("erased", "partial", "present"), "legible"),
    ],
)
def test_the_best_of_several_marks(states, found):
    assert best(mark("serial", state) for state in states) == found


@pytest.mark.parametrize(
    ("marks", "found"),
    [
        ((SERIAL,), "legible"),
        ((mark("serial", part="chassis"),), "legible"),
        ((mark("serial", "erased", part="frame"), mark("serial", part="slide")), "erased"),
        ((mark("serial", part="slide"),), "elsewhere"),
        ((mark("serial", part="other"),), "place_unknown"),
        ((mark("serial", "partial"),), "partial"),
        ((mark("serial", "partial", part="barrel"),), "unrecorded"),
        ((mark("maker_stamp", part="frame"),), "unrecorded"),
    ],
)
def test_where_the_unique_number_stands(marks, found):
    assert facts_of(weapon(*marks), Profile())[Fact.ESSENTIAL] == found


def test_the_tube_of_a_mortar_is_its_essential_part():
    tube = mark("serial", part="barrel")
    assert facts_of(weapon(tube, family="mortar"), Profile())[Fact.ESSENTIAL] == "legible"
    assert facts_of(weapon(tube, family="rifle"), Profile())[Fact.ESSENTIAL] == "elsewhere"


@pytest.mark.parametrize("asked", [frozenset(), frozenset({Content.MAKER, Content.COUNTRY})])
def test_columns_count_as_marks_only_when_the_profile_says_they_were_read_from_the_weapon(asked):
    facts = facts_of(weapon(SERIAL, maker_known=True, country=ABROAD), Profile(read_from_weapon=asked))
    expected = "legible" if asked else "unrecorded"
    assert (facts[Fact.MAKER], facts[Fact.COUNTRY]) == (expected, expected)


def test_a_country_named_in_the_makers_stamp_is_a_mark_of_the_country():
    stamp = mark("maker_stamp", text="GLOCK AUSTRIA", names=ABROAD)
    assert facts_of(weapon(stamp, country=ABROAD), Profile())[Fact.COUNTRY] == "legible"
    assert facts_of(weapon(stamp, country=HERE), Profile())[Fact.COUNTRY] == "unrecorded"
    later = mark("other", names=ABROAD, occasion="import")
    assert facts_of(weapon(MAKER, later, country=ABROAD), Profile())[Fact.COUNTRY] == "unrecorded"


@pytest.mark.parametrize(("year", "found"), [(None, "unknown"), (1984, "yes"), (2005, "yes"), (2006, "no")])
def test_made_before_the_instrument_was_adopted(year, found):
    assert facts_of(weapon(year=year), Profile())[Fact.BEFORE_ADOPTION] == found


def test_the_column_of_the_import_mark_was_read_from_the_weapon_by_its_name():
    assert facts_of(weapon(import_country=HERE), Profile())[Fact.IMPORT_MARK] == "own"
    assert facts_of(weapon(import_country=ABROAD), Profile())[Fact.IMPORT_MARK] == "foreign"
    gone = mark("import_mark", "erased")
    assert facts_of(weapon(gone, import_country=HERE), Profile())[Fact.IMPORT_MARK] == "erased"


def test_two_import_marks_of_two_states_are_an_own_one():
    marks = (mark("import_mark", names=ABROAD), mark("import_mark", names=HERE))
    assert facts_of(weapon(*marks), Profile())[Fact.IMPORT_MARK] == "own"


def test_measures_of_marks_struck_abroad_do_not_count():
    shallow = mark("import_mark", occasion="import", names=ABROAD, text="UGA", depth_mm=0.01)
    assert facts_of(weapon(shallow), Profile(depth_mm=0.08))[Fact.DEPTH] == "unmeasured"


def test_a_family_may_ask_for_more_parts_than_the_others():
    profile = Profile(components={"pistol": (Component.SLIDE,), "other": ()})
    assert facts_of(weapon(SERIAL, family="pistol"), profile)[Fact.COMPONENTS] == "unsure"
    assert facts_of(weapon(SERIAL, family="rifle"), profile)[Fact.COMPONENTS] == "not_asked"
    assert profile.family_of(("machine-pistol", "pistol")) == "pistol"
    assert profile.family_of(("spoon",)) == "other"
