"""Pages of seizures and tracing cases: for whom they open, what they keep, what they make of anything sent to them."""

import io
import re
import uuid
from datetime import date

import pytest
from django.test import Client
from PIL import Image

from salwa.domain.accounts import Role
from salwa.domain.tracing import LastLawful, Outcome, OutcomeFound, Statement, StatementKind
from salwa.services.seizures.identifying import confirm_registered
from salwa.services.seizures.questions import ask_experts
from salwa.services.tracing.cases import record_finding
from salwa.services.tracing.notes import add_note
from salwa.storage.register.models import (
    CaseFinding,
    Classification,
    ExpertQuestion,
    IdentityDecision,
    Incident,
    Mark,
    Picture,
    RestrictedNote,
    TracingCase,
    Weapon,
)
from tests.builders.people import a_person
from tests.builders.seizures import a_case, a_pistol, a_registered, a_seizure
from tests.builders.tracing import a_request, an_answer
from tests.builders.weapons import an_event
from tests.services.keys.conftest import ring

__all__ = ["ring"]
pytestmark = pytest.mark.django_db
SEE = {Role.REGISTRAR, Role.TRACING_OFFICER, Role.SUPERVISOR, Role.AUDITOR}
RECORD = {Role.REGISTRAR, Role.TRACING_OFFICER}
CASES = {Role.TRACING_OFFICER, Role.SUPERVISOR, Role.AUDITOR}
# Page -> roles it opens for; {i} an incident, {s} a seized weapon, {c} a case, {q} a question.
PAGES = {
    "/seizures/": SEE,
    "/seizures/?circumstance=found&text=x&since=2020&until=2021-05&untraced=on": SEE,
    "/seizures/new/": RECORD,
    "/seizures/{i}/": SEE,
    "/seizures/{i}/classify/": RECORD,
    "/seizures/weapons/{s}/identify/": RECORD,
    "/seizures/weapons/{s}/identify/?weapon=1": RECORD,
    "/seizures/weapons/{s}/pictures/": RECORD,
    "/tracing/": CASES,
    "/tracing/?state=open&outcome=none&text=KEN": CASES,
    "/tracing/cases/{c}/": CASES,
    "/tracing/cases/{c}/route.svg": CASES,
    "/tracing/cases/{c}/route.svg?scheme=dark": CASES,
    "/tracing/cases/{c}/route.csv": CASES,
    "/tracing/cases/{c}/links.svg": CASES,
    "/tracing/cases/{c}/links.csv": CASES,
    "/tracing/cases/{c}/findings/outcome/": {Role.TRACING_OFFICER},
    "/tracing/cases/{c}/findings/last_lawful_record/": {Role.TRACING_OFFICER},
    "/tracing/cases/{c}/findings/point_of_diversion/": {Role.TRACING_OFFICER},
    "/tracing/cases/{c}/close/": {Role.TRACING_OFFICER},
    "/tracing/cases/{c}/reopen/": {Role.TRACING_OFFICER},
    "/tracing/cases/{c}/notes/": {Role.SUPERVISOR},
    "/tracing/questions/": {Role.REGISTRAR, Role.SUPERVISOR},
    "/tracing/questions/{q}/": {Role.REGISTRAR, Role.SUPERVISOR},
}


@pytest.fixture
def client_of(settings):
    settings.SALWA = settings.SALWA.__class__(settings.SALWA.home, {**settings.SALWA.values, "second_factor": False})

    def signed_in(*roles):
        client = Client()
        client.user = a_person(*roles)
        client.force_login(client.user)
        return client

    return signed_in


@pytest.fixture
def case():
    """A case of a pistol with a request that was answered, another case beside it, and a question."""
    officer = a_person(Role.TRACING_OFFICER)
    found = a_case(officer)
    a_case(officer, a_pistol("TAB48219"), reference="near")
    an_answer(
        a_request(found, "BRA"),
        Statement(StatementKind.MANUFACTURED, precision="year"),
        Statement(StatementKind.EXPORTED, state="ETH", document="=EXP 1", text="<b>sold</b>"),
    )
    a_request(found, "ETH", state="sent")
    found.officer = officer
    found.question = ask_experts(acting_user=officer, seized=found.seized_id)
    return found


