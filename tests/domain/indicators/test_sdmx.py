"""SDMX-CSV with the columns of the published series: one value for a State and year, nothing invented."""

import csv
import io

import pytest

from salwa.domain.indicators import figures
from salwa.domain.indicators.sdmx import COLUMNS, NOT_BROKEN_DOWN, Provenance, sdmx_csv
from tests.builders.questionnaire import read, rows_for

pytestmark = pytest.mark.one_engine


def written(rows, method, **provenance):
    text = sdmx_csv(figures(read(rows), method), Provenance(source="IAFQ", **provenance), {"RUR": "999"}.get)
    assert text.splitlines()[0] == ",".join(COLUMNS)
    return list(csv.DictReader(io.StringIO(text)))


def test_a_value_has_the_dimensions_nature_source_and_footnote_of_the_published_series():
    rows = [*rows_for("RUR", 2019, l12=1, l16=1), *rows_for("RUR", 2020, l12=1, l16=9)]
    (row,) = written(rows, "published-mean")
    assert {name: row[name] for name in NOT_BROKEN_DOWN} == dict.fromkeys(NOT_BROKEN_DOWN, "_T")
    assert {name: value for name, value in row.items() if name not in NOT_BROKEN_DOWN and value} == {
        "DATAFLOW": "IAEG-SDGs:DF_SDG_GLH(1.24)", "FREQ": "A", "REPORTING_TYPE": "G", "SERIES": "VC_ARM_SZTRACE",
        "REF_AREA": "999", "TIME_PERIOD": "2019", "OBS_VALUE": "30.00", "OBS_STATUS": "A", "UNIT_MULT": "0",
        "UNIT_MEASURE": "PERCENT", "NATURE": "C", "TIME_DETAIL": "2019-2020", "SOURCE_DETAIL": "IAFQ",
        "COMMENT_OBS": "2019-2020 average based on available data; method published-mean; 2 of 12 arms",
    }  # fmt: skip


def test_what_is_not_known_is_a_missing_value_with_its_reason():
    (row,) = written(rows_for("RUR", 2020, l17=9), "statistical-practice", reporting="N")
    assert (row["OBS_VALUE"], row["OBS_STATUS"], row["REPORTING_TYPE"]) == ("", "O", "N")
    assert "which is not zero" in row["COMMENT_OBS"]


def test_no_key_is_written_twice():
    rows = [row for year in (2018, 2019, 2020) for row in rows_for("RUR", year, l12=1, l16=year - 2010)]
    found = written(rows, "published")
    assert [row["TIME_PERIOD"] for row in found] == ["2018", "2019", "2020"]
    assert found[0]["TIME_DETAIL"] == "2018-2019"
