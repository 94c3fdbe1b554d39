"""Import marks, proof marks and shapes of serial numbers, read once and checked (reference/*_marks.yaml)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from salwa.domain.tracing.knowledge import ImporterMark, ProofMark, SerialShape
from salwa.reference.book import ReferenceFault
from salwa.reference.loader import load_book
from salwa.reference.yaml_files import read_yaml

FOLDER = Path(__file__).parent
One = TypeVar("One")
ABOVE = ("", "crown", "eagle", "lion", "star")
FORMS = (
    "",
    "oval",
    "triangle",
    "circle",
    "shield",
    "arrow",
    "flags",
    "column",
    "palms",
    "antler",
    "horse",
    "nettle",
    "bear",
)
MEANINGS = (
    "house",
    "nitro",
    "black_powder",
    "definitive",
    "view",
    "rifled",
    "smooth",
    "choke",
    "repair",
    "foreign",
    "military",
    "maker",
)


@cache
def importers() -> tuple[ImporterMark, ...]:
    """Importers and their stamps, in the order of the file. Raises `ReferenceFault` naming the record."""
    return read_records("import_marks.yaml", _parsed("import_marks.yaml"), _importer)


@cache
def proof_marks() -> tuple[ProofMark, ...]:
    """Proof houses and proof marks, in the order of the file. Raises `ReferenceFault` naming the record."""
    return read_records("proof_marks.yaml", _parsed("proof_marks.yaml"), _proof)


@cache
def serial_shapes() -> tuple[SerialShape, ...]:
    """Shapes of serial numbers, by makers. Raises `ReferenceFault` naming the record."""
    return read_records("serial_shapes.yaml", _parsed("serial_shapes.yaml"), _shape)


def read_records(name: str, document: Any, build: Callable[[Mapping[str, Any]], One]) -> tuple[One, ...]:
    """The records of a parsed file as values; every fault names file and record."""
    found: list[One] = []
    seen: set[str] = set()
    for number, record in enumerate(document or (), start=1):
        try:
            code = str(record.get("code", number))
            if code in seen:
                raise ValueError("its code stands twice")
            seen.add(code)
            _sourced(record)
            found.append(build(record))
        except (AttributeError, KeyError, TypeError, ValueError, re.error) as error:
            raise ReferenceFault(f"{name}: record {number}: {error!r}. Mend the record.") from error
    return tuple(found)


def _sourced(record: Mapping[str, Any]) -> None:
    unknown = set(record["sources"]) - set(load_book().sources)
    if not record["sources"] or unknown:
        raise ValueError(f"sources {sorted(unknown)} are not in sources.yaml, or there are none")


def _importer(record: Mapping[str, Any]) -> ImporterMark:
    _known(record["country"], load_book().states)
    if record.get("maker_code"):
        _known(record["maker_code"], load_book().makers)
    if not record["stamps"]:
        raise ValueError("an importer without stamps")
    return ImporterMark(
        record["code"],
        record["name"],
        record["country"],
        tuple(record["stamps"]),
        record.get("maker_code", ""),
        bool(record.get("also_maker", False)),
        tuple(record["sources"]),
    )


def _proof(record: Mapping[str, Any]) -> ProofMark:
    _known(record["country"], load_book().states)
    for key, words in (("above", ABOVE), ("form", FORMS), ("meaning", MEANINGS)):
        _known(record[key], words)
    first, last = record["years"]
    return ProofMark(
        record["code"],
        record["name"],
        record["country"],
        tuple(record["texts"]),
        record["above"],
        record["form"],
        record["meaning"],
        (first, last),
        tuple(record["sources"]),
    )


def _shape(record: Mapping[str, Any]) -> SerialShape:
    for maker in record["makers"]:
        _known(maker, load_book().makers)
    for pattern in record["shapes"]:
        re.compile(pattern)
    return SerialShape(frozenset(record["makers"]), record["like"], tuple(record["shapes"]))


def _known(value: str, among: Any) -> None:
    if value not in among:
        raise ValueError(f"{value!r} is not known")


def _parsed(name: str) -> Any:
    return read_yaml(FOLDER / name)
