"""Counts of the register as pages: text beside pictures, tables, downloads, six languages."""

import pytest
from playwright.sync_api import expect

from salwa.domain.accounts import Role
from tests.builders.counted import a_counted_weapon
from tests.journeys.conftest import LANGUAGES, barriers, bytes_of_visit, pages_looked_at, picture, pictures_loaded


@pytest.fixture
def register(transactional_db):
    """A small invented register with everything in it that counts can show."""
    makers = ["taurus"] * 9 + ["glock"] * 6 + ["rossi"] * 4 + ["beretta"] * 3 + [f"maker-{one}" for one in range(14)]
    types = ["self-loading-pistol", "revolver", "shotgun", "assault-rifle"]
    for number, maker in enumerate(makers):
        a_counted_weapon(
            type_code=types[number % 4] if number % 9 else "",
            maker_code=maker,
            country_code=("BRA", "AUT", "ITA", "GBR")[number % 4] if number % 5 else "",
            calibre_code=("9x19", "38-special")[number % 2],
            year=1948 + 2 * number if number % 3 else None,
            states=(("present", "present", "erased", "partial", "missing")[number % 5],),
            recovered=f"{2014 + number % 9}-05-01",
        )
    a_counted_weapon(maker_text="Xyzzy & Sons", type_code="revolver")
    a_counted_weapon(kind="ammunition", type_code="cartridge", calibre_code="9x19", quantity=50)


def test_the_analysis_has_no_barriers(visit_as, register):
    def opened(page):
        page.locator("details summary").last.click()

    assert pages_looked_at(visit_as(Role.AUDITOR), {"analysis": "/analysis/"}, LANGUAGES, opened) == []


def test_every_picture_is_drawn_and_has_its_table(visit_as, register):
    page = visit_as(Role.AUDITOR, address="/analysis/", scripts=False)
    pictures = page.locator("figure img")
    assert pictures.count() == 7
    for number in range(7):
        pictures.nth(number).scroll_into_view_if_needed()
        expect(pictures.nth(number)).to_have_js_property("complete", True)
        assert pictures.nth(number).evaluate("image => image.naturalWidth") > 300
    assert page.locator("figure table").count() == 7


def test_what_a_picture_says_to_those_who_do_not_see_it_is_plain_text(visit_as, register):
    page = visit_as(Role.AUDITOR, address="/analysis/maker/")
    said = page.locator("figure img").get_attribute("alt")
    assert said.startswith("Bars: ") and said.endswith("The table holds the same figures.")
    assert "<" not in said
    assert '">' not in page.locator("figure").inner_text()


def test_the_words_of_the_counts_are_in_the_readers_language(visit_as, register):
    page = visit_as(Role.AUDITOR, address="/analysis/", language="ar")
    names = page.locator(".count-name").all_inner_texts()
    assert len(names) == 7
    assert [name for name in names if name.isascii()] == []


def test_one_count_shows_every_entry(visit_as, register):
    page = visit_as(Role.AUDITOR, address="/analysis/maker/")
    expect(page.locator("tbody tr")).to_have_count(19)
    expect(page.locator("tbody tr").last).to_contain_text("Recorded, but not read")
    picture(page, "analysis-maker-en-1280")
    assert barriers(page) == []


def test_the_table_can_be_taken_away_without_scripts(visit_as, register):
    page = visit_as(Role.AUDITOR, address="/analysis/maker/", scripts=False)
    with page.expect_download() as started:
        page.get_by_role("link", name="Table (CSV)").click()
    assert started.value.suggested_filename.endswith(".csv")


def test_ammunition_stands_on_its_own(visit_as, register):
    page = visit_as(Role.AUDITOR, address="/analysis/")
    page.get_by_role("link", name="Ammunition 1").click()
    expect(page.get_by_text("50 pieces together")).to_be_visible()
    expect(page.get_by_text("n = 1").first).to_be_visible()


def test_an_empty_register_says_what_to_do(visit_as, transactional_db):
    page = visit_as(Role.AUDITOR, address="/analysis/")
    expect(page.get_by_text("they are counted here")).to_be_visible()
    assert barriers(page) == []


def test_in_the_dark_the_pictures_are_dark(visit_as, register):
    page = visit_as(Role.AUDITOR, address="/analysis/", colour="dark", width=390)
    pictures_loaded(page)
    picture(page, "analysis-dark-390")
    assert "scheme=dark" in page.locator("figure img").first.evaluate("image => image.currentSrc")
    assert barriers(page) == []


def test_the_pages_are_light(visit_as, register):
    page = visit_as(Role.AUDITOR, address="/")
    assert bytes_of_visit(page, "/analysis/") <= 30_000
