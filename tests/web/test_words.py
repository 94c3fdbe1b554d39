"""Every code of the rules has words on screen; every pictogram named in a template exists."""

import re
from pathlib import Path

import pytest

from salwa.domain.accounts import Role
from salwa.domain.weapons import Component, ContentKind, EventKind, ItemKind, MarkState, Occasion
from salwa.services.sheets import words as sheet_words
from salwa.web.frame import words
from salwa.web.frame.icons import PATHS
from salwa.web.frame.navigation import WAYS

pytestmark = pytest.mark.one_engine
TEMPLATES = Path(words.__file__).resolve().parent.parent / "templates"


@pytest.mark.parametrize(
    ("which", "codes"),
    [
        ("role", Role),
        ("kind", ItemKind),
        ("component", Component),
        ("occasion", Occasion),
        ("content", ContentKind),
        ("state", MarkState),
        ("event", EventKind),
    ],
)
def test_every_code_has_its_words(which, codes):
    assert set(words.LISTS[which]) == set(codes)


def test_what_leaves_the_house_says_the_same_words_as_the_screens():
    for name, listed in sheet_words.LISTS.items():
        if name in words.LISTS:
            assert {str(code): str(text) for code, text in listed.items()} == {
                str(code): str(text) for code, text in words.LISTS[name].items()
            }


def test_every_pictogram_exists():
    named = {name for path in TEMPLATES.rglob("*.html") for name in re.findall(r'{% icon "(\w+)" %}', path.read_text())}
    assert (named | {way[2] for way in WAYS}) - set(PATHS) == set()


def test_no_template_carries_inline_style_script_or_addresses_of_others():
    wrong = []
    for path in TEMPLATES.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        if re.search(r"\sstyle=|\son\w+=\"|<style|https?://|margin-left|text-align: ?left", text):
            wrong.append(path.name)
    assert wrong == []


def test_the_style_sheets_know_no_left_and_right():
    sheets = (TEMPLATES.parent / "static" / "css").glob("*.css")
    pattern = re.compile(r"(margin|padding|border)-(left|right)|text-align: ?(left|right)|[{; ](left|right):|float:")
    assert [path.name for path in sheets if pattern.search(path.read_text(encoding="utf-8"))] == []
