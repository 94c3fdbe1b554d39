"""Scans taken together do not depend on their order; reviews are compared without taking unknown for no."""

import itertools
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salwa.domain.marking.codes import Code, Labelled, code_text, short_text
from salwa.domain.refusals import Refusal
from salwa.domain.stock import CountFinding, CountResult, MeasureAnswer, compare, label_number, verdict_of
from salwa.domain.stock.batches import read_batch, read_scan

pytestmark = pytest.mark.one_engine
PRESENT, NOT_THERE = (CountFinding.PRESENT, None), (CountFinding.NOT_THERE, None)


def test_nothing_said_is_unseen_and_the_same_twice_is_there():
    assert verdict_of([]).result is CountResult.UNSEEN
    assert (verdict_of([PRESENT]).twice, verdict_of([PRESENT, PRESENT]).twice) == (False, True)
    assert verdict_of([PRESENT, PRESENT]).result is CountResult.THERE


def test_different_findings_are_a_conflict_in_whatever_order_they_come():
    for order in itertools.permutations([PRESENT, PRESENT, NOT_THERE]):
        assert verdict_of(order).result is CountResult.CONFLICT


def test_different_numbers_of_rounds_are_a_conflict():
    assert verdict_of([(CountFinding.PRESENT, 10), (CountFinding.PRESENT, 10)]).result is CountResult.THERE
    assert verdict_of([(CountFinding.PRESENT, 10), (CountFinding.PRESENT, 11)]).result is CountResult.CONFLICT


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("https://register.example/weapons/42/", 42),
        ("http://127.0.0.1:8000/weapons/42", 42),
        (code_text(Code(Labelled.WEAPON, 42), "KEN"), 42),
        (code_text(Code(Labelled.WEAPON, 42), "KEN").upper(), 42),
        (f"https://register.example/w/{short_text(Code(Labelled.WEAPON, 42), 'KEN')}/", 42),
        (code_text(Code(Labelled.WEAPON, 42), "UGA"), None),
        (code_text(Code(Labelled.DEPOT, 42), "KEN"), None),
        (short_text(Code(Labelled.WEAPON, 42), "KEN"), None),
        ("salwa:w:42", None),
        ("42", None),
        ("https://register.example/weapons/find/", None),
        ("https://register.example/weapons/٤٢/", None),
        ("javascript:weapons/42", None),
    ],
)
def test_labels_of_ours_are_told_from_marks(text, number):
    assert label_number(text, "KEN") == number


def test_what_got_better_or_worse_leaves_the_unknown_apart():
    yes, partly, no, unknown = MeasureAnswer
    told = compare(
        {"a": no, "b": yes, "c": unknown, "d": yes, "e": partly},
        {"a": partly, "b": no, "c": yes, "d": unknown, "e": partly, "f": yes},
    )
    assert (told.better, told.worse, told.same) == (("a",), ("b",), ("e",))
    assert (told.now_known, told.no_longer_known, told.not_asked_before) == (("c",), ("d",), ("f",))


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"null",
        b"{}",
        b'{"read":"","finding":"present","how":"typed","counted_at":"2026-01-01T00:00:00+00:00"}',
        b'{"read":"A","finding":"gone","how":"typed","counted_at":"2026-01-01T00:00:00+00:00"}',
        b'{"read":"A","finding":"present","how":"typed","counted_at":"2026-01-01T00:00:00"}',
        b'{"read":"A","finding":"present","how":"typed","counted_at":"9999-01-01T00:00:00+00:00"}',
        b'{"read":"A","finding":["present"],"how":"typed","counted_at":1}',
        b'{"read":"A\\u0000","finding":"present","how":"typed","counted_at":"2026-01-01T00:00:00+00:00"}',
        b'{"read":"A\\ud800","finding":"present","how":"typed","counted_at":"2026-01-01T00:00:00+00:00"}',
        b'{"read":"A","finding":"present","how":"typed","counted_at":"2026-01-01T00:00:00+00:00","pieces":-1}',
        b'{"read":"A","finding":"present","how":"typed","counted_at":"2026-01-01T00:00:00+00:00","pieces":true}',
        b'{"read":"A","finding":"present","how":"typed","counted_at":"2026-01-01T00:00:00+00:00","weapon":1}',
    ],
)
def test_a_scan_of_a_wrong_form_is_refused_by_code(raw):
    with pytest.raises(Refusal) as refused:
        read_scan(raw)
    assert refused.value.code == "scan_wrong_form"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@given(
    st.fixed_dictionaries(
        {
            "read": JSON | st.just("AB 1"),
            "finding": JSON | st.just("present"),
            "how": JSON | st.just("typed"),
            "counted_at": JSON | st.datetimes().map(lambda at: at.isoformat() + "+00:00"),
        },
        optional={"pieces": JSON, "note": JSON},
    )
)
@settings(max_examples=300, deadline=None)
def test_whatever_lies_under_a_seal_is_a_scan_or_a_coded_refusal(value):
    try:
        read_scan(json.dumps(value).encode())
    except Refusal as refusal:
        assert refusal.code == "scan_wrong_form"


@given(
    st.fixed_dictionaries(
        {
            "device": JSON | st.just("d49aecb4-7b26-4cf5-9eba-db0ea6667d29"),
            "kept": JSON | st.just(1),
            "scans": JSON
            | st.lists(st.fixed_dictionaries(dict.fromkeys(("uid", "place", "key", "point", "nonce", "box"), JSON))),
        }
    )
)
@settings(max_examples=300, deadline=None)
def test_whatever_a_batch_holds_it_is_read_or_refused_by_code(value):
    with pytest.raises(Refusal) as refused:
        read_batch(json.dumps(value).encode())
    assert refused.value.code == "scans_unreadable"
