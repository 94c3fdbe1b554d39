"""What somebody saw does not stay on a screen: after signing out in another window, or when a session ends."""

import pytest
from playwright.sync_api import expect

from salwa.domain.accounts import Role

SIGN_IN = "E-mail address"


@pytest.fixture
def two_windows(visit_as):
    """The same person in two windows of a browser."""
    one = visit_as(Role.REGISTRAR, Role.SUPERVISOR)
    other = one.context.new_page()
    other.goto("/audit/")
    expect(other.get_by_role("heading", level=1)).to_be_visible()
    return one, other


def sign_out(page):
    page.locator("details.who summary").click()
    page.get_by_role("button", name="Sign out").click()


def test_signing_out_in_one_window_empties_the_others(two_windows):
    one, other = two_windows
    sign_out(one)
    expect(one.get_by_label(SIGN_IN)).to_be_visible()
    expect(other.get_by_label(SIGN_IN)).to_be_visible()
    assert other.url.endswith("/accounts/login/")


def test_control_without_the_script_the_other_window_goes_on_showing_it(visit_as):
    one = visit_as(Role.SUPERVISOR)
    one.context.route("**/leaving.js", lambda route: route.abort())
    other = one.context.new_page()
    other.goto("/audit/")
    one.reload()
    sign_out(one)
    expect(one.get_by_label(SIGN_IN)).to_be_visible()
    other.wait_for_timeout(1_000)
    assert other.url.endswith("/audit/")
    expect(other.get_by_role("heading", level=1)).to_be_visible()


def test_without_a_network_signing_out_empties_the_others_too(two_windows):
    one, other = two_windows
    one.context.set_offline(True)
    sign_out(one)
    expect(other.locator("body > *")).to_have_count(0)
    one.context.set_offline(False)


@pytest.mark.parametrize(("minutes", "stays"), [(59, True), (61, False)])
def test_a_page_goes_when_the_session_ends_by_itself(visit_as, minutes, stays):
    page = visit_as(Role.SUPERVISOR)
    page.clock.install()
    page.goto("/audit/")
    page.clock.fast_forward(minutes * 60 * 1000)
    page.clock.run_for(15_000)
    if stays:
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        assert page.url.endswith("/audit/")
    else:
        # For the server this session is young: it is led home again. In life it asks for the password.
        page.wait_for_url(lambda address: not address.endswith("/audit/"))


def test_work_in_one_window_keeps_the_others(two_windows):
    one, other = two_windows
    other.clock.install()
    other.goto("/audit/")
    other.clock.fast_forward(50 * 60 * 1000)
    one.reload()
    other.wait_for_timeout(500)
    other.clock.fast_forward(50 * 60 * 1000)
    other.clock.run_for(15_000)
    assert other.url.endswith("/audit/")


def test_a_new_sign_in_in_another_window_empties_nothing(two_windows):
    one, other = two_windows
    one.goto("/accounts/login/")
    expect(one.get_by_role("heading", name="Home")).to_be_visible()
    other.wait_for_timeout(500)
    assert other.url.endswith("/audit/")
