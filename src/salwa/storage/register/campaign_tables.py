"""Marking campaigns: depots, teams, supplies, and the weapons to be marked, one by one."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from salwa.domain.marking.profile import OWN_OCCASIONS
from salwa.domain.marking.vocabulary import CampaignState, Method, SupplyKind, WorkState
from salwa.storage.register.custody_tables import Holder
from salwa.storage.register.weapon_tables import Mark, Weapon

OPEN_WORK = (WorkState.WAITING.value, WorkState.ALLOTTED.value, WorkState.REWORK.value, WorkState.SKIPPED.value)


class MarkingCampaign(models.Model):
    """A campaign: what is struck (`occasion`), on which weapons, when teams work.

    `weekdays` lists working days (0 = Monday), `days_off` the days without work (year-month-day). `only_lacking`: only
    weapons that the rules do not find duly marked. `numbering`: a national number on every weapon, or only on those
    without a unique mark. `sample_percent` of the marked weapons is read again by a second person.
    `listing` tells how far the list of weapons is: none, waiting, running, made.
    """

    uid = models.UUIDField(unique=True, default=uuid.uuid4)
    name = models.CharField(max_length=200)
    occasion = models.CharField(max_length=30)
    method = models.CharField(max_length=12)
    numbering = models.CharField(max_length=8)
    only_lacking = models.BooleanField(default=True)
    state = models.CharField(max_length=8, default=CampaignState.PLANNED.value)
    starts_on = models.DateField()
    weekdays = models.JSONField()
    days_off = models.JSONField(default=list)
    sample_percent = models.PositiveSmallIntegerField(default=5)
    profile_version = models.PositiveIntegerField()
    listing = models.CharField(max_length=8, default="none")
    note = models.TextField(blank=True)
    created_at = models.DateTimeField()
    created_by_id = models.BigIntegerField()
    closed_at = models.DateTimeField(null=True)
    closed_by_id = models.BigIntegerField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(state__in=[one.value for one in CampaignState]), name="known_campaign_state"
            ),
            models.CheckConstraint(
                condition=Q(occasion__in=[one.value for one in OWN_OCCASIONS]), name="known_campaign_occasion"
            ),
            models.CheckConstraint(condition=Q(method__in=[one.value for one in Method]), name="known_campaign_method"),
            models.CheckConstraint(condition=Q(numbering__in=["always", "if_none"]), name="known_numbering"),
            models.CheckConstraint(condition=Q(sample_percent__lte=100), name="sample_is_a_share"),
        ]


class CampaignDepot(models.Model):
    """One store in the plan, in the order in which teams go there."""

    campaign = models.ForeignKey(MarkingCampaign, on_delete=models.PROTECT, related_name="depots")
    holder = models.ForeignKey(Holder, on_delete=models.PROTECT, related_name="+")
    place = models.PositiveIntegerField()
    weapons = models.PositiveIntegerField(default=0)
    left_out = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["campaign", "holder"], name="a_store_once_in_a_campaign"),
        ]


class CampaignTeam(models.Model):
    """A team of three or four with its machines and the yield the plan expects of a day. Ended, never deleted."""

    campaign = models.ForeignKey(MarkingCampaign, on_delete=models.PROTECT, related_name="teams")
    name = models.CharField(max_length=100)
    people = models.PositiveSmallIntegerField()
    machines = models.PositiveSmallIntegerField()
    yield_per_day = models.PositiveIntegerField()
    depot = models.ForeignKey(CampaignDepot, on_delete=models.PROTECT, null=True, related_name="teams")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["campaign", "name"], condition=Q(ended_at=None), name="one_team_of_a_name"),
        ]


class CampaignSupply(models.Model):
    """Something a campaign uses up, with the amount for one weapon and for one day of one team, in `measure`."""

    campaign = models.ForeignKey(MarkingCampaign, on_delete=models.PROTECT, related_name="supplies")
    kind = models.CharField(max_length=12)
    name = models.CharField(max_length=100)
    measure = models.CharField(max_length=30, blank=True)
    per_weapon = models.DecimalField(max_digits=12, decimal_places=4, default=0)
    per_team_day = models.DecimalField(max_digits=12, decimal_places=4, default=0)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["campaign", "name"], name="a_supply_once_in_a_campaign"),
            models.CheckConstraint(condition=Q(kind__in=[one.value for one in SupplyKind]), name="known_supply_kind"),
        ]


class SupplyCount(models.Model):
    """How much of a supply was there on a day, after what came in. Append-only; the newest counts."""

    supply = models.ForeignKey(CampaignSupply, on_delete=models.PROTECT, related_name="counts")
    day = models.DateField()
    amount = models.DecimalField(max_digits=14, decimal_places=3)
    counted_at = models.DateTimeField()
    counted_by_id = models.BigIntegerField()


class CampaignWeapon(models.Model):
    """One weapon of a campaign. Rows lie in the order of the work: by store, then alike weapons together.

    `mark` is what was struck; `done_uid` was made by whoever recorded it, so that the same report sent twice is one.
    `skip_reason` and `rework_reason` stay when the weapon is done in the end. `sampled`: to be read by a second person.
    """

    campaign = models.ForeignKey(MarkingCampaign, on_delete=models.PROTECT, related_name="work")
    weapon = models.ForeignKey(Weapon, on_delete=models.PROTECT, related_name="+")
    depot = models.ForeignKey(CampaignDepot, on_delete=models.PROTECT, related_name="work")
    team = models.ForeignKey(CampaignTeam, on_delete=models.PROTECT, null=True, related_name="work")
    state = models.CharField(max_length=8, default=WorkState.WAITING.value)
    allotted_at = models.DateTimeField(null=True)
    planned_text = models.CharField(max_length=120, blank=True)
    skip_reason = models.CharField(max_length=16, blank=True)
    rework_reason = models.CharField(max_length=20, blank=True)
    note = models.TextField(blank=True)
    mark = models.ForeignKey(Mark, on_delete=models.PROTECT, null=True, related_name="+")
    sampled = models.BooleanField(default=False)
    read_again_at = models.DateTimeField(null=True)
    done_on = models.DateField(null=True)
    done_at = models.DateTimeField(null=True)
    done_by_id = models.BigIntegerField(null=True)
    done_uid = models.CharField(max_length=36, null=True, unique=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["campaign", "weapon"], name="a_weapon_once_in_a_campaign"),
            models.UniqueConstraint(
                fields=["weapon"], condition=Q(state__in=OPEN_WORK), name="a_weapon_waits_in_one_campaign"
            ),
            models.CheckConstraint(condition=Q(state__in=[one.value for one in WorkState]), name="known_work_state"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["campaign", "state", "depot", "id"], name="work_of_store"),
            models.Index(fields=["campaign", "team", "state", "id"], name="work_of_team"),
            models.Index(fields=["campaign", "done_on", "team"], name="work_by_day"),
        ]
