"""The audit log: one row for every change and every sensitive read, chained by hashes, never updated or deleted."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from salwa.storage.accounts.people import User


class AuditEntry(models.Model):
    """Who did what to which object, when and for what purpose. `entry_hash` covers all fields and the entry before."""

    at = models.DateTimeField(db_index=True)
    actor = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    action = models.CharField(max_length=60, db_index=True)
    object_kind = models.CharField(max_length=40, blank=True)
    object_id = models.CharField(max_length=64, blank=True)
    purpose = models.TextField(blank=True)
    details = models.JSONField(default=dict)
    previous_hash = models.CharField(max_length=64, unique=True)
    entry_hash = models.CharField(max_length=64)

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["object_kind", "object_id"], name="audit_object")]
