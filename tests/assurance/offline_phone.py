"""A phone for tests of counting off line: Chromium that can be killed, its disk, and a network that can be cut."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import struct
import subprocess
import tempfile
import threading
import time
from pathlib import Path

from tests.builders.chromium import chromium

# What is done to the phone's disk between kill and start.
WIPES = ("first", "second", "torn", "both")


class Line:
    """The network between phone and server: a relay on this machine that can be cut."""

    def __init__(self, port: int) -> None:
        self.target, self.cut, self.pairs = port, False, set()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                here, _ = self.listener.accept()
            except OSError:
                return
            if self.cut:
                here.close()
                continue
            try:
                there = socket.create_connection(("127.0.0.1", self.target))
            except OSError:
                here.close()
                continue
            self.pairs.add((here, there))
            for one, other in ((here, there), (there, here)):
                threading.Thread(target=self._carry, args=(one, other), daemon=True).start()

    @staticmethod
    def _carry(one: socket.socket, other: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := one.recv(65536):
                other.sendall(data)
        for end in (one, other):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def set_cut(self, cut: bool) -> None:
        """Cut the line, in the middle of what is under way, or give it back."""
        self.cut = cut
        if cut:
            for pair in list(self.pairs):
                for end in pair:
                    with contextlib.suppress(OSError):
                        end.shutdown(socket.SHUT_RDWR)
            self.pairs.clear()


def key_of(file: Path) -> str:
    """Under which address Chromium's cache keeps this file: its length stands in the head, which has 24 bytes."""
    raw = file.read_bytes()
    return raw[24 : 24 + int.from_bytes(raw[12:16], "little")].decode("ascii", "replace")


class Phone:
    """Headless Chromium with a memory of its own that outlives its being killed."""

    def __init__(self, playwright, address: str, cookies: list[dict], wipe: str = "") -> None:
        self.playwright, self.address, self.cookies, self.wipe = playwright, address, cookies, wipe
        # Scans that came back into the queue because only the second copy had them.
        self.brought_back = 0
        # Starts with an empty database: one is the first, at each other one the browser had thrown it away.
        self.fresh = 0
        self.home = tempfile.mkdtemp(prefix="salwa-phone-")
        self.process: subprocess.Popen | None = None
        self.launches = 0

    def start(self):
        """Start the browser and open the counting page."""
        program = chromium()
        port_file = Path(self.home) / "DevToolsActivePort"
        port_file.unlink(missing_ok=True)
        self.process = subprocess.Popen(
            [program, "--headless=new", "--no-sandbox", "--no-first-run", "--disable-gpu", "--remote-debugging-port=0",
             f"--user-data-dir={self.home}", "about:blank"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        self.launches += 1
        until = time.monotonic() + 60
        while not port_file.exists() or "\n" not in port_file.read_text():
            assert time.monotonic() < until, "Chromium did not start"
            time.sleep(0.02)
        port = port_file.read_text().splitlines()[0]
        self.browser = self.playwright.chromium.connect_over_cdp(f"http://127.0.0.1:{port}")
        context = self.browser.contexts[0]
        context.add_cookies(self.cookies)
        self.page = context.pages[0] if context.pages else context.new_page()
        self.open()

    def open(self) -> None:
        """Open the page, or reload it."""
        self.page.goto(self.address)
        self.page.wait_for_selector("[data-ready=yes]")
        self.brought_back += int(self.page.evaluate("document.querySelector('[data-counting]').dataset.back"))
        self.fresh += bool(self.page.evaluate("document.querySelector('[data-counting]').dataset.fresh"))

    def kill(self) -> None:
        """SIGKILL to the browser and all its processes, which this campaign started."""
        assert self.process is not None
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        with contextlib.suppress(Exception):
            self.browser.close()
        self.damage()

    def damage(self) -> None:
        """Do to the disk what `wipe` says."""
        if self.wipe in ("first", "both"):
            shutil.rmtree(next(Path(self.home).rglob("*.indexeddb.leveldb")))
        if self.wipe in ("second", "both"):
            for one in Path(self.home).rglob("CacheStorage/*/*"):
                if one.is_dir() and any("/kept/" in key_of(file) for file in one.glob("*_0")):
                    shutil.rmtree(one)
        if self.wipe == "torn":
            # LevelDB writes the head of a record and the record one after the other. Killed in between, it goes on
            # writing behind the lone head (google/leveldb, issue 1287) and cannot read that at the next start.
            log = max(Path(self.home).rglob("*.indexeddb.leveldb/*.log"))
            with log.open("ab") as file:
                file.write(struct.pack("<IHB", 4_711, 300, 1))

    def end(self) -> None:
        """Kill it and forget what it kept."""
        self.wipe = ""
        self.kill()
        shutil.rmtree(self.home, ignore_errors=True)