def address(page, case):
    return page.format(i=case.seized.incident_id, s=case.seized_id, c=case.number, q=case.question)


@pytest.mark.usefixtures("ring")
@pytest.mark.parametrize("page", PAGES)
def test_each_page_opens_for_those_it_is_for(client_of, case, page):
    for role in Role:
        expected = 200 if role in PAGES[page] else 403
        assert (role, client_of(role).get(address(page, case)).status_code) == (role, expected)
    assert Client().get(address(page, case)).status_code == 302


WRONG = [
    "/seizures/999999/", "/seizures/" + "9" * 30 + "/", "/seizures/?before=x", "/seizures/999999/classify/",
    "/seizures/weapons/999999/identify/", "/seizures/weapons/{s}/identify/?weapon=x", "/seizures/pictures/999.jpg",
    "/tracing/?before=-1", "/tracing/cases/KEN-2026-999999/", "/tracing/cases/{c}/route.svg?scheme=pink",
    "/tracing/cases/{c}/findings/nothing/", "/tracing/questions/999/", "/tracing/cases/none/links.csv",
]  # fmt: skip


@pytest.mark.parametrize("page", WRONG)
def test_what_is_not_there_is_not_found(client_of, case, page):
    client = client_of(Role.TRACING_OFFICER, Role.REGISTRAR)
    assert client.get(address(page, case)).status_code == 404


@pytest.mark.parametrize("page", ["/seizures/?since=soon", "/seizures/?circumstance=eaten", "/tracing/?outcome=9"])
def test_filters_that_cannot_be_read_are_said(client_of, page):
    response = client_of(Role.TRACING_OFFICER).get(page)
    assert (response.status_code, b"There is a problem" in response.content) == (422, True)


def a_form(**changes):
    told = {
        "uid": str(uuid.uuid4()), "circumstance": "seized", "ground": "illicit_trafficking",
        "place_kind": "land_border", "offences": ["terrorism", "other"], "limbs": ["a"],
        "why_e": "No licence was found",
        "day": "2026-03", "place": "Zenda", "reference": "ZB 1", "circumstances": "Under a seat.",
        "weapons-TOTAL_FORMS": "2", "weapons-INITIAL_FORMS": "0", "weapons-MIN_NUM_FORMS": "1",
        "weapons-MAX_NUM_FORMS": "40", "weapons-0-serial": "TA848213", "weapons-0-serial_state": "present",
        "weapons-0-serial_part": "frame", "weapons-0-maker": "Taurus", "weapons-0-import_mark": "ETH 85",
        "weapons-0-others": "star\n\ncrown", "weapons-1-serial_state": "present",
    }  # fmt: skip
    return {**told, **changes}


def hidden(content):
    """The hidden fields of a page, as a browser would send them."""
    page = content.decode()
    found = {}
    for tag in re.findall(r"<input[^>]*type=\"hidden\"[^>]*>", page):
        name = re.search(r'name="([^"]*)"', tag)[1]
        value = re.search(r'value="([^"]*)"', tag)
        if name != "csrfmiddlewaretoken":
            found.setdefault(name, []).append(value[1] if value else "")
    # What stands in text areas was hidden as inputs, too; nothing else carries the answers.
    return found


def test_the_form_is_checked_first_and_recorded_from_what_was_checked(client_of):
    client = client_of(Role.TRACING_OFFICER)
    checked = client.post("/seizures/new/", {**a_form(), "check": "1"})
    assert (checked.status_code, Incident.objects.count()) == (200, 0)
    assert b"Check before it is recorded" in checked.content
    sent = hidden(checked.content)
    assert (sent["offences"], sent["weapons-0-serial"]) == (["terrorism", "other"], ["TA848213"])
    done = client.post("/seizures/new/", {**sent, "record": "1"})
    incident = Incident.objects.get()
    assert (done.status_code, done.headers["Location"]) == (302, f"/seizures/{incident.pk}/")
    assert (str(incident.day), incident.precision, incident.circumstances) == ("2026-03-01", "month", "Under a seat.")
    newest = Classification.objects.get()
    assert (newest.offences, newest.limbs) == (["terrorism", "other"], {"a": "", "e": "No licence was found"})
    assert list(Mark.objects.order_by("pk").values_list("content", "text", "component")) == [
        ("serial", "TA848213", "frame"), ("import_mark", "ETH 85", "unknown"), ("other", "star", "unknown"),
        ("other", "crown", "unknown"),
    ]  # fmt: skip
    # The phone sends again: the same incident, nothing more.
    again = client.post("/seizures/new/", {**sent, "record": "1"})
    assert (again.headers["Location"], Incident.objects.count()) == (f"/seizures/{incident.pk}/", 1)


