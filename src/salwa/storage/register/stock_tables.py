"""Depots and their reviews, stock-takings and what was counted, losses, surplus (PoA II.17 to II.19)."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from salwa.domain.stock import (
    CountFinding,
    CountResult,
    Disposal,
    LossKind,
    MeasureAnswer,
    RiskLevel,
    SurplusReason,
    TakingState,
)
from salwa.storage.register.ammunition_tables import one_of
from salwa.storage.register.custody_tables import Holder
from salwa.storage.register.weapon_tables import Event, Weapon


class Depot(models.Model):
    """What is known of a depot, one row for every change; the newest counts, the older ones stay readable.

    `latitude` and `longitude` in degrees (WGS 84) are restricted: only whoever manages or approves for this depot sees
    them, and no list or export has them. `capacity` in weapons, null = not known.
    """

    holder = models.ForeignKey(Holder, on_delete=models.PROTECT, related_name="depot_details")
    place = models.CharField(max_length=300, blank=True)
    latitude = models.DecimalField(max_digits=8, decimal_places=5, null=True)
    longitude = models.DecimalField(max_digits=8, decimal_places=5, null=True)
    capacity = models.PositiveIntegerField(null=True)
    hazard_notes = models.TextField(blank=True)
    recorded_at = models.DateTimeField()
    recorded_by_id = models.BigIntegerField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None) | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="depot_on_earth",
            ),
        ]


class DepotReview(models.Model):
    """One review of a depot's security measures on one day. Never changed: the next review is another row."""

    uid = models.UUIDField(unique=True, default=uuid.uuid4)
    depot = models.ForeignKey(Holder, on_delete=models.PROTECT, related_name="reviews")
    day = models.DateField()
    risk = models.CharField(max_length=12)
    note = models.TextField(blank=True)
    # Digest of the checklist's codes at that time: tells whether a later checklist asked the same.
    checklist = models.CharField(max_length=16)
    recorded_at = models.DateTimeField()
    recorded_by_id = models.BigIntegerField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=one_of("risk", RiskLevel), name="known_risk"),
        ]


class ReviewAnswer(models.Model):
    """The answer to one measure, with what has to be done until when; `done_*` are set once, when it is done."""

    review = models.ForeignKey(DepotReview, on_delete=models.PROTECT, related_name="answers")
    measure = models.CharField(max_length=60)
    answer = models.CharField(max_length=10)
    remark = models.TextField(blank=True)
    action = models.TextField(blank=True)
    due = models.DateField(null=True)
    done_on = models.DateField(null=True)
    done_note = models.TextField(blank=True)
    done_by_id = models.BigIntegerField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["review", "measure"], name="one_answer_per_measure"),
            models.CheckConstraint(condition=one_of("answer", MeasureAnswer), name="known_measure_answer"),
            models.CheckConstraint(condition=Q(done_on=None) | ~Q(action=""), name="only_an_action_is_done"),
        ]


class StockTaking(models.Model):
    """One counting of one depot. `recount_of` names the counting it repeats; both are kept."""

    uid = models.UUIDField(unique=True, default=uuid.uuid4)
    depot = models.ForeignKey(Holder, on_delete=models.PROTECT, related_name="takings")
    unit_id = models.BigIntegerField(null=True, db_index=True)
    note = models.TextField(blank=True)
    recount_of = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="recounts")
    state = models.CharField(max_length=10, default=TakingState.OPEN.value)
    expected_weapons = models.PositiveIntegerField(default=0)
    expected_lots = models.PositiveIntegerField(default=0)
    opened_at = models.DateTimeField()
    opened_by_id = models.BigIntegerField()
    proposed_at = models.DateTimeField(null=True)
    proposed_by_id = models.BigIntegerField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_by_id = models.BigIntegerField(null=True)
    closing_note = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=one_of("state", TakingState), name="known_taking_state"),
            models.CheckConstraint(
                condition=~Q(state=TakingState.CLOSED.value) | Q(closed_at__isnull=False), name="closed_has_a_moment"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["depot", "opened_at"], name="taking_of_depot")]


