"""Requests to other States and requests of theirs, drafted, sent, on paper, received, with an answer in the making."""

from __future__ import annotations

from datetime import date
from typing import Any

from salwa.domain.accounts import Role
from salwa.domain.tracing import AnswerContents, AnswerKind, Channel, Statement, StatementKind
from salwa.services.tracing_answers.drafting import draft_answer
from salwa.services.tracing_answers.releasing import release_answer
from salwa.services.tracing_requests.paper import record_paper_request
from salwa.storage.exchange.models import InboxMessage
from tests.assurance.authorisation.people import Staff
from tests.builders.exchange import Partner
from tests.builders.seizures import a_case, a_pistol
from tests.builders.trace_requests import a_draft, asked_by, asked_contents, sent

# Each unit has partners of its own: the keys of a State are pinned once.
PARTNERS = {"own": "ITA"}
OTHER_PARTNER = "ESP"
NO_RECORD = AnswerContents(AnswerKind.FULL, statements=(Statement(StatementKind.NO_RECORD),))


def requests_of(staff: Staff) -> dict[str, dict[str, Any]]:
    """Name of a thing -> the parts of its address."""
    officer, letter = staff.first[Role.TRACING_OFFICER], staff.unit[1].upper()
    partner = Partner(PARTNERS.get(staff.unit, OTHER_PARTNER))
    case = a_case(officer, a_pistol(f"V{letter} 90021"), reference=f"V {letter}")
    state = partner.keys.state
    draft = a_draft(officer, state, case=case)
    going = sent(officer, state, case=case)
    paper = sent(officer, "FRA", case=case, channel=Channel.DOCUMENT)
    received, drafted = asked_by(partner, serial=f"U{letter} 1"), asked_by(partner, serial=f"U{letter} 2")
    letter = record_paper_request(
        acting_user=officer, from_state="FRA", received_on=date(2026, 11, 2), contents=asked_contents(f"T{letter} 1")
    )
    answer = draft_answer(acting_user=officer, incoming_id=drafted.pk, answer=NO_RECORD)
    answered = record_paper_request(
        acting_user=officer, from_state="FRA", received_on=date(2026, 11, 2), contents=asked_contents(f"R{letter} 1")
    )
    released = draft_answer(acting_user=officer, incoming_id=answered, answer=NO_RECORD)
    release_answer(acting_user=staff.first[Role.SUPERVISOR], draft_id=released, version=1)
    return {
        "traced_case": {"case": case.number},
        "request_draft": {"number": draft.pk},
        "request_sent": {"number": going.pk},
        "request_paper": {"number": paper.pk},
        "incoming_paper": {"number": letter},
        "incoming": {"number": received.pk},
        "arrived_message": {"state": state, "uid": InboxMessage.objects.filter(from_state=state).latest("pk").uid},
        "incoming_answered": {"number": answered, "draft": released},
        "incoming_drafted": {"number": drafted.pk, "draft": answer},
    }