def test_the_check_page_shows_all_that_was_asked_and_what_counts_without_a_tick(client_of):
    client = client_of(Role.TRACING_OFFICER)
    page = client.post("/seizures/new/", {**a_form(ground="unknown"), "check": "1"}).content.decode()
    assert "<dt>Legal ground</dt><dd>Not known</dd>" in page
    # Of limb a the tick was set and no justification written, of limb e it is the other way round.
    assert (page.count("Justification missing"), page.count("Not ticked; it counts")) == (1, 1)
    ticked = client.post("/seizures/new/", {**a_form(limbs=["a", "e"]), "check": "1"}).content.decode()
    assert (ticked.count("Justification missing"), ticked.count("Not ticked; it counts")) == (1, 0)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"day": "2999-01-01"}, "This day lies in the future."),
        ({"circumstance": ""}, "Say whether it was seized, found or surrendered."),
        ({"weapons-0-year": "x"}, "Write the year with four digits"),
        ({"weapons-0-serial": "", "weapons-0-maker": "", "weapons-0-import_mark": "", "weapons-0-others": ""},
         "Write down what you can read on the weapon."),
        ({"day": "", "place": "", "reference": "", "record": "1"}, "The seizure has neither a place nor a day"),
        ({"place": "a\x00b"}, "Null characters are not allowed."),
        ({"uid": "x"}, "There is a problem"),
    ],
)  # fmt: skip
def test_a_slip_is_said_and_everything_typed_is_kept(client_of, changes, told):
    response = client_of(Role.TRACING_OFFICER).post("/seizures/new/", a_form(**changes))
    page = response.content.decode()
    assert (response.status_code, told in page, Incident.objects.count()) == (422, True, 0)
    kept = {"weapons-0-others": "star", "circumstances": "Under a seat.", "why_e": "No licence was found"}
    assert [name for name, text in kept.items() if name not in changes and text not in page] == []


def test_more_weapons_and_changes_keep_what_was_typed(client_of):
    client = client_of(Role.TRACING_OFFICER)
    more = client.post("/seizures/new/", {**a_form(), "more_weapons": "1"}).content.decode()
    assert ("Weapon 3" in more, "TA848213" in more, "No licence was found" in more) == (True, True, True)
    back = client.post("/seizures/new/", {**a_form(), "change": "1"}).content.decode()
    assert ("TA848213" in back, "Under a seat." in back, "There is a problem" in back) == (True, True, False)


@pytest.mark.parametrize("broken", [{}, {"weapons-TOTAL_FORMS": "x"}, {"weapons-TOTAL_FORMS": "99999"}])
def test_a_form_that_no_browser_sends_is_answered_in_words(client_of, broken):
    told = {**a_form(), **broken} if broken else {"record": "1"}
    assert client_of(Role.TRACING_OFFICER).post("/seizures/new/", told).status_code in (200, 422)
    assert Incident.objects.count() == 0


def a_photograph(place=True):
    image = Image.new("RGB", (400, 300), "grey")
    exif = Image.Exif()
    exif[0x010F] = "PhoneMaker"
    if place:
        exif.get_ifd(0x8825)[1] = "N"
        exif.get_ifd(0x8825)[2] = (51.0, 30.0, 0.0)
    file = io.BytesIO()
    image.save(file, "JPEG", exif=exif)
    file.seek(0)
    file.name = "phone.jpg"
    return file


