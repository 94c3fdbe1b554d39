"""Editions of the directory: those the secretariat signed, those an installation follows, and its own corrections."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from salwa.domain.directory import Audience, ContactKind
from salwa.storage.accounts.models import User
from salwa.storage.cooperation.contact_tables import Details


class PublishedEdition(models.Model):
    """An edition this installation signed: `public_signed` for everybody, `states_signed` for States."""

    number = models.BigIntegerField(unique=True)
    issued_at = models.DateTimeField()
    contacts = models.PositiveIntegerField()
    public_signed = models.TextField()
    states_signed = models.TextField()
    published_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")


class PinnedKey(models.Model):
    """The key of a secretariat whose editions this installation follows; ended when another is pinned.

    `place` is 1 while the key counts and empty once it has ended, so that no two count at once.
    """

    place = models.PositiveSmallIntegerField(null=True, unique=True, default=1)

    name = models.CharField(max_length=16)
    kid = models.CharField(max_length=43)
    public = models.JSONField()
    pinned_at = models.DateTimeField()
    pinned_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")


class FollowedEdition(models.Model):
    """An edition that was taken, exactly as it was signed; the highest number counts. Never deleted."""

    number = models.BigIntegerField()
    audience = models.CharField(max_length=8)
    issued_at = models.DateTimeField()
    signed = models.TextField()
    digest = models.CharField(max_length=64)
    kid = models.CharField(max_length=43)
    origin = models.CharField(max_length=300)
    taken_at = models.DateTimeField()
    taken_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["number", "audience"], name="one_edition_of_a_number"),
            models.CheckConstraint(
                condition=Q(audience__in=[one.value for one in Audience]), name="known_audience_of_edition"
            ),
        ]


class OwnCorrection(Details):
    """What this State knows better than the directory, agreed with the other State: it goes before the directory.

    `reason` says why. Ended when it is taken back or replaced.
    """

    state = models.CharField(max_length=3)
    kind = models.CharField(max_length=12)
    reason = models.TextField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["state", "kind"], condition=Q(ended_at=None), name="one_correction_of_a_contact"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[one.value for one in ContactKind]), name="known_kind_of_correction"
            ),
        ]
