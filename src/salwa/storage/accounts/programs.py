"""Programs that act for a person: their tokens, and the answers already given to requests that may be repeated."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from salwa.storage.accounts.people import User


class ApiToken(models.Model):
    """A token a program signs in with, for one person. Only its SHA-256 digest is kept: the token is shown once."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="api_tokens")
    name = models.CharField(max_length=100)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    last_used_at = models.DateTimeField(null=True, blank=True)


class RepeatableRequest(models.Model):
    """What came of a request that carried an Idempotency-Key, so that sending it again does nothing twice.

    `fingerprint` is the SHA-256 digest of what was asked: the same key with other content is refused.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=64)
    fingerprint = models.CharField(max_length=64)
    object_id = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["user", "key"], name="one_answer_a_key")
        ]
