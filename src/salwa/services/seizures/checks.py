"""The checks that run when a weapon is seized: own register, lost or stolen, seized before, twice in one incident.

A check is kept as plain values in `SeizedWeapon.checks["runs"]`; a further run is appended, none is overwritten.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from salwa.domain.custody.days import written_day
from salwa.domain.marks.matching.verdict import Verdict
from salwa.domain.marks.skeleton import skeleton
from salwa.domain.refusals import NotPermitted, QuotaSpent
from salwa.domain.weapons import ContentKind, EventKind
from salwa.services.custody.present import compute_life, uid_of
from salwa.services.search.asked import MarksAsked, understood
from salwa.services.search.find import FoundWeapon, answer_to, find_weapons
from salwa.services.weapons.marks_read import MarkEntry
from salwa.services.weapons.scope import Scope
from salwa.services.weapons.values import WeaponEntry
from salwa.storage.accounts.models import User
from salwa.storage.register.models import Mark, SeizedWeapon, Weapon

# A weapon with different numbers on its parts is looked for by each of them, up to so many.
MOST_SERIALS = 3
MOST = 10
MISSING = (EventKind.LOST, EventKind.STOLEN)
# A lead is no sign that the same weapon was seized before.
SAME = (Verdict.IDENTIFIED, Verdict.PROBABLE)


@dataclass(frozen=True, slots=True)
class _Looked:
    """What looking in the own register gave: `state` is done, nothing_asked, quota_spent or not_permitted."""

    state: str
    candidates: tuple[FoundWeapon, ...] = ()


def run_checks(acting_user: User, weapons: Sequence[WeaponEntry], purpose: str) -> list[dict[str, Any]]:
    """One run of the checks for each weapon of an incident that is not saved yet, as plain values.

    Each look-up goes through the find service, so the day's allowance and the audit log hold; where the allowance is
    used up the run says so and can be made later.
    """
    return [_run(acting_user, place, weapons, purpose, frozenset()) for place in range(len(weapons))]


def run_checks_of_one(
    acting_user: User, weapons: Sequence[WeaponEntry], position: int, purpose: str, known: Sequence[int]
) -> dict[str, Any]:
    """One run for the weapon at `position` (from 1) of an incident that is saved already.

    `known` are the records of this incident: they are not taken for an earlier seizure.
    """
    return _run(acting_user, position - 1, weapons, purpose, frozenset(known))


def _run(user: User, place: int, weapons: Sequence[WeaponEntry], purpose: str, known: frozenset[int]) -> dict[str, Any]:
    entry = weapons[place]
    looked = _look(user, entry, purpose)
    candidates = [_candidate(one) for one in looked.candidates]
    seen = _seen_before(entry, [one.weapon for one in looked.candidates], known) if looked.state == "done" else []
    return {
        "at": timezone.now().isoformat(timespec="seconds"),
        "by": user.pk,
        "state": looked.state,
        "candidates": candidates,
        "seen_before": seen,
        "duplicates": _duplicates(place, weapons),
    }


def questions_of(entry: WeaponEntry) -> list[MarksAsked]:
    """What the register is asked: the weapon with each of its serial numbers, or without when none could be read."""
    serials = [one.text for one in entry.marks if one.content == ContentKind.SERIAL.value and one.text.strip()]
    rest = {
        "maker": entry.maker, "model": entry.model, "calibre": entry.calibre, "type": entry.type,
        "country": entry.country, "import_country": entry.import_country, "year": entry.year,
    }  # fmt: skip
    different = list({skeleton(text): text for text in reversed(serials)}.values())[::-1]
    asked = [MarksAsked(serial=text, **rest) for text in (different[:MOST_SERIALS] or [""])]
    return [one for one in asked if one.typed()]


def _look(user: User, entry: WeaponEntry, purpose: str) -> _Looked:
    questions = questions_of(entry)
    if not questions:
        return _Looked("nothing_asked")
    best: dict[int, FoundWeapon] = {}
    try:
        for asked in questions:
            found = find_weapons(acting_user=user, query=asked, purpose=purpose, limit=MOST, seized=False)
            for one in found.candidates:
                if one.weapon not in best or best[one.weapon].probability < one.probability:
                    best[one.weapon] = one
    except QuotaSpent:
        return _Looked("quota_spent")
    except NotPermitted:
        return _Looked("not_permitted")
    return _Looked("done", tuple(sorted(best.values(), key=lambda one: -one.probability)[:MOST]))


def _candidate(one: FoundWeapon) -> dict[str, Any]:
    """A candidate with its reasons, where it is by the records, and whether it was ever recorded as lost or stolen."""
    weapon = Weapon.objects.get(pk=one.weapon)
    life = compute_life(weapon)
    rows = {uid_of(row): row for row in weapon.events.all()}
    missing = [
        {
            "kind": step.entry.kind.value,
            "day": written_day(step.entry.day, step.entry.precision),
            "entry": rows[step.entry.uid].pk if step.entry.uid in rows else None,
        }
        for step in life.steps
        if step.entry.kind in MISSING
    ]
    return {
        "weapon": one.weapon,
        "class": one.verdict.value,
        "probability": round(one.probability, 4),
        "reasons": [
            {
                "bearing": reason.bearing.value,
                **reason.sentence.kept(),
            }
            for reason in one.reasons
        ],
        "whereabouts": life.state.whereabouts.value,
        "missing": missing,
    }


def _seen_before(entry: WeaponEntry, candidates: Sequence[int], known: frozenset[int]) -> list[dict[str, Any]]:
    """Earlier seizures of the same weapon: by its marks, or because both are said to be one record of the register."""
    found: dict[int, dict[str, Any]] = {}
    scope = Scope(None, seized=True, without=known)
    for asked in questions_of(entry):
        for one in answer_to(understood(asked), MOST, scope).candidates:
            if one.verdict in SAME:
                found[one.weapon] = {
                    "class": one.verdict.value,
                    "probability": round(one.probability, 4),
                    "by": "marks",
                }
    rows = SeizedWeapon.objects.exclude(weapon__in=known)
    for row in rows.filter(registered_as__in=list(candidates)):
        found.setdefault(row.weapon_id, {"class": "identified", "probability": 1.0, "by": "register"})
    return [
        {"seized": row.pk, "incident": row.incident_id, **found[row.weapon_id]}
        for row in SeizedWeapon.objects.filter(weapon__in=list(found)).order_by("pk")
    ]


def _duplicates(place: int, weapons: Sequence[WeaponEntry]) -> list[int]:
    """Positions (from 1) of other weapons of the incident that bear the same serial number."""
    own = _serials(weapons[place])
    return [number + 1 for number, other in enumerate(weapons) if number != place and own & _serials(other)]


def _serials(entry: WeaponEntry) -> set[str]:
    folded = {skeleton(one.text) for one in entry.marks if one.content == ContentKind.SERIAL.value}
    return {one for one in folded if one and "?" not in one}


def entry_of(weapon: Weapon) -> WeaponEntry:
    """A recorded weapon as an entry again, so that its checks can be run once more."""
    marks = Mark.objects.filter(weapon=weapon, corrected_by=None).order_by("pk")
    return WeaponEntry(
        type=weapon.type_text, maker=weapon.maker_text, model=weapon.model_text, calibre=weapon.calibre_text,
        country=weapon.country_text, import_country=weapon.import_country_text, year=str(weapon.year or ""),
        marks=tuple(MarkEntry(one.component, one.occasion, one.content, one.text, one.state) for one in marks),
    )  # fmt: skip
