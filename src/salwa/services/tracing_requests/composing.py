"""Drafting a request to one State, and changing the draft until it is sent."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from salwa.domain.languages import Sentence, message
from salwa.domain.refusals import Conflict, NotFound, Refusal
from salwa.domain.register_exchange import checker_of
from salwa.domain.tracing import Channel, RequestContents, RequestState, request_from_json, request_to_json
from salwa.domain.tracing.gate.serial_rules import doubted_marks
from salwa.reference.tracing_schemas import tracing_schemas
from salwa.services.audit.actions import write_entry
from salwa.services.languages import spoken
from salwa.services.tracing.own_words import kept_sentence
from salwa.services.tracing_requests.addressees import reason_to_ask
from salwa.services.tracing_requests.contents import carried_over, contents_of_case
from salwa.services.tracing_requests.permissions import check_may_work_on_requests
from salwa.services.tracing_requests.states import CHOOSE_STATE, NO_SUCH_STATE, is_state
from salwa.services.tracing_requests.steps import LOOK_AGAIN, NOT_NOW, locked_outgoing, no_such_request
from salwa.storage.accounts.models import User
from salwa.storage.register.models import OutgoingRequest, TracingCase

NO_SUCH_CASE = message("There is no tracing case with this number, or you may not know of it.")
OWN_STATE = message("A request goes to another State; this installation is the one of {code}.")
LOOK_HERE = message("Look the weapon up in your own register.")
CASE_CLOSED = message("This tracing case is closed.")
REOPEN = message("Open it again before a request is drafted.")
NOT_ITS_ANSWER = message("The request this one follows belongs to another case.")
NOT_AS_SCHEMA = message("The request does not have the form it must have: see its field “{field}”.")
_CODE = re.compile(r"[A-Z]{3}")


def draft_request(
    *, acting_user: User, case_id: int, to_state: str, channel: Channel = Channel.INSTALLATION, why: str = "",
    follows: int | None = None,
) -> int:  # fmt: skip
    """Begin a request of a case to one State (ITI 16, 17); its contents are drawn up from the case, intended use,
    undertakings and limits from the request of the case before it, if there is one.

    `why`: why this State is asked; empty: as the suggestion says. `follows`: the own request whose answer led here
    (the next hop). Raises `NotPermitted`, `NotFound`, `Refusal` (`no_such_state`, `own_state`), `Conflict`
    (`case_closed`).
    """
    check_may_work_on_requests(acting_user)
    with transaction.atomic():
        case = TracingCase.objects.select_for_update().filter(pk=case_id).first()
        if case is None:
            raise NotFound("no_such_case", Sentence(NO_SUCH_CASE))
        if case.closed_at is not None:
            raise Conflict("case_closed", Sentence(CASE_CLOSED), remedy=Sentence(REOPEN))
        check_state(to_state)
        before = _followed(case, follows)
        reason = None if why.strip() else reason_to_ask(case, acting_user, to_state)
        kept, why = (kept_sentence(reason), spoken(reason)) if reason else (None, why.strip())
        contents = carried_over(contents_of_case(case, acting_user, before), case)
        row = OutgoingRequest.objects.create(
            case=case, to_state=to_state, channel=channel.value, why=why, why_kept=kept, follows=before,
            contents=request_to_json(contents),
            drafted_at=timezone.now(), drafted_by_id=acting_user.pk,
        )  # fmt: skip
        _note(acting_user, row, "tracing.request_drafted", {"case": case.pk, "to": to_state})
    return row.pk


def change_draft(
    *, acting_user: User, request_id: int, version: int, contents: RequestContents, channel: Channel | None = None
) -> int:
    """Replace what a draft says; returns the new version. `version` is the one that was looked at.

    Raises `NotPermitted`, `NotFound`, `Conflict` (`changed_meanwhile`, `not_now` once it was sent).
    """
    check_may_work_on_requests(acting_user)
    with transaction.atomic():
        row = locked_outgoing(request_id, version)
        if row.state != RequestState.DRAFT:
            raise Conflict("not_now", Sentence(NOT_NOW), remedy=Sentence(LOOK_AGAIN))
        row.contents, row.version = request_to_json(contents), row.version + 1
        if channel is not None:
            row.channel = channel.value
        row.save(update_fields=["contents", "version", "channel"])
        _note(acting_user, row, "tracing.request_changed", {"version": row.version})
    return row.version


def give_as_read_in_part(*, acting_user: User, request_id: int, version: int) -> int:
    """Give the serial numbers of a draft whose reading is doubtful as read in part; returns the version.

    What was read stays as it is; the record of the register is corrected by whoever keeps it. Raises as `change_draft`.
    """
    check_may_work_on_requests(acting_user)
    row = OutgoingRequest.objects.filter(pk=request_id).first()
    if row is None:
        raise no_such_request()
    contents = request_from_json(row.contents)
    doubted = [one for one, _said in doubted_marks(contents)]
    marks = tuple(replace(one, state="partial") if one in doubted else one for one in contents.marks)
    return change_draft(
        acting_user=acting_user, request_id=request_id, version=version, contents=replace(contents, marks=marks)
    )


def merge_into_draft(*, acting_user: User, request_id: int, added: Mapping[str, Any]) -> int:
    """Complete a draft with members of `contents` as the message has them; returns the version.

    Raises `NotPermitted`, `NotFound`, `Refusal` (`not_as_schema`), `Conflict`.
    """
    check_may_work_on_requests(acting_user)
    row = OutgoingRequest.objects.filter(pk=request_id).first()
    if row is None:
        raise no_such_request()
    if not added:
        return row.version
    whole = {**row.contents, **added}
    schema = tracing_schemas()["tracing.request"]["properties"]["contents"]
    fault = checker_of(schema)(whole)
    if fault is not None:
        raise Refusal("not_as_schema", Sentence(NOT_AS_SCHEMA, {"field": str(fault.values.get("field", ""))}))
    return change_draft(
        acting_user=acting_user, request_id=request_id, version=row.version, contents=request_from_json(whole)
    )


def check_state(code: str, field: str = "to_state") -> None:
    """Refuse what is no State, and one's own (`no_such_state`, `own_state`)."""
    where = {"field": field}
    if not _CODE.fullmatch(code) or not is_state(code):
        raise Refusal("no_such_state", Sentence(NO_SUCH_STATE, {"code": code[:20]}), remedy=Sentence(CHOOSE_STATE),
                      where=where)  # fmt: skip
    if code == settings.SALWA["state"]:
        raise Refusal("own_state", Sentence(OWN_STATE, {"code": code}), remedy=Sentence(LOOK_HERE), where=where)


def _followed(case: TracingCase, follows: int | None) -> OutgoingRequest | None:
    if follows is None:
        return None
    row = OutgoingRequest.objects.filter(pk=follows, case=case).first()
    if row is None:
        raise NotFound("no_such_request", Sentence(NOT_ITS_ANSWER))
    return row


def _note(user: User, row: OutgoingRequest, action: str, details: dict[str, object]) -> None:
    write_entry(acting_user=user, action=action, object_kind="tracing_request", object_id=row.pk, details=details)
