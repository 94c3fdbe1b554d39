"""Tracing cases: one a weapon, numbered once, with findings that are appended and notes that others never see."""

import json
import uuid
from datetime import date, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from salwa.domain.accounts import Role
from salwa.domain.refusals import Conflict, NotFound, NotPermitted, Refusal
from salwa.domain.tracing import (
    Diversion,
    Established,
    LastLawful,
    Outcome,
    OutcomeFound,
    Statement,
    StatementKind,
)
from salwa.services.seizures.identifying import confirm_registered
from salwa.services.tracing.cases import close_case, open_case, record_finding, reopen_case
from salwa.services.tracing.notes import add_note, open_notes
from salwa.services.tracing.queries import CaseFilters, list_cases, open_case_page
from salwa.storage.accounts.models import AuditEntry
from salwa.storage.register.models import (
    CaseFinding,
    RequestStep,
    RestrictedNote,
    TracingCase,
    Weapon,
)
from tests.builders.people import a_person
from tests.builders.seizures import a_case, a_pistol, a_registered, a_seizure
from tests.builders.tracing import a_request, an_answer
from tests.builders.weapons import a_holder, an_event

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return a_person(Role.TRACING_OFFICER)


@pytest.fixture
def supervisor():
    return a_person(Role.SUPERVISOR)


def page_of(user, case):
    return open_case_page(acting_user=user, case=case.number)


def find(officer, case, found, **more):
    return record_finding(acting_user=officer, case=case.number, found=found, **more)


def test_a_case_has_a_number_of_its_own_and_is_opened_once(officer):
    first, second = a_seizure(officer, a_pistol("A 1"), a_pistol("A 2"))
    number = open_case(acting_user=officer, seized=first.pk)
    case = TracingCase.objects.get(seized=first)
    assert number == case.number == f"KEN-{timezone.localdate().year}-{case.pk:06d}"
    assert open_case(acting_user=officer, seized=first.pk) == number
    assert open_case(acting_user=officer, seized=second.pk) != number
    assert AuditEntry.objects.filter(action="tracing.case_opened").count() == 2
    for role in (Role.REGISTRAR, Role.SUPERVISOR, Role.AUDITOR):
        with pytest.raises(NotPermitted):
            open_case(acting_user=a_person(role), seized=first.pk)
    with pytest.raises(NotFound):
        open_case(acting_user=officer, seized=10**12)


def test_findings_are_appended_and_the_newest_counts(officer):
    case = a_case(officer)
    find(officer, case, LastLawful("BRA", date(1999, 1, 1), "year"))
    find(officer, case, LastLawful("ETH", date(2001, 1, 1), "year", "Ministry", "L 5"), reason="A later answer.")
    page = page_of(officer, case)
    assert page.last_lawful.values["state"] == "ETH"
    assert [one.values["state"] for one in page.findings] == ["ETH", "BRA"]
    assert CaseFinding.objects.count() == 2
    assert (page.route.last_lawful.state, page.route.between.at_least) == ("ETH", 8839)


def test_a_finding_rests_only_on_what_belongs_to_the_case(officer):
    case, other = a_case(officer), a_case(officer, reference="other")
    request = a_request(other, "BRA")
    for more in ({"request": request.pk}, {"entry": other.seized.weapon.events.get().pk}):
        with pytest.raises(Refusal) as refused:
            find(officer, case, OutcomeFound(Outcome.PENDING), **more)
        assert refused.value.code == "not_of_this_case"
    own = case.seized.weapon.events.get().pk
    find(officer, case, OutcomeFound(Outcome.PENDING), entry=own)
    find(officer, case, OutcomeFound(Outcome.PENDING), request=a_request(case, "BRA").pk)
    assert [one.entry for one in page_of(officer, case).findings] == [None, own]


