"""Contacts of States as the secretariat keeps them. Details are appended, never overwritten (PoA II.5; ITI 25)."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from salwa.domain.directory import ContactKind, Source
from salwa.storage.accounts.models import User


class Contact(models.Model):
    """A point of contact of a State, whoever holds it; its newest version counts. Ended, never deleted."""

    uid = models.UUIDField(unique=True, default=uuid.uuid4)
    state = models.CharField(max_length=3)
    kind = models.CharField(max_length=12)
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    end_reason = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(kind__in=[one.value for one in ContactKind]), name="known_kind_of_contact"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["state", "kind"], name="contacts_of_state")]


class Details(models.Model):
    """The columns that describe an office; `person` and `title` are never published."""

    office = models.CharField(max_length=300)
    email = models.CharField(max_length=254)
    telephone = models.CharField(max_length=60, blank=True)
    postal = models.TextField(blank=True)
    languages = models.JSONField(default=list)
    hours = models.CharField(max_length=200, blank=True)
    time_zone = models.CharField(max_length=60, blank=True)
    person = models.CharField(max_length=200, blank=True)
    title = models.CharField(max_length=200, blank=True)
    valid_until = models.DateField(null=True)

    class Meta:
        abstract = True


class ContactVersion(Details):
    """The details of a contact from one moment on. `act`: entered, corrected, handed_over, confirmed.

    `source` says who gave them; `document` is the note verbale or letter.
    """

    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="versions")
    version = models.PositiveIntegerField()
    act = models.CharField(max_length=12)
    source = models.CharField(max_length=12)
    document = models.CharField(max_length=200, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["contact", "version"], name="one_version_of_a_contact"),
            models.CheckConstraint(
                condition=Q(act__in=["entered", "corrected", "handed_over", "confirmed"]), name="known_act_on_contact"
            ),
            models.CheckConstraint(
                condition=Q(source__in=[one.value for one in Source]), name="known_source_of_contact"
            ),
        ]


class ContactTest(models.Model):
    """A test message to a contact, and when it was answered. Only States see when; it is never published."""

    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="tests")
    address = models.CharField(max_length=254)
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    answered_on = models.DateField(null=True)
    recorded_at = models.DateTimeField(null=True)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["contact", "sent_at"], name="tests_of_contact")]
