"""Reviews of a depot's security measures against the checklist of PoA II.17; what got better or worse; open actions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from salwa.domain.languages import Sentence, message
from salwa.domain.refusals import NotFound, Refusal
from salwa.domain.stock import Comparison, Measure, MeasureAnswer, RiskLevel, compare
from salwa.reference.stockpile import checklist_digest, measures
from salwa.services.accounts.permissions import check_may
from salwa.services.audit.actions import write_entry
from salwa.services.stock.permissions import MANAGE, NO_SUCH_DEPOT, check_in_unit, depot_for, visible_depots
from salwa.services.stock.values import ActionOpen, ReviewEntry
from salwa.storage.accounts.models import User
from salwa.storage.register.models import DepotReview, Holder, ReviewAnswer

FUTURE = message("The day of the review, {day}, lies in the future.")
WHEN_HELD = message("Record a review when it has been held.")
UNKNOWN_MEASURE = message("The checklist has no measure with the code {code}.")
RELOAD = message("Open the form again: the checklist may have changed.")
DONE_ALREADY = message("This action was reported as done already, on {day}.")
NOTHING_TO_DO = message("Nothing more is needed for it; the next review may ask for something new.")


@dataclass(frozen=True, slots=True)
class AnswerShown:
    """One measure of a review as shown."""

    measure: Measure
    answer: str
    remark: str
    action: str
    due: date | None
    done_on: date | None
    number: int
    change: str


@dataclass(frozen=True, slots=True)
class ReviewShown:
    """One review: its answers in the order of the checklist, what changed since the one before (None: the first)."""

    number: int
    day: date
    risk: str
    note: str
    by: str
    answers: tuple[AnswerShown, ...]
    since: Comparison | None
    before: date | None
    counts: Mapping[str, int]


def checklist() -> tuple[Measure, ...]:
    """The measures that a review asks about."""
    return measures()


def record_review(*, acting_user: User, entry: ReviewEntry) -> int:
    """Record a review; measures without an answer are not known. Returns its number.

    Raises `NotPermitted`, `NotFound`, and `Refusal` (`review_in_the_future`, `unknown_measure`).
    """
    depot = depot_for(acting_user, entry.depot, MANAGE)
    if entry.day > timezone.localdate():
        raise Refusal(
            "review_in_the_future",
            Sentence(FUTURE, {"day": entry.day.isoformat()}),
            remedy=Sentence(WHEN_HELD),
            where={"field": "day"},
        )
    known = {one.code for one in measures()}
    for code in entry.answers:
        if code not in known:
            raise Refusal("unknown_measure", Sentence(UNKNOWN_MEASURE, {"code": code}), remedy=Sentence(RELOAD))
    with transaction.atomic():
        review = DepotReview.objects.create(
            depot=depot, day=entry.day, risk=RiskLevel(entry.risk).value, note=entry.note,
            checklist=checklist_digest(), recorded_at=timezone.now(), recorded_by_id=acting_user.pk,
        )  # fmt: skip
        ReviewAnswer.objects.bulk_create(_rows(review, entry))
        write_entry(
            acting_user=acting_user, action="stock.reviewed", object_kind="holder", object_id=depot.pk,
            details={"review": review.pk, "risk": review.risk},
        )  # fmt: skip
    return review.pk


def _rows(review: DepotReview, entry: ReviewEntry) -> list[ReviewAnswer]:
    rows = []
    for measure in measures():
        given = entry.answers.get(measure.code)
        row = ReviewAnswer(review=review, measure=measure.code, answer=MeasureAnswer.NOT_KNOWN.value)
        if given is not None:
            row.answer, row.remark = given.answer.value, given.remark
            row.action, row.due = given.action.strip(), given.due if given.action.strip() else None
        rows.append(row)
    return rows


def report_action_done(*, acting_user: User, answer_id: int, note: str = "", day: date | None = None) -> None:
    """Report that an action is done; once. Raises `NotPermitted`, `NotFound`, `Refusal` (`action_done_already`)."""
    check_may(acting_user, MANAGE)
    with transaction.atomic():
        rows = ReviewAnswer.objects.select_for_update().select_related("review__depot").exclude(action="")
        row = rows.filter(pk=answer_id).first()
        if row is None:
            raise NotFound("no_such_depot", Sentence(NO_SUCH_DEPOT))
        check_in_unit(acting_user, MANAGE, row.review.depot.unit_id)
        if row.done_on is not None:
            done = Sentence(DONE_ALREADY, {"day": row.done_on.isoformat()})
            raise Refusal("action_done_already", done, remedy=Sentence(NOTHING_TO_DO))
        row.done_on, row.done_note, row.done_by_id = day or timezone.localdate(), note, acting_user.pk
        row.save(update_fields=["done_on", "done_note", "done_by_id"])
        write_entry(
            acting_user=acting_user, action="stock.action_done", object_kind="holder",
            object_id=row.review.depot_id, details={"answer": row.pk, "measure": row.measure},
        )  # fmt: skip


def reviews_of(depot: Holder) -> list[ReviewShown]:
    """All reviews of a depot, newest first. The caller has permitted it."""
    rows = list(DepotReview.objects.filter(depot=depot).order_by("day", "pk").prefetch_related("answers"))
    people = User.objects.filter(pk__in={row.recorded_by_id for row in rows})
    names = {person.pk: str(person) for person in people}
    shown: list[ReviewShown] = []
    before: dict[str, MeasureAnswer] | None = None
    before_day: date | None = None
    for row in rows:
        now = {one.measure: MeasureAnswer(one.answer) for one in row.answers.all()}
        since = compare(before, now) if before is not None else None
        shown.append(_shown(row, since, before_day, names))
        before, before_day = now, row.day
    return shown[::-1]


def _shown(row: DepotReview, since: Comparison | None, before: date | None, names: Mapping[int, str]) -> ReviewShown:
    by_code = {one.measure: one for one in row.answers.all()}
    answers = []
    for measure in measures():
        one = by_code.get(measure.code)
        if one is None:
            continue
        change = next((name for name in ("better", "worse") if since and measure.code in getattr(since, name)), "")
        answers.append(AnswerShown(measure, one.answer, one.remark, one.action, one.due, one.done_on, one.pk, change))
    counts = {code.value: sum(one.answer == code.value for one in answers) for code in MeasureAnswer}
    by = names.get(row.recorded_by_id, "")
    return ReviewShown(row.pk, row.day, row.risk, row.note, by, tuple(answers), since, before, counts)


def open_actions(*, acting_user: User, depot_id: int | None = None) -> list[ActionOpen]:
    """Actions nobody has reported as done, oldest first, of the depots this person may know of."""
    depots = visible_depots(acting_user)
    if depot_id is not None:
        depots = depots.filter(pk=depot_id)
    rows = ReviewAnswer.objects.filter(review__depot__in=depots, done_on=None).exclude(action="")
    texts = {one.code: one.text for one in measures()}
    today = timezone.localdate()
    return [
        ActionOpen(
            row.pk, row.review.depot_id, row.review.depot.name, texts.get(row.measure, row.measure), row.action,
            row.due, (today - row.review.day).days, bool(row.due and row.due < today),
        )
        for row in rows.select_related("review__depot").order_by("review__day", "pk")
    ]  # fmt: skip
