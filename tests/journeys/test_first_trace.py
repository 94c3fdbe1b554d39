"""docs/tutorials/first-trace.md in a browser: one character misread, two States' installations, a third on paper."""

import os
import re
import socket
import time
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import LANGUAGES, barriers, overflow, picture
from tests.journeys.demo_states import DemoStates

PEOPLE = (("ruritania", "tracing_officer"), ("aldoria", "tracing_officer"), ("aldoria", "supervisor"))
# So long a message may be on its way between two installations of one machine.
ON_ITS_WAY = 60


@pytest.fixture(scope="module")
def states(tmp_path_factory):
    demo = DemoStates(tmp_path_factory.mktemp("trace") / "demo", a_free_port())
    try:
        demo.wait()
        yield demo
    finally:
        demo.stop()


@pytest.fixture(scope="module")
def signed_in(states, browser):
    return {who: states.signed_in(browser, *who) for who in PEOPLE}


@pytest.fixture
def desk(states, signed_in, browser):
    """Opens pages of one person: desk("ruritania", "tracing_officer")."""
    contexts = []

    def open_desk(folder, role, *, language, width, scripts):
        context = browser.new_context(
            base_url=states.address(folder), storage_state=signed_in[folder, role], java_script_enabled=scripts,
            viewport={"width": width, "height": 844}, bypass_csp=scripts,
        )  # fmt: skip
        context.add_cookies([{"name": "language", "value": LANGUAGES[language], "url": states.address(folder)}])
        contexts.append(context)
        return context.new_page()

    yield open_desk
    for context in contexts:
        context.close()


def a_free_port() -> int:
    """The first of three ports nobody uses, below those the machine gives to outgoing connections."""
    first = 20_000 + 7 * (os.getpid() % 1_000)
    while not all(is_free(first + place) for place in range(3)):
        first += 3
    return first


def is_free(port: int) -> bool:
    with socket.socket() as one:
        return one.connect_ex(("127.0.0.1", port)) != 0


def press(page, name="button"):
    """The one button of the form on the page."""
    page.locator(f"main form.panel {name}").last.click()


def arrived(page, pattern):
    """The address of the page that a button led to, once it is loaded."""
    page.wait_for_url(re.compile(pattern))
    return page.url


def until(page, address, fits):
    """Open a page again and again until it fits: a message is on its way."""
    end = time.monotonic() + ON_ITS_WAY
    while time.monotonic() < end:
        page.goto(address)
        if fits():
            return
        time.sleep(0.3)
    raise AssertionError(page.inner_text("main"))


def the_seizure(page, number):
    """Record what was seized, one character misread, and open its case; returns the address of the case."""
    page.goto("/seizures/new/")
    page.locator("#id_weapons-0-serial").fill("C-4B213")
    page.locator("#id_weapons-0-maker").fill("Zastava")
    page.locator("#id_weapons-0-model").fill("M70")
    page.locator("#id_weapons-0-calibre").fill("7.62x39")
    page.locator("fieldset details > summary").first.click()
    page.locator("#id_weapons-0-import_mark").fill("Aldoria 2004")
    page.locator("#id_day").fill("2026-03-14")
    page.locator("#id_place").fill("Zenda bridge")
    page.locator("#id_reference").fill(f"ZB {number}")
    page.locator("#id_circumstances").fill("In a lorry with coffee, behind the seats.")
    expect(page.locator("#id_why_a")).to_be_hidden()
    page.locator("input[name=limbs][value=a]").check()
    page.locator("#id_why_a").fill("Firearms Act, section 12: no licence.")
    page.locator("button[name=check]").click()
    page.locator("button[name=record]").click()
    page.locator("form[action*='/trace/'] button").first.click()
    return arrived(page, r"/tracing/cases/XRT-")


def ask(page, case):
    """Compose and send the first request, to the State of the import mark; returns the address of the request."""
    page.goto(f"{case}request/")
    assert page.locator("#id_to_state").input_value() == "XAL"
    assert page.locator("input[name=channel][value=installation]").is_checked()
    press(page)
    arrived(page, r"/edit/$")
    page.locator("input[name=purposes][value=criminal_investigation]").check()
    page.locator("details:has(#id_use_text) > summary").click()
    page.locator("#id_use_text").fill("Investigation ZB 1/26.")
    page.locator("#id_confidentiality").check()
    for one in page.locator("input[name=restrictions]").all():
        one.check()
    return checked_and_sent(page)


def ask_the_next(page):
    """Ask the State the answer leads to, on paper; what was chosen before is proposed again."""
    page.locator("form[action*='/request/'] button").first.click()
    arrived(page, r"/edit/$")
    assert page.locator("#id_confidentiality").is_checked()
    return checked_and_sent(page)


