"""Opening a tracing case, recording what it establishes, closing it and opening it again."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from salwa.domain.languages import Sentence, message
from salwa.domain.refusals import Conflict, Refusal
from salwa.domain.tracing import Diversion, FindingKind, Found, Outcome, OutcomeFound, suggested_outcome
from salwa.domain.tracing.findings import check_found, kind_of, values_of
from salwa.reference.loader import load_book
from salwa.services.accounts.units import unit_for_new_records
from salwa.services.audit.actions import write_entry
from salwa.services.languages import spoken
from salwa.services.seizures.permissions import seized_with
from salwa.services.tracing.link_keys import keep_keys_of_finding
from salwa.services.tracing.own_words import how_known, kept_sentence, kept_stop, same_words
from salwa.services.tracing.permissions import case_with, check_may_work_on_cases
from salwa.services.tracing.queries import facts_of, proposed_station, route_for
from salwa.storage.accounts.models import User
from salwa.storage.register.models import CaseFinding, CaseStep, Event, OutgoingRequest, TracingCase

CLOSED = message("Case {number} is closed.")
REOPEN = message("Open it again if there is something new.")
NOT_CLOSED = message("Case {number} is not closed.")
NOTHING_TO_REOPEN = message("Go on with it as it is.")
NO_OUTCOME = message("The case has no outcome yet, or the outcome is that tracing is pending.")
RECORD_OUTCOME = message("Record the outcome, then close the case.")
NO_REASON = message("A case is closed or opened again with a reason.")
SAY_REASON = message("Say in a few words why.")
NOT_ITS_OWN = message("The request or entry that the finding rests on does not belong to this case.")
CHOOSE_OWN = message("Choose a request of this case, or an entry about the weapon it is about.")


def open_case(*, acting_user: User, seized: int) -> str:
    """Open the tracing case of a seized weapon; returns its number, like KEN-2026-000012. It has one at most.

    In order: permit, save, number it, audit - in one transaction. Opened again, or by two at once, it is the same case.
    Raises `NotPermitted` and `NotFound`.
    """
    check_may_work_on_cases(acting_user)
    row = seized_with(seized)
    try:
        with transaction.atomic():
            known = TracingCase.objects.filter(seized=row).first()
            if known is not None:
                return str(known.number)
            return _save(acting_user, row.pk)
    except IntegrityError:
        # Somebody opened it between our look and our saving.
        return str(TracingCase.objects.values_list("number", flat=True).get(seized=row))


def _save(user: User, seized: int) -> str:
    now = timezone.now()
    case = TracingCase.objects.create(
        number=f"new-{uuid.uuid4().hex}", seized_id=seized, opened_at=now, opened_by_id=user.pk,
        unit_id=unit_for_new_records(user, "tracing.work"),
    )  # fmt: skip
    # The number of the row makes it unique whoever opens cases at the same time; it never begins anew.
    state = settings.SALWA["state"] or "XXX"
    case.number = f"{state}-{timezone.localtime(now).year}-{case.pk:06d}"
    case.save(update_fields=["number"])
    write_entry(
        acting_user=user, action="tracing.case_opened", object_kind="tracing_case", object_id=case.number,
        details={"seized": seized},
    )  # fmt: skip
    return case.number


def record_finding(
    *,
    acting_user: User,
    case: str,
    found: Found,
    reason: str = "",
    request: int | None = None,
    entry: int | None = None,
    texts: Mapping[str, Any] | None = None,
) -> int:
    """Record what the case establishes; returns the number of the finding. The newest of its kind counts.

    `request` is the request whose answer it rests on, `entry` the entry of the own register. `texts`: which of its
    texts are the case's own words (`proposed_words`); without it they are compared with what the case proposes now.
    In order: permit, check, lock, save, audit.

    Raises `NotPermitted`, `NotFound`, `Conflict` (`case_closed`), `Refusal` (those of
    domain/tracing/findings.py, `not_of_this_case`).
    """
    check_may_work_on_cases(acting_user)
    with transaction.atomic():
        row = case_with(case, lock=True)
        if row.closed_at is not None:
            raise Conflict("case_closed", Sentence(CLOSED, {"number": row.number}), remedy=Sentence(REOPEN))
        incident = row.seized.incident
        check_found(found, states=load_book().states, seized=(incident.day, incident.precision))
        _check_sources(row, request, entry)
        own = proposed_words(row, acting_user, found, reason) if texts is None else texts
        kept = CaseFinding.objects.create(
            case=row, kind=kind_of(found).value, values=values_of(found) | dict(own),
            reason=reason.strip(), request_id=request,
            entry_id=entry, recorded_at=timezone.now(), recorded_by_id=acting_user.pk,
        )  # fmt: skip
        keep_keys_of_finding(kept)
        write_entry(
            acting_user=acting_user, action="tracing.finding_recorded", object_kind="tracing_case",
            object_id=row.number, details={"finding": kept.pk, "kind": kept.kind},
        )  # fmt: skip
    return kept.pk


def proposed_words(case: TracingCase, user: User, found: Found, reason: str) -> dict[str, Any]:
    """Of texts that the case proposed and nobody changed the code and values, so that each reader has his language."""
    route = route_for(user, case)
    if isinstance(found, OutcomeFound):
        proposed = suggested_outcome(facts_of(case, route)).reason
        kept = kept_sentence(proposed) if same_words(reason, spoken(proposed)) else None
        return {"reason_kept": kept} if kept else {}
    stop = proposed_station(route, kind_of(found).value)
    known = how_known(stop) if stop else ""
    if stop is None or not known:
        return {}
    texts = {"reason_kept": reason} | ({"how_kept": found.how} if isinstance(found, Diversion) else {})
    return {name: kept_stop(stop) for name, text in texts.items() if same_words(text, known)}


def _check_sources(case: TracingCase, request: int | None, entry: int | None) -> None:
    own = (case.seized.weapon_id, case.seized.registered_as_id)
    wrong = (request is not None and not OutgoingRequest.objects.filter(pk=request, case=case).exists()) or (
        entry is not None and not Event.objects.filter(pk=entry, weapon__in=[one for one in own if one]).exists()
    )
    if wrong:
        field = "request" if request is not None else "entry"
        raise Refusal(
            "not_of_this_case", Sentence(NOT_ITS_OWN), remedy=Sentence(CHOOSE_OWN), where={"field": field}
        )  # fmt: skip


def close_case(*, acting_user: User, case: str, reason: str) -> None:
    """Close a case that has an outcome. Raises as `record_finding`, and `Refusal` (`reason_missing`, `no_outcome`)."""
    check_may_work_on_cases(acting_user)
    _check_reason(reason)
    with transaction.atomic():
        row = case_with(case, lock=True)
        if row.closed_at is not None:
            raise Conflict("case_closed", Sentence(CLOSED, {"number": row.number}), remedy=Sentence(REOPEN))
        outcome = row.findings.filter(kind=FindingKind.OUTCOME.value).order_by("-pk").first()
        if outcome is None or outcome.values["outcome"] == Outcome.PENDING.value:
            raise Refusal("no_outcome", Sentence(NO_OUTCOME), remedy=Sentence(RECORD_OUTCOME))
        _step(acting_user, row, "closed", reason)


def reopen_case(*, acting_user: User, case: str, reason: str) -> None:
    """Open a closed case again. Raises `NotPermitted`, `NotFound`, `Refusal`, `Conflict` (`case_not_closed`)."""
    check_may_work_on_cases(acting_user)
    _check_reason(reason)
    with transaction.atomic():
        row = case_with(case, lock=True)
        if row.closed_at is None:
            said = Sentence(NOT_CLOSED, {"number": row.number})
            raise Conflict("case_not_closed", said, remedy=Sentence(NOTHING_TO_REOPEN))
        _step(acting_user, row, "reopened", reason)


def _step(user: User, row: TracingCase, kind: str, reason: str) -> None:
    now = timezone.now()
    CaseStep.objects.create(case=row, kind=kind, reason=reason.strip(), taken_at=now, taken_by_id=user.pk)
    TracingCase.objects.filter(pk=row.pk).update(closed_at=now if kind == "closed" else None)
    write_entry(
        acting_user=user, action=f"tracing.case_{kind}", object_kind="tracing_case", object_id=row.number
    )  # fmt: skip


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise Refusal("reason_missing", Sentence(NO_REASON), remedy=Sentence(SAY_REASON), where={"field": "reason"})
