"""Browser journeys: a live installation, people with a second factor, headless Chromium, axe, weights, pictures."""

import base64
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Error, Page, sync_playwright

from salwa.services.accounts.actions import present_code
from tests.builders.chromium import chromium
from tests.builders.people import a_person, with_a_code

# Playwright runs an event loop in this thread; Django's guard against that is meant for servers.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
PICTURES = ROOT / "artefacts" / "screenshots"
PASSWORD = "a long pass phrase"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LONGEST = {"test_offline", "test_first_trace"}
LANGUAGES = {"ar": "ar", "zh": "zh-hans", "en": "en", "fr": "fr", "ru": "ru", "es": "es"}
# A phone and a desk. A test that acts does so at one of them in each language; its pages are looked at on both.
WIDTHS = (390, 1280)
EVERY_LANGUAGE = [(language, WIDTHS[1 - place % 2]) for place, language in enumerate(sorted(LANGUAGES))]
BOTH_DIRECTIONS = [("en", 390), ("ar", 1280)]


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
    # The longest first, so that none of them begins when the other runners have nothing left.
    items.sort(key=lambda item: item.path.stem not in LONGEST)


@dataclass
class SignIn:
    """What a person needs to sign in."""

    user: object
    email: str
    password: str
    secret: str

    def code(self):
        """The six digits of the authenticator app now."""
        return present_code(self.secret)


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        yield running
        running.close()


@pytest.fixture
def a_person_with_code(transactional_db):
    """Makes people who have set up their second factor."""

    def make(*roles):
        user = a_person(*roles)
        return SignIn(user, user.email, PASSWORD, with_a_code(user))

    return make


@pytest.fixture
def visit(browser, live_server):
    """Opens a page of the live installation as nobody: visit("/accounts/login/", language="ar", width=390)."""
    contexts = []

    def open_page(address="/", *, language="en", width=1280, scripts=True, colour="light", cookies=()):
        context = browser.new_context(
            base_url=live_server.url,
            viewport=window(width),
            java_script_enabled=scripts,
            color_scheme=colour,
            # Only so that the tests can put axe into the page; test_frame.py looks at the policy itself.
            bypass_csp=scripts,
        )
        contexts.append(context)
        context.add_cookies([{"name": name, "value": value, "url": live_server.url} for name, value in cookies])
        page = context.new_page()
        speak(page, language, live_server.url)
        page.goto(address)
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def visit_as(visit, a_person_with_code):
    """Opens a page as a signed-in person with these roles (or as `person`): visit_as(Role.REGISTRAR, "/")."""

    def open_page(*roles, address="/", person=None, **how):
        client = Client()
        client.force_login((person or a_person_with_code(*roles)).user)
        session = (settings.SESSION_COOKIE_NAME, client.cookies[settings.SESSION_COOKIE_NAME].value)
        return visit(address, cookies=[session], **how)

    return open_page


def speak(page: Page, language: str, place: str = "") -> None:
    """From its next page on, this window of the installation at `place` (of the page it shows) has this language."""
    url = place or "/".join(page.url.split("/")[:3])
    page.context.add_cookies([{"name": settings.LANGUAGE_COOKIE_NAME, "value": LANGUAGES[language], "url": url}])


def window(width: int) -> dict[str, int]:
    """The window of a phone or a desk of this width."""
    return {"width": width, "height": 844 if width < 800 else 900}


def looked_at(page: Page, name: str, widths: tuple[int, ...] = WIDTHS, *, scripts: bool = True) -> list[str]:
    """Faults of the page as it stands, loaded once and seen at each width; [] when there are none.

    Leaves the picture `name`-`width` of each width and the window as it was. Axe needs the page's scripts.
    """
    before, found = page.viewport_size, []
    for width in sorted(widths, key=lambda one: one == before["width"]):
        page.set_viewport_size(window(width))
        if scripts:
            pictures_loaded(page)
        picture(page, f"{name}-{width}")
        wrong = barriers(page) if scripts else []
        if (beyond := overflow(page)) > 0:
            wrong.append(f"{beyond} pixels too wide")
        found += [f"{name} at {width}: {one}" for one in wrong]
    if width != before["width"]:
        page.set_viewport_size(before)
    return found


def pages_looked_at(
    page: Page,
    places: Mapping[str, str],
    languages: Sequence[str] = ("en", "ar"),
    prepared: Callable[[Page], None] = lambda page: None,
) -> list[str]:
    """Faults of the pages {name: address} in each language, each loaded once and `prepared`; [] when there are none."""
    found = []
    for language in languages:
        speak(page, language)
        for name, address in places.items():
            page.goto(address)
            prepared(page)
            found += looked_at(page, f"{name}-{language}")
    return found


def pictures_loaded(page: Page) -> None:
    """Wait until every picture of the page is there, also those that come only when they are scrolled to."""
    there = "[...document.images].every(image => image.complete)"
    if not page.evaluate(f"() => {{ for (const image of document.images) image.loading = 'eager'; return {there} }}"):
        page.wait_for_function(there)


def barriers(page: Page) -> list[str]:
    """What axe finds wrong on the page: 'rule: element' lines; empty when nothing is."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(f"{AXE.read_text(encoding='utf-8')};0")
    # Frames, sounds and films are what the two others would look for, and no page has any that plays by itself.
    how = {"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"]}
    how |= {"iframes": False, "preload": False}
    found = page.evaluate("async how => (await axe.run(document, how)).violations", how)
    return [f"{one['id']}: {node['target']}" for one in found for node in one["nodes"]]


def overflow(page: Page) -> int:
    """Pixels by which the page is wider than the window."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


def picture(page: Page, name: str) -> Path:
    """A screenshot of the whole page in artefacts/screenshots."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    path = PICTURES / f"{name}.png"
    for left in range(2, -1, -1):
        try:
            path.write_bytes(full_page(page))
            return path
        except Error:  # a busy machine: Chromium sometimes cannot, and can a moment later
            if not left:
                raise
            page.wait_for_timeout(500)
    raise AssertionError("never comes here")


def full_page(page: Page) -> bytes:
    """The whole page as PNG, packed for speed: that takes a third less processor time than Playwright's own."""
    width, height = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.scrollHeight]")
    how = {"format": "png", "optimizeForSpeed": True, "captureBeyondViewport": True}
    session = page.context.new_cdp_session(page)
    taken = session.send(
        "Page.captureScreenshot", how | {"clip": {"x": 0, "y": 0, "width": width, "height": height, "scale": 1}}
    )
    session.detach()
    return base64.b64decode(taken["data"])


def bytes_of_visit(page: Page, address: str) -> int:
    """Bytes over the wire (compressed bodies and heads) for opening `address`, with whatever the browser has kept."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    sizes = []
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    page.goto(address, wait_until="networkidle")
    session.detach()
    return int(sum(sizes))
