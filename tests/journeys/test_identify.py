"""Identifying a weapon without knowing guns: on a phone, without scripts, in Arabic; and looking up a mark."""

import pytest
from playwright.sync_api import expect

from salwa.domain.accounts import Role
from tests.journeys.conftest import pages_looked_at


@pytest.mark.parametrize("scripts", [True, False])
def test_an_officer_gets_from_the_safety_rules_to_the_type_and_to_recording_it(visit_as, scripts):
    page = visit_as(Role.REGISTRAR, address="/identify/", width=390, scripts=scripts)
    expect(page.get_by_role("heading", name="Safety first")).to_be_visible()
    page.get_by_role("link", name="It is safe: begin with the first question").click()
    page.get_by_role("link", name="With a stock against the shoulder, or a stock that can be folded out").click()
    page.get_by_role("link", name="As a pencil or narrower").click()
    page.get_by_role("link", name="Back to the question before").click()
    page.get_by_role("link", name="As a pencil or narrower").click()
    page.get_by_role("link", name="From a box magazine that stands out below").click()
    page.get_by_role("link", name="As wide as three fingers and more: long cartridges with a neck").click()
    page.get_by_role("link", name="No, it loads itself").click()
    page.get_by_role("link", name="Curved magazine, a tube above the barrel, a long lever on the right side").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Assault rifle")
    expect(page.get_by_text("Most likely, if the answers are right.")).to_be_visible()
    expect(page.get_by_text("On the steel block at the front of the receiver")).to_be_visible()
    expect(page.get_by_text("AKM", exact=True)).to_be_visible()
    expect(page.locator("main a.button").first).to_be_visible()
    page.get_by_role("link", name="Change answer 1").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("How is it held when it is fired?")


def test_a_mark_is_found_by_its_letters_with_and_without_dots(visit_as):
    page = visit_as(Role.REGISTRAR, address="/identify/tables/imports/", scripts=False)
    page.get_by_label("Letters of the mark, a name or a State").fill("cai st albans")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("status")).to_have_text("1 entry")
    expect(page.get_by_role("rowheader")).to_have_text("Century International Arms")
    page.goto("/identify/tables/proof/?q=ELG")
    expect(page.get_by_role("rowheader").first).to_have_text("Liège")
    page.goto("/identify/tables/factory/?q=26+triangle")
    expect(page.get_by_role("rowheader").first).to_contain_text("Jianshe")
    page.goto("/identify/tables/makers/?q=zzzz")
    expect(page.get_by_text("Nothing in this table fits.")).to_be_visible()


@pytest.mark.parametrize("answers", ["hand.nonsense", "hand.cylinder.more", "..", "%00", "hand" * 90])
def test_answers_that_the_key_does_not_have_are_not_there(visit_as, answers):
    page = visit_as(Role.REGISTRAR, address="/identify/", scripts=False)
    assert page.goto(f"/identify/key/?answers={answers}").status == 404
    assert page.goto("/identify/tables/nothing/").status == 404


def test_the_pages_of_identification_have_no_barriers(visit_as):
    places = {
        "identify": "/identify/",
        "identify-question": "/identify/key/?answers=shoulder.narrow",
        "identify-found": "/identify/key/?answers=hand.cylinder",
        "identify-mortar": "/identify/key/?answers=crew.plate",
        "identify-proof": "/identify/tables/proof/",
        "identify-makers": "/identify/tables/makers/?q=zastava",
        "identify-imports": "/identify/tables/imports/",
        "identify-factory": "/identify/tables/factory/?page=2",
    }
    assert pages_looked_at(visit_as(Role.REGISTRAR), places) == []
