"""Requests that need a second person: what exactly is asked, by whom, and what another person said to it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from salwa.storage.accounts.people import Organisation, User


class Approval(models.Model):
    """One request. Kind, object, payload and fingerprint never change; `state` moves once (domain/approvals/rules.py).

    `payload` holds numbers, codes and digests, no personal data. `unit` is the organisation it was asked in, empty for
    matters of the whole installation. The database itself refuses a decision by the person who asked.
    """

    kind = models.CharField(max_length=40)
    object_id = models.CharField(max_length=64)
    payload = models.JSONField()
    fingerprint = models.CharField(max_length=64)
    unit = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    requested_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField()
    reason = models.TextField(blank=True)
    expires_at = models.DateTimeField()
    state = models.CharField(max_length=10, default="open")
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decision_reason = models.TextField(blank=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["state", "expires_at"], name="approval_waiting")]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["kind", "object_id"], condition=Q(state="open"), name="one_open_approval_per_object"
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("requested_by")), name="approval_by_a_second_person"
            ),
            models.CheckConstraint(
                condition=Q(state="open", decided_by=None, decided_at=None)
                | Q(state__in=["approved", "refused"], decided_by__isnull=False, decided_at__isnull=False)
                | Q(state__in=["withdrawn", "expired"], decided_by=None, decided_at__isnull=False),
                name="approval_state_fits_decision",
            ),
        ]
