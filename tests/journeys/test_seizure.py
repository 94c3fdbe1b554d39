"""A seizure on a phone at night: recorded in one go, checked at once, traced to the point of diversion."""

import io
import json
from datetime import date

import pytest
from PIL import Image
from playwright.sync_api import expect

from salwa.domain.accounts import Role
from salwa.domain.tracing import Statement, StatementKind
from salwa.services.accounts.actions import operator
from salwa.services.keys.actions import ensure_keyring
from salwa.services.seizures.questions import ask_experts
from salwa.storage.register.models import Incident, TracingCase, Weapon
from tests.builders.people import a_person, an_operator
from tests.builders.seizures import a_case, a_pistol, a_registered, a_seizure
from tests.builders.tracing import a_request, an_answer
from tests.builders.weapons import a_holder, an_event
from tests.journeys.conftest import BOTH_DIRECTIONS, looked_at, overflow, pages_looked_at, pictures_loaded


@pytest.fixture
def register(transactional_db, settings, tmp_path):
    """A pistol of the own register that was stolen in 1999, and a keyring."""
    settings.HOME = tmp_path
    ensure_keyring(acting_user=an_operator())
    clerk = a_person(Role.REGISTRAR)
    known = Weapon.objects.get(pk=a_registered(clerk, year="1984", country="Brazil"))
    an_event(known, "imported", "1985-07-02", country_code="BRA", document="IMP 7", receiver=a_holder("Depot North"))
    an_event(known, "stolen", "1999-05-01", precision="month", place="Streslau")
    a_registered(clerk, "TAB50001")
    return known


def a_photograph():
    file = io.BytesIO()
    Image.new("RGB", (300, 200), "grey").save(file, "JPEG")
    return {"name": "phone.jpg", "mimeType": "image/jpeg", "buffer": file.getvalue()}


@pytest.mark.parametrize("scripts", [True, False])
def test_from_the_seizure_to_the_point_of_diversion(visit_as, register, scripts):
    page = visit_as(Role.TRACING_OFFICER, address="/", width=390, scripts=scripts)
    page.get_by_role("link", name="Record a seizure").click()
    page.get_by_label("Serial number", exact=True).fill("TA848213")
    page.get_by_label("Maker").fill("taurus")
    page.get_by_label("Calibre").fill("9 mm")
    page.get_by_label("When?").fill("2999-01-01")
    page.get_by_label("Where?").fill("Zenda bridge")
    page.get_by_label("Number of your case").fill("ZB 14/26")
    page.get_by_role("button", name="Check what you wrote").click()
    # A slip: everything typed is still there.
    expect(page.get_by_role("alert")).to_contain_text("This day lies in the future.")
    assert page.get_by_label("Serial number", exact=True).input_value() == "TA848213"
    page.get_by_label("When?").fill("2026-03-14")
    page.get_by_text("Illicit under the law of the State where it was found", exact=True).first.click()
    page.get_by_role("button", name="Check what you wrote").click()
    expect(page.get_by_role("heading", name="Check before it is recorded")).to_be_visible()
    page.get_by_text("Add pictures now").click()
    page.get_by_label("The weapon as a whole").set_input_files(a_photograph())
    page.get_by_role("button", name="Record the seizure").click()
    expect(page.get_by_text("A weapon that may be this one was recorded as lost or stolen.")).to_be_visible()
    assert page.locator(".pictures img").count() == 1
    page.get_by_role("link", name="This is the weapon").first.click()
    page.get_by_label("What does this rest on?").fill("The barrel bears TAB48213.")
    page.get_by_role("button", name="Say that this is the weapon").click()
    expect(page.get_by_text("An officer says that this is weapon")).to_be_visible()
    page.get_by_role("button", name="Trace this weapon").click()
    case = TracingCase.objects.get()
    expect(page.get_by_role("heading", level=1)).to_contain_text(case.number)
    expect(page.get_by_text("Depot North").first).to_be_visible()
    page.get_by_role("link", name="Record the point of diversion").click()
    assert page.locator("#id_state").input_value() == "Kenya"
    page.get_by_label("How is it known?").fill("Reported stolen from the depot.")
    page.get_by_role("button", name="Record the point of diversion").click()
    page.get_by_role("link", name="Record the outcome").click()
    expect(page.get_by_label("Illegitimate owner, traced in the national register")).to_be_checked()
    page.get_by_role("button", name="Record the outcome").click()
    page.get_by_role("link", name="Close the case").click()
    page.get_by_label("Why?").fill("Traced.")
    page.get_by_role("button", name="Close the case").click()
    expect(page.get_by_text("The case was closed.")).to_be_visible()
    case.refresh_from_db()
    assert (case.closed_at is not None, Incident.objects.count(), overflow(page)) == (True, 1, 0)


