"""How fresh the newest checkpoint is, for the audit page, the command line and whoever watches the installation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from salwa.services.audit.checkpoints import newest_checkpoint, trusted
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
    refuses to change the log.
    """

    entries: int
    checkpoint: CheckpointView | None
    stale: bool
    unguarded: bool

    @property
    def degraded(self) -> bool:
        """Whether somebody should look into it."""
        return self.stale or self.unguarded


def log_health(*, acting_user: User) -> LogHealth:
    """The state of the log's protection; for people who may read the log."""
    check_may_read_log(acting_user)
    newest = newest_checkpoint()
    return LogHealth(
        entries=size_of_log(),
        checkpoint=_shown(newest) if newest else None,
        stale=is_stale(),
        unguarded=bool(missing_guards()),
    )


def is_stale() -> bool:
    """Whether entries have come since a checkpoint older than four hours (or there is none, and the first is older)."""
    newest = newest_checkpoint()
    if size_of_log() <= (newest.size if newest else 0):
        return False
    since = newest.made_at if newest else AuditEntry.objects.order_by("number").values_list("at", flat=True).first()
    return since is not None and timezone.now() - since > STALE_AFTER


def _shown(row: Checkpoint) -> CheckpointView:
    head = trusted(row)
    seen = row.cosignatures.order_by("received_at").values_list("witness", "signed_at")
    keys = known_keys()
    key = keys[-1].to_text() if keys else ""
    return CheckpointView(row.size, row.root, row.made_at, row.epoch, head.origin if head else "", key, tuple(seen))
