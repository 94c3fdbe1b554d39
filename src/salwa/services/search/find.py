"""Looking for one weapon by its marks."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from salwa.domain.languages import Sentence, message
from salwa.domain.marks.matching.index import Compared, Index
from salwa.domain.marks.matching.query import Depth
from salwa.domain.marks.matching.reasons import FIELDS, Marks, Reason, reasons_for
from salwa.domain.marks.matching.sureness import features_of
from salwa.domain.marks.matching.verdict import Verdict, class_of, would_decide
from salwa.domain.marks.matching.weights import METHOD, probability
from salwa.domain.marks.reading import MarkReading
from salwa.domain.refusals import Refusal
from salwa.services.accounts.permissions import roles_read_once
from salwa.services.accounts.quotas import take_from_quota
from salwa.services.audit.actions import write_entry
from salwa.services.audit.turns import noted_before_answer
from salwa.services.marks.reader import mark_reader
from salwa.services.search.asked import AskedWeapon, MarksAsked, commonness, registered, storable, understood
from salwa.services.search.leads import leads
from salwa.services.search.permissions import check_may_find
from salwa.services.search.upkeep import asked_of_index
from salwa.services.weapons.scope import WHOLE, Scope, scope_of
from salwa.storage.accounts.models import User
from salwa.storage.prepared import Among, Prepared
from salwa.storage.register.models import Mark

# So many of the best are read from the register and compared word by word.
READ = 30
# Weapons of other units may stand between those of one's own: so many are read to find thirty of them.
READ_FOR_OWN = 900
# A serial farther from the asked one was found by a key it no longer has (the mark was corrected).
FARTHEST = 3.0
QUOTA = "lookups"
NO_PURPOSE = message("A look-up needs a purpose: it is recorded with it.")
SAY_WHY = message("Say in a few words why the weapon is looked for, for example the number of the case.")
NOTHING_ASKED = message("Nothing was asked for: every field is empty.")
TYPE_A_MARK = message("Type the serial, or at least the maker and the model.")


@dataclass(frozen=True, slots=True)
class FoundWeapon:
    """One candidate: its identifiers, its class, how probable it is, and every reason for and against it.

    `marks` is what the register knows of it, by field (domain/marks/matching/reasons.py).
    """

    weapon: int
    mark: int | None
    verdict: Verdict
    probability: float
    reasons: tuple[Reason, ...]
    marks: Marks


@dataclass(frozen=True, slots=True)
class FindResult:
    """The answer to one look-up.

    `candidates` best first, one a weapon; `absent` is the probability that the weapon is in none of them;
    `matching` is the number of registered weapons that agree with everything asked (look-ups without a serial only,
    else None); `would_decide` says which further mark would make the answer surer; `reading` how the typed marks
    were understood; `method` the version of the weights; `left` look-ups left today; `milliseconds` spent on
    looking.
    """

    verdict: Verdict
    candidates: tuple[FoundWeapon, ...]
    absent: float
    considered: int
    matching: int | None
    would_decide: Sentence | None
    reading: MarkReading
    method: str
    milliseconds: float
    left: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found, before it is counted and recorded."""

    verdict: Verdict
    candidates: tuple[FoundWeapon, ...]
    considered: int
    matching: int | None = None


def find_weapons(
    *, acting_user: User, query: MarksAsked, purpose: str, limit: int = 10, seized: bool | None = None
) -> FindResult:
    """Look for a weapon. In order: permit, look, take one from the day's allowance and audit in one transaction.

    With the right for own units only, other weapons are left out before anything is compared or ranked. Nothing is
    answered when the allowance is used up (`QuotaSpent`). `seized` False leaves out the records that were made of
    weapons as they were seized (services/seizures), True looks among these only. Raises `NotPermitted`, and `Refusal`
    for an empty purpose or an empty question.
    """
    with roles_read_once():
        check_may_find(acting_user)
        scope = replace(scope_of(acting_user, "weapons.find"), seized=seized)
    if not purpose.strip():
        raise Refusal("no_purpose", Sentence(NO_PURPOSE), remedy=Sentence(SAY_WHY), where={"field": "purpose"})
    if not query.typed():
        raise Refusal("nothing_asked", Sentence(NOTHING_ASKED), remedy=Sentence(TYPE_A_MARK))
    mark_reader()  # reading the reference data once in a process belongs to its start, not to the look-up
    started = time.perf_counter()
    asked = understood(query)
    answer = answer_to(asked, limit, scope)
    milliseconds = 1_000 * (time.perf_counter() - started)
    with noted_before_answer():
        left = take_from_quota(
            user=acting_user, kind=QUOTA, amount=1, allowed=settings.SALWA["lookups_per_day"],
            today=timezone.localdate(),
        )  # fmt: skip
        write_entry(
            acting_user=acting_user,
            action="weapons.found",
            object_kind="look_up",
            details={
                "asked": query.typed(),
                "verdict": answer.verdict.value,
                "weapons": [found.weapon for found in answer.candidates],
                "method": METHOD,
            },
            purpose=storable(purpose),
        )
    best = [(found.probability, found.marks) for found in answer.candidates]
    return FindResult(
        verdict=answer.verdict,
        candidates=answer.candidates,
        absent=max(0.0, 1 - sum(found.probability for found in answer.candidates)),
        considered=answer.considered,
        matching=answer.matching,
        would_decide=would_decide(asked.marks, best),
        reading=asked.reading,
        method=METHOD,
        milliseconds=milliseconds,
        left=left,
    )


