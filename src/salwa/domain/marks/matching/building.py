"""Making a segment from columns of marks: keys, their order, the directory and the presence bits."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import numpy.typing as npt

from salwa.domain.marks.matching.hashing import Hashes, keys_of
from salwa.domain.marks.matching.layout import SECTIONS, Arrays, packed
from salwa.domain.marks.matching.records import SKELETON_WIDTH, RecordColumns

ENTRIES_A_BUCKET = 6
BITS_A_KEY = 12
BITS_A_KEY_ANY_MAKER = 6
ANY_MAKER = -1
_CHUNK = 500_000
_PARTS = 64
_PART_SHIFT = np.uint64(58)
MOST_RECORDS = 2**32 - 1


def build_arrays(columns: RecordColumns) -> Arrays:
    """The sections of a segment of these marks. About 150 bytes and 4 microseconds a mark; memory four times that.

    Records are ordered by maker and skeleton: those which one look-up compares lie on few pages.
    """
    if len(columns) > MOST_RECORDS:
        raise ValueError(f"A segment holds at most {MOST_RECORDS} marks, not {len(columns)}.")
    columns = columns.chosen(_neighbours_together(columns))
    records = columns.packed()
    parts, keys_of_maker, total = _parted_keys(columns)
    makers = _makers(columns.maker, keys_of_maker, total)
    present = _presence(parts, columns.maker, makers)
    directory, entries = _ordered(parts, columns.maker, total)
    return {
        "records": records,
        "identifiers": columns.identifiers(),
        "makers": makers,
        "models": _counts(columns.model, "models"),
        "calibres": _counts(columns.calibre, "calibres"),
        "present": present,
        "directory": directory,
        "entries": entries,
    }


def segment_bytes(columns: RecordColumns, folding: str = "") -> bytes:
    """A whole segment as bytes (for a batch kept in the database)."""
    return b"".join(packed(build_arrays(columns), folding))


def write_segment(columns: RecordColumns, path: Path, folding: str = "") -> None:
    """Write a segment file so that it appears whole or not at all: temporary name, flushed to disk, renamed."""
    parts = packed(build_arrays(columns), folding)
    unfinished = path.with_name(path.name + ".unfinished")
    with unfinished.open("wb") as file:
        for part in parts:
            file.write(part)
        file.flush()
        os.fsync(file.fileno())
    unfinished.rename(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _neighbours_together(columns: RecordColumns) -> npt.NDArray[np.intp]:
    """The order by maker, then by the first eight characters of the skeleton (six bits each)."""
    chars = np.ascontiguousarray(columns.skeleton).view(np.uint8).reshape(-1, SKELETON_WIDTH)
    key = columns.maker.astype(np.uint64)
    for place in range(8):
        key = (key << np.uint64(6)) | (chars[:, place] & np.uint8(63)).astype(np.uint64)
    return np.argsort(key, kind="stable")


_Part = tuple[Hashes, npt.NDArray[np.uint32]]


def _parted_keys(columns: RecordColumns) -> tuple[list[_Part], npt.NDArray[np.int64], int]:
    """All keys, split by the top bits of the hash so that each part can be sorted by itself."""
    parts: list[list[_Part]] = [[] for _ in range(_PARTS)]
    keys_of_maker = np.zeros(65_536, dtype=np.int64)
    total = 0
    for start in range(0, len(columns), _CHUNK):
        hashes, owners = keys_of(columns.skeleton[start : start + _CHUNK])
        owners = owners + np.uint32(start)
        keys_of_maker += np.bincount(columns.maker[owners], minlength=65_536)
        total += len(hashes)
        top = (hashes >> _PART_SHIFT).astype(np.uint8)
        order = np.argsort(top, kind="stable")
        ends = np.cumsum(np.bincount(top, minlength=_PARTS))
        for part, (begin, end) in enumerate(zip([0, *ends[:-1]], ends, strict=True)):
            parts[part].append((hashes[order[begin:end]], owners[order[begin:end]]))
    joined = []
    for pieces in parts:
        joined.append(
            (
                np.concatenate([piece[0] for piece in pieces] or [np.zeros(0, dtype=np.uint64)]),
                np.concatenate([piece[1] for piece in pieces] or [np.zeros(0, dtype=np.uint32)]),
            )
        )
        pieces.clear()
    return joined, keys_of_maker, total


def _makers(maker: npt.NDArray[np.uint16], keys: npt.NDArray[np.int64], total: int) -> npt.NDArray:
    """One row a maker (and one for all together): its records, and its region of the presence bits."""
    records = np.bincount(maker, minlength=65_536)
    codes = np.flatnonzero(records)
    out = np.zeros(len(codes) + 1, dtype=SECTIONS["makers"])
    out["code"] = [ANY_MAKER, *codes]
    out["records"] = [len(maker), *records[codes]]
    out["words"] = [total * BITS_A_KEY_ANY_MAKER // 64 + 1, *(keys[codes] * BITS_A_KEY // 64 + 1)]
    out["first_word"][1:] = np.cumsum(out["words"])[:-1]
    return out


def present_places(hashes: Hashes, first: npt.ArrayLike, words: npt.ArrayLike) -> npt.NDArray[np.intp]:
    """The word of the presence bits in which each hash sets a bit (the bit is the low six bits of the hash)."""
    half = np.uint64(32)
    return (np.asarray(first, dtype=np.uint64) + ((hashes >> half) * np.asarray(words, dtype=np.uint64) >> half)).view(
        np.intp
    )


def _presence(parts: list[_Part], maker: npt.NDArray[np.uint16], makers: npt.NDArray) -> Hashes:
    first = np.zeros(65_536, dtype=np.uint64)
    words = np.zeros(65_536, dtype=np.uint64)
    first[makers["code"][1:]] = makers["first_word"][1:]
    words[makers["code"][1:]] = makers["words"][1:]
    out = np.zeros(int(makers["words"].sum(dtype=np.int64)), dtype=np.uint64)
    one = np.uint64(1)
    low = np.uint64(63)
    for hashes, owners in parts:
        codes = maker[owners]
        bits = one << (hashes & low)
        np.bitwise_or.at(out, present_places(hashes, first[codes], words[codes]), bits)
        np.bitwise_or.at(out, present_places(hashes, 0, makers["words"][0]), bits)
    return out


def _ordered(parts: list[_Part], maker: npt.NDArray[np.uint16], total: int) -> tuple[npt.NDArray[np.uint32], Hashes]:
    """Directory and entries; an entry is [tag 16 | maker 16 | record 32], ordered by bucket, tag, maker."""
    bits = max(6, int(np.ceil(np.log2(max(total, 1) / ENTRIES_A_BUCKET))))
    entries = np.zeros(total, dtype=np.uint64)
    directory = np.zeros((1 << bits) + 1, dtype=np.uint32)
    half, quarter = np.uint64(32), np.uint64(16)
    buckets_a_part = (1 << bits) // _PARTS
    at = 0
    for number, (hashes, owners) in enumerate(parts):
        ordered = ((hashes >> np.uint64(48 - bits)) << quarter) | maker[owners]
        order = np.argsort(ordered)
        ordered = ordered[order]
        entries[at : at + len(order)] = (ordered << half) | owners[order]
        borders = np.arange(number * buckets_a_part, (number + 1) * buckets_a_part, dtype=np.uint64)
        directory[number * buckets_a_part : (number + 1) * buckets_a_part] = at + np.searchsorted(
            ordered >> half, borders
        )
        at += len(order)
    directory[-1] = total
    return directory, entries


def _counts(codes: npt.NDArray[np.uint16], section: str) -> npt.NDArray:
    records = np.bincount(codes, minlength=65_536)
    known = np.flatnonzero(records)
    out = np.zeros(len(known), dtype=SECTIONS[section])
    out["code"] = known
    out["records"] = records[known]
    return out
