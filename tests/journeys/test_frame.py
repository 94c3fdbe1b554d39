"""The frame: languages, roles, headers, weight, errors, home, people and audit pages, keyboard, dark, reflow."""

from itertools import product

import pytest
from playwright.sync_api import expect

from salwa.domain.accounts import Role
from salwa.domain.languages import LANGUAGES
from salwa.services.weapons.actions import record_weapon
from salwa.services.weapons.values import MarkEntry, WeaponEntry
from salwa.storage.accounts.models import AuditEntry, Membership
from tests.builders.people import a_person
from tests.journeys.conftest import barriers, bytes_of_visit, looked_at, overflow, picture, speak

WAYS = {
    Role.REGISTRAR: {
        "Identify a weapon",
        "Figures of tracing",
        "Home",
        "Find a weapon",
        "Weapons",
        "Record a weapon",
        "Stockpile",
        "Ammunition",
        "Destruction",
        "Imports",
        "Recorded twice",
        "Authorisations",
        "Holders",
        "Marking",
        "Analysis",
        "Approvals",
        "Exports",
        "Seizures",
        "Questions to experts",
    },
    Role.STOCK_OFFICER: {
        "Identify a weapon",
        "Figures of tracing",
        "Home",
        "Find a weapon",
        "Weapons",
        "Record a weapon",
        "Stockpile",
        "Ammunition",
        "Destruction",
        "Marking",
        "Analysis",
        "Approvals",
    },
    Role.TRACING_OFFICER: {
        "Identify a weapon",
        "Figures of tracing",
        "Tracing requests",
        "Requests of other States",
        "Contacts of States",
        "Exchange",
        "Home",
        "Find a weapon",
        "Weapons",
        "Seizures",
        "Tracing cases",
        "Screen a list",
        "Analysis",
    },
    Role.SUPERVISOR: {
        "Identify a weapon",
        "Figures of tracing",
        "Tracing requests",
        "Requests of other States",
        "Contacts of States",
        "Exchange",
        "Home",
        "Find a weapon",
        "Weapons",
        "Stockpile",
        "Ammunition",
        "Destruction",
        "Screen a list",
        "Recorded twice",
        "Authorisations",
        "Holders",
        "Marking",
        "Analysis",
        "Approvals",
        "Exports",
        "Audit log",
        "Seizures",
        "Tracing cases",
        "Questions to experts",
    },
    Role.AUDITOR: {
        "Figures of tracing",
        "Tracing requests",
        "Requests of other States",
        "Contacts of States",
        "Exchange",
        "Home",
        "Stockpile",
        "Ammunition",
        "Destruction",
        "Authorisations",
        "Holders",
        "Analysis",
        "Approvals",
        "Audit log",
        "Seizures",
        "Tracing cases",
    },
    Role.ADMINISTRATOR: {
        "Directory of contacts",
        "Contacts of States",
        "Exchange",
        "Home",
        "Approvals",
        "People and roles",
    },
}


@pytest.mark.parametrize("role", list(Role))
def test_each_role_is_offered_exactly_its_ways(visit_as, role):
    page = visit_as(role)
    assert set(page.locator("#navigation a").all_inner_texts()) == WAYS[role]
    assert barriers(page) == []


def test_the_language_bar_has_the_six_languages_in_order_and_keeps_the_page(visit_as):
    page = visit_as(Role.AUDITOR, address="/audit/?action=weapons.found")
    assert page.locator(".languages button").all_inner_texts() == [language.name for language in LANGUAGES]
    page.get_by_role("button", name="Русский").click()
    page.wait_for_selector("html[lang=ru]")
    assert page.url.endswith("/audit/?action=weapons.found")


def test_the_language_bar_works_without_scripts(visit, transactional_db):
    page = visit("/accounts/login/", scripts=False)
    page.get_by_role("button", name="عربي").click()
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    assert page.url.endswith("/accounts/login/")


def test_pages_forbid_inline_script_and_style_and_contain_none(visit_as, live_server):
    page = visit_as(Role.REGISTRAR, address="/weapons/record/")
    headers = page.request.get("/weapons/record/").headers
    assert "script-src 'self'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["cache-control"] == "no-store, private"
    assert page.locator("[style], [onclick], [onload]").count() == 0
    assert page.locator("script:not([src]):not([type='application/json']), style").count() == 0


def test_the_first_page_weighs_at_most_100_kb_and_later_ones_30(visit, visit_as, transactional_db):
    first = visit("about:blank")
    assert bytes_of_visit(first, "/accounts/login/") <= 100_000
    page = visit_as(Role.REGISTRAR)
    weights = {address: bytes_of_visit(page, address) for address in ("/weapons/find/", "/weapons/record/", "/")}
    assert weights["/weapons/find/"] <= 100_000 - 30_000
    page.goto("/weapons/find/")
    assert bytes_of_visit(page, "/weapons/record/") <= 30_000
    assert weights["/"] <= 30_000


