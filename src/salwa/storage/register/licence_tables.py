"""Authorisations of manufacture and transfer: what was applied for, every step since, certificates, weapons, uses."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from salwa.domain.licences.vocabulary import (
    Answer,
    CheckResult,
    LicenceKind,
    LicenceState,
    PartyRole,
    StepKind,
)
from salwa.storage.register.custody_tables import Holder
from salwa.storage.register.weapon_tables import Event, Weapon


class Licence(models.Model):
    """One application and the authorisation it became. What it says now; every earlier text stands in its steps.

    Countries are ISO 3166 alpha-3 codes. `state` is computed from the steps in the transaction of every new one and
    never says expired: that follows from `valid_until`. `version` grows with every step.
    """

    uid = models.UUIDField(unique=True, default=uuid.uuid4)
    number = models.CharField(max_length=60, unique=True)
    kind = models.CharField(max_length=12)
    applicant = models.ForeignKey(Holder, on_delete=models.PROTECT, related_name="licences")
    origin = models.CharField(max_length=3, blank=True)
    destination = models.CharField(max_length=3, blank=True)
    transit = models.JSONField(default=list)
    end_use = models.TextField(blank=True)
    contract = models.CharField(max_length=200, blank=True)
    conditions = models.TextField(blank=True)
    valid_from = models.DateField(null=True)
    valid_until = models.DateField(null=True)
    # Brokers are registered, and each of their deals is authorised (PoA II.14).
    broker_registration = models.CharField(max_length=100, blank=True)
    broker_registered_until = models.DateField(null=True)
    state = models.CharField(max_length=20, default=LicenceState.APPLIED.value)
    since = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)
    recorded_at = models.DateTimeField()
    recorded_by_id = models.BigIntegerField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(kind__in=[one.value for one in LicenceKind]), name="known_licence_kind"),
            models.CheckConstraint(
                condition=Q(state__in=[one.value for one in LicenceState if one is not LicenceState.EXPIRED]),
                name="known_licence_state",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["state", "id"], name="licence_state"),
            models.Index(fields=["kind", "id"], name="licence_kind_id"),
            models.Index(fields=["destination", "id"], name="licence_destination"),
        ]


class LicenceNumber(models.Model):
    """The last number given to authorisations of one kind in one year; its row is the lock under which it is raised."""

    year = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=12)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["year", "kind"], name="one_count_a_year_and_kind")
        ]


class LicenceStep(models.Model):
    """One step in the life of an authorisation. Append-only.

    `day` is when it took effect, `details` what only some kinds have (fields before and after a change, what an
    amendment asks for, pieces that arrived). `uid` is made by whoever records, so that a step sent twice is one.
    """

    licence = models.ForeignKey(Licence, on_delete=models.PROTECT, related_name="steps")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=20)
    day = models.DateField()
    reason = models.TextField(blank=True)
    details = models.JSONField(default=dict)
    undoes = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="undone_by")
    uid = models.UUIDField(unique=True, default=uuid.uuid4)
    recorded_at = models.DateTimeField()
    recorded_by_id = models.BigIntegerField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["licence", "number"], name="one_step_a_number"),
            models.CheckConstraint(condition=Q(kind__in=[one.value for one in StepKind]), name="known_step_kind"),
        ]


class LicenceParty(models.Model):
    """Somebody who takes part in the deal: a holder of the register, or a name as typed. Ended, never deleted."""

    licence = models.ForeignKey(Licence, on_delete=models.PROTECT, related_name="parties")
    role = models.CharField(max_length=12)
    holder = models.ForeignKey(Holder, on_delete=models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=300, blank=True)
    country_code = models.CharField(max_length=3, blank=True)
    address = models.TextField(blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(role__in=[one.value for one in PartyRole]), name="known_party_role")
        ]


class LicenceItem(models.Model):
    """One line of what is to be made or moved. Texts as typed beside what they were read as; `value` in `currency`."""

    licence = models.ForeignKey(Licence, on_delete=models.PROTECT, related_name="items")
    type_text = models.TextField(blank=True)
    type_code = models.CharField(max_length=60, blank=True)
    description = models.TextField(blank=True)
    calibre_text = models.TextField(blank=True)
    calibre_code = models.CharField(max_length=60, blank=True)
    quantity = models.PositiveIntegerField()
    value = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    currency = models.CharField(max_length=3, blank=True)
    ended_at = models.DateTimeField(null=True)


class LicenceWord(models.Model):
    """A folded word of an authorisation's number, contract or parties. Derived: it can be made again at any time."""

    licence = models.ForeignKey(Licence, on_delete=models.PROTECT, related_name="words")
    word = models.CharField(max_length=40, db_index=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["licence", "word"], name="licence_word_once")
        ]


