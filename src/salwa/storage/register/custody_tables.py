"""Who holds weapons, where each weapon is now, and the parts weapons are made of."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from salwa.domain.custody import Whereabouts
from salwa.domain.weapons import Component, HolderKind
from salwa.storage.register.weapon_tables import Weapon


class Holder(models.Model):
    """A unit, depot, maker, dealer, broker or person that can hold weapons. Closed, never deleted.

    `unit_id` is the organisation it belongs to (units, depots); a depot lies under its unit (`parent`). Of a person
    this table knows nothing but `person_uid`: names and addresses lie sealed in another table and can be purged.
    `successor` took over the records of a company that closed (ITI 13).
    """

    uid = models.UUIDField(unique=True, default=uuid.uuid4)
    kind = models.CharField(max_length=20)
    name = models.CharField(max_length=300, blank=True)
    reference = models.CharField(max_length=100, blank=True, db_index=True)
    country_code = models.CharField(max_length=3, blank=True)
    address = models.TextField(blank=True)
    unit_id = models.BigIntegerField(null=True, db_index=True)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    person_uid = models.UUIDField(null=True, unique=True)
    opened_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)
    successor = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="predecessors")
    recorded_at = models.DateTimeField()
    recorded_by_id = models.BigIntegerField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(kind__in=[one.value for one in HolderKind]), name="known_holder_kind"),
            models.CheckConstraint(
                condition=~Q(kind=HolderKind.PERSON.value) | Q(name="", address=""), name="persons_are_sealed"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["kind", "name"], name="holder_kind_name"),
            models.Index(fields=["name", "id"], name="holder_name"),
        ]


class Custody(models.Model):
    """Where a weapon is now: computed from its events in the transaction of every new entry, and rebuildable.

    Indexes carry the weapon's number last, so that lists go on from a number without sorting; those of holders leave
    out weapons without a holder, as most imported ones are.
    """

    weapon = models.OneToOneField(Weapon, on_delete=models.PROTECT, primary_key=True, related_name="custody")
    whereabouts = models.CharField(max_length=12)
    holder = models.ForeignKey(Holder, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    user = models.ForeignKey(Holder, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    last_lawful = models.ForeignKey(Holder, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    country_code = models.CharField(max_length=3, blank=True)
    deactivated = models.BooleanField(default=False)
    converted = models.BooleanField(default=False)
    since = models.DateField(null=True)
    contradictions = models.PositiveIntegerField(default=0)
    # Grows with every entry: whoever acts on what was read says which version it was.
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(whereabouts__in=[one.value for one in Whereabouts]), name="known_whereabouts"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["holder", "weapon"], name="custody_holder", condition=Q(holder__isnull=False)),
            models.Index(fields=["user", "weapon"], name="custody_user", condition=Q(user__isnull=False)),
            models.Index(fields=["whereabouts", "weapon"], name="custody_whereabouts"),
            models.Index(fields=["weapon"], name="custody_untidy", condition=Q(contradictions__gt=0)),
        ]


class Part(models.Model):
    """A component known one by one: a barrel, slide or upper that can be exchanged, a kit's receiver.

    In which weapon it sat on any day follows from the events part_fitted and part_removed that name it. Its marks are
    found as marks of the weapon it sits in, or last sat in (`last_in`).
    """

    uid = models.UUIDField(unique=True, default=uuid.uuid4)
    component = models.CharField(max_length=12)
    description = models.TextField(blank=True)
    maker_text = models.TextField(blank=True)
    maker_code = models.CharField(max_length=60, blank=True)
    calibre_text = models.TextField(blank=True)
    calibre_code = models.CharField(max_length=60, blank=True)
    material = models.CharField(max_length=20, blank=True)
    # The controlled part: frame or receiver, whose destruction makes the weapon inoperable for good (ITI 10).
    essential = models.BooleanField(default=False)
    # Where it sits now (computed from events), null when in store.
    fitted_in = models.ForeignKey(Weapon, on_delete=models.PROTECT, null=True, related_name="fitted_parts")
    last_in = models.ForeignKey(Weapon, on_delete=models.PROTECT, null=True, related_name="known_parts")
    recorded_at = models.DateTimeField()
    recorded_by_id = models.BigIntegerField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(component__in=[one.value for one in Component]), name="known_part_component"
            ),
        ]
