"""Lists of weapons taken out of the register."""

from __future__ import annotations

from django.db import models


class WeaponExport(models.Model):
    """One list: which weapons, in which form, why, how far it is, and the file until it is removed.

    `status`: queued, running, finished, failed, removed (the file is gone, the row stays). `worker` is the host and
    process that runs it, so that a killed one is recognised.
    """

    selection = models.JSONField(default=dict)
    format = models.CharField(max_length=20)
    language = models.CharField(max_length=10)
    purpose = models.TextField()
    status = models.CharField(max_length=12, default="queued")
    rows_total = models.PositiveIntegerField(null=True)
    rows_done = models.PositiveIntegerField(default=0)
    failure = models.JSONField(default=dict)
    result_file = models.CharField(max_length=100, blank=True)
    size = models.BigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    worker = models.CharField(max_length=100, blank=True)
    created_at = models.DateTimeField()
    created_by_id = models.BigIntegerField(db_index=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
