"""Signed notes and the checkpoints in them, as C2SP `signed-note`, `tlog-checkpoint` and `tlog-cosignature` lay down.

Only the form is here. Whoever checks a signature hands in a function `check(public, message, signature)`.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from salwa.domain.languages import Sentence, message
from salwa.domain.refusals import Refusal

# Kinds of signature (the byte that stands before the public key): by the log itself, by a witness with its time.
ED25519, COSIGNATURE = 0x01, 0x04
# A checkpoint has about 300 bytes and a signature 150; nobody sends more than this.
LARGEST, MOST_SIGNATURES, LONGEST_NAME = 65_536, 100, 200
Check = Callable[[bytes, bytes, bytes], bool]

_NOT_A_NOTE = message("This is not a signed checkpoint of an audit log.")
_NOT_A_KEY = message("This is not the public key of an audit log or of a witness.")
_GIVE_UNCHANGED = message("Give the file exactly as it was written, from its first line to its last.")
_KEY_LOOKS_SO = message("A public key is one line: name, eight hexadecimal digits and the key, joined by plus signs.")
_SIZE = re.compile(r"0|[1-9][0-9]{0,18}")
_SIGNATURE = re.compile(r"— ([^\s+]+) ([A-Za-z0-9+/]+={0,2})")


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line: whose, the four bytes that tell the key, and what the key signed with."""

    name: str
    key_id: bytes
    content: bytes

    def line(self) -> str:
        """The line as it stands in a note, without its end."""
        return f"— {self.name} {base64.b64encode(self.key_id + self.content).decode()}"


@dataclass(frozen=True, slots=True)
class Note:
    """A text that ends in a newline, and who signed it."""

    text: str
    signatures: tuple[Signature, ...]

    def to_text(self) -> str:
        """The whole note."""
        return self.text + "\n" + "".join(one.line() + "\n" for one in self.signatures)


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A public Ed25519 key with the name of its holder; `kind` is ED25519 for a log, COSIGNATURE for a witness."""

    name: str
    kind: int
    public: bytes

    @property
    def key_id(self) -> bytes:
        """The four bytes that tell this key in a signature line."""
        return sha256(self.name.encode() + b"\n" + bytes([self.kind]) + self.public).digest()[:4]

    def to_text(self) -> str:
        """The key in one line: name+id+key."""
        return f"{self.name}+{self.key_id.hex()}+{base64.b64encode(bytes([self.kind]) + self.public).decode()}"

    def as_witness(self) -> VerifierKey:
        """The same key for signatures as a witness."""
        return VerifierKey(self.name, COSIGNATURE, self.public)


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The head of a log: `size` entries under `root`.

    Salwa adds three lines of its own: `head` (leaf hash of the last entry, 64 hexadecimal digits), `epoch` (counts the
    restores of a backup, from 1) and `at` (when it was made). Checkpoints of other programs lack them: "", 0, "".
    """

    origin: str
    size: int
    root: bytes
    head: str = ""
    epoch: int = 0
    at: str = ""
    more: tuple[str, ...] = field(default=())

    def to_text(self) -> str:
        """The text that is signed."""
        ours = [(name, value) for name, value in (("epoch", self.epoch), ("head", self.head), ("at", self.at)) if value]
        lines = [self.origin, str(self.size), base64.b64encode(self.root).decode()]
        return "".join(f"{line}\n" for line in [*lines, *(f"{name} {value}" for name, value in ours), *self.more])


def parse_note(content: bytes) -> Note:
    """A note from its bytes; raises `Refusal` (`not_a_checkpoint`) for anything else."""
    try:
        text = content.decode()
    except UnicodeDecodeError:
        raise _refused() from None
    body, gap, signed = text.rpartition("\n\n")
    lines = signed.split("\n")
    if not gap or len(content) > LARGEST or lines.pop() != "" or not 0 < len(lines) <= MOST_SIGNATURES:
        raise _refused()
    if any(ord(sign) < 0x20 and sign != "\n" for sign in text):
        raise _refused()
    return Note(body + "\n", tuple(_signature(line) for line in lines))


