"""Tables of the questionnaire are read in every vintage, and nothing in them is counted that is not tracing."""

import gzip
import random
from collections import Counter

import pytest

from salwa.domain.indicators import NAMES as NAMES_OF_METHODS
from salwa.domain.indicators import Line, figures, line_of, number_in, read_questionnaire
from salwa.domain.indicators import text as text_of_tables
from salwa.domain.refusals import Refusal
from salwa.domain.tracing import Circumstance
from tests.builders.questionnaire import HEADER, NAMES, OTHER_NAMES, a_row, a_table, a_total, read, rows_for

pytestmark = pytest.mark.one_engine
SEIZED = Circumstance.SEIZED


def answers(rows, state="RUR", year=2020, how=SEIZED, **table):
    return read(rows, **table).by_state[state, year][how]


@pytest.mark.parametrize("names", [NAMES, OTHER_NAMES])
@pytest.mark.parametrize("line", NAMES)
def test_a_line_is_known_by_its_words_in_either_vintage(names, line):
    assert line_of(names[line]) is Line(line)
    assert line_of(names[line].upper()) is Line(line)


@pytest.mark.parametrize(
    "category",
    ["unknown", "Total", "other", "pistol", "otherwise illicitly manufactured", "Altered markings", "uniquely marked",
     "no marking", "altered marking", "Industrially manufactured arms", "illicit manufacture", "national territory",
     "Illicit trafficking of arms and other types of trafficking", ""],
)  # fmt: skip
def test_other_categories_are_no_line(category):
    assert line_of(category) is None


def test_one_slip_of_spelling_does_not_turn_an_illegitimate_owner_into_a_legitimate_one():
    assert line_of("Uniquely identifiable - from ilegitimate owner in national registry") is Line.ILLEGITIMATE_NATIONAL
    assert line_of("Uniquely identifable - from legitmate owner in national registry") is Line.LEGITIMATE_OWNER
    assert line_of("from illegitimate owner") is None


@pytest.mark.parametrize(
    ("text", "number"),
    [("12", 12), ("0", 0), ("12.0", 12), ("1,204", 1204), ("1 204 567", 1204567), ("<5", None), ("-3", None),
     ("1.5", None), ("1,20", None), ("\u00b2", None), ("\u0661\u0662", None), ("9" * 40, None), ("five", None)],
)  # fmt: skip
def test_only_whole_numbers_are_numbers(text, number):
    assert number_in(text) == number


def test_line_three_is_not_the_unknown_of_markings_places_or_types():
    rows = [
        *rows_for("RUR", 2020, l12=1, l3=7),
        a_row("RUR", 2020, "unknown", 900),
        a_row("RUR", 2020, "unknown Status On Marking", 800, dimension="by marking"),
        a_row("RUR", 2020, "Unknown status on type", 700, dimension="by type"),
    ]
    assert dict(answers(rows).counts) == {Line.ILLEGITIMATE_NATIONAL: 1, Line.MARKING_UNKNOWN: 7}


def test_line_three_is_told_from_the_unknown_of_markings_without_a_dimension():
    rows = [{**row, "Dimension": ""} for row in rows_for("RUR", 2020, l12=1, l3=7)]
    rows.append(a_row("RUR", 2020, "unknown Status On Marking", 800, dimension=""))
    assert answers(rows).counts[Line.MARKING_UNKNOWN] == 7


def test_rows_about_ammunition_parts_cases_and_persons_are_left():
    rows = rows_for("RUR", 2020, l12=1)
    for indicator in ("Ammunition seized", "Parts and components seized", "Instances/cases of seizures of arms seized",
                      "Individuals arrested/suspected with arms seized"):  # fmt: skip
        rows.append(a_row("RUR", 2020, "1.2", 99, Indicator=indicator))
    found = read(rows)
    assert (found.by_state["RUR", 2020][SEIZED].counts[Line.ILLEGITIMATE_NATIONAL], found.used, found.left) == (1, 1, 4)


def test_seized_found_and_surrendered_are_kept_apart():
    rows = [a_row("RUR", 2020, "1.2", n, how=how) for n, how in enumerate(("seized", "found", "surrendered"), 1)]
    found = read(rows).by_state["RUR", 2020]
    assert {how: one.counts[Line.ILLEGITIMATE_NATIONAL] for how, one in found.items()} == {
        Circumstance.SEIZED: 1, Circumstance.FOUND: 2, Circumstance.SURRENDERED: 3,
    }  # fmt: skip


def test_rows_by_sex_are_not_added_to_their_total():
    rows = [a_row("RUR", 2020, "1.2", n, Sex=sex) for sex, n in (("Total", 9), ("Male", 6), ("Female", 3))]
    assert answers(rows).counts[Line.ILLEGITIMATE_NATIONAL] == 9
    assert answers(rows[1:]).counts[Line.ILLEGITIMATE_NATIONAL] == 9


def test_rows_printed_twice_count_once():
    found = read([*rows_for("RUR", 2020, l12=4), *rows_for("RUR", 2020, l12=4)])
    assert (found.by_state["RUR", 2020][SEIZED].counts[Line.ILLEGITIMATE_NATIONAL], found.repeated) == (4, 1)


