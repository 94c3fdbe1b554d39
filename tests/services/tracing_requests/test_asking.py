"""A request to another State from the draft to the answer: frozen when sent, acknowledged, answered, the next hop."""

import io
import json
import zipfile
from dataclasses import replace
from datetime import date, timedelta

import pytest

from salwa.domain.accounts import Role
from salwa.domain.exchange import Way
from salwa.domain.refusals import Conflict, NotPermitted, Refusal
from salwa.domain.tracing import (
    AnswerContents,
    AnswerKind,
    Channel,
    Reason,
    RegisteredAs,
    RequestState,
    Restriction,
    Statement,
    StatementKind,
    WithholdingReason,
    answer_to_json,
    request_from_json,
)
from salwa.domain.tracing.clocks import Times
from salwa.services.exchange.delivery import claim
from salwa.services.exchange.inbox import MessageRefused, receive
from salwa.services.tracing.queries import open_case_page
from salwa.services.tracing_requests import following
from salwa.services.tracing_requests.checking import addressees_of_case, remarks_on
from salwa.services.tracing_requests.composing import change_draft, draft_request
from salwa.services.tracing_requests.papers import request_file
from salwa.services.tracing_requests.queries import open_outgoing, outgoing_list
from salwa.services.tracing_requests.sending import send_request
from salwa.services.tracing_requests.waiting import waiting_requests
from salwa.storage.accounts.models import AuditEntry
from salwa.storage.exchange.models import OutboxMessage
from salwa.storage.register.models import OutgoingRequest, RequestStep
from tests.builders.exchange import Partner
from tests.builders.people import a_person
from tests.builders.trace_requests import a_case, a_draft, a_message, an_officer, sent

pytestmark = pytest.mark.django_db
EXPORTED = Statement(StatementKind.EXPORTED, date(2009, 1, 1), "year", "UGA", "EXP-2009-17", "Ministry of Defence")
FULL = AnswerContents(AnswerKind.FULL, statements=(Statement(StatementKind.MANUFACTURED, date(2008, 1, 1), "year"),
                                                   EXPORTED))  # fmt: skip


@pytest.fixture
def italy():
    return Partner("ITA")


@pytest.fixture
def officer(italy):
    return an_officer()


def waits(user):
    """(kind, number) of what waits for this person at the desk."""
    return [(group.kind, one.number) for group in waiting_requests(acting_user=user) for one in group.named]


def answered(italy, row, answer, **changes):
    said = a_message("answer", str(row.uid), **(answer_to_json(answer) | changes))
    receive(italy.sealed(said, kind="tracing.answer"), way=Way.HTTPS)
    row.refresh_from_db()
    return said


def test_a_draft_says_what_the_case_knows(officer):
    row = OutgoingRequest.objects.get(pk=draft_request(acting_user=officer, case_id=a_case().pk, to_state="ITA"))
    contents = request_from_json(row.contents)
    assert (contents.weapon.maker_text, contents.weapon.calibre_text) == ("Beretta", "9x19")
    assert [(one.text, one.component) for one in contents.marks] == [("B12345Z", "frame")]
    assert [str(one.limb) for one in contents.illicit] == ["a", "e"]
    assert contents.place == "Harbour of Strelsau"
    assert contents.contact.office == "Police of Ruritania"


def test_sent_it_is_sealed_to_the_state_and_never_changes_again(italy, officer):
    row = sent(officer)
    message = OutboxMessage.objects.get()
    opened = italy.opened(bytes(message.sealed))
    said = json.loads(opened.payload)
    assert (said["request"], said["from"], said["to"]) == (str(row.uid), italy.us.state, "ITA")
    assert said["contents"] == row.contents
    assert row.state == RequestState.SENT
    assert (row.due_answer - row.sent_at).days == 28
    with pytest.raises(Conflict, match="cannot be done now"):
        change_draft(acting_user=officer, request_id=row.pk, version=row.version,
                     contents=request_from_json(row.contents))  # fmt: skip
    with pytest.raises(Conflict):
        send_request(acting_user=officer, request_id=row.pk, version=row.version)
    assert OutboxMessage.objects.count() == 1


def test_what_the_instrument_asks_for_blocks_and_nothing_is_sent(officer):
    number = draft_request(acting_user=officer, case_id=a_case().pk, to_state="ITA")
    with pytest.raises(Refusal) as refused:
        send_request(acting_user=officer, request_id=number, version=1, despite="we hurry")
    assert refused.value.code == "incomplete"
    assert OutgoingRequest.objects.get(pk=number).state == RequestState.DRAFT
    assert not OutboxMessage.objects.exists()
    assert not RequestStep.objects.exists()


