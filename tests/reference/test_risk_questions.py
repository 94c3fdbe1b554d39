"""Questions about the risk of diversion: six languages, a source paragraph each; damaged files are refused."""

import re
import shutil

import pytest

from salwa.domain.licences.risks import questions_for
from salwa.domain.licences.vocabulary import LicenceKind
from salwa.reference import ReferenceFault
from salwa.reference.loader import FOLDER
from salwa.reference.risk_questions import FILE, LANGUAGES, read_questions, risk_questions

pytestmark = pytest.mark.one_engine


def test_every_question_stands_in_six_languages_with_its_paragraph():
    questions = risk_questions()
    assert len(questions) == len({one.code for one in questions}) >= 15
    for one in questions:
        assert set(one.texts) == set(one.hints) == LANGUAGES
        assert all(re.match(r"(POA|ITI):", paragraph) for paragraph in one.paragraphs), one.code
        assert all(text.rstrip().endswith(("?", "؟", "？")) for text in one.texts.values()), one.code


def test_only_the_embargo_forbids_and_it_names_both_paragraphs():
    (blocking,) = [one for one in risk_questions() if one.blocks]
    assert (blocking.code, blocking.paragraphs) == ("embargo", ("POA:II.15", "POA:II.32"))
    assert LicenceKind.MANUFACTURE not in blocking.kinds


@pytest.mark.parametrize("kind", LicenceKind)
def test_every_kind_of_authorisation_is_asked_about(kind):
    assert len(questions_for(risk_questions(), kind)) >= 3


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ('risky: "yes"', "risky: yes", "risky must be"),
        ("- code: need_plausible", "- code: embargo", "used twice"),
        ("kinds: [manufacture]", "kinds: [baking]", "kinds must name"),
        ('paragraphs: ["POA:II.15", "POA:II.32"]', "paragraphs: []", "paragraphs must name"),
        ("sources: [poa, iti, general]", "sources: [hearsay]", "sources must name"),
        ("    zh: 请在作答当日", "    xx: 请在作答当日", "six languages"),
    ],
)
def test_a_damaged_file_is_refused_with_the_record(tmp_path, before, after, told):
    shutil.copy(FOLDER / "sources.yaml", tmp_path)
    text = (FOLDER / FILE).read_text(encoding="utf-8")
    assert before in text
    (tmp_path / FILE).write_text(text.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(ReferenceFault, match=told):
        read_questions(tmp_path)
