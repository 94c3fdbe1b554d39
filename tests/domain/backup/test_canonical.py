"""A row is the same line whichever database it came from."""

import pytest

from salwa.domain.backup import canonical_document, encode_row, in_backup, is_left_out

pytestmark = pytest.mark.one_engine


def test_a_line_keeps_every_script_and_writes_no_spaces():
    assert encode_row([1, "مسدس №7\n", None, True, 0.1]) == '[1,"مسدس №7\\n",null,true,0.1]'


def test_no_line_feed_stands_inside_a_line():
    assert "\n" not in encode_row(["a\nb\r\u2028c\u0085"])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ('{"b": 1, "a": [1, 2]}', '{"a":[1,2],"b":1}'),
        ('{"n": 1e20}', '{"n": 100000000000000000000}'),
        ('{"n": -0.0}', '{"n": 0.0}'),
        ('{"n": 1.50}', '{"n": 1.5}'),
        ('"caf\\u00e9"', '"café"'),
    ],
)
def test_documents_that_databases_write_differently_become_equal(one, other):
    assert canonical_document(one) == canonical_document(other)


@pytest.mark.parametrize(("one", "other"), [("1", "1.0"), ("null", '"null"'), ('{"a":1}', '{"a":2}'), ("[]", "{}")])
def test_documents_that_differ_stay_different(one, other):
    assert canonical_document(one) != canonical_document(other)


def test_a_lone_surrogate_in_a_document_survives():
    assert canonical_document('"\\ud800"') == '"\\ud800"'


def test_a_number_that_is_none_is_refused():
    with pytest.raises(ValueError, match="Out of range"):
        encode_row([float("nan")])


def test_everything_is_in_a_backup_that_is_not_named_with_a_reason():
    assert in_backup("a_table_made_in_ten_years")
    assert not in_backup("django_session")
    assert not is_left_out("a-folder-made-in-ten-years/and a file")
    assert not is_left_out("exports/export-17.xlsx")
    for entry in (
        "salwa.sqlite3",
        "salwa.sqlite3-wal",
        "salwa.sqlite3.filling",
        ".at-work",
        "keys",
        "keys/counting/a.pem",
        "salwa.toml",
        "media/.half",
        "exports/work-1/x",
    ):
        assert is_left_out(entry)
