"""Quality of struck marks: a second person reads a share of them unprompted; marks are measured."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from salwa.domain.languages import Sentence, message
from salwa.domain.marking.vocabulary import ReworkReason, WorkState
from salwa.domain.marks.skeleton import skeleton
from salwa.domain.refusals import NotFound, Refusal
from salwa.services.audit.actions import write_entry
from salwa.services.custody.actions import locked_weapon
from salwa.services.marking.campaigns import campaign_in_sight
from salwa.services.marking.checking import keep_verdict
from salwa.services.marking.permissions import check_may_work, weapon_in_sight
from salwa.services.marking.striking import BOUNDS, MEASURE_AGAIN, NOT_A_MEASURE, micrometres
from salwa.services.marking.work import NO_SUCH_WORK, WorkLine, to_do, work_lines
from salwa.storage.accounts.models import User
from salwa.storage.register.models import CampaignWeapon, Mark, MarkInspection

SAME_PERSON = message("You struck or recorded this mark yourself; a second person must read it.")
ANOTHER = message("Ask somebody who was not at the bench.")
NOT_READ = message("Somebody who can read the mark types what it says.")
TYPE_IT = message("Type it sign by sign from the weapon, or say that it cannot be read.")
NO_SUCH_MARK = message("There is no such mark, or you may not know of it.")
NO_NOTE = message("A mark is left as it is only with a note.")
SAY_WHY = message("Say why it may stay as it is.")
NOTHING_MEASURED = message("Neither a depth nor a height was given.")


@dataclass(frozen=True, slots=True)
class ReadAgain:
    """What came of a second reading: the state of the work, and why it must be done again if it must."""

    state: WorkState
    reason: ReworkReason | None
    again: bool


def sample_to_read(*, acting_user: User, campaign_id: int, count: int = 50) -> tuple[WorkLine, ...]:
    """Marked weapons of the sample that this person may read: not those of the own bench, not those read already."""
    check_may_work(acting_user)
    campaign = campaign_in_sight(acting_user, campaign_id)
    rows = CampaignWeapon.objects.filter(
        campaign=campaign, sampled=True, read_again_at=None, state=WorkState.DONE.value
    ).exclude(done_by_id=acting_user.pk)
    return work_lines(rows.order_by("pk")[: min(count, 500)])


def read_again(*, acting_user: User, work_id: int, uid: str, readable: bool, read_as: str = "") -> ReadAgain:
    """Record what a second person could read. A mark that reads differently goes on the rework list.

    In order: permit, check, save, audit. The same `uid` again changes nothing. Raises `NotPermitted`, `NotFound`,
    `Refusal` (`same_person`, `not_read`, `not_to_do`).
    """
    check_may_work(acting_user)
    if readable and not read_as.strip():
        raise Refusal("not_read", Sentence(NOT_READ), remedy=Sentence(TYPE_IT), where={"field": "read_as"})
    with transaction.atomic():
        known = MarkInspection.objects.filter(uid=uid).first()
        if known is not None:
            work = CampaignWeapon.objects.get(pk=work_id)
            return ReadAgain(WorkState(work.state), None, again=True)
        work = to_do(acting_user, work_id, (WorkState.DONE.value,))
        if work.mark is None:
            raise NotFound("no_such_work", Sentence(NO_SUCH_WORK))
        if work.done_by_id == acting_user.pk:
            raise Refusal("same_person", Sentence(SAME_PERSON), remedy=Sentence(ANOTHER))
        reason = _reason(work.mark, readable=readable, read_as=read_as)
        MarkInspection.objects.create(
            mark=work.mark, purpose="second_reading", readable="yes" if readable else "no",
            read_as=read_as.strip()[:120], inspected_at=timezone.now(), inspected_by_id=acting_user.pk, uid=uid,
        )  # fmt: skip
        work.read_again_at = timezone.now()
        if reason is not None:
            work.state, work.rework_reason = WorkState.REWORK.value, reason.value
        work.save(update_fields=["read_again_at", "state", "rework_reason"])
        write_entry(
            acting_user=acting_user,
            action="marking.read_again",
            object_kind="weapon",
            object_id=work.weapon_id,
            details={"work": work.pk, "mark": work.mark_id, "reason": reason.value if reason else ""},
        )
    return ReadAgain(WorkState(work.state), reason, again=False)


def accept_mark(*, acting_user: User, work_id: int, note: str) -> None:
    """Leave a mark of the rework list as it is, with a note that says why; the reason it was put there stays."""
    check_may_work(acting_user)
    if not note.strip():
        raise Refusal("no_note", Sentence(NO_NOTE), remedy=Sentence(SAY_WHY), where={"field": "note"})
    with transaction.atomic():
        work = to_do(acting_user, work_id, (WorkState.REWORK.value,))
        if work.mark is None:
            raise NotFound("no_such_work", Sentence(NO_SUCH_WORK))
        work.state, work.note = WorkState.DONE.value, note.strip()[:2000]
        work.save(update_fields=["state", "note"])
        write_entry(
            acting_user=acting_user,
            action="marking.accepted",
            object_kind="weapon",
            object_id=work.weapon_id,
            details={"work": work.pk, "mark": work.mark_id, "reason": work.rework_reason},
        )


def measure_mark(
    *, acting_user: User, weapon_id: int, mark_id: int, depth_mm: float | None, height_mm: float | None, note: str = ""
) -> int:
    """Record the measured depth and height of any mark of a weapon; earlier measurements stay readable."""
    check_may_work(acting_user)
    weapon_in_sight(acting_user, weapon_id)
    if depth_mm is None and height_mm is None:
        raise Refusal("nothing_measured", Sentence(NOTHING_MEASURED), remedy=Sentence(MEASURE_AGAIN))
    for what, value in (("depth", depth_mm), ("height", height_mm)):
        least, most = BOUNDS[what]
        if value is not None and not least <= value <= most:
            values = {"value": str(value), "least": str(least), "most": str(most)}
            raise Refusal("not_a_measure", Sentence(NOT_A_MEASURE[what], values), remedy=Sentence(MEASURE_AGAIN))
    with transaction.atomic():
        weapon = locked_weapon(weapon_id)
        mark = Mark.objects.filter(pk=mark_id, weapon=weapon).first()
        if mark is None:
            raise NotFound("no_such_mark", Sentence(NO_SUCH_MARK))
        row = MarkInspection.objects.create(
            mark=mark, purpose="measurement", depth_um=micrometres(depth_mm), height_um=micrometres(height_mm),
            note=note.strip()[:2000], inspected_at=timezone.now(), inspected_by_id=acting_user.pk,
        )  # fmt: skip
        keep_verdict(weapon)
        write_entry(
            acting_user=acting_user,
            action="marking.measured",
            object_kind="weapon",
            object_id=weapon.pk,
            details={"mark": mark.pk, "inspection": row.pk},
        )
    return row.pk


def _reason(mark: Mark, *, readable: bool, read_as: str) -> ReworkReason | None:
    if not readable:
        return ReworkReason.NOT_READABLE
    # Skeletons, not texts: whoever types O for 0 has read the sign that is there.
    return None if skeleton(read_as) == skeleton(mark.text) else ReworkReason.READ_DIFFERENTLY