def test_two_who_edit_one_draft_do_not_overwrite_each_other(officer):
    row = a_draft(officer)
    with pytest.raises(Conflict) as refused:
        change_draft(acting_user=officer, request_id=row.pk, version=1, contents=request_from_json(row.contents))
    assert refused.value.code == "changed_meanwhile"


def test_the_acknowledgement_and_the_answer_move_it_and_every_copy_counts_once(italy, officer):
    row = sent(officer)
    told = a_message("acknowledgement", str(row.uid), received_at="2026-11-25T10:00:00Z")
    receive(italy.sealed(told, kind="tracing.acknowledgement"), way=Way.HTTPS)
    row.refresh_from_db()
    assert row.state == RequestState.ACKNOWLEDGED
    said = answered(italy, row, FULL)
    assert row.state == RequestState.ANSWERED
    receive(italy.sealed(said, kind="tracing.answer"), way=Way.FILE)
    assert [one.step for one in row.steps.order_by("pk")] == ["sent", "acknowledged", "answered"]
    assert open_outgoing(acting_user=officer, number=row.pk).answer == FULL


def test_an_answer_stays_on_the_desk_until_somebody_who_works_there_has_opened_it(italy, officer):
    row = sent(officer)
    answered(italy, row, FULL)
    assert [(one.number, one.unread) for one in outgoing_list(acting_user=officer)] == [(row.pk, True)]
    assert waits(officer) == [("to_read", row.pk)]
    open_outgoing(acting_user=a_person(Role.SUPERVISOR), number=row.pk)
    assert waits(officer) == [("to_read", row.pk)]
    open_outgoing(acting_user=officer, number=row.pk)
    assert outgoing_list(acting_user=officer) == []
    assert waits(officer) == []


def test_an_acknowledgement_that_comes_after_the_answer_does_not_turn_it_back(italy, officer):
    row = sent(officer)
    answered(italy, row, FULL)
    told = a_message("acknowledgement", str(row.uid), received_at="2026-11-25T10:00:00Z")
    receive(italy.sealed(told, kind="tracing.acknowledgement"), way=Way.HTTPS)
    row.refresh_from_db()
    assert row.state == RequestState.ANSWERED
    assert row.steps.count() == 3


def test_the_case_and_the_next_hop_carry_the_number_as_read_and_as_registered(italy, officer):
    case = a_case("C-4B213")
    first = sent(officer, case=case)
    answered(italy, first, replace(FULL, registered=RegisteredAs("C-48213", "Beretta")))
    shown = open_case_page(acting_user=officer, case=case.number).registered
    assert [(one.state, one.request, one.marks.serial, one.read) for one in shown] == [
        ("ITA", str(first.uid), "C-48213", "C-4B213")
    ]
    assert [one.english() for one in shown[0].differs] == [
        "Sign 4 of the number as read: “B” was read, “8” is registered."
    ]
    second = sent(officer, "FRA", case=case, channel=Channel.DOCUMENT, follows=first.pk)
    contents = request_from_json(second.contents)
    assert [one.text for one in contents.marks] == ["C-4B213"]
    assert contents.earlier[0].registered == RegisteredAs("C-48213", "Beretta")
    data = json.loads(request_file(acting_user=officer, request_id=second.pk, kind="json").content)
    assert data["contents"]["earlier"][0]["registered"]["serial"] == "C-48213"
    word = request_file(acting_user=officer, request_id=second.pk, kind="docx").content
    text = zipfile.ZipFile(io.BytesIO(word)).read("word/document.xml").decode()
    assert [one for one in ("C-4B213", "C-48213", str(first.uid)) if one not in text] == []
    assert request_file(acting_user=officer, request_id=second.pk, kind="pdf").content[:5] == b"%PDF-"
    table = request_file(acting_user=officer, request_id=second.pk, kind="iarms").content.decode("utf-8-sig")
    assert "serial as read: C-4B213" in table


def test_a_request_without_a_reason_has_that_of_the_suggestion(officer):
    case = a_case()
    (first, *_) = addressees_of_case(acting_user=officer, case_id=case.pk).states
    typed = {"": first.sentence.english(), "  By the letter of 3 May ": "By the letter of 3 May"}
    for why, kept in typed.items():
        number = draft_request(acting_user=officer, case_id=case.pk, to_state=first.state, why=why)
        assert OutgoingRequest.objects.get(pk=number).why == kept
    assert first.sentence.english()
    unheard = draft_request(acting_user=officer, case_id=case.pk, to_state="FJI")
    assert OutgoingRequest.objects.get(pk=unheard).why == ""


