"""A request of another State, from its arrival to the answer that a second person releases."""

import json
from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from salwa.domain.accounts import Role
from salwa.domain.exchange import Way
from salwa.domain.refusals import Conflict, NotPermitted, Refusal
from salwa.domain.tracing import (
    AnswerContents,
    AnswerKind,
    EarlierHop,
    Priority,
    Reason,
    RegisteredAs,
    RequestState,
    Statement,
    StatementKind,
    WithholdingReason,
    answer_from_json,
    request_to_json,
)
from salwa.domain.tracing.clocks import Times
from salwa.services.exchange.inbox import MessageRefused, receive
from salwa.services.tracing_answers import drafting, releasing, suggesting
from salwa.services.tracing_requests.paper import acknowledge_on_paper, record_paper_request
from salwa.services.tracing_requests.queries import open_incoming
from salwa.services.tracing_requests.waiting import waiting_requests
from salwa.services.weapons.actions import record_weapon
from salwa.services.weapons.marks_read import MarkEntry
from salwa.services.weapons.values import WeaponEntry
from salwa.storage.accounts.models import AuditEntry
from salwa.storage.exchange.models import OutboxMessage
from salwa.storage.register.models import AnswerDraft, IncomingRequest
from tests.builders.exchange import Partner
from tests.builders.people import a_person, an_operator
from tests.builders.trace_requests import BERETTA, a_message, an_officer, asked_by, asked_contents
from tests.builders.weapons import a_holder, a_weapon, an_event

pytestmark = pytest.mark.django_db
NO_RECORD = AnswerContents(AnswerKind.FULL, statements=(Statement(StatementKind.NO_RECORD),))


@pytest.fixture
def uganda():
    return Partner("UGA")


def posted(partner):
    return [json.loads(partner.opened(bytes(one.sealed)).payload) for one in OutboxMessage.objects.order_by("pk")]


def supervisor():
    return a_person(Role.SUPERVISOR)


def test_it_is_acknowledged_at_once_and_the_acknowledgement_tells_nothing(uganda):
    a_weapon("AB-1234", **BERETTA)
    held, not_held = asked_by(uganda), asked_by(uganda, serial="ZZ-9999")
    first, second = posted(uganda)
    assert (first["kind"], first["request"]) == ("tracing.acknowledgement", str(held.uid))
    assert first.keys() == second.keys()
    assert {len(one.sealed) for one in OutboxMessage.objects.all()} == {len(OutboxMessage.objects.first().sealed)}
    assert held.state == not_held.state == RequestState.ACKNOWLEDGED


def test_the_same_request_twice_is_one(uganda):
    row = asked_by(uganda)
    said = a_message("request", str(row.uid), contents=row.contents) | {"from": "UGA", "to": uganda.us.state}
    receive(uganda.sealed(said, kind="tracing.request"), way=Way.FILE)
    assert IncomingRequest.objects.count() == 1
    assert [one["kind"] for one in posted(uganda)] == ["tracing.acknowledgement"]


def test_a_request_in_the_name_of_another_state_is_refused(uganda):
    contents = request_to_json(asked_contents())
    said = a_message("request", "0" * 8 + "-0000-4000-8000-" + "0" * 12, contents=contents)
    with pytest.raises(MessageRefused) as refused:
        receive(uganda.sealed(said | {"from": "KEN", "to": uganda.us.state}, kind="tracing.request"), way=Way.HTTPS)
    assert refused.value.code == "sender_differs"
    assert not IncomingRequest.objects.exists()


@pytest.mark.parametrize("day", ["2026-02-30", "0000-01-01"])
def test_a_day_that_is_none_is_refused_in_words(uganda, day):
    contents = request_to_json(asked_contents()) | {"day": day}
    said = a_message("request", "0" * 8 + "-0000-4000-8000-" + "0" * 12, contents=contents)
    with pytest.raises(MessageRefused) as refused:
        receive(uganda.sealed(said | {"from": "UGA", "to": uganda.us.state}, kind="tracing.request"), way=Way.HTTPS)
    assert refused.value.code == "bad_day"
    assert not IncomingRequest.objects.exists()


