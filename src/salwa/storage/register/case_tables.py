"""What officers decided about seized weapons and tracing cases, one row a decision. Appended, never changed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from salwa.domain.tracing.vocabulary import KeyKind
from salwa.storage.register.tracing_tables import SeizedWeapon, TracingCase
from salwa.storage.register.weapon_tables import Event, Weapon


class IdentityDecision(models.Model):
    """Which record of the register a seized weapon is, as an officer says; the newest counts.

    `weapon` is null where the officer says that it is none of them. `event` is the entry it left in that record's life,
    `cancelled` the entry that cancelled it when somebody decided otherwise.
    """

    seized = models.ForeignKey(SeizedWeapon, on_delete=models.PROTECT, related_name="decisions")
    version = models.PositiveIntegerField()
    weapon = models.ForeignKey(Weapon, on_delete=models.PROTECT, null=True, related_name="+")
    event = models.ForeignKey(Event, on_delete=models.PROTECT, null=True, related_name="+")
    cancelled = models.ForeignKey(Event, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.TextField()
    decided_at = models.DateTimeField()
    decided_by_id = models.BigIntegerField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["seized", "version"], name="one_identity_decision_of_a_version"),
        ]


class CaseStep(models.Model):
    """That a tracing case was closed or opened again, by whom and why."""

    case = models.ForeignKey(TracingCase, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=10)
    reason = models.TextField()
    taken_at = models.DateTimeField()
    taken_by_id = models.BigIntegerField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(kind__in=["closed", "reopened"]), name="known_case_step"),
        ]


class CaseKey(models.Model):
    """Something the case of a seized weapon can share with others, in the form in which two spellings are one.

    Derived from answers, findings and checks, written with them: `document` and `holder` folded, `seen` the number of
    an earlier seizure that the checks took for the same weapon.
    """

    seized = models.ForeignKey(SeizedWeapon, on_delete=models.PROTECT, related_name="link_keys")
    kind = models.CharField(max_length=8)
    value = models.CharField(max_length=200)
    objects: ClassVar[models.Manager[CaseKey]] = models.Manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["seized", "kind", "value"], name="a_case_key_once"),
            models.CheckConstraint(condition=Q(kind__in=[one.value for one in KeyKind]), name="known_case_key"),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["kind", "value"], name="case_key_value")]
