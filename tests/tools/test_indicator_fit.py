"""The method `published` against the values in print, read from the shared data folder; not run where it is absent."""

import importlib.util
import sys
from pathlib import Path

import pytest

from salwa.services.indicators.files import figures_of, read_file

pytestmark = pytest.mark.one_engine
ROOT = Path(__file__).resolve().parents[2]
spec = importlib.util.spec_from_file_location("indicator_fit", ROOT / "tools" / "indicator_fit.py")
tool = importlib.util.module_from_spec(spec)
sys.modules["indicator_fit"] = tool
spec.loader.exec_module(tool)
# Values that stand in print and can be computed from one year of the table.
ONE_YEAR = {("ALB", 2020): 10.71, ("AZE", 2017): 100.0, ("BGR", 2020): 67.19, ("COL", 2020): 10.25,
            ("FRA", 2019): 0.99, ("LTU", 2016): 1.68}  # fmt: skip


@pytest.fixture(scope="module")
def questionnaire():
    if not tool.FILE.exists():
        pytest.skip(f"NOT RUN: {tool.FILE.name} is in the shared data folder only, which is not here")
    return read_file(tool.FILE)


def fitting(questionnaire, published):
    if not published.exists():
        pytest.skip(f"NOT RUN: {published.name} is in the shared data folder only, which is not here")
    values = tool.fit(questionnaire, published)
    return sum(bool(one.fits) for one in values), len(values), values


def test_the_values_of_one_year_are_reproduced_by_statistical_practice_and_by_published(questionnaire):
    for method in ("statistical-practice", "published"):
        found = {(one.state, one.year): one.value for one in figures_of(questionnaire, method)}
        assert {key: round(found[key], 2) for key in ONE_YEAR} == ONE_YEAR


def test_most_values_of_the_older_release_are_reproduced(questionnaire):
    fits, printed, _ = fitting(questionnaire, tool.PUBLISHED[0])
    assert (fits, printed) == (20, 27)


def test_what_the_newer_release_prints_is_reproduced_where_the_file_holds_its_years(questionnaire):
    fits, printed, values = fitting(questionnaire, tool.PUBLISHED[1])
    assert (fits, printed) == (33, 104)
    assert sum("holds no" in one.why_not for one in values) == 59
    assert all(one.fits or one.why_not for one in values)


def test_another_reading_does_not_reproduce_them(questionnaire):
    """The control: the metadata of 2018 meet none of the six."""
    found = {(one.state, one.year): one.value for one in figures_of(questionnaire, "metadata-2018")}
    assert not [key for key, value in ONE_YEAR.items() if found[key] is not None and abs(found[key] - value) < 0.005]


def test_no_value_is_above_a_hundred_and_none_is_zero_without_tracing(questionnaire):
    for one in figures_of(questionnaire, "all"):
        assert one.value is None or 0 <= one.value <= 100
        assert (one.value is None) == bool(one.reason)
    zeros = {(one.state, one.year) for one in figures_of(questionnaire, "statistical-practice") if one.value == 0}
    assert not zeros & {("TUN", 2016), ("SRB", 2020), ("LCA", 2016), ("PHL", 2016), ("GHA", 2016), ("KEN", 2017)}
