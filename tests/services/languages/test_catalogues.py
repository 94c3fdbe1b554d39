"""The catalogues: collecting texts, merging without loss, finding every kind of fault, compiling."""

import gettext

import pytest

from salwa.domain.refusals import Refusal
from salwa.services.languages.catalogues import (
    CATALOGUES,
    catalogue_path,
    compile_catalogues,
    read_catalogue,
    update_catalogues,
    write_catalogue,
)
from salwa.services.languages.checking import check_catalogues
from salwa.services.languages.extraction import source_texts

pytestmark = pytest.mark.one_engine

RULES = """
def message(text):
    return text
DIFFERS = message("The serial {asked} differs "
    "in {count} places.")
LATER = gettext_lazy("Go on")
MONTH = pgettext("month", "May")
MANY = ngettext("{count} weapon", "{count} weapons", 3)
"""
PAGE = """<h1 class="it's">{% translate "Find a <b>weapon</b>" %}</h1>
{% blocktranslate trimmed count n=n %}
  One mark of %(x)
{% plural %}{{ n }} marks{% endblocktranslate %} {{ value|default:_("None") }}
{% translate "May" context "verb" %}"""


@pytest.fixture
def package(tmp_path):
    (tmp_path / "package" / "web" / "templates").mkdir(parents=True)
    (tmp_path / "package" / "rules.py").write_text(RULES)
    (tmp_path / "package" / "web" / "templates" / "page.html").write_text(PAGE)
    return tmp_path / "package"


def fill(language, locale, **changes):
    """Translate every text of one catalogue by itself, except for the `changes` (English -> words)."""
    catalogue = read_catalogue(language, locale)
    for entry in catalogue:
        if not entry.id:
            continue
        if isinstance(entry.id, str):
            entry.string = changes.get(entry.id, entry.id)
        else:
            entry.string = changes.get(entry.id[0], tuple(entry.id[1] for _ in range(catalogue.num_plurals)))
    write_catalogue(language, catalogue, locale)


@pytest.fixture
def complete(package, tmp_path):
    locale = tmp_path / "locale"
    update_catalogues(package, locale)
    for language in CATALOGUES:
        if language != "en":
            fill(language, locale)
    return locale


def test_texts_are_collected_from_python_and_templates(package):
    found = {(text.singular, text.plural, text.context, text.file) for text in source_texts(package)}
    page = "web/templates/page.html"
    assert found == {
        ("The serial {asked} differs in {count} places.", None, None, "rules.py"),
        ("Go on", None, None, "rules.py"),
        ("May", None, "month", "rules.py"),
        ("{count} weapon", "{count} weapons", None, "rules.py"),
        ("Find a <b>weapon</b>", None, None, page),
        ("One mark of %%(x)", "%(n)s marks", None, page),
        ("None", None, None, page),
        ("May", None, "verb", page),
    }


def test_a_new_catalogue_lacks_every_translation_except_in_english(package, tmp_path):
    figures = update_catalogues(package, tmp_path / "locale")
    assert {one.language: (one.texts, one.missing) for one in figures} == {
        "ar": (8, 8),
        "zh_Hans": (8, 8),
        "en": (8, 0),
        "fr": (8, 8),
        "ru": (8, 8),
        "es": (8, 8),
    }


def test_complete_catalogues_have_no_fault(package, complete):
    assert check_catalogues(package, complete) == []


def test_updating_again_changes_no_byte(package, complete):
    before = {path: path.read_bytes() for path in complete.rglob("*.po*")}
    update_catalogues(package, complete)
    assert {path: path.read_bytes() for path in complete.rglob("*.po*")} == before


def test_a_text_that_changed_is_missing_and_its_old_form_stale(package, complete):
    (package / "rules.py").write_text(RULES.replace("Go on", "Go on now"))
    faults = {(one.language, one.kind, one.text) for one in check_catalogues(package, complete)}
    assert faults == {
        (language, kind, text)
        for language in ["template", *CATALOGUES]
        for kind, text in [("missing", "Go on now"), ("stale", "Go on")]
    }
    update_catalogues(package, complete)
    left = {(one.language, one.kind, one.text) for one in check_catalogues(package, complete)}
    assert left == {(language, "missing", "Go on now") for language in CATALOGUES if language != "en"}


@pytest.mark.parametrize(
    ("text", "words", "kind"),
    [
        ("The serial {asked} differs in {count} places.", "Le numéro {asked} diffère.", "blanks"),
        ("The serial {asked} differs in {count} places.", "{asked} {nombre} {count}", "blanks"),
        ("The serial {asked} differs in {count} places.", "{asked} {count", "blanks"),
        ("Find a <b>weapon</b>", "Trouver une arme", "tags"),
        ("Go on", "", "missing"),
        ("{count} weapon", ("une arme", "des armes"), "blanks"),
        ("{count} weapon", ("{nombre} arme", "{count} armes"), "blanks"),
        ("{count} weapon", ("{count} arme", ""), "missing"),
    ],
)
def test_each_fault_of_a_translation_is_named(package, complete, text, words, kind):
    fill("fr", complete, **{text: words})
    assert [(one.language, one.kind, one.text) for one in check_catalogues(package, complete)] == [("fr", kind, text)]


def test_the_form_for_one_may_do_without_the_figure(package, complete):
    fill("fr", complete, **{"{count} weapon": ("une arme", "{count} armes")})
    assert check_catalogues(package, complete) == []


def test_a_guess_and_a_wrong_plural_rule_are_found(package, complete):
    path = catalogue_path("ru", complete)
    text = path.read_text().replace('msgid "Go on"', '#, fuzzy\nmsgid "Go on"').replace("nplurals=3", "nplurals=2")
    path.write_text(text)
    kinds = [(one.kind, one.text) for one in check_catalogues(package, complete) if one.language == "ru"]
    assert ("fuzzy", "Go on") in kinds
    assert ("plurals", "") in kinds


@pytest.mark.parametrize(
    ("number", "form"),
    [(0, "zero"), (1, "one"), (2, "two"), (3, "few"), (110, "few"), (11, "many"), (99, "many"), (100, "other")],
)
def test_compiled_arabic_chooses_among_six_forms(package, complete, number, form):
    forms = tuple(f"{name} {{count}}" for name in ("zero", "one", "two", "few", "many", "other"))
    fill("ar", complete, **{"{count} weapon": forms})
    assert [path.name for path in compile_catalogues(complete)] == ["django.mo"] * 6
    texts = gettext.translation("django", complete, ["ar"])
    assert texts.ngettext("{count} weapon", "{count} weapons", number) == f"{form} {{count}}"


def test_a_source_that_cannot_be_read_is_named(package, tmp_path):
    (package / "broken.py").write_text("if 1:\n        x = 1\n    y = 2\n")
    with pytest.raises(Refusal) as caught:
        update_catalogues(package, tmp_path / "locale")
    assert (caught.value.code, caught.value.where) == ("unreadable_source", {"file": "broken.py"})


def test_compiling_without_catalogues_writes_nothing(tmp_path):
    assert compile_catalogues(tmp_path) == []
