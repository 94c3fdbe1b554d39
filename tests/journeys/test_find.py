"""Finding a weapon by its marks: damaged serials, reasons, purpose, without scripts, in six languages."""

import pytest
from playwright.sync_api import expect

from salwa.domain.accounts import Role
from salwa.services.weapons.actions import record_weapon
from salwa.services.weapons.values import MarkEntry, WeaponEntry
from salwa.storage.accounts.models import AuditEntry
from tests.builders.people import a_person
from tests.journeys.conftest import EVERY_LANGUAGE, barriers, looked_at


@pytest.fixture
def pistol(transactional_db):
    """A recorded pistol among neighbours of the same maker."""
    clerk = a_person(Role.REGISTRAR)
    numbers = []
    for serial in ("TKR81234", "TKR81235", "TKR90001"):
        marks = (MarkEntry("frame", "manufacture", "serial", serial, "present"),)
        entry = WeaponEntry(maker="Forjas Taurus", model="PT 92", calibre="9 mm Parabellum", year="1994", marks=marks)
        numbers.append(record_weapon(acting_user=clerk, entry=entry))
    return numbers[0]


@pytest.mark.parametrize("scripts", [True, False])
def test_a_weapon_is_found_by_a_damaged_mark(visit_as, pistol, scripts):
    page = visit_as(Role.TRACING_OFFICER, address="/weapons/find/", scripts=scripts)
    page.get_by_label("Serial number", exact=True).fill("tkr8?234")
    page.get_by_label("Maker", exact=True).fill("TAURUS")
    page.get_by_label("Model", exact=True).fill("PT92")
    page.get_by_label("Why do you look for it?").fill("Case 12/2026")
    page.get_by_role("button", name="Find the weapon").click()
    first = page.locator(".candidate").first
    expect(first).to_contain_text("TKR8")
    expect(first.locator(".aligned bdi").nth(0)).to_have_text("TKR8?234")
    expect(first.locator(".aligned bdi").nth(1)).to_have_text("TKR81234")
    expect(first.locator(".aligned .unread").nth(1)).to_have_text("1")
    first.get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("PT 92")
    entry = AuditEntry.objects.get(action="weapons.found")
    assert (entry.purpose, entry.details["weapons"][0]) == ("Case 12/2026", pistol)
    assert AuditEntry.objects.filter(action="weapons.opened", object_id=str(pistol)).count() == 1


def test_a_look_up_without_a_purpose_is_refused_and_not_recorded(visit_as, pistol):
    page = visit_as(Role.TRACING_OFFICER, address="/weapons/find/")
    page.get_by_label("Serial number", exact=True).fill("TKR81234")
    page.get_by_role("button", name="Find the weapon").click()
    expect(page.get_by_role("alert")).to_contain_text("Say why you look for it")
    assert page.evaluate("document.activeElement.className") == "error-summary"
    page.get_by_role("alert").get_by_role("link").click()
    assert page.evaluate("document.activeElement.id") == "id_purpose"
    assert barriers(page) == []
    assert AuditEntry.objects.filter(action="weapons.found").count() == 0


def test_the_box_in_the_top_bar_remembers_the_purpose(visit_as, pistol):
    page = visit_as(Role.TRACING_OFFICER)
    page.keyboard.press("/")
    page.keyboard.type("TKR81234")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Say why you look for this weapon")).to_be_visible()
    page.get_by_label("Why do you look for it?").fill("Case 7")
    page.get_by_role("button", name="Find the weapon").click()
    expect(page.locator(".candidate").first).to_contain_text("PT 92")
    page.keyboard.press("/")
    page.keyboard.type("TKR90001")
    page.keyboard.press("Enter")
    expect(page.locator(".candidate").first).to_contain_text("TKR90001")
    purposes = AuditEntry.objects.filter(action="weapons.found").values_list("purpose", flat=True)
    assert list(purposes) == ["Case 7", "Case 7"]


def test_an_answer_keeps_its_place_when_the_language_changes_and_costs_no_second_look_up(visit_as, pistol):
    page = visit_as(Role.TRACING_OFFICER, address="/weapons/find/")
    page.get_by_label("Serial number", exact=True).fill("TKR81234")
    page.get_by_label("Why do you look for it?").fill("Case 7")
    page.get_by_role("button", name="Find the weapon").click()
    page.wait_for_selector(".candidate")
    address = page.url
    page.get_by_role("button", name="عربي").click()
    page.wait_for_selector("html[dir=rtl]")
    assert page.url == address
    assert AuditEntry.objects.filter(action="weapons.found").count() == 1


def test_what_is_not_registered_is_said_to_be_so(visit_as, pistol):
    page = visit_as(Role.TRACING_OFFICER, address="/weapons/find/")
    page.get_by_label("Serial number", exact=True).fill("ZZX55555555")
    page.get_by_label("Why do you look for it?").fill("Case 7")
    page.get_by_role("button", name="Find the weapon").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Not in this register")
    assert page.locator(".candidate").count() == 0
    assert barriers(page) == []


def test_the_mark_reader_makes_a_sign_illegible_with_a_click_and_a_key(visit_as, pistol):
    page = visit_as(Role.TRACING_OFFICER, address="/weapons/find/")
    box = page.locator("#id_serial")
    box.fill("TKR81234")
    cells = page.locator(".cell > button")
    assert cells.count() == 8
    cells.nth(4).click()
    assert box.input_value() == "TKR8?234"
    cells.nth(4).click()
    assert box.input_value() == "TKR81234"
    cells.nth(3).focus()
    page.keyboard.press("?")
    assert box.input_value() == "TKR?1234"
    page.get_by_role("button", name="Position 5: instead: I").click()
    assert box.input_value() == "TKR?I234"
    assert barriers(page) == []


def test_makers_are_suggested_in_any_script(visit_as, pistol):
    page = visit_as(Role.TRACING_OFFICER, address="/weapons/find/")
    page.get_by_label("Maker", exact=True).press_sequentially("تور")
    page.wait_for_selector("#maker-names option", state="attached")
    assert "Taurus" in page.locator("#maker-names option").first.get_attribute("value")


def test_a_person_without_the_right_is_refused(visit_as, pistol):
    page = visit_as(Role.AUDITOR, address="/weapons/find/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Your roles do not allow this")
    assert page.get_by_role("link", name="Find a weapon").count() == 0


@pytest.mark.parametrize(("language", "width"), EVERY_LANGUAGE)
def test_the_find_pages_have_no_barriers(visit_as, pistol, language, width):
    page = visit_as(Role.TRACING_OFFICER, address="/weapons/find/", language=language, width=width)
    page.locator("#id_serial").fill("TKR8I23?")
    page.locator("#id_maker").fill("Taurus")
    page.locator("#id_purpose").fill("12/2026")
    assert looked_at(page, f"find-{language}") == []
    page.locator("main form .button:not(.quiet)").first.click()
    page.wait_for_selector(".candidate")
    assert looked_at(page, f"found-{language}") == []
