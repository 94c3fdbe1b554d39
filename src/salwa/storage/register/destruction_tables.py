"""Destruction records: what was destroyed, how, where, before whom, and the pictures that prove it (PoA II.19)."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from salwa.domain.destruction import DestructionState, Method
from salwa.storage.register.ammunition_tables import AmmunitionLot, AmmunitionMovement, one_of
from salwa.storage.register.custody_tables import Holder
from salwa.storage.register.stock_tables import SurplusList
from salwa.storage.register.weapon_tables import Event, Weapon


class DestructionRecord(models.Model):
    """One destruction. Names of witnesses are personal data and have no place here: `witness_roles` says, line by line,
    in which role and for which organisation somebody witnessed it.

    `certificate` is given when a second person approved; from then on nothing of the record changes.
    """

    uid = models.UUIDField(unique=True, default=uuid.uuid4)
    depot = models.ForeignKey(Holder, on_delete=models.PROTECT, related_name="destructions")
    unit_id = models.BigIntegerField(null=True, db_index=True)
    surplus = models.ForeignKey(SurplusList, on_delete=models.PROTECT, null=True, related_name="destructions")
    state = models.CharField(max_length=10, default=DestructionState.DRAFT.value)
    method = models.CharField(max_length=20)
    method_note = models.CharField(max_length=300, blank=True)
    place = models.CharField(max_length=300)
    day = models.DateField()
    witness_roles = models.TextField(blank=True)
    note = models.TextField(blank=True)
    certificate = models.CharField(max_length=30, null=True, unique=True)
    made_at = models.DateTimeField()
    made_by_id = models.BigIntegerField()
    requested_at = models.DateTimeField(null=True)
    requested_by_id = models.BigIntegerField(null=True)
    approval = models.BigIntegerField(null=True)
    fingerprint = models.CharField(max_length=64, blank=True)
    recorded_at = models.DateTimeField(null=True)
    approved_by_id = models.BigIntegerField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=one_of("state", DestructionState), name="known_destruction_state"),
            models.CheckConstraint(condition=one_of("method", Method), name="known_destruction_method"),
            models.CheckConstraint(
                condition=~Q(state=DestructionState.RECORDED.value)
                | Q(certificate__isnull=False, approved_by_id__isnull=False)
                & ~Q(approved_by_id=models.F("requested_by_id")),
                name="destruction_by_two_persons",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["day"], name="destruction_day")]


class DestroyedWeapon(models.Model):
    """One weapon on a destruction record; `event` is the entry that recorded it as destroyed."""

    record = models.ForeignKey(DestructionRecord, on_delete=models.PROTECT, related_name="weapons")
    weapon = models.ForeignKey(Weapon, on_delete=models.PROTECT, related_name="+")
    event = models.ForeignKey(Event, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["record", "weapon"], name="one_row_per_destroyed_weapon"),
        ]


class DestroyedAmmunition(models.Model):
    """Rounds of a lot on a destruction record."""

    record = models.ForeignKey(DestructionRecord, on_delete=models.PROTECT, related_name="ammunition")
    lot = models.ForeignKey(AmmunitionLot, on_delete=models.PROTECT, related_name="+")
    quantity = models.PositiveIntegerField()
    movement = models.ForeignKey(AmmunitionMovement, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["record", "lot"], name="one_row_per_destroyed_lot"),
        ]


class DestructionPicture(models.Model):
    """A picture from before or after, re-encoded without its metadata."""

    record = models.ForeignKey(DestructionRecord, on_delete=models.PROTECT, related_name="pictures")
    moment = models.CharField(max_length=6)
    file = models.CharField(max_length=200)
    caption = models.CharField(max_length=300, blank=True)
    sha256 = models.CharField(max_length=64)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    added_at = models.DateTimeField()
    added_by_id = models.BigIntegerField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(moment__in=["before", "after"]), name="known_picture_moment"),
        ]
