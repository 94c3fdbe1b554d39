"""From parsed records to the values of the rules. Every fault names the file and the record."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from salwa.domain.marks.folding import FoldingTable, pairs
from salwa.domain.marks.mark_states import MarkWords
from salwa.domain.marks.reading.book import Calibre, Maker, Model, ReadingWords, ReferenceBook, State, WeaponType
from salwa.domain.marks.serial_date_records import BadRule, rule_of

Record = Mapping[str, Any]
Files = Mapping[str, Any]
ELSEWHERE = ("iti", "unroca", "iafq", "hs", "ncic")


class ReferenceFault(ValueError):
    """The reference files cannot be used. The message says which file and record, what is wrong and what to do."""


def book_of(files: Files, version: str) -> ReferenceBook:
    """The book made of parsed files, by path below the reference folder (`makers/italy.yaml`).

    Raises ReferenceFault for a record without its keys, a code given twice or a value of the wrong kind.
    """
    return ReferenceBook(
        version=version,
        makers=_collect(files, "makers/", _maker),
        calibres=_collect(files, "calibres/", _calibre),
        models=_collect(files, "models/", _model),
        types=_collect(files, "weapon_types.yaml", _type),
        states=_collect(files, "states", _state),
        sources=files.get("sources.yaml") or {},
        folding=_folding(_file(files, "folding.yaml")),
        mark_words=_mark_words(_file(files, "mark_states.yaml")),
        words=_reading_words(_file(files, "reading_words.yaml")),
        serial_dates=tuple(_date_rules(files)),
    )


def _file(files: Files, name: str) -> Any:
    if name not in files:
        raise ReferenceFault(f"The reference file {name} is missing. Reinstall Salwa, or restore the file.")
    return files[name]


def _collect(files: Files, prefix: str, build: Callable[[Record], Any]) -> dict[str, Any]:
    """All records of the files whose path begins with `prefix`, by code."""
    found: dict[str, Any] = {}
    origin: dict[str, str] = {}
    for path in sorted(files):
        if not path.startswith(prefix):
            continue
        for number, record in enumerate(files[path] or [], start=1):
            code = record.get("code") if isinstance(record, Mapping) else None
            if not isinstance(code, str):
                raise ReferenceFault(f"{path}: record {number} has no code. Give it one (a short text).")
            if code in found:
                raise ReferenceFault(f"{path}: the code {code} is used already in {origin[code]}. Rename one of them.")
            try:
                found[code] = build(record)
            except (KeyError, TypeError, ValueError) as error:
                raise ReferenceFault(
                    f"{path}: {code}: {error!r} is missing or of the wrong kind. Mend the record."
                ) from error
            origin[code] = path
    return found


def _texts(record: Record, key: str) -> tuple[str, ...]:
    values = record.get(key) or ()
    if isinstance(values, str) or not isinstance(values, Iterable):
        raise ValueError(f"{key} is not a list")
    for value in values:
        if not isinstance(value, str):
            raise ValueError(f"{key}: {value!r} is not a text; put it in quotation marks")
    return tuple(values)


def _years(record: Record, key: str) -> tuple[int | None, int | None]:
    years = [*(record.get(key) or ()), None, None]
    return (years[0], years[1])


def _maker(record: Record) -> Maker:
    return Maker(
        code=record["code"],
        name=record["name"],
        country=record["country"],
        historic_country=record.get("historic_country", ""),
        kinds=_texts(record, "kinds") or ("firearms",),
        active=_years(record, "active"),
        aliases=_texts(record, "aliases"),
        misspellings=_texts(record, "misspellings"),
        ambiguous=_texts(record, "ambiguous"),
        stamps=_texts(record, "stamps"),
        predecessors=_texts(record, "predecessors"),
        successors=_texts(record, "successors"),
        group=record.get("group", ""),
        sources=_texts(record, "sources"),
    )


def _calibre(record: Record) -> Calibre:
    return Calibre(
        code=record["code"],
        name=record["name"],
        kind=record["kind"],
        bore_mm=record.get("bore_mm"),
        case_mm=record.get("case_mm"),
        synonyms=_texts(record, "synonyms"),
        compatible=_texts(record, "compatible"),
        confused_with=_texts(record, "confused_with"),
        members=_texts(record, "members"),
        sources=_texts(record, "sources"),
    )


def _model(record: Record) -> Model:
    return Model(
        code=record["code"],
        name=record["name"],
        maker=record.get("maker", ""),
        type=record["type"],
        calibres=_texts(record, "calibres"),
        names=_texts(record, "names"),
        also_made_by=_texts(record, "also_made_by"),
        country=record.get("country", ""),
        family=record.get("family", ""),
        variant_of=record.get("variant_of", ""),
        look_alikes=_texts(record, "look_alikes"),
        years=_years(record, "years"),
        sources=_texts(record, "sources"),
    )


def _type(record: Record) -> WeaponType:
    return WeaponType(
        code=record["code"],
        names=dict(record["names"]),
        kind=record["kind"],
        words={language: _texts(record["words"], language) for language in record.get("words", {})},
        broader=record.get("broader", ""),
        elsewhere={name: str(record[name]) for name in ELSEWHERE if name in record},
        sources=_texts(record, "sources"),
    )


def _state(record: Record) -> State:
    names = record["names"]
    return State(
        code=record["code"],
        short_names={language: name["short"] for language, name in names.items()},
        formal_names={language: name["formal"] for language, name in names.items() if "formal" in name},
        iso2=record.get("iso2", ""),
        m49=record.get("m49"),
        member=bool(record.get("member", False)),
        group=record.get("group", ""),
        region=record.get("region", ""),
        subregion=record.get("subregion", ""),
        groups=_texts(record, "groups"),
        aliases=_texts(record, "aliases"),
        successors=_texts(record, "successors"),
        years=_years(record, "years"),
        sources=_texts(record, "sources"),
    )


def _folding(record: Record) -> FoldingTable:
    return FoldingTable(
        version=record["version"],
        confusable=pairs(record["confusable"]),
        look_alike=pairs(record["look_alike"]),
        by_sound=pairs(record["by_sound"]),
        numerals=pairs(record["numerals"]),
        illegible=record["illegible"],
        dropped=record["dropped"],
    )


def _mark_words(record: Record) -> MarkWords:
    phrases = {
        kind: tuple(phrase for language in languages for phrase in _texts(languages, language))
        for kind, languages in record["classes"].items()
    }
    for component in record["components"]:
        phrases[f"component:{component}"] = _texts(record["components"], component)
    phrases["import"] = _texts(record, "import_marks")
    phrases["filler"] = _texts(record, "filler")
    alone = {text: state for state in record["alone"] for text in _texts(record["alone"], state)}
    return MarkWords(phrases, alone)


def _reading_words(record: Record) -> ReadingWords:
    lists = (
        "legal_forms",
        "trade_words",
        "unknown",
        "craft",
        "model_noise",
        "bullet_words",
        "calibre_noise",
        "company_words",
    )
    return ReadingWords(
        **{name: _texts(record, name) for name in lists},
        nationalities={code: _texts(record["nationalities"], code) for code in record["nationalities"]},
        gauges=tuple(record["gauges"]),
        chambers_mm=tuple(float(length) for length in record["chambers_mm"]),
    )


def _date_rules(files: Files) -> Iterable[Any]:
    for record in files.get("serial_dates.yaml") or ():
        try:
            yield rule_of(record)
        except BadRule as error:
            raise ReferenceFault(f"serial_dates.yaml: {error}") from error
