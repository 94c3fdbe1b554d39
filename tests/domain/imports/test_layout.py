"""Delimiter, header and row numbers of tables that somebody else laid out."""

import pytest

from salwa.domain.imports.delimiters import recognise_delimiter
from salwa.domain.imports.headers import counting_columns, find_header, named_columns
from salwa.services.imports.words import is_column_word

pytestmark = pytest.mark.one_engine


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_the_delimiter_is_what_cuts_lines_evenly(sign):
    lines = [["Serial", "Maker", "Calibre"], ["AB1", "Colt, Hartford", "9 mm"], ["AB2", "FN; Herstal", "7,62 mm"]]
    text = "\n".join(sign.join(f'"{cell}"' for cell in line) for line in lines)
    assert recognise_delimiter(text) == sign


def test_a_single_column_has_no_delimiter_of_note():
    assert recognise_delimiter("Serial\nAB1\nAB2\n") == ","


def test_the_header_is_found_below_title_lines():
    rows = [
        ["Registre des saisies 2026"],
        [],
        ["", "", "Page 1", ""],
        ["N° dossier", "Marque", "Modèle", "N° de série"],
        ["1", "Beretta", "92", "B12345"],
    ]
    assert find_header(rows, is_column_word) == 3


def test_without_known_words_the_first_row_as_wide_as_the_table_is_the_header():
    rows = [["Liste"], ["aa", "bb", "cc"], ["x1", "y", "3"], ["x2", "y", "4"]]
    assert find_header(rows, is_column_word) == 1


def test_headers_become_one_of_a_kind():
    assert named_columns(["\ufeffSerial", "", "Serial", " Maker \n name "]) == [
        "Serial", "column 2", "Serial (2)", "Maker name",
    ]  # fmt: skip


def test_a_column_that_only_counts_is_recognised():
    rows = [[str(number), str(number * 2), "x"] for number in range(7, 17)]
    assert counting_columns(rows) == [0]
    assert counting_columns(rows[:4]) == []
