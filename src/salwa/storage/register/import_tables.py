"""Imports: the file as received, how its columns were understood, and what became of every row."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class SavedMapping(models.Model):
    """A column mapping remembered for files with the same header (`signature`), or kept under a name to share."""

    signature = models.CharField(max_length=64, db_index=True)
    name = models.CharField(max_length=200, blank=True)
    mapping = models.JSONField()
    saved_at = models.DateTimeField()
    saved_by_id = models.BigIntegerField()


class Import(models.Model):
    """One file on its way into the register. `status`: received, mapped, queued, running, finished, failed, withdrawn.

    `rows_done` is the last row of the last saved batch: a killed import goes on after it. Counts add up to `rows_done`.
    """

    file_name = models.CharField(max_length=255)
    stored_file = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.BigIntegerField()
    layout = models.JSONField(default=dict)
    mapping = models.JSONField(default=dict)
    dry_run = models.BooleanField(default=False)
    status = models.CharField(max_length=12, default="received")
    rows_total = models.PositiveIntegerField(null=True)
    rows_done = models.PositiveIntegerField(default=0)
    imported = models.PositiveIntegerField(default=0)
    merged = models.PositiveIntegerField(default=0)
    set_aside = models.PositiveIntegerField(default=0)
    summary = models.JSONField(default=dict)
    failure = models.TextField(blank=True)
    received_at = models.DateTimeField()
    received_by_id = models.BigIntegerField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    lease_until = models.DateTimeField(null=True)
    lease_holder = models.CharField(max_length=100, blank=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by_id = models.BigIntegerField(null=True)
    withdrawal_reason = models.TextField(blank=True)


class ImportBatch(models.Model):
    """Rows `first_row`..`last_row` exactly as read (`raw`, compressed JSON) and what became of each (`outcomes`)."""

    origin = models.ForeignKey(Import, on_delete=models.PROTECT, related_name="batches")
    first_row = models.PositiveIntegerField()
    last_row = models.PositiveIntegerField()
    raw = models.BinaryField()
    outcomes = models.BinaryField()
    saved_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["origin", "first_row"], name="one_batch_per_row")
        ]


class SetAsideRow(models.Model):
    """A row that could not be taken in: where, why (stable reason code and the field), and its cells as read."""

    origin = models.ForeignKey(Import, on_delete=models.PROTECT, related_name="set_aside_rows")
    row = models.PositiveIntegerField()
    reason = models.CharField(max_length=60)
    field = models.CharField(max_length=200, blank=True)
    values = models.JSONField(default=dict)
    cells = models.JSONField(default=list)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["origin", "row"], name="one_reason_per_row")
        ]
