"""Reading an exchange file safely: never more of it in memory than a line, never unpacked beyond reason."""

from __future__ import annotations

import gzip
import hashlib
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, NamedTuple

from salwa.domain.languages import Sentence, message
from salwa.domain.refusals import Refusal
from salwa.domain.register_exchange import Checker, Fault, checker_of
from salwa.reference.exchange_schemas import VERSION, exchange_schemas

LONGEST_LINE = 8_000_000
# Plain text of a register packs about twelve to one; beyond this the file is built to fill memory or disk.
MOST_TIMES_LARGER = 400
SMALL_ENOUGH = 100_000_000
GZIP_SIGNATURE = b"\x1f\x8b"
NOT_EXCHANGE = message("{file} is not an exchange file of a register: {fault}.")
TAKE_ANOTHER = message("Choose the file that the other register wrote, as it wrote it.")
OTHER_VERSION = message("{file} is written in version {version} of the format; this Salwa reads version {known}.")
NEWER = message("Bring Salwa up to date, or ask for a file in the version it reads.")
CUT = message("{file} is cut off or was altered: {fault}.")
FETCH_AGAIN = message("Fetch the file again. If somebody mended it on purpose, import it with --mended.")
TOO_PACKED = message("{file} unpacks to far more than a register holds, and was refused.")


class ReadLine(NamedTuple):
    """One line: its number, what it says (None when it cannot be read), what is wrong with it, and it as it stands."""

    number: int
    line: dict[str, Any] | None
    fault: Fault | None
    text: str


@dataclass(frozen=True, slots=True)
class ExchangeFile:
    """A file that was looked through once: its header and how many lines lie between header and trailer."""

    path: Path
    name: str
    header: dict[str, Any]
    lines: int
    sha256: str

    def read(self) -> Iterator[ReadLine]:
        """Every line between header and trailer."""
        checkers = _checkers()
        with _opened(self.path) as file:
            for number, content in enumerate(_lines(file, self.name), start=1):
                if 1 < number <= self.lines + 1:
                    yield _read(number, content, checkers)


def look_through(path: Path, name: str, *, mended: bool = False) -> ExchangeFile:
    """Read a file once from end to end: is it one, is it whole? Nothing is taken from it yet.

    Raises `Refusal` (`not_an_exchange_file`, `other_version`, `exchange_file_cut`, `exchange_file_packed`). `mended`:
    somebody changed the file on purpose, its fingerprints need not fit; it must still end with a trailer.
    """
    every, records = hashlib.sha256(), hashlib.sha256()
    whole = hashlib.sha256()
    count, last = 0, b""
    header: dict[str, Any] = {}
    try:
        with path.open("rb") as raw:
            while chunk := raw.read(1 << 20):
                whole.update(chunk)
        with _opened(path) as file:
            for content in _lines(file, name):
                if count == 0:
                    header = _header(content, name)
                if count > 1:
                    records.update(last)
                every.update(last)
                count, last = count + 1, content
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise _cut(name, str(error)) from None
    if count == 0:
        raise _not_one(name, "it is empty")
    trailer = _trailer(last, name)
    if not mended:
        told = (trailer["sha256"], trailer["records_sha256"], trailer["lines"])
        if told != (every.hexdigest(), records.hexdigest(), count - 1):
            raise _cut(name, "its content does not fit its last line")
    return ExchangeFile(path, name, header, count - 2, whole.hexdigest())


def _header(content: bytes, name: str) -> dict[str, Any]:
    read = _read(1, content, {"header": _checkers()["header"]})
    line = read.line
    if line is None or line.get("kind") != "header" or line.get("format") != "salwa-register-exchange":
        raise _not_one(name, "its first line is no header")
    if line.get("version") != VERSION:
        values: dict[str, str | int] = {"file": name, "version": str(line.get("version"))[:20], "known": VERSION}
        raise Refusal("other_version", Sentence(OTHER_VERSION, values), remedy=Sentence(NEWER))
    if read.fault is not None:
        raise _not_one(name, read.fault.what.english())
    return line


def _trailer(content: bytes, name: str) -> dict[str, Any]:
    read = _read(0, content, {"trailer": _checkers()["trailer"]})
    if read.line is None or read.fault is not None:
        raise _cut(name, "its last line is no trailer")
    return read.line


def _checkers() -> dict[str, Checker]:
    return {kind: checker_of(schema) for kind, schema in exchange_schemas().items()}


def _read(number: int, content: bytes, checkers: dict[str, Checker]) -> ReadLine:
    try:
        text = content.decode("utf-8").rstrip("\n")
        line = json.loads(text, object_pairs_hook=_once, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        shown = content[:2_000].decode("utf-8", "replace").rstrip("\n")
        return ReadLine(number, None, Fault("not_json", {"fault": str(error)[:100]}), shown)
    if not isinstance(line, dict):
        return ReadLine(number, None, Fault("not_json", {"fault": type(line).__name__}), text)
    kind = line.get("kind")
    check = checkers.get(kind) if isinstance(kind, str) else None
    if check is None:
        return ReadLine(number, line, Fault("unknown_kind", {"value": str(kind)[:40]}), text)
    return ReadLine(number, line, check(line), text)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a field stands twice")
    return found


def _no_number(text: str) -> Any:
    raise ValueError(f"{text} is no number")


def _opened(path: Path) -> IO[bytes]:
    with path.open("rb") as file:
        packed = file.read(2) == GZIP_SIGNATURE
    return gzip.open(path, "rb") if packed else path.open("rb")  # type: ignore[return-value]


def _lines(file: IO[bytes], name: str) -> Iterator[bytes]:
    """Lines with their ends; refuses what no register holds before it fills the memory."""
    packed_size = Path(file.name).stat().st_size if isinstance(getattr(file, "name", None), str) else 0
    allowed = max(SMALL_ENOUGH, MOST_TIMES_LARGER * packed_size)
    size = 0
    while content := file.readline(LONGEST_LINE + 1):
        size += len(content)
        if len(content) > LONGEST_LINE:
            raise _not_one(name, "one of its lines is longer than any record")
        if size > allowed:
            raise Refusal("exchange_file_packed", Sentence(TOO_PACKED, {"file": name}), remedy=Sentence(TAKE_ANOTHER))
        yield content


def _not_one(name: str, fault: str) -> Refusal:
    values = {"file": name, "fault": fault}
    return Refusal("not_an_exchange_file", Sentence(NOT_EXCHANGE, values), remedy=Sentence(TAKE_ANOTHER))


def _cut(name: str, fault: str) -> Refusal:
    values = {"file": name, "fault": fault}
    return Refusal("exchange_file_cut", Sentence(CUT, values), remedy=Sentence(FETCH_AGAIN))
