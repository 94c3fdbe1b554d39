"""An entry has exactly one form as bytes, and only such bytes are read as an entry."""

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salwa.domain.audit import GENESIS, Entry, canonical_json, leaf_bytes, moment_text
from salwa.domain.audit.entries import UnreadableEntry, read_leaf, writable

pytestmark = pytest.mark.one_engine
ENTRY = Entry(
    7,
    "2026-11-24T10:00:00.000001Z",
    3,
    "weapons.found",
    "weapon",
    "12",
    'case "7"/26 أبجد\n',
    '{"a":[1,2.5],"b":null}',
    GENESIS,
)


def test_the_bytes_of_an_entry_are_laid_down_to_the_last_sign():
    assert leaf_bytes(ENTRY).decode() == (
        '{"action":"weapons.found","actor":3,"at":"2026-11-24T10:00:00.000001Z","details":{"a":[1,2.5],"b":null},'
        '"number":7,"object_id":"12","object_kind":"weapon","previous":"' + "0" * 64 + '",'
        '"purpose":"case \\"7\\"/26 أبجد\\n"}'
    )


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(TEXT, VALUES, max_size=4), TEXT, TEXT, st.none() | st.integers(1, 10**9))
def test_the_bytes_are_the_canonical_json_of_the_fields(details, purpose, identifier, actor):
    entry = ENTRY._replace(details=canonical_json(details), purpose=purpose, object_id=identifier, actor=actor)
    leaf = leaf_bytes(entry)
    fields = read_leaf(leaf)
    assert fields == {
        "number": 7, "at": ENTRY.at, "actor": actor, "action": "weapons.found", "object_kind": "weapon",
        "object_id": identifier, "purpose": purpose, "details": details, "previous": GENESIS,
    }  # fmt: skip
    assert leaf.decode() == canonical_json(fields)
    assert b"\n" not in leaf


def test_moments_are_written_in_utc_with_six_digits():
    assert moment_text(datetime(2026, 11, 24, 10, tzinfo=UTC)) == "2026-11-24T10:00:00.000000Z"
    assert moment_text(datetime(2026, 1, 1, 1, tzinfo=timezone(timedelta(hours=3)))) == "2025-12-31T22:00:00.000000Z"


@pytest.mark.parametrize(
    "changes",
    [
        {"actor": "3"},
        {"number": True},
        {"number": 7.0},
        {"details": []},
        {"purpose": None},
        {"previous": "00"},
        {"at": "2026-11-24"},
    ],
)
def test_fields_of_a_wrong_kind_are_no_entry(changes):
    with pytest.raises(UnreadableEntry):
        read_leaf(canonical_json(read_leaf(leaf_bytes(ENTRY)) | changes).encode())


@pytest.mark.parametrize(
    "leaf", [b"", b"[]", b"{}", b"\xff", b"[" * 100_000, b'{"number":1}', leaf_bytes(ENTRY)[:-1], b"1" * 9_999]
)
def test_other_bytes_are_no_entry(leaf):
    with pytest.raises(UnreadableEntry):
        read_leaf(leaf)


def test_what_json_cannot_hold_is_a_programming_error():
    with pytest.raises(ValueError, match="JSON"):
        canonical_json({"share": float("nan")})
    with pytest.raises(UnreadableEntry):
        leaf_bytes(ENTRY._replace(purpose=b"x"))
    with pytest.raises(UnreadableEntry):
        leaf_bytes(ENTRY._replace(purpose="\ud800"))


def test_signs_no_database_holds_are_replaced_and_all_others_kept():
    assert writable("a\0b") == "a\N{REPLACEMENT CHARACTER}b"
    assert writable("\ud800x") == "\N{REPLACEMENT CHARACTER}x"
    assert writable("\ud83d\ude00") == "\N{GRINNING FACE}"
    assert writable("أ\n\t\x7f") == "أ\n\t\x7f"
    assert json.loads(canonical_json({"a": "\0"})) == {"a": "\0"}