def parse_signatures(content: bytes) -> tuple[Signature, ...]:
    """Signature lines alone, as a witness answers; raises `Refusal` for anything else."""
    try:
        lines = content.decode().rstrip("\n").split("\n")
    except UnicodeDecodeError:
        raise _refused() from None
    if len(content) > LARGEST or len(lines) > MOST_SIGNATURES:
        raise _refused()
    return tuple(_signature(line) for line in lines)


def _signature(line: str) -> Signature:
    found = _SIGNATURE.fullmatch(line)
    if found is None:
        raise _refused()
    content = _decoded(found[2])
    if len(content) < 5:
        raise _refused()
    return Signature(found[1], content[:4], content[4:])


def parse_checkpoint(text: str) -> Checkpoint:
    """The checkpoint in a note's text; raises `Refusal` (`not_a_checkpoint`) for anything else."""
    lines = text.split("\n")
    if len(lines) < 4 or lines.pop() != "" or not all(lines) or not _SIZE.fullmatch(lines[1]):
        raise _refused()
    if len(lines[0]) > LONGEST_NAME or int(lines[1]) >= 2**63:
        raise _refused()
    root = _decoded(lines[2])
    if len(root) != 32:
        raise _refused()
    found, more = _own_lines(lines[3:])
    epoch = int(found["epoch"]) if "epoch" in found else 0
    return Checkpoint(lines[0], int(lines[1]), root, found.get("head", ""), epoch, found.get("at", ""), more)


_OWN = {"epoch": r"[1-9][0-9]{0,8}", "head": r"[0-9a-f]{64}", "at": r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]{8,15}Z"}


def _own_lines(lines: Sequence[str]) -> tuple[dict[str, str], tuple[str, ...]]:
    found: dict[str, str] = {}
    more = []
    for line in lines:
        name, _, value = line.partition(" ")
        if name in _OWN and name not in found and re.fullmatch(_OWN[name], value):
            found[name] = value
        else:
            more.append(line)
    return found, tuple(more)


def parse_key(text: str) -> VerifierKey:
    """A public key from its one line; raises `Refusal` (`not_a_key`)."""
    name, _, rest = text.strip().partition("+")
    key_id, _, coded = rest.partition("+")
    content = _decoded(coded)
    if (
        0 < len(name) <= LONGEST_NAME
        and not re.search(r"\s", name)
        and len(content) == 33
        and content[0] in (ED25519, COSIGNATURE)
    ):
        key = VerifierKey(name, content[0], content[1:])
        if key.key_id.hex() == key_id:
            return key
    raise Refusal("not_a_key", Sentence(_NOT_A_KEY), remedy=Sentence(_KEY_LOOKS_SO))


def cosigned(text: str, seconds: int) -> bytes:
    """What a witness signs: the checkpoint's text and the moment in seconds since 1970."""
    return f"cosignature/v1\ntime {seconds}\n{text}".encode()


def signers(note: Note, keys: Iterable[VerifierKey], check: Check) -> list[tuple[VerifierKey, int]]:
    """Which of `keys` signed the note, each with the moment a witness gave (seconds since 1970; 0 for a log).

    Signatures of unknown keys say nothing. One of a known key that does not fit spoils the note: nobody signed it.
    """
    known = {(key.name, key.key_id): key for key in keys}
    found = []
    for one in note.signatures:
        key = known.get((one.name, one.key_id))
        if key is None:
            continue
        seconds = signed_at(key, one)
        signed = note.text.encode() if key.kind == ED25519 else cosigned(note.text, seconds)
        if not check(key.public, signed, one.content[-64:] if key.kind == COSIGNATURE else one.content):
            return []
        found.append((key, seconds))
    return found


def signed_at(key: VerifierKey, signature: Signature) -> int:
    """Seconds since 1970 that a witness wrote into its signature; 0 for a log's own."""
    if key.kind != COSIGNATURE or len(signature.content) != 72:
        return 0
    return int.from_bytes(signature.content[:8])


def _decoded(text: str) -> bytes:
    """Bytes of a Base64 text; nothing where another text would mean the same bytes, or where it means none."""
    try:
        content = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return b""
    return content if base64.b64encode(content).decode() == text else b""


def _refused() -> Refusal:
    return Refusal("not_a_checkpoint", Sentence(_NOT_A_NOTE), remedy=Sentence(_GIVE_UNCHANGED))
