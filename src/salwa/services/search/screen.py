"""Screening a list of weapons (seized, surrendered, found) against the register."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from salwa.domain.languages import Sentence
from salwa.domain.marks.matching.index import Compared, Index
from salwa.domain.marks.matching.query import Depth
from salwa.domain.marks.matching.reasons import Reason
from salwa.domain.marks.matching.verdict import Verdict, would_decide
from salwa.domain.marks.matching.weights import METHOD
from salwa.domain.refusals import Refusal
from salwa.services.accounts.quotas import take_from_quota
from salwa.services.audit.actions import write_entry
from salwa.services.search.asked import AskedWeapon, MarksAsked, storable, understood
from salwa.services.search.find import NO_PURPOSE, SAY_WHY, Answer, FoundWeapon, answer_to, judged, rows_of
from salwa.services.search.permissions import check_may_screen
from salwa.services.search.upkeep import asked_of_index
from salwa.storage.accounts.models import User

QUOTA = "screened_rows"
# Rows of the list handled together, and candidates of each that are read from the register.
TOGETHER = 200
READ = 8
# Called with (rows done, rows in all).
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class ScreenedCandidate:
    """One candidate for a row, best first, with what the register says of it as typed (its code when nothing was)."""

    weapon: int
    verdict: Verdict
    probability: float
    serial: str
    maker: str
    calibre: str


@dataclass(frozen=True, slots=True)
class ScreenedRow:
    """What was found for one row of the list (`number` counts from 0).

    `weapon` is the best candidate (None when nothing was found), `others` further candidates of the same class;
    `matching` as in FindResult; `candidates` are all of them, best first.
    """

    number: int
    verdict: Verdict
    weapon: int | None
    probability: float
    reasons: tuple[Reason, ...]
    others: tuple[int, ...]
    would_decide: Sentence | None
    matching: int | None
    candidates: tuple[ScreenedCandidate, ...] = ()


@dataclass(frozen=True, slots=True)
class ScreenResult:
    """All rows in their order, how many of each verdict, rows left in today's allowance, version of the weights."""

    rows: tuple[ScreenedRow, ...]
    counts: dict[str, int]
    left: int
    method: str


def screen_list(
    *, acting_user: User, rows: Sequence[MarksAsked], purpose: str, progress: Progress | None = None
) -> ScreenResult:
    """Screen a list. In order: permit, look, take the rows from the day's allowance and audit in one transaction.

    Rows without any mark are answered with "not found" and count too. Nothing is answered when the allowance does not
    suffice (`QuotaSpent`, raised before the work when it is clear already).
    """
    check_may_screen(acting_user)
    if not purpose.strip():
        raise Refusal("no_purpose", Sentence(NO_PURPOSE), remedy=Sentence(SAY_WHY), where={"field": "purpose"})
    _try_quota(acting_user, len(rows))
    screened: list[ScreenedRow] = []
    for start in range(0, len(rows), TOGETHER):
        asked = [understood(row) for row in rows[start : start + TOGETHER]]
        answers = _answers(asked)
        screened += [_row(start + place, asked[place], answer) for place, answer in enumerate(answers)]
        if progress is not None:
            progress(len(screened), len(rows))
    counts = Counter(row.verdict.value for row in screened)
    with transaction.atomic():
        left = _take(acting_user, len(rows))
        write_entry(
            acting_user=acting_user,
            action="weapons.screened",
            object_kind="list",
            details={
                "rows": len(rows),
                "verdicts": dict(counts),
                "weapons": [row.weapon for row in screened if row.verdict in (Verdict.IDENTIFIED, Verdict.PROBABLE)],
                "method": METHOD,
            },
            purpose=storable(purpose),
        )
    return ScreenResult(tuple(screened), dict(counts), left, METHOD)


def _try_quota(user: User, amount: int) -> None:
    """Raise `QuotaSpent` when the allowance cannot suffice, without taking anything."""
    with transaction.atomic():
        _take(user, amount)
        transaction.set_rollback(True)


def _take(user: User, amount: int) -> int:
    allowed = settings.SALWA["screened_rows_per_day"]
    return take_from_quota(user=user, kind=QUOTA, amount=amount, allowed=allowed, today=timezone.localdate())


def _answers(asked: Sequence[AskedWeapon]) -> list[Answer]:
    with_serial = [one for one in asked if one.query.skeleton]

    def ask(index: Index) -> tuple[list[Compared], Index]:
        return index.compare_many([one.query for one in with_serial], Depth.ADAPTIVE), index

    found, index = asked_of_index(ask)
    wanted = sorted({mark for compared in found for mark in compared.marks[:READ].tolist()})
    register = rows_of(wanted)
    compared = iter(found)
    return [
        judged(one, next(compared), index, (register, READ)) if one.query.skeleton else answer_to(one, READ)
        for one in asked
    ]


def _row(number: int, asked: AskedWeapon, answer: Answer) -> ScreenedRow:
    best = answer.candidates[0] if answer.candidates else None
    found = [(one.probability, one.marks) for one in answer.candidates]
    return ScreenedRow(
        number,
        answer.verdict,
        best.weapon if best else None,
        best.probability if best else 0.0,
        best.reasons if best else (),
        tuple(one.weapon for one in answer.candidates[1:] if best and one.verdict is best.verdict),
        would_decide(asked.marks, found),
        answer.matching,
        tuple(_candidate(one) for one in answer.candidates),
    )


def _candidate(found: FoundWeapon) -> ScreenedCandidate:
    serial, maker, calibre = (
        found.marks[name].text or found.marks[name].code for name in ("serial", "maker", "calibre")
    )
    return ScreenedCandidate(found.weapon, found.verdict, found.probability, serial, maker, calibre)