def test_the_next_request_of_a_case_begins_with_the_choices_of_the_one_before(officer):
    case = a_case()
    first = sent(officer, case=case)
    number = draft_request(acting_user=officer, case_id=case.pk, to_state="FRA")
    before, after = (request_from_json(OutgoingRequest.objects.get(pk=one).contents) for one in (first.pk, number))
    assert after.purposes and after.restrictions == tuple(Restriction)
    for name in ("purposes", "use_text", "confidentiality", "restrictions", "wanted", "contact"):
        assert getattr(after, name) == getattr(before, name)
    assert open_outgoing(acting_user=officer, number=number).carried_from == "Italy"
    other = draft_request(acting_user=officer, case_id=a_case().pk, to_state="FRA")
    assert request_from_json(OutgoingRequest.objects.get(pk=other).contents).confidentiality is False
    assert open_outgoing(acting_user=officer, number=other).carried_from == ""


def test_another_state_cannot_answer_in_its_place(italy, officer):
    row = sent(officer)
    other = Partner("UGA")
    said = a_message("answer", str(row.uid), **answer_to_json(FULL))
    with pytest.raises(MessageRefused) as refused:
        receive(other.sealed(said, kind="tracing.answer"), way=Way.HTTPS)
    assert refused.value.code == "unknown_request"
    row.refresh_from_db()
    assert row.state == RequestState.SENT


def test_the_next_hop_quotes_what_may_be_passed_on(italy, officer):
    Partner("UGA")
    row = sent(officer)
    answered(italy, row, FULL)
    follower = a_draft(officer, "UGA", case=row.case, follows=row.pk)
    (earlier,) = request_from_json(follower.contents).earlier
    assert (earlier.state, earlier.request) == ("ITA", str(row.uid))
    assert "EXP-2009-17" in earlier.statement


@pytest.mark.parametrize("limits", [[], [Restriction.NO_ONWARD_RELEASE.value]])
def test_the_state_that_an_earlier_answer_names_needs_no_reason(italy, officer, limits):
    Partner("UGA")
    row = sent(officer)
    stranger = a_draft(officer, "UGA", case=row.case)
    assert "addressee_unconnected" in {one.code for one in remarks_on(stranger)}
    answered(italy, row, FULL, limits={"restrictions": limits, "text": ""})
    follower = a_draft(officer, "UGA", case=row.case, follows=row.pk)
    assert "addressee_unconnected" not in {one.code for one in remarks_on(follower)}


def test_what_must_not_go_further_is_not_even_named(italy, officer):
    row = sent(officer)
    answered(italy, row, FULL, limits={"restrictions": [Restriction.NO_ONWARD_RELEASE.value], "text": ""})
    follower = a_draft(officer, "UGA", case=row.case, follows=row.pk)
    assert request_from_json(follower.contents).earlier == ()


def test_a_refusal_with_its_reason_can_be_asked_about(italy, officer):
    row = sent(officer)
    reason = Reason(WithholdingReason.INVESTIGATION, "An investigation is open.")
    answered(italy, row, AnswerContents(AnswerKind.REFUSED, reasons=(reason,)))
    assert row.state == RequestState.REFUSED
    following.ask_clarification(acting_user=officer, request_id=row.pk, text="Until when?")
    row.refresh_from_db()
    assert row.state == RequestState.CLARIFICATION_ASKED
    question = json.loads(italy.opened(bytes(OutboxMessage.objects.order_by("pk").last().sealed)).payload)
    assert (question["kind"], question["text"]) == ("tracing.clarification_asked", "Until when?")
    answered(italy, row, FULL, clarifies=question["uid"])
    assert row.state == RequestState.ANSWERED


def test_information_asked_for_is_given_with_the_weapon_as_it_is_known_now(italy, officer):
    row = sent(officer)
    asked = a_message("information_asked", str(row.uid), text="Is there an import mark?", items=["import_mark"])
    receive(italy.sealed(asked, kind="tracing.information_asked"), way=Way.HTTPS)
    weapon = row.case.seized.weapon
    weapon.import_country_text, weapon.import_country_code = "Uganda", "UGA"
    weapon.save()
    following.give_information(acting_user=officer, request_id=row.pk, text="Yes, Uganda.")
    row.refresh_from_db()
    assert row.state == RequestState.ACKNOWLEDGED
    assert row.contents["weapon"]["import_country_code"] == "UGA"