def test_a_case_is_closed_with_an_outcome_and_opened_again_with_a_reason(officer):
    case = a_case(officer)
    for outcome in (None, Outcome.PENDING):
        if outcome:
            find(officer, case, OutcomeFound(outcome))
        with pytest.raises(Refusal) as refused:
            close_case(acting_user=officer, case=case.number, reason="done")
        assert refused.value.code == "no_outcome"
    find(officer, case, OutcomeFound(Outcome.NO_POINT_OF_DIVERSION))
    with pytest.raises(Refusal):
        close_case(acting_user=officer, case=case.number, reason=" ")
    close_case(acting_user=officer, case=case.number, reason="Nobody knows it.")
    for act in (
        lambda: find(officer, case, OutcomeFound(Outcome.PENDING)),
        lambda: close_case(acting_user=officer, case=case.number, reason="again"),
    ):
        with pytest.raises(Conflict):
            act()
    reopen_case(acting_user=officer, case=case.number, reason="A late answer.")
    with pytest.raises(Conflict):
        reopen_case(acting_user=officer, case=case.number, reason="again")
    page = page_of(officer, case)
    assert [(one.kind, one.reason) for one in page.steps] == [
        ("closed", "Nobody knows it."), ("reopened", "A late answer."),
    ]  # fmt: skip
    assert page.closed_at is None


def test_the_route_joins_own_register_answers_and_seizure(officer):
    clerk = a_person(Role.REGISTRAR)
    known = Weapon.objects.get(pk=a_registered(clerk, year="1984", country="Brazil"))
    an_event(known, "imported", "1985-07-02", country_code="BRA", document="IMP 7", receiver=a_holder("Depot North"))
    an_event(known, "stolen", "1999-05-01", precision="month")
    case = a_case(officer)
    confirm_registered(acting_user=officer, seized=case.seized_id, weapon=known.pk, reason="The marks agree.")
    an_answer(
        a_request(case, "BRA"),
        Statement(StatementKind.MANUFACTURED, date(1984, 3, 1), "month"),
        Statement(StatementKind.EXPORTED, date(1985, 6, 1), state="KEN", document="EXP 12", consignee="Depot North"),
        Statement(StatementKind.NO_RECORD),
    )
    route = page_of(officer, case).route
    assert [(one.kind, one.said_by, one.from_state, one.state) for one in route.stations] == [
        ("manufactured", "KEN", "", "BRA"), ("manufactured", "BRA", "", "BRA"), ("exported", "BRA", "BRA", "KEN"),
        ("imported", "KEN", "BRA", "KEN"), ("stolen", "KEN", "", "KEN"), ("seized", "KEN", "", "KEN"),
    ]  # fmt: skip
    assert (route.last_lawful.document, route.last_lawful.holder, route.left.kind) == ("IMP 7", "Depot North", "stolen")
    assert (route.between.at_least, route.between.at_most) == (14865, 14865)
    # Who may not open weapons learns no holder, place or document of the own register; answers are part of the case.
    seen = page_of(a_person(Role.AUDITOR), case).route
    assert [(one.kind, one.holder, one.document) for one in seen.stations if one.source != "seizure"] == [
        ("manufactured", "", ""), ("manufactured", "", ""), ("exported", "Depot North", "EXP 12"), ("imported", "", ""),
        ("stolen", "", ""),
    ]  # fmt: skip
    assert (seen.last_lawful.holder, seen.between) == ("", route.between)


def test_an_answer_that_cannot_be_read_does_not_stop_the_page(officer):
    case = a_case(officer)
    for body in ({}, {"statements": 7}, {"kind_of_answer": "full", "statements": [{"kind": "invented"}]}):
        RequestStep.objects.create(
            outgoing=a_request(case, "BRA"), uid=str(uuid.uuid4()), step="answered", body=body, taken_at=timezone.now()
        )
    assert [one.kind for one in page_of(officer, case).route.stations] == ["seized"]


def suggested(officer, case):
    return page_of(officer, case).suggestion.outcome


def test_the_suggested_outcome_follows_the_case(officer):
    case = a_case(officer)
    assert suggested(officer, case) is Outcome.NOT_INITIATED
    request = a_request(case, "BRA", state="sent")
    assert suggested(officer, case) is Outcome.PENDING
    an_answer(request, Statement(StatementKind.NO_RECORD))
    assert suggested(officer, case) is Outcome.NO_POINT_OF_DIVERSION
    an_answer(a_request(case, "ETH"), Statement(StatementKind.STOLEN, date(2001, 1, 1)))
    assert suggested(officer, case) is Outcome.ILLEGITIMATE_OWNER_FOREIGN
    find(officer, case, Diversion("ETH", how="A confession.", established=Established.OTHERWISE))
    assert suggested(officer, case) is Outcome.DIVERSION_OTHERWISE_IDENTIFIED
    assert suggested(officer, a_case(officer, a_pistol(""), reference="erased")) is Outcome.NOT_UNIQUELY_IDENTIFIABLE


