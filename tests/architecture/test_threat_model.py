"""The threat model speaks of everything there is, and of nothing that is not there."""

import re

import pytest

from salwa.settings.table import TABLE
from salwa.web.urls import EVERYWHERE, OF_THE_REGISTER
from tests.architecture.papers import TEST, is_test
from tests.architecture.tree import PACKAGE, ROOT

pytestmark = pytest.mark.one_engine
PAGE = ROOT / "docs" / "explanation" / "threat-model.md"


def paragraphs(text):
    """Capability -> its paragraph under "Capability by capability"."""
    part = text.split("## Capability by capability", 1)[1].split("\n## ", 1)[0]
    pieces = re.split(r"^- \*\*`(\w+)`\*\*", part, flags=re.M)
    return dict(zip(pieces[1::2], pieces[2::2], strict=True))


def capabilities():
    return {path.name for path in (PACKAGE / "services").iterdir() if (path / "__init__.py").exists()}


def routers():
    """First parts of the addresses for programs."""
    text = (PACKAGE / "api" / "main.py").read_text(encoding="utf-8")
    return set(re.findall(r'add_router\("(/[a-z]+)"', text))


def faults(text):
    """Everything that does not fit between this text and the program."""
    told = paragraphs(text)
    found = [f"no paragraph: {name}" for name in sorted(capabilities() - set(told))]
    found += [f"no such capability: {name}" for name in sorted(set(told) - capabilities())]
    found += [f"no test cited: {name}" for name, words in told.items() if not TEST.search(words)]
    pages = {place or name for name, place in (*EVERYWHERE, *OF_THE_REGISTER)} | routers()
    found += [f"pages not named: {place}" for place in sorted(pages) if f"`{place}`" not in text]
    found += [f"no such test: {one}" for one in TEST.findall(text) if not is_test(one)]
    settings = {one.name for one in TABLE}
    cited = re.findall(r"setting\s+`([a-z_]+)`", text)
    found += [f"no such setting: {one}" for one in cited if one not in settings]
    return found


def test_the_threat_model_fits_the_program():
    assert faults(PAGE.read_text(encoding="utf-8")) == []


def test_it_says_what_is_not_defended():
    text = PAGE.read_text(encoding="utf-8")
    part = text.split("## Not defended", 1)[1].split("\n## ", 1)[0]
    assert len(re.findall(r"^\d+\. ", part, re.M)) >= 10
    assert text.count("**Remains") >= 6


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("- **`stock`**", "- **`stocks`**", "no paragraph: stock"),
        ("::test_a_code_is_taken_once`", "::test_a_code_is_taken_twice`", "no such test"),
        ("setting `idle_minutes`", "setting `idle_hours`", "no such setting: idle_hours"),
        ("`ammunition/`", "`bullets/`", "pages not named: ammunition/"),
        ("`tests/services/analysis/test_downloads.py::test_every_download_is_recorded`", "nothing", "no test cited"),
    ],
)
def test_control_each_kind_of_fault_is_seen(old, new, expected):
    text = PAGE.read_text(encoding="utf-8")
    assert old in text
    assert any(one.startswith(expected) for one in faults(text.replace(old, new)))
