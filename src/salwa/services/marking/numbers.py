"""Numbers of the national series: blocks for teams, one number for one weapon, none ever used again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from salwa.domain.languages import Sentence, message
from salwa.domain.marking import Profile
from salwa.domain.marking.numbers import is_right, number_text, usable_from
from salwa.domain.marking.profile import needs_number, struck_text
from salwa.domain.marking.vocabulary import NumberState
from salwa.domain.marks.skeleton import skeleton
from salwa.domain.refusals import NotFound, Refusal
from salwa.domain.weapons import Occasion
from salwa.services.audit.actions import write_entry
from salwa.services.marking.campaigns import campaign_in_sight, open_campaign, team_of
from salwa.services.marking.permissions import check_may_see_campaigns, weapon_in_sight
from salwa.services.marking.profile import profile_in_force, state_code
from salwa.storage.accounts.models import User
from salwa.storage.register.models import (
    CampaignTeam,
    CampaignWeapon,
    Mark,
    MarkingNumber,
    NumberBlock,
    NumberSeries,
)

SERIES = "national"
# A team that has used up its block gets the next one of this size.
USUAL_BLOCK = 100
MOST = 100_000
WRONG_COUNT = message("From 1 to {most} numbers can be reserved at a time; {count} were asked for.")
SPENT = message(
    "The numbers given to this installation ({first} to {last}) are used up, or fewer than {count} are left."
)
WIDEN = message("Give it a new range, or more digits, in the national marking profile.")
OTHER_BLOCK = message("Another block was reserved under the identifier {uid}.")
NEW_UID = message("Send it again with a new identifier.")
NOT_A_NUMBER = message("{text} cannot be a number of this State's series: its length or its check character is wrong.")
READ_AGAIN = message("Read the mark again, sign by sign.")
NOT_GIVEN = message("The number {text} was not struck on a weapon you may know of.")
SEARCH = message("Look for it by its marks; it may have been recorded otherwise.")


@dataclass(frozen=True, slots=True)
class Block:
    """A reserved stretch: how its first and last number are struck, and how many may be struck."""

    number: int
    campaign: int
    team: int
    team_name: str
    first: str
    last: str
    count: int
    left: int
    reserved_at: datetime
    again: bool = False


def reserve_numbers(*, acting_user: User, campaign_id: int, team_id: int, count: int, uid: str = "") -> Block:
    """Reserve `count` numbers for a team. In order: permit, lock the series, save, audit - in one transaction.

    The same `uid` again gives the first block back. Raises `NotPermitted`, `NotFound`, and `Refusal` (`wrong_count`,
    `numbers_spent`, `uid_of_another`).
    """
    check_may_see_campaigns(acting_user)
    if not 1 <= count <= MOST:
        raise Refusal("wrong_count", Sentence(WRONG_COUNT, {"most": MOST, "count": count}))
    with transaction.atomic():
        campaign_in_sight(acting_user, campaign_id)
        team = team_of(open_campaign(campaign_id), team_id)
        known = NumberBlock.objects.filter(uid=uid).first() if uid else None
        if known is not None:
            if (known.team_id, known.count) != (team.pk, count):
                raise Refusal("uid_of_another", Sentence(OTHER_BLOCK, {"uid": uid}), remedy=Sentence(NEW_UID))
            return _shown(known, profile_in_force(), again=True)
        block = _new_block(team, count, acting_user, uid)
        write_entry(
            acting_user=acting_user,
            action="marking.numbers_reserved",
            object_kind="marking_campaign",
            object_id=campaign_id,
            details={"block": block.pk, "team": team.pk, "count": count},
        )
    return _shown(block, profile_in_force())


def blocks_of(*, acting_user: User, campaign_id: int) -> tuple[Block, ...]:
    """Blocks of a campaign, the newest first."""
    check_may_see_campaigns(acting_user)
    profile = profile_in_force()
    campaign = campaign_in_sight(acting_user, campaign_id)
    rows = NumberBlock.objects.filter(campaign=campaign).select_related("team").order_by("-pk")[:500]
    return tuple(_shown(row, profile) for row in rows)


def allot_number(
    work: CampaignWeapon, team: CampaignTeam, user: User, *, unique: bool
) -> tuple[str, MarkingNumber | None]:
    """(text to be struck, its number if it has one) for one weapon, in the caller's transaction, which holds its row.

    `unique` says that the weapon bears a unique mark. A number the weapon was given before is given to it again; one
    whose text is recorded on any weapon already is spoiled, and the next is taken: before the needle touches.
    """
    profile, occasion = profile_in_force(), Occasion(work.campaign.occasion)
    unique = unique and work.campaign.numbering == "if_none"
    year = timezone.localdate().year

    def text(number: str) -> str:
        return struck_text(profile, occasion, state=state_code(), year=year, number=number, unique=unique)

    if not needs_number(profile, occasion, has_unique_mark=unique):
        return text(""), None
    known = work.numbers.filter(state=NumberState.ALLOTTED.value).first()
    if known is not None:
        return text(known.text), known
    while True:
        number = _next_of_team(team, work, profile, user)
        if not text_is_recorded(text(number.text)):
            return text(number.text), number
        spoil(number, user, "recorded already")


def text_is_recorded(text: str, *, except_weapon: int | None = None) -> bool:
    """Whether any weapon of the register bears a mark that folds to the same skeleton."""
    rows = Mark.objects.filter(skeleton=skeleton(text)[:120], weapon__withdrawn_at=None).exclude(skeleton="")
    return rows.exclude(weapon=except_weapon).exists() if except_weapon else rows.exists()


def spoil(number: MarkingNumber, user: User, reason: str) -> None:
    """Say that a number can no longer be struck; it keeps its owner."""
    MarkingNumber.objects.filter(pk=number.pk).update(
        state=NumberState.SPOILED.value, reason=reason[:200], changed_at=timezone.now(), changed_by_id=user.pk
    )


def find_number(*, acting_user: User, text: str) -> int:
    """The weapon on which a national number was struck, typed with or without letters and year.

    Raises `NotFound`, and `Refusal` (`not_a_number`) when the check character shows that it was misread.
    """
    check_may_see_campaigns(acting_user)
    profile = profile_in_force()
    signs = text.upper().split()[-1] if text.split() else ""
    if not is_right(profile.number, signs):
        raise Refusal("not_a_number", Sentence(NOT_A_NUMBER, {"text": text[:40]}), remedy=Sentence(READ_AGAIN))
    plain = int("".join(sign for sign in signs if sign.isascii() and sign.isalnum())[: profile.number.digits])
    row = MarkingNumber.objects.filter(series__name=SERIES, value=plain, state=NumberState.STRUCK.value).first()
    missing = NotFound("number_not_given", Sentence(NOT_GIVEN, {"text": text[:40]}), remedy=Sentence(SEARCH))
    if row is None or row.work is None:
        raise missing
    try:
        return weapon_in_sight(acting_user, row.work.weapon_id).pk
    except NotFound:
        raise missing from None


def _next_of_team(team: CampaignTeam, work: CampaignWeapon, profile: Profile, user: User) -> MarkingNumber:
    """The next number of the team's blocks; a new block when they are used up."""
    blocks = NumberBlock.objects.select_for_update(no_key=True).filter(team=team, next_value__lte=F("last"))
    for block in blocks.order_by("pk"):
        value = next(usable_from(profile.number, block.next_value, profile.forbidden), None)
        if value is None or value > block.last:
            NumberBlock.objects.filter(pk=block.pk).update(next_value=block.last + 1)
            continue
        return _give(block, value, work, profile, user)
    block = _new_block(team, USUAL_BLOCK, user, "")
    return _give(block, block.first, work, profile, user)


