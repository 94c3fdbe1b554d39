"""The outer layer of a backup: chunks of one mebibyte, each sealed so that no damage goes unnoticed.

With a passphrase each chunk is encrypted with AES-256-GCM in the STREAM construction: the nonce is a random prefix,
the number of the chunk, and whether it is the last one, so that changed, swapped, repeated, dropped or cut-off chunks
do not open. Without one each chunk is followed by a SHA-256 chained to the chunk before, which finds the same damage
(but, unlike encryption, not a forgery). docs/reference/backup-format.md gives every byte.
"""

from __future__ import annotations

import hashlib
import os
import struct
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

MAGIC = b"SALWABAK"
VERSION = 1
CHUNK = 1 << 20
TAG = 16
DIGEST = 32
PLAIN, PASSPHRASE = 0, 1
# scrypt: 2^17 rounds of 8 blocks take 128 MiB and about half a second.
ROUNDS, BLOCKS, LANES = 17, 8, 1
MOST_ROUNDS = 20
_HEAD = struct.Struct(">8sHBBBBHI16s7s5x16s")
HEADER_BYTES = _HEAD.size + DIGEST
LAST_NUMBER = 2**32 - 1


class NotABackup(ValueError):
    """The file does not begin like a backup of a version this program knows."""


class WrongPassphrase(ValueError):
    """The passphrase does not belong to this backup, or one is needed and none was given."""

    def __init__(self, *, given: bool) -> None:
        super().__init__("wrong passphrase" if given else "a passphrase is needed")
        self.given = given


class DamagedBackup(ValueError):
    """A chunk does not open. `at`: the byte of the file where it begins; `place`: what was being read (set above)."""

    def __init__(self, at: int, place: str = "") -> None:
        super().__init__(f"damaged near byte {at}")
        self.at = at
        self.place = place


@dataclass(frozen=True, slots=True)
class Header:
    """The first 96 bytes: how the chunks are sealed. `check` tells a wrong passphrase from damage."""

    mode: int
    salt: bytes
    prefix: bytes
    check: bytes = bytes(16)
    rounds: int = ROUNDS
    blocks: int = BLOCKS
    lanes: int = LANES

    def packed(self) -> bytes:
        """The header as bytes, its own SHA-256 at the end."""
        head = _HEAD.pack(
            MAGIC, VERSION, self.mode, self.rounds, self.blocks, self.lanes, 0, CHUNK, self.salt, self.prefix,
            self.check,
        )  # fmt: skip
        return head + hashlib.sha256(head).digest()


def header_of(data: bytes) -> Header:
    """Read a header. Raises `NotABackup`, or `DamagedBackup` when it does not fit its own digest."""
    if data[: len(MAGIC)] != MAGIC:
        raise NotABackup("it does not begin with the sign of a backup")
    head = data[: _HEAD.size]
    if len(data) != HEADER_BYTES or hashlib.sha256(head).digest() != data[_HEAD.size :]:
        raise DamagedBackup(0)
    _, version, mode, rounds, blocks, lanes, zero, chunk, salt, prefix, check = _HEAD.unpack(head)
    known = version == VERSION and mode in {PLAIN, PASSPHRASE} and zero == 0 and chunk == CHUNK
    if not known or not 1 <= rounds <= MOST_ROUNDS or not 1 <= blocks <= 16 or not 1 <= lanes <= 4:
        raise NotABackup(f"it has format version {version}; this program reads version {VERSION}")
    return Header(mode, salt, prefix, check, rounds, blocks, lanes)


def derived(passphrase: str, header: Header) -> tuple[bytes, bytes]:
    """(key, check) from a passphrase: 32 bytes that seal, 16 that show whether the passphrase is right."""
    made = _stretched(passphrase, header.salt, header.rounds, header.blocks, header.lanes)
    return made[:32], made[32:]


@lru_cache(maxsize=2)
def _stretched(passphrase: str, salt: bytes, rounds: int, blocks: int, lanes: int) -> bytes:
    """A restore reads its backup twice; stretching the passphrase once is enough."""
    secret = unicodedata.normalize("NFC", passphrase).encode()
    most = 256 * blocks * (1 << rounds)
    return hashlib.scrypt(secret, salt=salt, n=1 << rounds, r=blocks, p=lanes, dklen=48, maxmem=most)


