"""Several parts in one sentence: joined by the comma of the reader's language, on pages, papers and when kept."""

import copy
import json
import pickle
import re
from pathlib import Path

import pytest
from django.template import Context, Template
from django.utils.translation import override

import salwa
from salwa.domain.languages import Listed, Sentence, message
from salwa.services.languages import comma, spoken, together
from salwa.services.tracing.documents import request_docx
from tests.builders.requests import full_contents
from tests.services.tracing.test_documents import SENDING, opened, paragraphs

pytestmark = pytest.mark.one_engine
CHOOSE = message("Choose one of the six: {languages}.")
COMMAS = {"ar": "، ", "en": ", ", "fr": ", ", "ru": ", ", "es": ", "}


@pytest.mark.parametrize(("language", "joint"), COMMAS.items())
def test_parts_are_joined_as_the_language_does_it(language, joint):
    with override(language):
        assert together(["7.62x39", 1984, "AB-17"]) == f"7.62x39{joint}1984{joint}AB-17"
        assert (together([]), together(["one"]), comma()) == ("", "one", joint)
        assert f"ar{joint}zh" in spoken(Sentence(CHOOSE, {"languages": Listed(("ar", "zh"))}))


def test_chinese_has_no_latin_comma():
    with override("zh-hans"):
        assert "," not in together(["手枪", "步枪"])
        assert together(["手枪", "步枪"])[2] in "，、"


def test_in_english_and_as_data_listed_parts_are_one_text():
    listed = Listed(("1984", "1985"))
    assert listed == "1984, 1985"
    assert json.dumps({"years": listed}) == '{"years": "1984, 1985"}'
    assert Sentence(CHOOSE, {"languages": listed}).english() == "Choose one of the six: 1984, 1985."


def test_a_copy_and_a_kept_sentence_keep_the_parts_apart():
    sentence = Sentence(CHOOSE, {"languages": Listed(("a, b", "c")), "count": 2})
    for again in (
        pickle.loads(pickle.dumps(sentence)), copy.deepcopy(sentence),
        Sentence.of(json.loads(json.dumps(sentence.kept()))),
    ):  # fmt: skip
        assert again == sentence
        assert again.values["languages"].parts == ("a, b", "c")


def test_a_page_isolates_every_part_and_joins_them_in_its_language():
    kept = {"one": Sentence(CHOOSE, {"languages": Listed(("12-34", "ب <b>"))}).kept()}
    with override("ar"):
        shown = Template("{{ one|spoken }}{% comma %}").render(Context(kept))
    assert '<bdi dir="ltr">12-34</bdi>، <bdi>ب &lt;b&gt;</bdi>' in shown
    assert shown.endswith("، ")


def test_papers_in_arabic_hold_no_latin_comma_between_arabic_words():
    texts = [
        re.sub("[\u2066-\u2069]", "", one.text)
        for one in paragraphs(opened(request_docx(full_contents(), language="ar", **SENDING)))
    ]
    assert [text for text in texts if re.search(r"[\u0600-\u06ff], ", text)] == []
    assert any("الاتجار بالأسلحة النارية، الإرهاب" in text for text in texts)


def test_no_sentence_of_the_rules_joins_its_parts_as_english_does():
    """A blank of a sentence that holds several parts is `Listed`; nothing else knows how a language joins them."""
    found = []
    for path in Path(salwa.__file__).parent.rglob("*.py"):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if '", ".join(' in line and re.search(r"Sentence\(|gettext\(|\bsaid\(|words\.[A-Z]|name_of\(", line):
                found.append(f"{path.name}:{number}")
    assert found == []
    for path in Path(salwa.__file__).parent.rglob("templates/**/*.html"):
        assert "{% if not forloop.last %}, {% endif %}" not in path.read_text(encoding="utf-8"), path.name
