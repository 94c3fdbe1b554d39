"""Signing in: password, then a code; nobody passes without a second factor; works without scripts."""

import pytest
from playwright.sync_api import expect

from salwa.domain.accounts import Role
from salwa.services.accounts.actions import present_code
from salwa.services.keys.actions import ensure_keyring
from salwa.storage.accounts.models import AuditEntry
from tests.builders.people import a_person, an_operator
from tests.journeys.conftest import LANGUAGES, PASSWORD, barriers, overflow, pages_looked_at


@pytest.mark.parametrize("scripts", [True, False])
def test_a_person_signs_in_with_password_and_code(visit, a_person_with_code, scripts):
    person = a_person_with_code(Role.TRACING_OFFICER)
    page = visit("/", scripts=scripts)
    page.get_by_label("E-mail address").fill(person.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_label("Code").fill(person.code())
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("heading", name="Home")).to_be_visible()
    assert AuditEntry.objects.filter(action="accounts.signed_in", actor=person.user).count() == 1


def test_a_wrong_password_is_refused_and_recorded_without_what_was_typed(visit, a_person_with_code):
    person = a_person_with_code(Role.TRACING_OFFICER)
    page = visit("/accounts/login/")
    page.get_by_label("E-mail address").fill(person.email)
    page.get_by_label("Password").fill("not the pass phrase")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("There is a problem")
    assert page.title().startswith("Error:")
    entry = AuditEntry.objects.get(action="accounts.sign_in_failed")
    assert entry.object_id == str(person.user.pk)
    assert "not the pass phrase" not in str(entry.details) + entry.purpose


def test_a_wrong_code_does_not_let_in(visit, a_person_with_code):
    person = a_person_with_code(Role.TRACING_OFFICER)
    page = visit("/accounts/login/")
    page.get_by_label("E-mail address").fill(person.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_label("Code").fill("000000" if person.code() != "000000" else "111111")
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.goto("/")
    expect(page.get_by_role("heading", name="Enter your code")).to_be_visible()


def test_a_person_without_a_second_factor_sets_one_up_first(visit, transactional_db):
    user = a_person(Role.REGISTRAR)
    ensure_keyring(acting_user=an_operator())
    page = visit("/")
    page.get_by_label("E-mail address").fill(user.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Set up your second factor")).to_be_visible()
    assert barriers(page) == []
    secret = page.locator("bdi.mark").inner_text()
    page.get_by_label("Enter the six digits").fill(present_code(secret))
    page.get_by_role("button", name="Switch the second factor on").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    assert page.locator(".codes li").count() == 10
    assert barriers(page) == []
    page.get_by_role("link", name="I have kept them").click()
    expect(page.get_by_role("heading", name="Home")).to_be_visible()


def test_the_sign_in_page_has_no_barriers(visit, transactional_db):
    def directed(page):
        lang, way = (page.locator("html").get_attribute(name) for name in ("lang", "dir"))
        assert way == ("rtl" if lang == "ar" else "ltr")
        seen.append(lang.lower())

    seen = []
    assert pages_looked_at(visit("/"), {"sign-in": "/accounts/login/"}, LANGUAGES, directed) == []
    assert seen == list(LANGUAGES.values())


def test_nobody_signs_up(visit, transactional_db):
    page = visit("/accounts/signup/")
    expect(page.get_by_role("heading", name="People are added by the administrator")).to_be_visible()


def test_pages_of_the_library_that_are_not_ours_do_not_exist(visit_as):
    page = visit_as(Role.REGISTRAR, address="/accounts/email/")
    expect(page.get_by_role("heading", name="There is no such page")).to_be_visible()


@pytest.mark.parametrize(
    "address",
    [
        "/accounts/2fa/",
        "/accounts/2fa/webauthn/",
        "/accounts/password/change/",
        "/accounts/password/reset/",
        "/accounts/password/reset/done/",
        "/accounts/logout/",
        "/accounts/2fa/totp/deactivate/",
    ],
)
def test_the_other_account_pages_are_in_our_design_and_have_no_barriers(visit_as, address):
    page = visit_as(Role.REGISTRAR, address=address, language="ar", width=390)
    expect(page.locator("a.brand")).to_be_visible()
    assert barriers(page) == []
    assert overflow(page) <= 0


def test_many_wrong_passwords_are_slowed_down_in_words(visit, a_person_with_code):
    from django.core.cache import cache

    cache.clear()
    page = visit("/accounts/login/")
    for _ in range(12):
        page.get_by_label("E-mail address").fill("nobody@police.example")
        page.get_by_label("Password").fill("wrong pass phrase")
        page.get_by_role("button", name="Sign in").click()
        if page.get_by_text("Too many").count():
            break
    expect(page.get_by_text("Too many").first).to_be_visible()
    cache.clear()
