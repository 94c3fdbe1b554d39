"""Screening a list from the web, and the page of weapons recorded twice."""

import csv
import io

import pytest
from playwright.sync_api import expect

from salwa.domain.accounts import Role
from salwa.services.accounts.actions import make_operator, operator
from salwa.services.imports.actions import run_import_now
from salwa.storage.accounts.models import AuditEntry
from salwa.storage.register.models import Screening
from tests.builders.files import a_file, received, row
from tests.journeys.conftest import EVERY_LANGUAGE, barriers, bytes_of_visit, looked_at

REGISTER = [
    row(1, "D12345Z"),
    row(2, "TKB48813", maker="Taurus", model="PT 92", country="BRA"),
    row(3, "TKB4B8I3", maker="Taurus", model="PT 92", country="BRA"),
    row(4, "GLK992", maker="Glock", model="17", country="AUT"),
]
LIST = "Exhibit;Serial No.;Make;Model\nA-1;D12345Z;Beretta;92 FS\nA-2;GLK99?;Glock;17\nA-3;ZZ999999;Walther;PPK\n"


@pytest.fixture
def register(transactional_db):
    """A register of four weapons, two of which are probably one."""
    make_operator()
    import_id = received(a_file(REGISTER))
    run_import_now(acting_user=operator(), import_id=import_id)


def sent(page, text=LIST, purpose="case 44/2026"):
    """The list is sent."""
    page.locator("input[type=file]").set_input_files(
        {"name": "seized.csv", "mimeType": "text/csv", "buffer": text.encode()}
    )
    page.locator("#id_purpose").fill(purpose)
    page.locator("main form button").click()


@pytest.mark.parametrize("scripts", [True, False])
def test_an_officer_screens_a_list(visit_as, register, scripts):
    page = visit_as(Role.TRACING_OFFICER, address="/screening/", scripts=scripts)
    sent(page)
    expect(page.get_by_role("heading", name="seized.csv")).to_be_visible()
    found = page.locator(".screened > li")
    expect(found.first).to_contain_text("D12345Z")
    expect(page.get_by_role("link", name="Not found 1")).to_be_visible()
    page.get_by_role("link", name="Not found 1").click()
    expect(found).to_have_count(1)
    expect(found.first).to_contain_text("ZZ999999")
    with page.expect_download() as started:
        page.get_by_role("link", name="The whole result (CSV)").click()
    text = started.value.path().read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text.split("\n", 1)[1])))
    # Rows are counted as the spreadsheet counts them: the header is row 1.
    assert [(one["row"], one["serial_asked"]) for one in rows] == [
        ("2", "D12345Z"),
        ("3", "GLK99?"),
        ("4", "ZZ999999"),
    ]
    assert rows[0]["serial_recorded"] == "D12345Z"
    assert rows[2]["verdict"] == "not_found" and rows[2]["weapon"] == ""
    assert AuditEntry.objects.get(action="weapons.screened").purpose == "case 44/2026"


def test_a_list_needs_a_purpose_and_marks(visit_as, register):
    page = visit_as(Role.TRACING_OFFICER, address="/screening/")
    sent(page, purpose="")
    expect(page.get_by_role("alert")).to_contain_text("Say why the list is screened")
    assert barriers(page) == []
    sent(page, text="Colour;Weight\nblack;900\ngrey;950\n")
    expect(page.get_by_role("alert")).to_contain_text("No column of seized.csv is a serial number, maker or model.")
    assert Screening.objects.count() == 0


def test_a_screening_is_seen_by_its_officer_and_by_the_supervisor_only(visit_as, register):
    page = visit_as(Role.TRACING_OFFICER, address="/screening/")
    sent(page)
    expect(page.get_by_role("heading", name="seized.csv")).to_be_visible()
    address = f"/screening/{Screening.objects.get().pk}/"
    other = visit_as(Role.TRACING_OFFICER, address=address)
    expect(other.get_by_text("There is no screening with this number, or it is not yours.")).to_be_visible()
    supervisor = visit_as(Role.SUPERVISOR, address=address)
    expect(supervisor.get_by_role("heading", name="seized.csv")).to_be_visible()


def test_weapons_recorded_twice_are_listed_as_pairs(visit_as, register):
    page = visit_as(Role.SUPERVISOR, address="/screening/duplicates/", scripts=False)
    page.get_by_role("button", name="Look for weapons recorded twice").click()
    pairs = page.locator(".twice > li")
    expect(pairs).to_have_count(1)
    expect(pairs.first).to_contain_text("TKB48813")
    expect(pairs.first).to_contain_text("TKB4B8I3")


@pytest.mark.parametrize(("language", "width"), EVERY_LANGUAGE)
def test_the_pages_have_no_barriers(visit_as, register, language, width):
    page = visit_as(Role.SUPERVISOR, address="/screening/", language=language, width=width)
    sent(page)
    page.wait_for_url("**/screening/*/")
    page.locator(".screened-why summary").first.click()
    seen = {"screening": page.url, "screenings": "/screening/", "duplicates": "/screening/duplicates/"}
    for name, address in seen.items():
        if name != "screening":
            page.goto(address)
        if name == "duplicates":
            page.locator("main form button").click()
            page.wait_for_selector(".twice")
        assert looked_at(page, f"{name}-{language}") == []


def test_the_pages_are_light(visit_as, register):
    page = visit_as(Role.SUPERVISOR, address="/")
    assert bytes_of_visit(page, "/screening/") <= 30_000
    assert bytes_of_visit(page, "/screening/duplicates/") <= 30_000
