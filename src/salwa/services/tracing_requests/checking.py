"""The completeness gate before sending, and whom to ask, for requests and cases of the register (ITI 17)."""

from __future__ import annotations

from django.conf import settings
from django.utils import timezone

from salwa.domain.languages import Sentence
from salwa.domain.refusals import NotFound
from salwa.domain.tracing import request_from_json
from salwa.domain.tracing.gate import Remark, examine
from salwa.services.reference.knowledge import tracing_knowledge
from salwa.services.tracing_requests.addressees import Suggestion, holders_told, suggested_for
from salwa.services.tracing_requests.composing import NO_SUCH_CASE
from salwa.services.tracing_requests.permissions import check_may_work_on_requests
from salwa.services.tracing_requests.steps import no_such_request
from salwa.services.weapons.names import reader_language
from salwa.storage.accounts.models import User
from salwa.storage.register.models import OutgoingRequest, TracingCase


def remarks_for(*, acting_user: User, request_id: int) -> tuple[Remark, ...]:
    """What the gate says about a draft. Raises `NotPermitted`, `NotFound`."""
    check_may_work_on_requests(acting_user)
    row = OutgoingRequest.objects.filter(pk=request_id).first()
    if row is None:
        raise no_such_request()
    return remarks_on(row)


def remarks_on(row: OutgoingRequest) -> tuple[Remark, ...]:
    """What the gate says about a request that the caller has permitted to be read."""
    return examine(
        request_from_json(row.contents), tracing_knowledge(), today=timezone.localdate(), addressed_to=row.to_state,
        own_state=settings.SALWA["state"], language=reader_language(),
        holders=[one.state for one in holders_told(row.case)],
    )  # fmt: skip


def addressees_of_case(*, acting_user: User, case_id: int) -> Suggestion:
    """Whom to ask about the weapon of a case, in which order and why. Raises `NotPermitted`, `NotFound`."""
    check_may_work_on_requests(acting_user)
    case = TracingCase.objects.filter(pk=case_id).first()
    if case is None:
        raise NotFound("no_such_case", Sentence(NO_SUCH_CASE))
    return suggested_for(case, acting_user)
