"""Looking into the ZIP container of a workbook before anything reads it: what is really in it, byte by byte.

The directory of a container can lie. Every part is inflated once, piece by piece, without being kept; what a parser
meets afterwards was counted here. Only the standard library, no Django: this runs in the process with limits.
"""

from __future__ import annotations

import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import IO

PIECE = 1 << 16
MOST_PARTS = 5_000
# A table of any size unpacks to some ten or twenty times its packed size; small workbooks vary more.
FREE, TIMES = 60_000_000, 40
LARGEST = 1_000_000_000
LOCAL_HEADER = struct.Struct("<4s5H3L2H")
MACROS = ("vbaproject.bin", "macrosheets/", "basic/", "activex/")


class Hostile(ValueError):
    """The workbook is built to do harm, or damaged."""


def unpacked_size(path: str, upload_limit: int) -> int:
    """Bytes that the parts of the workbook at `path` really unpack to. Raises `Hostile` saying what is wrong."""
    with zipfile.ZipFile(path) as archive, open(path, "rb") as raw:  # noqa: PTH123 - no pathlib object needed here
        entries = archive.infolist()
        if len(entries) > MOST_PARTS:
            raise Hostile("the workbook has more parts than any table")
        if len({entry.filename.casefold() for entry in entries}) != len(entries):
            raise Hostile("two parts of the workbook have one name")
        for entry in entries:
            _check_entry(entry)
        packed = sum(entry.compress_size for entry in entries)
        allowed = min(FREE + TIMES * packed, max(10 * upload_limit, LARGEST))
        total = 0
        for entry in entries:
            for piece in _inflated(raw, entry):
                total += len(piece)
                if total > allowed:
                    raise Hostile("the workbook is compressed beyond what real tables are")
    return total


def _check_entry(entry: zipfile.ZipInfo) -> None:
    name = entry.filename
    if name.startswith(("/", "\\")) or "\\" in name or ":" in name or ".." in PurePosixPath(name).parts:
        raise Hostile("the workbook holds a file with an unsafe name")
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise Hostile("the workbook holds a link instead of a file")
    if entry.flag_bits & 1:
        raise Hostile("the workbook is locked with a password; save it without one")
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise Hostile("the workbook is packed in a way that spreadsheet programs do not use")
    if any(word in name.casefold() for word in MACROS) and not entry.is_dir():
        raise Hostile("the workbook holds macros; save it as a workbook without macros")


def _inflated(raw: IO[bytes], entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """The content of a part in small pieces, whatever the directory says of its size."""
    raw.seek(entry.header_offset)
    header = raw.read(LOCAL_HEADER.size)
    if len(header) < LOCAL_HEADER.size or header[:4] != b"PK\x03\x04":
        raise Hostile("the workbook is damaged")
    fields = LOCAL_HEADER.unpack(header)
    if fields[3] != entry.compress_type:
        raise Hostile("the workbook contradicts itself")
    raw.seek(fields[9] + fields[10], 1)
    first = True
    for piece in _pieces(raw, entry):
        if first and entry.filename.casefold().endswith((".xml", ".rels")):
            _check_markup(piece)
        first = False
        yield piece


def _pieces(raw: IO[bytes], entry: zipfile.ZipInfo) -> Iterator[bytes]:
    left = entry.compress_size
    plain = entry.compress_type == zipfile.ZIP_STORED
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    while left > 0:
        packed = raw.read(min(PIECE, left))
        if not packed:
            raise Hostile("the workbook is cut off")
        left -= len(packed)
        if plain:
            yield packed
            continue
        while packed and not inflate.eof:
            try:
                yield inflate.decompress(packed, 1 << 20)
            except zlib.error:
                raise Hostile("the workbook is damaged") from None
            packed = inflate.unconsumed_tail
    if not plain and not inflate.eof and entry.file_size:
        raise Hostile("the workbook is cut off")


def _check_markup(start: bytes) -> None:
    """No spreadsheet program declares a document type; entity bombs and outside entities need one."""
    for text in (start[:4_096], start[:8_192].replace(b"\x00", b"")):
        if b"<!DOCTYPE" in text.upper() or b"<!ENTITY" in text.upper():
            raise Hostile("the workbook declares a document type, which no spreadsheet program writes")