def checked_and_sent(page):
    press(page)
    arrived(page, r"/send/$")
    expect(page.locator("#id_despite")).to_have_count(0)
    press(page)
    return arrived(page, r"/tracing/requests/\d+/$")


def the_answer(officer, supervisor, name):
    """Aldoria's officer drafts from the register, its supervisor releases."""
    rows = officer.locator(".tasks a[href^='/tracing/inbox/']")
    until(officer, "/", lambda: rows.count() > 0)
    picture(officer, f"trace-home-{name}")
    rows.first.click()
    incoming = arrived(officer, r"/tracing/inbox/\d+/$")
    officer.locator("form[action$='/look/'] button").click()
    arrived(officer, r"/look/$")
    picture(officer, f"trace-candidates-{name}")
    officer.locator("form[action$='/record/'] button").first.click()
    arrived(officer, r"/draft/$")
    assert officer.locator("#id_s1_document").input_value() == "EXP-2009-17"
    officer.locator("input[name=kind][value=full]").check()
    picture(officer, f"trace-draft-{name}")
    press(officer)
    arrived(officer, r"/tracing/inbox/\d+/$")
    expect(officer.locator("form[action*='/release/'] button")).to_have_count(0)
    supervisor.goto("/")
    supervisor.locator(f".tasks a[href='{urlsplit(incoming).path}']").click()
    arrived(supervisor, r"/tracing/inbox/\d+/$")
    assert [
        one for one in ("C-4B213", "C-48213") if one not in supervisor.locator(".notice.warning").first.inner_text()
    ] == []
    picture(supervisor, f"trace-release-{name}")
    supervisor.locator("form[action*='/release/'] button").first.click()
    expect(supervisor.locator("form[action*='/release/'] button")).to_have_count(0)


def on_paper(page, request):
    """Enter the answer of a State without Salwa: stolen from its armoury."""
    page.goto(f"{request}answer/")
    page.locator("input[name=kind][value=full]").check()
    page.locator("#id_s0_kind").select_option("stolen")
    page.locator("#id_s0_day").fill("2011-05-01")
    page.locator("#id_s0_place").fill("Central armoury")
    press(page)
    arrived(page, r"/tracing/requests/\d+/$")


def the_point_of_diversion(page, case, name):
    """Look at what the answers point to, and record it."""
    page.goto(case)
    page.locator("a[href$='/proposed/']").click()
    arrived(page, r"/proposed/$")
    picture(page, f"trace-proposed-{name}")
    assert page.locator(".proposal a[href^='/tracing/requests/']").count() == 2
    page.locator("main form button").last.click()
    arrived(page, r"/tracing/cases/[^/]+/$")


def test_the_states_of_one_host_do_not_sign_each_other_out(states, signed_in, browser):
    context = browser.new_context()
    for who in (("ruritania", "tracing_officer"), ("aldoria", "tracing_officer")):
        context.add_cookies(signed_in[who]["cookies"])
    page = context.new_page()
    for folder in ("ruritania", "aldoria", "ruritania"):
        page.goto(f"{states.address(folder)}/")
        expect(page.locator("header .brand span")).to_contain_text(folder.capitalize())
        page.locator("details.who summary").click()
        expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    context.close()


def test_from_one_seizure_to_the_point_of_diversion_over_two_hops(desk, subtests):
    """In English, in Arabic on a phone, without scripts. One test, as the demo takes longer to start than to walk."""
    for way in (("en", 1280, True), ("ar", 390, True), ("en", 390, False)):
        with subtests.test(way=way):
            walk(desk, *way)


def walk(desk, language, width, scripts):
    """The whole tutorial by three people."""
    how = {"language": language, "width": width, "scripts": scripts}
    name = f"{language}-{width}{'' if scripts else '-bare'}"
    page = desk("ruritania", "tracing_officer", **how)
    case = the_seizure(page, name)
    ask(page, case)
    the_answer(desk("aldoria", "tracing_officer", **how), desk("aldoria", "supervisor", **how), name)
    to_read = page.locator(".tasks a[href^='/tracing/requests/']")
    until(page, "/", lambda: to_read.count() > 0)
    to_read.first.click()
    arrived(page, r"/tracing/requests/\d+/$")
    assert [one for one in ("C-4B213", "C-48213") if one not in page.inner_text("main")] == []
    picture(page, f"trace-answer-{name}")
    second = ask_the_next(page)
    on_paper(page, second)
    the_point_of_diversion(page, case, name)
    page.goto(case)
    words = page.inner_text("main")
    assert [code for code in ("XAL", "KEN", "XRT") if code not in page.content()] == []
    assert "1.3" in words
    assert "2011-05-01" in words
    assert overflow(page) == 0
    if scripts:
        assert barriers(page) == []
    picture(page, f"trace-case-{name}")
