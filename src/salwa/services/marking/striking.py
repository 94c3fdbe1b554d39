"""Recording that a mark was struck: the mark, the entry of the weapon's life, number and measurements at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, BinaryIO

from django.db import transaction
from django.utils import timezone

from salwa.domain.languages import Sentence, message
from salwa.domain.marking.vocabulary import Method, NumberState, ReworkReason, WorkState
from salwa.domain.marks.serials import normalised
from salwa.domain.marks.skeleton import skeleton
from salwa.domain.refusals import Refusal
from salwa.domain.weapons import Component, ContentKind, EventKind, MarkState, Occasion
from salwa.services.audit.actions import write_entry
from salwa.services.custody.actions import locked_weapon, save_entry
from salwa.services.custody.values import LifeEntry
from salwa.services.marking.checking import keep_verdict
from salwa.services.marking.numbers import spoil
from salwa.services.marking.permissions import check_may_work
from salwa.services.marking.profile import profile_in_force
from salwa.services.marking.work import LOOK_AGAIN, NOT_TO_DO, OPEN, to_do, work_in_sight
from salwa.services.search.upkeep import index_mark
from salwa.services.weapons.pictures import KeptPicture, keep_picture
from salwa.storage.accounts.models import User
from salwa.storage.register.models import CampaignWeapon, Mark, MarkingNumber, MarkInspection, Picture, Weapon

LONGEST = 60
NO_TEXT = message("What was struck is missing.")
TYPE_IT = message("Type the mark exactly as it now stands on the weapon.")
TOO_LONG = message("A mark has at most {most} signs.")
NO_PART = message("The part that was marked is missing.")
CHOOSE_PART = message("Choose the part that bears the mark now.")
FUTURE = message("The day {day} lies in the future.")
TODAY = message("Write the day on which the mark was struck.")
NOT_A_MEASURE = {
    "depth": message("A depth of {value} mm cannot be right; from {least} to {most} mm is possible."),
    "height": message("A height of {value} mm cannot be right; from {least} to {most} mm is possible."),
}
MEASURE_AGAIN = message("Measure again, in millimetres, or leave it empty.")
OTHER_UID = message("Another report was recorded under the identifier {uid}.")
NEW_UID = message("Send it again with a new identifier.")
BOUNDS = {"depth": (0.001, 10.0), "height": (0.1, 100.0)}
SIMPLE = {Occasion.IMPORT: ContentKind.IMPORT_MARK}


@dataclass(frozen=True, slots=True)
class Struck:
    """What a team reports. `uid` is made by whoever reports (a UUID): the same report sent twice is one.

    `text` is the mark as it now stands on the weapon; depth and height in millimetres where measured. `corrects`: an
    earlier report of this weapon named the mark wrongly, the weapon itself was not touched again.
    """

    uid: str
    text: str
    component: Component
    method: Method
    day: date
    depth_mm: float | None = None
    height_mm: float | None = None
    note: str = ""
    corrects: bool = False


@dataclass(frozen=True, slots=True)
class Done:
    """What recording did: the weapon, its new mark, the state of the work, and whether it was recorded before."""

    weapon: int
    mark: int
    state: WorkState
    again: bool


def record_mark(*, acting_user: User, work_id: int, struck: Struck, picture: BinaryIO | None = None) -> Done:
    """Record a mark that was struck on a weapon of a work list.

    In order: permit, check, re-encode the picture; then in one transaction: lock, mark with its search key, entry of
    the weapon's life, number, measurements, the weapon's verdict, work list, audit. What is on the weapon is recorded
    whatever was planned: a text that differs, or a mark too shallow, is saved and put on the rework list. Raises
    `NotPermitted`, `NotFound`, `Refusal` (`no_text`, `no_part`, `in_the_future`, `not_a_measure`, `not_to_do`,
    `uid_of_another`, and those of pictures).
    """
    check_may_work(acting_user)
    before = work_in_sight(acting_user, work_id)
    _check(struck)
    kept = keep_picture(picture) if picture is not None else None
    with transaction.atomic():
        weapon = locked_weapon(before.weapon_id)
        known = CampaignWeapon.objects.filter(done_uid=struck.uid).first()
        if known is not None:
            return _again(known, work_id, struck)
        work = _locked(acting_user, work_id)
        # Written before the audit log is locked by the entry of the weapon's life: other writers wait less.
        mark = _save_mark(weapon, work, struck)
        reason = _rework_reason(work, struck)
        _settle_number(work, struck, acting_user)
        _inspect(weapon, mark, struck, kept, acting_user)
        _finish(work, mark, struck, reason, acting_user)
        keep_verdict(weapon)
        save_entry(acting_user, weapon, _entry(work, mark, struck))
        write_entry(
            acting_user=acting_user,
            action="marking.done",
            object_kind="weapon",
            object_id=weapon.pk,
            details={
                "work": work.pk, "campaign": work.campaign_id, "mark": mark.pk, "method": struck.method.value,
                "rework": reason.value if reason else "",
            },
        )  # fmt: skip
    return Done(weapon.pk, mark.pk, WorkState(work.state), again=False)


def _check(struck: Struck) -> None:
    text = struck.text.strip()
    if not text or "\x00" in text:
        raise Refusal("no_text", Sentence(NO_TEXT), remedy=Sentence(TYPE_IT), where={"field": "text"})
    if len(text) > LONGEST:
        raise Refusal(
            "mark_too_long", Sentence(TOO_LONG, {"most": LONGEST}), remedy=Sentence(TYPE_IT), where={"field": "text"}
        )
    if struck.component is Component.UNKNOWN:
        raise Refusal("no_part", Sentence(NO_PART), remedy=Sentence(CHOOSE_PART), where={"field": "component"})
    if struck.day > timezone.localdate():
        raise Refusal(
            "in_the_future",
            Sentence(FUTURE, {"day": struck.day.isoformat()}),
            remedy=Sentence(TODAY),
            where={"field": "day"},
        )
    for what, value in (("depth", struck.depth_mm), ("height", struck.height_mm)):
        least, most = BOUNDS[what]
        if value is not None and not least <= value <= most:
            values = {"value": str(value), "least": str(least), "most": str(most)}
            raise Refusal(
                "not_a_measure",
                Sentence(NOT_A_MEASURE[what], values),
                remedy=Sentence(MEASURE_AGAIN),
                where={"field": what},
            )


def _again(known: CampaignWeapon, work_id: int, struck: Struck) -> Done:
    if known.pk != work_id or known.mark_id is None:
        raise Refusal("uid_of_another", Sentence(OTHER_UID, {"uid": struck.uid}), remedy=Sentence(NEW_UID))
    return Done(known.weapon_id, known.mark_id, WorkState(known.state), again=True)


def _locked(user: User, work_id: int) -> CampaignWeapon:
    work = to_do(user, work_id, OPEN)
    if work.campaign.state != "running":
        state = work.campaign.state
        raise Refusal("not_to_do", Sentence(NOT_TO_DO, {"state": state}), remedy=Sentence(LOOK_AGAIN))
    return work


def _save_mark(weapon: Weapon, work: CampaignWeapon, struck: Struck) -> Mark:
    """The mark as it stands on the weapon. Struck again on the same part with the same text it is the same mark."""
    old = work.mark
    text = struck.text.strip()
    if old is not None and not struck.corrects and (old.text, old.component) == (text, struck.component.value):
        return old
    numbered = _holds_number(work)
    occasion = Occasion(work.campaign.occasion)
    content = ContentKind.SERIAL if numbered else SIMPLE.get(occasion, ContentKind.STOCK_MARK)
    mark = Mark.objects.create(
        weapon=weapon,
        component=struck.component.value,
        occasion=occasion.value,
        content=content.value,
        text=text,
        normalised=normalised(text)[:120] if numbered else "",
        skeleton=skeleton(text)[:120] if numbered else "",
        state=MarkState.PRESENT.value,
        method=struck.method.value,
        recorded_at=timezone.now(),
        corrects=old if struck.corrects else None,
    )
    if mark.skeleton:
        index_mark(mark)
    return mark


def _holds_number(work: CampaignWeapon) -> bool:
    """Whether what was struck is unique: a number of the series was planned for this weapon."""
    return MarkingNumber.objects.filter(work=work).exists()


def _rework_reason(work: CampaignWeapon, struck: Struck) -> ReworkReason | None:
    profile = profile_in_force()
    if not struck.corrects and not same_text(struck.text, work.planned_text):
        return ReworkReason.STRUCK_DIFFERENTLY
    if profile.depth_mm is not None and struck.depth_mm is not None and struck.depth_mm < profile.depth_mm:
        return ReworkReason.TOO_SHALLOW
    if profile.height_mm is not None and struck.height_mm is not None and struck.height_mm < profile.height_mm:
        return ReworkReason.TOO_SMALL
    return None


def same_text(one: str, other: str) -> bool:
    """Whether two marks say the same: separators and case aside, nothing else."""
    return "".join(one.upper().split()) == "".join(other.upper().split())


def _settle_number(work: CampaignWeapon, struck: Struck, user: User) -> None:
    """A number of this weapon that is part of what was struck is struck; one that should have been is spoiled."""
    signs = "".join(sign for sign in struck.text.upper() if sign.isalnum())
    for number in work.numbers.exclude(state=NumberState.STRUCK.value):
        if number.text in signs:
            MarkingNumber.objects.filter(pk=number.pk).update(
                state=NumberState.STRUCK.value, reason="", changed_at=timezone.now(), changed_by_id=user.pk
            )
        elif number.state == NumberState.ALLOTTED.value:
            spoil(number, user, "struck differently")


def _inspect(weapon: Weapon, mark: Mark, struck: Struck, kept: KeptPicture | None, user: User) -> None:
    now = timezone.now()
    picture = None
    if kept is not None:
        picture = Picture.objects.create(
            weapon=weapon, mark=mark, file=kept.file, sha256=kept.sha256, width=kept.width, height=kept.height,
            added_at=now, added_by_id=user.pk,
        )  # fmt: skip
    if picture is None and struck.depth_mm is None and struck.height_mm is None:
        return
    MarkInspection.objects.create(
        mark=mark,
        purpose="strike",
        depth_um=micrometres(struck.depth_mm),
        height_um=micrometres(struck.height_mm),
        readable="yes",
        picture=picture,
        inspected_at=now,
        inspected_by_id=user.pk,
    )


def micrometres(millimetres: float | None) -> int | None:
    """Millimetres as whole micrometres."""
    return None if millimetres is None else round(millimetres * 1000)


def _finish(work: CampaignWeapon, mark: Mark, struck: Struck, reason: ReworkReason | None, user: User) -> None:
    # A mark struck anew is a new one for the second reader, too.
    work.read_again_at = None
    work.state = (WorkState.REWORK if reason else WorkState.DONE).value
    work.rework_reason = reason.value if reason else work.rework_reason
    work.mark, work.done_on, work.done_at = mark, struck.day, timezone.now()
    work.done_by_id, work.done_uid = user.pk, struck.uid
    work.note = struck.note.strip()[:2000] or work.note
    work.save(
        update_fields=[
            "state", "rework_reason", "mark", "done_on", "done_at", "done_by_id", "done_uid", "note", "read_again_at",
        ]
    )  # fmt: skip


def _entry(work: CampaignWeapon, mark: Mark, struck: Struck) -> LifeEntry:
    details: dict[str, Any] = {
        "campaign": work.campaign_id, "mark": mark.pk, "occasion": mark.occasion, "method": struck.method.value,
    }  # fmt: skip
    return LifeEntry(
        weapon=work.weapon_id,
        kind=EventKind.MARKED,
        uid=struck.uid,
        day=struck.day,
        place=work.depot.holder.name,
        document=work.campaign.name[:200],
        details=details,
        source="campaign",
    )
