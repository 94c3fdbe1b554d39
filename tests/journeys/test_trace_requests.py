"""Every page of requests between States, in English and Arabic, on a phone and a desk: no barrier, nothing too wide."""

from datetime import date

import pytest

from salwa.domain.accounts import Role
from salwa.domain.tracing import AnswerContents, AnswerKind, Channel, RegisteredAs, Statement, StatementKind
from salwa.services.tracing_answers.drafting import draft_answer
from salwa.services.tracing_answers.releasing import release_answer
from salwa.services.tracing_requests.following import enter_answer
from salwa.services.tracing_requests.paper import record_paper_request
from tests.builders.exchange import Partner
from tests.builders.people import a_person
from tests.builders.trace_requests import a_case, a_draft, an_officer, asked_by, asked_contents, sent
from tests.journeys.conftest import pages_looked_at
from tests.services.tracing_requests.test_answering import NO_RECORD


@pytest.fixture
def pages(transactional_db, settings, tmp_path):
    """Name of a page -> (role, address), each with something on it."""
    settings.HOME = tmp_path
    a_person()
    partner, officer, case = Partner("ITA"), an_officer(), a_case()
    draft = a_draft(officer, case=case)
    going, letter = sent(officer), sent(officer, "FRA", channel=Channel.DOCUMENT)
    received, drafted = asked_by(partner), asked_by(partner, serial="Q 7")
    draft_answer(acting_user=officer, incoming_id=drafted.pk, answer=NO_RECORD)
    on_paper = record_paper_request(
        acting_user=officer, from_state="FRA", received_on=date(2026, 3, 1), contents=asked_contents("P 8")
    )
    told = AnswerContents(
        AnswerKind.FULL, statements=(Statement(StatementKind.STOLEN, date(2011, 5, 1)),),
        registered=RegisteredAs("B12346Z", "Beretta"),
    )  # fmt: skip
    proposing = sent(officer, "FRA", channel=Channel.DOCUMENT)
    enter_answer(acting_user=officer, request_id=proposing.pk, day=date(2026, 3, 1), answer=told)
    answer = draft_answer(acting_user=officer, incoming_id=on_paper, answer=NO_RECORD)
    release_answer(acting_user=a_person(Role.SUPERVISOR), draft_id=answer, version=1)
    work = Role.TRACING_OFFICER
    return {
        "list": (work, "/tracing/requests/"),
        "new": (work, f"/tracing/cases/{case.number}/request/"),
        "edit": (work, f"/tracing/requests/{draft.pk}/edit/"),
        "send": (work, f"/tracing/requests/{draft.pk}/send/"),
        "sent": (work, f"/tracing/requests/{going.pk}/"),
        "letter": (work, f"/tracing/requests/{letter.pk}/"),
        "answer": (work, f"/tracing/requests/{letter.pk}/answer/"),
        "step": (work, f"/tracing/requests/{going.pk}/step/withdraw/"),
        "told": (work, f"/tracing/requests/{proposing.pk}/"),
        "proposed": (work, f"/tracing/cases/{proposing.case.number}/proposed/"),
        "inbox": (work, "/tracing/inbox/"),
        "paper": (work, "/tracing/inbox/new/"),
        "received": (work, f"/tracing/inbox/{received.pk}/"),
        "draft": (work, f"/tracing/inbox/{received.pk}/draft/"),
        "ask": (work, f"/tracing/inbox/{received.pk}/ask/"),
        "answered": (work, f"/tracing/inbox/{on_paper}/"),
        "release": (Role.SUPERVISOR, f"/tracing/inbox/{drafted.pk}/"),
    }


def test_pages_have_no_barrier_and_fit(visit_as, pages):
    for role in {role for role, _ in pages.values()}:
        places = {f"requests-{name}": address for name, (who, address) in pages.items() if who == role}
        assert pages_looked_at(visit_as(role), places) == []


def test_a_letter_is_entered_on_a_phone_without_scripts(visit_as, pages):
    page = visit_as(Role.TRACING_OFFICER, address="/tracing/inbox/new/", width=390, scripts=False)
    page.locator("#id_from_state").select_option("FRA")
    page.locator("#id_received_on").fill("2026-02-31")
    page.locator("#id_serial").fill("AB-77")
    page.locator("main form.panel button").last.click()
    assert page.locator("#id_serial").input_value() == "AB-77"
    page.locator("#id_received_on").fill("2026-02-20")
    page.locator("main form.panel button").last.click()
    page.wait_for_url("**/tracing/inbox/*/")
    assert "AB-77" in page.inner_text("main")
