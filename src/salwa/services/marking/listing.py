"""The list of weapons of a campaign: by store, alike weapons together, so that a machine is set once for many."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from salwa.domain.custody import Whereabouts
from salwa.domain.marking import MarkedWeapon, Profile, RuleCode, Verdict, judge
from salwa.domain.marking.facts import Fact, facts_of
from salwa.domain.weapons import ItemKind, Occasion
from salwa.services.audit.actions import write_entry
from salwa.services.marking.gathering import gather
from salwa.services.marking.profile import profile_in_force, state_code
from salwa.storage.accounts.models import User
from salwa.storage.register.campaign_tables import OPEN_WORK
from salwa.storage.register.models import CampaignDepot, CampaignWeapon, MarkingCampaign, Weapon

AT_ONCE = 500
# Up to so many weapons the list is made in the request that plans the campaign.
LISTED_AT_ONCE = 2_000
# The rules a campaign of each occasion works on.
RULES_OF: dict[Occasion, tuple[RuleCode, ...]] = {
    Occasion.IMPORT: (RuleCode.IMPORT, RuleCode.IMPORT_UNIQUE),
    Occasion.STATE_STOCK: (RuleCode.STATE_STOCK,),
    Occasion.TRANSFER_FROM_STATE_STOCK: (RuleCode.TRANSFER,),
    Occasion.POST_RECOVERY: (RuleCode.RECOVERED,),
}
LACKING = (Verdict.NOT_FULFILLED, Verdict.CANNOT_TELL)


def request_list(campaign_id: int, user: User) -> None:
    """Make the list now when it is short, else in the background."""
    from salwa.services.marking.tasks import list_in_background  # slow start

    depots = CampaignDepot.objects.filter(campaign=campaign_id).values_list("holder_id", flat=True)
    if _in_stores(list(depots)).count() <= LISTED_AT_ONCE:
        make_list(campaign_id, user.pk)
        return
    MarkingCampaign.objects.filter(pk=campaign_id).update(listing="waiting")
    list_in_background.enqueue(campaign_id, user.pk)


def make_list(campaign_id: int, user_id: int) -> None:
    """Put every weapon of the campaign's stores that it is meant for on its list.

    A killed process goes on when it is asked again: a weapon is on the list once. Weapons that wait in another open
    campaign are left out and counted with their store.
    """
    MarkingCampaign.objects.filter(pk=campaign_id).update(listing="running")
    campaign = MarkingCampaign.objects.get(pk=campaign_id)
    profile, total = profile_in_force(), 0
    for depot in campaign.depots.order_by("place"):
        listed, left_out = 0, 0
        for numbers in _ordered(depot):
            with transaction.atomic():
                chosen = _chosen(numbers, campaign, profile)
                busy = _busy(chosen, campaign)
                CampaignWeapon.objects.bulk_create(
                    (
                        CampaignWeapon(
                            campaign=campaign, weapon_id=number, depot=depot, sampled=_is_sampled(campaign, number)
                        )
                        for number in chosen
                        if number not in busy
                    ),
                    ignore_conflicts=True,
                )
            left_out += len(busy)
        listed = campaign.work.filter(depot=depot).count()
        CampaignDepot.objects.filter(pk=depot.pk).update(weapons=listed, left_out=left_out)
        total += listed
    with transaction.atomic():
        MarkingCampaign.objects.filter(pk=campaign_id).update(listing="made")
        write_entry(
            acting_user=User.objects.get(pk=user_id),
            action="marking.campaign_listed",
            object_kind="marking_campaign",
            object_id=campaign_id,
            details={"weapons": total},
        )


def _in_stores(holders: list[int]) -> QuerySet[Weapon]:
    return Weapon.objects.filter(
        custody__holder__in=holders, custody__whereabouts=Whereabouts.HELD.value, kind=ItemKind.WEAPON.value,
        withdrawn_at=None,
    )  # fmt: skip


def _ordered(depot: CampaignDepot) -> Iterator[list[int]]:
    """Numbers of the weapons in a store, alike ones together, a few hundred at a time."""
    rows = _in_stores([depot.holder_id]).order_by("type_code", "maker_code", "model_code", "pk")
    part: list[int] = []
    for number in list(rows.values_list("pk", flat=True)):
        part.append(number)
        if len(part) == AT_ONCE:
            yield part
            part = []
    if part:
        yield part


def _chosen(numbers: list[int], campaign: MarkingCampaign, profile: Profile) -> list[int]:
    """Those of `numbers` the campaign is meant for, in the same order."""
    found = gather(Q(pk__in=numbers), profile=profile, state=state_code(), today=timezone.localdate())
    occasion = Occasion(campaign.occasion)
    wanted = {
        one.number for one in found if _is_wanted(one.weapon, profile, occasion, only_lacking=campaign.only_lacking)
    }
    return [number for number in numbers if number in wanted]


def _is_wanted(weapon: MarkedWeapon, profile: Profile, occasion: Occasion, *, only_lacking: bool) -> bool:
    if not only_lacking:
        return not bears_mark(weapon, profile, occasion)
    verdicts = {finding.rule: finding.verdict for finding in judge(weapon, profile).findings}
    return any(verdicts[rule] in LACKING for rule in RULES_OF[occasion])


def bears_mark(weapon: MarkedWeapon, profile: Profile, occasion: Occasion) -> bool:
    """Whether the weapon bears a legible mark of this State from this occasion already."""
    facts = facts_of(weapon, profile)
    if occasion is Occasion.IMPORT:
        return facts[Fact.IMPORT_MARK] == "own"
    if occasion is Occasion.POST_RECOVERY:
        return any(
            mark.occasion is occasion and mark.names in ("", weapon.state) and mark.state.value == "present"
            for mark in weapon.marks
        )
    return facts[Fact.STOCK_MARK] == "own"


def _busy(numbers: list[int], campaign: MarkingCampaign) -> set[int]:
    rows = CampaignWeapon.objects.filter(weapon__in=numbers, state__in=OPEN_WORK).exclude(campaign=campaign)
    return set(rows.values_list("weapon_id", flat=True))


def _is_sampled(campaign: MarkingCampaign, weapon: int) -> bool:
    """A fixed share of the weapons, the same whoever asks and however often: nobody chooses the easy ones."""
    digest = hashlib.sha256(f"{campaign.uid}:{weapon}".encode()).digest()
    return int.from_bytes(digest[:4]) % 100 < campaign.sample_percent
