"""Persons who hold or held weapons. What identifies them is sealed; everything else about them is not personal."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q


class Person(models.Model):
    """One person. `name`, `birth_date`, `document_number`, `address` and `note` are sealed (services/keys/sealing.py).

    `document_index` is a keyed hash of the document number for exact look-ups. `purpose` and `legal_basis` say why the
    data are kept. On `purge_due` (null = kept for ever) the sealed columns and the hash become null, unless
    `legal_hold` stands. The row stays: other records refer to it.
    """

    uuid = models.UUIDField(unique=True)
    name = models.BinaryField(null=True)
    birth_date = models.BinaryField(null=True)
    document_number = models.BinaryField(null=True)
    address = models.BinaryField(null=True)
    note = models.BinaryField(null=True)
    document_index = models.BinaryField(null=True, max_length=32)
    purpose = models.TextField()
    legal_basis = models.TextField()
    recorded_at = models.DateTimeField()
    recorded_by_id = models.BigIntegerField()
    purge_due = models.DateField(null=True)
    legal_hold = models.BooleanField(default=False)
    purged_at = models.DateTimeField(null=True)
    purged_by_id = models.BigIntegerField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(purged_at=None)
                | Q(
                    name=None, birth_date=None, document_number=None, address=None, note=None, document_index=None
                ),
                name="nothing_left_of_a_purged_person",
            ),
        ]  # fmt: skip
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["document_index"], name="person_document"),
            models.Index(fields=["purge_due"], name="person_purge_due", condition=Q(purged_at=None)),
        ]
