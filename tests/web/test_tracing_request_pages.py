"""Pages of requests: typed words stay, warnings are shown, papers come in six languages, release is another's."""

import json
from datetime import date

import pytest
from django.test import Client
from django.utils import timezone

from salwa.domain.accounts import Role
from salwa.domain.languages import LANGUAGES
from salwa.domain.tracing import Channel, RequestState
from salwa.reference import load_book
from salwa.services.tracing_answers.drafting import choose_record, draft_answer
from salwa.services.tracing_answers.releasing import release_answer
from salwa.services.tracing_requests.paper import record_paper_request
from salwa.services.weapons.names import name_of
from salwa.storage.register.models import AnswerDraft, IncomingRequest, OutgoingRequest
from tests.builders.exchange import Partner
from tests.builders.people import a_person, with_a_code
from tests.builders.trace_requests import BERETTA, a_case, a_draft, an_officer, asked_by, asked_contents, sent
from tests.builders.weapons import a_weapon
from tests.services.tracing_requests.test_answering import NO_RECORD

pytestmark = pytest.mark.django_db


@pytest.fixture
def italy():
    return Partner("ITA")


def a_desk(user):
    with_a_code(user)
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def officer(italy):
    return an_officer()


@pytest.fixture
def desk(officer):
    return a_desk(officer)


def test_whom_to_ask_stands_above_the_form_with_its_reason(desk):
    page = desk.get(f"/tracing/cases/{a_case().number}/request/").content.decode()
    assert "Italy" in page
    assert '<option value="ITA" selected>' in page


def test_states_in_the_reasons_are_named_in_the_language_of_the_reader(desk):
    desk.cookies["language"] = "ar"
    page = desk.get(f"/tracing/cases/{a_case().number}/request/").content.decode()
    assert "إيطاليا" in page
    assert "Italy" not in page


def test_a_request_is_begun_completed_checked_and_sent(desk, officer):
    case = a_case()
    begun = desk.post(
        f"/tracing/cases/{case.number}/request/", {"to_state": "ITA", "channel": "installation", "why": "maker"}
    )
    row = OutgoingRequest.objects.get()
    assert begun.url == f"/tracing/requests/{row.pk}/edit/"
    typed = {
        "version": "1", "limb_a": "Firearms Act", "circumstances": "In a lorry", "purposes": ["prosecution"],
        "use_text": "Trial 7", "confidentiality": "on", "priority": "routine",
        "restrictions": ["designated_only", "iti_purposes_only", "no_onward_release"],
    }  # fmt: skip
    saved = desk.post(begun.url, typed)
    assert saved.url == f"/tracing/requests/{row.pk}/send/"
    assert desk.get(saved.url).status_code == 200
    done = desk.post(saved.url, {"version": "2", "despite": "as read"})
    assert done.url == f"/tracing/requests/{row.pk}/"
    row.refresh_from_db()
    assert (row.state, row.contents["use"]["purposes"]) == (RequestState.SENT, ["prosecution"])


def test_what_blocks_is_listed_and_nothing_is_sent(desk, officer):
    row = a_draft(officer)
    OutgoingRequest.objects.filter(pk=row.pk).update(contents=row.contents | {"illicit": []})
    page = desk.get(f"/tracing/requests/{row.pk}/send/").content.decode()
    assert "Missing before it can be sent" in page
    refused = desk.post(f"/tracing/requests/{row.pk}/send/", {"version": "2", "despite": "x"}).content.decode()
    assert "The request cannot be sent yet" in refused
    row.refresh_from_db()
    assert row.state == RequestState.DRAFT


def test_a_draft_somebody_else_changed_is_not_overwritten_and_the_words_stay(desk, officer):
    row = a_draft(officer)
    page = desk.post(
        f"/tracing/requests/{row.pk}/edit/", {"version": "1", "priority": "routine", "circumstances": "Typed anew"}
    ).content.decode()
    assert "Somebody changed this draft while you looked at it." in page
    assert "Typed anew" in page


@pytest.mark.parametrize("kind", ["docx", "pdf", "json", "iarms", "us-trace"])
def test_papers_of_a_request_that_was_sent(desk, officer, kind):
    row = sent(officer, "FRA", channel=Channel.DOCUMENT)
    answer = desk.get(f"/tracing/requests/{row.pk}/files/{kind}/?language=fr")
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment;")
    assert len(answer.content) > 100