def test_more_weapons_are_added_without_scripts(visit_as, register):
    page = visit_as(Role.REGISTRAR, address="/seizures/new/", width=390, scripts=False)
    page.get_by_label("Serial number", exact=True).fill("A 1")
    page.get_by_role("button", name="One more weapon").click()
    second = page.get_by_role("group", name="Weapon 2")
    second.get_by_label("Serial number", exact=True).fill("A 1")
    page.get_by_label("Where?").fill("Zenda")
    page.get_by_role("button", name="Check what you wrote").click()
    page.get_by_role("button", name="Change something").click()
    assert page.get_by_label("Serial number", exact=True).first.input_value() == "A 1"
    page.get_by_role("button", name="Check what you wrote").click()
    page.get_by_role("button", name="Record the seizure").click()
    expect(page.get_by_text("Another weapon of this seizure bears the same serial number:").first).to_be_visible()


@pytest.fixture
def pages(register):
    """Addresses of every page with something on it, and who opens them."""
    officer = a_person(Role.TRACING_OFFICER)
    first = a_case(officer, circumstances="تحت المقعد", place="معبر الحدود 14")
    seized = a_seizure(officer, a_pistol(), a_pistol("", build="craft"), a_pistol("tab 48213"), reference="ZB 15/26")
    near = a_case(officer, a_pistol("TAB48219"), reference="near")
    an_answer(
        a_request(near, "BRA"),
        Statement(StatementKind.MANUFACTURED, date(1984, 1, 1), "year"),
        Statement(StatementKind.EXPORTED, date(1985, 6, 1), state="ETH", document="EXP 12", consignee="Ministry"),
    )
    a_request(near, "ETH", state="sent")
    question = ask_experts(acting_user=officer, seized=seized[1].pk)
    return {
        "list": (Role.TRACING_OFFICER, "/seizures/"),
        "form": (Role.TRACING_OFFICER, "/seizures/new/"),
        "incident": (Role.TRACING_OFFICER, f"/seizures/{seized[0].incident_id}/"),
        "classify": (Role.TRACING_OFFICER, f"/seizures/{seized[0].incident_id}/classify/"),
        "identify": (Role.TRACING_OFFICER, f"/seizures/weapons/{seized[0].pk}/identify/?weapon={register.pk}"),
        "picture": (Role.TRACING_OFFICER, f"/seizures/weapons/{seized[0].pk}/pictures/"),
        "cases": (Role.TRACING_OFFICER, "/tracing/"),
        "case": (Role.TRACING_OFFICER, f"/tracing/cases/{near.number}/"),
        "first": (Role.SUPERVISOR, f"/tracing/cases/{first.number}/"),
        "outcome": (Role.TRACING_OFFICER, f"/tracing/cases/{near.number}/findings/outcome/"),
        "diversion": (Role.TRACING_OFFICER, f"/tracing/cases/{near.number}/findings/point_of_diversion/"),
        "close": (Role.TRACING_OFFICER, f"/tracing/cases/{near.number}/close/"),
        "notes": (Role.SUPERVISOR, f"/tracing/cases/{near.number}/notes/"),
        "questions": (Role.REGISTRAR, "/tracing/questions/"),
        "question": (Role.REGISTRAR, f"/tracing/questions/{question}/"),
        "home": (Role.TRACING_OFFICER, "/"),
    }


def opened(page):
    page.eval_on_selector_all("main details", "all => all.forEach(one => one.open = true)")


def test_every_page_has_no_barrier_and_fits_the_window(visit_as, pages):
    for role in {role for role, _ in pages.values()}:
        places = {f"seizure-{name}": address for name, (who, address) in pages.items() if who == role}
        assert pages_looked_at(visit_as(role), places, prepared=opened) == []
    assert json.dumps(list(pages)) and operator() is not None


@pytest.mark.parametrize(("language", "width"), BOTH_DIRECTIONS)
def test_what_is_checked_has_no_barrier(visit_as, register, language, width):
    page = visit_as(Role.TRACING_OFFICER, address="/seizures/new/", language=language, width=width)
    page.locator("#id_weapons-0-serial").fill("TA848213")
    page.locator("#id_place").fill("معبر 14")
    page.locator("button[name=check]").click()
    expect(page.locator("button[name=record]")).to_be_visible()
    page.locator("summary").last.click()
    assert looked_at(page, f"seizure-check-{language}") == []


def test_pictures_of_a_case_are_drawn(visit_as, pages):
    _, address = pages["case"]
    page = visit_as(Role.TRACING_OFFICER, address=address)
    page.locator("main picture img").last.scroll_into_view_if_needed()
    pictures_loaded(page)
    widths = page.eval_on_selector_all("main picture img", "all => all.map(one => one.naturalWidth)")
    assert (len(widths), all(width > 0 for width in widths)) == (2, True)
