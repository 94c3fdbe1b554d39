"""The key for people who do not know weapons, read once and checked: identification_key.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from salwa.reference.book import ReferenceFault
from salwa.reference.loader import load_book
from salwa.reference.yaml_files import read_yaml

FILE = Path(__file__).parent / "identification_key.yaml"
SURENESS = ("likely", "possible", "open")
DRAWINGS = ("pistol", "revolver", "rifle", "shotgun", "smg", "mg", "launcher", "mortar", "none")


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer and where it leads: to a question or to a result, by code; the other one is empty."""

    code: str
    text: str
    ask: str
    result: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question about what is seen, with its answers in the order shown."""

    code: str
    text: str
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """What it probably is. `type`, `others`: codes of weapon types; `sure`: likely, possible or open."""

    code: str
    text: str
    type: str
    sure: str
    drawing: str
    others: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    models: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Key:
    """The whole key. `safety`, `photos`: texts in order; `places`: texts of where to look for marks, by code."""

    safety: tuple[str, ...]
    photos: tuple[str, ...]
    places: Mapping[str, str]
    start: str
    questions: Mapping[str, Question]
    results: Mapping[str, Result]


@cache
def identification_key() -> Key:
    """The key shipped with Salwa. Raises `ReferenceFault` naming the record that is wrong."""
    return read_key(read_yaml(FILE))


def read_key(document: Any) -> Key:
    """The key of a parsed file; every fault names the record."""
    try:
        key = Key(
            safety=_texts(document["safety"]), photos=_texts(document["photos"]),
            places={one["code"]: one["text"] for one in document["places"]}, start=document["start"],
            questions={one["code"]: _question(one) for one in document["questions"]},
            results={one["code"]: _result(one) for one in document["results"]},
        )  # fmt: skip
    except (KeyError, TypeError, AttributeError) as error:
        raise ReferenceFault(f"{FILE.name}: {error!r} is missing or of the wrong kind. Mend the record.") from error
    faults = [*_leads(key), *_codes(key)]
    if faults:
        raise ReferenceFault(f"{FILE.name}: {faults[0]}. Mend the record.")
    return key


def _texts(records: Any) -> tuple[str, ...]:
    return tuple(one["text"] for one in records)


def _question(record: Mapping[str, Any]) -> Question:
    answers = (Answer(one["code"], one["text"], one.get("ask", ""), one.get("result", "")) for one in record["answers"])
    return Question(record["code"], record["text"], tuple(answers))


def _result(record: Mapping[str, Any]) -> Result:
    return Result(
        record["code"], record["text"], record["type"], record["sure"], record["drawing"],
        tuple(record.get("others", ())), tuple(record["places"]), tuple(record["models"]),
    )  # fmt: skip


def _leads(key: Key) -> list[str]:
    """Answers that lead nowhere or in a circle, questions and results nobody comes to."""
    faults, met = [], {key.start}

    def walk(code: str, path: tuple[str, ...]) -> None:
        for answer in key.questions[code].answers:
            if bool(answer.ask) == bool(answer.result):
                faults.append(f"{code}: the answer {answer.code} must lead to a question or to a result")
            elif answer.result and answer.result not in key.results:
                faults.append(f"{code}: there is no result {answer.result}")
            elif answer.ask and (answer.ask not in key.questions or answer.ask in path):
                faults.append(f"{code}: {answer.ask} is no question, or leads in a circle")
            else:
                met.add(answer.result or answer.ask)
                if answer.ask:
                    walk(answer.ask, (*path, answer.ask))

    if key.start not in key.questions:
        return [f"there is no question {key.start} to start with"]
    walk(key.start, (key.start,))
    return [*faults, *(f"nothing leads to {code}" for code in (*key.questions, *key.results) if code not in met)]


def _codes(key: Key) -> list[str]:
    book = load_book()
    faults = []
    for one in key.results.values():
        if one.sure not in SURENESS or one.drawing not in DRAWINGS:
            faults.append(f"{one.code}: sure or drawing is not of the lists")
        faults += [f"{one.code}: no type {code}" for code in (one.type, *one.others) if code not in book.types]
        faults += [f"{one.code}: no model {code}" for code in one.models if code not in book.models]
        faults += [f"{one.code}: no place {code}" for code in one.places if code not in key.places]
    return faults
