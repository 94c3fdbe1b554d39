"""Invented tables of the questionnaire, with the names of a published vintage or of another."""

import csv
import gzip
import io

from salwa.domain.indicators import read_questionnaire

HEADER = (
    "Iso3_code", "Country", "Region", "Subregion", "Indicator", "Dimension", "Category", "Sex", "Age", "Year",
    "Unit of measurement", "VALUE", "Source",
)  # fmt: skip
NAMES = {
    "1": "Uniquely identifiable - total uniquely identifiable through marking",
    "1.1": "Uniquely identifiable - from legitimate owner in national registry",
    "1.2": "Uniquely identifiable - from illegitimate owner in national registry",
    "1.3": "Uniquely identifiable - from illegitimate owner in foreign registry",
    "1.4": "Uniquely identifiable - point of diversion otherwise identified",
    "1.5": "Uniquely identifiable - tracing procedure pending",
    "1.6": "Uniquely identifiable - tracing attempted, no point of diversion identified",
    "1.7": "Uniquely identifiable - no tracing procedure initiated",
    "2": "Total not uniquely identifiable through marking",
    "2.1": "Not uniquely identifiable - Illicitly manufactured",
    "2.2": "Not uniquely identifiable - Erased or altered marking",
    "2.3": "Not uniquely identifiable - No further information available",
    "3": "Unknown status regarding marking",
}
OTHER_NAMES = {
    "1": "Total uniquely identifiable (through marking)",
    "1.1": "1.1. Legitimate owner, National Registry",
    "1.2": "1.2. Illegitimate owner, National Registry",
    "1.3": "1.3. Ilegitimate owner, Foreign Registry",
    "1.4": "1.4. Point of diversion identified by other means",
    "1.5": "1.5. Tracing pending",
    "1.6": "1.6. Tracing attempted; no point of diversion identified",
    "1.7": "1.7. No tracing initiated",
    "2": "Total non uniquely identifiable",
    "2.1": "2.1. Not uniquely identifiable: illicitly manufactured",
    "2.2": "2.2. Not uniquely identifiable: erased/altered marking",
    "2.3": "2.3. Not uniquely identifiable: no further information",
    "3": "3. Unknown status on marking",
}


def a_row(state, year, line, value, *, how="seized", dimension="by location", names=NAMES, **fields):
    """One row about tracing; `fields` replace cells by the name of their column."""
    return {
        "Iso3_code": state, "Country": "Ruritania", "Indicator": f"Arms {how}", "Dimension": dimension,
        "Category": names.get(line, line), "Sex": "na", "Age": "na", "Year": str(year),
        "Unit of measurement": "Counts", "VALUE": str(value), "Source": "IAFQ", **fields,
    }  # fmt: skip


def rows_for(state, year, *, how="seized", names=NAMES, dimension="by location", **lines):
    """Rows of one State and year: `l12=5` is five arms in line 1.2."""
    return [
        a_row(state, year, ".".join(name[1:]), value, how=how, names=names, dimension=dimension)
        for name, value in lines.items()
    ]


def a_total(state, year, value, *, how="seized"):
    """The row that states all arms."""
    return a_row(state, year, "Total", value, how=how, dimension="Total")


def a_table(rows, *, header=HEADER, separator=",", above=(), packed=False, encoding="utf-8"):
    """The bytes of a table; `above` are title lines."""
    out = io.StringIO(newline="")
    for line in above:
        out.write(line + "\n")
    writer = csv.writer(out, delimiter=separator)
    writer.writerow(header)
    writer.writerows([[row.get(name, "") for name in HEADER] for row in rows])
    data = out.getvalue().encode(encoding)
    return gzip.compress(data, mtime=0) if packed else data


def read(rows, **how):
    """The table as Salwa reads it."""
    return read_questionnaire(a_table(rows, **how))
