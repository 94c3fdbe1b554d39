"""Ammunition by lot: what a lot is, and its movements in and out of stores."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import ClassVar

from django.db import models
from django.db.models import Q

from salwa.domain.ammunition import Condition, HazardDivision, MovementKind
from salwa.storage.register.custody_tables import Holder


def one_of(field: str, codes: Iterable[str]) -> Q:
    """The condition that `field` holds a code of a closed list."""
    return Q(**{f"{field}__in": [str(code) for code in codes]})


class AmmunitionLot(models.Model):
    """A lot as its maker packed it. Texts as read; `calibre_code` and `maker_code` are what they were read as.

    `skeleton` folds the lot number for finding it by what somebody reads off a box. Days are null when not known.
    """

    uid = models.UUIDField(unique=True, default=uuid.uuid4)
    lot_number = models.CharField(max_length=100)
    skeleton = models.CharField(max_length=120, blank=True, db_index=True)
    calibre_text = models.CharField(max_length=200, blank=True)
    calibre_code = models.CharField(max_length=60, blank=True)
    headstamp = models.CharField(max_length=200, blank=True)
    maker_text = models.CharField(max_length=200, blank=True)
    maker_code = models.CharField(max_length=60, blank=True)
    packaging = models.CharField(max_length=300, blank=True)
    condition = models.CharField(max_length=14, default=Condition.UNKNOWN.value)
    hazard = models.CharField(max_length=8, default=HazardDivision.UNKNOWN.value)
    inspected_on = models.DateField(null=True)
    inspect_by = models.DateField(null=True)
    expires_on = models.DateField(null=True)
    note = models.TextField(blank=True)
    unit_id = models.BigIntegerField(null=True, db_index=True)
    recorded_at = models.DateTimeField()
    recorded_by_id = models.BigIntegerField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=one_of("condition", Condition), name="known_ammunition_condition"),
            models.CheckConstraint(condition=one_of("hazard", HazardDivision), name="known_hazard"),
        ]


class AmmunitionMovement(models.Model):
    """Rounds of a lot in or out of a store, append-only. Only a correction has a signed quantity."""

    uid = models.UUIDField(unique=True)
    lot = models.ForeignKey(AmmunitionLot, on_delete=models.PROTECT, related_name="movements")
    store = models.ForeignKey(Holder, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10)
    quantity = models.IntegerField()
    day = models.DateField(null=True)
    other = models.ForeignKey(Holder, on_delete=models.PROTECT, null=True, related_name="+")
    other_text = models.CharField(max_length=300, blank=True)
    document = models.CharField(max_length=200, blank=True)
    note = models.TextField(blank=True)
    recorded_at = models.DateTimeField()
    recorded_by_id = models.BigIntegerField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=one_of("kind", MovementKind), name="known_movement_kind"),
            models.CheckConstraint(
                condition=Q(kind=MovementKind.CORRECTED.value) | Q(quantity__gte=0), name="only_corrections_are_signed"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["lot", "store"], name="movement_of_lot")]


class AmmunitionBalance(models.Model):
    """Rounds of a lot in a store by its movements: computed with each movement, in its transaction, and rebuildable."""

    lot = models.ForeignKey(AmmunitionLot, on_delete=models.PROTECT, related_name="balances")
    store = models.ForeignKey(Holder, on_delete=models.PROTECT, related_name="ammunition")
    quantity = models.IntegerField()
    # How many movements leave fewer rounds than none; how far the last count was off, null = never counted.
    negative = models.PositiveIntegerField(default=0)
    last_count_off = models.IntegerField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["lot", "store"], name="one_balance_per_lot_and_store"),
        ]
