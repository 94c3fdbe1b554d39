"""Shares of the indicator: exact by each method, never above 100 per cent, never zero for what is not known."""

import pytest

from salwa.domain.indicators import METHODS, NAMES, figures
from tests.builders.questionnaire import OTHER_NAMES, a_total, read, rows_for

pytestmark = pytest.mark.one_engine
EVERY_LINE = {
    "l11": 100,
    "l12": 1,
    "l13": 2,
    "l14": 3,
    "l15": 4,
    "l16": 5,
    "l17": 6,
    "l21": 7,
    "l22": 8,
    "l23": 9,
    "l3": 10,
}


def one(rows, method="statistical-practice", **table):
    (figure,) = figures(read(rows, **table), method)
    return figure


def by_rule(rows, year, method="published"):
    found = [figure for figure in figures(read(rows), method) if figure.year == year]
    return {figure.rule.value: figure.value if figure.value is None else round(figure.value, 2) for figure in found}


@pytest.mark.parametrize(
    ("method", "numerator", "denominator"),
    [("metadata-2018", 6, 155), ("metadata-2018-illicit-manufacture", 13, 155), ("metadata-2018-identifiable", 6, 121),
     ("statistical-practice", 6, 31), ("statistical-practice-all", 6, 31), ("published", 6, 31)],
)  # fmt: skip
def test_each_method_counts_its_lines(method, numerator, denominator):
    figure = one(rows_for("RUR", 2020, **EVERY_LINE), method)
    assert (figure.numerator, figure.denominator) == (numerator, denominator)
    assert figure.value == pytest.approx(100 * numerator / denominator)


def test_other_names_of_the_lines_give_the_same_figures():
    plain, other = rows_for("RUR", 2020, **EVERY_LINE), rows_for("RUR", 2020, names=OTHER_NAMES, **EVERY_LINE)
    for method in NAMES:
        assert one(plain, method) == one(other, method)


def test_the_metadata_count_all_arms_stated_and_all_circumstances():
    rows = [*rows_for("RUR", 2020, l12=5, l16=5), a_total("RUR", 2020, 40), *rows_for("RUR", 2020, how="found", l14=1)]
    figure = one(rows, "metadata-2018")
    assert (figure.numerator, figure.denominator) == (6, 41)
    assert one(rows).denominator == 10
    assert one(rows, "statistical-practice-all").denominator == 11


def test_a_stated_subtotal_of_line_two_is_not_added_to_its_parts():
    rows = rows_for("RUR", 2020, l12=5, l16=5, l2=10, l21=4, l22=6)
    assert one(rows, "metadata-2018").denominator == 20


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ({"l17": 50}, "numerator_blank"),
        ({"l3": 50}, "numerator_blank"),
        ({"l15": 50}, "numerator_blank"),
        ({"l11": 50, "l2": 3}, "not_answered"),
        ({"l12": 0, "l13": 0, "l14": 0, "l17": 50}, "not_traced"),
        ({"l12": 0, "l13": 0, "l14": 0, "l3": 50}, "not_traced"),
        ({"l12": 0, "l15": 0, "l16": 0, "l17": 50}, "not_traced"),
        ({"l12": 0, "l17": 0}, "nothing_counted"),
        ({"l12": "<5", "l17": 50}, "unclear"),
        ({"l12": 7, "l17": "<5"}, "unclear"),
    ],
)
def test_what_is_not_known_is_null_with_a_reason(lines, code):
    figure = one(rows_for("RUR", 2020, **lines))
    assert (figure.value, figure.code) == (None, code)
    assert figure.reason is not None


def test_zero_is_a_share_where_tracing_was_tried():
    assert one(rows_for("RUR", 2020, l12=0, l16=9)).value == 0
    assert one(rows_for("RUR", 2020, l12=0, l15=9)).value == 0


def test_an_unclear_line_that_a_method_does_not_need_does_no_harm():
    rows = rows_for("RUR", 2020, l11="<5", l12=1, l16=1)
    assert one(rows).value == 50
    assert one(rows, "metadata-2018").code == "unclear"