def test_rows_that_contradict_each_other_are_no_number():
    rows = [a_row("RUR", 2020, "1.2", 4), a_row("RUR", 2020, "1.2", 5)]
    found = answers(rows)
    assert (dict(found.counts), found.unclear) == ({}, {Line.ILLEGITIMATE_NATIONAL})
    assert answers([rows[0], {**rows[1], "Source": "SOF"}]).counts[Line.ILLEGITIMATE_NATIONAL] == 4


def test_blank_is_not_zero_and_a_text_is_not_blank():
    rows = rows_for("RUR", 2020, l11=0, l12="", l13="na", l14="..", l15="<5")
    found = answers(rows)
    assert (dict(found.counts), found.unclear) == ({Line.LEGITIMATE_OWNER: 0}, {Line.PENDING})


def test_rates_are_not_counts_and_years_out_of_reach_are_left():
    rows = [*rows_for("RUR", 2020, l12=4), a_row("RUR", 2020, "1.3", 7, **{"Unit of measurement": "Rate per 100,000"})]
    rows += [a_row("RUR", "12020", "1.2", 1), a_row("RUR", "MMXX", "1.2", 1), a_row("R1", 2020, "1.2", 1)]
    found = read(rows)
    assert list(found.by_state) == [("RUR", 2020)]
    assert dict(found.by_state["RUR", 2020][SEIZED].counts) == {Line.ILLEGITIMATE_NATIONAL: 4}


def test_the_total_of_all_arms_is_that_of_the_dimension_total():
    rows = [*rows_for("RUR", 2020, l12=4), a_total("RUR", 2020, "1,204"), a_row("RUR", 2020, "Total", 55)]
    assert answers(rows).total == 1204


OTHER_HEADER = (
    "ISO3 code", "Country", "Region", "Subregion", "INDICATOR", "Dimension", "Category", "Sex", "Age", "Year",
    "Unit of measurement", "VALUE", "Source",
)  # fmt: skip


@pytest.mark.parametrize(
    "table",
    [{"packed": True}, {"separator": ";"}, {"separator": "\t"}, {"encoding": "utf-8-sig"}, {"encoding": "utf-16"},
     {"above": ["Illicit arms flows", "", "Source: UNODC, 2024"]}, {"header": OTHER_HEADER}, {"encoding": "cp1252"}],
    ids=str,
)  # fmt: skip
def test_a_table_is_read_however_it_is_written(table):
    rows = [{**row, "Country": "Côte d'Ivoire"} for row in rows_for("CIV", 2020, l12=4, l17=6)]
    found = read(rows, **table)
    assert dict(found.by_state["CIV", 2020][SEIZED].counts) == {Line.ILLEGITIMATE_NATIONAL: 4, Line.NOT_INITIATED: 6}


def test_a_table_without_codes_is_read_by_the_names_of_states():
    header = tuple("place" if name == "Iso3_code" else name for name in HEADER)
    data = a_table(rows_for("", 2020, l12=4), header=header)
    known = read_questionnaire(data, code_of={"Ruritania": "RUR"}.get)
    assert list(known.by_state) == [("RUR", 2020)]
    assert not read_questionnaire(data).by_state


@pytest.mark.parametrize(
    ("data", "code"),
    [(b"", "no_header"), (b"\x1f\x8b broken", "not_unpacked"), (b"\x00\xff\x01" * 50, "no_header"),
     (b"name,year\nx,2020\n", "no_header"), (gzip.compress(b"a" * 200, mtime=0)[:-9], "not_unpacked"),
     (b"iso3,indicator,category,year,value\n" + b"x" * 200_000, "not_csv")],
)  # fmt: skip
def test_what_is_no_such_table_is_refused_with_what_to_do(data, code):
    with pytest.raises(Refusal) as refused:
        read_questionnaire(data)
    assert (refused.value.code, bool(refused.value.remedy)) == (code, True)


def test_a_file_that_unpacks_to_too_much_is_refused(monkeypatch):
    monkeypatch.setattr(text_of_tables, "LARGEST", 1000)
    with pytest.raises(Refusal) as refused:
        read_questionnaire(gzip.compress(b"a" * 1001))
    assert refused.value.code == "too_large"


def test_a_damaged_table_is_refused_or_read_and_nothing_else_happens():
    """Two thousand tables with bytes changed, cut or repeated: no exception but a refusal, no share out of range."""
    rows = [
        *rows_for("RUR", 2019, l11=3, l12=1, l16=1, l3="<5"),
        *rows_for("RUR", 2020, l12=4, l17=6),
        a_total("RUR", 2020, 9),
    ]
    plain, packed = a_table(rows), a_table(rows, packed=True)
    draw, outcomes = random.Random(1642), Counter()
    for _ in range(2000):
        data = bytearray(draw.choice((plain, packed)))
        for _ in range(draw.randint(1, 12)):
            data[draw.randrange(len(data))] = draw.randrange(256)
        data = data[: draw.randint(1, len(data))] if draw.random() < 0.3 else data
        try:
            read = read_questionnaire(bytes(data))
        except Refusal as refusal:
            outcomes[refusal.code] += 1
            continue
        outcomes["read"] += 1
        for name in NAMES_OF_METHODS:
            assert all(one.value is None or 0 <= one.value <= 100 for one in figures(read, name))
    assert set(outcomes) >= {"read", "no_header", "not_unpacked"}
    assert outcomes["read"] > 500
