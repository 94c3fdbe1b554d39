"""Chunks: whatever is changed, swapped, repeated, dropped or cut off, nothing of it is ever given out as good."""

import io
import random

import pytest

from salwa.services.backup.container import (
    CHUNK,
    DIGEST,
    HEADER_BYTES,
    TAG,
    ChunkReader,
    ChunkWriter,
    DamagedBackup,
    NotABackup,
    WrongPassphrase,
)

pytestmark = pytest.mark.one_engine
PASSPHRASE = "copper lantern of the north"
CONTENT = random.Random(1).randbytes(3 * CHUNK + 12_345)


def sealed(content, passphrase):
    out = io.BytesIO()
    writer = ChunkWriter(out, passphrase)
    for start in range(0, len(content), 700_001):
        writer.write(content[start : start + 700_001])
    writer.finish()
    assert writer.written == len(out.getvalue())
    return out.getvalue()


def opened(data, passphrase):
    reader = ChunkReader(io.BytesIO(data), passphrase)
    out = bytearray()
    while piece := reader.read(123_457):
        out += piece
    return bytes(out)


@pytest.fixture(scope="module", params=[None, PASSPHRASE], ids=["open", "encrypted"])
def file(request):
    return sealed(CONTENT, request.param), request.param


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK])
@pytest.mark.parametrize("passphrase", [None, PASSPHRASE])
def test_what_goes_in_comes_out(size, passphrase):
    assert opened(sealed(CONTENT[:size], passphrase), passphrase) == CONTENT[:size]


def test_whole_files_open(file):
    assert opened(*file) == CONTENT


def test_nothing_of_the_content_stands_in_an_encrypted_file():
    data = sealed(b"CANARY of a long register " * 1_000, PASSPHRASE)
    assert b"CANARY" not in data


def test_the_same_content_never_looks_the_same_twice():
    assert sealed(b"same", PASSPHRASE)[HEADER_BYTES:] != sealed(b"same", PASSPHRASE)[HEADER_BYTES:]


def test_every_bit_of_the_header_counts(file):
    data, passphrase = file
    for bit in range(8 * HEADER_BYTES):
        damaged = bytearray(data)
        damaged[bit // 8] ^= 1 << bit % 8
        with pytest.raises((NotABackup, DamagedBackup)):
            ChunkReader(io.BytesIO(bytes(damaged)), passphrase)


def test_flips_anywhere_are_found(file):
    data, passphrase = file
    draw = random.Random(7)
    places = [HEADER_BYTES, len(data) - 1, *(draw.randrange(HEADER_BYTES, len(data)) for _ in range(40))]
    for place in places:
        damaged = bytearray(data)
        damaged[place] ^= 1 << draw.randrange(8)
        with pytest.raises(DamagedBackup):
            opened(bytes(damaged), passphrase)


def test_a_cut_at_any_place_is_found_also_between_chunks(file):
    data, passphrase = file
    size = CHUNK + (TAG if passphrase else DIGEST)
    between = [HEADER_BYTES + number * size for number in range(4)]
    for end in (*between, len(data) - 1, HEADER_BYTES + size // 2, 50):
        with pytest.raises(DamagedBackup):
            opened(data[:end], passphrase)


def test_swapped_repeated_dropped_and_added_chunks_are_found(file):
    data, passphrase = file
    size = CHUNK + (TAG if passphrase else DIGEST)
    head, one, two, rest = (
        data[:HEADER_BYTES],
        data[HEADER_BYTES : HEADER_BYTES + size],
        data[HEADER_BYTES + size : HEADER_BYTES + 2 * size],
        data[HEADER_BYTES + 2 * size :],
    )
    for wrong in (head + two + one + rest, head + one + one + rest, head + two + rest, data + one, data + b"\0"):
        with pytest.raises(DamagedBackup):
            opened(wrong, passphrase)


def test_chunks_of_another_file_do_not_fit(file):
    data, passphrase = file
    other = sealed(CONTENT, passphrase)
    with pytest.raises(DamagedBackup):
        opened(data[:HEADER_BYTES] + other[HEADER_BYTES:], passphrase)


def test_nothing_is_given_out_before_its_chunk_was_checked(file):
    data, passphrase = file
    damaged = bytearray(data)
    damaged[HEADER_BYTES + 10] ^= 1
    with pytest.raises(DamagedBackup) as found:
        ChunkReader(io.BytesIO(bytes(damaged)), passphrase).read(1)
    assert found.value.at == HEADER_BYTES


def test_a_wrong_passphrase_is_told_from_damage():
    data = sealed(b"content", PASSPHRASE)
    with pytest.raises(WrongPassphrase) as wrong:
        ChunkReader(io.BytesIO(data), "copper lantern of the south")
    with pytest.raises(WrongPassphrase) as missing:
        ChunkReader(io.BytesIO(data), None)
    assert (wrong.value.given, missing.value.given) == (True, False)


def test_a_passphrase_typed_with_combining_marks_is_the_same():
    data = sealed(b"content", "caf\u00e9 lantern north")
    assert opened(data, "cafe\u0301 lantern north") == b"content"


def test_control_an_unchained_checksum_would_miss_a_swap(file):
    """Negative control: with a digest per chunk alone, the swap above would pass; the chain is what finds it."""
    data, passphrase = file
    if passphrase is None:
        import hashlib

        chunk = data[HEADER_BYTES : HEADER_BYTES + CHUNK]
        said = data[HEADER_BYTES + CHUNK : HEADER_BYTES + CHUNK + DIGEST]
        assert hashlib.sha256(chunk).digest() != said
