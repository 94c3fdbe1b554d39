"""Names are found again whatever script, case, accents and articles somebody types."""

import pytest

from salwa.domain.holders import asked_words, folded_name, may_lie_under, search_words
from salwa.domain.weapons import HolderKind

pytestmark = pytest.mark.one_engine


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("  Société  Générale d'Armes ", "societe generale d armes"),
        ("ŁUCZNIK–Radom", "lucznik radom"),
        ("Straße 7", "strasse 7"),
        ("Ижевский завод Ё", "ижевскии завод е"),
        ("مؤسسة الأسلحة الوطنيّة", "موسسه الاسلحه الوطنيه"),
        ("شرکت صنایع دفاعی", "شركت صنايع دفاعي"),
        ("مخزن ٧", "مخزن 7"),
        ("北方工业公司", "北方工业公司"),
        ("Depot_4/B", "depot 4 b"),
        ("", ""),
    ],
)
def test_names_are_folded(typed, folded):
    assert folded_name(typed) == folded


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("أحمد للأسلحة", "احمد الاسلحه"),
        ("شركة الأمن", "شركه امن"),
        ("وزارة الدفاع والأمن", "امن"),
        ("FÁBRICA DE ARMAS", "fabrica"),
        ("北方工业公司", "工业"),
        ("Νίκη Α.Ε.", "νικη"),
    ],
)
def test_each_asked_word_begins_a_word_of_the_name(one, other):
    words = search_words(one)
    assert all(any(found.startswith(word) for found in words) for word in asked_words(other))


def test_words_are_bounded_and_folding_twice_changes_nothing():
    long = " ".join(f"word{number}{'x' * 60}" for number in range(200))
    words = search_words(long)
    assert (len(words), max(len(word) for word in words)) == (60, 40)
    for text in ("Société", "الأمن", "ÄÖÜ ß"):
        assert folded_name(folded_name(text)) == folded_name(text)


def test_depots_lie_under_units_and_not_the_other_way_round():
    assert may_lie_under(HolderKind.DEPOT, HolderKind.STATE_UNIT)
    assert may_lie_under(HolderKind.EVIDENCE_STORE, HolderKind.STATE_UNIT)
    assert not may_lie_under(HolderKind.STATE_UNIT, HolderKind.DEPOT)
    assert not may_lie_under(HolderKind.PERSON, HolderKind.STATE_UNIT)
