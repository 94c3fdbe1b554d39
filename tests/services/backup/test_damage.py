"""A hundred damaged backups: every one refused in words before the first byte of the target is written (target R6)."""

import random

import pytest

from salwa.domain.refusals import Refusal
from salwa.services.backup.archive import walk
from salwa.services.backup.container import CHUNK, DIGEST, HEADER_BYTES, TAG, ChunkReader
from salwa.services.backup.verifying import OnlyChecked, verify_backup
from tests.builders.installations import salwa
from tests.services.backup.conftest import PASSPHRASE

pytestmark = pytest.mark.one_engine
ROUNDS = 50


def damaged(data, draw, size):
    """One damage of one kind, and its name."""
    kind = draw.choice(["flip", "flip", "byte", "cut", "swap", "zeros", "drop", "double"])
    at = draw.randrange(len(data))
    if kind == "flip":
        return kind, data[:at] + bytes([data[at] ^ (1 << draw.randrange(8))]) + data[at + 1 :]
    if kind == "byte":
        return kind, data[:at] + bytes([(data[at] + draw.randrange(1, 256)) % 256]) + data[at + 1 :]
    if kind == "cut":
        return kind, data[:at]
    if kind == "zeros":
        length = min(4_096, len(data) - at)
        return kind, data[:at] + bytes(length) + data[at + length :] if any(data[at : at + length]) else data[:at]
    chunks = [data[start : start + size] for start in range(HEADER_BYTES, len(data), size)]
    one, other = draw.sample(range(len(chunks)), 2)
    if kind == "swap":
        chunks[one], chunks[other] = chunks[other], chunks[one]
    elif kind == "drop":
        del chunks[one]
    else:
        chunks.insert(other, chunks[one])
    return kind, data[:HEADER_BYTES] + b"".join(chunks)


@pytest.fixture
def big_enough(source):
    """Both backups span several chunks, so that chunks can be swapped."""
    for file in (source.open, source.sealed):
        assert file.stat().st_size > HEADER_BYTES + 2 * CHUNK
    return source


@pytest.mark.parametrize("which", ["open", "sealed"])
def test_every_damage_is_refused_and_told_near_where_it_is(big_enough, which, tmp_path):
    data = getattr(big_enough, which).read_bytes()
    passphrase = PASSPHRASE if which == "sealed" else None
    size = CHUNK + (TAG if which == "sealed" else DIGEST)
    draw, codes = random.Random(2026), []
    for number in range(ROUNDS):
        kind, wrong = damaged(data, draw, size)
        assert wrong != data
        file = tmp_path / f"{number}.backup"
        file.write_bytes(wrong)
        with pytest.raises(Refusal) as refused:
            verify_backup(file=file, passphrase=passphrase)
        codes.append(refused.value.code)
        assert refused.value.remedy is not None, kind
        file.unlink()
    assert set(codes) <= {"backup_damaged", "not_a_backup"}
    assert codes.count("backup_damaged") >= ROUNDS - 2


def test_whole_backups_pass_so_the_refusals_above_mean_something(source):
    assert verify_backup(file=source.open, passphrase=None).manifest.rows() > 600
    assert verify_backup(file=source.sealed, passphrase=PASSPHRASE).manifest.keyring()


@pytest.mark.parametrize("which", ["open", "sealed"])
def test_restoring_a_damaged_backup_touches_nothing(source, which, tmp_path):
    data = bytearray(getattr(source, which).read_bytes())
    data[2 * len(data) // 3] ^= 4
    file, home, secret = tmp_path / "damaged.backup", tmp_path / "home", tmp_path / "passphrase"
    file.write_bytes(bytes(data))
    secret.write_text(PASSPHRASE)
    done = salwa("restore", file, "--home", home, "--passphrase-file", secret)
    assert (done.returncode, done.stdout, home.exists()) == (1, "", False)
    assert "The backup is damaged near table register_screening" in done.stderr
    assert "Nothing was changed." in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("given", "words"),
    [("the wrong passphrase altogether", "does not belong to this backup"), (None, "needs its passphrase")],
)
def test_a_wrong_or_missing_passphrase_touches_nothing(source, given, words, tmp_path):
    home, secret = tmp_path / "home", tmp_path / "passphrase"
    secret.write_text(given or "")
    done = salwa("restore", source.sealed, "--home", home, *(["--passphrase-file", secret] if given else []))
    assert (done.returncode, home.exists()) == (1, False)
    assert words in done.stderr


def test_a_file_that_is_no_backup_is_named(source, tmp_path):
    file = tmp_path / "holiday.jpg"
    file.write_bytes(b"\xff\xd8\xff" + bytes(10_000))
    with pytest.raises(Refusal) as refused:
        verify_backup(file=file, passphrase=None)
    assert (refused.value.code, refused.value.sentence.values["file"]) == ("not_a_backup", "holiday.jpg")


def test_control_a_reader_that_does_not_check_the_content_would_pass_a_lie(source, tmp_path):
    """Negative control: the manifest is held against the content; a manifest about other rows is refused."""
    from salwa.services.backup import archive

    class Lying(OnlyChecked):
        def part(self, table, data):
            pass

    with source.open.open("rb") as file:
        told = walk(ChunkReader(file, None), Lying())
    found = archive._Found()
    found.manifest = told
    with pytest.raises(ValueError, match="not what the manifest says"):
        archive._held_against_manifest(found)