@pytest.mark.parametrize(
    ("kind", "fields", "outcome"),
    [
        ("transferred", {}, Outcome.ILLEGITIMATE_OWNER_NATIONAL),
        ("stolen", {}, Outcome.ILLEGITIMATE_OWNER_NATIONAL),
        # It had left the country: its owner is not found in the own register.
        ("exported", {"country_code": "ETH"}, Outcome.NOT_INITIATED),
    ],
)
def test_what_the_own_register_knows_counts_unless_the_weapon_had_left(officer, kind, fields, outcome):
    known = Weapon.objects.get(pk=a_registered(a_person(Role.REGISTRAR)))
    an_event(known, kind, "2001-01-01", **fields)
    case = a_case(officer)
    confirm_registered(acting_user=officer, seized=case.seized_id, weapon=known.pk, reason="The marks agree.")
    assert suggested(officer, case) is outcome


def links(officer, case):
    return [(one.kind.value, one.case, one.value) for one in page_of(officer, case).links]


def test_cases_with_something_in_common_are_linked_both_ways(officer):
    one = a_case(officer, a_pistol("TAB48213"))
    near = a_case(officer, a_pistol("TAB48219"), reference="near")
    far = a_case(officer, a_pistol("QZ99001", maker="Zastava"), reference="far")
    sold = Statement(StatementKind.EXPORTED, date(2009, 1, 1), state="ETH", document="EXP/2009-0417", consignee="Acme")
    an_answer(a_request(one, "BRA"), sold)
    an_answer(a_request(far, "SRB"), Statement(StatementKind.EXPORTED, document="exp 2009 0417", consignee="ACME."))
    assert links(officer, one) == [
        ("same_document", far.number, "EXP/2009-0417"), ("same_holder", far.number, "Acme"),
        ("close_serials", near.number, "6"),
    ]  # fmt: skip
    assert links(officer, far) == [("same_document", one.number, "exp 2009 0417"), ("same_holder", one.number, "ACME.")]
    assert links(officer, near) == [("close_serials", one.number, "6")]


def test_the_same_weapon_seized_twice_links_both_cases(officer):
    first = a_case(officer)
    second = a_case(officer, reference="again")
    assert ("same_weapon", second.number, "") in links(officer, first)
    assert ("same_weapon", first.number, "") in links(officer, second)


def test_the_last_lawful_holder_of_the_own_register_links(officer):
    clerk, depot = a_person(Role.REGISTRAR), a_holder("Depot North")
    cases = []
    for serial in ("TAB48213", "QX1199"):
        known = Weapon.objects.get(pk=a_registered(clerk, serial))
        an_event(known, "transferred", "2001-01-01", receiver=depot, document="TR 5")
        case = a_case(officer, a_pistol(serial), reference=serial)
        confirm_registered(acting_user=officer, seized=case.seized_id, weapon=known.pk, reason="The marks agree.")
        cases.append(case)
    # What both seizures left in the records (the evidence number) is no consignment.
    assert links(officer, cases[0]) == [
        ("same_document", cases[1].number, "TR 5"), ("same_holder", cases[1].number, "Depot North"),
    ]  # fmt: skip


def test_cases_are_listed_narrowed_and_paged(officer):
    cases = [a_case(officer, a_pistol(f"TAB5{n}000"), reference=f"R {n}") for n in range(4)]
    find(officer, cases[1], OutcomeFound(Outcome.NO_POINT_OF_DIVERSION))
    close_case(acting_user=officer, case=cases[1].number, reason="done")
    a_request(cases[2], "BRA", state="sent", due_answer=timezone.now() - timedelta(days=1))

    def listed(before=None, count=50, **filters):
        page = list_cases(acting_user=officer, filters=CaseFilters(**filters), before=before, count=count)
        return [one.number for one in page.lines], page.next_before

    numbers = [case.number for case in cases]
    assert listed() == (numbers[::-1], None)
    assert listed(count=3) == (numbers[:0:-1], cases[1].pk)
    assert listed(count=3, before=cases[1].pk) == (numbers[:1], None)
    assert listed(state="closed") == (numbers[1:2], None)
    assert listed(outcome="1.6") == (numbers[1:2], None)
    assert listed(outcome="none", text="r 3") == (numbers[3:], None)
    lines = list_cases(acting_user=officer, filters=CaseFilters()).lines
    assert [(one.serial, one.requests, one.open_requests, one.late) for one in lines][1] == ("TAB52000", 1, 1, True)
    assert [one.outcome for one in lines] == ["", "", "1.6", ""]


