"""The text of a marking profile: the shipped one is whole; whatever else is sent is refused by line, never a fault."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salwa.domain.marking.places import PLACES
from salwa.domain.marking.profile import OWN_OCCASIONS, USUAL_TEXTS, needs_number, struck_text
from salwa.domain.marking.vocabulary import Method
from salwa.domain.weapons import Occasion
from salwa.reference.loader import load_book
from salwa.reference.profile_text import LONGEST, UnreadableProfile, default_profile, default_text, profile_from

pytestmark = pytest.mark.one_engine
HEAD = "salwa_marking_profile: 1\n"


def refused(text):
    """(line, place) of every fault."""
    with pytest.raises(UnreadableProfile) as found:
        profile_from(text, 1)
    return [(fault.line, fault.place) for fault in found.value.faults]


def test_the_shipped_profile_can_be_used_and_covers_the_families_of_the_reference_book():
    profile = default_profile()
    assert profile.version == 0
    assert (profile.depth_mm, profile.height_mm) == (0.076, 1.6)
    assert set(profile.places) - {"other"} <= set(load_book().types)
    assert {place.place for place in profile.places.values()} <= set(PLACES)
    assert dict(profile.texts) == dict(USUAL_TEXTS)
    assert profile_from(default_text(), 7).version == 7


def test_what_is_left_out_has_its_usual_value():
    profile = profile_from(HEAD, 1)
    assert (profile.contents, profile.depth_mm, profile.number.digits) == (frozenset(), None, 6)
    assert profile.methods == tuple(Method)
    assert profile.letters_of(Occasion.IMPORT, "KEN") == "KEN"


def test_a_state_writes_its_own_letters_texts_and_words():
    profile = profile_from(
        HEAD
        + "letters: {import: KE}\n"
        + "texts: {import: {plain: '{letters}/{yy}', numbered: '{letters}/{yy}-{number}'}}\n"
        + "where_to_mark: {pistol: {component: slide, words: {ar: على المزلاج, en: On the slide.}}}\n",
        1,
    )
    texts = [
        struck_text(profile, Occasion.IMPORT, state="KEN", year=2026, number=number, unique=not number)
        for number in ("", "0000129")
    ]
    assert texts == ["KE/26", "KE/26-0000129"]
    assert not needs_number(profile, Occasion.IMPORT, has_unique_mark=True)
    assert needs_number(profile, Occasion.STATE_STOCK, has_unique_mark=True)
    assert profile.place_of("pistol").words["ar"] == "على المزلاج"


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("", [(1, "")]),
        ("salwa_marking_profile: 2\n", [(1, "")]),
        ("- a\n", [(1, "")]),
        (HEAD + "a: &x 1\nb: *x\n", [(2, "")]),
        (HEAD + "depth_mm: 1\ndepth_mm: 2\n", [(3, "depth_mm")]),
        (HEAD + "letters:\n  import: NO\n", [(3, "letters.import")]),
        (HEAD + "letters:\n  import: k e\n", [(3, "letters.import")]),
        (HEAD + "number:\n  digits: 3\n  last: 1000\n", [(3, "number.digits")]),
        (HEAD + "number: {first: 9, last: 2}\n", [(2, "number.first")]),
        (HEAD + "texts:\n  import:\n    numbered: KE\n", [(4, "texts.import.numbered")]),
        (HEAD + "texts: {import: {plain: '{letters.__class__}'}}\n", [(2, "texts.import.plain")]),
        (HEAD + "texts: {import: {plain: '{0}'}}\n", [(2, "texts.import.plain")]),
        (HEAD + "texts: {proof_house: {plain: X}}\n", [(2, "texts.proof_house")]),
        (HEAD + "where_to_mark:\n  spoon: {}\n", [(3, "where_to_mark.spoon")]),
        (HEAD + "where_to_mark:\n  pistol: {component: frame}\n", [(3, "where_to_mark.pistol")]),
        (HEAD + "characters_not_used: [AB]\n", [(2, "characters_not_used.0")]),
        (HEAD + "columns_read_from_the_weapon: [year]\n", [(2, "columns_read_from_the_weapon.0")]),
        (HEAD + "methods: []\n", [(2, "methods")]),
        (HEAD + "components: {pistol: [spoon]}\n", [(2, "components.pistol.0")]),
        (HEAD + "colour: red\n", [(2, "colour")]),
        (HEAD + "a: !!python/object:os.system {}\n", [(2, "")]),
        (HEAD + "a: \x00\n", [(1, "")]),
        ("[" * 500, [(1, "")]),
        ("#" * (LONGEST + 1), [(1, "")]),
    ],
)  # fmt: skip
def test_each_fault_is_told_with_its_line(text, faults):
    assert refused(text) == faults


def test_all_faults_are_told_at_once():
    assert len(refused(HEAD + "depth_mm: x\nheight_mm: 99\nmethods: [melting]\ncontents: [soul]\n")) == 4


@given(
    st.text(max_size=200)
    | st.text(alphabet="salwa_mkingprofe:1 \n-[]{}&*!'\"#|>?%@0.,", max_size=200).map(HEAD.__add__)
)
@settings(max_examples=400, deadline=None, derandomize=True, database=None)
def test_nothing_but_a_profile_or_its_refusal_comes_of_any_text(text):
    try:
        profile_from(text, 1)
    except UnreadableProfile as error:
        assert all(fault.line >= 1 for fault in error.faults)


@pytest.mark.parametrize("occasion", OWN_OCCASIONS)
def test_every_occasion_has_a_text_with_a_number_for_weapons_without_one(occasion):
    assert needs_number(default_profile(), occasion, has_unique_mark=False)