class ChunkWriter:
    """Takes bytes in any portions and writes sealed chunks. `finish` seals the last one; without it nothing opens."""

    def __init__(self, out: BinaryIO, passphrase: str | None) -> None:
        self._out = out
        header = Header(PASSPHRASE if passphrase is not None else PLAIN, os.urandom(16), os.urandom(7))
        key = None
        if passphrase is not None:
            key, check = derived(passphrase, header)
            header = Header(header.mode, header.salt, header.prefix, check)
        self._seal = _sealer(header, key)
        self._buffer = bytearray()
        self._number = 0
        self.written = out.write(header.packed())

    def write(self, data: bytes) -> int:
        """Append; the last full chunk waits, because only `finish` knows that it is the last."""
        self._buffer += data
        while len(self._buffer) > CHUNK:
            self._put(bytes(self._buffer[:CHUNK]), last=False)
            del self._buffer[:CHUNK]
        return len(data)

    def finish(self) -> None:
        """Seal what is left as the last chunk."""
        self._put(bytes(self._buffer), last=True)
        self._buffer.clear()

    def _put(self, data: bytes, *, last: bool) -> None:
        if self._number > LAST_NUMBER:
            raise OverflowError("a backup holds at most 2^32 chunks")
        self.written += self._out.write(self._seal(self._number, data, last))
        self._number += 1


class ChunkReader:
    """Gives back what a `ChunkWriter` took, only ever from chunks that have opened.

    Raises `NotABackup` and `WrongPassphrase` when made, `DamagedBackup` when reading.
    """

    def __init__(self, file: BinaryIO, passphrase: str | None) -> None:
        self._file = file
        header = header_of(file.read(HEADER_BYTES))
        key = None
        if header.mode == PASSPHRASE:
            if passphrase is None:
                raise WrongPassphrase(given=False)
            key, check = derived(passphrase, header)
            if check != header.check:
                raise WrongPassphrase(given=True)
        self.encrypted = header.mode == PASSPHRASE
        self._open = _opener(header, key)
        self._size = CHUNK + (TAG if self.encrypted else DIGEST)
        self._next = file.read(self._size)
        self._number = 0
        self._at = HEADER_BYTES
        self._buffer = memoryview(b"")
        self._ended = False

    def read(self, size: int) -> bytes:
        """Up to `size` bytes, fewer only at the end."""
        out = bytearray()
        while len(out) < size:
            if not self._buffer:
                if self._ended:
                    break
                self._buffer = memoryview(self._chunk())
                continue
            taken = self._buffer[: size - len(out)]
            out += taken
            self._buffer = self._buffer[len(taken) :]
        return bytes(out)

    def position(self) -> int:
        """The byte of the file that the chunk being read begins at."""
        return self._at

    def _chunk(self) -> bytes:
        sealed, self._next = self._next, self._file.read(self._size)
        last = not self._next
        opened = self._open(self._number, sealed, last)
        if opened is None:
            raise DamagedBackup(self._at)
        self._number += 1
        self._at += len(sealed)
        self._ended = last
        return opened


def _sealer(header: Header, key: bytes | None) -> Callable[[int, bytes, bool], bytes]:
    whole = hashlib.sha256(header.packed()).digest()
    if key is not None:
        cipher = AESGCM(key)
        return lambda number, data, last: cipher.encrypt(_nonce(header, number, last), data, whole)
    chain = whole

    def seal(number: int, data: bytes, last: bool) -> bytes:
        nonlocal chain
        chain = _chained(chain, number, data, last)
        return data + chain

    return seal


def _opener(header: Header, key: bytes | None) -> Callable[[int, bytes, bool], bytes | None]:
    whole = hashlib.sha256(header.packed()).digest()
    if key is not None:
        cipher = AESGCM(key)

        def decrypt(number: int, sealed: bytes, last: bool) -> bytes | None:
            try:
                return cipher.decrypt(_nonce(header, number, last), sealed, whole)
            except (InvalidTag, ValueError):
                return None

        return decrypt
    chain = whole

    def check(number: int, sealed: bytes, last: bool) -> bytes | None:
        nonlocal chain
        data, said = sealed[:-DIGEST], sealed[-DIGEST:]
        chain = _chained(chain, number, data, last)
        return data if chain == said else None

    return check


def _nonce(header: Header, number: int, last: bool) -> bytes:
    return header.prefix + struct.pack(">I?", number, last)


def _chained(before: bytes, number: int, data: bytes, last: bool) -> bytes:
    digest = hashlib.sha256(before + struct.pack(">I?", number, last))
    digest.update(data)
    return digest.digest()
