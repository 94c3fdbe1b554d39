"""From the assessment to the end: asked back, granted, refused, suspended, resumed, revoked, amended, closed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from salwa.domain.languages import Sentence, message
from salwa.domain.licences.standing import Standing
from salwa.domain.licences.vocabulary import StepKind
from salwa.domain.refusals import Refusal
from salwa.services.audit.actions import write_entry
from salwa.services.licences.applying import check_not_below
from salwa.services.licences.permissions import check_may_decide_licence, check_may_prepare_licence, may_decide_licence
from salwa.services.licences.risks import assessment_of
from salwa.services.licences.steps import (
    check_may_follow,
    check_reason,
    locked_licence,
    standing_now,
    take_step,
)
from salwa.services.licences.weighing import lacks_of, warnings_of
from salwa.storage.accounts.models import User
from salwa.storage.register.models import Licence, LicenceItem, LicenceStep

NOT_WEIGHED = message("{count} questions about the risk of diversion have no answer, or no grounds.")
ANSWER_THEM = message("Answer them; “not known” is an answer too, with its grounds.")
INCOMPLETE = message("The application is not complete: {count} points are open.")
SEE_LIST = message("They stand on its page, each with what to do. Complete them and have it assessed again.")
FORBIDDEN = message("An embargo of the Security Council forbids this deal; it cannot be granted (PoA II.15, II.32).")
REFUSE_IT = message("Refuse it. If the answer about the embargo is wrong, have it corrected first.")
WARNED = message("{count} warnings speak against granting; the decision has to say why it is granted all the same.")
SAY_WHY = message("Weigh each of them and write down your reasons.")
NOTHING_ASKED = message("The amendment changes nothing.")
SAY_WHAT = message("Name another last day, other conditions or another quantity.")
NO_SUCH_ITEM = message("There is no item {number} in this authorisation.")
BEFORE_APPLICATION = message("The decision of {day} lies before the application.")
CHECK_DAY = message("Check the day of the decision.")
# Steps of those who decide; all others are taken by those who prepare, asking back and closing by either.
DECIDED = frozenset(
    {StepKind.GRANTED, StepKind.REFUSED, StepKind.SUSPENDED, StepKind.RESUMED, StepKind.REVOKED, StepKind.AMENDED,
     StepKind.AMENDMENT_REFUSED}
)  # fmt: skip
BY_EITHER = frozenset({StepKind.INFORMATION_ASKED, StepKind.CLOSED})
# Decisions in somebody's favour: never by a person who prepared them.
BY_ANOTHER = frozenset({StepKind.GRANTED, StepKind.RESUMED, StepKind.AMENDED})


def ask_information(*, acting_user: User, licence_id: int, question: str) -> int:
    """Ask the applicant for more; the application waits. By whoever prepares or decides."""
    return _simple(acting_user, licence_id, StepKind.INFORMATION_ASKED, reason=question)


def give_information(*, acting_user: User, licence_id: int, answer: str) -> int:
    """Record what the applicant answered; the application goes on."""
    return _simple(acting_user, licence_id, StepKind.INFORMATION_GIVEN, reason=answer)


def finish_assessment(*, acting_user: User, licence_id: int, opinion: str = "") -> int:
    """Hand the application over for its decision; every question about risks has an answer with grounds.

    Raises `NotPermitted`, `NotFound`, `Refusal` (`not_weighed`, `not_now`).
    """
    check_may_prepare_licence(acting_user)
    with transaction.atomic():
        licence = locked_licence(licence_id)
        check_may_follow(licence, standing_now(licence), StepKind.RISK_ASSESSED)
        weighed = assessment_of(licence)
        if not weighed.answered:
            count = len(weighed.unanswered) + len(weighed.without_grounds)
            raise Refusal("not_weighed", Sentence(NOT_WEIGHED, {"count": count}), remedy=Sentence(ANSWER_THEM))
        return _step(acting_user, licence, StepKind.RISK_ASSESSED, reason=opinion)


def grant(
    *, acting_user: User, licence_id: int, reason: str = "", conditions: str | None = None, day: date | None = None,
    seen_version: int | None = None,
) -> int:  # fmt: skip
    """Grant the authorisation. By another person than those who prepared it; complete, weighed, and not embargoed.

    In order: permit, lock, check completeness, embargo and warnings (which need a reason), step, audit. `day` may lie
    in the past for authorisations that were granted on paper. Raises `NotPermitted`, `NotFound`, `Refusal`
    (`embargoed`, `incomplete`, `warned`, `changed_meanwhile`, `not_now`, `before_application`).
    """
    check_may_decide_licence(acting_user)
    when = day or timezone.localdate()
    with transaction.atomic():
        licence = locked_licence(licence_id, seen_version)
        standing = standing_now(licence)
        check_may_follow(licence, standing, StepKind.GRANTED)
        check_may_decide_licence(acting_user, standing)
        _check_decision_day(licence, when)
        _check_complete(licence, when)
        warnings = warnings_of(licence)
        if warnings and not reason.strip():
            raise Refusal(
                "warned",
                Sentence(WARNED, {"count": len(warnings)}),
                remedy=Sentence(SAY_WHY),
                where={"field": "reason"},
            )
        details: dict[str, Any] = {"warnings": [one.english() for one in warnings]} if warnings else {}
        if conditions is not None and conditions.strip() != licence.conditions:
            details |= {"before": {"conditions": licence.conditions}, "after": {"conditions": conditions.strip()}}
            licence.conditions = conditions.strip()
        if licence.valid_from is None:
            details["valid_from"], licence.valid_from = when.isoformat(), when
        licence.save(update_fields=["conditions", "valid_from"])
        return _step(acting_user, licence, StepKind.GRANTED, day=when, reason=reason, details=details)


def refuse(
    *, acting_user: User, licence_id: int, reason: str, day: date | None = None, seen_version: int | None = None
) -> int:
    """Refuse the application, with the reason; it enters the register of refused deals."""
    return _simple(acting_user, licence_id, StepKind.REFUSED, reason=reason, day=day, seen_version=seen_version)


def suspend(*, acting_user: User, licence_id: int, reason: str) -> int:
    """Suspend an authorisation in force: it cannot be used until it is resumed."""
    return _simple(acting_user, licence_id, StepKind.SUSPENDED, reason=reason)


def resume(*, acting_user: User, licence_id: int, reason: str) -> int:
    """End a suspension. By another person than those who prepared the application."""
    return _simple(acting_user, licence_id, StepKind.RESUMED, reason=reason)


def revoke(*, acting_user: User, licence_id: int, reason: str) -> int:
    """Revoke an authorisation for good, with the reason."""
    return _simple(acting_user, licence_id, StepKind.REVOKED, reason=reason)


def close(*, acting_user: User, licence_id: int, reason: str) -> int:
    """Close an authorisation that is used up or given back, or an application that was withdrawn."""
    return _simple(acting_user, licence_id, StepKind.CLOSED, reason=reason)


def ask_amendment(
    *, acting_user: User, licence_id: int, reason: str, valid_until: date | None = None,
    conditions: str | None = None, quantities: Mapping[int, int] | None = None,
) -> int:  # fmt: skip
    """Ask for another last day, other conditions or other quantities of an authorisation in force.

    Another person decides with `amend` or `refuse_amendment`. Raises `NotPermitted`, `NotFound`, `Refusal`
    (`nothing_asked`, `no_such_item`, `fewer_than_listed`, `no_reason`, `not_now`).
    """
    check_may_prepare_licence(acting_user)
    told = check_reason(reason)
    with transaction.atomic():
        licence = locked_licence(licence_id)
        wanted: dict[str, Any] = {}
        if valid_until is not None and valid_until != licence.valid_until:
            wanted["valid_until"] = valid_until.isoformat()
        if conditions is not None and conditions.strip() != licence.conditions:
            wanted["conditions"] = conditions.strip()
        asked = {
            str(item.pk): quantity for item, quantity in _items(licence, quantities or {}) if quantity != item.quantity
        }
        if asked:
            wanted["quantities"] = asked
        if not wanted:
            raise Refusal("nothing_asked", Sentence(NOTHING_ASKED), remedy=Sentence(SAY_WHAT))
        return _step(acting_user, licence, StepKind.AMENDMENT_ASKED, reason=told, details={"asked": wanted})


def amend(*, acting_user: User, licence_id: int, reason: str = "", seen_version: int | None = None) -> int:
    """Grant the amendment that was asked for; what was there before stays readable in the step."""
    check_may_decide_licence(acting_user)
    with transaction.atomic():
        licence = locked_licence(licence_id, seen_version)
        standing = standing_now(licence)
        check_may_follow(licence, standing, StepKind.AMENDED)
        check_may_decide_licence(acting_user, standing)
        asked = LicenceStep.objects.get(licence=licence, number=standing.amendment or 0).details["asked"]
        before: dict[str, Any] = {}
        if "valid_until" in asked:
            before["valid_until"] = licence.valid_until.isoformat() if licence.valid_until else ""
            licence.valid_until = date.fromisoformat(asked["valid_until"])
        if "conditions" in asked:
            before["conditions"], licence.conditions = licence.conditions, asked["conditions"]
        licence.save(update_fields=["valid_until", "conditions"])
        quantities = {int(number): quantity for number, quantity in asked.get("quantities", {}).items()}
        for item, quantity in _items(licence, quantities):
            before.setdefault("quantities", {})[str(item.pk)] = item.quantity
            item.quantity = quantity
            item.save(update_fields=["quantity"])
        details = {"before": before, "after": asked, "asked_in": standing.amendment}
        return _step(acting_user, licence, StepKind.AMENDED, reason=reason, details=details)


def refuse_amendment(*, acting_user: User, licence_id: int, reason: str) -> int:
    """Refuse the amendment that was asked for, with the reason."""
    return _simple(acting_user, licence_id, StepKind.AMENDMENT_REFUSED, reason=reason)


def _simple(
    acting_user: User, licence_id: int, kind: StepKind, *, reason: str, day: date | None = None,
    seen_version: int | None = None,
) -> int:  # fmt: skip
    """A step that needs its reason and nothing else. Raises `NotPermitted`, `NotFound`, `Refusal`."""
    _check_right(acting_user, kind, None)
    told = check_reason(reason)
    with transaction.atomic():
        licence = locked_licence(licence_id, seen_version)
        standing = standing_now(licence)
        check_may_follow(licence, standing, kind)
        _check_right(acting_user, kind, standing)
        return _step(acting_user, licence, kind, day=day, reason=told)


def _check_right(user: User, kind: StepKind, standing: Standing | None) -> None:
    if kind in DECIDED:
        check_may_decide_licence(user, standing if kind in BY_ANOTHER else None)
    elif not (kind in BY_EITHER and may_decide_licence(user)):
        check_may_prepare_licence(user)


def _step(
    acting_user: User, licence: Licence, kind: StepKind, *, day: date | None = None, reason: str = "",
    details: Mapping[str, Any] | None = None,
) -> int:  # fmt: skip
    step = take_step(acting_user, licence, kind, day=day, reason=reason, details=details)
    write_entry(
        acting_user=acting_user,
        action="licences.stepped",
        object_kind="licence",
        object_id=licence.pk,
        details={"step": step.number, "kind": kind.value},
    )
    return step.number


def _items(licence: Licence, quantities: Mapping[int, int]) -> list[tuple[LicenceItem, int]]:
    found = []
    for number, quantity in quantities.items():
        item = LicenceItem.objects.filter(pk=number, licence=licence, ended_at=None).first()
        if item is None:
            raise Refusal("no_such_item", Sentence(NO_SUCH_ITEM, {"number": number}))
        check_not_below(item, quantity)
        found.append((item, quantity))
    return found


def _check_decision_day(licence: Licence, day: date) -> None:
    applied = LicenceStep.objects.filter(licence=licence, kind=StepKind.APPLIED.value).order_by("number").first()
    if applied is not None and day < applied.day:
        raise Refusal(
            "before_application",
            Sentence(BEFORE_APPLICATION, {"day": day.isoformat()}),
            remedy=Sentence(CHECK_DAY),
            where={"field": "day"},
        )


def _check_complete(licence: Licence, day: date) -> None:
    open_points = lacks_of(licence, day)
    if any(one.code == "embargo" for one in open_points):
        raise Refusal("embargoed", Sentence(FORBIDDEN), remedy=Sentence(REFUSE_IT))
    if open_points:
        raise Refusal("incomplete", Sentence(INCOMPLETE, {"count": len(open_points)}), remedy=Sentence(SEE_LIST))
