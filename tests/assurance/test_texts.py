"""No text makes a reader fail (S11), and none makes reading slow out of proportion (S12)."""

import re

import pytest

from salwa.domain.imports.dates import decide_order
from salwa.domain.marks.reading import TypedMarks
from salwa.services.marks.reader import mark_reader
from tests.assurance import slow_texts
from tests.assurance.slow_texts import all_patterns, patterns_written, slow_patterns, slow_readers
from tests.assurance.slow_texts import unknown_slow as unknown
from tests.assurance.texts import READERS, read_many

pytestmark = pytest.mark.one_engine


def test_fifteen_hundred_texts_are_read_or_refused_in_words():
    found = read_many(1_500, seed=11)
    assert (found.failed, found.slow, found.texts) == ([], [], 1_500)
    assert set(found.by_reader) == set(READERS)


def test_control_a_reader_that_fails_and_one_that_hangs_are_noticed():
    def counts(text):
        int(text)

    def recursive(text):
        return recursive(text[1:]) if text else None  # a sign a call

    found = read_many(60, seed=1, readers={"counts": counts, "recursive": lambda text: recursive(text * 200)})
    assert any("counts: ValueError" in one for one in found.failed)
    assert any("recursive: RecursionError" in one for one in found.failed)


def test_thousands_of_digits_are_no_date():
    assert decide_order(["9" * 5_000 + " 1 1", "13/02/1999"]) == "dmy"


def test_of_a_name_longer_than_any_the_rest_is_not_read_and_the_text_stays_whole():
    for text in ("Beretta " + " " * 9_000, "\ufdfa" * 9_000, "Beretta" + "\n" * 9_000):
        read = mark_reader().read(TypedMarks(maker=text, model=text, calibre=text))
        assert {read.maker.raw, read.model.raw, read.calibre.raw} == {text}
    assert mark_reader().read_maker("Beretta " + " " * 9_000).code == "beretta"


def test_no_expression_grows_out_of_proportion_but_those_that_are_known():
    tried, found = slow_patterns(256, all_patterns())
    assert unknown(found) == []
    assert tried > 800


def test_every_expression_of_the_source_is_looked_at():
    assert len(patterns_written()) > 100
    assert patterns_written() <= set(all_patterns())


def test_no_reader_takes_a_second_for_a_long_text():
    tried, _, found = slow_readers(2_000, READERS, hard=(" ", "1", "ﷺ", "A="))
    assert (found, tried) == ([], 4 * len(READERS))


@pytest.mark.parametrize("bad", [r"(a+)+$", r"\s+$"])
def test_control_a_catastrophic_expression_is_noticed(bad, monkeypatch):
    monkeypatch.setattr(slow_texts, "GIVEN_UP_SECONDS", 0.2)
    _, found = slow_patterns(4_096, {bad: re.compile(bad)})
    assert len(unknown(found)) == 1


def test_control_a_reader_with_a_catastrophic_expression_is_noticed(monkeypatch):
    monkeypatch.setattr(slow_texts, "GIVEN_UP_SECONDS", 0.2)
    bad = re.compile(r"(a+)+$")
    _, _, found = slow_readers(40, {"bad": bad.search}, hard=("a",))
    assert len(found) == 1
