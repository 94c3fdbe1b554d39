"""The demo's two States and its secretariat, running as the demo runs them, and people signed in to them."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from salwa.commands.demo import one_time_code

WAIT = 240


class DemoStates:
    """A running demo; `address("ruritania")` is where one of its installations answers."""

    def __init__(self, home: Path, port: int) -> None:
        self.home, self.port = home, port
        hidden = ("SALWA_", "DJANGO_")
        env = {name: value for name, value in os.environ.items() if not name.startswith(hidden)}
        command = [sys.executable, "-m", "salwa.commands.main", "demo", "--home", str(home), "--port", str(port)]
        self.out = (home.parent / "demo.out").open("w+")
        self.process = subprocess.Popen(command, env=env, stdout=self.out, stderr=subprocess.STDOUT)

    def address(self, folder: str) -> str:
        return f"http://127.0.0.1:{self.port + ('ruritania', 'aldoria', 'secretariat').index(folder)}"

    def wait(self) -> None:
        """Until every installation answers and the sign-ins stand there."""
        until = time.monotonic() + WAIT
        while time.monotonic() < until:
            assert self.process.poll() is None, self.said()
            if "code now" in self.said() and all(self._answers(one) for one in ("ruritania", "aldoria")):
                return
            time.sleep(0.5)
        raise AssertionError(self.said())

    def said(self) -> str:
        """What the demo printed."""
        self.out.flush()
        return Path(self.out.name).read_text(errors="replace")

    def stop(self) -> None:
        """End the demo as a person would."""
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(timeout=60)
        finally:
            self.process.kill()
            self.out.close()

    def signed_in(self, browser, folder: str, role: str) -> dict:
        """Cookies of a person who signed in through the pages, with the second factor."""
        people = json.loads((self.home / folder / "demo.json").read_text(encoding="utf-8"))
        person = next(one for one in people if one["role"] == role)
        context = browser.new_context(base_url=self.address(folder))
        page = context.new_page()
        page.goto("/accounts/login/")
        page.locator("#id_login").fill(person["email"])
        page.locator("#id_password").fill(person["password"])
        page.locator("main form button").click()
        page.locator("#id_code").fill(one_time_code(person["secret"], time.time()))
        page.locator("main form button").first.click()
        page.wait_for_url(re.compile(r"^(?!.*/accounts/)"))
        state = context.storage_state()
        context.close()
        return state

    def _answers(self, folder: str) -> bool:
        try:
            with urllib.request.urlopen(f"{self.address(folder)}/accounts/login/", timeout=5) as answer:
                return answer.status == 200
        except OSError:
            return False