def test_no_method_ever_says_more_than_a_hundred_per_cent():
    hard = [
        {"l12": 9}, {"l12": 5, "l1": 2}, {"l21": 9, "l2": 1, "l12": 3}, {"l21": 9, "l12": 0}, {"l12": 10**11, "l16": 1},
    ]  # fmt: skip
    for lines in hard:
        for total in (0, 1, 10):
            rows = [*rows_for("RUR", 2020, **lines), a_total("RUR", 2020, total)]
            for name in NAMES:
                assert all(figure.value is None or 0 <= figure.value <= 100 for figure in figures(read(rows), name))


def test_the_newer_release_takes_the_mean_of_two_years_and_the_older_divides_their_sums():
    rows = [*rows_for("RUR", 2019, l12=1, l16=1), *rows_for("RUR", 2020, l12=1, l16=9)]
    assert by_rule(rows, 2019) == {"two-years-mean": 30.0, "one-year": 50.0}
    assert by_rule(rows, 2020) == {"two-years-pooled": 16.67, "one-year": 10.0}
    assert by_rule(rows, 2019, "published-mean") == {"two-years-mean": 30.0}
    assert by_rule(rows, 2020, "published-mean") == {}
    assert by_rule(rows, 2020, "published-pooled") == {"two-years-pooled": 16.67}


def test_a_year_alone_stands_alone():
    rows = [*rows_for("RUR", 2018, l12=1, l16=1), *rows_for("RUR", 2020, l12=1, l16=9)]
    assert by_rule(rows, 2018) == {"one-year": 50.0}
    assert by_rule(rows, 2018, "published-mean") == by_rule(rows, 2018, "published-pooled") == {"one-year": 50.0}


def test_a_year_in_which_what_was_traced_is_unknown_is_not_joined():
    rows = [*rows_for("RUR", 2019, l15=14), *rows_for("RUR", 2020, l12=0, l13=3, l15=25)]
    assert by_rule(rows, 2020) == {"one-year": 10.71}


def test_a_year_that_covers_few_of_the_arms_seized_is_not_joined():
    few = [*rows_for("RUR", 2019, l13=24, l1=24), a_total("RUR", 2019, 49)]
    rows = [*few, *rows_for("RUR", 2020, l12=1, l16=9)]
    assert "two-years-pooled" not in by_rule(rows, 2020)
    enough = [*rows_for("RUR", 2019, l13=24, l1=24), a_total("RUR", 2019, 48)]
    assert by_rule([*enough, *rows[2:]], 2020)["two-years-pooled"] == 73.53


def test_a_year_in_which_nobody_traced_counts_as_nothing_beside_another_but_two_of_them_have_no_share():
    idle = {"l12": 0, "l17": 9}
    rows = [*rows_for("RUR", 2019, l12=1, l16=1), *rows_for("RUR", 2020, **idle), *rows_for("RUR", 2021, **idle)]
    assert by_rule(rows, 2019)["two-years-mean"] == 25.0
    assert by_rule(rows, 2020)["two-years-mean"] is None


def test_every_method_has_a_name_of_its_own_and_says_what_it_counts():
    assert len(set(NAMES)) == len(NAMES)
    assert all(method.says.english() for method in METHODS)
    with pytest.raises(KeyError):
        figures(read(rows_for("RUR", 2020, l12=1)), "guess")


def test_a_share_says_what_limits_it():
    only = one(rows_for("RUR", 2020, l12=9))
    assert (only.value, only.note.english()[:26]) == (100, "Only lines of traced arms ")
    few = one([*rows_for("RUR", 2020, l12=1, l16=9, l1=10), a_total("RUR", 2020, 21)])
    assert few.note.english() == "The outcomes cover 10 of 21 arms."
    assert one([*rows_for("RUR", 2020, l12=1, l16=9, l1=10), a_total("RUR", 2020, 20)]).note is None
    joined = figures(read([*rows_for("RUR", 2019, l12=9), *rows_for("RUR", 2020, l12=1, l16=1)]), "published-mean")
    assert [(figure.value, bool(figure.note)) for figure in joined] == [(75.0, True)]
