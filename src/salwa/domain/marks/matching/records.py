"""What the index knows of a mark: 32 bytes, and the two identifiers that lead back to the register.

Words (maker, model ...) are stored as small stateless hashes of their reference slug, 0 meaning unknown. Two slugs may
share a number: that costs nothing, because the best candidates are compared again with the words of the register.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

SKELETON_WIDTH = 20
FIRST_YEAR = 1800
LAST_YEAR = FIRST_YEAR + 254

# One record as it lies in a segment; 32 bytes, so that two fit in a cache line.
RECORD = np.dtype(
    [
        ("skeleton", f"S{SKELETON_WIDTH}"),
        ("maker", "<u2"),
        ("model", "<u2"),
        ("calibre", "<u2"),
        ("forms", "<u2"),
        ("type", "u1"),
        ("country", "u1"),
        ("import_country", "u1"),
        ("year", "u1"),
    ]
)


def code16(slug: str) -> int:
    """A slug as a number 1 to 65,535; the empty slug (unknown) as 0."""
    return zlib.crc32(slug.encode()) % 65_535 + 1 if slug else 0


def code8(slug: str) -> int:
    """A slug as a number 1 to 255; the empty slug (unknown) as 0."""
    return zlib.crc32(slug.encode()) % 255 + 1 if slug else 0


def year8(year: int | None) -> int:
    """A year as a number 1 (1800) to 255 (2054); unknown, and years outside, as 0."""
    return year - FIRST_YEAR + 1 if year is not None and FIRST_YEAR <= year <= LAST_YEAR else 0


# Characters that one skeleton character stands for; the number tells which of them was written (0 = the digit, or U).
FORMS: dict[str, int] = {
    "0": 0, "O": 1, "Q": 2, "D": 3, "1": 0, "I": 1, "L": 2, "|": 3, "8": 0, "B": 1, "5": 0, "S": 1,
    "2": 0, "Z": 1, "6": 0, "G": 1, "U": 0, "V": 1,
}  # fmt: skip
_FOLDED_DIGITS = {"0", "1", "8", "5", "2", "6"}
FORM_PLACES = 8
# For ASCII: the number of its form as a digit, and the characters without one.
_FORM_DIGITS = bytes(ord(str(FORMS.get(chr(code).upper(), 0))) if code < 128 else code for code in range(256))
_NO_FORM = bytes(code for code in range(128) if chr(code).upper() not in FORMS)


def forms16(text: str) -> int:
    """Which form each foldable character of `text` had: two bits each for the first eight of them.

    `text` is the mark as typed or normalised. Equal skeletons with equal forms are equal texts; where forms differ,
    they tell a digit taken for a letter (0 for O, common) from a letter taken for another one (O for D, maybe
    another weapon). Digits of another script count as the digit.
    """
    if text.isascii():
        forms = text.encode().translate(_FORM_DIGITS, _NO_FORM)
        return int(forms[FORM_PLACES - 1 :: -1], 4) if forms else 0
    bits = place = 0
    for char in text.upper():
        form = FORMS.get(char)
        if form is None and char.isdecimal() and str(int(char)) in _FOLDED_DIGITS:
            form = 0
        if form is not None:
            bits |= form << (2 * place)
            place += 1
            if place == FORM_PLACES:
                break
    return bits


def pack_forms(forms: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint16]:
    """`forms16` for many marks at once: `forms` (n, width) holds FORMS of each character, 255 where it has none."""
    out = np.zeros(len(forms), dtype=np.uint16)
    place = np.zeros(len(forms), dtype=np.uint16)
    for column in forms.T:
        known = (column != 255) & (place < FORM_PLACES)
        out |= np.where(known, column.astype(np.uint16) << (2 * np.minimum(place, FORM_PLACES - 1)), 0).astype(
            np.uint16
        )
        place += known
    return out


@dataclass(frozen=True, slots=True)
class RecordColumns:
    """n marks, column by column, for building a segment (which puts them into an order of its own).

    `skeleton` S20 (longer skeletons cut; never with `?`), `maker`, `model`, `calibre` uint16 (`code16` of the slug,
    0 unknown), `forms` uint16 (`forms16` of the text; all zero when not known), `type`, `country`, `import_country`
    uint8 (`code8`), `year` uint8 (`year8`); `mark` and `weapon` int64, identifiers in the register.
    """

    skeleton: npt.NDArray[np.bytes_]
    maker: npt.NDArray[np.uint16]
    model: npt.NDArray[np.uint16]
    calibre: npt.NDArray[np.uint16]
    forms: npt.NDArray[np.uint16]
    type: npt.NDArray[np.uint8]
    country: npt.NDArray[np.uint8]
    import_country: npt.NDArray[np.uint8]
    year: npt.NDArray[np.uint8]
    mark: npt.NDArray[np.int64]
    weapon: npt.NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.skeleton)

    def identifiers(self) -> npt.NDArray[np.void]:
        """Mark and weapon of each record, side by side."""
        out = np.zeros(len(self), dtype=[("mark", "<i8"), ("weapon", "<i8")])
        out["mark"], out["weapon"] = self.mark, self.weapon
        return out

    def newest(self) -> RecordColumns:
        """Without what a later entry of the same mark replaced: of each mark and skeleton the last one is kept.

        A mark in a script of its own has two skeletons, and both stay unless the mark was indexed again later.
        """
        by_mark = np.argsort(self.mark, kind="stable")
        again = self.mark[by_mark][1:] == self.mark[by_mark][:-1]
        several = np.sort(by_mark[np.append(again, False) | np.append(False, again)]) if again.any() else by_mark[:0]
        last: dict[tuple[int, bytes], int] = {}
        for place, mark, skeleton in zip(
            several.tolist(), self.mark[several].tolist(), self.skeleton[several].tolist(), strict=True
        ):
            last[mark, skeleton] = place
        kept = np.ones(len(self), dtype=np.bool_)
        kept[several] = False
        kept[list(last.values())] = True
        return self.chosen(kept)

    def chosen(self, places: npt.NDArray[np.intp] | npt.NDArray[np.bool_]) -> RecordColumns:
        """The marks at these places, in this order."""
        return RecordColumns(**{one.name: getattr(self, one.name)[places] for one in fields(RecordColumns)})

    def packed(self) -> npt.NDArray[np.void]:
        """The columns as an array of RECORD."""
        out = np.zeros(len(self), dtype=RECORD)
        for name in RECORD.names or ():
            out[name] = getattr(self, name)
        return out


@dataclass(frozen=True, slots=True)
class MarkRow:
    """One mark as the services hand it over: slugs and numbers, empty or None where unknown."""

    mark: int
    weapon: int
    skeleton: str
    text: str = ""
    maker: str = ""
    model: str = ""
    calibre: str = ""
    type: str = ""
    country: str = ""
    import_country: str = ""
    year: int | None = None


def columns_of(rows: Iterable[MarkRow]) -> RecordColumns:
    """Columns of marks given one by one (an import batch, a single entry)."""
    table = [
        (
            row.skeleton[:SKELETON_WIDTH].encode("ascii", "replace"), code16(row.maker), code16(row.model),
            code16(row.calibre), forms16(row.text), code8(row.type), code8(row.country), code8(row.import_country),
            year8(row.year), row.mark, row.weapon,
        )
        for row in rows
    ]  # fmt: skip
    kinds = ["S20", "u2", "u2", "u2", "u2", "u1", "u1", "u1", "u1", "i8", "i8"]
    columns = list(zip(*table, strict=True)) or [()] * len(kinds)
    return RecordColumns(
        **{
            one.name: np.array(column, dtype=kind)
            for one, column, kind in zip(fields(RecordColumns), columns, kinds, strict=True)
        }
    )


@dataclass(frozen=True, slots=True)
class Described:
    """What the index keeps of the fields that repeat from weapon to weapon, as it lies in a RECORD."""

    names: bytes
    words: bytes

    @classmethod
    def of(cls, maker: str, model: str, calibre: str, *, type: str, country: str, import_country: str) -> Described:
        """From the slugs, empty where unknown."""
        names = struct.pack("<3H", code16(maker), code16(model), code16(calibre))
        return cls(names, bytes((code8(type), code8(country), code8(import_country))))

    def record(self, skeleton: str, text: str, year: int | None) -> bytes:
        """The 32 bytes of one mark, those that `columns_of` makes of the same values."""
        cut = skeleton[:SKELETON_WIDTH].encode("ascii", "replace").ljust(SKELETON_WIDTH, b"\0")
        return b"%b%b%b%b%c" % (cut, self.names, forms16(text).to_bytes(2, "little"), self.words, year8(year))


def columns_from(
    records: bytes | npt.NDArray[np.void], mark: npt.NDArray[np.int64], weapon: npt.NDArray[np.int64]
) -> RecordColumns:
    """Columns again from packed records (segments that are merged, marks saved by themselves)."""
    table = np.frombuffer(records, dtype=RECORD) if isinstance(records, bytes) else records
    return RecordColumns(**{name: table[name] for name in RECORD.names or ()}, mark=mark, weapon=weapon)


def joined(parts: Sequence[RecordColumns]) -> RecordColumns:
    """The columns of several parts, one after another."""
    if not parts:
        return columns_of([])
    return RecordColumns(
        **{one.name: np.concatenate([getattr(part, one.name) for part in parts]) for one in fields(RecordColumns)}
    )
