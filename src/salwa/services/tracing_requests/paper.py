"""A request that another State sent on paper, entered by hand: from then on it is answered like every other one."""

from __future__ import annotations

import uuid
from datetime import date, datetime, time
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from salwa.domain.languages import Sentence, message
from salwa.domain.refusals import Conflict
from salwa.domain.tracing import Channel, RequestContents, Step, request_to_json
from salwa.domain.tracing.clocks import clocks_of
from salwa.services.audit.actions import write_entry
from salwa.services.licences.steps import check_day
from salwa.services.tracing_requests.composing import check_state
from salwa.services.tracing_requests.permissions import check_may_work_on_requests
from salwa.services.tracing_requests.steps import check_step, locked_incoming, take_step
from salwa.storage.accounts.models import User
from salwa.storage.register.models import IncomingRequest

COME_ALONE = message("The receipt of this request was acknowledged by the program when it arrived.")


def record_paper_request(
    *, acting_user: User, from_state: str, received_on: date, contents: RequestContents, uid: UUID | None = None
) -> int:
    """Enter a request that came on paper; returns its number. The same `uid` twice is one request.

    What the letter leaves out stays empty; the requesting State can be asked for it (ITI 21). Raises `NotPermitted`,
    `Refusal` (`no_such_state`, `own_state`, `in_the_future`).
    """
    check_may_work_on_requests(acting_user)
    check_state(from_state, "from_state")
    check_day(received_on, "received_on")
    arrived = timezone.make_aware(datetime.combine(received_on, time(12)))
    with transaction.atomic():
        row, made = IncomingRequest.objects.get_or_create(
            uid=uid or uuid.uuid4(),
            defaults={
                "from_state": from_state, "channel": Channel.DOCUMENT.value, "contents": request_to_json(contents),
                "received_at": arrived,
                "due_answer": clocks_of(arrived, contents.priority, settings.TRACING_TIMES).answer,
            },
        )  # fmt: skip
        if made:
            write_entry(
                acting_user=acting_user, action="tracing.request_received", object_kind="incoming_request",
                object_id=row.pk, details={"from": from_state, "channel": Channel.DOCUMENT.value},
            )  # fmt: skip
    return row.pk


def acknowledge_on_paper(*, acting_user: User, incoming_id: int) -> None:
    """Record that the receipt of a paper request was acknowledged to its State (ITI 19).

    Raises `NotPermitted`, `NotFound`, `Conflict` (`comes_alone`, `not_now`).
    """
    check_may_work_on_requests(acting_user)
    with transaction.atomic():
        row = locked_incoming(incoming_id)
        if row.channel != Channel.DOCUMENT:
            raise Conflict("comes_alone", Sentence(COME_ALONE))
        check_step(row, Step.ACKNOWLEDGED)
        take_step(row, Step.ACKNOWLEDGED, uid=f"acknowledged:{row.uid}", by=acting_user)
        write_entry(
            acting_user=acting_user, action="tracing.step_taken", object_kind="incoming_request", object_id=row.pk,
            details={"step": Step.ACKNOWLEDGED.value, "message": ""},
        )  # fmt: skip
