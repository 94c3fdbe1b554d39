"""Every reader of marks, dates, tables and messages, and texts that people, machines and enemies write (S11, S12)."""

from __future__ import annotations

import random
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from salwa.domain.audit.notes import parse_checkpoint, parse_key, parse_note, parse_signatures
from salwa.domain.directory.contacts import is_state_code
from salwa.domain.imports.dates import decide_order, read_date
from salwa.domain.imports.delimiters import recognise_delimiter
from salwa.domain.imports.encodings import recognise_encoding
from salwa.domain.imports.headers import counting_columns, find_header, named_columns
from salwa.domain.imports.rows import RowLayout, take_row
from salwa.domain.indicators.reading import number_in, read_questionnaire
from salwa.domain.marking.codes import WrongCode, read_code
from salwa.domain.marks.reading import TypedMarks
from salwa.domain.marks.serials import normalised
from salwa.domain.marks.skeleton import skeleton_by_sound, skeletons
from salwa.domain.refusals import Refusal
from salwa.domain.tracing.linking import case_key, folded, serial_of
from salwa.domain.trust import TrustListRefused
from salwa.services.envelopes import EnvelopeRefused
from salwa.services.imports.tables import recognise_layout, records
from salwa.services.imports.words import cell_words, is_column_word
from salwa.services.marks.reader import mark_reader
from salwa.services.trust_lists import accept
from tests.builders import trust_lists as lists
from tests.services.envelopes.sealed_cases import opened, sealed

SLOW_SECONDS = 1.0
REFUSALS = (Refusal, EnvelopeRefused, TrustListRefused, WrongCode)
FIELDS = ("serial", "maker", "model", "calibre", "type", "country", "year")
LAYOUT = RowLayout(
    headers=("Serial", "Make", "Date", "Owner", "Note"),
    places={"serial": (0,), "maker": (1,), "date": (2,), "state_owned": (3,), "note": (4,)},
    date_order="dmy", today=date(2026, 11, 26), words=cell_words(),
)  # fmt: skip


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _table(text: str) -> None:
    recognise_encoding(_bytes(text))
    recognise_delimiter(text)
    rows = [line.split(",") for line in text.split("\n")]
    find_header(rows, is_column_word)
    counting_columns(rows)
    named_columns(rows[0])


