"""Campaigns that mark the weapons of a unit, with their teams, supplies, numbers and work."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone

from salwa.domain.accounts import Role
from salwa.domain.marking.vocabulary import Ground, SkipReason, SupplyKind
from salwa.services.marking import campaigns
from salwa.services.marking.grounds import record_ground
from salwa.services.marking.numbers import reserve_numbers
from salwa.services.marking.quality import measure_mark
from salwa.services.marking.striking import record_mark
from salwa.services.marking.work import skip_weapon, take_weapons
from salwa.storage.register.models import CampaignSupply, CampaignWeapon, Holder, MarkingGround, Weapon
from tests.assurance.authorisation.people import Staff
from tests.builders.marking import a_campaign, a_report, a_store, weapons_in


def marking_of(staff: Staff) -> dict[str, dict[str, Any]]:
    """Name of a thing -> the parts of its address."""
    clerk, letter = staff.first[Role.REGISTRAR], staff.unit[1].upper()
    store = a_store(clerk, f"Workshop of the {staff.unit}", unit=staff.organisation)
    numbers = weapons_in(clerk, store, 6)
    Weapon.objects.filter(pk__in=numbers).update(unit_id=staff.organisation)
    campaign, (team,) = a_campaign(clerk, store, name=f"Marks {letter}")
    planned, _ = a_campaign(clerk, store, name=f"Later {letter}", running=False, starts_on=date(2031, 1, 1))
    supply = _supply(clerk, campaign)
    reserve_numbers(acting_user=clerk, campaign_id=campaign, team_id=team, count=20)
    work = list(take_weapons(acting_user=clerk, campaign_id=campaign, team_id=team, count=4))
    for one in work[:1]:
        text = CampaignWeapon.objects.get(pk=one).planned_text
        record_mark(acting_user=clerk, work_id=one, struck=a_report(text, note="struck well"))
    record_mark(acting_user=clerk, work_id=work[1], struck=a_report("QQ 1", note="slipped"))
    skip_weapon(acting_user=clerk, work_id=work[2], reason=SkipReason.OTHER, note="rusty")
    done = CampaignWeapon.objects.get(pk=work[0])
    CampaignWeapon.objects.filter(pk=done.pk).update(sampled=True, done_by_id=staff.second[Role.REGISTRAR].pk)
    measure_mark(acting_user=clerk, weapon_id=done.weapon_id, mark_id=done.mark_id, depth_mm=0.2, height_mm=3.0)
    record_ground(
        acting_user=clerk, weapon_id=done.weapon_id, ground=list(Ground)[0], document="letter 5",
        until=date(2030, 1, 1),
    )  # fmt: skip
    ground = MarkingGround.objects.get(weapon_id=done.weapon_id).pk
    return {
        "campaign": {"number": campaign, "campaign": campaign, "team": team, "supply": supply},
        "planned_campaign": {"number": planned},
        "work": {"number": work[3], "work": work[3]},
        "done_work": {"number": work[0]},
        "rework": {"number": work[1]},
        "skipped_work": {"number": work[2]},
        "marked_weapon": {"number": done.weapon_id, "weapon": done.weapon_id, "ground": ground},
        "workshop": {"number": store.pk},
        "label": {"kind": "w", "code": _short(clerk, done.weapon_id)},
        "store_label": {"kind": "d", "code": _short_of_store(clerk, store)},
    }


def _supply(clerk: Any, campaign: int) -> int:
    plan = campaigns.SupplyPlan(list(SupplyKind)[0], "Needles", "box", Decimal("0.1"), Decimal(0), Decimal(50))
    campaigns.add_supply(acting_user=clerk, campaign_id=campaign, supply=plan)
    supply = CampaignSupply.objects.filter(campaign=campaign).latest("pk").pk
    campaigns.count_supply(
        acting_user=clerk, campaign_id=campaign, supply_id=supply, amount=Decimal(40), day=timezone.localdate()
    )
    return supply


def _short(clerk: Any, weapon: int) -> str:
    from salwa.services.marking.labels import weapon_label

    return weapon_label(acting_user=clerk, weapon_id=weapon).short


def _short_of_store(clerk: Any, store: Holder) -> str:
    from salwa.services.marking.labels import store_labels

    return store_labels(acting_user=clerk, holder_id=store.pk).own.short
