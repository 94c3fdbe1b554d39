"""The encoding of short-field tables in many scripts is recognised; where it cannot be sure, it says so."""

import pytest

from salwa.domain.imports.encodings import recognise_encoding

pytestmark = pytest.mark.one_engine

TEXTS = [
    ("Número de Série;Polícia São João à Münich façade", "cp1252"),
    ("Œuvre pièce arme à feu calibre saisie été — l’arme", "cp1252"),
    ("Größe Übung Ärger Straße Geschütz", "cp1252"),
    ("Número de Série;Polícia São João à Zürich façade", "mac-roman"),
    ("Número de série;ação;não", "cp850"),
    ("номер пистолет Макарова Ижевск", "cp1251"),
    ("номер пистолет Макарова Ижевск", "koi8-r"),
    ("номер пистолет Макарова Ижевск", "cp866"),
    ("رقم المسدس بيريتا عيار", "cp1256"),
    ("手枪 步枪 冲锋枪 编号", "gb18030"),
    ("Číslo zbraně, Česká zbrojovka, Šoupě, žluť", "cp1250"),
    ("İstanbul şube tabanca çağ", "cp1254"),
]


@pytest.mark.parametrize(("text", "encoding"), TEXTS)
def test_each_encoding_is_recognised_by_what_it_makes_of_letters(text, encoding):
    assert recognise_encoding((text * 20).encode(encoding)).name == encoding


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_unicode_is_recognised_with_and_without_its_mark_and_is_sure(encoding):
    text = "Número,Маузер,手枪,مسدس\n" * 20
    found = recognise_encoding(text.encode(encoding))
    assert text.encode(encoding).decode(found.name).lstrip("\ufeff") == text
    assert found.sure


def test_a_cut_through_the_middle_of_a_sign_does_not_matter():
    sample = ("ação " * 100_000).encode()[:400_000]
    assert recognise_encoding(sample[:-1]).name == "utf-8"


def test_plain_ascii_is_utf_8():
    assert recognise_encoding(b"id,serial\n1,AB123\n").name == "utf-8"
