"""Dates read out of serial numbers and date codes: the reviewed rules on their examples, and the reader's caution."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from salwa.domain.marks.date_schemes import YearByDigits, YearBySequence, YearByTable
from salwa.domain.marks.serial_date_records import BadRule, rule_of
from salwa.domain.marks.serial_dates import (
    Certainty,
    ReadFrom,
    SerialDate,
    SerialDateRule,
    read_date_code,
    read_serial_date,
)
from salwa.reference.yaml_files import read_yaml

FILE = Path(__file__).parents[3] / "src" / "salwa" / "reference" / "serial_dates.yaml"
RECORDS: list[dict[str, Any]] = read_yaml(FILE)
RULES = tuple(rule_of(record) for record in RECORDS)
EXAMPLES = [(record, example) for record in RECORDS for example in record["examples"]]


def named(example: tuple[dict[str, Any], dict[str, Any]]) -> str:
    return f"{example[0]['id']} {example[1]['serial']}"


def years_of(example: dict[str, Any]) -> tuple[int, ...]:
    if "between" in example:
        first, last = example["between"]
        return tuple(range(first, last + 1))
    return tuple(example.get("years", [example.get("year")]))


@pytest.mark.parametrize("case", EXAMPLES, ids=named)
def test_every_rule_reads_its_examples_for_each_of_its_makers(case: tuple[dict[str, Any], dict[str, Any]]) -> None:
    record, example = case
    kind = record.get("applies_to", {}).get("types", [None])[0]
    read = read_date_code if record.get("read_from") == "date_code" else read_serial_date
    for maker in record["makers"]:
        date = read(example["serial"], maker, example.get("model"), RULES, type_code=kind)
        assert date is not None
        assert (date.possible_years, date.month) == (years_of(example), example.get("month"))
        assert record["id"] in date.rules


def test_the_ids_are_unique_and_each_rule_has_an_example_and_a_source() -> None:
    assert len({rule.id for rule in RULES}) == len(RULES)
    assert [record["id"] for record in RECORDS if not record["examples"] or not record["sources"]] == []


def test_every_source_is_listed() -> None:
    sources = read_yaml(FILE.parent / "sources.yaml")
    assert {source for rule in RULES for source in rule.sources} - set(sources) == set()


def test_the_month_letters_tell_the_two_rounds_of_the_taurus_alphabet_apart() -> None:
    first = read_serial_date("KIA12345", "taurus", None, RULES, type_code="pistol")
    second = read_serial_date("KIM12345", "taurus", None, RULES, type_code="pistol")
    assert first == SerialDate((1989,), 1, Certainty.SURE, ("taurus-pistol-1987",))
    assert second == SerialDate((2015,), 1, Certainty.SURE, ("taurus-pistol-2010",))


def test_a_month_letter_the_maker_did_not_use_gives_no_date() -> None:
    assert read_serial_date("KIQ12345", "taurus", None, RULES, type_code="pistol") is None
    assert read_serial_date("KIV12345", "taurus", None, RULES, type_code="pistol") is None


def test_a_type_left_open_makes_a_sure_rule_likely() -> None:
    date = read_serial_date("KIA12345", "taurus", None, RULES)
    assert date is not None
    assert (date.year, date.certainty) == (1989, Certainty.LIKELY)


def test_another_type_of_the_same_maker_is_not_read() -> None:
    assert read_serial_date("OB123456", "taurus", None, RULES, type_code="pistol") is None


def test_a_rule_bound_to_a_model_needs_the_model() -> None:
    assert read_serial_date("AB271234", "arsenal-bg", None, RULES) is None
    assert read_serial_date("AB271234", "arsenal-bg", "other-model", RULES) is None


def test_separators_case_and_look_alike_letters_of_other_scripts_do_not_matter() -> None:
    typed = read_serial_date("t6472 - 16 bn 01234", "canik", None, RULES)
    cyrillic = read_serial_date("Н05 123456", "izhmash", None, RULES)
    assert typed is not None and cyrillic is not None
    assert (typed.year, cyrillic.year) == (2016, 2005)


def test_an_unread_position_in_the_running_number_does_no_harm_and_in_the_date_gives_nothing() -> None:
    date = read_serial_date("KIA12?45", "taurus", None, RULES, type_code="pistol")
    assert date is not None
    assert date.year == 1989
    assert read_serial_date("K?A12345", "taurus", None, RULES, type_code="pistol") is None


def test_no_maker_a_maker_without_rules_and_words_give_no_date() -> None:
    assert read_serial_date("KIA12345", None, None, RULES) is None
    assert read_date_code("KG", None, None, RULES) is None
    assert read_serial_date("KIA12345", "no-such-maker", None, RULES) is None
    assert read_serial_date("SEM NUMERO", "taurus", None, RULES) is None
    assert read_serial_date("", "taurus", None, RULES) is None


def test_a_serial_is_never_read_as_a_date_code_nor_a_code_as_a_serial() -> None:
    assert read_serial_date("KG", "heckler-koch", None, RULES) is None
    assert read_date_code("KIA12345", "taurus", None, RULES, type_code="pistol") is None


def test_years_after_the_weapon_was_known_are_ruled_out() -> None:
    open_code = read_date_code("BA", "remington", None, RULES)
    seized = read_date_code("BA", "remington", None, RULES, known_by=1970)
    assert open_code == SerialDate((1932, 1954, 1980, 2006), 1, Certainty.ONE_OF, ("remington-barrel",))
    assert seized == SerialDate((1932, 1954), 1, Certainty.ONE_OF, ("remington-barrel",))
    assert read_date_code("BA", "remington", None, RULES, known_by=1931) is None


def test_one_year_left_of_several_is_likely_and_not_sure() -> None:
    date = read_date_code("24", "cz", None, RULES, known_by=1990)
    assert date == SerialDate((1924,), None, Certainty.LIKELY, ("czech-proof-figures",))


def test_the_two_german_letter_codes_keep_their_own_sign_for_eight() -> None:
    assert read_date_code("IE", "sig-sauer", None, RULES) is None
    assert read_date_code("JJ", "heckler-koch", None, RULES) is None


def test_the_n_with_a_tilde_is_a_year_of_its_own() -> None:
    tilde, plain = read_date_code("Ñ1", "star", None, RULES), read_date_code("N1", "star", None, RULES)
    assert tilde is not None and plain is not None
    assert (tilde.year, plain.year) == (1969, 1968)


def made(name: str, last_sign: str, certainty: Certainty) -> SerialDateRule:
    scheme = YearBySequence("year", ("A", last_sign), 1990)
    pattern = r"(?P<year>[A-Z])\d+"
    return SerialDateRule(name, frozenset({"maker"}), pattern, scheme, certainty, read_from=ReadFrom.SERIAL)


def test_rules_that_agree_give_the_surer_reading_and_name_both() -> None:
    rules = (made("guess", "B", Certainty.LIKELY), made("table", "B", Certainty.SURE))
    assert read_serial_date("B1", "maker", None, rules) == SerialDate((1991,), None, Certainty.SURE, ("table", "guess"))


def test_rules_that_disagree_give_every_year() -> None:
    later = SerialDateRule(
        "later", frozenset({"maker"}), r"(?P<year>[A-Z])\d+", YearByTable("year", {"B": (2005,)}), Certainty.SURE
    )
    date = read_serial_date("B1", "maker", None, (made("early", "B", Certainty.SURE), later))
    assert date == SerialDate((1991, 2005), None, Certainty.ONE_OF, ("early", "later"))
    assert date.year is None


def test_two_figures_stand_for_every_year_that_ends_so() -> None:
    assert YearByDigits("year", 1910, 2025).years({"year": "12"}) == (1912, 2012)
    assert YearByDigits("year", 1910, 2025).years({}) == ()


GOOD = {
    "id": "good",
    "makers": ["maker"],
    "pattern": r"(?P<year>\d\d)\d+",
    "year": {"kind": "digits", "first": 1950, "last": 2000},
    "certainty": "sure",
    "sources": ["general"],
}


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"pattern": r"\d+"}, "the pattern has no group named year"),
        ({"pattern": r"(?P<year>\d"}, "Mend the record"),
        ({"year": {"kind": "stars", "first": 1, "last": 2}}, "no year is read by stars"),
        ({"year": {"kind": "digits", "first": "1950", "last": 2000}}, "not a whole number"),
        ({"month": {"kind": "stars"}}, "no month is read by stars"),
        ({"certainty": "perhaps"}, "perhaps"),
        ({"year": {"kind": "sequence", "first": 1950, "signs": ["M", False]}}, "put it in quotation marks"),
    ],
)
def test_a_bad_record_is_refused_with_the_name_of_its_rule(change: dict[str, Any], says: str) -> None:
    with pytest.raises(BadRule, match="Serial date rule good: .*" + says):
        rule_of({**GOOD, **change})