def answer_to(asked: AskedWeapon, limit: int, scope: Scope = WHOLE) -> Answer:
    """The candidates for one question, compared with the rows of the register. Changes and records nothing."""
    if not asked.query.skeleton:
        return _without_serial(asked, limit, scope)

    def ask(index: Index) -> tuple[Compared, Index]:
        return index.compare(asked.query, Depth.ADAPTIVE)[0], index

    compared, index = asked_of_index(ask)
    marks = compared.marks[: READ if scope.whole else READ_FOR_OWN].tolist()
    rows = rows_of(marks, scope)
    if not scope.whole:
        compared = replace(compared, marks=np.array([mark for mark in marks if mark in rows], dtype=np.int64))
    return judged(asked, compared, index, (rows, limit))


def rows_of(marks: Sequence[int], scope: Scope = WHOLE) -> dict[int, Mark]:
    """Marks with their weapons, by identifier; marks of withdrawn weapons and of others' units are left out."""
    found: dict[int, Mark] = {}
    for start in range(0, len(marks), 900):
        found |= {mark.pk: mark for mark in _MARKS_IN.rows(scope, marks=marks[start : start + 900])}
    return found


def _marks_in(scope: Scope) -> QuerySet[Mark]:
    part = Mark.objects.select_related("weapon").filter(pk__in=Among("marks"))
    part = scope.narrow(part, "weapon__")
    if scope.seized is None:
        # Once an officer said which record a seized weapon is, both are one weapon: the record stands for it.
        part = part.filter(weapon__seized_as__registered_as=None)
    return part.filter(weapon__withdrawn_at=None)


_MARKS_IN = Prepared(_marks_in)


def judged(asked: AskedWeapon, compared: Compared, index: Index, register: tuple[dict[int, Mark], int]) -> Answer:
    """Compare the best candidates word by word; rank, class and verdict come from this comparison alone.

    `register` = the rows read, and how many candidates are wanted.
    """
    rows, limit = register
    common = commonness(index.counts, asked.marks["maker"].code)
    found = []
    # A mark stands in the index twice after the part that bears it has moved to another weapon.
    for mark in dict.fromkeys(compared.marks[:READ].tolist()):
        if mark in rows:
            marks = registered(rows[mark])
            reasons = reasons_for(asked.marks, marks, common)
            if reasons and reasons[0].field == "serial" and reasons[0].cost <= FARTHEST:
                found.append((rows[mark], marks, reasons))
    found.sort(key=lambda one: -sum(reason.weight for reason in one[2]))
    best: dict[int, tuple[Mark, Marks, tuple[Reason, ...]]] = {}
    for one in found:
        best.setdefault(one[0].weapon_id, one)
    found = list(best.values())
    if not found:
        return Answer(Verdict.NOT_FOUND, (), compared.considered)
    evidence = np.array([sum(reason.weight for reason in reasons) for _, _, reasons in found])
    around = (compared.beside, index.of_maker(asked.query), len(index))
    sure = _probability(asked, [reasons for _, _, reasons in found], evidence, around)
    shares = np.exp(evidence - evidence[0])
    chances = (1 - sure) * shares / (shares[1:].sum() + 1.0)
    chances = np.minimum(chances, sure)
    chances[0] = sure
    candidates = tuple(
        FoundWeapon(row.weapon_id, row.pk, class_of(chance, reasons), chance, reasons, marks)
        for (row, marks, reasons), chance in zip(found, chances.tolist(), strict=True)
    )
    told = tuple(one for one in candidates if one.verdict is not Verdict.NOT_FOUND)[:limit]
    return Answer(told[0].verdict if told else Verdict.NOT_FOUND, told, compared.considered)


def _probability(
    asked: AskedWeapon, reasons: list[tuple[Reason, ...]], evidence: np.ndarray, around: tuple[int, float, int]
) -> float:
    """Probability of the first candidate, from the same features as in the index (sureness.py)."""
    fields = np.zeros((len(reasons), len(FIELDS) - 1), dtype=np.float32)
    costs = np.zeros(len(reasons), dtype=np.float32)
    for place, told in enumerate(reasons):
        for reason in told:
            if reason.field == "serial":
                costs[place] = reason.cost
            else:
                fields[place, FIELDS.index(reason.field) - 1] = reason.weight
    form = next((reason.form for reason in reasons[0] if reason.field == "serial"), 0)
    return probability(features_of(asked.query, costs, fields, evidence.astype(np.float32), (form, *around)))


def _without_serial(asked: AskedWeapon, limit: int, scope: Scope) -> Answer:
    """Weapons that agree with everything else that was read: leads, never more."""
    matching, weapons = leads(asked, limit, scope)
    candidates = tuple(
        FoundWeapon(weapon, None, Verdict.LEAD, min(0.3, 1 / matching), reasons_for(asked.marks, marks, _even), marks)
        for weapon, marks in weapons
    )
    return Answer(Verdict.LEAD if candidates else Verdict.NOT_FOUND, candidates, matching, matching)


def _even(name: str, code: str) -> float:
    return 1.0
