"""Checks of the reference files: what a reviewer cannot see at a glance. Each fault names the file and the record."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from salwa.domain.marks.reading.book import ReferenceBook
from salwa.domain.marks.reading.calibres import calibre_key
from salwa.domain.marks.reading.names import compact

LANGUAGES = ("ar", "zh", "en", "fr", "ru", "es")


def faults(book: ReferenceBook, files: Mapping[str, Any]) -> list[str]:
    """Every fault of the files, as sentences; empty when the book may be shipped. `files`: see `loader.read_files`."""
    where = _origins(files)
    found = [
        *_sources(files, book),
        *_makers(book, where),
        *_calibres(book, where),
        *_models(book, where),
        *_types(book, where),
        *_states(book, where),
        *_name_clashes(book, where),
    ]
    return sorted(found)


def _origins(files: Mapping[str, Any]) -> dict[tuple[str, str], str]:
    """(kind, code) to the file of the record. Kind is the folder or, for single files, the name without ending."""
    origins = {}
    for path, records in files.items():
        if isinstance(records, list):
            kind = path.split("/")[0].split(".")[0].removesuffix("_historic")
            origins.update({(kind, str(record.get("code"))): path for record in records if isinstance(record, Mapping)})
    return origins


def _sources(files: Mapping[str, Any], book: ReferenceBook) -> Iterator[str]:
    for path, records in files.items():
        for record in records if isinstance(records, list) else ():
            name = record.get("code") or record.get("id")
            listed = record.get("sources")
            if not listed:
                yield f"{path}: {name} names no source. Add `sources: [...]` with ids of sources.yaml."
            for source in listed or ():
                if source not in book.sources:
                    yield f"{path}: {name} names the source {source}, which is not in sources.yaml."


def _missing(
    known: Iterable[str], named: Iterable[str], what: str, record: tuple[str, str], where: Mapping[tuple[str, str], str]
) -> Iterator[str]:
    for code in named:
        if code not in known:
            yield f"{where.get(record, record[0])}: {record[1]} names the {what} {code}, which does not exist."


def _makers(book: ReferenceBook, where: Mapping[tuple[str, str], str]) -> Iterator[str]:
    for maker in book.makers.values():
        record = ("makers", maker.code)
        countries = [maker.country, *([maker.historic_country] if maker.historic_country else [])]
        yield from _missing(book.states, countries, "State", record, where)
        related = (*maker.predecessors, *maker.successors, *([maker.group] if maker.group else []))
        yield from _missing(book.makers, related, "maker", record, where)
        if not set(maker.kinds) <= {"firearms", "ammunition"}:
            yield f"{where[record]}: {maker.code} has a kind other than firearms and ammunition."
        if maker.code != maker.code.lower() or not maker.code.isascii():
            yield f"{where[record]}: the code {maker.code} is not lower-case ASCII."


def _calibres(book: ReferenceBook, where: Mapping[tuple[str, str], str]) -> Iterator[str]:
    keys: dict[str, list[str]] = defaultdict(list)
    for calibre in book.calibres.values():
        record = ("calibres", calibre.code)
        named = (*calibre.compatible, *calibre.confused_with, *calibre.members)
        yield from _missing(book.calibres, named, "calibre", record, where)
        if (calibre.kind == "unspecific") != bool(calibre.members):
            yield f"{where[record]}: {calibre.code}: unspecific entries have members, others have none."
        for key in {calibre_key(name) for name in calibre.synonyms}:
            keys[key].append(calibre.code)
    for key, codes in keys.items():
        specific = [code for code in codes if book.calibres[code].kind != "unspecific"]
        if len(specific) > 1 and len(specific) == len(codes) and not key.isdigit():
            both = " and of ".join(sorted(codes))
            yield f"{where['calibres', codes[0]]}: “{key}” is a synonym of {both}. Keep it in one."


def _models(book: ReferenceBook, where: Mapping[tuple[str, str], str]) -> Iterator[str]:
    for model in book.models.values():
        record = ("models", model.code)
        makers = (*([model.maker] if model.maker else []), *model.also_made_by)
        yield from _missing(book.makers, makers, "maker", record, where)
        yield from _missing(book.calibres, model.calibres, "calibre", record, where)
        yield from _missing(book.types, [model.type], "weapon type", record, where)
        yield from _missing(
            book.models, [*model.look_alikes, *([model.variant_of] if model.variant_of else [])], "model", record, where
        )
        yield from _missing(book.states, [model.country] if model.country else [], "State", record, where)


def _types(book: ReferenceBook, where: Mapping[tuple[str, str], str]) -> Iterator[str]:
    for kind in book.types.values():
        record = ("weapon_types", kind.code)
        yield from _missing(book.types, [kind.broader] if kind.broader else [], "weapon type", record, where)
        for language in LANGUAGES:
            if language not in kind.names:
                yield f"{where[record]}: {kind.code} has no name in {language}."


def _states(book: ReferenceBook, where: Mapping[tuple[str, str], str]) -> Iterator[str]:
    for state in book.states.values():
        record = ("states", state.code)
        yield from _missing(book.states, state.successors, "State", record, where)
        for language in LANGUAGES:
            if language not in state.short_names:
                yield f"{where.get(record, 'states')}: {state.code} has no short name in {language}."


def _name_clashes(book: ReferenceBook, where: Mapping[tuple[str, str], str]) -> Iterator[str]:
    """One name that is the true name of two makers (or two States): it belongs under `ambiguous`, or to one of them."""
    makers: dict[str, set[str]] = defaultdict(set)
    for maker in book.makers.values():
        for name in (maker.name, *maker.aliases):
            makers[compact(name)].add(maker.code)
    for name, codes in makers.items():
        if len(codes) > 1:
            first = sorted(codes)[0]
            both = " and of ".join(sorted(codes))
            yield f"{where['makers', first]}: “{name}” is a name of {both}. Move it to `ambiguous`."
    states: dict[str, set[str]] = defaultdict(set)
    for state in book.states.values():
        for name in (*state.short_names.values(), *state.aliases):
            states[compact(name)].add(state.code)
    for name, codes in states.items():
        if len(codes) > 1:
            both = " and of ".join(sorted(codes))
            yield f"{where.get(('states', sorted(codes)[0]), 'states')}: “{name}” is a name of {both}."
