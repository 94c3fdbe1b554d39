"""What leaves the installation so that others can check the log: the log itself, its checkpoint, proofs."""

from __future__ import annotations

import base64
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import IO, cast

from django.db import transaction

from salwa.domain.audit.proofs import consistency_path, consistent, inclusion_path, root_by_inclusion
from salwa.domain.audit.tree import leaf_hash, root_of
from salwa.domain.languages import Sentence, message
from salwa.domain.refusals import NotFound, Refusal
from salwa.services.audit.actions import write_entry
from salwa.services.audit.checkpoints import checkpoint_now, newest_checkpoint
from salwa.services.audit.permissions import check_may_read_log
from salwa.services.audit.reading import size_of_log, stored_hashes, stored_leaves
from salwa.storage.accounts.models import Checkpoint, User

_NO_ENTRY = message("The audit log has no entry {entry}.")
_NO_CHECKPOINT = message("There is no checkpoint yet.")
_MAKE_ONE = message("Run: salwa audit checkpoint")
_NO_SIZE = message("The newest checkpoint counts {size} entries; {asked} is not less.")
_GIVE_SMALLER = message("Give the size of an older checkpoint, as it stands in its second line.")
# Names inside the archive: the verifier looks for the checkpoint beside the log under this name.
LOG_NAME, CHECKPOINT_NAME = "audit-log.jsonl", "audit-log.jsonl.checkpoint"
_TOGETHER = 1_000
_BROKEN = message("The audit log is damaged; nothing can be proved from it.")
_VERIFY = message("Run: salwa audit verify")


@dataclass(frozen=True, slots=True)
class Export:
    """An exported log: `entries` in all, the signed `checkpoint` of the newest that are covered ("" when none is)."""

    entries: int
    checkpoint: str
    covered: int

    def lines(self) -> Iterator[bytes]:
        """The entries, each its canonical bytes and a newline; read from the log while they are asked for."""
        for leaf in stored_leaves(self.entries):
            yield leaf + b"\n"


def export_log(*, acting_user: User) -> Export:
    """The whole log with a checkpoint over all of it. In order: permit, audit, sign.

    The entry that tells of the export is part of it. A damaged log is exported all the same, as evidence, with the
    newest checkpoint that was made before.
    """
    check_may_read_log(acting_user)
    with transaction.atomic():
        write_entry(
            acting_user=acting_user,
            action="audit.exported",
            object_kind="audit_log",
            details={"entries": size_of_log() + 1},
        )
    try:
        made = checkpoint_now(acting_user)
        return Export(made.size, made.note, made.size)
    except Refusal as refusal:
        if refusal.code != "log_damaged":
            raise
    newest = newest_checkpoint()
    return Export(size_of_log(), full_note(newest) if newest else "", newest.size if newest else 0)


class _Sink:
    """What a ZIP archive is written into when nobody can go back in it: a response that is already on its way."""

    def __init__(self) -> None:
        self.waiting: list[bytes] = []

    def write(self, content: bytes, /) -> int:
        self.waiting.append(bytes(content))
        return len(content)

    def flush(self) -> None:
        """Nothing is held back."""

    def taken(self) -> bytes:
        content = b"".join(self.waiting)
        self.waiting.clear()
        return content


def zipped(export: Export) -> Iterator[bytes]:
    """The export as one ZIP archive, log and checkpoint together, in pieces while the log is read."""
    sink = _Sink()
    with zipfile.ZipFile(cast(IO[bytes], sink), "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr(CHECKPOINT_NAME, export.checkpoint)
        with archive.open(LOG_NAME, "w", force_zip64=True) as member:
            lines = export.lines()
            while piece := b"".join(islice(lines, _TOGETHER)):
                member.write(piece)
                yield sink.taken()
    yield sink.taken()


def fetch_checkpoint(*, acting_user: User) -> Checkpoint:
    """The newest checkpoint with all signatures under it, to be kept elsewhere; recorded."""
    check_may_read_log(acting_user)
    newest = _newest()
    with transaction.atomic():
        write_entry(
            acting_user=acting_user,
            action="audit.checkpoint_fetched",
            object_kind="audit_log",
            details={"size": newest.size},
        )
    return newest


def full_note(checkpoint: Checkpoint) -> str:
    """A stored checkpoint's note with the signature lines of its witnesses."""
    lines = checkpoint.cosignatures.order_by("id").values_list("line", flat=True)
    return checkpoint.note + "".join(f"{line}\n" for line in lines)


def prove_entry(*, acting_user: User, number: int) -> str:
    """A proof (C2SP tlog-proof) that entry `number` is in the log, with the entry itself inside; recorded.

    Raises `NotFound` for a number the log does not have, `Refusal` (`log_damaged`) when the log cannot prove it.
    """
    check_may_read_log(acting_user)
    if not 0 < number <= size_of_log():
        raise NotFound("no_such_entry", Sentence(_NO_ENTRY, {"entry": number}))
    with transaction.atomic():
        write_entry(acting_user=acting_user, action="audit.entry_proved", object_kind="audit_entry", object_id=number)
    newest = newest_checkpoint()
    if newest is None or newest.size < number:
        newest = checkpoint_now(acting_user)
    hashes = _hashes(newest.size)
    leaf = next(iter(stored_leaves(number, number - 1)))
    path = inclusion_path(number - 1, hashes)
    if leaf_hash(leaf) != hashes[number - 1]:
        raise _broken()
    if root_by_inclusion(number - 1, newest.size, hashes[number - 1], path) != bytes.fromhex(newest.root):
        raise _broken()
    lines = ["c2sp.org/tlog-proof@v1", f"extra {base64.b64encode(leaf).decode()}", f"index {number - 1}"]
    return "".join(f"{line}\n" for line in [*lines, *map(_coded, path)]) + "\n" + full_note(newest)


def prove_growth(*, acting_user: User, since: int) -> str:
    """A proof that the log of `since` entries is the beginning of the newest checkpoint, with that checkpoint.

    In the form a witness takes (C2SP tlog-witness, add-checkpoint); `since` 0 introduces the log to a new witness.
    """
    newest = fetch_checkpoint(acting_user=acting_user)
    if not 0 <= since <= newest.size:
        raise Refusal(
            "no_such_size",
            Sentence(_NO_SIZE, {"size": newest.size, "asked": since}),
            remedy=Sentence(_GIVE_SMALLER),
        )
    hashes = _hashes(newest.size)
    path = consistency_path(since, hashes)
    if not consistent(since, root_of(hashes[:since]), newest.size, bytes.fromhex(newest.root), path):
        raise _broken()
    return f"old {since}\n" + "".join(f"{line}\n" for line in map(_coded, path)) + "\n" + full_note(newest)


def _coded(hashed: bytes) -> str:
    return base64.b64encode(hashed).decode()


def _newest() -> Checkpoint:
    newest = newest_checkpoint()
    if newest is None:
        raise NotFound("no_checkpoint", Sentence(_NO_CHECKPOINT), remedy=Sentence(_MAKE_ONE))
    return newest


def _hashes(size: int) -> list[bytes]:
    try:
        hashes = stored_hashes(size)
    except ValueError as error:
        raise _broken() from error
    if len(hashes) != size:
        raise _broken()
    return hashes


def _broken() -> Refusal:
    return Refusal("log_damaged", Sentence(_BROKEN), remedy=Sentence(_VERIFY))
