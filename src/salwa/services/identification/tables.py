"""Tables of makers, factory marks, proof marks and import marks, searched as one types them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

from salwa.domain.languages import Sentence, message
from salwa.domain.refusals import NotFound
from salwa.reference import load_book
from salwa.reference.identification import importers, proof_marks
from salwa.services.weapons.names import folded

Table = Literal["makers", "factory", "proof", "imports"]
TABLES: dict[str, str] = {
    "makers": message("Makers"), "factory": message("Factory and arsenal marks"), "proof": message("Proof marks"),
    "imports": message("Import marks"),
}  # fmt: skip
ON_A_PAGE = 50
NO_SUCH_TABLE = message("There is no such table.")
# How a proof mark looks and what it means, by the words of reference/proof_marks.yaml.
LOOKS = {
    "crown": message("crown above"), "eagle": message("eagle above"), "lion": message("lion"), "star": message("star"),
    "oval": message("in an oval"), "triangle": message("in a triangle"), "circle": message("in a circle"),
    "shield": message("shield"), "arrow": message("broad arrow"), "flags": message("crossed pennants"),
    "column": message(
        "column on steps (perron)"
    ), "palms": message("crossed palms"), "antler": message("stag's antler"),
    "horse": message("leaping horse"), "nettle": message("nettle leaf"), "bear": message("bear"),
}  # fmt: skip
MEANINGS = {
    "house": message("sign of the proof house"), "nitro": message("proof with smokeless powder"),
    "black_powder": message(
        "proof with black powder"
    ), "definitive": message("final proof"), "view": message("inspection"),
    "rifled": message("rifled barrel"), "smooth": message("smooth barrel"), "choke": message("choke-bored barrel"),
    "repair": message("proof after repair"), "foreign": message("mark on foreign weapons"),
    "military": message("military inspection or property"), "maker": message("the maker's own proof"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class TableRow:
    """One line: marks as they stand on weapons, looks and meaning (keys of the catalogues), name, State, years."""

    marks: tuple[str, ...]
    looks: tuple[str, ...]
    meaning: str
    name: str
    country: str
    years: tuple[int | None, int | None] = (None, None)
    sources: tuple[str, ...] = ()
    search: str = ""


@dataclass(frozen=True, slots=True)
class TablePage:
    """Up to fifty lines; `page` counts from 1."""

    rows: tuple[TableRow, ...]
    total: int
    page: int
    pages: int


def marks_table(*, table: str, search: str = "", page: int = 1) -> TablePage:
    """The lines of a table in which every word typed occurs, a page of them. Open to everybody; `NotFound` else."""
    if table not in TABLES:
        raise NotFound("no_such_table", Sentence(NO_SUCH_TABLE))
    words = folded(search).split()
    found = [row for row in _rows(table) if all(word in row.search for word in words)]
    pages = max(1, -(-len(found) // ON_A_PAGE))
    page = min(max(page, 1), pages)
    return TablePage(tuple(found[(page - 1) * ON_A_PAGE : page * ON_A_PAGE]), len(found), page, pages)


@cache
def _rows(table: str) -> tuple[TableRow, ...]:
    make = {"makers": _makers, "factory": _factory, "proof": _proof, "imports": _imports}[table]
    return tuple(make())


def _makers() -> Iterator[TableRow]:
    for one in sorted(load_book().makers.values(), key=lambda maker: folded(maker.name)):
        text = _searched(one.country, one.name, *one.aliases, *one.misspellings, *one.ambiguous)
        yield TableRow(one.aliases[:4], (), "", one.name, one.country, one.active, one.sources, text)


def _factory() -> Iterator[TableRow]:
    for one in sorted(load_book().makers.values(), key=lambda maker: folded(maker.name)):
        if one.stamps:
            text = _searched(one.country, one.name, *one.stamps)
            yield TableRow(one.stamps, (), "", one.name, one.country, one.active, one.sources, text)


def _proof() -> Iterator[TableRow]:
    for one in proof_marks():
        looks = tuple(LOOKS[word] for word in (one.above, one.form) if word)
        text = _searched(one.country, one.name, *one.texts, *looks, MEANINGS[one.meaning])
        yield TableRow(one.texts, looks, MEANINGS[one.meaning], one.name, one.country, one.years, one.sources, text)


def _imports() -> Iterator[TableRow]:
    for one in sorted(importers(), key=lambda importer: folded(importer.name)):
        text = _searched(one.country, one.name, *one.stamps)
        yield TableRow(one.stamps, (), "", one.name, one.country, (None, None), one.sources, text)


def _searched(country: str, *texts: str) -> str:
    """What is searched: the texts, without dots as well, and the State in six languages."""
    state = load_book().states.get(country)
    names = tuple(state.short_names.values()) if state else ()
    return folded(" ".join((*texts, *(text.replace(".", "") for text in texts if "." in text), country, *names)))