def test_requests_stand_with_their_clocks(officer):
    case = a_case(officer)
    past = timezone.now() - timedelta(days=1)
    a_request(case, "BRA", state="sent", due_acknowledgement=past, due_answer=timezone.now() + timedelta(days=9))
    a_request(case, "ETH", state="acknowledged", due_acknowledgement=past, due_answer=past)
    a_request(case, "SRB", state="answered", due_answer=past)
    shown = page_of(officer, case).requests
    assert [(one.to_state, one.late_acknowledgement, one.late_answer) for one in shown] == [
        ("BRA", True, False), ("ETH", False, True), ("SRB", False, False),
    ]  # fmt: skip


@pytest.mark.usefixtures("ring")
def test_a_note_is_sealed_and_nobody_else_learns_that_there_is_one(officer, supervisor):
    case = a_case(officer)
    secret = "The group around the bridge, ask for Rupert."
    add_note(acting_user=supervisor, case=case.number, text=secret)
    assert [one.text for one in open_notes(acting_user=supervisor, case=case.number)] == [secret]
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM register_restrictednote")
        kept = bytes(cursor.fetchone()[0])
    assert b"Rupert" not in kept
    assert len(kept) > len(secret)
    for role in (Role.TRACING_OFFICER, Role.REGISTRAR, Role.AUDITOR, Role.ADMINISTRATOR):
        with pytest.raises(NotPermitted):
            open_notes(acting_user=a_person(role), case=case.number)
        with pytest.raises(NotPermitted):
            add_note(acting_user=a_person(role), case=case.number, text="x")
    # The log never joins a note with its case, and says nothing of its words.
    entries = AuditEntry.objects.filter(action__startswith="tracing.note").order_by("number")
    said = [(one.action, one.object_kind) for one in entries]
    assert said == [("tracing.note_recorded", "note"), ("tracing.notes_opened", "tracing_case")]
    assert case.number not in entries[0].object_id + json.dumps(entries[0].details)
    assert "Rupert" not in json.dumps([one.details for one in entries])


@pytest.mark.usefixtures("ring")
def test_the_page_of_a_case_is_the_same_with_and_without_notes(officer, supervisor):
    case = a_case(officer)

    def shown(user):
        text = repr(page_of(user, case))
        return text[: text.rindex("as_of")].replace(str(page_of(user, case).as_of), "")

    before = [shown(officer), shown(supervisor)]
    add_note(acting_user=supervisor, case=case.number, text="The group.")
    assert [shown(officer), shown(supervisor)] == before
    # Looking leaves the same entry whether there is a note or not.
    other = a_case(officer, reference="none")
    open_notes(acting_user=supervisor, case=case.number)
    open_notes(acting_user=supervisor, case=other.number)
    looked = AuditEntry.objects.filter(action="tracing.notes_opened").order_by("number")
    assert [(one.object_id, one.details) for one in looked] == [(case.number, {}), (other.number, {})]


@pytest.mark.usefixtures("ring")
def test_a_note_moved_to_another_row_does_not_open(officer, supervisor):
    case = a_case(officer)
    for text in ("one", "two"):
        add_note(acting_user=supervisor, case=case.number, text=text)
    first, second = RestrictedNote.objects.order_by("pk")
    RestrictedNote.objects.filter(pk=second.pk).update(text=first.text)
    with pytest.raises(Refusal) as refused:
        open_notes(acting_user=supervisor, case=case.number)
    assert refused.value.code == "sealed_value_damaged"


def test_what_is_no_case_is_not_found(officer):
    for number in ("KEN-2026-999999", "", "\x00", "new-1"):
        with pytest.raises(NotFound):
            open_case_page(acting_user=officer, case=number)