def test_the_page_offers_word_and_pdf_in_each_language(desk, officer):
    row = sent(officer, "FRA", channel=Channel.DOCUMENT)
    page = desk.get(f"/tracing/requests/{row.pk}/").content.decode()
    for one in LANGUAGES:
        assert f"/files/docx/?language={one.code}" in page
        assert f"/files/pdf/?language={one.code}" in page


@pytest.mark.parametrize("kind", ["docx", "nonsense", "sealed"])
def test_of_a_draft_and_of_nonsense_there_is_no_paper(desk, officer, kind):
    row = a_draft(officer) if kind == "docx" else sent(officer, "FRA", channel=Channel.DOCUMENT)
    answer = desk.get(f"/tracing/requests/{row.pk}/files/{kind}/")
    assert answer.status_code in (404, 409)


def test_a_request_on_paper_is_written_not_sent_and_waits_for_its_acknowledgement(desk, officer):
    row = a_draft(officer, "FRA", channel=Channel.DOCUMENT)
    done = desk.post(f"/tracing/requests/{row.pk}/send/", {"version": row.version, "despite": "as read"}, follow=True)
    page = done.content.decode()
    assert "The request is written. Take its paper from this page and send it by hand." in page
    assert "The request was sent." not in page
    assert page.count("Written, to be sent by hand") == 2
    row.refresh_from_db()
    assert (row.state, [one.step for one in row.steps.all()]) == (RequestState.SENT, ["sent"])


def test_the_answer_by_hand_begins_with_today(desk, officer):
    row = sent(officer, "FRA", channel=Channel.DOCUMENT)
    page = desk.get(f"/tracing/requests/{row.pk}/answer/").content.decode()
    assert f'value="{timezone.localdate().isoformat()}"' in page


def test_an_answer_before_any_acknowledgement_counts_as_one_and_the_pages_say_so(desk, officer):
    counts = "The answer counts as the acknowledgement: none was recorded before it."
    first = sent(officer, "FRA", channel=Channel.DOCUMENT)
    desk.post(f"/tracing/requests/{first.pk}/acknowledged/")
    second = sent(officer, "FRA", channel=Channel.DOCUMENT, case=first.case)
    for row in (first, second):
        assert counts not in desk.get(f"/tracing/requests/{row.pk}/").content.decode()
        desk.post(f"/tracing/requests/{row.pk}/answer/", {"day": "2026-11-02", "kind": "full", "s0_kind": "no_record"})
    pages = [desk.get(f"/tracing/requests/{row.pk}/").content.decode() for row in (first, second)]
    assert [page.count(counts) for page in pages] == [0, 1]
    assert desk.get(f"/tracing/cases/{first.case.number}/").content.decode().count(counts) == 1


def test_what_an_answer_says_is_proposed_as_the_point_of_diversion_with_why(desk, officer):
    row = sent(officer, "FRA", channel=Channel.DOCUMENT)
    typed = {"day": "2026-11-02", "kind": "full", "s0_kind": "stolen", "s0_day": "2011-05-01",
             "s0_place": "Central armoury", "registered_serial": "B12346Z"}  # fmt: skip
    desk.post(f"/tracing/requests/{row.pk}/answer/", typed)
    address = f"/tracing/cases/{row.case.number}/findings/point_of_diversion/"
    how = f"Answer of France to request {row.pk}: Stolen, 2011-05-01, Central armoury."
    page = desk.get(address)
    form = page.context["form"]
    assert (form["how"].value(), form["day"].value(), form["request"].value()) == (how, "2011-05-01", row.pk)
    assert "Proposed from the way of the weapon; change what is not so." in page.content.decode()
    outcome = desk.get(f"/tracing/cases/{row.case.number}/findings/outcome/")
    assert outcome.context["form"]["outcome"].value() == "1.3"
    assert "</bdi> says that the weapon was stolen there." in outcome.content.decode()
    case = desk.get(f"/tracing/cases/{row.case.number}/").content.decode()
    assert [one for one in ("B12345Z", "B12346Z", "was read") if one not in case] == []