def _give(block: NumberBlock, value: int, work: CampaignWeapon, profile: Profile, user: User) -> MarkingNumber:
    NumberBlock.objects.filter(pk=block.pk).update(next_value=value + 1)
    return MarkingNumber.objects.create(
        series_id=block.series_id, value=value, text=number_text(profile.number, value), block=block, work=work,
        changed_at=timezone.now(), changed_by_id=user.pk,
    )  # fmt: skip


def _new_block(team: CampaignTeam, count: int, user: User, uid: str) -> NumberBlock:
    """Take the next `count` usable numbers off the series, whose row is locked until the transaction ends."""
    profile = profile_in_force()
    NumberSeries.objects.get_or_create(name=SERIES, defaults={"next_value": profile.number.first})
    # Not against rows that refer to it: those are checked when their transaction commits, with the audit log's lock in
    # hand, which this transaction is going to wait for.
    series = NumberSeries.objects.select_for_update(no_key=True).get(name=SERIES)
    values = usable_from(profile.number, series.next_value, profile.forbidden)
    first = last = None
    for taken, value in enumerate(values, start=1):
        first, last = (value if first is None else first), value
        if taken == count:
            break
    else:
        limits = {"first": profile.number.first, "last": profile.number.last, "count": count}
        raise Refusal("numbers_spent", Sentence(SPENT, limits), remedy=Sentence(WIDEN))
    series.next_value = last + 1
    series.save(update_fields=["next_value"])
    return NumberBlock.objects.create(
        series=series, campaign_id=team.campaign_id, team=team, first=first, last=last, count=count, next_value=first,
        uid=uid or None, reserved_at=timezone.now(), reserved_by_id=user.pk,
    )  # fmt: skip


def _shown(row: NumberBlock, profile: Profile, *, again: bool = False) -> Block:
    used = row.numbers.count()
    return Block(
        row.pk,
        row.campaign_id,
        row.team_id,
        row.team.name,
        _text(profile, row.first),
        _text(profile, row.last),
        row.count,
        max(0, row.count - used),
        row.reserved_at,
        again,
    )


def _text(profile: Profile, value: int) -> str:
    """The number as struck; plain digits when the profile's range no longer holds it."""
    try:
        return number_text(profile.number, value)
    except ValueError:
        return str(value)
