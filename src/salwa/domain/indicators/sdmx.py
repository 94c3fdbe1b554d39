"""Figures as SDMX-CSV, with the columns in which the SDG database publishes series VC_ARM_SZTRACE.

The columns are those of the harmonised global dataflow of the agency IAEG-SDGs. One value stands behind one key, so of
several figures of one State and year only the first is written.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from salwa.domain.indicators.published import Figure, Rule

DATAFLOW = "IAEG-SDGs:DF_SDG_GLH(1.24)"
SERIES = "VC_ARM_SZTRACE"
# Dimensions by which this series is not broken down hold the word for all.
NOT_BROKEN_DOWN = (
    "SEX", "AGE", "URBANISATION", "INCOME_WEALTH_QUANTILE", "EDUCATION_LEV", "OCCUPATION", "CUST_BREAKDOWN",
    "COMPOSITE_BREAKDOWN", "DISABILITY_STATUS", "ACTIVITY", "PRODUCT",
)  # fmt: skip
COLUMNS = (
    "DATAFLOW", "FREQ", "REPORTING_TYPE", "SERIES", "REF_AREA", *NOT_BROKEN_DOWN, "TIME_PERIOD", "OBS_VALUE",
    "OBS_STATUS", "UNIT_MULT", "UNIT_MEASURE", "BASE_PER", "NATURE", "TIME_DETAIL", "COMMENT_OBS", "TIME_COVERAGE",
    "UPPER_BOUND", "LOWER_BOUND", "SOURCE_DETAIL", "COMMENT_TS", "GEO_INFO_URL", "GEO_INFO_TYPE",
    "CUST_BREAKDOWN_LB", "DATA_LAST_UPDATE",
)  # fmt: skip
ALL = "_T"
NORMAL, MISSING = "A", "O"
FOOTNOTES = {
    Rule.MEAN: "{first}-{last} average based on available data",
    Rule.POOLED: "{first}-{last} sums based on available data",
    Rule.ONE: "",
}


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where figures come from. `reporting`: G global or N national; `nature`: C of the country; `made` ISO time."""

    source: str
    reporting: str = "G"
    nature: str = "C"
    made: str = ""


def sdmx_csv(figures: Iterable[Figure], provenance: Provenance, area_of: Callable[[str], str]) -> str:
    """The figures as SDMX-CSV text. `area_of` gives the M49 number of a State; a State without one keeps its code."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, COLUMNS, restval="", lineterminator="\r\n")
    writer.writeheader()
    written: set[tuple[str, int]] = set()
    for figure in figures:
        if (figure.state, figure.year) not in written:
            written.add((figure.state, figure.year))
            writer.writerow(_row(figure, provenance, area_of))
    return out.getvalue()


def footnote(figure: Figure) -> str:
    """What the published tables print beside a value of two years; empty for one year."""
    return FOOTNOTES[figure.rule].format(first=figure.years[0], last=figure.years[-1])


def _row(figure: Figure, provenance: Provenance, area_of: Callable[[str], str]) -> dict[str, str]:
    return {
        **dict.fromkeys(NOT_BROKEN_DOWN, ALL),
        "DATAFLOW": DATAFLOW,
        "FREQ": "A",
        "REPORTING_TYPE": provenance.reporting,
        "SERIES": SERIES,
        "REF_AREA": area_of(figure.state) or figure.state,
        "TIME_PERIOD": str(figure.year),
        "OBS_VALUE": "" if figure.value is None else f"{figure.value:.2f}",
        "OBS_STATUS": MISSING if figure.value is None else NORMAL,
        "UNIT_MULT": "0",
        "UNIT_MEASURE": "PERCENT",
        "NATURE": provenance.nature,
        "TIME_DETAIL": "-".join(map(str, dict.fromkeys((figure.years[0], figure.years[-1])))),
        "COMMENT_OBS": _comment(figure),
        "SOURCE_DETAIL": provenance.source,
        "DATA_LAST_UPDATE": provenance.made,
    }


def _comment(figure: Figure) -> str:
    """Footnote, method, the numbers behind the value, and why there is none; in English, as the database publishes."""
    numbers = "" if figure.numerator is None else f"{figure.numerator} of {figure.denominator} arms"
    reason = figure.reason.english() if figure.reason else ""
    note = figure.note.english() if figure.note else ""
    return "; ".join(part for part in (footnote(figure), f"method {figure.method}", numbers, reason, note) if part)
