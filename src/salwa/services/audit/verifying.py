"""Verifying the whole log, or a file exported from one, against the checkpoints there are."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from salwa.domain.audit.notes import Checkpoint as Head
from salwa.domain.audit.notes import VerifierKey, parse_checkpoint, parse_note, signers
from salwa.domain.audit.verifying import Damage, Kind, Line, LogCheck, line_of, lines_of
from salwa.domain.languages import Sentence, message
from salwa.domain.refusals import Refusal
from salwa.services.audit.checkpoints import trusted
from salwa.services.audit.clock import clock_state
from salwa.services.audit.guards import missing_guards
from salwa.services.audit.health import is_stale
from salwa.services.audit.reading import size_of_log, stored_lines
from salwa.services.audit.signing import checked, known_keys
from salwa.storage.accounts.models import AuditEntry, Checkpoint

# Called with (entries read, entries in all).
Progress = Callable[[int, int], None]
_REPORT_EVERY = 10_000
_CHUNK = 1 << 20
_NOT_SIGNED = message("The checkpoint carries no valid signature of a key that is known here.")
_GIVE_KEY = message("If it is of another installation, give its public key with --key; ask that installation for it.")
_OTHER_LOG = message("The checkpoint is of another log: {origin}.")
_GIVE_OURS = message("Give a checkpoint of {origin}.")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What verifying found. `entries` were read and found whole before the first damage (all of them without any).

    `degraded` lists why the log is less protected than it should be, though nothing was found changed: `stale` (entries
    have waited longer than four hours for a checkpoint), `unguarded` (triggers are missing in the database), `unsigned`
    (a stored checkpoint bears no signature of a known key), `clock` (something speaks
    against the clock of this machine). `declared_epoch` is the epoch begun at the damage by a
    restore that the log itself tells of; 0 when it tells of none.
    """

    damage: Damage | None
    entries: int
    root: str
    checkpoints: int
    confirmed: int
    degraded: tuple[str, ...] = ()
    declared_epoch: int = 0
    seconds: float = 0.0

    @property
    def whole(self) -> bool:
        """Nothing was found changed."""
        return self.damage is None


def read_checkpoint(content: bytes, keys: Sequence[VerifierKey] = ()) -> Head:
    """A checkpoint from a file; raises `Refusal` unless one of `keys` (by default our own, new or old) signed it."""
    note = parse_note(content)
    head = parse_checkpoint(note.text)
    ours = keys or known_keys()
    if not signers(note, [key for key in ours if key.name == head.origin], checked):
        if ours and all(key.name != head.origin for key in ours):
            raise Refusal(
                "other_log",
                Sentence(_OTHER_LOG, {"origin": head.origin}),
                remedy=Sentence(_GIVE_OURS, {"origin": ours[-1].name}),
            )
        raise Refusal("checkpoint_not_signed", Sentence(_NOT_SIGNED), remedy=Sentence(_GIVE_KEY))
    return head


def verify_log(checkpoints: Sequence[bytes] = (), *, progress: Progress | None = None) -> Verdict:
    """Read the whole log; compare it with itself, the stored checkpoints, and `checkpoints` kept elsewhere.

    Nothing is changed and nothing is held locked. Raises `Refusal` when one of `checkpoints` cannot be trusted.
    """
    started = time.monotonic()
    outside = [read_checkpoint(content) for content in checkpoints]
    keys = known_keys()
    stored = [(row, trusted(row, keys)) for row in Checkpoint.objects.order_by("size").iterator(chunk_size=1_000)]
    own = [head for _, head in stored if head is not None]
    size = size_of_log()
    check = _read(LogCheck(own, outside), stored_lines(size), size, progress)
    damage = check.damage or _changed_checkpoint(stored)
    unsigned = any(head is None for _, head in stored)
    degraded = [*(["stale"] if is_stale() else []), *(["unguarded"] if missing_guards() else [])]
    degraded += [] if damage or clock_state().fits else ["clock"]
    return Verdict(
        damage=damage,
        entries=check.size,
        root=check.frontier.root().hex(),
        checkpoints=len(own) + len(outside),
        confirmed=check.confirmed,
        degraded=tuple(degraded + (["unsigned"] if unsigned else [])),
        declared_epoch=_declared(damage, [*own, *outside]),
        seconds=time.monotonic() - started,
    )


def verify_file(
    path: Path,
    checkpoints: Sequence[bytes] = (),
    *,
    own: Sequence[bytes] = (),
    keys: Sequence[VerifierKey] = (),
    progress: Progress | None = None,
) -> Verdict:
    """The same for an exported log, ours or another installation's; `own` are checkpoints that came with the file."""
    started = time.monotonic()
    beside = [read_checkpoint(content, keys) for content in own]
    outside = [read_checkpoint(content, keys) for content in checkpoints]
    size = path.stat().st_size
    with path.open("rb") as file:
        lines = map(line_of, lines_of(iter(lambda: file.read(_CHUNK), b"")))
        check = _read(LogCheck(beside, outside), lines, size, progress, file.tell)
    return Verdict(
        damage=check.damage,
        entries=check.size,
        root=check.frontier.root().hex(),
        checkpoints=len(beside) + len(outside),
        confirmed=check.confirmed,
        seconds=time.monotonic() - started,
    )


def _read(
    check: LogCheck,
    lines: Iterable[Line],
    size: int,
    progress: Progress | None,
    done: Callable[[], int] | None = None,
) -> LogCheck:
    for count, line in enumerate(lines, 1):
        if not check.take(line):
            break
        if progress is not None and count % _REPORT_EVERY == 0:
            progress(done() if done else count, size)
    check.finish()
    return check


def _changed_checkpoint(stored: Sequence[tuple[Checkpoint, Head | None]]) -> Damage | None:
    """The first stored checkpoint that says other than was signed.

    Those before the first one that a known key signed may be of a key whose file was lost: they prove nothing, and
    nothing against the log either.
    """
    signed = [row.size for row, head in stored if head is not None]
    for row, head in stored:
        if head is None and signed and row.size > signed[0]:
            return Damage(Kind.CHECKPOINT, row.size, row.size)
    return None


def _declared(damage: Damage | None, heads: Sequence[Head]) -> int:
    """The epoch that a restore began before the end of the checkpoint that does not fit."""
    if damage is None or damage.kind not in (Kind.TRUNCATED, Kind.ROLLED_BACK, Kind.FORKED):
        return 0
    epochs = [head.epoch for head in heads if head.size == damage.checkpoint]
    begun = AuditEntry.objects.filter(action="audit.epoch_begun", number__lte=damage.checkpoint)
    for number in begun.order_by("number").values_list("object_id", flat=True):
        if number.isdecimal() and epochs and int(number) > min(epochs):
            return int(number)
    return 0