class CountedWeapon(models.Model):
    """One weapon of a stock-taking: expected when it was opened (`expected`), or met while counting.

    `serial` is the mark as the books had it then, `version` that of its custody. `result` is computed from its scans,
    unless a person `decided`. `record`: what the closing asks to be recorded ("lost", "recorded" or nothing).
    """

    taking = models.ForeignKey(StockTaking, on_delete=models.PROTECT, related_name="weapons")
    weapon = models.ForeignKey(Weapon, on_delete=models.PROTECT, related_name="+")
    expected = models.BooleanField()
    serial = models.CharField(max_length=300, blank=True)
    version = models.PositiveIntegerField(default=0)
    result = models.CharField(max_length=12, default=CountResult.UNSEEN.value, db_default=CountResult.UNSEEN.value)
    scans = models.PositiveIntegerField(default=0, db_default=0)
    twice = models.BooleanField(default=False, db_default=False)
    decided = models.CharField(max_length=12, blank=True, default="", db_default="")
    decided_by_id = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_note = models.TextField(blank=True, default="", db_default="")
    record = models.CharField(max_length=10, blank=True, default="", db_default="")
    event = models.ForeignKey(Event, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["taking", "weapon"], name="one_row_per_counted_weapon"),
            models.CheckConstraint(condition=one_of("result", CountResult), name="known_count_result"),
            models.CheckConstraint(condition=one_of("decided", ["", *CountFinding]), name="known_count_decision"),
            models.CheckConstraint(condition=Q(record__in=["", "lost", "recorded"]), name="known_count_record"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["taking", "expected", "result"], name="counted_result"),
        ]


class CountedLot(models.Model):
    """One lot of ammunition of a stock-taking: rounds by the books when it was opened, rounds found."""

    taking = models.ForeignKey(StockTaking, on_delete=models.PROTECT, related_name="lots")
    lot = models.ForeignKey("register.AmmunitionLot", on_delete=models.PROTECT, related_name="+")
    expected = models.IntegerField(null=True)
    found = models.PositiveIntegerField(null=True)
    result = models.CharField(max_length=12, default=CountResult.UNSEEN.value)
    scans = models.PositiveIntegerField(default=0)
    decided_by_id = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["taking", "lot"], name="one_row_per_counted_lot"),
            models.CheckConstraint(condition=one_of("result", CountResult), name="known_lot_result"),
        ]


class StockScan(models.Model):
    """One thing counted, append-only. `uid` was made where it was counted: the same scan sent twice is one row.

    `read` is the text exactly as typed or scanned. `weapon` or `lot` is what it stands for once that is known;
    `matched`: how (exact, alike, label, listed, chosen, none, several). `late`: it came after the closing.
    """

    uid = models.UUIDField(unique=True)
    taking = models.ForeignKey(StockTaking, on_delete=models.PROTECT, related_name="scans")
    device = models.CharField(max_length=36)
    place = models.PositiveBigIntegerField(default=0)
    read = models.CharField(max_length=300)
    how = models.CharField(max_length=10)
    finding = models.CharField(max_length=12)
    pieces = models.PositiveIntegerField(null=True)
    note = models.CharField(max_length=500, blank=True)
    counted_at = models.DateTimeField()
    received_at = models.DateTimeField()
    counted_by_id = models.BigIntegerField()
    weapon = models.ForeignKey(Weapon, on_delete=models.PROTECT, null=True, related_name="+")
    lot = models.ForeignKey("register.AmmunitionLot", on_delete=models.PROTECT, null=True, related_name="+")
    matched = models.CharField(max_length=10)
    near = models.ForeignKey(Weapon, on_delete=models.PROTECT, null=True, related_name="+")
    chosen_by_id = models.BigIntegerField(null=True)
    late = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=one_of("finding", CountFinding), name="known_scan_finding"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["taking", "weapon"], name="scan_of_weapon"),
            models.Index(fields=["taking", "matched"], name="scan_matched"),
            models.Index(fields=["taking", "received_at"], name="scan_received"),
        ]


class SealedAside(models.Model):
    """A sealed scan that could not be opened or used: kept as it came with the code of the reason, so not lost."""

    uid = models.UUIDField(unique=True)
    taking = models.ForeignKey(StockTaking, on_delete=models.PROTECT, related_name="set_aside")
    device = models.CharField(max_length=36)
    place = models.PositiveBigIntegerField()
    code = models.CharField(max_length=40)
    key = models.CharField(max_length=16)
    point = models.BinaryField()
    nonce = models.BinaryField()
    box = models.BinaryField()
    received_at = models.DateTimeField()
    sent_by_id = models.BigIntegerField()


