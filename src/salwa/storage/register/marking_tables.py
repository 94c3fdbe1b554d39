"""Marking: versions of the national profile, grounds, measured marks, what the rules say of weapons, numbers."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from salwa.domain.marking.vocabulary import Ground, NumberState, Overall, RuleCode
from salwa.storage.register.weapon_tables import Mark, Picture, Weapon


class MarkingProfile(models.Model):
    """One version of the national marking profile, as written. The highest is in force; none is ever changed."""

    version = models.PositiveIntegerField(unique=True)
    text = models.TextField()
    set_at = models.DateTimeField()
    set_by_id = models.BigIntegerField()


class MarkingGround(models.Model):
    """Why a weapon need not bear an import mark (ITI 8(b)): here for a time, or a museum piece. Ended, never deleted.

    `until` is the day on which a temporary import ends; from the next day on the ground no longer counts.
    """

    weapon = models.ForeignKey(Weapon, on_delete=models.PROTECT, related_name="marking_grounds")
    ground = models.CharField(max_length=20)
    until = models.DateField(null=True)
    document = models.CharField(max_length=200)
    recorded_at = models.DateTimeField()
    recorded_by_id = models.BigIntegerField()
    ended_at = models.DateTimeField(null=True)
    ended_by_id = models.BigIntegerField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(ground__in=[one.value for one in Ground]), name="known_marking_ground"),
            models.UniqueConstraint(
                fields=["weapon", "ground"], condition=Q(ended_at=None), name="one_ground_in_force"
            ),
        ]


class MarkInspection(models.Model):
    """Somebody looked at a mark: measured it, or read it again without knowing what it should say. Append-only.

    Depth and height in micrometres, null where not measured. `readable` is yes, no or unknown; `read_as` what a second
    person read. `purpose` is strike (by the team), second_reading, or measurement.
    """

    mark = models.ForeignKey(Mark, on_delete=models.PROTECT, related_name="inspections")
    purpose = models.CharField(max_length=16)
    depth_um = models.PositiveIntegerField(null=True)
    height_um = models.PositiveIntegerField(null=True)
    readable = models.CharField(max_length=10, default="unknown")
    read_as = models.CharField(max_length=120, blank=True)
    picture = models.ForeignKey(Picture, on_delete=models.PROTECT, null=True, related_name="+")
    note = models.TextField(blank=True)
    inspected_at = models.DateTimeField()
    inspected_by_id = models.BigIntegerField()
    uid = models.CharField(max_length=36, null=True, unique=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(purpose__in=["strike", "second_reading", "measurement"]), name="known_inspection"
            ),
            models.CheckConstraint(condition=Q(readable__in=["yes", "no", "unknown"]), name="known_readability"),
        ]


class MarkingVerdict(models.Model):
    """What the rules say of one weapon, for lists and counts. Derived: dropped and worked out anew at any time.

    Maker and holder are copies, so that a list of one maker or depot reads one index.
    """

    weapon = models.OneToOneField(
        Weapon, on_delete=models.PROTECT, primary_key=True, related_name="marking_verdict", db_constraint=False
    )
    overall = models.CharField(max_length=14)
    maker_code = models.CharField(max_length=60, blank=True)
    holder_id = models.BigIntegerField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(overall__in=[one.value for one in Overall]), name="known_verdict"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["overall", "weapon"], name="verdict_list"),
            models.Index(fields=["overall", "maker_code", "weapon"], name="verdict_of_maker"),
            models.Index(fields=["overall", "holder_id", "weapon"], name="verdict_of_holder"),
        ]


class MarkingGap(models.Model):
    """A binding rule that a weapon does not fulfil; derived like the verdict."""

    weapon = models.ForeignKey(
        Weapon, on_delete=models.PROTECT, related_name="marking_gaps", db_constraint=False, db_index=False
    )
    rule = models.CharField(max_length=20)
    maker_code = models.CharField(max_length=60, blank=True)
    holder_id = models.BigIntegerField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(rule__in=[one.value for one in RuleCode]), name="known_marking_rule"),
            models.UniqueConstraint(fields=["weapon", "rule"], name="a_gap_once"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["rule", "weapon"], name="gap_list"),
            models.Index(fields=["rule", "maker_code", "weapon"], name="gap_of_maker"),
            models.Index(fields=["rule", "holder_id", "weapon"], name="gap_of_holder"),
        ]


class MarkingRun(models.Model):
    """One pass of the rules over the register. `as_of` is null while it waits or runs.

    `whole`: every weapon was judged, not only those changed since the run before. `seen` holds the highest numbers of
    the rows that can change a verdict, `figures` the counts by verdict, rule, maker and holder.
    """

    requested_at = models.DateTimeField()
    requested_by_id = models.BigIntegerField(null=True)
    as_of = models.DateTimeField(null=True, db_index=True)
    whole = models.BooleanField(default=True)
    profile_version = models.PositiveIntegerField(default=0)
    judged = models.PositiveIntegerField(default=0)
    seconds = models.FloatField(default=0)
    seen = models.JSONField(default=dict)
    figures = models.JSONField(default=dict)


class NumberSeries(models.Model):
    """The running number of this State. `next_value` only grows: a number below it belongs to a block for good."""

    name = models.CharField(max_length=40, unique=True)
    next_value = models.BigIntegerField()


class NumberBlock(models.Model):
    """A stretch of numbers given to one team of one campaign. `next_value` is the first not yet allotted to a weapon.

    `count` is how many of them may be struck: numbers with forbidden signs lie in the stretch and are left out.
    """

    series = models.ForeignKey(NumberSeries, on_delete=models.PROTECT, related_name="blocks")
    campaign = models.ForeignKey("register.MarkingCampaign", on_delete=models.PROTECT, related_name="blocks")
    team = models.ForeignKey("register.CampaignTeam", on_delete=models.PROTECT, related_name="blocks")
    first = models.BigIntegerField()
    last = models.BigIntegerField()
    count = models.PositiveIntegerField()
    next_value = models.BigIntegerField()
    uid = models.CharField(max_length=36, null=True, unique=True)
    reserved_at = models.DateTimeField()
    reserved_by_id = models.BigIntegerField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["series", "first"], name="one_block_from_here"),
            models.UniqueConstraint(fields=["series", "last"], name="one_block_to_here"),
            models.CheckConstraint(condition=Q(first__lte=models.F("last")), name="block_runs_upwards"),
        ]


class MarkingNumber(models.Model):
    """A number of a block that was allotted to a weapon, struck or spoiled. One owner, never used again."""

    series = models.ForeignKey(NumberSeries, on_delete=models.PROTECT, related_name="numbers")
    value = models.BigIntegerField()
    text = models.CharField(max_length=60)
    block = models.ForeignKey(NumberBlock, on_delete=models.PROTECT, related_name="numbers")
    work = models.ForeignKey("register.CampaignWeapon", on_delete=models.PROTECT, null=True, related_name="numbers")
    state = models.CharField(max_length=10, default=NumberState.ALLOTTED.value)
    reason = models.CharField(max_length=200, blank=True)
    changed_at = models.DateTimeField()
    changed_by_id = models.BigIntegerField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["series", "value"], name="a_number_has_one_owner"),
            models.CheckConstraint(
                condition=Q(state__in=[one.value for one in NumberState]), name="known_number_state"
            ),
        ]
