"""A request outside Salwa: Word, PDF, data file, and tables with the fields of other channels (ITI 17)."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from salwa.domain.languages import Sentence, message
from salwa.domain.refusals import NotFound, Refusal
from salwa.domain.tracing import Channel, RequestState, request_from_json
from salwa.services.audit.actions import write_entry
from salwa.services.tracing.channel_tables import OtherChannel, Profile, channel_csv
from salwa.services.tracing.documents import request_data, request_docx, request_pdf
from salwa.services.tracing_requests.permissions import check_may_work_on_requests
from salwa.services.tracing_requests.steps import no_such_request
from salwa.storage.accounts.models import User
from salwa.storage.exchange.models import OutboxMessage
from salwa.storage.register.models import OutgoingRequest

NO_SUCH_FILE = message("There is no such file of a request.")
NOT_SENT = message("The request is a draft; its papers are made when it was sent.")
SEND_FIRST = message("Send it first: from then on it does not change.")
CHANNELS = {"iarms": OtherChannel.IARMS, "us-trace": OtherChannel.US_TRACE}
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True, slots=True)
class RequestFile:
    """A file to hand out: its name, media type and bytes."""

    name: str
    media_type: str
    content: bytes


def request_file(*, acting_user: User, request_id: int, kind: str, language: str = "en") -> RequestFile:
    """One of the papers of a request that was sent: docx, pdf, json, or sealed (the message itself as a file).

    Making it is written into the audit log. Raises `NotPermitted`, `NotFound`, `Refusal` (`not_sent`).
    """
    check_may_work_on_requests(acting_user)
    with transaction.atomic():
        row = OutgoingRequest.objects.filter(pk=request_id).first()
        if row is None:
            raise no_such_request()
        if row.state == RequestState.DRAFT or row.sent_at is None:
            raise Refusal("not_sent", Sentence(NOT_SENT), remedy=Sentence(SEND_FIRST))
        made = _made(acting_user, row, kind, language)
        write_entry(
            acting_user=acting_user, action="tracing.paper_made", object_kind="tracing_request", object_id=row.pk,
            details={"kind": kind, "language": language},
        )  # fmt: skip
    return made


def _made(user: User, row: OutgoingRequest, kind: str, language: str) -> RequestFile:
    name = f"tracing-request-{row.to_state}-{row.pk}"
    contents, own = request_from_json(row.contents), settings.SALWA["state"]
    if kind == "sealed" and row.channel != Channel.DOCUMENT:
        return RequestFile(f"{name}.sealed", "application/octet-stream", _sealed(row))
    if kind == "json":
        data = request_data(contents, from_state=own, to_state=row.to_state, request_uid=str(row.uid))
        return RequestFile(f"{name}.json", "application/json", data)
    assert row.sent_at is not None  # a request that was sent has its day
    if kind in CHANNELS:
        day = timezone.localdate(row.sent_at)
        table = channel_csv(contents, CHANNELS[kind], Profile.SPREADSHEET, from_state=own, sent_on=day)
        return RequestFile(f"{name}-{kind}.csv", "text/csv", table)
    if kind not in ("docx", "pdf"):
        raise NotFound("no_such_file", Sentence(NO_SUCH_FILE))
    how = {
        "language": language, "from_state": own, "to_state": row.to_state, "request_uid": str(row.uid),
        "sent_on": timezone.localdate(row.sent_at),
    }  # fmt: skip
    if kind == "docx":
        return RequestFile(f"{name}-{language}.docx", DOCX, request_docx(contents, **how))
    return RequestFile(f"{name}-{language}.pdf", "application/pdf", request_pdf(contents, **how))


def _sealed(row: OutgoingRequest) -> bytes:
    """The bytes that travel over the line. Whoever may send the request may carry it; nobody but its State opens it."""
    sent = row.steps.order_by("pk").values_list("message", flat=True).first()
    return bytes(OutboxMessage.objects.get(uid=sent).sealed)
