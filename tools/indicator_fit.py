"""Which published values of SDG indicator 16.4.2 the method `published` reproduces, which not, and why.

Prints one line for each value in print and a table of counts by rule. The questionnaire's table and the published
values are read from the shared data folder; no row of them enters the project.

Usage: .venv/bin/python tools/indicator_fit.py [FILE] [PUBLISHED ...]
(default: the questionnaire and both releases in ../shared/data/statistics, or below the folder SHARED_DATA; PUBLISHED
is a CSV with the columns iso3, year, value or GeoAreaName, Year, Value)
"""

from __future__ import annotations

import csv
import os
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from salwa.domain.indicators import Figure, Questionnaire
from salwa.domain.tracing import Circumstance
from salwa.services.indicators.files import code_of_state, figures_of, read_file

ROOT = Path(__file__).resolve().parents[1]
STATISTICS = Path(os.environ.get("SHARED_DATA", ROOT.parent / "shared" / "data")) / "statistics"
FILE = STATISTICS / "iafq_firearms_trafficking_2022-06-17.csv.gz"
PUBLISHED = (STATISTICS / "un_older_release_central_asia_repo.csv", STATISTICS / "vc_arm_sztrace_2026Q3.csv")
# Values are printed with two decimals.
EXACT = 0.005 + 1e-9


@dataclass(frozen=True)
class Printed:
    """One published value and what became of it."""

    state: str
    year: int
    value: float
    footnote: str
    fits: tuple[str, ...]
    why_not: str


def main() -> None:
    file, *published = [Path(word) for word in sys.argv[1:]] or [FILE]
    published = published or list(PUBLISHED)
    absent = [path for path in (file, *published) if not path.exists()]
    if absent:
        print(f"NOT RUN: {', '.join(map(str, absent))} is not here.")
        return
    read = read_file(file)
    for path in published:
        show(path.name, fit(read, path))


def fit(read: Questionnaire, published: Path) -> list[Printed]:
    """Every published value, each once, with the rules whose figure equals it."""
    by_key: dict[tuple[str, int], list[Figure]] = {}
    for figure in figures_of(read, "published"):
        by_key.setdefault((figure.state, figure.year), []).append(figure)
    return [
        _compared(read, by_key.get(printed[:2], []), printed, footnote)
        for printed, footnote in printed_values(published).items()
    ]


def printed_values(path: Path) -> dict[tuple[str, int, float], str]:
    """(State, year, value) -> footnote; a row that is printed twice counts once."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    return {
        (
            row.get("iso3") or code_of_state(row["GeoAreaName"]) or row["GeoAreaName"],
            int(row.get("year") or row["Year"]),
            float(row.get("value") or row["Value"]),
        ): row.get("footnote") or ""
        for row in rows
    }


def _compared(read: Questionnaire, found: list[Figure], printed: tuple[str, int, float], footnote: str) -> Printed:
    state, year, value = printed
    fits = tuple(one.rule.value for one in found if one.value is not None and abs(one.value - value) <= EXACT)
    return Printed(state, year, value, footnote, fits, "" if fits else why_not(read, found, state, year, footnote))


def why_not(read: Questionnaire, found: list[Figure], state: str, year: int, footnote: str) -> str:
    """Why a published value is not reproduced, as far as the table itself can tell."""
    years = [int(part) for part in footnote[:9].split("-")] if footnote[:4].isdigit() else [year]
    missing = [one for one in years if not _has_seized(read, state, one)]
    if missing:
        return f"the file holds no tracing outcomes of arms seized for {', '.join(map(str, sorted(set(missing))))}"
    if not any(one.value is not None for one in found):
        return f"no value by rule: {found[-1].code}" if found else "no figure bears this year"
    values = ", ".join(f"{one.value:.2f} {one.rule.value}" for one in found if one.value is not None)
    return f"the file's numbers give {values}: revised since, or another vintage"


def _has_seized(read: Questionnaire, state: str, year: int) -> bool:
    answers = read.by_state.get((state, year), {}).get(Circumstance.SEIZED)
    return answers is not None and bool(answers.counts or answers.unclear)


def show(name: str, values: list[Printed]) -> None:
    """The lines and the counts of one release."""
    print(f"\n{name}: {sum(bool(one.fits) for one in values)} of {len(values)} published values reproduced")
    print("State\tYear\tPublished\tReproduced by\tWhy not")
    for one in sorted(values, key=lambda one: (one.state, one.year)):
        print(f"{one.state}\t{one.year}\t{one.value:g}\t{', '.join(one.fits) or '-'}\t{one.why_not}")
    rules = Counter(rule for one in values for rule in one.fits)
    reasons = Counter("no data in the file" if "holds no" in one.why_not else "null by rule" if "by rule" in one.why_not
                      or "no figure" in one.why_not else "other numbers" for one in values if not one.fits)  # fmt: skip
    print(f"by rule: {dict(rules)}; not reproduced: {dict(reasons)}")


if __name__ == "__main__":
    main()