def test_what_a_case_proposes_is_recorded_with_one_look(desk, officer):
    row = sent(officer, "FRA", channel=Channel.DOCUMENT)
    typed = {"day": "2026-11-02", "kind": "full", "s0_kind": "held", "s0_day": "2009-03-02", "s0_consignee": "Depot 4",
             "s1_kind": "stolen", "s1_day": "2011-05-01"}  # fmt: skip
    desk.post(f"/tracing/requests/{row.pk}/answer/", typed)
    case = f"/tracing/cases/{row.case.number}/"
    assert f'href="{case}proposed/"' in desk.get(case).content.decode()
    page = desk.get(f"{case}proposed/")
    digest = page.context["form"]["digest"].value()
    assert [one.kind for one in page.context["proposals"]] == ["last_lawful_record", "point_of_diversion", "outcome"]
    assert desk.post(f"{case}proposed/", {"digest": "0" * 64}).status_code == 422
    assert row.case.findings.count() == 0
    shown = page.content.decode()
    assert ("Stolen · " in shown, f'href="/tracing/requests/{row.pk}/">Request to France' in shown) == (True, True)
    assert desk.post(f"{case}proposed/", {"digest": digest}).url == case
    told = desk.get(case).content.decode()
    assert "Recorded: Last lawful record, Point of diversion, Outcome." in told
    assert ("Record the outcome" in told, told.count("Change it")) == (False, 3)
    found = {one.kind: (one.values, one.request_id) for one in row.case.findings.all()}
    assert found["last_lawful_record"][0]["holder"] == "Depot 4"
    assert (found["point_of_diversion"][0]["day"], found["point_of_diversion"][1]) == ("2011-05-01", row.pk)
    assert found["outcome"][0]["outcome"] == "1.3"
    assert desk.post(f"{case}proposed/", {"digest": digest}).status_code == 422
    assert row.case.findings.count() == 3


def test_the_next_state_is_asked_with_one_press_and_its_reason(desk, officer):
    case = a_case()
    row = sent(officer, "FRA", case=case, channel=Channel.DOCUMENT)
    typed = {"day": "2026-11-02", "kind": "full", "s0_kind": "exported", "s0_state": "UGA"}
    desk.post(f"/tracing/requests/{row.pk}/answer/", typed)
    page = desk.get(f"/tracing/requests/{row.pk}/").content.decode()
    assert '<input type="hidden" name="channel" value="document">' in page
    asked = {"to_state": "UGA", "channel": "document", "follows": row.pk}
    desk.post(f"/tracing/cases/{case.number}/request/", asked)
    second = OutgoingRequest.objects.get(to_state="UGA")
    assert (second.follows_id, second.channel) == (row.pk, "document")
    assert second.why == "France answered that the weapon was exported to Uganda; its records go on from there."


def test_a_type_nobody_wrote_is_shown_as_its_model_tells_it(desk, officer):
    case = a_case(type_text="", type_code="", model_code="beretta-92")
    row = a_draft(officer, case=case)
    page = desk.get(f"/tracing/requests/{row.pk}/").content.decode()
    assert f"<dt>Type</dt><dd><bdi>{name_of('type', load_book().models['beretta-92'].type)}</bdi></dd>" in page


def test_an_answer_on_paper_with_a_bad_day_keeps_what_was_typed(desk, officer):
    row = sent(officer, "FRA", channel=Channel.DOCUMENT)
    page = desk.post(
        f"/tracing/requests/{row.pk}/answer/",
        {"day": "2026-02-31", "kind": "full", "s0_kind": "stolen", "s0_text": "from the armoury"},
    ).content.decode()
    assert "There is no such day." in page
    assert "from the armoury" in page
    row.refresh_from_db()
    assert row.state == RequestState.SENT


def test_an_answer_of_many_statements_keeps_them_all(desk, officer):
    row = sent(officer, "FRA", channel=Channel.DOCUMENT)
    typed = {"day": "2026-11-02", "kind": "full"}
    for place in range(20):
        typed |= {f"s{place}_kind": "transferred", f"s{place}_text": f"hand {place}"}
    desk.post(f"/tracing/requests/{row.pk}/answer/", typed)
    step = row.steps.get(step="answered")
    assert [one["text"] for one in step.body["statements"]] == [f"hand {place}" for place in range(20)]


def test_drafting_and_releasing_take_two_people(italy, officer, desk):
    row = asked_by(italy)
    saved = desk.post(f"/tracing/inbox/{row.pk}/draft/", {"kind": "full", "s0_kind": "no_record"})
    assert saved.url == f"/tracing/inbox/{row.pk}/"
    draft = AnswerDraft.objects.get()
    assert desk.post(f"/tracing/inbox/{row.pk}/release/{draft.pk}/", {"version": "1"}).status_code == 403
    boss = a_desk(a_person(Role.SUPERVISOR))
    page = boss.get(f"/tracing/inbox/{row.pk}/").content.decode()
    assert "Release this answer" in page
    boss.post(f"/tracing/inbox/{row.pk}/release/{draft.pk}/", {"version": "1"})
    row.refresh_from_db()
    assert row.state == RequestState.ANSWERED