class CountingDevice(models.Model):
    """A phone that takes part in a stock-taking, and how many scans it last said it still holds."""

    taking = models.ForeignKey(StockTaking, on_delete=models.PROTECT, related_name="devices")
    device = models.CharField(max_length=36)
    kept = models.PositiveIntegerField()
    last_seen = models.DateTimeField()
    used_by_id = models.BigIntegerField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["taking", "device"], name="one_row_per_counting_device"),
        ]


class LossReport(models.Model):
    """A loss, theft or diversion from a stockpile (PoA II.17). `measures`: what was done about it."""

    uid = models.UUIDField(unique=True, default=uuid.uuid4)
    kind = models.CharField(max_length=10)
    depot = models.ForeignKey(Holder, on_delete=models.PROTECT, related_name="losses")
    unit_id = models.BigIntegerField(null=True, db_index=True)
    discovered_on = models.DateField()
    happened_text = models.CharField(max_length=200, blank=True)
    circumstances = models.TextField()
    measures = models.TextField(blank=True)
    reference = models.CharField(max_length=200, blank=True)
    taking = models.ForeignKey(StockTaking, on_delete=models.PROTECT, null=True, related_name="losses")
    recorded_at = models.DateTimeField()
    recorded_by_id = models.BigIntegerField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=one_of("kind", LossKind), name="known_loss_kind"),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["discovered_on"], name="loss_discovered")]


class LostItem(models.Model):
    """A weapon, or rounds of a lot, of a report of loss; `event` is the entry it made in the weapon's life."""

    report = models.ForeignKey(LossReport, on_delete=models.PROTECT, related_name="items")
    weapon = models.ForeignKey(Weapon, on_delete=models.PROTECT, null=True, related_name="+")
    event = models.ForeignKey(Event, on_delete=models.PROTECT, null=True, related_name="+")
    lot = models.ForeignKey("register.AmmunitionLot", on_delete=models.PROTECT, null=True, related_name="+")
    quantity = models.PositiveIntegerField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["report", "weapon"], name="one_row_per_lost_weapon"),
            models.CheckConstraint(
                condition=Q(weapon__isnull=False, lot=None) | Q(weapon=None, lot__isnull=False),
                name="lost_is_a_weapon_or_a_lot",
            ),
        ]


class SurplusList(models.Model):
    """Weapons of one depot identified as surplus (PoA II.18). `decision` is empty until decided (SurplusDecision)."""

    uid = models.UUIDField(unique=True, default=uuid.uuid4)
    depot = models.ForeignKey(Holder, on_delete=models.PROTECT, related_name="surplus")
    unit_id = models.BigIntegerField(null=True, db_index=True)
    reason = models.CharField(max_length=20)
    note = models.TextField(blank=True)
    kept_apart = models.CharField(max_length=10, default="unknown")
    kept_where = models.CharField(max_length=300, blank=True)
    decision = models.CharField(max_length=20, blank=True)
    identified_on = models.DateField()
    recorded_at = models.DateTimeField()
    recorded_by_id = models.BigIntegerField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=one_of("reason", SurplusReason), name="known_surplus_reason"),
            models.CheckConstraint(condition=one_of("decision", ["", *Disposal]), name="known_disposal"),
            models.CheckConstraint(condition=Q(kept_apart__in=["yes", "no", "unknown"]), name="known_kept_apart"),
        ]


class SurplusItem(models.Model):
    """One weapon of a list of surplus."""

    surplus = models.ForeignKey(SurplusList, on_delete=models.PROTECT, related_name="items")
    weapon = models.ForeignKey(Weapon, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["surplus", "weapon"], name="one_row_per_surplus_weapon"),
        ]


class SurplusDecision(models.Model):
    """What was decided about a list of surplus, every time; the newest counts."""

    surplus = models.ForeignKey(SurplusList, on_delete=models.PROTECT, related_name="decisions")
    decision = models.CharField(max_length=20)
    reason = models.TextField(blank=True)
    decided_at = models.DateTimeField()
    decided_by_id = models.BigIntegerField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=one_of("decision", Disposal), name="known_surplus_decision"),
        ]