def _file(text: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        stored = Path(folder) / "list"
        stored.write_bytes(_bytes(text))
        layout = recognise_layout(stored, shown_name="list.csv", megabytes=1, knows=is_column_word)
        for _ in records(Path(folder), layout):
            pass


def _log(text: str) -> None:
    for read in (parse_note, parse_signatures):
        _tried(lambda read=read: read(_bytes(text)))
    for of_text in (parse_checkpoint, parse_key):
        _tried(lambda read=of_text: read(text))


def _tried(read: Callable[[], Any]) -> None:
    try:
        read()
    except Refusal:
        return


@cache
def _list_state() -> Any:
    return lists.begun()


def _mark(name: str) -> Callable[[str], Any]:
    return lambda text: mark_reader().read(TypedMarks(**{name: text}))


# Name -> the reader. A refusal in words is an answer; any other exception is a fault.
READERS: Mapping[str, Callable[[str], Any]] = {
    **{f"mark: {name}": _mark(name) for name in FIELDS},
    "all marks": lambda text: mark_reader().read(TypedMarks(**dict.fromkeys(FIELDS, text))),
    "serial": lambda text: (normalised(text), skeletons(text), skeleton_by_sound(text)),
    "serial of a case": lambda text: (serial_of(text), case_key(text), folded(text)),
    "date": lambda text: [read_date(text, order) for order in (decide_order([text]), "ymd", "dmy", "mdy")],
    "row": lambda text: (take_row([text] * 5, LAYOUT), take_row(text.split(","), LAYOUT)),
    "table": _table,
    "questionnaire": lambda text: (number_in(text), read_questionnaire(_bytes(text))),
    "label": lambda text: (read_code(text, "KEN"), is_state_code(text)),
    "log": _log,
    "file": _file,
    "message": lambda text: opened(_bytes(text)),
    "trust list": lambda text: accept(_list_state(), _bytes(text), lists.NOW),
}
# What damaged texts are made of, for readers of something with a form.
WHOLE: Mapping[str, Callable[[], str]] = {
    "message": lambda: sealed().decode(),
    "trust list": lambda: lists.signed(lists.after(_list_state())).decode(),
    "file": lambda: "Serial;Maker;Date\nA 123;Beretta;1999-02-03\n\"B\n4\";\"Zastava, Kragujevac\";03/02/99\n",
    "table": lambda: "Serial,Maker,Date\nA 123,Beretta,1999-02-03\n",
    "questionnaire": lambda: "indicator,category,value,year,state\n16.4.2,seized,12,2024,KEN\n",
    "label": lambda: "KEN-W-000015-F",
    "log": lambda: (
        "salwa.example/log\n15\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n"
        "— salwa.example/log Az3grlgtzPICa5OS\n"
    ),
}  # fmt: skip
MARKS = (
    "AB-123456", "№ 4711/A", "9x19mm Parabellum", "7,62×39",
    ".38 S&W Spl.", "BERETTA mod. 92 FS", "АК-47 1974г.",
    "مصنع 12", "五六式 7.62", "S/N illegible (partly)", "12 gauge 2¾\"", "03/02/1999", "1999-W07-3", "II. 1944",
    "XXX1234", "[erased]", "?12?4", "filed off", "12.3.99 - 4.5.00",
    "31 février 2001", "٣١/١٢/١٩٩٩", "Feb 30th 2001",
)  # fmt: skip
PIECES = (
    " ", "\t", "\n", "\r\n", "\x00", "\u200f", "\u202e", "\u2066",
    "\ufeff", "\u0301", "\u0345", "ﷺ", "ǅ", "ß", "İ", "ﬃ", "𝟗",
    "٣", "१", "〇", "十", "Ⅻ", "½", "²", "№", "…", "—", "(", ")", "[",
    "]", "{", "}", '"', "'", ",", ";", "|", "/", "\\", ".", "..",
    "-", "_", "?", "*", "+", "=", "<", ">", "&", "%", "@", "0", "O",
    "1", "I", "l", "8", "B", "X", "XX", "a", "Я", "ع", "字",
    "😀", "👩\u200d🚒", "\ud800", "\udfff", "\U0010ffff", "1e999",
    "NaN", "-0", "9" * 40, "0x", "1.", "2024", "W53", "feb",
)  # fmt: skip


def a_text(chance: random.Random, whole: str = "") -> str:
    """One text: damaged from something right, pieced together, or of any signs at all."""
    kind = chance.randrange(5)
    if kind <= 1:
        text = whole or chance.choice(MARKS)
        for _ in range(chance.randrange(1, 5)):
            at, until = sorted((chance.randrange(len(text) + 1), chance.randrange(len(text) + 1)))
            instead = chance.choice((chance.choice(PIECES), text[at:until] * 2, "", chance.choice(MARKS)))
            text = text[:at] + instead + text[min(until, at + chance.randrange(4)) :]
        return text
    if kind == 2:
        return "".join(chance.choices(PIECES, k=chance.randrange(1, 30)))
    if kind == 3:
        return "".join(chance.choices(PIECES, k=chance.randrange(1, 4))) * chance.randrange(1, 200)
    most = chance.choice((0x80, 0x3000, 0x110000))
    return "".join(chr(chance.randrange(most)) for _ in range(chance.randrange(60)))


@dataclass
class Read:
    """How many texts were read, refused in words, failed on, or took longer than a second of processor time."""

    texts: int = 0
    refused: int = 0
    by_reader: Counter[str] = field(default_factory=Counter)
    failed: list[str] = field(default_factory=list)
    slow: list[str] = field(default_factory=list)


def read_many(
    count: int, seed: int, readers: Mapping[str, Callable[[str], Any]] = READERS, until: float = float("inf")
) -> Read:
    """Give `count` texts to the readers in turn."""
    found, chance = Read(), random.Random(seed)
    whole = {name: WHOLE[name]() for name in readers if name in WHOLE}
    names = list(readers)
    for number in range(count):
        name = names[number % len(names)]
        text = a_text(chance, whole.get(name, ""))
        began = time.process_time()
        try:
            readers[name](text)
        except REFUSALS:
            found.refused += 1
        except Exception as error:  # noqa: BLE001 - whatever it is, it is a fault
            found.failed.append(f"{name}: {error!r} on {text[:200]!r}")
        if time.process_time() - began > SLOW_SECONDS:
            found.slow.append(f"{name}: {text[:80]!r}")
        found.texts += 1
        found.by_reader[name] += 1
        if time.monotonic() > until:
            break
    return found
