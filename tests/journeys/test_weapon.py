"""Recording a weapon with its marks and a picture, and its page."""

import io
from datetime import date

import pytest
from PIL import Image
from playwright.sync_api import expect

from salwa.domain.accounts import Role
from salwa.services.weapons.actions import add_picture, record_weapon
from salwa.services.weapons.values import EventEntry, MarkEntry, WeaponEntry
from salwa.storage.register.models import Mark, Picture, Weapon
from tests.builders.people import a_person
from tests.journeys.conftest import LANGUAGES, barriers, pages_looked_at


def a_picture():
    out = io.BytesIO()
    Image.linear_gradient("L").resize((900, 600)).convert("RGB").save(out, "JPEG")
    return out.getvalue()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_weapon_is_recorded_with_marks_and_a_picture(visit_as, scripts):
    page = visit_as(Role.STOCK_OFFICER, address="/weapons/record/", scripts=scripts)
    page.locator("#id_marks-0-text").fill("ТКР 8?234")
    page.locator("#id_marks-1-text").fill("81234")
    page.locator("#id_maker").fill("FORJAS TAURUS S.A.")
    page.locator("#id_model").fill("PT 92")
    page.locator("#id_event").select_option("seized")
    page.locator("#id_date").fill("2026-03")
    page.locator("#id_place").fill("Strelsau")
    page.locator("#id_picture").set_input_files({"name": "a.jpg", "mimeType": "image/jpeg", "buffer": a_picture()})
    page.get_by_role("button", name="Record the weapon").click()
    expect(page.get_by_text("The weapon was recorded.")).to_be_visible()
    weapon = Weapon.objects.get()
    assert (weapon.maker_text, weapon.maker_code) == ("FORJAS TAURUS S.A.", "taurus")
    marks = list(Mark.objects.order_by("pk").values_list("component", "text", "state"))
    assert marks == [("frame", "ТКР 8?234", "partial"), ("barrel", "81234", "present")]
    assert weapon.events.get().precision == "month"
    assert Picture.objects.get().weapon == weapon
    expect(page.locator(".pictures img")).to_have_count(1)
    assert barriers(page) == [] if scripts else True


def test_one_more_mark_keeps_what_was_typed(visit_as):
    page = visit_as(Role.REGISTRAR, address="/weapons/record/", scripts=False)
    page.locator("#id_marks-0-text").fill("AB 123")
    page.locator("#id_maker").fill("Zastava")
    page.get_by_role("button", name="One more mark").click()
    assert page.locator("#id_marks-0-text").input_value() == "AB 123"
    assert page.locator("#id_maker").input_value() == "Zastava"
    assert page.locator(".mark-entry").count() == 4
    assert Weapon.objects.count() == 0


def test_wrong_dates_and_empty_forms_are_refused_with_a_link_to_the_field(visit_as):
    page = visit_as(Role.REGISTRAR, address="/weapons/record/")
    page.get_by_role("button", name="Record the weapon").click()
    expect(page.get_by_role("alert")).to_contain_text("A weapon needs at least a mark")
    page.locator("#id_maker").fill("Zastava")
    page.locator("#id_date").fill("2026-02-31")
    page.get_by_role("button", name="Record the weapon").click()
    expect(page.get_by_role("alert")).to_contain_text("There is no such day: 2026-02-31")
    assert page.locator("#id_maker").input_value() == "Zastava"
    assert barriers(page) == []
    page.get_by_role("alert").get_by_role("link").click()
    assert page.evaluate("document.activeElement.id") == "id_date"
    assert Weapon.objects.count() == 0


@pytest.fixture
def rifle(transactional_db):
    clerk = a_person(Role.REGISTRAR)
    marks = (
        MarkEntry("receiver", "manufacture", "serial", "С 0487-Б", "present"),
        MarkEntry("barrel", "manufacture", "serial", "", "erased"),
        MarkEntry("unknown", "import", "import_mark", "RUR 88", "present"),
    )
    event = EventEntry("seized", date(2019, 5, 3), place="Zenda", incident="2019/441")
    entry = WeaponEntry(
        type="assault rifle", maker="Zastava", model="M70", calibre="7,62 x 39", country="Jugoslavija", year="1984",
        state_owned="no", marks=marks, event=event,
    )  # fmt: skip
    number = record_weapon(acting_user=clerk, entry=entry)
    add_picture(acting_user=clerk, weapon_id=number, stream=io.BytesIO(a_picture()), caption="Receiver, left side")
    record_weapon(acting_user=clerk, entry=WeaponEntry(maker="Zastava", marks=marks[:1]))
    return number


def test_the_weapon_page_has_no_barriers_and_keeps_marks_left_to_right(visit_as, rifle):
    def holds(page):
        assert {box.get_attribute("dir") for box in page.locator(".mark").all()} == {"ltr"}
        assert page.locator(".silhouette .marked").count() == 2
        assert page.locator(".timeline .gap").count() == 1

    page = visit_as(Role.REGISTRAR)
    assert pages_looked_at(page, {"weapon": f"/weapons/{rifle}/"}, LANGUAGES, holds) == []
    assert pages_looked_at(page, {"record": "/weapons/record/"}, LANGUAGES) == []


def test_a_weapon_that_is_not_there_says_no_more_than_one_that_may_not_be_seen(visit_as, rifle):
    page = visit_as(Role.REGISTRAR, address="/weapons/999999/")
    expect(page.get_by_role("heading", level=1)).to_have_text("There is no such page")
    page = visit_as(Role.AUDITOR, address=f"/weapons/{rifle}/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Your roles do not allow this")


def test_a_file_that_is_no_picture_is_refused_in_words(visit_as, rifle):
    page = visit_as(Role.REGISTRAR, address=f"/weapons/{rifle}/")
    bad = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": b"<svg onload=alert(1)>"}
    page.locator("#id_picture").set_input_files(bad)
    page.get_by_role("button", name="Add the picture").click()
    expect(page.get_by_role("alert")).to_contain_text("not a picture that Salwa can read")
    assert Picture.objects.count() == 1
