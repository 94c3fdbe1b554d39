"""Writing an exchange file: line after line, fingerprinted as it goes, there whole or not at all."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, cast

from django.conf import settings

from salwa.services.imports.leases import is_gone, this_process

LEVEL = 5
Line = dict[str, Any]
# Called with the number of lines written.
Told = Callable[[int], None]
TOLD_EVERY = 5_000


@dataclass(slots=True)
class Written:
    """What was written: lines of each kind, header and trailer not counted, and the fingerprint of the records."""

    counts: Counter[str] = field(default_factory=Counter)
    lines: int = 0
    records_sha256: str = ""


def write_exchange_file(out: Path, header: Line, lines: Iterable[Line], told: Told | None = None) -> Written:
    """Write header, lines and trailer to `out`; packed with gzip when its name ends with .gz."""
    written = Written()
    every, records = hashlib.sha256(), hashlib.sha256()
    with _whole(out) as file:
        every.update(_put(file, {"kind": "header", **header}))
        for line in lines:
            content = _put(file, line)
            every.update(content)
            records.update(content)
            written.counts[line["kind"]] += 1
            written.lines += 1
            if told is not None and written.lines % TOLD_EVERY == 0:
                told(written.lines)
        written.records_sha256 = records.hexdigest()
        trailer = {
            "kind": "trailer",
            "lines": written.lines + 1,
            "counts": dict(sorted(written.counts.items())),
            "sha256": every.hexdigest(),
            "records_sha256": written.records_sha256,
        }
        _put(file, trailer)
    return written


def copy_pictures(files: Iterable[str], folder: Path) -> int:
    """Copy pictures (paths below the media folder) with their small versions below `folder`; how many were there."""
    count = 0
    for name in files:
        source = Path(settings.MEDIA_ROOT) / name
        if not source.is_file():
            continue
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        shutil.copyfile(source, target)
        count += 1
    return count


def _put(file: IO[bytes], line: Line) -> bytes:
    content = json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode("utf-8") + b"\n"
    file.write(content)
    return content


@contextmanager
def _whole(out: Path) -> Iterator[IO[bytes]]:
    """A file beside `out` that takes its place at the end; one that a killed process left there is removed first."""
    _remove_leftovers(out)
    beside = out.with_name(f".{out.name}.{this_process()}.part")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(handle, "wb") as plain:
            if out.suffix == ".gz":
                # No name and no moment inside: the same register gives the same bytes.
                with gzip.GzipFile("", "wb", LEVEL, plain, mtime=0) as packed:
                    yield cast("IO[bytes]", packed)
            else:
                yield plain
            plain.flush()
            os.fsync(plain.fileno())
        beside.replace(out)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def _remove_leftovers(out: Path) -> None:
    for path in out.absolute().parent.glob(f".{out.name}.*.part"):
        holder = path.name.removeprefix(f".{out.name}.").removesuffix(".part")
        if is_gone(holder):
            with suppress(FileNotFoundError):
                path.unlink()
