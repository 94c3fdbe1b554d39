"""Counting on a phone that is killed, reloaded and cut off at random: nothing counted is lost, nothing is there twice.

    python -m tests.assurance.offline_campaign --points 1000 --phones 6

Several phones count at once, each in its own store, with a browser, a memory and a network of its own; what one waits
for does not keep the others. Each point types and enters marks in headless Chromium, begins another one, and is
disturbed: the browser is killed with SIGKILL (also in the very moment of entering), the page is reloaded, or the
network is cut and given back. Then the text being typed must be there again but for its last five seconds, and in the
end every mark that the page took must be in the register exactly once. Prints one JSON line; exit code 1 when a promise
was broken.

What the page keeps it keeps twice. `--wipe first|second|torn` does to a phone's disk, at every kill, what a browser may
do to it: the database is gone, the copy is gone, or the kill tore the database's log, so that Chromium throws the
database away at the start after the next. Nothing may be lost then either. (With `second` a kill may by chance tear the
log of the only store that is left. `database_gone` says how often Chromium threw it away.)

`--control lost|draft|twice|copy` puts a defect into the page's scripts, and `--wipe both` takes away both: that the
campaign must find. (`copy` - nothing is kept a second time - shows only together with `--wipe first` or `torn`.)
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import sys
import threading
import time
from collections import Counter

from tests.assurance.offline_phone import WIPES, Line, Phone

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "salwa.settings.testing")
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

ALLOWED_LOSS = 5.0
# Defect -> [(script, what stands there, what stands there instead)].
CONTROLS = {
    "lost": [
        ("counting-store.js", "scans.put(scan);", ""),
        ("counting-copy.js", "await write(cache, address(scan.taking, scan.uid), scan);", ""),
    ],
    "draft": [
        ("counting-store.js", "if (draft) state.put(draft, `draft:${taking}`);", ""),
        ("counting-copy.js", 'return write(cache, address(taking, "draft")', "return ((...words) => words)(0"),
    ],
    "twice": [
        (
            "counting.js",
            "async function keep(scanned) {",
            "async function keep(scanned, once) { if (!once && box.value) await keep(box.value, true);",
        ),
    ],
    "copy": [("counting-copy.js", "await cache.put(place,", "if (place !== KEY) return; await cache.put(place,")],
}


KEPT = (
    "(async () => Boolean(navigator.serviceWorker.controller)"
    " && Boolean(await (await caches.open('salwa-counting-1')).match(location.pathname)))()"
)


def until(page, question: str, seconds: float) -> None:
    """Ask the page until it says yes. (Playwright's own waiting needs eval, which the policy of our pages forbids.)"""
    end = time.monotonic() + seconds
    while not page.evaluate(question):
        assert time.monotonic() < end, f"the page did not come to: {question}"
        time.sleep(0.01)


class Campaign:
    """One phone, one stock-taking, many disturbances."""

    def __init__(self, phone: Phone, line: Line, seed: int) -> None:
        self.phone, self.line, self.draw = phone, line, random.Random(seed)
        self.entered: list[str] = []
        self.number = 0
        self.worst = 0.0
        self.done: Counter[str] = Counter()
        self.faults: list[str] = []
        # Marks for which enter was pressed just before a kill, without an answer; seconds since they were begun.
        self.pressed: list[tuple[str, float]] = []
        self.held = 0
        # Mark -> what disturbed the phone next after the mark was taken, so that a loss can be looked into.
        self.fate: dict[str, str] = {}

    def new_text(self) -> str:
        """A mark that no other scan of this campaign has."""
        self.number += 1
        return f"K{self.number:06d}{self.draw.choice('ABХЖÑ')}"

    @property
    def box(self):
        """The box one types into."""
        return self.phone.page.locator("#id_read")

    def enter(self) -> None:
        """Press enter and wait until the page has taken the mark."""
        text = self.box.input_value()
        self.box.press("Enter")
        until(self.phone.page, "document.querySelector('#id_read').value === ''", 20)
        self.entered.append(text)
        self.fate[text] = "nothing"

    def point(self) -> None:
        """Count a little, begin a mark, be disturbed, find the text again, finish it."""
        for _ in range(self.draw.randint(0, 2)):
            self.box.fill(self.new_text())
            self.enter()
        text = self.new_text()
        what = self.draw.choice(("kill", "kill_entering", "reload", "cut", "mend", "cut_and_kill"))
        # Whole when it is entered: the beginnings of two marks may be the same, and nobody could tell them apart.
        begun = text if what == "kill_entering" else text[: self.draw.randint(1, len(text))]
        typed: list[float] = []
        for sign in begun:
            self.box.press_sequentially(sign)
            typed.append(time.monotonic())
            time.sleep(self.draw.choice((0, 0.05, 0.15)))
        time.sleep(self.draw.choice((0, 0.2, 0.6, 1.0, ALLOWED_LOSS + 0.5)))
        self.done[what] += 1
        self.fate.update({text: what for text, next_one in self.fate.items() if next_one == "nothing"})
        happened, entering = self.disturb(what)
        found = self.box.input_value()
        if entering and found == "":
            # Either it was taken in the moment of the kill, or it is typing that was lost: the register will tell.
            self.pressed.append((begun, happened - typed[0]))
            return
        self.check(begun, found, typed, happened)
        self.box.fill(text)
        self.enter()

    def disturb(self, what: str) -> tuple[float, bool]:
        """(moment of the disturbance, whether enter had been pressed)."""
        entering = what == "kill_entering"
        if what.startswith("cut"):
            self.line.set_cut(True)
        if what == "mend":
            self.line.set_cut(False)
        if entering:
            self.box.press("Enter")
            time.sleep(self.draw.choice((0, 0.002, 0.005, 0.01, 0.03)))
        happened = time.monotonic()
        if "kill" in what:
            self.phone.kill()
            self.phone.start()
        elif what == "reload":
            self.phone.open()
        return happened, entering

    def check(self, begun: str, found: str, typed: list[float], happened: float) -> None:
        """At most the last five seconds of typing may be missing."""
        if found == begun:
            return
        if not begun.startswith(found):
            self.faults.append(f"typed {begun!r}, found {found!r}")
            return
        loss = happened - typed[len(found)]
        self.worst = max(self.worst, loss)
        if loss > ALLOWED_LOSS:
            self.faults.append(f"{loss:.1f} s of typing lost: typed {begun!r}, found {found!r}")

    def judge(self, reads: Counter[str]) -> list[str]:
        """Marks that must be in the register. One that was not answered and is not there was typing that was lost."""
        taken = list(self.entered)
        for text, loss in self.pressed:
            if reads[text]:
                taken.append(text)
                continue
            self.worst = max(self.worst, loss)
            if loss > ALLOWED_LOSS:
                self.faults.append(f"{loss:.1f} s of typing lost: {text!r} was neither taken nor there again")
        return taken

    def settle(self) -> None:
        """Give the network back and wait until the phone says that nothing waits on it."""
        self.line.set_cut(False)
        self.phone.open()
        until(self.phone.page, "document.querySelector('[data-unsent]').textContent === '0'", 120)


def serve(control: str):
    """The installation in this process, with a defect in its script where one is asked for."""
    from django.contrib.staticfiles.handlers import StaticFilesHandler
    from django.test.testcases import LiveServerThread

    class Handler(StaticFilesHandler):
        def get_response(self, request):
            response = super().get_response(request)
            for script, there, instead in CONTROLS.get(control, []):
                if not request.path.endswith(f"/{script}"):
                    continue
                text = b"".join(response.streaming_content).decode()
                assert there in text, "the control no longer fits the script"
                response.streaming_content = [text.replace(there, instead).encode()]
                response.headers.pop("Content-Length", None)
            return response

    thread = LiveServerThread("127.0.0.1", Handler)
    thread.daemon = True
    thread.start()
    thread.is_ready.wait()
    if thread.error:
        raise thread.error
    return thread


def prepared(line_port: int, place: int) -> tuple[int, list[dict]]:
    """(number of an open stock-taking, cookies of a signed-in keeper), each phone with a store of its own."""
    from django.conf import settings
    from django.test import Client

    from salwa.services.stock.taking import open_taking
    from tests.builders.people import with_a_code
    from tests.builders.stock import a_depot, a_keeper, a_stored_weapon

    keeper = a_keeper(f"Unit {place}")
    with_a_code(keeper)
    depot = a_depot(keeper)
    for number in range(20):
        a_stored_weapon(depot, f"K{number:06d}A")
    taking = open_taking(acting_user=keeper, depot_id=depot)
    client = Client()
    client.force_login(keeper)
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": value, "url": f"http://127.0.0.1:{line_port}"}
    return taking, [cookie]


class Carrier(threading.Thread):
    """One phone and who carries it: holds its share of the points; `fault` is what broke off the work, if anything."""

    def __init__(self, server_port: int, place: int, points: int, seed: int, wipe: str = "") -> None:
        super().__init__(daemon=True)
        self.line, self.points, self.seed, self.wipe = Line(server_port), points, seed, wipe
        self.taking, self.cookies = prepared(self.line.port, place)
        self.campaign: Campaign | None = None
        self.fault = ""

    def run(self) -> None:
        """In a thread of its own, with a Playwright of its own, as that wants it."""
        from django.db import connection
        from playwright.sync_api import sync_playwright

        address = f"http://127.0.0.1:{self.line.port}/stock/takings/{self.taking}/count/"
        try:
            with sync_playwright() as playwright:
                phone = Phone(playwright, address, self.cookies, self.wipe)
                self.campaign = Campaign(phone, self.line, self.seed)
                try:
                    phone.start()
                    # The worker has to hold the page before the first cut.
                    until(phone.page, KEPT, 60)
                    self.work(self.campaign)
                    self.campaign.settle()
                finally:
                    phone.end()
                    self.line.listener.close()
        except Exception as fault:  # a thread that ends must not look like one that held its points
            self.fault = f"{type(fault).__name__}: {fault}"[:300]
        finally:
            connection.close()

    def work(self, campaign: Campaign) -> None:
        """Hold the points."""
        while campaign.held < self.points and not OVER.is_set():
            campaign.point()
            campaign.held += 1

    def counts(self) -> dict[str, int]:
        """Marks entered on this phone, and how many of them are not in the register, or there twice."""
        from salwa.storage.register.models import SealedAside, StockScan

        reads = Counter(StockScan.objects.filter(taking_id=self.taking).values_list("read", flat=True))
        wanted = Counter(self.campaign.judge(reads) if self.campaign else [])
        return {
            "entered": wanted.total(),
            "pressed": len(self.campaign.pressed) if self.campaign else 0,
            "lost": (wanted - reads).total(),
            "twice": (reads - wanted).total(),
            "set_aside": SealedAside.objects.filter(taking_id=self.taking).count(),
        }

    def lost_marks(self) -> list[str]:
        """Each mark that was taken and is not in the register, with the disturbance after it."""
        from salwa.storage.register.models import StockScan

        if self.campaign is None:
            return []
        there = set(StockScan.objects.filter(taking_id=self.taking).values_list("read", flat=True))
        fate = self.campaign.fate
        return [
            f"phone {self.taking}: {text}, then {fate[text]}" for text in self.campaign.entered if text not in there
        ]


# Set when the time is over: every phone finishes its point.
OVER = threading.Event()


def run(points: int, seed: int, control: str, minutes: float, *, phones: int = 1, wipe: str = "") -> dict:
    """Run the campaign; the result as plain values."""
    server = serve(control)
    started = time.monotonic()
    shares = [points // phones + (place < points % phones) for place in range(phones)]
    carriers = [Carrier(server.port, place, share, seed + place, wipe) for place, share in enumerate(shares)]
    for carrier in carriers:
        carrier.start()
    try:
        waited(carriers, started + minutes * 60)
    except KeyboardInterrupt:  # stopped from outside: what was held so far still counts
        OVER.set()
        waited(carriers, time.monotonic() + 120)
    held = [carrier.campaign for carrier in carriers if carrier.campaign]
    counts: Counter[str] = Counter({"entered": 0, "pressed": 0, "lost": 0, "twice": 0, "set_aside": 0})
    for carrier in carriers:
        counts.update(carrier.counts())
    result = {
        "points": sum(one.held for one in held),
        "phones": phones,
        "seed": seed,
        "disturbed": dict(sum((one.done for one in held), Counter())),
        "launches": sum(one.phone.launches for one in held),
        **counts,
        "database_gone": sum(one.phone.fresh - 1 for one in held),
        "brought_back": sum(one.phone.brought_back for one in held),
        "lost_marks": [line for carrier in carriers for line in carrier.lost_marks()][:20],
        "typing_faults": [fault for one in held for fault in one.faults][:5],
        "broken_off": [carrier.fault for carrier in carriers if carrier.fault],
        "worst_typing_loss_seconds": round(max((one.worst for one in held), default=0.0), 2),
        "seconds": round(time.monotonic() - started),
        "control": control,
        "wipe": wipe,
    }
    server.terminate()
    return result


def waited(carriers: list[Carrier], until_moment: float) -> None:
    """Until all phones are done; when the time is over they end with the point they are at."""
    told = 0
    while any(carrier.is_alive() for carrier in carriers):
        time.sleep(0.2)
        if time.monotonic() > until_moment:
            OVER.set()
        held = sum(carrier.campaign.held for carrier in carriers if carrier.campaign)
        if held // 50 > told:
            told = held // 50
            sys.stderr.write(f"{held} points\n")


def broken(result: dict) -> bool:
    """Whether a promise was broken, or nothing was tried."""
    faults = ("lost", "twice", "set_aside", "typing_faults", "broken_off")
    return any(result[name] for name in faults) or not result["entered"]


@contextlib.contextmanager
def installation():
    """A database of its own for this process."""
    import django

    django.setup()
    from django.conf import settings
    from django.test.utils import get_runner, setup_test_environment

    setup_test_environment()
    runner = get_runner(settings)(verbosity=0, interactive=False)
    databases = runner.setup_databases()
    try:
        yield
    finally:
        with contextlib.suppress(Exception):
            runner.teardown_databases(databases)


def main() -> int:
    """Run as a program; 0 when every promise was kept."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--points", type=int, default=30)
    parser.add_argument("--phones", type=int, default=1, help="so many count at once")
    parser.add_argument("--seed", type=int, default=7_771)
    parser.add_argument("--control", choices=["", *CONTROLS], default="")
    parser.add_argument("--wipe", choices=["", *WIPES], default="", help="what happens to the disk at every kill")
    parser.add_argument("--minutes", type=float, default=120.0, help="stop after the point at which this is over")
    chosen = parser.parse_args()
    with installation():
        result = run(chosen.points, chosen.seed, chosen.control, chosen.minutes, phones=chosen.phones, wipe=chosen.wipe)
    sys.stdout.write(json.dumps(result, ensure_ascii=False) + "\n")
    sys.stdout.flush()
    return 1 if broken(result) else 0


if __name__ == "__main__":
    # Threads of the relay may still hold sockets: the result is printed, nothing is left to wait for.
    os._exit(main())
