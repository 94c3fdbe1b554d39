"""Checking one weapon's marks, and keeping its line in the list of the whole register right."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from salwa.domain.languages import Sentence, message
from salwa.domain.marking import Ground, Judgement, Summary, judge, summarise
from salwa.domain.refusals import Conflict
from salwa.domain.weapons import MarkState
from salwa.services.audit.actions import write_entry
from salwa.services.marking.gathering import Gathered, gather
from salwa.services.marking.permissions import may_plan, may_work, weapon_in_sight
from salwa.services.marking.profile import profile_in_force, state_code
from salwa.services.marking.values import GroundShown, MarkingCheck
from salwa.services.marking.words import in_words, place_in_words
from salwa.storage.accounts.models import User
from salwa.storage.register.models import Mark, MarkingGap, MarkingGround, MarkingVerdict, Weapon

NOT_JUDGED = message(
    "Item {number} is no weapon, or its record was withdrawn; the rules of marking do not apply to it."
)
OPEN_WEAPON = message("Open the record of a weapon.")


def check_weapon(*, acting_user: User, weapon_id: int) -> MarkingCheck:
    """Every rule of marking applied to one weapon. In order: permit, read, audit.

    Raises `NotPermitted`, `NotFound`, and `Conflict` (`not_judged`) for items that are no weapons.
    """
    weapon = weapon_in_sight(acting_user, weapon_id)
    with transaction.atomic():
        found = gathered(weapon)
        if found is None:
            raise Conflict("not_judged", Sentence(NOT_JUDGED, {"number": weapon_id}), remedy=Sentence(OPEN_WEAPON))
        check = _check(weapon, found, acting_user)
        write_entry(
            acting_user=acting_user,
            action="marking.checked",
            object_kind="weapon",
            object_id=weapon.pk,
            details={"overall": check.overall.value, "profile": check.profile_version},
        )
    return check


def gathered(weapon: Weapon) -> Gathered | None:
    """The weapon as the rules see it; None for items that are no weapons and for withdrawn records."""
    found = gather(Q(pk=weapon.pk), profile=profile_in_force(), state=state_code(), today=timezone.localdate())
    return next(iter(list(found)), None)


def _check(weapon: Weapon, found: Gathered, user: User) -> MarkingCheck:
    profile = profile_in_force()
    judgement: Judgement = judge(found.weapon, profile)
    findings = [in_words(finding) for finding in judgement.findings]
    component, place = place_in_words(profile, found.weapon.family)
    return MarkingCheck(
        weapon=weapon.pk,
        overall=judgement.overall,
        binding=tuple(one for one in findings if not one.advice),
        advice=tuple(one for one in findings if one.advice),
        profile_version=profile.version,
        grounds=grounds_of(weapon),
        place=place,
        component=component,
        may_change=may_plan(user) or may_work(user),
        as_of=timezone.now(),
    )


def marks_to_measure(*, acting_user: User, weapon_id: int) -> tuple[tuple[int, str, str], ...]:
    """(number, part, text) of the legible marks of a weapon, for the form that records a measurement."""
    weapon = weapon_in_sight(acting_user, weapon_id)
    rows = Mark.objects.filter(weapon=weapon, corrected_by=None, state=MarkState.PRESENT.value).order_by("pk")
    return tuple(rows.values_list("pk", "component", "text"))


def grounds_of(weapon: Weapon) -> tuple[GroundShown, ...]:
    """Grounds on record that were not ended, the newest first."""
    today = timezone.localdate()
    rows = MarkingGround.objects.filter(weapon=weapon, ended_at=None).order_by("-pk")
    return tuple(
        GroundShown(row.pk, Ground(row.ground), row.until, row.document, row.until is None or row.until >= today)
        for row in rows
    )


def keep_verdict(weapon: Weapon) -> None:
    """Work out the weapon's line of the list anew, in the caller's transaction, which holds the weapon's lock."""
    found = gathered(weapon)
    MarkingGap.objects.filter(weapon=weapon).delete()
    if found is None:
        MarkingVerdict.objects.filter(weapon=weapon).delete()
        return
    summary: Summary = summarise(found.weapon, profile_in_force())
    MarkingVerdict.objects.update_or_create(
        weapon=weapon,
        defaults={
            "overall": summary.overall.value, "maker_code": found.maker_code, "holder_id": found.holder,
        },
    )  # fmt: skip
    MarkingGap.objects.bulk_create(
        MarkingGap(weapon=weapon, rule=rule.value, maker_code=found.maker_code, holder_id=found.holder)
        for rule in summary.missing
    )
