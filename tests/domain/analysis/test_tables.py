"""Tables keep every entry in its order; pictures join what is too much for them; findings say what is so."""

import pytest

from salwa.domain.analysis import NOT_READ, NOT_RECORDED, Bar, By, bars_of, table_of
from salwa.domain.analysis.charts import wrapped
from salwa.domain.analysis.findings import finding, per_cent

pytestmark = pytest.mark.one_engine


def says(by, counts):
    return finding(table_of(by, counts), lambda bar: bar.code).english()


def test_entries_stand_by_size_then_code_and_the_unknown_last():
    table = table_of(By.MAKER, {"b": 2, NOT_RECORDED: 9, "a": 2, "c": 5, NOT_READ: 1})
    assert [row.code for row in table.rows] == ["c", "a", "b", NOT_READ, NOT_RECORDED]
    assert (table.total, table.known) == (19, 9)
    assert table.share_of_known(table.rows[0]) == 5 / 9
    assert table.share_of_known(table.rows[-1]) is None


def test_a_picture_joins_the_small_entries_into_one_bar():
    table = table_of(By.MAKER, {f"m{number:02}": 100 - number for number in range(20)} | {NOT_READ: 3})
    bars = bars_of(table, most=5)
    assert [bar.code for bar in bars] == ["m00", "m01", "m02", "m03", "", NOT_READ]
    assert bars[4] == Bar("", sum(100 - number for number in range(4, 20)), joined=16)
    assert sum(bar.count for bar in bars) == table.total


def test_many_years_are_joined_into_decades_without_losing_one():
    table = table_of(By.YEAR, {"1949": 1, "1990": 2, "1999": 3})
    bars = bars_of(table)
    assert bars[0] == Bar("1940", 1, until=1949)
    assert bars[-1] == Bar("1990", 5, until=1999)
    assert [bar.count for bar in bars[1:-1]] == [0, 0, 0, 0]


def test_states_of_marks_keep_their_order_and_their_zeros():
    table = table_of(By.MARKS, {"erased": 2, "present": 1})
    assert [(row.code, row.count) for row in table.rows] == [
        ("present", 1),
        ("partial", 0),
        ("illegible", 0),
        ("erased", 2),
        ("none", 0),
    ]


def test_the_finding_names_the_commonest_entry_among_the_known():
    assert says(By.TYPE, {"pistol": 3, "rifle": 1, NOT_READ: 90}) == (
        "pistol: the commonest type, 75 % of the records whose type is known."
    )


def test_a_tie_is_called_a_tie():
    assert says(By.TYPE, {"pistol": 3, "rifle": 3}) == "The commonest entries are equally common."


def test_the_finding_of_years_is_their_median():
    assert says(By.YEAR, {"1950": 1, "1990": 1, "2000": 2, "2010": 1}) == (
        "Half of those whose year of manufacture is known were made in 2000 or earlier."
    )


def test_the_finding_of_marks_is_the_share_that_can_be_read():
    assert says(By.MARKS, {"present": 1, "erased": 1, NOT_RECORDED: 7}) == (
        "50 % of the records that say anything of the serial number have one that can be read in full."
    )


def test_nothing_known_and_no_records_are_said_apart():
    assert says(By.TYPE, {NOT_READ: 4}) == "This is not known for any of the records."
    assert says(By.TYPE, {}) == "There are no such records yet."


@pytest.mark.parametrize(
    ("part", "whole", "shown"),
    [(0, 7, "0"), (1, 1000, "<1"), (999, 1000, ">99"), (7, 7, "100"), (1, 3, "33")],
)
def test_shares_are_not_rounded_to_nothing_or_all(part, whole, shown):
    assert per_cent(part, whole) == shown


def test_titles_are_broken_into_lines_in_scripts_with_and_without_spaces():
    assert wrapped("one two three four", 9) == ["one two", "three", "four"]
    assert "".join(wrapped("本登记册中的武器类型", 8)) == "本登记册中的武器类型"
    assert all(len(line) <= 5 for line in wrapped("本登记册中的武器类型", 8))
