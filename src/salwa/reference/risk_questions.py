"""The questions about the risk of diversion (risk_questions.yaml), read once and checked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from salwa.domain.licences.risks import RiskQuestion
from salwa.domain.licences.vocabulary import Answer, LicenceKind
from salwa.reference.book import ReferenceFault
from salwa.reference.loader import FOLDER, parse_files

FILE = "risk_questions.yaml"
LANGUAGES = frozenset({"ar", "zh", "en", "fr", "ru", "es"})
_PARAGRAPH = re.compile(r"(POA:(I|II|III|IV)\.\d+|ITI:\d+(\([a-e]\))?)")


@cache
def risk_questions() -> tuple[RiskQuestion, ...]:
    """Every question in the order of the file. Raises ReferenceFault with file and record when it is damaged."""
    return read_questions(FOLDER)


def read_questions(folder: Path) -> tuple[RiskQuestion, ...]:
    """The questions of a folder laid out like `salwa/reference`."""
    records = parse_files({FILE: (folder / FILE).read_bytes()})[FILE]
    sources = parse_files({"sources.yaml": (folder / "sources.yaml").read_bytes()})["sources.yaml"]
    if not isinstance(records, list) or not records:
        raise ReferenceFault(f"{FILE} holds no list of questions. Reinstall Salwa, or restore the file.")
    seen: set[str] = set()
    for number, record in enumerate(records, start=1):
        for fault in _faults(record, seen, sources):
            raise ReferenceFault(f"{FILE}: question {number}: {fault} Mend the record.")
        seen.add(record["code"])
    return tuple(_question(record) for record in records)


def _faults(record: Any, seen: set[str], sources: Mapping[str, Any]) -> Iterator[str]:
    if not isinstance(record, Mapping) or not isinstance(record.get("code"), str):
        yield "it has no code."
        return
    code = record["code"]
    if code in seen:
        yield f"the code {code} is used twice."
    if record.get("risky") not in ("yes", "no"):
        yield f'{code}: risky must be "yes" or "no", in quotation marks.'
    kinds = record.get("kinds") or []
    if not kinds or not set(kinds) <= {one.value for one in LicenceKind}:
        yield f"{code}: kinds must name at least one kind of authorisation, and no other words."
    for name in ("texts", "hints"):
        texts = record.get(name) or {}
        if set(texts) != LANGUAGES or not all(isinstance(text, str) and text.strip() for text in texts.values()):
            yield f"{code}: {name} must be there in the six languages."
    paragraphs = record.get("paragraphs") or []
    if not paragraphs or not all(isinstance(one, str) and _PARAGRAPH.fullmatch(one) for one in paragraphs):
        yield f"{code}: paragraphs must name where the question comes from, for example POA:II.11."
    if not record.get("sources") or not set(record["sources"]) <= set(sources):
        yield f"{code}: sources must name ids of sources.yaml."


def _question(record: Mapping[str, Any]) -> RiskQuestion:
    return RiskQuestion(
        code=record["code"],
        texts=dict(record["texts"]),
        hints=dict(record["hints"]),
        risky=Answer(record["risky"]),
        blocks=bool(record.get("blocks", False)),
        kinds=frozenset(LicenceKind(kind) for kind in record["kinds"]),
        paragraphs=tuple(record["paragraphs"]),
    )