def test_the_draft_says_what_the_register_says_with_the_entries_behind_it(uganda):
    weapon = a_weapon("AB-1234", **BERETTA)
    made = an_event(weapon, "manufactured", "2008-05-01")
    person = a_holder("", "person", person_uid="11111111-1111-4111-8111-111111111111")
    out = an_event(weapon, "exported", "2009-03-02", country_code="UGA", document="EXP-2009-17",
                   receiver_text="Ministry of Defence")  # fmt: skip
    an_event(weapon, "transferred", "2010-01-01", receiver=person)
    row, officer = asked_by(uganda), an_officer()
    drafting.choose_record(acting_user=officer, incoming_id=row.pk, weapon_id=weapon.pk)
    told = suggesting.statements_for(acting_user=officer, incoming_id=row.pk)
    assert [(one.statement.kind, one.evidence) for one in told[:2]] == [
        (StatementKind.MANUFACTURED, (made.pk,)), (StatementKind.EXPORTED, (out.pk,))
    ]  # fmt: skip
    assert told[1].statement == Statement(
        StatementKind.EXPORTED, date(2009, 3, 2), "day", "UGA", "EXP-2009-17", "Ministry of Defence"
    )
    assert told[2].statement.consignee == "a private person"


def test_the_weapon_is_looked_up_with_the_request_as_its_purpose(uganda):
    mark = MarkEntry("frame", "manufacture", "serial", "AB-1234", "present")
    entry = WeaponEntry(maker="Beretta", calibre="9x19", marks=(mark,))
    number = record_weapon(acting_user=a_person(Role.REGISTRAR), entry=entry)
    row = asked_by(uganda, serial="A8-1234")
    found = suggesting.candidates_for(acting_user=an_officer(), incoming_id=row.pk)
    assert [one.weapon for one in found.candidates] == [number]
    look_up = AuditEntry.objects.get(action="weapons.found")
    assert look_up.purpose == f"tracing request {row.uid} of UGA"


def test_the_marks_as_registered_go_out_as_far_as_the_officer_tells_them(uganda):
    weapon = a_weapon("C-48213", **BERETTA)
    row, officer = asked_by(uganda, serial="C-4B213"), an_officer()
    assert suggesting.registered_for(acting_user=officer, incoming_id=row.pk) is None
    drafting.choose_record(acting_user=officer, incoming_id=row.pk, weapon_id=weapon.pk)
    known = suggesting.registered_for(acting_user=officer, incoming_id=row.pk)
    assert known == RegisteredAs("C-48213", "Beretta", "92 FS", "9x19")
    told = replace(NO_RECORD, registered=replace(known, model="", calibre=""))
    draft = drafting.draft_answer(acting_user=officer, incoming_id=row.pk, answer=told)
    releasing.release_answer(acting_user=supervisor(), draft_id=draft, version=1)
    said = posted(uganda)[-1]
    assert said["registered"] == {"serial": "C-48213", "maker": "Beretta", "model": "", "calibre": ""}
    assert answer_from_json(said) == told


def test_marks_of_no_record_or_another_and_marks_in_a_refusal_do_not_go_out(uganda):
    weapon = a_weapon("C-48213", **BERETTA)
    row, officer = asked_by(uganda, serial="C-4B213"), an_officer()
    told = replace(NO_RECORD, registered=RegisteredAs("C-48213"))
    with pytest.raises(Refusal) as refused:
        drafting.draft_answer(acting_user=officer, incoming_id=row.pk, answer=told)
    assert refused.value.code == "not_as_registered"
    drafting.choose_record(acting_user=officer, incoming_id=row.pk, weapon_id=weapon.pk)
    withheld = AnswerContents(
        AnswerKind.REFUSED, reasons=(Reason(WithholdingReason.NATIONAL_SECURITY, "Arms of the guard."),),
        registered=told.registered,
    )  # fmt: skip
    with pytest.raises(Refusal) as refused:
        drafting.draft_answer(acting_user=officer, incoming_id=row.pk, answer=withheld)
    assert refused.value.code == "marks_told"
    draft = drafting.draft_answer(acting_user=officer, incoming_id=row.pk, answer=told)
    drafting.choose_record(acting_user=officer, incoming_id=row.pk, weapon_id=a_weapon("Q-1", **BERETTA).pk)
    with pytest.raises(Refusal) as refused:
        releasing.release_answer(acting_user=supervisor(), draft_id=draft, version=1)
    assert refused.value.code == "not_as_registered"
    assert [one["kind"] for one in posted(uganda)] == ["tracing.acknowledgement"]


