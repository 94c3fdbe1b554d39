"""Signed heads of the audit log, what witnesses said about them, and heads of other logs this installation witnessed.

Rows are added and never changed; triggers in the database refuse anything else, as they do for the entries themselves.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from salwa.storage.accounts.people import User


class Checkpoint(models.Model):
    """A signed statement of what the log was at `size` entries (C2SP tlog-checkpoint).

    `note` is the signed text; `root` (hexadecimal) and `epoch` repeat what it says. `frontier` holds the subtree roots
    that the next checkpoint goes on from.
    """

    size = models.BigIntegerField(unique=True)
    root = models.CharField(max_length=64)
    note = models.TextField()
    frontier = models.TextField()
    epoch = models.PositiveIntegerField()
    made_at = models.DateTimeField()


class Cosignature(models.Model):
    """A witness has seen a checkpoint and that the log only grew up to it. `key` is the witness's public key line."""

    checkpoint = models.ForeignKey(Checkpoint, on_delete=models.PROTECT, related_name="cosignatures")
    witness = models.CharField(max_length=200)
    key = models.CharField(max_length=400)
    line = models.TextField()
    signed_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField()
    received_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["checkpoint", "key"], name="one_cosignature_a_key")
        ]


class WitnessedCheckpoint(models.Model):
    """A checkpoint of another installation's log that this one co-signed; the newest of an origin is what it knows."""

    origin = models.CharField(max_length=200)
    key = models.CharField(max_length=400)
    size = models.BigIntegerField()
    root = models.CharField(max_length=64)
    note = models.TextField()
    signed_at = models.DateTimeField()
    signed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["origin", "size"], name="witnessed_origin")]


class CommitmentSalt(models.Model):
    """The secret that ties commitments in the log to one person. Emptying `salt` makes them say nothing for ever.

    `subject` is a stable identifier such as `holder:17`, never a name.
    """

    subject = models.CharField(max_length=100, unique=True)
    salt = models.CharField(max_length=64, blank=True)
    made_at = models.DateTimeField()
    destroyed_at = models.DateTimeField(null=True)
