"""The documentation says what the program does: generated pages are current, and nothing named in it is made up."""

import re
from functools import cache

import pytest

from salwa.commands import docs_pages
from salwa.commands.docs_pages import REFERENCE, walk_commands
from salwa.domain.audit import ACTIONS
from salwa.settings.table import TABLE
from tests.architecture.tree import ROOT

pytestmark = pytest.mark.one_engine

PAGES = sorted((ROOT / "docs").rglob("*.md")) + [ROOT / "README.md"]
# Environment variables that are no settings: they stand for the folder, or steer tools.
NOT_SETTINGS = {"SALWA_CRAWL", "SALWA_HOME", "SALWA_TRACEBACK", "SALWA_FUZZ_EXAMPLES", "SALWA_FUZZ_SEED"}


@cache
def commands():
    return {name: command for name, command, _ in walk_commands()}


def test_generated_pages_are_current():
    pages = docs_pages.generated_pages()
    stale = [name for name, text in pages.items() if (REFERENCE / name).read_text(encoding="utf-8") != text]
    assert (stale, len(pages)) == ([], 7), "run: salwa docs write"


def test_every_command_shows_an_example_and_its_exit_codes():
    lacking = [
        name
        for name, command in commands().items()
        if "Example:" not in (command.help or "") or "Exit codes:" not in (command.help or "")
    ]
    assert lacking == []


def test_every_option_of_every_command_is_explained():
    lacking = [
        f"{name} {parameter.name}"
        for name, command in commands().items()
        for parameter in command.params
        if not getattr(parameter, "help", None)
    ]
    assert lacking == []


def test_every_command_named_in_the_documentation_exists():
    known = {" ".join(name.split()[:length]) for name in commands() for length in (2, 3, 4)}
    wrong = []
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        quoted = "\n".join([*re.findall(r"`([^`\n]+)`", text), *re.findall(r"^(?: {4}|\$ )(.*)$", text, re.M)])
        for group, inner in re.findall(r"(?:^|\s|/)salwa ([a-z]+)(?: ([a-z][a-z-]+))?(?=\s|$)", quoted, re.M):
            name = f"salwa {group}"
            if name not in known or (inner and name not in commands() and f"{name} {inner}" not in known):
                wrong.append(f"{page.name}: {name} {inner}".strip())
    assert wrong == []


def test_every_setting_named_in_the_documentation_exists():
    known = {f"SALWA_{one.name.upper()}" for one in TABLE} | NOT_SETTINGS
    wrong = [
        f"{page.name}: {name}"
        for page in PAGES
        for name in re.findall(r"\bSALWA_[A-Z_]+\b", page.read_text(encoding="utf-8"))
        if name not in known
    ]
    assert wrong == []


def test_every_setting_and_event_is_documented():
    settings, events = (REFERENCE / name for name in ("settings.md", "audit-events.md"))
    assert [one.name for one in TABLE if f"`{one.name}`" not in settings.read_text(encoding="utf-8")] == []
    assert [code for code in ACTIONS if f"`{code}`" not in events.read_text(encoding="utf-8")] == []


def test_every_link_between_pages_leads_somewhere():
    wrong = []
    for page in PAGES:
        for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            if not target.startswith(("http", "mailto:")) and not (page.parent / target).exists():
                wrong.append(f"{page.relative_to(ROOT)}: {target}")
    assert wrong == []
