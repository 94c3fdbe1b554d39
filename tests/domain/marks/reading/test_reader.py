"""All fields of a weapon read together."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salwa.domain.marks.reading import MarkReader, TypedMarks
from salwa.domain.weapons import ItemKind
from salwa.reference import load_book

pytestmark = pytest.mark.one_engine
READER = MarkReader(load_book())


def test_the_model_decides_between_makers_who_share_an_abbreviation():
    reading = READER.read(TypedMarks(maker="FM", model="Hi-Power", country="Argentina"))
    assert (reading.maker.code, reading.model.code) == ("fm-rosario", "fm-hi-power")


def test_an_abbreviation_nothing_decides_gives_no_code_but_its_meanings():
    reading = READER.read(TypedMarks(maker="FM"))
    assert reading.maker.code is None
    assert "fm-rosario" in reading.maker.alternatives


def test_a_bare_number_means_nothing_without_its_maker():
    alone, with_maker = READER.read(TypedMarks(model="82")), READER.read(TypedMarks(maker="Taurus", model="82"))
    assert (alone.model.code, alone.maker.code) == (None, None)
    assert with_maker.model.code == "taurus-82"


def test_the_maker_that_follows_from_a_model_is_less_sure_than_one_that_was_written():
    inferred, written = READER.read(TypedMarks(model="PT 92")), READER.read(TypedMarks(maker="Taurus", model="PT 92"))
    assert inferred.maker.code == written.maker.code == "taurus"
    assert inferred.maker.inferred
    assert inferred.maker.confidence < written.maker.confidence


def test_a_maker_the_book_does_not_know_is_not_replaced_by_that_of_the_model():
    reading = READER.read(TypedMarks(maker="Zwxyq Arms", model="PT 92"))
    assert reading.maker.code is None
    assert reading.confidence == 0.0


def test_a_bore_is_narrowed_to_the_cartridge_of_the_model_with_a_reason():
    reading = READER.read(TypedMarks(maker="Glock", model="17", calibre="9 mm"))
    assert reading.calibre.code == "9x19mm"
    assert reading.calibre.confidence < 0.9
    assert "9mm-unspecific" in reading.calibre.alternatives
    assert reading.calibre.reason.english().startswith("Calibre: “9 mm” names a bore only")


def test_223_and_556_stay_apart_and_so_do_308_and_762_nato():
    codes = [READER.read_calibre(text).code for text in (".223 Rem", "5.56x45 NATO", ".308 Win", "7.62x51 NATO")]
    assert codes == ["223-remington", "5.56x45mm-nato", "308-winchester", "7.62x51mm-nato"]


def test_fields_that_say_unknown_are_silent_and_do_not_lower_the_confidence():
    reading = READER.read(TypedMarks(maker="Taurus", model="NÃO IDENTIFICADO", calibre="OUTROS"))
    assert reading.model.silent and reading.calibre.silent
    assert reading.confidence == reading.maker.confidence


def test_the_confidence_is_that_of_the_weakest_field_typed():
    reading = READER.read(TypedMarks(maker="Taurus", calibre="9 mm", type="pistol"))
    assert reading.confidence == min(reading.maker.confidence, reading.calibre.confidence, reading.type.confidence)


def test_nothing_typed_is_nothing_known():
    reading = READER.read(TypedMarks())
    assert (reading.maker.code, reading.model.code, reading.confidence, reading.year) == (None, None, 0.0, None)


@pytest.mark.parametrize(
    ("text", "year"),
    [("1974", 1974), ("٢٠١٢", 2012), ("made 1974", 1974), ("1974-1976", None), ("74", None), ("", None)],
)
def test_a_year_is_read_when_one_alone_is_written(text, year):
    assert READER.read(TypedMarks(year=text)).year == year


def test_a_year_typed_and_a_year_from_the_serial_are_told_apart():
    assert READER.read(TypedMarks(year="1974")).year_origin == "typed"
    assert READER.read(TypedMarks()).year_origin == ""


def test_types_tell_weapons_from_ammunition_and_parts():
    codes = {text: READER.read_type(text).code for text in ("pistol", "cartridge", "silencer")}
    kinds = {text: READER.item_kind(code) for text, code in codes.items()}
    assert kinds == {"pistol": ItemKind.WEAPON, "cartridge": ItemKind.AMMUNITION, "silencer": ItemKind.PART}


def test_a_country_beside_a_misspelt_name_can_refute_the_guess():
    assert READER.read(TypedMarks(maker="Bereta", country="Italy")).maker.code == "beretta"


def test_every_reason_is_a_whole_sentence():
    reading = READER.read(TypedMarks("TAURUS", "PT 92", "9 MM", "PISTOLA", "TJX212??", "Brasil"))
    sentences = [reason.english() for reason in reading.reasons()]
    assert len(sentences) >= 6
    assert all(sentence[0].isupper() and sentence[-1] == "." for sentence in sentences)


@given(*[st.one_of(st.none(), st.text(max_size=30))] * 7)
@settings(max_examples=100, deadline=None)
def test_reading_never_fails_and_keeps_every_text(maker, model, calibre, kind, serial, country, year):
    reading = READER.read(TypedMarks(maker, model, calibre, kind, serial, country, year))
    fields = (reading.maker, reading.model, reading.calibre, reading.type, reading.country)
    assert [field.raw for field in fields] == [text or "" for text in (maker, model, calibre, kind, country)]
    assert all(0.0 <= field.confidence <= 1.0 for field in fields)
    assert all(reason.english() for reason in reading.reasons())  # every blank of every sentence has its value


PIECES = [
    "TAURUS",
    "PT 92",
    "9 mm",
    ".38",
    "12/70",
    "Glock",
    "17",
    "пистолет",
    "برتا",
    "手枪",
    "(",
    "/",
    " - ",
    "{}",
    "S&W",
    "cal.",
]


@given(
    st.lists(st.sampled_from(PIECES), max_size=5),
    st.lists(st.sampled_from(PIECES), max_size=4),
    st.lists(st.sampled_from(PIECES), max_size=3),
)
@settings(max_examples=150, deadline=None)
def test_names_in_any_order_and_field_never_fail(maker, model, calibre):
    reading = READER.read(TypedMarks(" ".join(maker), " ".join(model), "".join(calibre)))
    assert reading.maker.raw == " ".join(maker)
    assert all(reason.english() for reason in reading.reasons())
