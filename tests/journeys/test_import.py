"""Importing a spreadsheet on one page: columns, what was understood, result; mending; withdrawing."""

import pytest
from playwright.sync_api import expect

from salwa.domain.accounts import Role
from salwa.storage.register.models import Import, Weapon
from tests.builders.files import a_file, row
from tests.journeys.conftest import EVERY_LANGUAGE, barriers, bytes_of_visit, looked_at, picture

# What shows that a step is reached; the first two are the buttons that lead on.
STEPS = {
    "columns": "#columns form button.button",
    "understood": "form[action$='/start/'] button",
    "result": ".result-line",
}
LINES = [
    row(1, "D12345Z"),
    row(2, "filed off", maker="Taurus", model="PT 92"),
    row(3, "A99?11", maker="Xyzzy & Sons", model="None such"),
    row(4, "", maker="", model="", type="", calibre="", country=""),
    row(5, "KB55512", date="31/02/2024"),
]


def chosen(page, lines=LINES):
    """The file is received; its page is open."""
    page.get_by_label("Spreadsheet").set_input_files(
        {"name": "weapons.csv", "mimeType": "text/csv", "buffer": a_file(lines)}
    )
    page.get_by_role("button", name="Look at this file").click()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_registrar_imports_a_spreadsheet(visit_as, scripts):
    page = visit_as(Role.REGISTRAR, address="/imports/", scripts=scripts)
    chosen(page)
    expect(page.get_by_role("heading", name="weapons.csv")).to_be_visible()
    expect(page.get_by_label("Serial No.")).to_have_value("serial")
    expect(page.get_by_text("The header Make names this field.")).to_be_visible()
    page.get_by_role("button", name="Show what Salwa understands").click()
    preview = page.locator(".preview-table")
    expect(preview).to_contain_text("Pietro Beretta")
    expect(preview).to_contain_text("Erased")
    expect(preview).to_contain_text("not read")
    expect(preview).to_contain_text("The row has no type, maker, model, calibre or serial number.")
    page.get_by_role("button", name="Try the whole file without saving").click()
    expect(page.get_by_text("of 5 rows, 4 can be taken in and 1 would be set aside")).to_be_visible()
    assert Weapon.objects.count() == 0
    page.get_by_role("button", name="Start the import").click()
    expect(page.get_by_text("Every one of the 5 rows read is accounted for.")).to_be_visible()
    assert Weapon.objects.count() == 4
    expect(page.get_by_text("Fill in at least one of them, or delete the row.")).to_be_visible()
    with page.expect_download() as started:
        page.get_by_role("link", name="Rows to mend (CSV)").click()
    assert b"salwa_reason" in started.value.path().read_bytes()


def test_a_field_given_twice_is_said_at_its_column(visit_as, transactional_db):
    page = visit_as(Role.REGISTRAR, address="/imports/")
    chosen(page)
    page.get_by_label("Model").select_option("maker")
    page.get_by_role("button", name="Show what Salwa understands").click()
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("“Maker” is given to the column “Make” already.")
    assert page.title().startswith("Error:")
    alert.get_by_role("link").click()
    expect(page.get_by_label("Model")).to_be_focused()
    assert barriers(page) == []
    assert Import.objects.get().status == "received"


def test_a_file_that_is_no_table_is_refused_in_words(visit_as, transactional_db):
    page = visit_as(Role.REGISTRAR, address="/imports/")
    page.get_by_label("Spreadsheet").set_input_files(
        {"name": "photo.csv", "mimeType": "text/csv", "buffer": b"\x89PNG\r\n\x1a\n\x00\x00\x00"}
    )
    page.get_by_role("button", name="Look at this file").click()
    expect(page.get_by_role("alert")).to_contain_text("photo.csv")
    assert Import.objects.count() == 0
    page.get_by_role("button", name="Look at this file").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose a file.")


def test_withdrawing_an_import_is_asked_for_with_a_reason(visit_as, transactional_db):
    page = visit_as(Role.REGISTRAR, address="/imports/", scripts=False)
    chosen(page)
    page.get_by_role("button", name="Show what Salwa understands").click()
    page.get_by_role("button", name="Start the import").click()
    address = page.url
    page.get_by_text("Withdraw this import").click()
    page.get_by_role("button", name="Ask for the withdrawal").click()
    expect(page.get_by_role("alert")).to_contain_text("Give the reason why the import is withdrawn.")
    page.get_by_label("Why is it withdrawn?").fill("wrong file")
    page.get_by_role("button", name="Ask for the withdrawal").click()
    expect(page.get_by_text("Nothing changes before another person approves it.")).to_be_visible()
    assert Weapon.objects.filter(withdrawn_at=None).count() == 4
    page.goto(address)
    expect(page.get_by_text("Somebody asked for this import to be withdrawn.")).to_be_visible()
    expect(page.get_by_role("button", name="Ask for the withdrawal")).to_have_count(0)


def test_progress_is_shown_until_it_ends(visit_as, transactional_db):
    page = visit_as(Role.REGISTRAR, address="/imports/")
    chosen(page)
    page.get_by_role("button", name="Show what Salwa understands").click()
    expect(page.get_by_role("button", name="Start the import")).to_be_visible()
    number = Import.objects.get().pk
    Import.objects.update(status="running", rows_total=200, imported=50)
    page.goto(f"/imports/{number}/")
    expect(page.get_by_text("50 of 200 rows are done.")).to_be_visible()
    assert page.locator("progress").get_attribute("value") == "50"
    assert barriers(page) == []
    picture(page, "import-progress-en-1280")
    Import.objects.update(imported=150)
    expect(page.get_by_text("150 of 200 rows are done.")).to_be_visible()
    Import.objects.update(imported=200, status="finished")
    expect(page.get_by_text("Every one of the 200 rows read is accounted for.")).to_be_visible()


@pytest.mark.parametrize(("language", "width"), EVERY_LANGUAGE)
def test_the_steps_have_no_barriers(visit_as, language, width, transactional_db):
    page = visit_as(Role.REGISTRAR, address="/imports/", language=language, width=width)
    page.locator("input[type=file]").set_input_files(
        {"name": "weapons.csv", "mimeType": "text/csv", "buffer": a_file(LINES)}
    )
    page.locator("main form button").click()
    for step, reached in STEPS.items():
        expect(page.locator(reached)).to_be_visible()
        page.wait_for_load_state()
        assert looked_at(page, f"import-{step}-{language}") == []
        if step != "result":
            page.locator(reached).click()
    page.goto("/imports/")
    assert looked_at(page, f"imports-{language}") == []


def test_the_pages_are_light(visit_as, transactional_db):
    page = visit_as(Role.REGISTRAR, address="/")
    assert bytes_of_visit(page, "/imports/") <= 30_000
    chosen(page)
    assert bytes_of_visit(page, page.url) <= 30_000
