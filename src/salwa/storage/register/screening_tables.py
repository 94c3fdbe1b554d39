"""Lists of seized weapons screened against the register."""

from __future__ import annotations

from django.db import models


class Screening(models.Model):
    """One list: the file received, how far it is, and the result file. `status`: queued, running, finished, failed."""

    file_name = models.CharField(max_length=255)
    stored_file = models.CharField(max_length=255)
    result_file = models.CharField(max_length=255, blank=True)
    purpose = models.TextField()
    status = models.CharField(max_length=12, default="queued")
    rows_total = models.PositiveIntegerField(null=True)
    rows_done = models.PositiveIntegerField(default=0)
    summary = models.JSONField(default=dict)
    failure = models.TextField(blank=True)
    created_at = models.DateTimeField()
    created_by_id = models.BigIntegerField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)


class DuplicatesList(models.Model):
    """One list of weapons recorded twice. `as_of` is null while it is being made; `pairs` counts all found."""

    requested_at = models.DateTimeField()
    requested_by_id = models.BigIntegerField()
    as_of = models.DateTimeField(null=True)
    pairs = models.PositiveIntegerField(default=0)
    result_file = models.CharField(max_length=255, blank=True)
    failure = models.TextField(blank=True)
