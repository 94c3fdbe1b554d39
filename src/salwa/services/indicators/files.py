"""The indicator from a file of questionnaire rows. Needs no installation and no right: such tables are published."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from salwa.domain.indicators import METHODS, NAMES, PUBLISHED_SAYS, Figure, Questionnaire, figures, read_questionnaire
from salwa.domain.indicators.sdmx import Provenance, sdmx_csv
from salwa.domain.languages import Listed, Sentence, message
from salwa.domain.refusals import Refusal
from salwa.reference import load_book

ALL_METHODS = "all"
NO_SUCH_METHOD = message("There is no method named {method}.")
CHOOSE_METHOD = message("Choose one of: {methods}.")
ONE_METHOD = message("SDMX-CSV holds one value for a State and year, so it cannot hold several methods.")
# As the published table names it.
SOURCE = "UNODC illicit arms flows questionnaire (IAFQ)"


def methods() -> dict[str, Sentence]:
    """Name of each method -> what it counts."""
    return {**{method.name: method.says for method in METHODS}, **PUBLISHED_SAYS}


def read_file(path: Path) -> Questionnaire:
    """The answers in a file. Raises `Refusal` when it is no table of the questionnaire, OSError as usual."""
    return read_questionnaire(path.read_bytes(), code_of=code_of_state)


def figures_of(read: Questionnaire, method: str) -> list[Figure]:
    """All figures by a method or by `all` of them. Raises `Refusal` for an unknown method."""
    if method == ALL_METHODS:
        return [figure for name in NAMES for figure in figures(read, name)]
    if method not in NAMES:
        remedy = Sentence(CHOOSE_METHOD, {"methods": Listed((*NAMES, ALL_METHODS))})
        raise Refusal("no_such_method", Sentence(NO_SUCH_METHOD, {"method": method}), remedy=remedy)
    return figures(read, method)


def figures_as_sdmx(read: Questionnaire, method: str) -> str:
    """The figures by one method as SDMX-CSV; for `published` those of the newer release where it has two years."""
    if method == ALL_METHODS:
        remedy = Sentence(CHOOSE_METHOD, {"methods": Listed(NAMES)})
        raise Refusal("one_method", Sentence(ONE_METHOD), remedy=remedy)
    return sdmx_csv(figures_of(read, method), Provenance(source=SOURCE), area_of)


def as_rows(found: Iterable[Figure]) -> list[dict[str, Any]]:
    """The figures as plain values: value in per cent with four decimals, or null with a reason."""
    return [
        {
            "state": one.state,
            "year": one.year,
            "numerator": one.numerator,
            "denominator": one.denominator,
            "value": None if one.value is None else round(one.value, 4),
            "method": one.method,
            "reason": one.reason.english() if one.reason else None,
            "reason_code": one.code or None,
            "rule": one.rule.value,
            "years": list(one.years),
            "note": one.note.english() if one.note else None,
        }
        for one in found
    ]


def area_of(state: str) -> str:
    """The M49 number of a State as the SDG database writes it; empty when it has none."""
    found = load_book().states.get(state)
    return str(found.m49) if found and found.m49 else ""


def code_of_state(name: str) -> str | None:
    """The code of a State by one of its names, for tables that hold names only."""
    return _codes().get(_plain(name))


@cache
def _codes() -> dict[str, str]:
    codes: dict[str, str] = {}
    for code, state in load_book().states.items():
        for name in (*state.short_names.values(), *state.formal_names.values(), *state.aliases):
            codes.setdefault(_plain(name), code)
    return codes


def _plain(name: str) -> str:
    return "".join(sign for sign in name.casefold() if sign.isalnum())
