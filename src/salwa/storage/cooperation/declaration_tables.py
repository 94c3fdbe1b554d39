"""What States say themselves about their points of contact: the keys they sign with, and their declarations."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from salwa.storage.accounts.models import User
from salwa.storage.cooperation.contact_tables import Contact


class StateKey(models.Model):
    """The key with which a State signs what it declares; `place` is 1 while it counts, empty once another does."""

    state = models.CharField(max_length=3)
    kid = models.CharField(max_length=43)
    public = models.JSONField()
    place = models.PositiveSmallIntegerField(null=True, default=1)
    pinned_at = models.DateTimeField()
    pinned_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["state", "place"], name="one_key_of_a_state"),
        ]


class TakenDeclaration(models.Model):
    """A declaration exactly as it was signed: proof of who named the contact. The newest moment counts."""

    state = models.CharField(max_length=3)
    kind = models.CharField(max_length=12)
    issued_at = models.DateTimeField()
    signed = models.TextField()
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="declarations")
    version = models.PositiveIntegerField()
    taken_at = models.DateTimeField()
    taken_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["state", "kind", "issued_at"], name="one_declaration_of_a_moment"),
        ]
