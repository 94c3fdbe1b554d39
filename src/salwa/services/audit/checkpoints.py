"""Checkpoints: signed statements of what the log is now, each going on from the one before.

Made by the background worker and by `salwa audit checkpoint`; never in the transaction of an ordinary entry.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from salwa.domain.audit import GENESIS
from salwa.domain.audit.notes import Checkpoint as Head
from salwa.domain.audit.notes import Note, Signature, VerifierKey, parse_checkpoint, parse_note, signers
from salwa.domain.audit.tree import Frontier
from salwa.domain.audit.verifying import Line
from salwa.domain.languages import Sentence, message
from salwa.domain.refusals import Refusal
from salwa.services.audit.actions import write_entry
from salwa.services.audit.permissions import check_may_keep_log
from salwa.services.audit.reading import size_of_log, stored_lines
from salwa.services.audit.signing import Keys, add_key, checked, known_keys, remember_epoch, signing_keys
from salwa.storage.accounts.models import AuditEntry, Checkpoint, User

# The worker makes one when so many entries have come, or when the oldest uncovered state is so old.
ENTRIES_BEFORE_CHECKPOINT = 1_000
AGE_BEFORE_CHECKPOINT = timedelta(hours=1)
_TOGETHER = 10_000

_DAMAGED = message("Entry {entry} of the audit log is damaged; no checkpoint was made.")
_VERIFY = message("Run: salwa audit verify, and compare with a backup and with the checkpoints kept elsewhere.")


def make_checkpoint(*, acting_user: User) -> Checkpoint:
    """Sign what the log is now. In order: permit, read what came since the last one, audit, sign, keep.

    Raises `Refusal` (`log_damaged`) when an entry since the last checkpoint is not as it was written.
    """
    check_may_keep_log(acting_user)
    return checkpoint_now(acting_user)


def make_checkpoint_if_due() -> Checkpoint | None:
    """What the worker does every minute: a checkpoint when many entries have come or the newest one is old."""
    if not _is_due():
        return None
    return checkpoint_now(None)


def _is_due() -> bool:
    newest = newest_checkpoint()
    waiting = size_of_log() - (newest.size if newest else 0)
    if waiting <= 0:
        return False
    return (
        newest is None
        or waiting >= ENTRIES_BEFORE_CHECKPOINT
        or timezone.now() - newest.made_at >= AGE_BEFORE_CHECKPOINT
    )


def begin_new_epoch(*, acting_user: User) -> int:
    """Say in the log that a backup was restored, and sign it; returns the new epoch. Called once by every restore.

    What was written after the backup is lost; checkpoints of the old epoch that count it will not fit any more, and
    this entry is why. The epoch goes on from the highest one that database and key file know.
    """
    check_may_keep_log(acting_user)
    keys = signing_keys()
    epoch = max(current_epoch(), keys.epoch) + 1
    with transaction.atomic():
        size = size_of_log()
        write_entry(
            acting_user=acting_user,
            action="audit.epoch_begun",
            object_kind="audit_epoch",
            object_id=epoch,
            details={"epoch": epoch, "entries": size},
        )
    remember_epoch(epoch)
    checkpoint_now(acting_user)
    return epoch


def current_epoch() -> int:
    """How often this log was put back from a backup, counted from 1."""
    begun = AuditEntry.objects.filter(action="audit.epoch_begun").order_by("-number")
    newest = begun.values_list("object_id", flat=True).first()
    return int(newest) if newest and newest.isdecimal() else 1


def ensure_key(acting_user: User | None) -> Keys:
    """The signing key, made and written into the log where it is new."""
    keys = signing_keys()
    if not AuditEntry.objects.filter(action="audit.key_made", object_id=keys.newest.key_id.hex()).exists():
        with transaction.atomic():
            _say_key_made(keys, acting_user)
    return keys


def renew_key(*, acting_user: User) -> Keys:
    """Make a new signing key; the next checkpoint carries the signatures of both, so that readers can follow."""
    check_may_keep_log(acting_user)
    ensure_key(acting_user)
    before, after = add_key()
    with transaction.atomic():
        _say_key_made(after, acting_user)
    checkpoint_now(acting_user, before)
    return after


def _say_key_made(keys: Keys, acting_user: User | None) -> None:
    write_entry(
        acting_user=acting_user,
        action="audit.key_made",
        object_kind="audit_key",
        object_id=keys.newest.key_id.hex(),
        details={"key": keys.newest.to_text()},
    )


def newest_checkpoint() -> Checkpoint | None:
    """The checkpoint with most entries, None when there is none."""
    return Checkpoint.objects.order_by("-size").first()


def checkpoint_now(acting_user: User | None, before: Keys | None = None) -> Checkpoint:
    """`make_checkpoint` for services that have checked the right themselves; `before` signs too after a change of key.

    The bulk is read before the log's lock is taken; under the lock only what came meanwhile.
    """
    frontier, head = _grown(*_resume(), size_of_log())
    keys = ensure_key(acting_user)
    with transaction.atomic():
        epoch = current_epoch()
        entry = write_entry(
            acting_user=acting_user, action="audit.checkpoint_made", object_kind="audit_log", details={"epoch": epoch}
        )
        frontier, head = _grown(frontier, head, entry.number)
        now = timezone.now()
        made = Head(keys.origin, frontier.size, frontier.root(), head, epoch, _at(now))
        return Checkpoint.objects.create(
            size=made.size,
            root=made.root.hex(),
            note=_signed(made.to_text(), keys, before),
            frontier=frontier.to_text(),
            epoch=made.epoch,
            made_at=now,
        )


def _signed(text: str, keys: Keys, before: Keys | None) -> str:
    signatures: list[Signature] = [keys.sign(text)] + ([before.sign(text)] if before else [])
    return Note(text, tuple(signatures)).to_text()


def _resume() -> tuple[Frontier, str]:
    """Where the newest checkpoint that bears one of our signatures left off; the beginning when there is none."""
    keys = known_keys()
    for stored in Checkpoint.objects.order_by("-size").iterator(chunk_size=100):
        head = trusted(stored, keys)
        if head is None:
            continue
        try:
            frontier = Frontier.from_text(head.size, stored.frontier)
        except ValueError:
            continue
        if frontier.root() == head.root and len(head.head) == 64:
            return frontier, head.head
    return Frontier(), GENESIS


def trusted(stored: Checkpoint, keys: Sequence[VerifierKey]) -> Head | None:
    """What a stored checkpoint says when it is as one of `keys` signed it, else None."""
    try:
        note = parse_note(stored.note.encode())
        head = parse_checkpoint(note.text)
    except (Refusal, UnicodeEncodeError):
        return None
    if not signers(note, keys, checked):
        return None
    told = (stored.size, stored.root, stored.epoch, _at(stored.made_at))
    return head if told == (head.size, head.root.hex(), head.epoch, head.at) else None


def _at(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _grown(frontier: Frontier, head: str, upto: int) -> tuple[Frontier, str]:
    """The frontier with the entries up to `upto`, each checked against its own hash and the one before."""
    hashes: list[bytes] = []
    number = frontier.size
    for line in _unbroken(frontier.size, head, upto):
        hashes.append(line.hashed or b"")
        head = line.told or ""
        number += 1
        if len(hashes) == _TOGETHER:
            frontier.extend(hashes)
            hashes = []
    frontier.extend(hashes)
    if number != upto:  # cut off at the end, or below what was signed already
        raise _damaged(min(number, upto) + 1)
    return frontier, head


def _unbroken(number: int, head: str, upto: int) -> Iterator[Line]:
    for line in stored_lines(upto, number):
        number += 1
        fits = line.hashed is not None and line.number == number and line.previous == head
        if not fits or line.hashed is None or line.hashed.hex() != line.told:
            raise _damaged(number)
        head = line.told
        yield line


def _damaged(number: int) -> Refusal:
    return Refusal("log_damaged", Sentence(_DAMAGED, {"entry": number}), remedy=Sentence(_VERIFY))
