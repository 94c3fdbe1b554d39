"""What a serial field says: the state of the mark, the number, and every other number in the text."""

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salwa.domain.marks.reading.serial_reader import SerialReader
from salwa.domain.marks.serials import normalised
from salwa.domain.weapons import Component, MarkState
from salwa.reference import load_book

pytestmark = pytest.mark.one_engine
READER = SerialReader(load_book().mark_words)


def test_a_clean_number_is_present_and_unchanged():
    reading = READER.read("KDB12345")
    assert (reading.state, reading.text, reading.normalised, reading.reasons) == (
        MarkState.PRESENT, "KDB12345", "KDB12345", (),
    )  # fmt: skip


def test_the_text_as_given_is_never_lost():
    assert READER.read("  s/n 123 ").raw == "  s/n 123 "


def test_a_field_left_empty_is_missing_not_none():
    assert READER.read(None).state is MarkState.MISSING
    assert READER.read("").state is MarkState.MISSING
    assert READER.read("   ").state is MarkState.MISSING


def test_the_number_of_the_frame_leads_and_the_others_stand_beside_it():
    reading = READER.read("barrel 123, frame 456, slide 789")
    assert reading.component is Component.FRAME
    assert [(part.component, part.normalised) for part in reading.parts] == [
        (Component.FRAME, "456"), (Component.BARREL, "123"), (Component.SLIDE, "789"),
    ]  # fmt: skip


def test_a_number_a_laboratory_recovered_is_present_with_that_reason():
    reading = READER.read("filed off; recovered by laboratory: AB1234")
    assert (reading.state, reading.normalised, reading.recovered) == (MarkState.PRESENT, "AB1234", True)
    assert [reason.english() for reason in reading.reasons] == [
        "The number had been removed and was made visible again."
    ]


def test_a_remark_in_a_second_clause_speaks_about_the_number_of_the_first():
    reading = READER.read("AB1234; parcialmente adulterado")
    assert (reading.state, reading.normalised) == (MarkState.PARTIAL, "AB1234")


def test_removal_on_another_part_does_not_touch_the_number_of_the_frame():
    reading = READER.read("AB1234 (frame) / erased (barrel)")
    assert (reading.state, reading.normalised) == (MarkState.PRESENT, "AB1234")


def test_no_trace_of_removal_is_no_removal():
    assert READER.read("no signs of removal").state is MarkState.MISSING
    assert READER.read("not visible, no traces of removal").state is MarkState.NONE


def test_wear_is_not_removal():
    assert READER.read("removed by natural wear").state is MarkState.ILLEGIBLE
    assert READER.read("removed").state is MarkState.ERASED


def test_the_number_of_a_report_is_no_serial():
    assert READER.read("suprimido, ver laudo 1234/2017").normalised == ""


def test_a_count_of_digits_is_no_serial():
    reading = READER.read("illegible, 3 digits")
    assert (reading.state, reading.normalised) == (MarkState.ILLEGIBLE, "")


def test_a_power_of_ten_keeps_the_digits_that_are_known():
    reading = READER.read("1.23E+05")
    assert (reading.state, reading.normalised) == (MarkState.PARTIAL, "123???")


def test_a_spreadsheets_date_is_explained_and_the_mark_missing():
    reading = READER.read("2017-05-03 00:00:00")
    assert reading.state is MarkState.MISSING
    assert "2017-05-03 00:00:00" in reading.reasons[0].english()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ab-12/345", "AB12345"),
        ("AB O12", "ABO12"),
        ("ＡＢ１２", "AB12"),
        ("АВ 123", "AB123"),
        ("ВЖ 123", "ВЖ123"),
        ("٤٥٦", "456"),
        ("12*4", "12?4"),
        ("é1", "E1"),
        ("一二三", "123"),
    ],
)
def test_the_plain_form_keeps_o_and_changes_only_writing(text, expected):
    assert normalised(text) == expected


@given(st.text(max_size=80))
@settings(max_examples=300, deadline=None)
def test_reading_never_fails_and_never_loses_the_text(text):
    reading = READER.read(text)
    assert reading.raw == text
    assert reading.state in set(MarkState)
    assert (reading.normalised == "") or reading.state in (MarkState.PRESENT, MarkState.PARTIAL)


@given(
    st.text(alphabet=string.ascii_uppercase, max_size=4),
    st.text(alphabet=string.digits, min_size=3, max_size=8).filter(lambda digits: digits.strip("0")),
    st.sampled_from(["", "A", "B", "US"]),
)
@settings(max_examples=400, deadline=None)
def test_a_clean_serial_is_always_present(letters, digits, suffix):
    reading = READER.read(letters + digits + suffix)
    assert reading.state is MarkState.PRESENT
    assert reading.normalised.endswith(digits + suffix)


@given(st.text(alphabet="0123456789ABCXYZ?*-. /()", min_size=1, max_size=24))
@settings(max_examples=300, deadline=None)
def test_signs_and_numbers_are_never_taken_for_words(text):
    assert READER.read(text).state in (MarkState.PRESENT, MarkState.PARTIAL, MarkState.MISSING, MarkState.ILLEGIBLE)


LEADS = ("", "A", "KQX", "X", "NO", "SER", "ABCD", "ЭО", "НЕ", "K7-", "16-", "19-")
DIGITS = ("12345", "00001", "19871", "199912", "2024011", "20240101", "99999999")


@pytest.mark.parametrize("sign", ["", "S/N ", "Nº ", "N° ", "№ ", "№"])
def test_the_short_way_for_a_plain_number_behind_a_sign_reads_as_the_long_way(sign):
    texts = [sign + lead + digits + tail for lead in LEADS for digits in DIGITS for tail in ("", "M", "/12", "/99")]
    for text in texts:
        # A note behind the number that says nothing of it forces the long way.
        short, long = READER.read(text), READER.read(text + " ;")
        assert (short.state, short.text, short.normalised) == (long.state, long.text, long.normalised), text
        assert (short.component, short.reasons) == (long.component, long.reasons), text
