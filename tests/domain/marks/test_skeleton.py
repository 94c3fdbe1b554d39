"""Two marks that may be the same mark have one skeleton."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salwa.domain.marks.folding import DEFAULT, FoldingTable, pairs
from salwa.domain.marks.skeleton import skeleton, skeleton_by_sound, skeletons
from salwa.reference import load_book

pytestmark = pytest.mark.one_engine


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ab-12 345", "A812345"),
        ("OQD0", "0000"),
        ("IL|1", "1111"),
        ("B8S5Z2G6UV", "88552266UU"),
        ("АВ 1234", "A81234"),
        ("ВЖ 1234", "82H1234"),
        ("Ω-12", "012"),
        ("٤٥٦٧", "4567"),
        ("۴۵۶۷", "4567"),
        ("४५६", "456"),
        ("ＡＢ１２", "A812"),
        ("一二三〇", "1230"),
        ("É Ø ß", "E055"),
        ("\u200f12\u202e3\ufeff4", "1234"),
        ("№ 123", "123"),
        ("# 123", "123"),
        ("12??4", "12??4"),
        ("12*4_5", "12?4?5"),
        ("12#4", "12?4"),
        ("12؟4¿", "12?4?"),
        ("...45", "?45"),
        ("AB123..", "A8123?"),
        ("12…4", "12?4"),
        ("", ""),
        (" - ", ""),
    ],
)
def test_a_mark_folds_to_what_remains_when_confusions_are_equal(text, expected):
    assert skeleton(text) == expected


def test_a_mark_in_another_script_has_a_skeleton_by_shape_and_one_by_sound():
    assert skeletons("ВН 1234") == ("8H1234", "UN1234")
    assert skeletons("ВН 1234")[0] == skeleton("BH1234")
    assert skeleton_by_sound("ВН 1234") == skeleton("VN1234")


def test_a_latin_mark_has_one_skeleton():
    assert skeletons("KDB12345") == ("K0812345",)


def test_both_ways_a_clerk_writes_a_letter_without_look_alike_meet():
    assert skeleton("Ж1234") == skeleton("ZH1234")
    assert skeleton("Ш123") == skeleton("SH123")


def test_the_built_in_table_is_the_reviewed_one():
    assert load_book().folding == DEFAULT


def test_another_table_may_be_passed_in():
    table = FoldingTable("t", pairs("A:4"), {}, {}, {}, "?", "")
    assert skeleton("ab1", table) == "4B1"


@given(st.text(max_size=60))
def test_folding_never_fails_and_gives_only_what_the_index_can_hold(text):
    assert set(skeleton(text)) <= set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ?")


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing(text):
    assert skeleton(skeleton(text)) == skeleton(text)


@given(st.text(alphabet="ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", max_size=20))
def test_separators_and_case_never_matter(text):
    assert skeleton("-".join(text.lower())) == skeleton(text)