def test_the_number_another_state_has_registered_is_looked_for_before_the_one_that_was_read(uganda):
    mark = MarkEntry("frame", "manufacture", "serial", "C-48213", "present")
    entry = WeaponEntry(maker="Beretta", calibre="9x19", marks=(mark,))
    number = record_weapon(acting_user=a_person(Role.REGISTRAR), entry=entry)
    hop = EarlierHop("ITA", str(uuid4()), "exported", RegisteredAs("C-48213"))
    row = asked_by(uganda, replace(asked_contents("X-99999"), earlier=(hop,)))
    officer = an_officer()
    found = suggesting.candidates_for(acting_user=officer, incoming_id=row.pk)
    assert [(one.weapon, one.verdict) for one in found.candidates[:1]] == [(number, "identified")]
    page = open_incoming(acting_user=officer, number=row.pk)
    assert [(one.state, one.marks.serial, one.read) for one in page.registered] == [("ITA", "C-48213", "X-99999")]


def test_whoever_drafted_it_does_not_release_it(uganda):
    row, both = asked_by(uganda), a_person(Role.TRACING_OFFICER, Role.SUPERVISOR)
    number = drafting.draft_answer(acting_user=both, incoming_id=row.pk, answer=NO_RECORD)
    with pytest.raises(NotPermitted) as refused:
        releasing.release_answer(acting_user=both, draft_id=number, version=1)
    assert refused.value.code == "drafted_by_you"
    operator = an_operator()
    other = asked_by(uganda, serial="Q1")
    mine = drafting.draft_answer(acting_user=operator, incoming_id=other.pk, answer=NO_RECORD)
    with pytest.raises(NotPermitted):
        releasing.release_answer(acting_user=operator, draft_id=mine, version=1)
    assert [one["kind"] for one in posted(uganda)] == ["tracing.acknowledgement"] * 2


def test_the_database_itself_refuses_one_person_as_both(uganda):
    row, officer = asked_by(uganda), an_officer()
    number = drafting.draft_answer(acting_user=officer, incoming_id=row.pk, answer=NO_RECORD)
    with pytest.raises(IntegrityError), transaction.atomic():
        AnswerDraft.objects.filter(pk=number).update(released_by_id=officer.pk)


def test_released_it_goes_out_as_it_was_looked_at(uganda):
    row, officer = asked_by(uganda), an_officer()
    number = drafting.draft_answer(acting_user=officer, incoming_id=row.pk, answer=NO_RECORD)
    drafting.draft_answer(acting_user=officer, incoming_id=row.pk, answer=NO_RECORD, draft_id=number, version=1)
    boss = supervisor()
    with pytest.raises(Conflict) as refused:
        releasing.release_answer(acting_user=boss, draft_id=number, version=1)
    assert refused.value.code == "changed_meanwhile"
    releasing.release_answer(acting_user=boss, draft_id=number, version=2)
    said = posted(uganda)[-1]
    assert (said["kind"], said["request"]) == ("tracing.answer", str(row.uid))
    assert answer_from_json(said) == NO_RECORD
    row.refresh_from_db()
    assert row.state == RequestState.ANSWERED
    with pytest.raises(Conflict):
        releasing.release_answer(acting_user=boss, draft_id=number, version=2)


