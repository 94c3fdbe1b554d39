"""How fresh the newest checkpoint is, for the audit page, the command line and whoever watches the installation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from salwa.domain.audit.notes import VerifierKey
from salwa.domain.languages import Sentence
from salwa.domain.refusals import Refusal
from salwa.services.audit.checkpoints import newest_checkpoint, trusted
from salwa.services.audit.clock import SET_RIGHT, clock_state
from salwa.services.audit.guards import missing_guards
from salwa.services.audit.permissions import check_may_read_log
from salwa.services.audit.reading import size_of_log
from salwa.services.audit.signing import known_keys
from salwa.storage.accounts.models import AuditEntry, Checkpoint, User

# The same four hours after which X-Road stops when its log was not timestamped.
STALE_AFTER = timedelta(hours=4)


@dataclass(frozen=True, slots=True)
class CheckpointView:
    """A checkpoint as shown. `root` is hexadecimal; `signed_by` is empty when no key of ours signed it.

    `key` is the public key line of the one that signs now. `witnesses` are (name, moment it gave or None).
    """

    size: int
    root: str
    made_at: datetime
    epoch: int
    signed_by: str
    key: str
    witnesses: tuple[tuple[str, datetime | None], ...]


@dataclass(frozen=True, slots=True)
class LogHealth:
    """`entries` in the log, the newest checkpoint (None before the first), and what is wrong.

    `stale`: entries have come since a checkpoint that is older than four hours. `unguarded`: the database no longer
    refuses to change the log. `keyless`: the file of the signing key cannot be read, so nothing is signed.
    `clock`: what speaks against the clock of this machine (services/audit/clock.py).
    """

    entries: int
    checkpoint: CheckpointView | None
    stale: bool
    unguarded: bool
    keyless: bool
    clock: tuple[Sentence, ...] = ()

    @property
    def set_clock_right(self) -> Sentence:
        """What to do about the clock."""
        return Sentence(SET_RIGHT)

    @property
    def degraded(self) -> bool:
        """Whether somebody should look into it."""
        return self.stale or self.unguarded or self.keyless or bool(self.clock)


def log_health(*, acting_user: User) -> LogHealth:
    """The state of the log's protection; for people who may read the log."""
    check_may_read_log(acting_user)
    newest, keys = newest_checkpoint(), _keys()
    return LogHealth(
        entries=size_of_log(),
        checkpoint=_shown(newest, keys or ()) if newest else None,
        stale=is_stale(),
        unguarded=bool(missing_guards()),
        keyless=keys is None,
        clock=clock_state().sentences,
    )


def _keys() -> tuple[VerifierKey, ...] | None:
    """The public keys of the log; None when their file cannot be read. The log itself must stay readable then."""
    try:
        return known_keys()
    except Refusal:
        return None


def is_stale() -> bool:
    """Whether entries have come since a checkpoint older than four hours (or there is none, and the first is older)."""
    newest = newest_checkpoint()
    if size_of_log() <= (newest.size if newest else 0):
        return False
    since = newest.made_at if newest else AuditEntry.objects.order_by("number").values_list("at", flat=True).first()
    return since is not None and timezone.now() - since > STALE_AFTER


def _shown(row: Checkpoint, keys: tuple[VerifierKey, ...]) -> CheckpointView:
    head = trusted(row, keys)
    seen = row.cosignatures.order_by("received_at").values_list("witness", "signed_at")
    key = keys[-1].to_text() if keys else ""
    return CheckpointView(row.size, row.root, row.made_at, row.epoch, head.origin if head else "", key, tuple(seen))