def test_a_document_is_not_posted_and_its_answer_is_entered_by_hand(officer):
    row = sent(officer, channel=Channel.DOCUMENT)
    assert not OutboxMessage.objects.exists()
    following.enter_acknowledgement(acting_user=officer, request_id=row.pk, day=date(2026, 11, 1))
    following.enter_answer(acting_user=officer, request_id=row.pk, day=date(2026, 11, 2), answer=FULL)
    page = open_outgoing(acting_user=officer, number=row.pk)
    assert (page.row.state, page.answer) == (RequestState.ANSWERED, FULL)


def test_the_answer_of_an_installation_cannot_be_typed_in_its_place(officer):
    row = sent(officer)
    with pytest.raises(Conflict) as refused:
        following.enter_answer(acting_user=officer, request_id=row.pk, day=date(2026, 11, 2), answer=FULL)
    assert refused.value.code == "comes_alone"


def test_a_state_without_keys_is_refused_and_the_draft_stays(officer):
    row = a_draft(officer, "FRA")
    with pytest.raises(Refusal) as refused:
        send_request(acting_user=officer, request_id=row.pk, version=row.version, despite="as read")
    assert refused.value.code == "state_not_reachable"
    row.refresh_from_db()
    assert (row.state, row.sent_at) == (RequestState.DRAFT, None)


def test_without_the_right_nothing_is_drafted_or_seen(officer):
    clerk = a_person(Role.STOCK_OFFICER)
    with pytest.raises(NotPermitted):
        draft_request(acting_user=clerk, case_id=a_case().pk, to_state="ITA")
    with pytest.raises(NotPermitted):
        outgoing_list(acting_user=clerk)


def test_lists_count_what_is_open_and_overdue(officer):
    row = sent(officer)
    OutgoingRequest.objects.update(due_answer="2026-01-01T00:00:00Z", sent_at="2025-12-01T00:00:00Z")
    assert [one.number for one in outgoing_list(acting_user=officer)] == [row.pk]
    assert outgoing_list(acting_user=officer)[0].answer.urging == "escalate"
    assert waits(officer) == [("overdue", row.pk)]


def test_every_step_is_in_the_log(officer):
    sent(officer)
    actions = set(AuditEntry.objects.values_list("action", flat=True))
    assert {"tracing.request_drafted", "tracing.request_changed", "tracing.request_sent"} <= actions


def test_what_was_answered_is_known_as_a_stage_of_what_was_sent(italy, officer):
    row = sent(officer)
    answered(italy, row, FULL)
    (message,) = OutboxMessage.objects.all()
    assert "answered" in set(message.stages.values_list("stage", flat=True))


def test_a_withdrawal_does_not_overtake_its_request(italy, officer):
    row = sent(officer)
    following.withdraw_request(acting_user=officer, request_id=row.pk, reason="found otherwise")
    other = sent(officer)
    first, second, third = OutboxMessage.objects.order_by("pk")
    assert [one.pk for one in claim("ITA")] == [first.pk, third.pk]
    OutboxMessage.objects.filter(pk=first.pk).update(state="delivered")
    assert [one.pk for one in claim("ITA")] == [second.pk]
    assert other.state == RequestState.SENT


def test_the_clocks_run_as_the_installation_has_set_them(settings, officer):
    settings.TRACING_TIMES = Times(acknowledge_days=3, answer_days=10, escalate_percent=150)
    row = sent(officer)
    assert ((row.due_acknowledgement - row.sent_at).days, (row.due_answer - row.sent_at).days) == (3, 10)
    shown = open_outgoing(acting_user=officer, number=row.pk).row
    assert (shown.acknowledgement.due, shown.answer.due) == (row.due_acknowledgement, row.due_answer)


def test_a_request_keeps_its_days_when_the_setting_changes(settings, officer):
    row = sent(officer)
    settings.TRACING_TIMES = Times(answer_days=10)
    (shown,) = outgoing_list(acting_user=officer)
    assert (shown.answer.due - row.sent_at).days == 28


@pytest.mark.parametrize(
    ("times", "stands"),
    [(Times(), "remind"), (Times(escalate_percent=110), "escalate")],
)
def test_the_desk_is_urged_when_the_installation_says(settings, officer, times, stands):
    row = sent(officer)
    OutgoingRequest.objects.update(sent_at=row.sent_at - timedelta(days=35), due_answer=row.due_answer - timedelta(35))
    settings.TRACING_TIMES = times
    assert outgoing_list(acting_user=officer)[0].answer.urging == stands
