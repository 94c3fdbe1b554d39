"""Whatever stands in a file, taking it apart never raises and never loses a cell."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salwa.domain.imports.dates import decide_order, read_date
from salwa.domain.imports.delimiters import recognise_delimiter
from salwa.domain.imports.encodings import recognise_encoding
from salwa.domain.imports.headers import counting_columns, find_header, named_columns
from salwa.domain.imports.rows import RowLayout, SetAside, TakenRow, take_row
from salwa.services.imports.identity import Identities
from salwa.services.imports.words import cell_words, is_column_word

pytestmark = pytest.mark.one_engine
CELLS = st.text(max_size=30)
ROWS = st.lists(st.lists(CELLS, max_size=6), max_size=12)


@given(st.binary(max_size=400))
def test_any_bytes_get_an_encoding_that_decodes_them(sample):
    sample.decode(recognise_encoding(sample).name, "replace")


@given(st.text(max_size=300))
def test_any_text_gets_a_delimiter(text):
    assert len(recognise_delimiter(text)) == 1


@given(ROWS)
def test_any_rows_get_a_header(rows):
    assert 0 <= find_header(rows, is_column_word) <= max(0, len(rows) - 1)
    assert all(place < 6 for place in counting_columns(rows))


@given(st.lists(CELLS, max_size=20))
def test_headers_are_always_one_of_a_kind(cells):
    names = named_columns(cells)
    assert len(set(names)) == len(cells)


@settings(max_examples=300)
@given(st.one_of(CELLS, st.from_regex(r"[0-9]{1,4}[-/. ][0-9]{1,4}[-/. ][0-9]{1,4}", fullmatch=True)))
def test_any_text_is_a_date_or_none(text):
    for order in ("ymd", "dmy", "mdy"):
        found = read_date(text, order)
        assert found is None or isinstance(found.value, date)
    decide_order([text, text])


LAYOUT = RowLayout(
    headers=("Serial", "Make", "Date", "Owner", "Note"),
    places={"serial": (0,), "maker": (1,), "date": (2,), "state_owned": (3,), "note": (4,)},
    date_order="dmy",
    today=date(2026, 11, 24),
    words=cell_words(),
)


@settings(max_examples=300)
@given(st.lists(CELLS, max_size=8))
def test_any_cells_are_taken_or_set_aside(cells):
    found = take_row(cells, LAYOUT)
    if isinstance(found, TakenRow):
        assert found.text("serial") == (cells[0] if cells else "")
        assert found.state_owned in {"yes", "no", "unknown"}
    else:
        assert isinstance(found, SetAside)


@given(st.lists(st.lists(CELLS, min_size=2, max_size=2), max_size=10))
def test_rows_of_one_file_never_share_an_identity(rows):
    identities = Identities(["Record", "Serial"], 0, 1, ())
    found = [identities.of(row)[0] for row in rows]
    assert len(set(found)) == len(rows)
    again = Identities(["Record", "Serial"], 0, 1, ())
    assert [again.of(row)[0] for row in rows] == found