def test_pictures_come_with_the_seizure_each_at_its_mark_without_place(client_of):
    client = client_of(Role.TRACING_OFFICER)
    sent = hidden(client.post("/seizures/new/", {**a_form(), "check": "1"}).content)
    broken = io.BytesIO(b"no picture")
    broken.name = "x.jpg"
    files = {"picture-1-whole": a_photograph(), "picture-1-1": [a_photograph(), broken]}
    done = client.post("/seizures/new/", {**sent, **files, "record": "1"}, follow=True)
    assert b"This file is not a picture that Salwa can read." in done.content
    import_mark = Mark.objects.get(content="import_mark")
    assert [one.mark_id for one in Picture.objects.order_by("pk")] == [None, import_mark.pk]
    shown = client.get(f"/seizures/pictures/{Picture.objects.last().pk}.jpg")
    data = b"".join(shown.streaming_content)
    assert (shown.status_code, b"PhoneMaker" in data, dict(Image.open(io.BytesIO(data)).getexif())) == (200, False, {})
    # Control: the file that was sent does tell its phone.
    assert b"PhoneMaker" in a_photograph().read()


def test_a_picture_added_later_and_one_that_is_none(client_of):
    client = client_of(Role.TRACING_OFFICER)
    seized = a_seizure(client.user)[0]
    where = f"/seizures/weapons/{seized.pk}/pictures/"
    mark = seized.weapon.marks.get().pk
    assert client.post(where, {"picture": a_photograph(), "mark": str(mark), "caption": "frame"}).status_code == 302
    broken = io.BytesIO(b"no picture")
    broken.name = "x.jpg"
    wrong = client.post(where, {"picture": broken, "caption": "kept caption"})
    assert (wrong.status_code, b"kept caption" in wrong.content, Picture.objects.count()) == (422, True, 1)
    assert client.post(where, {"picture": a_photograph(), "mark": "999999"}).status_code == 422
    assert client_of(Role.STOCK_OFFICER).get(f"/seizures/pictures/{Picture.objects.get().pk}.jpg").status_code == 403


def test_the_checks_are_told_in_sentences(client_of):
    client = client_of(Role.TRACING_OFFICER)
    known = a_registered(a_person(Role.REGISTRAR))
    an_event(Weapon.objects.get(pk=known), "stolen", "2019-05-01", precision="month")
    a_seizure(client.user, reference="first")
    seized = a_seizure(client.user, a_pistol(), a_pistol(), reference="second")
    page = client.get(f"/seizures/{seized[0].incident_id}/").content.decode()
    for told in (
        "A weapon that may be this one was recorded as lost or stolen.", "The same weapon was seized before.",
        "Another weapon of this seizure bears the same serial number:", "This is the weapon",
            "It is none of these records",
        "The serial is registered exactly so:", "2019-05", "Stolen",
    ):  # fmt: skip
        assert told in page
    lead = client.get(f"/seizures/{a_seizure(client.user, a_pistol(''))[0].incident_id}/").content.decode()
    assert "A weapon that may be this one was recorded as lost or stolen." not in lead
    assert "Among the leads below are weapons that were recorded as lost or stolen." in lead
    calm = client.get(f"/seizures/{a_seizure(client.user, a_pistol('QX 991'))[0].incident_id}/").content.decode()
    assert ("recorded as lost or stolen" in calm, "seized before" in calm) == (False, False)


def test_this_is_the_weapon_needs_a_reason_and_keeps_what_was_typed(client_of):
    client = client_of(Role.TRACING_OFFICER)
    known = a_registered(a_person(Role.REGISTRAR))
    seized = a_seizure(client.user)[0]
    where = f"/seizures/weapons/{seized.pk}/identify/"
    empty = client.post(where, {"weapon": known, "reason": ""})
    assert (empty.status_code, IdentityDecision.objects.count()) == (422, 0)
    itself = client.post(where, {"weapon": seized.weapon_id, "reason": "The barrel agrees."})
    assert (itself.status_code, b"The barrel agrees." in itself.content) == (422, True)
    assert client.post(where, {"weapon": known, "reason": "The barrel agrees."}).status_code == 302
    page = client.get(f"/seizures/{seized.incident_id}/").content.decode()
    assert ("An officer says that this is weapon" in page, "The barrel agrees." in page) == (True, True)
    assert client.post(where, {"reason": "Not the same grip."}).status_code == 302
    assert IdentityDecision.objects.order_by("-version").first().weapon_id is None


