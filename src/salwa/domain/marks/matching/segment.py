"""One immutable part of the index: which records carry a key, and the records themselves."""

from __future__ import annotations

import mmap
from pathlib import Path

import numpy as np
import numpy.typing as npt

from salwa.domain.marks.matching.building import ANY_MAKER, segment_bytes, write_segment
from salwa.domain.marks.matching.hashing import Hashes
from salwa.domain.marks.matching.layout import Arrays, opened, unpacked
from salwa.domain.marks.matching.paging import Pages
from salwa.domain.marks.matching.records import RECORD, RecordColumns, columns_from

_HALF = np.uint64(32)
_ONE = np.uint64(1)
_LOW_SIX = np.uint64(63)
_RECORD_BITS = np.uint64(0xFFFFFFFF)
_TAG_SHIFT = np.uint64(48)
Records = npt.NDArray[np.intp]


class Segment:
    """A segment open for look-ups. Safe to share between threads: nothing in it changes.

    `records` and `identifiers` are arrays by record number. With `resident` (the default for files) the presence bits
    and the directory are read into memory, so that a look-up touches the disk only where something is to be found.
    """

    def __init__(self, arrays: Arrays, folding: str, *, resident: bool = False) -> None:
        self.folding = folding
        self.records = arrays["records"]
        self._wide: Hashes = self.records.view(np.uint64).reshape(-1, RECORD.itemsize // 8)
        self.identifiers_of_all = arrays["identifiers"]
        self._pairs: npt.NDArray[np.int64] = self.identifiers_of_all.view(np.int64).reshape(-1, 2)
        self._pages: Pages | None = None
        self.models = arrays["models"]
        self.calibres = arrays["calibres"]
        self.makers = arrays["makers"]
        self._present: Hashes = np.array(arrays["present"]) if resident else arrays["present"]
        self._directory = np.array(arrays["directory"]) if resident else arrays["directory"]
        self._entries: Hashes = arrays["entries"]
        bits = (len(self._directory) - 1).bit_length() - 1
        self._bucket_shift = np.uint64(64 - bits)
        self._tag_left = np.uint64(bits)
        self._regions = {
            int(row["code"]): (np.uint64(row["first_word"]), np.uint64(row["words"])) for row in self.makers
        }

    @classmethod
    def open(cls, path: Path, *, resident: bool = True) -> Segment:
        """Open a segment file memory-mapped; raises `DamagedSegment` when it cannot be used."""
        arrays, folding, whole = opened(path)
        segment = cls(arrays, folding, resident=resident)
        segment._pages = Pages(whole)
        return segment

    @classmethod
    def from_bytes(cls, whole: bytes | mmap.mmap, name: str) -> Segment:
        """Open a segment held in memory; `name` is used in messages."""
        arrays, folding = unpacked(whole, name)
        return cls(arrays, folding)

    def __len__(self) -> int:
        return len(self.records)

    def rows(self, records: Records) -> npt.NDArray[np.void]:
        """The columns of these records (RECORD); whole words are copied, which is ten times quicker than fields."""
        if self._pages is not None:
            self._pages.want(self.records, records)
        return self._wide.take(records, axis=0).view(RECORD).ravel()

    def columns(self) -> RecordColumns:
        """What the segment was built from, for merging it with others."""
        return columns_from(self.records, self.identifiers_of_all["mark"], self.identifiers_of_all["weapon"])

    def identifiers(self, records: Records) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Mark and weapon of each of these records."""
        if self._pages is not None:
            self._pages.want(self.identifiers_of_all, records)
        pairs = self._pairs.take(records, axis=0)
        if self._pages is not None:
            self._pages.note()
        return pairs[:, 0], pairs[:, 1]

    def records_with(self, hashes: Hashes, maker: int | None) -> Records:
        """Records that carry one of these keys and have this maker; None = any maker. Some may come twice."""
        region = self._regions.get(ANY_MAKER if maker is None else maker)
        if region is None:
            return np.zeros(0, dtype=np.intp)
        first, words = region
        place = (hashes >> _HALF) * words
        place >>= _HALF
        place += first
        bit = self._present[place.view(np.intp)]
        bit >>= hashes & _LOW_SIX
        found = hashes[(bit & _ONE).astype(np.bool_)]
        if not len(found):
            return np.zeros(0, dtype=np.intp)
        return self._in_buckets(found, maker)

    def _in_buckets(self, hashes: Hashes, maker: int | None) -> Records:
        bucket = (hashes >> self._bucket_shift).view(np.intp)
        begin = self._directory[bucket].astype(np.intp)
        count = self._directory[bucket + 1].astype(np.intp)
        count -= begin
        end = np.cumsum(count)
        begin[1:] -= end[:-1]
        places = np.repeat(begin, count)
        places += np.arange(len(places))
        if self._pages is not None:
            self._pages.want(self._entries, places)
        entries = self._entries[places]
        tag = (hashes << self._tag_left) >> _TAG_SHIFT
        if maker is None:
            hit = (entries >> _TAG_SHIFT) == np.repeat(tag, count)
        else:
            wanted = (tag << np.uint64(16)) | np.uint64(maker)
            hit = (entries >> _HALF) == np.repeat(wanted, count)
        records: Records = (entries[hit] & _RECORD_BITS).view(np.intp)
        return records


def build_segment(columns: RecordColumns, path: Path, *, folding: str = "", resident: bool = True) -> Segment:
    """Build the segment of these marks at `path` (appears whole or not at all) and open it."""
    write_segment(columns, path, folding)
    return Segment.open(path, resident=resident)


def segment_in_memory(columns: RecordColumns, folding: str = "") -> Segment:
    """The segment of these marks without a file."""
    return Segment.from_bytes(segment_bytes(columns, folding), "a segment in memory")