def test_a_draft_goes_back_with_a_reason_and_another_can_be_made(uganda):
    row, officer, boss = asked_by(uganda), an_officer(), supervisor()
    first = drafting.draft_answer(acting_user=officer, incoming_id=row.pk, answer=NO_RECORD)
    with pytest.raises(Conflict) as refused:
        drafting.draft_answer(acting_user=an_officer(), incoming_id=row.pk, answer=NO_RECORD)
    assert refused.value.code == "another_draft"
    with pytest.raises(Refusal):
        releasing.send_back(acting_user=boss, draft_id=first, reason=" ")
    releasing.send_back(acting_user=boss, draft_id=first, reason="Look under the old number.")
    drafting.draft_answer(acting_user=officer, incoming_id=row.pk, answer=NO_RECORD)
    page = open_incoming(acting_user=officer, number=row.pk)
    assert [one.open for one in page.drafts] == [False, True]
    assert page.drafts[0].sent_back_because == "Look under the old number."


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (AnswerContents(AnswerKind.REFUSED), "no_reason"),
        (AnswerContents(AnswerKind.RESTRICTED, text="part", reasons=(Reason(WithholdingReason.INVESTIGATION, " "),)),
         "no_words"),
        (AnswerContents(AnswerKind.DELAYED, reasons=(Reason(WithholdingReason.INVESTIGATION, "open case"),)),
         "no_day"),
        (AnswerContents(AnswerKind.FULL), "nothing_said"),
        (AnswerContents(AnswerKind.FULL, text="x", reasons=(Reason(WithholdingReason.INVESTIGATION, "y"),)),
         "nothing_withheld"),
        (AnswerContents(AnswerKind.FULL, statements=(Statement(StatementKind.EXPORTED, state="QQQ"),)),
         "no_such_state"),
    ],
)  # fmt: skip
def test_an_answer_without_what_the_instrument_asks_is_refused(uganda, answer, code):
    with pytest.raises(Refusal) as refused:
        drafting.draft_answer(acting_user=an_officer(), incoming_id=asked_by(uganda).pk, answer=answer)
    assert refused.value.code == code


def test_entries_of_another_weapon_are_no_evidence(uganda):
    weapon, other = a_weapon("AB-1234"), a_weapon("CD-1")
    entry = an_event(other, "manufactured", "2008-05-01")
    row, officer = asked_by(uganda), an_officer()
    drafting.choose_record(acting_user=officer, incoming_id=row.pk, weapon_id=weapon.pk)
    with pytest.raises(Refusal) as refused:
        drafting.draft_answer(acting_user=officer, incoming_id=row.pk, answer=NO_RECORD, evidence=[[entry.pk]])
    assert refused.value.code == "not_its_entry"


def test_more_is_asked_for_and_what_comes_changes_the_request(uganda):
    row, officer = asked_by(uganda), an_officer()
    releasing.ask_information(acting_user=officer, incoming_id=row.pk, text="Which import mark?")
    row.refresh_from_db()
    assert row.state == RequestState.INFORMATION_ASKED
    more = request_to_json(asked_contents(serial="AB-1235"))
    said = a_message("information", str(row.uid), text="A better reading.", contents=more)
    receive(uganda.sealed(said, kind="tracing.information"), way=Way.HTTPS)
    row.refresh_from_db()
    assert (row.state, row.contents["marks"][0]["text"]) == (RequestState.ACKNOWLEDGED, "AB-1235")


def test_a_clarification_names_the_question_it_answers(uganda):
    row, officer, boss = asked_by(uganda), an_officer(), supervisor()
    reason = Reason(WithholdingReason.INVESTIGATION, "open case")
    refusal = AnswerContents(AnswerKind.REFUSED, reasons=(reason,))
    number = drafting.draft_answer(acting_user=officer, incoming_id=row.pk, answer=refusal)
    releasing.release_answer(acting_user=boss, draft_id=number, version=1)
    question = a_message("clarification_asked", str(row.uid), text="Until when?")
    receive(uganda.sealed(question, kind="tracing.clarification_asked"), way=Way.HTTPS)
    again = drafting.draft_answer(acting_user=officer, incoming_id=row.pk, answer=NO_RECORD)
    releasing.release_answer(acting_user=boss, draft_id=again, version=1)
    assert posted(uganda)[-1]["clarifies"] == question["uid"]
    row.refresh_from_db()
    assert row.state == RequestState.ANSWERED


def test_the_requester_learns_once_that_a_person_has_opened_it(uganda):
    row, officer = asked_by(uganda), an_officer()
    open_incoming(acting_user=officer, number=row.pk)
    open_incoming(acting_user=an_officer(), number=row.pk)
    assert [one["kind"] for one in posted(uganda)] == ["tracing.acknowledgement", "exchange.opened"]
    assert posted(uganda)[-1]["message"] == row.message


