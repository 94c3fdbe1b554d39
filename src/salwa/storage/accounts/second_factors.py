"""Secrets of second factors, sealed; the tables of django-allauth hold only which row it is."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone


class SecondFactorSecret(models.Model):
    """The secret of a time-based code (RFC 6238), or the seed of recovery codes, in `text` (`services/keys`).

    `made_at` keeps a row whose other half is just being written from being taken for one that nobody needs.
    """

    uuid = models.UUIDField(unique=True, default=uuid.uuid4)
    text = models.BinaryField()
    made_at = models.DateTimeField(default=timezone.now)
