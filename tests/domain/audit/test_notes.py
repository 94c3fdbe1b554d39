"""Signed notes and checkpoints are read as C2SP lays down, and everything else is refused."""

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from salwa.domain.audit import notes
from salwa.domain.audit.notes import COSIGNATURE, ED25519, Checkpoint, Note, Signature, VerifierKey
from salwa.domain.refusals import Refusal

pytestmark = pytest.mark.one_engine

# The example of the specifications: a log's checkpoint with a witness's signature.
SOFA = """example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==
"""  # noqa: E501 - signature lines are not broken
PRIVATE = Ed25519PrivateKey.from_private_bytes(b"\x07" * 32)
KEY = VerifierKey("salwa/KEN/0011223344556677", ED25519, PRIVATE.public_key().public_bytes_raw())
WITNESS = VerifierKey("salwa/UGA/8899aabbccddeeff", COSIGNATURE, KEY.public)
CHECKPOINT = Checkpoint(KEY.name, 12, bytes(range(32)), "ab" * 32, 2, "2026-11-24T10:00:00.000000Z")


def check(public, message, signature):
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def signature(text, key=KEY, seconds=0):
    if key.kind == ED25519:
        return Signature(key.name, key.key_id, PRIVATE.sign(text.encode()))
    stamped = seconds.to_bytes(8) + PRIVATE.sign(notes.cosigned(text, seconds))
    return Signature(key.name, key.key_id, stamped)


def test_the_example_of_the_specification_is_read():
    note = notes.parse_note(SOFA.encode())
    assert note.to_text() == SOFA
    found = notes.parse_checkpoint(note.text)
    assert (found.origin, found.size, found.head, found.epoch) == ("example.com/behind-the-sofa", 20852163, "", 0)
    assert found.to_text() == note.text
    witness = VerifierKey("witness.example.com/w1", COSIGNATURE, bytes(32))
    assert notes.signed_at(witness, note.signatures[1]) == 1679315147


def test_our_own_checkpoint_comes_back_as_it_was_written():
    text = CHECKPOINT.to_text()
    assert text.split("\n")[3:] == ["epoch 2", "head " + "ab" * 32, "at 2026-11-24T10:00:00.000000Z", ""]
    assert notes.parse_checkpoint(text) == CHECKPOINT
    assert notes.parse_checkpoint(text + "other line\n").more == ("other line",)


def test_the_signatures_of_log_and_witness_are_told_with_their_time():
    text = CHECKPOINT.to_text()
    note = Note(text, (signature(text), signature(text, WITNESS, 1_700_000_000)))
    read = notes.parse_note(note.to_text().encode())
    assert notes.signers(read, [KEY, WITNESS], check) == [(KEY, 0), (WITNESS, 1_700_000_000)]
    assert notes.signers(read, [WITNESS], check) == [(WITNESS, 1_700_000_000)]
    assert notes.signers(read, [], check) == []


def test_one_false_signature_of_a_known_key_spoils_the_note_and_one_of_an_unknown_key_does_not():
    text = CHECKPOINT.to_text()
    false = Signature(WITNESS.name, WITNESS.key_id, bytes(72))
    note = Note(text, (signature(text), false))
    assert notes.signers(note, [KEY, WITNESS], check) == []
    assert notes.signers(note, [KEY], check) == [(KEY, 0)]


@pytest.mark.parametrize("bit", range(0, 8 * len(CHECKPOINT.to_text()), 5))
def test_a_changed_text_has_no_signers(bit):
    text = bytearray(CHECKPOINT.to_text().encode())
    text[bit // 8] ^= 1 << bit % 8
    try:
        note = notes.parse_note(bytes(text) + b"\n" + signature(CHECKPOINT.to_text()).line().encode() + b"\n")
    except Refusal:
        return
    assert notes.signers(note, [KEY], check) == []


def test_every_changed_bit_of_a_signature_is_seen():
    text = CHECKPOINT.to_text()
    content = Note(text, (signature(text),)).to_text().encode()
    seen = 0
    for bit in range(8 * (len(text.encode()) + 1), 8 * len(content)):
        spoilt = bytearray(content)
        spoilt[bit // 8] ^= 1 << bit % 8
        try:
            seen += notes.signers(notes.parse_note(bytes(spoilt)), [KEY], check) == []
        except Refusal:
            seen += 1
    assert seen == 8 * (len(content) - len(text.encode()) - 1)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\n\n",
        SOFA[:-1].encode(),
        SOFA.replace("\n\n", "\n").encode(),
        SOFA.replace("sofa\n", "sofa\r\n").encode(),
        SOFA.replace("— ", "- ").encode(),
        SOFA.replace("AYQ8=", "AYQ9=").encode(),
        SOFA.replace("YQ8=", "YQ8").encode(),
        b"a\n\n" + "— name aa==\n".encode(),
        ("x" * notes.LARGEST + SOFA).encode(),
        b"a\n\n" + "— n AAAAAAAA\n".encode() * 101,
    ],
)
def test_other_files_are_no_notes(content):
    with pytest.raises(Refusal) as refusal:
        notes.parse_note(content)
    assert (refusal.value.code, refusal.value.remedy is not None) == ("not_a_checkpoint", True)


@pytest.mark.parametrize(
    "text",
    [
        "a\n1\n",
        "a\n01\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
        "a\n-1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
        "a\n٣\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
        "a\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2J=\n",
        "a\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I\n",
        "a\n1\nAAAA\n",
        "\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
        "a\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=",
    ],
)
def test_other_texts_are_no_checkpoints(text):
    with pytest.raises(Refusal):
        notes.parse_checkpoint(text)


def test_lines_that_only_look_like_ours_are_kept_apart():
    text = "a\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\nepoch 0\nhead AB\nepoch 3\nepoch 4\n"
    found = notes.parse_checkpoint(text)
    assert (found.epoch, found.head, found.more) == (3, "", ("epoch 0", "head AB", "epoch 4"))


def test_public_keys_are_written_and_read():
    assert notes.parse_key(KEY.to_text()) == KEY
    assert notes.parse_key(WITNESS.to_text() + "\n") == WITNESS
    assert KEY.as_witness().kind == COSIGNATURE
    example = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8"
    assert notes.parse_key(example).name == "sum.golang.org"
    for wrong in ("", "a+b", example[:-1], example.replace("033", "034"), example.replace("sum.", "sum ")):
        with pytest.raises(Refusal) as refusal:
            notes.parse_key(wrong)
        assert refusal.value.code == "not_a_key"


def test_the_answer_of_a_witness_is_signature_lines_alone():
    text = CHECKPOINT.to_text()
    one = signature(text, WITNESS, 5)
    assert notes.parse_signatures(one.line().encode() + b"\n") == (one,)
    for wrong in (b"", b"\xff", b"x\n", "— n AAAAAAAA\n".encode() * 101):
        with pytest.raises(Refusal):
            notes.parse_signatures(wrong)