class GivenRiskAnswer(models.Model):
    """An answer to a question about the risk of diversion (PoA II.11). Append-only: the last one to a question counts.

    `question` is a code of risk_questions.yaml, `asked` the English words of the question as they were then.
    """

    licence = models.ForeignKey(Licence, on_delete=models.PROTECT, related_name="answers")
    question = models.CharField(max_length=40)
    asked = models.TextField()
    answer = models.CharField(max_length=10)
    grounds = models.TextField(blank=True)
    answered_at = models.DateTimeField()
    answered_by_id = models.BigIntegerField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(answer__in=[one.value for one in Answer]), name="known_risk_answer")
        ]


class EndUserCertificate(models.Model):
    """An end-user certificate as it was read (PoA II.12), element by element. Append-only: the last one counts."""

    licence = models.ForeignKey(Licence, on_delete=models.PROTECT, related_name="certificates")
    number = models.CharField(max_length=100, blank=True)
    description = models.TextField(blank=True)
    quantity = models.PositiveIntegerField(null=True)
    characteristics = models.TextField(blank=True)
    contract_reference = models.CharField(max_length=200, blank=True)
    contract_date = models.DateField(null=True)
    destination = models.CharField(max_length=3, blank=True)
    end_use = models.TextField(blank=True)
    exporter = models.CharField(max_length=300, blank=True)
    exporter_address = models.TextField(blank=True)
    end_user = models.CharField(max_length=300, blank=True)
    end_user_position = models.CharField(max_length=300, blank=True)
    end_user_address = models.TextField(blank=True)
    signed = models.CharField(max_length=10, default="not_known")
    other_parties = models.TextField(blank=True)
    no_other_parties = models.BooleanField(default=False)
    certified_by = models.CharField(max_length=300, blank=True)
    certified = models.CharField(max_length=10, default="not_known")
    issued_on = models.DateField(null=True)
    other = models.TextField(blank=True)
    nothing_else = models.BooleanField(default=False)
    # The same paper read again (a slip mended) keeps its authenticity steps; another paper begins anew.
    same_paper_as = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="readings")
    recorded_at = models.DateTimeField()
    recorded_by_id = models.BigIntegerField()


class CertificateCheck(models.Model):
    """A step to find out whether a certificate is authentic: how, with whom, when, and what came of it. Append-only."""

    certificate = models.ForeignKey(EndUserCertificate, on_delete=models.PROTECT, related_name="checks")
    how = models.TextField()
    with_whom = models.TextField(blank=True)
    day = models.DateField()
    result = models.CharField(max_length=15)
    recorded_at = models.DateTimeField()
    recorded_by_id = models.BigIntegerField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(result__in=[one.value for one in CheckResult]), name="known_check_result"
            )
        ]


class CertificateScan(models.Model):
    """A scan of a certificate: a picture (re-encoded), or a PDF kept as it came and only ever handed out as a file."""

    certificate = models.ForeignKey(EndUserCertificate, on_delete=models.PROTECT, related_name="scans")
    file = models.CharField(max_length=200)
    kind = models.CharField(max_length=4)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    added_at = models.DateTimeField()
    added_by_id = models.BigIntegerField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(kind__in=["jpeg", "pdf"]), name="known_scan_kind")
        ]


class LicenceWeapon(models.Model):
    """A weapon on the list of an authorisation, under one of its items. Taken off the list, never deleted."""

    licence = models.ForeignKey(Licence, on_delete=models.PROTECT, related_name="weapons")
    item = models.ForeignKey(LicenceItem, on_delete=models.PROTECT, related_name="weapons")
    weapon = models.ForeignKey(Weapon, on_delete=models.PROTECT, related_name="licences")
    added_at = models.DateTimeField()
    added_by_id = models.BigIntegerField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["licence", "weapon"], condition=Q(ended_at=None), name="once_on_the_list_of_a_licence"
            )
        ]


class LicenceUse(models.Model):
    """Pieces of one item that were made or moved in one use (a step of kind used). An undone step no longer counts."""

    step = models.ForeignKey(LicenceStep, on_delete=models.PROTECT, related_name="uses")
    item = models.ForeignKey(LicenceItem, on_delete=models.PROTECT, related_name="uses")
    quantity = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["step", "item"], name="one_use_of_an_item_a_step"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="a_use_uses_something"),
        ]


class UsedWeapon(models.Model):
    """A weapon that moved in a use, and the entry its life got for it."""

    use = models.ForeignKey(LicenceUse, on_delete=models.PROTECT, related_name="weapons")
    weapon = models.ForeignKey(Weapon, on_delete=models.PROTECT, related_name="uses")
    event = models.OneToOneField(Event, on_delete=models.PROTECT, related_name="use")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["use", "weapon"], name="once_in_a_use")
        ]