def test_of_a_record_without_a_life_the_draft_says_only_that_it_is_there(uganda):
    weapon, row, officer = a_weapon("AB-1234"), asked_by(uganda), an_officer()
    drafting.choose_record(acting_user=officer, incoming_id=row.pk, weapon_id=weapon.pk)
    (told,) = suggesting.statements_for(acting_user=officer, incoming_id=row.pk)
    assert (told.statement.kind, told.evidence) == (StatementKind.OTHER, ())
    assert told.statement.text == "The weapon stands in the register; nothing else is recorded of its life."


def test_a_request_on_paper_is_answered_like_another_and_nothing_is_posted(uganda):
    officer, uid = an_officer(), uuid4()
    said = {"acting_user": officer, "from_state": "FRA", "received_on": date(2026, 11, 2), "uid": uid}
    number = record_paper_request(contents=asked_contents(), **said)
    assert record_paper_request(contents=asked_contents(), **said) == number
    acknowledge_on_paper(acting_user=officer, incoming_id=number)
    draft = drafting.draft_answer(acting_user=officer, incoming_id=number, answer=NO_RECORD)
    releasing.release_answer(acting_user=supervisor(), draft_id=draft, version=1)
    row = IncomingRequest.objects.get()
    assert (row.state, row.channel) == (RequestState.ANSWERED, "document")
    assert posted(uganda) == []


def test_what_came_by_line_was_acknowledged_alone(uganda):
    with pytest.raises(Conflict) as refused:
        acknowledge_on_paper(acting_user=an_officer(), incoming_id=asked_by(uganda).pk)
    assert refused.value.code == "comes_alone"


def test_a_letter_of_tomorrow_or_of_oneself_is_refused(uganda, settings):
    officer = an_officer()
    with pytest.raises(Refusal) as refused:
        record_paper_request(
            acting_user=officer, from_state="FRA", received_on=date(2999, 1, 1), contents=asked_contents()
        )
    assert refused.value.code == "in_the_future"
    with pytest.raises(Refusal) as refused:
        record_paper_request(
            acting_user=officer, from_state=settings.SALWA["state"], received_on=date(2026, 1, 1),
            contents=asked_contents(),
        )  # fmt: skip
    assert refused.value.code == "own_state"


def test_the_own_clock_of_a_request_of_another_state_runs_as_set(settings, uganda):
    settings.TRACING_TIMES = Times(answer_days=12, answer_days_urgent=5, acknowledge_days=4)
    plain, urgent = asked_by(uganda), asked_by(uganda, replace(asked_contents(), priority=Priority.URGENT))
    paper = record_paper_request(
        acting_user=an_officer(), from_state="FRA", received_on=date(2026, 3, 1), contents=asked_contents()
    )
    by_hand = IncomingRequest.objects.get(pk=paper)
    assert [(one.due_answer - one.received_at).days for one in (plain, urgent, by_hand)] == [12, 5, 12]


def waits(user):
    """(kind, number, State, number on the weapon) of what waits for this person at the desk."""
    return [
        (group.kind, one.number, one.state, one.serial)
        for group in waiting_requests(acting_user=user)
        for one in group.named
    ]


def test_each_person_sees_waiting_what_he_or_she_can_do(uganda):
    row, officer, second = asked_by(uganda, serial="AB-1234"), an_officer(), supervisor()
    both = a_person(Role.TRACING_OFFICER, Role.SUPERVISOR)
    assert waits(officer) == [("to_answer", row.pk, "Uganda", "AB-1234")]
    assert waits(second) == waits(a_person(Role.AUDITOR)) == []
    drafting.draft_answer(acting_user=both, incoming_id=row.pk, answer=NO_RECORD, evidence=[])
    assert waits(second) == [("to_release", row.pk, "Uganda", "AB-1234")]
    # What a person drafted, another one releases.
    assert waits(both) == waits(officer) == []
    number = AnswerDraft.objects.get().pk
    releasing.send_back(acting_user=second, draft_id=number, incoming_id=row.pk, reason="Say since when.")
    assert (waits(second), [one[0] for one in waits(officer)]) == ([], ["to_answer"])


def test_the_rest_of_many_is_counted(uganda):
    officer, rows = an_officer(), [asked_by(uganda, serial=f"AB-{number}") for number in range(7)]
    (group,) = waiting_requests(acting_user=officer)
    assert ([one.number for one in group.named], group.more) == ([row.pk for row in rows[:5]], 2)
