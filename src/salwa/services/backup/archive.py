"""The inner layer of a backup: a tar archive, so that in thirty years any tool can still take it apart.

Members in order: `tables/NAME/00000001.jsonl.gz` ..., `files/PATH` with a `file-lists/00000001.jsonl.gz` after at most
`FILES_A_LIST` files, `keys/NAME` (encrypted backups only), `manifest.json`.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import tarfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import BinaryIO, Protocol

from salwa.domain.backup import Manifest
from salwa.domain.backup.manifest import manifest_from
from salwa.services.backup.container import ChunkReader, ChunkWriter, DamagedBackup

TABLES, FILES, LISTS, KEYS, MANIFEST = "tables", "files", "file-lists", "keys", "manifest.json"
FILES_A_LIST = 10_000
BLOCK = 512
PIECE = 1 << 20
# No part of a backup unpacks to more than this; a file that claims so was not made by this program.
LARGEST_PART = 1 << 30
LEVEL = 2


class ArchiveWriter:
    """Writes members one after the other; nothing is kept but the digests of the present list of files."""

    def __init__(self, out: ChunkWriter) -> None:
        self._out = out
        self._listed: list[str] = []
        self._lists = 0
        self._list_digest = hashlib.sha256()
        self.files = 0
        self.file_bytes = 0

    def add(self, name: str, data: bytes) -> None:
        """A member whose content is at hand."""
        self._begin(name, len(data))
        self._out.write(data)
        self._end(len(data))

    def add_file(self, path: str, file: BinaryIO, size: int) -> None:
        """A file of the home folder, `size` bytes of it. Raises `EOFError` when it is shorter meanwhile."""
        self._begin(f"{FILES}/{path}", size)
        digest, left = hashlib.sha256(), size
        while left:
            piece = file.read(min(PIECE, left))
            if not piece:
                raise EOFError(f"{path} became shorter while it was read")
            digest.update(piece)
            self._out.write(piece)
            left -= len(piece)
        self._end(size)
        self.files += 1
        self.file_bytes += size
        self._listed.append(listed(path, size, digest.hexdigest()))
        if len(self._listed) == FILES_A_LIST:
            self.end_list()

    def end_list(self) -> None:
        """Write the list of the files since the last one."""
        if self._listed:
            self._lists += 1
            data = "".join(self._listed).encode()
            self._list_digest.update(data)
            self.add(numbered(LISTS, self._lists), packed(data))
            self._listed = []

    def told_of_files(self) -> dict[str, int | str]:
        """What the manifest says about the files."""
        return {"count": self.files, "bytes": self.file_bytes, "list_sha256": self._list_digest.hexdigest()}

    def finish(self, manifest: Manifest) -> None:
        """Write the manifest and the end of the archive."""
        self.add(MANIFEST, manifest.as_text().encode())
        self._out.write(bytes(2 * BLOCK))
        self._out.finish()

    def _begin(self, name: str, size: int) -> None:
        info = tarfile.TarInfo(name)
        info.size, info.mode = size, 0o600
        self._out.write(info.tobuf(tarfile.PAX_FORMAT, "utf-8", "surrogateescape"))

    def _end(self, size: int) -> None:
        self._out.write(bytes(-size % BLOCK))


class Sink(Protocol):
    """What takes in the content of a backup while it is checked."""

    def part(self, table: str, data: bytes) -> None:
        """Whole lines of a table."""

    def file(self, path: str) -> BinaryIO | None:
        """Where the file of this path goes; None when it is only checked. It is closed afterwards."""

    def key_file(self, name: str, data: bytes) -> None:
        """A file of the folder `keys`."""


@dataclass(slots=True)
class _Found:
    """What was seen of the archive so far, to be held against the manifest."""

    tables: dict[str, tuple[int, int, hashlib._Hash]] = field(default_factory=dict)
    listed: list[str] = field(default_factory=list)
    lists: int = 0
    list_digest: hashlib._Hash = field(default_factory=hashlib.sha256)
    files: int = 0
    file_bytes: int = 0
    keys: list[str] = field(default_factory=list)
    manifest: Manifest | None = None
    last_file: str = ""


def walk(reader: ChunkReader, sink: Sink) -> Manifest:
    """Read a whole archive, check everything in it, and hand its content to `sink` on the way.

    Raises `DamagedBackup` whose `place` is the member being read: a table, a file, the manifest.
    """
    found = _Found()
    place = ""
    try:
        for name, size, content in _members(reader):
            place = name
            _take(found, name, size, content, sink)
        place = MANIFEST
        while rest := reader.read(PIECE):
            if rest.strip(b"\0"):
                raise ValueError("something follows the end of the archive")
        return _held_against_manifest(found)
    except DamagedBackup as damage:
        damage.place = place
        raise
    except (tarfile.TarError, zlib.error, gzip.BadGzipFile, EOFError, ValueError, UnicodeError) as error:
        raise DamagedBackup(reader.position(), place) from error


def listed(path: str, size: int, sha256: str) -> str:
    """One line of a list of files."""
    return json.dumps([path, size, sha256], ensure_ascii=False, separators=(",", ":")) + "\n"


def numbered(folder: str, number: int) -> str:
    """Name of a part of a table or of a list."""
    return f"{folder}/{number:08d}.jsonl.gz"


def packed(data: bytes) -> bytes:
    """Compressed, the same for the same content."""
    return gzip.compress(data, LEVEL, mtime=0)


def _members(reader: ChunkReader) -> Iterator[tuple[str, int, BinaryIO]]:
    with tarfile.open(fileobj=reader, mode="r|", bufsize=PIECE) as tar:  # type: ignore[call-overload]
        while (info := tar.next()) is not None:
            # The list of members would grow with the number of files.
            tar.members = []
            content = tar.extractfile(info) if info.isreg() else None
            if content is None:
                raise ValueError(f"{info.name} is not a plain file")
            yield info.name, info.size, content


def _take(found: _Found, name: str, size: int, content: BinaryIO, sink: Sink) -> None:
    if found.manifest is not None:
        raise ValueError("something follows the manifest")
    folder, _, rest = name.partition("/")
    if folder == TABLES:
        _take_part(found, rest, content, sink)
    elif folder == FILES:
        _take_file(found, rest, size, content, sink)
    elif folder == LISTS:
        _take_list(found, name, content)
    elif folder == KEYS and is_safe_path(rest):
        found.keys.append(rest)
        sink.key_file(rest, content.read())
    elif name == MANIFEST:
        found.manifest = manifest_from(content.read().decode())
    else:
        raise ValueError(f"{name} does not belong into a backup")


def _take_part(found: _Found, rest: str, content: BinaryIO, sink: Sink) -> None:
    table = rest.partition("/")[0]
    parts, rows, digest = found.tables.get(table, (0, 0, hashlib.sha256()))
    if f"{TABLES}/{rest}" != numbered(f"{TABLES}/{table}", parts + 1):
        raise ValueError("a part is missing or out of order")
    data = _unpacked(content)
    if not data.endswith(b"\n"):
        raise ValueError("a part ends inside a line")
    digest.update(data)
    found.tables[table] = (parts + 1, rows + data.count(b"\n"), digest)
    sink.part(table, data)


def _take_file(found: _Found, path: str, size: int, content: BinaryIO, sink: Sink) -> None:
    if not is_safe_path(path):
        raise ValueError("a file would be written outside the home folder")
    digest = hashlib.sha256()
    target = sink.file(path)
    try:
        while piece := content.read(PIECE):
            digest.update(piece)
            if target is not None:
                target.write(piece)
    finally:
        if target is not None:
            target.close()
    found.files += 1
    found.file_bytes += size
    found.listed.append(listed(path, size, digest.hexdigest()))


def _take_list(found: _Found, name: str, content: BinaryIO) -> None:
    data = _unpacked(content)
    found.lists += 1
    if name != numbered(LISTS, found.lists) or data != "".join(found.listed).encode():
        raise ValueError("a list does not name the files before it")
    found.list_digest.update(data)
    found.listed = []


def _held_against_manifest(found: _Found) -> Manifest:
    manifest = found.manifest
    if manifest is None:
        raise ValueError("there is no manifest")
    seen = {name: (rows, digest.hexdigest()) for name, (_, rows, digest) in found.tables.items()}
    said = {table.name: (table.rows, table.sha256) for table in manifest.tables if table.rows}
    files = {"count": found.files, "bytes": found.file_bytes, "list_sha256": found.list_digest.hexdigest()}
    if seen != said or found.listed or files != dict(manifest.files) or tuple(found.keys) != manifest.keys:
        raise ValueError("the content is not what the manifest says")
    return manifest


def is_safe_path(path: str) -> bool:
    """Whether a path stays inside the folder it is put into."""
    pure = PurePosixPath(path)
    return bool(pure.parts) and not pure.is_absolute() and str(pure) == path and not {"..", "."} & set(pure.parts)


def _unpacked(content: BinaryIO) -> bytes:
    worker = zlib.decompressobj(wbits=31)
    data = worker.decompress(content.read(), LARGEST_PART)
    if not worker.eof or worker.unused_data or worker.unconsumed_tail:
        raise ValueError("a part does not unpack")
    return data
