"""Every page that somebody can open, looked at in Chromium with axe (target U1).

    python -m tests.assurance.barriers_campaign --languages en,ar --widths 390,1280

The small State of tests/assurance/authorisation is made; each page of its policy is asked for by one person who may
open it, and the answer is shown to Chromium with its style sheet and scripts, in each language and at each width.
Counted: what axe finds (WCAG 2.0 to 2.2 A and AA, best practice), and pages wider than the window. Prints one line of
JSON; exit code 1 when there was one. `--control` puts a barrier into every page.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

CONTROLS = {
    "label": ("</main>", '<input type="text" name="nameless"></main>'),
    "wide": ("</main>", f"<table><tr><td>{'W' * 900}</td></tr></table></main>"),
}
PLACE = "http://page.example"


def main() -> int:
    """Run the campaign."""
    parser = argparse.ArgumentParser(prog="python -m tests.assurance.barriers_campaign", description=__doc__)
    parser.add_argument("--languages", default="ar,zh-hans,en,fr,ru,es")
    parser.add_argument("--widths", default="390,1280")
    parser.add_argument("--pages", type=int, default=10_000, help="so many pages at most")
    parser.add_argument("--control", choices=sorted(CONTROLS), help="put this barrier in")
    asked = parser.parse_args()
    figures = campaign(asked)
    print(json.dumps(figures))
    return int(bool(figures["barriers"]))


def campaign(asked: argparse.Namespace) -> dict[str, Any]:
    """Make the State, ask for every page, look at each."""
    _a_test_installation()
    from django.test.utils import setup_databases, setup_test_environment

    from tests.assurance.authorisation.world import a_world

    setup_test_environment()
    setup_databases(0, interactive=False)
    began = time.monotonic()
    languages = asked.languages.split(",")
    with a_world(Path(tempfile.mkdtemp(prefix="salwa-barriers-"))) as world:
        pages = [one for language in languages for one in _pages(world, language, asked.pages)]
    found = _looked_at(pages, asked)
    seen = len(pages)
    return {
        "campaign": "barriers", "languages": asked.languages, "widths": asked.widths, "pages": seen,
        "looks": seen * len(asked.widths.split(",")), "barriers": len(found), "said": found[:12],
        "seconds": round(time.monotonic() - began, 1),
    }  # fmt: skip


def _looked_at(pages: list[tuple[str, str, bytes, bytes]], asked: argparse.Namespace) -> list[str]:
    """What is wrong with the pages; the State is gone by now: Chromium's loop and Django's connection are strangers."""
    from playwright.sync_api import sync_playwright

    from tests.builders.chromium import chromium

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        looked = Looked(browser, asked)
        found = [f"{name}: {one}" for name, address, body, sheet in pages for one in looked.at(address, body, sheet)]
        browser.close()
    return found


def _a_test_installation() -> None:
    os.environ.pop("SALWA_DATABASE_URL", None)
    os.environ |= {"DJANGO_ALLOW_ASYNC_UNSAFE": "true", "DJANGO_SETTINGS_MODULE": "salwa.settings.testing"}
    import django

    django.setup()
    # Every refusal would be a line of the log.
    logging.disable(logging.WARNING)


def _pages(world: Any, language: str, most: int) -> Iterator[tuple[str, str, bytes, bytes]]:
    """(name, address, content, sheet of styles) of every page, each as the first person who may open it sees it."""
    from salwa.web.frame.styles import joined_sheet
    from tests.assurance.authorisation.asking import address_of
    from tests.assurance.authorisation.policy import lines
    from tests.assurance.authorisation.test_crawl import FOR_PROGRAMS, readers, shown

    sheet = joined_sheet()[1]
    wanted = [one for one in lines("pages") if one.get and not one.address.startswith(FOR_PROGRAMS)]
    for line in wanted[:most]:
        actor = readers(line, "GET")[0]
        answer = shown(world, line, actor, language)
        if answer.kind.startswith("text/html") and answer.body.lstrip()[:9].lower() == b"<!doctype":
            values = {**line.values, **world.values(line.thing, line.units()[0])}
            yield f"{language} {line.address or 'home'}", address_of(line.address, values), answer.body, sheet


class Looked:
    """One window that is shown one page after another, without a server: what it asks for is answered here."""

    def __init__(self, browser: Any, asked: argparse.Namespace) -> None:
        self._widths = [int(one) for one in asked.widths.split(",")]
        self._put = CONTROLS.get(asked.control, ("", ""))
        self._page = browser.new_context(bypass_csp=True).new_page()
        self._body, self._sheet = b"", b""
        self._page.route("**/*", self._answer)

    def at(self, address: str, body: bytes, sheet: bytes) -> list[str]:
        """What is wrong with the page at each width."""
        from tests.journeys.conftest import barriers, overflow, window

        self._body = body.replace(self._put[0].encode(), self._put[1].encode()) if self._put[0] else body
        self._sheet = sheet
        wrong = []
        self._page.goto(PLACE + address)
        for width in self._widths:
            self._page.set_viewport_size(window(width))
            beyond = overflow(self._page)
            wrong += [f"{width}: {one}" for one in barriers(self._page)]
            wrong += [f"{width}: {beyond} pixels too wide"] if beyond > 0 else []
        return wrong

    def _answer(self, route: Any) -> None:
        from django.contrib.staticfiles import finders

        path = route.request.url.removeprefix(PLACE).partition("?")[0]
        if route.request.is_navigation_request():
            route.fulfill(body=self._body, content_type="text/html; charset=utf-8")
        elif path.startswith("/styles/"):
            route.fulfill(body=self._sheet, content_type="text/css; charset=utf-8")
        elif path.startswith("/static/") and (found := finders.find(path.removeprefix("/static/"))):
            route.fulfill(path=found)
        else:
            route.fulfill(status=404, body="")


if __name__ == "__main__":
    sys.exit(main())
