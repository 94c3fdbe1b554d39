"""How a segment lies in a file: one page of description, then plain arrays, each on a page border.

A segment is derived data. It can always be built again from the register, so nothing is mended here: whatever does not
fit (other version, wrong length, wrong checksum) is refused with `DamagedSegment` and built anew by the services.
"""

from __future__ import annotations

import json
import mmap
import zlib
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import numpy.typing as npt

from salwa.domain.marks.matching.records import RECORD

VERSION = 2
PAGE = 4096
MAGIC = b"SALWA-SEGMENT\n"
SECTIONS: dict[str, np.dtype] = {
    "records": RECORD,
    "identifiers": np.dtype([("mark", "<i8"), ("weapon", "<i8")]),
    "makers": np.dtype([("code", "<i4"), ("records", "<u4"), ("first_word", "<u4"), ("words", "<u4")]),
    "models": np.dtype([("code", "<u2"), ("records", "<u4")]),
    "calibres": np.dtype([("code", "<u2"), ("records", "<u4")]),
    "present": np.dtype("<u8"),
    "directory": np.dtype("<u4"),
    "entries": np.dtype("<u8"),
}
Arrays = dict[str, npt.NDArray]


class DamagedSegment(ValueError):
    """The bytes are not a whole segment of this version; the message says where and what is wrong. Build it anew."""


def packed(arrays: Mapping[str, npt.NDArray], folding: str) -> list[bytes | memoryview]:
    """The parts of a segment in order, ready to be written one after another or joined."""
    sections = {}
    parts: list[bytes | memoryview] = [b""]
    at = PAGE
    for name, dtype in SECTIONS.items():
        array = np.ascontiguousarray(arrays[name], dtype=dtype)
        data = _bytes(array)
        sections[name] = {"at": at, "count": len(array), "crc": zlib.crc32(data)}
        padding = -len(data) % PAGE
        parts += [data, bytes(padding)]
        at += len(data) + padding
    text = json.dumps({"version": VERSION, "folding": folding, "bytes": at, "sections": sections}).encode()
    head = MAGIC + b"%08x\n" % zlib.crc32(text) + text
    parts[0] = head + bytes(PAGE - len(head))
    return parts


def _bytes(array: npt.NDArray) -> memoryview:
    """The bytes of an array without a copy."""
    return array.view(np.uint8).ravel().data if array.size else memoryview(b"")


def opened(path: Path) -> tuple[Arrays, str, mmap.mmap]:
    """The arrays of a segment file, memory-mapped and read-only, the version of its folding table, and the mapping."""
    with path.open("rb") as file:
        try:
            whole = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except ValueError:
            raise DamagedSegment(f"{path.name} is empty.") from None
    whole.madvise(mmap.MADV_RANDOM)
    return *unpacked(whole, path.name), whole


def unpacked(whole: bytes | mmap.mmap, name: str) -> tuple[Arrays, str]:
    """The arrays of a segment held in memory; refuses another version and missing bytes."""
    description = _description(whole, name)
    if description["version"] != VERSION:
        raise DamagedSegment(f"{name} has version {description['version']}, this program reads version {VERSION}.")
    if description["bytes"] != len(whole):
        raise DamagedSegment(f"{name} has {len(whole)} bytes, {description['bytes']} were written.")
    arrays = {
        section: np.frombuffer(whole, dtype=dtype, count=place["count"], offset=place["at"])
        for section, dtype in SECTIONS.items()
        for place in [description["sections"][section]]
    }
    return arrays, str(description["folding"])


def check(whole: bytes | mmap.mmap, name: str) -> None:
    """Read every byte and compare the checksums; raises `DamagedSegment` naming the first section that differs."""
    arrays, _ = unpacked(whole, name)
    for section, place in _description(whole, name)["sections"].items():
        data = arrays[section]
        if zlib.crc32(_bytes(data)) != place["crc"]:
            raise DamagedSegment(f"{name}: the section {section} does not fit its checksum.")


def check_file(path: Path) -> None:
    """`check` for a segment file; a missing one is damaged too."""
    try:
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as whole:
            check(bytes(whole), path.name)
    except (OSError, ValueError) as error:
        raise DamagedSegment(f"{path.name}: {error}") from error


def _description(whole: bytes | mmap.mmap, name: str) -> dict:
    head = bytes(whole[:PAGE])
    start = len(MAGIC) + 9
    text = head[start:].rstrip(b"\0")
    if not head.startswith(MAGIC) or head[len(MAGIC) : start] != b"%08x\n" % zlib.crc32(text):
        raise DamagedSegment(f"{name} does not begin as a segment does.")
    return dict(json.loads(text))
