"""Marks found later, marks read wrong, and marks that are another by now. A mark that was replaced stays findable."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from salwa.domain.languages import Sentence, message
from salwa.domain.refusals import Conflict, NotFound, Refusal
from salwa.services.weapons.editing import (
    CHANGE_SOMETHING,
    NOTHING_CHANGED,
    Corrected,
    Trace,
    check_reason,
    check_version,
    keep_correction,
    made_before,
    opened_for_change,
)
from salwa.services.weapons.marks import check_marks, save_mark
from salwa.services.weapons.marks_read import MarkEntry
from salwa.services.weapons.permissions import check_may_correct_weapon, check_may_record_weapon
from salwa.storage.accounts.models import User
from salwa.storage.register.models import Mark

NO_SUCH_MARK = message("There is no such mark of this weapon.")
MARK_REPLACED = message("This mark was corrected already.")
CORRECT_THAT_ONE = message("Open the page again and correct the mark that counts now.")


def add_mark(
    *, acting_user: User, weapon_id: int, mark: MarkEntry, seen_version: int, note: str = "", uid: str = ""
) -> Corrected:
    """Add a mark found later, or struck since. Raises as `correct_weapon`, and `Refusal` (`mark_without_text`)."""
    check_may_record_weapon(acting_user)
    check_marks([mark])
    with transaction.atomic():
        weapon = opened_for_change(acting_user, weapon_id)
        if found := made_before(weapon, uid):
            return found
        check_version(weapon, seen_version)
        row = save_mark(weapon, mark, at=timezone.now())
        changes = {"mark": ["", row.text or row.state]}
        said = {"changes": changes, "mark": row.pk}
        return keep_correction(acting_user, weapon, Trace("weapons.mark_added", uid, note, said, {"mark": row.pk}))


def correct_mark(
    *,
    acting_user: User,
    weapon_id: int,
    mark_id: int,
    mark: MarkEntry,
    reason: str,
    seen_version: int,
    uid: str = "",
) -> Corrected:
    """Replace a wrong mark by a right one; the weapon stays findable by both. Raises as `correct_weapon`."""
    check_may_correct_weapon(acting_user)
    return _replace_mark(acting_user, (weapon_id, mark_id), mark, _Change(reason, seen_version, uid, "misread"))


def change_mark(
    *,
    acting_user: User,
    weapon_id: int,
    mark_id: int,
    mark: MarkEntry,
    reason: str,
    seen_version: int,
    uid: str = "",
    recovered: bool = False,
) -> Corrected:
    """Record that a mark is another by now: erased, worn, or (`recovered`) made visible again by a laboratory.

    What it was before stays readable and findable. Raises as `correct_weapon`.
    """
    check_may_record_weapon(acting_user)
    change = _Change(reason, seen_version, uid, "changed", recovered)
    return _replace_mark(acting_user, (weapon_id, mark_id), mark, change)


@dataclass(frozen=True, slots=True)
class _Change:
    reason: str
    seen_version: int
    uid: str
    why: str
    recovered: bool = False


def _replace_mark(user: User, where: tuple[int, int], entry: MarkEntry, change: _Change) -> Corrected:
    check_reason(change.reason)
    check_marks([entry])
    with transaction.atomic():
        weapon = opened_for_change(user, where[0])
        if found := made_before(weapon, change.uid):
            return found
        old = Mark.objects.filter(pk=where[1], weapon=weapon).first()
        if old is None:
            raise NotFound("no_such_mark", Sentence(NO_SUCH_MARK))
        if Mark.objects.filter(corrects=old).exists():
            raise Conflict("mark_corrected_already", Sentence(MARK_REPLACED), remedy=Sentence(CORRECT_THAT_ONE))
        check_version(weapon, change.seen_version)
        if (entry.component, entry.occasion, entry.content, entry.text, entry.state) == (
            old.component, old.occasion, old.content, old.text, old.state,
        ):  # fmt: skip
            raise Refusal("nothing_changed", Sentence(NOTHING_CHANGED), remedy=Sentence(CHANGE_SOMETHING))
        new = save_mark(
            weapon, entry, at=timezone.now(), part=old.part, corrects=old, recovered=change.recovered
        )  # fmt: skip
        said = {"changes": _mark_changes(old, new), "mark": new.pk, "replaces": old.pk, "why": change.why}
        audited = {"mark": new.pk, "replaces": old.pk, "why": change.why}
        return keep_correction(user, weapon, Trace("weapons.mark_corrected", change.uid, change.reason, said, audited))


def _mark_changes(old: Mark, new: Mark) -> dict[str, list[str]]:
    pairs = {
        "mark": (old.text, new.text),
        "mark_state": (old.state, new.state),
        "mark_component": (old.component, new.component),
        "mark_occasion": (old.occasion, new.occasion),
        "mark_content": (old.content, new.content),
    }
    return {name: list(pair) for name, pair in pairs.items() if pair[0] != pair[1]}
