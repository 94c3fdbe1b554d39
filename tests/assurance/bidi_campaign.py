"""The whole campaign of U4: a thousand marks in Arabic text on screen, on paper and in a workbook. Prints the figures.

Usage: python -m tests.assurance.bidi_campaign [COUNT]. Needs Chromium, poppler-utils, libreoffice-calc and the fonts.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "salwa.settings.testing")
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


def main(count: int) -> int:
    """Run it; 1 when anything was shown in another order."""
    import django

    django.setup()
    from django.test.utils import get_runner, setup_test_environment

    setup_test_environment()
    runner = get_runner(django.conf.settings)(verbosity=0, interactive=False)
    databases = runner.setup_databases()
    try:
        return _prove(count)
    finally:
        runner.teardown_databases(databases)


def _prove(count: int) -> int:
    from playwright.sync_api import sync_playwright

    from salwa.domain.accounts import Role
    from tests.assurance.bidi_proof import in_workbook, on_paper, on_screen
    from tests.builders.chromium import chromium
    from tests.builders.directions import samples
    from tests.builders.people import a_person

    marks, wrong, started = samples(count), 0, time.monotonic()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        place = Path(folder)
        results = {
            "screen": on_screen(browser.new_page(), marks),
            "paper": (on_paper(marks, place), on_paper(marks, place, careful=False)),
            "workbook": in_workbook(a_person(Role.REGISTRAR), marks, place),
        }
        browser.close()
    for name, (ours, control) in results.items():
        wrong += len(ours)
        sys.stdout.write(f"{name}: {len(ours)} of {count} in another order; without care {len(control)}\n")
        sys.stdout.writelines(f"  {mark}\n" for mark in ours[:10])
    sys.stdout.write(f"{time.monotonic() - started:.0f} s\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000))