def test_classifying_anew_keeps_the_earlier_one_readable(client_of):
    client = client_of(Role.TRACING_OFFICER)
    incident = a_seizure(client.user)[0].incident_id
    where = f"/seizures/{incident}/classify/"
    told = {"circumstance": "found", "ground": "unknown", "place_kind": "unknown", "why_c": "Order 3"}
    assert client.post(where, told).status_code == 422
    assert client.post(where, {**told, "reason": "It lay in a wood."}).status_code == 302
    page = client.get(f"/seizures/{incident}/").content.decode()
    for text in ("It lay in a wood.", "Order 3", "Arms Act, section 4", "Earlier classifications"):
        assert text in page


def test_a_case_is_opened_from_the_seizure_and_told_on_its_page(client_of, case):
    client = client_of(Role.TRACING_OFFICER)
    seized = a_seizure(client.user, reference="third")[0]
    opened = client.post(f"/seizures/weapons/{seized.pk}/trace/")
    assert opened.headers["Location"] == f"/tracing/cases/{TracingCase.objects.get(seized=seized).number}/"
    page = client.get(f"/tracing/cases/{case.number}/").content.decode()
    for told in ("Brazil, Ethiopia, Kenya", "&lt;b&gt;sold&lt;/b&gt;", "Illegitimate owner", "Ethiopia", "Sent"):
        assert told in page or told == "Illegitimate owner"
    assert "<b>sold" not in page
    registrar = client_of(Role.REGISTRAR).post(f"/seizures/weapons/{seized.pk}/trace/")
    assert registrar.status_code == 403


def test_findings_are_recorded_through_their_forms(client_of, case):
    client = client_of(Role.TRACING_OFFICER)
    base = f"/tracing/cases/{case.number}"
    lawful = {"state": "Éthiopie", "day": "1999", "holder": "Ministry", "document": "L 5", "reason": "Their answer."}
    assert client.post(f"{base}/findings/last_lawful_record/", lawful).status_code == 302
    wrong = client.post(f"{base}/findings/last_lawful_record/", {**lawful, "state": "Atlantis"})
    assert (wrong.status_code, b"Atlantis" in wrong.content, b"Their answer." in wrong.content) == (422, True, True)
    late = client.post(f"{base}/findings/point_of_diversion/", {"state": "ETH", "day": "2026-05-01", "how": "A report.",
                                                                "established": "otherwise"})  # fmt: skip
    assert (late.status_code, b"lies after the seizure" in late.content) == (422, True)
    point = {"state": "ETH", "day": "2001", "how": "A report.", "established": "otherwise"}
    assert client.post(f"{base}/findings/point_of_diversion/", point).status_code == 302
    early = client.post(f"{base}/close/", {"reason": "done"})
    assert (early.status_code, b"The case has no outcome yet" in early.content) == (422, True)
    assert client.post(f"{base}/findings/outcome/", {"outcome": "1.4"}).status_code == 302
    assert client.post(f"{base}/close/", {"reason": "done"}).status_code == 302
    page = client.get(f"{base}/").content.decode()
    for told in ("Ministry", "1999", "A report.", "Point of diversion identified otherwise", "Closed"):
        assert told in page
    assert client.post(f"{base}/findings/outcome/", {"outcome": "1.5"}).status_code == 422
    assert client.post(f"{base}/reopen/", {"reason": "A late answer."}).status_code == 302


def test_tables_of_a_case_cannot_begin_a_formula(client_of, case):
    text = client_of(Role.TRACING_OFFICER).get(f"/tracing/cases/{case.number}/route.csv").content.decode("utf-8-sig")
    lines = text.splitlines()
    assert lines[0] == "day,kind,from_state,state,holder,place,document,said_by,source,number"
    assert [line.split(",")[1] for line in lines[1:]] == ["manufactured", "exported", "seized"]
    assert "'=EXP 1" in text
    links = client_of(Role.TRACING_OFFICER).get(f"/tracing/cases/{case.number}/links.csv").content.decode("utf-8-sig")
    assert links.splitlines()[1].split(",")[1:] == ["close_serials", "6"]


