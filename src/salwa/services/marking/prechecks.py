"""Before the needle touches: is the number free, is the weapon marked already, is it recorded twice?"""

from __future__ import annotations

from dataclasses import dataclass

from salwa.domain.languages import Sentence, message
from salwa.domain.marking import MarkedWeapon, Profile
from salwa.domain.marks.matching.verdict import Verdict
from salwa.domain.refusals import Refusal
from salwa.domain.weapons import ContentKind, FrameMaterial, Occasion
from salwa.services.marking.listing import bears_mark
from salwa.services.marking.numbers import text_is_recorded
from salwa.services.search.asked import MarksAsked, understood
from salwa.services.search.find import answer_to
from salwa.storage.register.models import CampaignWeapon, Mark, Weapon

NUMBER_FREE = message("No other weapon of the register bears this number.")
NUMBER_TAKEN = message("A weapon of the register bears this mark already. Do not strike it; take another number.")
NO_NUMBER = message("This mark holds no number; it may stand on many weapons.")
NOT_MARKED = message("The weapon bears no mark of this State from this occasion.")
MARKED = message("By its record the weapon bears such a mark already. Look for it before you strike another.")
RECORDED_ONCE = message("No other record fits the marks of this weapon.")
NO_SERIAL = message("The weapon has no recorded serial number, so other records of it cannot be looked for.")
RECORDED_TWICE = message("Weapon {number} may be the same one, recorded twice. Compare both before you mark.")
NOT_SEARCHED = message("The search is not ready, so other records of this weapon could not be looked for.")
POLYMER = message("The frame is of polymer. Strike the mark on a metal plate or a metal part, never on the polymer.")
MODULAR = message("The weapon is modular. Mark the receiver or chassis that every variant keeps.")
MOST_TWINS = 3


@dataclass(frozen=True, slots=True)
class Precheck:
    """One thing looked at before striking: whether it is well, and the sentence. `twin`: the other record, if any."""

    well: bool
    sentence: Sentence
    twin: int | None = None


def prechecks(work: CampaignWeapon, weapon: MarkedWeapon, profile: Profile, *, numbered: bool) -> tuple[Precheck, ...]:
    """Everything that should stop a team before it strikes, and what was found to be well."""
    occasion = Occasion(work.campaign.occasion)
    found = [_number(work, numbered=numbered)]
    if work.mark_id is None:
        marked = bears_mark(weapon, profile, occasion)
        found.append(Precheck(not marked, Sentence(MARKED if marked else NOT_MARKED)))
    found += twins(work.weapon)
    if weapon.frame_material is FrameMaterial.POLYMER:
        found.append(Precheck(False, Sentence(POLYMER)))
    if weapon.modular == "yes":
        found.append(Precheck(False, Sentence(MODULAR)))
    return tuple(found)


def twins(weapon: Weapon) -> list[Precheck]:
    """Other records that are probably the same weapon, by the search itself; nothing is counted or recorded."""
    mark = (
        Mark.objects.filter(weapon=weapon, content=ContentKind.SERIAL.value, corrected_by=None)
        .exclude(skeleton="")
        .order_by("pk")
        .first()
    )
    if mark is None:
        return [Precheck(True, Sentence(NO_SERIAL))]
    asked = MarksAsked(
        serial=mark.text, maker=weapon.maker_text, model=weapon.model_text, calibre=weapon.calibre_text,
        type=weapon.type_text, country=weapon.country_text,
    )  # fmt: skip
    try:
        answer = answer_to(understood(asked), MOST_TWINS + 1)
    except Refusal:
        return [Precheck(False, Sentence(NOT_SEARCHED))]
    # The weapon itself is the best answer and takes the probability: whoever else is probable beside it is a twin.
    likely = [
        one.weapon
        for one in answer.candidates
        if one.weapon != weapon.pk and _is_twin(mark, one.marks["serial"].forms, one.verdict)
    ]
    return [
        Precheck(False, Sentence(RECORDED_TWICE, {"number": number}), number) for number in likely[:MOST_TWINS]
    ] or [Precheck(True, Sentence(RECORDED_ONCE))]


def _is_twin(mark: Mark, forms: tuple[str, ...], verdict: Verdict) -> bool:
    return verdict in (Verdict.IDENTIFIED, Verdict.PROBABLE) or mark.skeleton in forms


def _number(work: CampaignWeapon, *, numbered: bool) -> Precheck:
    if not numbered:
        return Precheck(True, Sentence(NO_NUMBER))
    taken = text_is_recorded(work.planned_text, except_weapon=work.weapon_id)
    return Precheck(not taken, Sentence(NUMBER_TAKEN if taken else NUMBER_FREE))