def test_an_empty_register_shows_the_three_first_steps(visit_as):
    page = visit_as(Role.REGISTRAR, width=390)
    picture(page, "home-empty-en-390")
    assert page.locator(".steps > li").count() == 3
    expect(page.get_by_text("Nothing waits for you.")).to_be_visible()
    assert overflow(page) <= 0


def test_home_shows_figures_and_recent_work(visit_as, a_person_with_code):
    person = a_person_with_code(Role.REGISTRAR, Role.SUPERVISOR)
    for serial, state in (("AB1234", "present"), ("", "erased")):
        mark = MarkEntry("frame", "manufacture", "serial", serial, state)
        record_weapon(acting_user=person.user, entry=WeaponEntry(maker="Zastava", model="M70", marks=(mark,)))
    page = visit_as(person=person)
    picture(page, "home-en-1280")
    assert page.locator(".figures b").nth(0).inner_text() == "2"
    assert page.locator(".figures b").nth(1).inner_text() == "50 %"
    assert page.locator("[data-rows] li").count() == 2
    assert barriers(page) == []


@pytest.mark.parametrize("colour", ["light", "dark"])
def test_people_and_audit_pages_have_no_barriers(visit_as, colour):
    page = visit_as(Role.ADMINISTRATOR, Role.AUDITOR, colour=colour)
    pages = (("/people/", "people"), ("/people/add/", "add-person"), ("/audit/", "audit"), ("/", "home"))
    for language, (address, name) in product(("ar", "en"), pages):
        speak(page, language)
        page.goto(address)
        assert looked_at(page, f"{name}-{language}-{colour}", widths=(320, 390, 1280)) == []


def test_an_administrator_adds_a_person_whose_role_another_approves_and_ends_it(visit_as, a_person_with_code):
    administrator = a_person_with_code(Role.ADMINISTRATOR)
    page = visit_as(person=administrator, address="/people/add/", scripts=False)
    page.get_by_label("Full name").fill("Anna Rassendyll")
    page.get_by_label("E-mail address").fill("anna@police.example")
    page.get_by_label("Organisation").fill("Criminal police")
    page.get_by_label("Tracing officer").check()
    page.get_by_label("Why does the person need these roles?").fill("new post")
    page.get_by_role("button", name="Add the person").click()
    expect(page.get_by_role("heading", name="The person was added")).to_be_visible()
    page.get_by_role("link", name="Go on").click()
    expect(page.get_by_text("This person has no role and can open nothing.")).to_be_visible()
    person = page.url
    second = visit_as(Role.ADMINISTRATOR, address="/approvals/", scripts=False)
    second.get_by_role("link", name="Make Anna Rassendyll a tracing officer in Criminal police").click()
    second.get_by_label("Why do you decide so?").fill("the post is hers")
    second.get_by_role("button", name="Approve and carry it out").click()
    expect(second.get_by_text("You approved the request.")).to_be_visible()
    page.goto(person)
    page.get_by_role("button", name="End the role").click()
    expect(page.get_by_text("The role was ended.")).to_be_visible()
    membership = Membership.objects.get(user__email="anna@police.example")
    assert membership.ended_at is not None
    assert AuditEntry.objects.filter(action__in=["accounts.role_given", "accounts.role_ended"]).count() == 2


def test_the_menu_opens_on_a_phone_and_closes_with_escape(visit_as):
    page = visit_as(Role.REGISTRAR, width=390)
    link = page.get_by_role("link", name="Imports")
    expect(link).to_be_hidden()
    page.get_by_role("button", name="Menu").click()
    expect(link).to_be_visible()
    picture(page, "menu-en-390")
    page.keyboard.press("Escape")
    expect(link).to_be_hidden()


def test_unknown_addresses_are_answered_in_words(visit_as, visit):
    page = visit_as(Role.REGISTRAR, address="/no/such/page/")
    expect(page.get_by_role("heading", name="There is no such page")).to_be_visible()
    assert barriers(page) == []
    assert visit("/no/such/page/").get_by_role("heading", level=1).inner_text() == "There is no such page"


def test_a_form_without_its_token_is_refused_in_words(visit_as):
    page = visit_as(Role.REGISTRAR)
    page.locator(".quick input[name=csrfmiddlewaretoken]").evaluate("box => box.remove()")
    page.locator("#quick-serial").fill("AB1234")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="This form has expired")).to_be_visible()


def test_focus_is_visible_and_the_first_tab_leads_to_the_content(visit_as):
    page = visit_as(Role.REGISTRAR)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_somebody_without_a_role_is_told_so(visit_as):
    page = visit_as()
    expect(page.get_by_text("You have no role yet.")).to_be_visible()
    assert a_person().memberships.count() == 0