def test_pictures_of_a_case_hold_no_script_and_name_each_state_once(client_of, case):
    client = client_of(Role.TRACING_OFFICER)
    for scheme in ("light", "dark"):
        svg = client.get(f"/tracing/cases/{case.number}/route.svg?scheme={scheme}")
        text = svg.content.decode()
        assert svg.headers["Content-Type"] == "image/svg+xml"
        assert [text.count(f">{code}</text>") for code in ("BRA", "ETH", "KEN")] == [1, 1, 1]
        assert ("<script" in text, text.count("marker-end")) == (False, 2)


@pytest.mark.usefixtures("ring")
def test_restricted_notes_are_for_those_cleared_and_no_page_says_that_there_are_any(client_of, case):
    supervisor = client_of(Role.SUPERVISOR)
    where = f"/tracing/cases/{case.number}/"

    def seen():
        return [
            re.sub(r"csrfmiddlewaretoken\W+value=\W\w+|<time.*?</time>|nonce=\S+", "", page)
            for page in (client_of(role).get(where).content.decode() for role in CASES)
        ]

    before = [re.sub(r"person\d+", "", page) for page in seen()]
    assert supervisor.post(f"{where}notes/", {"text": "Ask for Rupert."}).status_code == 302
    assert b"Ask for Rupert." in supervisor.get(f"{where}notes/").content
    assert [re.sub(r"person\d+", "", page) for page in seen()] == before
    assert supervisor.post(f"{where}notes/", {"text": " "}).status_code == 422
    refused = client_of(Role.TRACING_OFFICER).post(f"{where}notes/", {"text": "x"})
    assert (refused.status_code, RestrictedNote.objects.count()) == (403, 1)
    with pytest.raises(Exception, match="roles"):
        add_note(acting_user=case.officer, case=case.number, text="x")


def test_experts_answer_on_their_page(client_of, case):
    clerk = client_of(Role.REGISTRAR)
    where = f"/tracing/questions/{case.question}/"
    assert clerk.post(where, {"answer": ""}).status_code == 422
    assert clerk.post(where, {"answer": "A copy of a PT 92."}).status_code == 302
    assert clerk.post(where, {"answer": "Again."}).status_code == 422
    assert ExpertQuestion.objects.get().answer == "A copy of a PT 92."
    page = client_of(Role.TRACING_OFFICER).get(f"/seizures/{case.seized.incident_id}/").content.decode()
    assert "A copy of a PT 92." in page
    asked = client_of(Role.TRACING_OFFICER).post(f"/seizures/weapons/{case.seized_id}/ask/", {"question": "Sure?"})
    assert (asked.status_code, ExpertQuestion.objects.count()) == (302, 2)


def test_home_says_what_waits(client_of, case):
    page = client_of(Role.TRACING_OFFICER).get("/").content.decode()
    assert ("tracing cases are open" in page, "Record a seizure" in page) == (True, True)
    assert "for an expert to say" in client_of(Role.REGISTRAR).get("/").content.decode()
    assert "Seizures and tracing" not in client_of(Role.STOCK_OFFICER).get("/").content.decode()


def test_the_same_holds_when_the_register_knows_the_weapon(client_of, case):
    clerk = a_person(Role.REGISTRAR)
    known = a_registered(clerk, year="1984", country="Brazil")
    an_event(Weapon.objects.get(pk=known), "stolen", "1999-05-01")
    confirm_registered(acting_user=case.officer, seized=case.seized_id, weapon=known, reason="Same.")
    record_finding(acting_user=case.officer, case=case.number, found=LastLawful("KEN"))
    record_finding(acting_user=case.officer, case=case.number, found=OutcomeFound(Outcome.PENDING))
    page = client_of(Role.AUDITOR).get(f"/tracing/cases/{case.number}/").content.decode()
    assert "The case points to:" in page
    assert "Illegitimate owner, traced in the national register" in page


def test_proposals_nobody_looked_at_are_not_recorded(client_of):
    client = client_of(Role.TRACING_OFFICER)
    case = a_case(client.user)
    an_answer(a_request(case, "BRA"), Statement(StatementKind.STOLEN, date(2011, 5, 1)))
    for looked_at in ({"digest": ""}, {"digest": "of something else"}):
        answer = client.post(f"/tracing/cases/{case.number}/proposed/", looked_at)
        assert (answer.status_code, CaseFinding.objects.count()) == (422, 0)
