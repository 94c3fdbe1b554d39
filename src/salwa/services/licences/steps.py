"""Steps in the life of an authorisation: taken under its lock, the present state computed from all of them."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils import timezone

from salwa.domain.languages import Sentence, message
from salwa.domain.licences.standing import Standing, Step, standing_of
from salwa.domain.licences.vocabulary import LicenceState, StepKind
from salwa.domain.refusals import Conflict, NotFound, Refusal
from salwa.storage.accounts.models import User
from salwa.storage.register.models import Licence, LicenceStep

NO_SUCH_LICENCE = message("There is no authorisation with this number, or you may not know of it.")
NOT_NOW: dict[LicenceState, str] = {
    LicenceState.APPLIED: message("This cannot be done now: the application has not been assessed yet."),
    LicenceState.INFORMATION_ASKED: message("This cannot be done now: more information was asked for."),
    LicenceState.ASSESSED: message("This cannot be done now: the application waits for its decision."),
    LicenceState.GRANTED: message("This cannot be done now: the authorisation is in force."),
    LicenceState.SUSPENDED: message("This cannot be done now: the authorisation is suspended."),
    LicenceState.EXPIRED: message("This cannot be done now: the authorisation has expired."),
    LicenceState.REVOKED: message("This cannot be done now: the authorisation was revoked."),
    LicenceState.REFUSED: message("This cannot be done now: the application was refused."),
    LicenceState.CLOSED: message("This cannot be done now: the authorisation is closed."),
}
LOOK_AGAIN = message("Open its page to see what can be done; somebody may have taken a step since.")
FUTURE = message("The day {day} lies in the future.")
RECORD_WHEN_DONE = message("Record it when it has happened.")
CHANGED_MEANWHILE = message("Somebody changed this authorisation while you looked at it.")
READ_AGAIN = message("Read it again, then decide.")
NO_REASON = message("This needs a reason.")
SAY_REASON = message("Say in a few words why; the reason stays with the step.")


def locked_licence(licence_id: int, seen_version: int | None = None) -> Licence:
    """The authorisation, locked until the transaction ends: steps and uses of one queue.

    Raises `NotFound`, and `Refusal` (`changed_meanwhile`) when its version is no longer the one somebody looked at.
    """
    licence = Licence.objects.select_for_update().filter(pk=licence_id).first()
    if licence is None:
        raise NotFound("no_such_licence", Sentence(NO_SUCH_LICENCE))
    if seen_version is not None and licence.version != seen_version:
        raise Conflict("changed_meanwhile", Sentence(CHANGED_MEANWHILE), remedy=Sentence(READ_AGAIN))
    return licence


def found_licence(licence_id: int) -> Licence:
    """The authorisation, not locked. Raises `NotFound`."""
    licence = Licence.objects.select_related("applicant").filter(pk=licence_id).first()
    if licence is None:
        raise NotFound("no_such_licence", Sentence(NO_SUCH_LICENCE))
    return licence


def standing_now(licence: Licence) -> Standing:
    """Where the authorisation stands after all its steps."""
    rows = LicenceStep.objects.filter(licence=licence).values_list("number", "kind", "day", "recorded_by_id")
    return standing_of(Step(number, StepKind(kind), day, by) for number, kind, day, by in rows)


def check_may_follow(licence: Licence, standing: Standing, kind: StepKind) -> None:
    """Refuse a step that cannot follow today (`not_now`)."""
    today = timezone.localdate()
    if not standing.may_follow(kind, today, licence.valid_until):
        shown = standing.on(today, licence.valid_until)
        raise Conflict("not_now", Sentence(NOT_NOW[shown]), remedy=Sentence(LOOK_AGAIN))


def check_day(day: date, field: str = "day") -> None:
    """Refuse a day to come (`in_the_future`)."""
    if day > timezone.localdate():
        raise Refusal(
            "in_the_future",
            Sentence(FUTURE, {"day": day.isoformat()}),
            remedy=Sentence(RECORD_WHEN_DONE),
            where={"field": field},
        )


def check_reason(reason: str) -> str:
    """The reason without outer spaces; refuses an empty one (`no_reason`)."""
    if not reason.strip():
        raise Refusal("no_reason", Sentence(NO_REASON), remedy=Sentence(SAY_REASON), where={"field": "reason"})
    return reason.strip()


def take_step(
    acting_user: User,
    licence: Licence,
    kind: StepKind,
    *,
    day: date | None = None,
    reason: str = "",
    details: Mapping[str, Any] | None = None,
    uid: str = "",
    undoes: LicenceStep | None = None,
) -> LicenceStep:
    """Append a step in the caller's transaction, which has permitted it and holds the lock; keep the new state.

    The caller writes the audit entry. Raises `Refusal` (`not_now`, `in_the_future`).
    """
    standing = standing_now(licence)
    if kind is not StepKind.APPLIED:
        check_may_follow(licence, standing, kind)
    when = day or timezone.localdate()
    check_day(when)
    last = LicenceStep.objects.filter(licence=licence).order_by("-number").values_list("number", flat=True).first()
    step = LicenceStep.objects.create(
        licence=licence,
        number=(last or 0) + 1,
        kind=kind.value,
        day=when,
        reason=reason.strip(),
        details=dict(details or {}),
        uid=uuid.UUID(uid) if uid else uuid.uuid4(),
        undoes=undoes,
        recorded_at=timezone.now(),
        recorded_by_id=acting_user.pk,
    )
    after = standing_now(licence)
    licence.state, licence.since, licence.version = after.state.value, after.since, step.number
    licence.save(update_fields=["state", "since", "version"])
    return step
