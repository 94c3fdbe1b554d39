"""Stores with weapons, and campaigns that mark them, of an invented State."""

from __future__ import annotations

from datetime import date
from itertools import count
from uuid import uuid4

from django.utils import timezone

from salwa.domain.marking.vocabulary import Method
from salwa.domain.weapons import Component, EventKind, HolderKind, Occasion
from salwa.services.accounts.units import units_of
from salwa.services.custody.actions import record_entry
from salwa.services.custody.values import LifeEntry
from salwa.services.marking.campaigns import CampaignPlan, TeamPlan, add_team, plan_campaign, start_campaign
from salwa.services.marking.striking import Struck
from salwa.services.weapons.actions import record_weapon
from salwa.services.weapons.values import MarkEntry, WeaponEntry
from salwa.storage.register.models import Holder

NUMBERS = count(1)


def a_store(clerk, name="Depot North", kind=HolderKind.DEPOT, unit=None):
    """A store of weapons, of the clerk's own unit unless another is named; returns the holder."""
    unit = unit or min(units_of(clerk), default=None)
    return Holder.objects.create(
        kind=kind.value, name=name, unit_id=unit, recorded_at=timezone.now(), recorded_by_id=clerk.pk
    )


def a_weapon(clerk, *marks, store=None, **known):
    """A weapon recorded by hand and, with `store`, held there; returns its number. Marks are (content, text, ...)."""
    entry = WeaponEntry(**({"maker": "Zastava", "model": "M70", "type": "assault rifle"} | known), marks=marks)
    number = record_weapon(acting_user=clerk, entry=entry)
    if store is not None:
        record_entry(
            acting_user=clerk,
            entry=LifeEntry(number, EventKind.RECORDED, str(uuid4()), date(2020, 1, 1), receiver=store.pk),
        )
    return number


def a_mark(text="", content="serial", component="receiver", occasion="manufacture", state="present"):
    """A mark as an officer records it."""
    return MarkEntry(component, occasion, content, text, state)


def a_serial():
    """A serial number that no other weapon of the test bears."""
    return a_mark(f"QX {next(NUMBERS):05d}")


def weapons_in(clerk, store, number, **known):
    """So many weapons without any serial number, held in `store`."""
    return [a_weapon(clerk, a_mark(state="none"), store=store, **known) for _ in range(number)]


def a_campaign(clerk, *stores, teams=1, running=True, **plan):
    """(campaign, [teams]): a campaign of State stock marks in these stores, with its teams."""
    usual = {
        "name": "Stock marks 2026", "occasion": Occasion.STATE_STOCK, "method": Method.DOT_PEEN,
        "stores": tuple(store.pk for store in stores), "starts_on": timezone.localdate(), "only_lacking": False,
        "weekdays": (0, 1, 2, 3, 4, 5, 6),
    }  # fmt: skip
    number = plan_campaign(acting_user=clerk, plan=CampaignPlan(**(usual | plan)))
    made = [add_team(acting_user=clerk, campaign_id=number, team=TeamPlan(f"Team {n + 1}")) for n in range(teams)]
    if running:
        start_campaign(acting_user=clerk, campaign_id=number)
    return number, made


def a_report(text, **more):
    """What a team reports after striking `text`."""
    usual = {
        "uid": str(uuid4()), "text": text, "component": Component.RECEIVER, "method": Method.DOT_PEEN,
        "day": timezone.localdate(),
    }  # fmt: skip
    return Struck(**(usual | more))
