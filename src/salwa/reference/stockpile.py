"""The checklist of stockpile security, read once and checked: reference/stockpile_measures.yaml."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from salwa.domain.stock import Measure, MeasureGroup
from salwa.reference.book import ReferenceFault
from salwa.reference.yaml_files import read_yaml

FILE = Path(__file__).parent / "stockpile_measures.yaml"
SOURCES = frozenset({"poa", "mosaic", "general"})


@cache
def measures() -> tuple[Measure, ...]:
    """All measures in the order of the file. Raises `ReferenceFault` naming the record that is wrong."""
    return read_measures(read_yaml(FILE))


def read_measures(document: Any) -> tuple[Measure, ...]:
    """The measures of a parsed file; every group must be there, every code once, every source known."""
    if not isinstance(document, dict) or list(document) != [group.value for group in MeasureGroup]:
        raise ReferenceFault(f"{FILE.name} must have the groups {', '.join(MeasureGroup)} in this order.")
    found: dict[str, Measure] = {}
    for group, records in document.items():
        for record in records:
            code, sources = str(record.get("code", "")), tuple(record.get("sources", ()))
            if set(record) != {"code", "text", "sources"} or not record["text"].endswith(".") or not sources:
                raise ReferenceFault(f"{FILE.name}: {code or record} needs code, a whole sentence and sources.")
            if code in found or not set(sources) <= SOURCES:
                raise ReferenceFault(f"{FILE.name}: {code} stands twice or names an unknown source.")
            found[code] = Measure(code, MeasureGroup(group), record["text"], sources)
    return tuple(found.values())


@cache
def checklist_digest() -> str:
    """16 hexadecimal digits that tell which measures a review was asked."""
    return hashlib.sha256("|".join(one.code for one in measures()).encode()).hexdigest()[:16]
