"""Taking lists and sheets out of the register, with and without scripts; marks keep their order on screen."""

import zipfile

import pytest
from playwright.sync_api import expect

from salwa.domain.accounts import Role
from salwa.storage.accounts.models import AuditEntry
from tests.assurance.bidi_proof import on_screen
from tests.builders.directions import samples
from tests.builders.weapons import a_holder, a_mark, a_weapon, an_event
from tests.journeys.conftest import BOTH_DIRECTIONS, bytes_of_visit, looked_at


@pytest.fixture
def weapon(transactional_db):
    """A weapon with a life, in a depot, noted down in Arabic."""
    depot = a_holder("المستودع المركزي")
    found = a_weapon("12-34-56", maker_text="زاستافا", model_text="M70", note="رقم 12-34-56 بتاريخ 2025-03-04")
    a_mark(found, "AB-9", component="barrel", content="serial", state="partial")
    an_event(found, "transferred", "1990-05-06", receiver=depot, document="A/CONF.192/15", place="بيروت 7-12")
    return found


@pytest.mark.parametrize("scripts", [True, False])
def test_a_registrar_takes_a_list_out(visit_as, weapon, scripts):
    page = visit_as(Role.REGISTRAR, address="/exports/new/?whereabouts=held", scripts=scripts)
    expect(page.get_by_text("1 weapon", exact=True)).to_be_visible()
    page.get_by_role("button", name="Make this list").click()
    expect(page.get_by_role("alert")).to_contain_text("Say why you take this out")
    page.get_by_label("Data table").check()
    page.locator("#id_purpose").fill("Court order 44/2026")
    page.get_by_role("button", name="Make this list").click()
    expect(page.get_by_role("heading", name="Export")).to_be_visible()
    with page.expect_download() as started:
        page.get_by_role("button", name="Fetch the file").click()
    with zipfile.ZipFile(started.value.path()) as parts:
        assert "12-34-56" in parts.read("weapons.csv").decode()
    assert AuditEntry.objects.get(action="weapons.exported").purpose == "Court order 44/2026"
    page.get_by_role("button", name="Remove the file now").click()
    expect(page.get_by_text("File removed")).to_be_visible()


def test_a_weapons_sheet_is_printed_from_its_page(visit_as, weapon):
    page = visit_as(Role.TRACING_OFFICER, address=f"/weapons/{weapon.pk}/")
    expect(page.get_by_role("link", name="Take this list out")).to_have_count(0)
    page.get_by_role("link", name="Print its sheet").click()
    page.locator("#id_language").select_option("ar")
    page.locator("#id_purpose").fill("Case 12/2026")
    with page.expect_download() as started:
        page.get_by_role("button", name="Make the sheet (PDF)").click()
    assert started.value.path().read_bytes()[:5] == b"%PDF-"
    assert started.value.suggested_filename == f"weapon-{weapon.pk}-ar.pdf"


@pytest.mark.parametrize(("language", "width"), BOTH_DIRECTIONS)
def test_the_pages_have_no_barriers(visit_as, weapon, language, width):
    page = visit_as(Role.REGISTRAR, address="/exports/new/", language=language, width=width)
    page.locator("#id_purpose").fill("Case 12-34/2026 قضية 12-34/2026")
    seen = ["new-export"]
    for name in (*seen, "export", "exports", "weapon-sheet"):
        if name == "export":
            page.locator("main form .button").first.click()
            page.wait_for_url("**/exports/*/")
        elif name != "new-export":
            page.goto("/exports/" if name == "exports" else f"/exports/weapon/{weapon.pk}/")
        assert looked_at(page, f"{name}-{language}") == []


def test_the_pages_are_light(visit_as, weapon):
    page = visit_as(Role.REGISTRAR, address="/")
    assert bytes_of_visit(page, "/exports/") <= 30_000
    assert bytes_of_visit(page, "/exports/new/") <= 30_000


def test_nothing_turns_round_on_screen_and_without_care_much_would(visit):
    ours, bare = on_screen(visit("/accounts/login/"), samples(200))
    assert ours == []
    assert len(bare) > 60