def test_a_draft_goes_back_only_with_a_reason(italy, officer):
    row = asked_by(italy)
    number = draft_answer(acting_user=officer, incoming_id=row.pk, answer=NO_RECORD)
    boss = a_desk(a_person(Role.SUPERVISOR))
    page = boss.post(f"/tracing/inbox/{row.pk}/release/{number}/", {"send_back": "1", "reason": ""}).content.decode()
    assert "Say why." in page
    boss.post(f"/tracing/inbox/{row.pk}/release/{number}/", {"send_back": "1", "reason": "Another record."})
    assert AnswerDraft.objects.get().sent_back_because == "Another record."


@pytest.mark.parametrize(
    "typed",
    [{}, {"kind": "x"}, {"kind": "refused"}, {"kind": "full", "s0_kind": "zzz"}, {"kind": "full", "s0_evidence": "1;2"},
     {"kind": "full", "s99_kind": "held"}, {"kind": "delayed", "until": "9999-99-99"}, {"version": "9" * 40}],
)  # fmt: skip
def test_bad_forms_are_answered_in_words(italy, desk, typed):
    row = asked_by(italy)
    answer = desk.post(f"/tracing/inbox/{row.pk}/draft/", typed)
    assert answer.status_code == 200
    assert not AnswerDraft.objects.exists()
    assert IncomingRequest.objects.get().state == RequestState.ACKNOWLEDGED


def test_what_a_request_holds_is_shown_inert(italy, desk):
    contents = json.loads(json.dumps(asked_by(italy).contents))
    contents["circumstances"] = "<script>alert(1)</script>"
    IncomingRequest.objects.update(contents=contents)
    page = desk.get(f"/tracing/inbox/{IncomingRequest.objects.get().pk}/").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_papers_of_an_answer_stand_on_the_page_once_it_is_released(desk, officer):
    number = record_paper_request(
        acting_user=officer, from_state="FRA", received_on=date(2026, 3, 1), contents=asked_contents()
    )
    draft = draft_answer(acting_user=officer, incoming_id=number, answer=NO_RECORD)
    address = f"/tracing/inbox/{number}/answers/{draft}/"
    assert address not in desk.get(f"/tracing/inbox/{number}/").content.decode()
    assert desk.get(f"{address}docx/").status_code == 409
    release_answer(acting_user=a_person(Role.SUPERVISOR), draft_id=draft, version=1)
    page = desk.get(f"/tracing/inbox/{number}/").content.decode()
    assert [one.code for one in LANGUAGES if f"{address}pdf/?language={one.code}" not in page] == []
    assert [one.code for one in LANGUAGES if f"{address}docx/?language={one.code}" not in page] == []
    made = desk.get(f"{address}pdf/?language=ar")
    assert (made.status_code, made["Content-Type"], made.content[:4]) == (200, "application/pdf", b"%PDF")
    assert made["Content-Disposition"] == f'attachment; filename="tracing-answer-FRA-{number}-{draft}-ar.pdf"'
    assert desk.get(f"{address}docx/?language=de").status_code in (400, 409)
    assert json.loads(desk.get(f"{address}json/").content)["kind"] == "tracing.answer"
    assert desk.get(f"{address}sealed/").status_code == 404


def test_the_list_tells_requests_apart_and_the_releasing_person_sees_that_the_number_differs(italy, desk, officer):
    weapon = a_weapon("C-48213", **BERETTA)
    row = asked_by(italy, serial="C-4B213")
    shown = desk.get("/tracing/inbox/").content.decode()
    assert (shown.count('class="mark">C-4B213</bdi>'), asked_contents().case_reference in shown) == (1, True)
    choose_record(acting_user=officer, incoming_id=row.pk, weapon_id=weapon.pk)
    draft_answer(acting_user=officer, incoming_id=row.pk, answer=NO_RECORD, evidence=[])
    second = a_desk(a_person(Role.SUPERVISOR))
    page = second.get(f"/tracing/inbox/{row.pk}/").content.decode()
    asked, registered = (f'<bdi dir="ltr" class="mark">{one}</bdi>' for one in ("C-4B213", "C-48213"))
    assert f"Asked for was {asked}; the record bears {registered}." in page
    assert f'href="/tracing/inbox/{row.pk}/"' in second.get("/").content.decode()
    # Control: nothing is said where the number is the one of the record.
    choose_record(acting_user=officer, incoming_id=row.pk, weapon_id=a_weapon("C-4B213", **BERETTA).pk)
    assert "Asked for was" not in second.get(f"/tracing/inbox/{row.pk}/").content.decode()
