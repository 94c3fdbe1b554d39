"""Recording why a weapon needs no import mark (ITI 8(b)), and ending that."""

from __future__ import annotations

from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone

from salwa.domain.languages import Sentence, message
from salwa.domain.marking import Ground
from salwa.domain.refusals import NotFound, Refusal
from salwa.services.audit.actions import write_entry
from salwa.services.custody.actions import locked_weapon
from salwa.services.marking.checking import keep_verdict
from salwa.services.marking.permissions import check_may_plan, weapon_in_sight
from salwa.storage.accounts.models import User
from salwa.storage.register.models import MarkingGround

NO_DOCUMENT = message("A ground needs the document that proves it.")
NAME_DOCUMENT = message("Write the number of the permit, customs paper or museum's inventory.")
DAY_PASSED = message("The day {day} has passed.")
NEEDS_DAY = message("A temporary import needs the day on which it ends.")
GIVE_DAY = message("Write the last day on which the weapon may be here.")
THERE_ALREADY = message("This ground is on record already.")
END_FIRST = message("End the one on record first if its day or document has changed.")
NO_SUCH_GROUND = message("There is no such ground on record for this weapon.")


def record_ground(
    *, acting_user: User, weapon_id: int, ground: Ground, document: str, until: date | None = None
) -> int:
    """Record a ground that frees a weapon from the import mark; returns its number.

    In order: permit, check, save, judge anew, audit. Raises `NotPermitted`, `NotFound`, `Refusal` (`no_document`,
    `no_last_day`, `day_passed`, `ground_there`).
    """
    check_may_plan(acting_user)
    weapon_in_sight(acting_user, weapon_id)
    _check(ground, document, until)
    try:
        with transaction.atomic():
            weapon = locked_weapon(weapon_id)
            row = MarkingGround.objects.create(
                weapon=weapon,
                ground=ground.value,
                until=until if ground is Ground.TEMPORARY_IMPORT else None,
                document=document.strip()[:200],
                recorded_at=timezone.now(),
                recorded_by_id=acting_user.pk,
            )
            keep_verdict(weapon)
            write_entry(
                acting_user=acting_user,
                action="marking.ground_recorded",
                object_kind="weapon",
                object_id=weapon.pk,
                details={"ground": ground.value, "number": row.pk},
            )
    except IntegrityError:
        raise Refusal("ground_there", Sentence(THERE_ALREADY), remedy=Sentence(END_FIRST)) from None
    return row.pk


def end_ground(*, acting_user: User, weapon_id: int, ground_id: int) -> None:
    """End a ground now; it stays readable. Ending it again changes nothing. Raises `NotPermitted` and `NotFound`."""
    check_may_plan(acting_user)
    weapon_in_sight(acting_user, weapon_id)
    with transaction.atomic():
        weapon = locked_weapon(weapon_id)
        row = MarkingGround.objects.filter(pk=ground_id, weapon=weapon).first()
        if row is None:
            raise NotFound("no_such_ground", Sentence(NO_SUCH_GROUND))
        if row.ended_at is not None:
            return
        MarkingGround.objects.filter(pk=row.pk).update(ended_at=timezone.now(), ended_by_id=acting_user.pk)
        keep_verdict(weapon)
        write_entry(
            acting_user=acting_user,
            action="marking.ground_ended",
            object_kind="weapon",
            object_id=weapon.pk,
            details={"ground": row.ground, "number": row.pk},
        )


def _check(ground: Ground, document: str, until: date | None) -> None:
    if not document.strip():
        raise Refusal("no_document", Sentence(NO_DOCUMENT), remedy=Sentence(NAME_DOCUMENT), where={"field": "document"})
    if ground is Ground.TEMPORARY_IMPORT and until is None:
        raise Refusal("no_last_day", Sentence(NEEDS_DAY), remedy=Sentence(GIVE_DAY), where={"field": "until"})
    if until is not None and until < timezone.localdate():
        raise Refusal(
            "day_passed",
            Sentence(DAY_PASSED, {"day": until.isoformat()}),
            remedy=Sentence(GIVE_DAY),
            where={"field": "until"},
        )
