"""A released answer on paper: everything it says in six languages, nothing of the register beside it."""

import io
import json
import re
from datetime import date

import jsonschema
import pytest
from docx import Document
from docx.oxml.ns import qn

from salwa.domain.tracing import (
    AnswerContents,
    AnswerKind,
    Contact,
    Reason,
    Restriction,
    Statement,
    StatementKind,
    WithholdingReason,
    answer_from_json,
)
from salwa.reference.tracing_schemas import tracing_schemas
from salwa.services.tracing.documents import answer_data, answer_docx, answer_pdf, request_docx
from salwa.services.tracing.documents_answer import Answering
from tests.builders.directions import lines_of_pdf
from tests.builders.requests import EARLIER, REQUEST, full_contents
from tests.services.tracing.test_documents import SENDING, SIX, opened, paragraphs, runs, text_of

pytestmark = pytest.mark.one_engine
CONTACT = Contact("National point of contact", "", "npc@ruritania.example", "+999 20 55-17")
ANSWERING = Answering("XRT", "KEN", REQUEST, EARLIER, date(2026, 11, 2), date(2026, 11, 25), CONTACT)
ANSWER = AnswerContents(
    AnswerKind.RESTRICTED,
    statements=(
        Statement(StatementKind.MANUFACTURED, date(1984, 1, 1), "year", place="Zenda"),
        Statement(StatementKind.EXPORTED, date(2009, 5, 12), "day", "UGA", "EXP-2009-17", "Ministry of Defence",
                  text="One of 500."),
    ),
    reasons=(Reason(WithholdingReason.INVESTIGATION, "Case 44 is before the court."),),
    until=date(2027, 1, 31), restrictions=tuple(Restriction), limits_text="Not before 1 March.", text="Tell us more.",
)  # fmt: skip
SAID = [
    "Kenya", "KEN", REQUEST, EARLIER, "2026-03/117-B", "2026-11-02", "2026-11-25", "National point of contact",
    "npc@ruritania.example", "Answered in part", "2027-01-31", "Tell us more.", "Manufactured", "1984", "Zenda",
    "Exported", "2009-05-12", "Uganda", "UGA", "EXP-2009-17", "Ministry of Defence", "One of 500.",
    "compromise an ongoing criminal investigation", "Case 44 is before the court.", "(ITI 15 a)", "(ITI 15 b)",
    "(ITI 15 c)", "Not before 1 March.", "12-34-56", "-77-91", "M70 AB2", "Signature",
]  # fmt: skip


def plain(text):
    return re.sub(r"\s+", " ", re.sub("[\u2066-\u2069]", "", text))


def test_the_word_document_says_everything_that_was_released():
    text = plain(text_of(opened(answer_docx(full_contents(), ANSWER, ANSWERING, language="en"))))
    assert [one for one in SAID if one not in text] == []
    assert "ticked" not in text


def test_the_printed_answer_says_the_same(tmp_path):
    lines = lines_of_pdf(answer_pdf(full_contents(), ANSWER, ANSWERING, language="en"), tmp_path)
    # Texts of narrow columns stand on several lines, beside those of others: word by word.
    words = set(plain(" ".join(lines)).split())
    words |= {word.strip(".,()") for word in words}
    assert [one for one in SAID if not {word.strip(".,()") for word in one.split()} <= words] == []


@pytest.mark.parametrize("language", SIX)
def test_numbers_days_and_marks_are_the_same_in_every_language(language, tmp_path):
    wanted = ["12-34-56", "-77-91", "2009-05-12", "EXP-2009-17", "2026-03/117-B", REQUEST, EARLIER]
    found = runs(opened(answer_docx(full_contents(), ANSWER, ANSWERING, language=language)))
    assert [one for one in wanted if one not in found] == []
    lines = "\n".join(lines_of_pdf(answer_pdf(full_contents(), ANSWER, ANSWERING, language=language), tmp_path))
    assert [one for one in wanted if one not in lines] == []


def test_the_register_s_reading_of_the_request_is_not_told():
    text = text_of(opened(answer_docx(full_contents(), ANSWER, ANSWERING, language="en")))
    assert "Yugoslavia" in text
    assert "Serbia" not in text
    assert "Serbia" in text_of(opened(request_docx(full_contents(), language="en", **SENDING)))


def test_a_refusal_makes_no_statement_and_gives_its_reason():
    refused = AnswerContents(
        AnswerKind.REFUSED, reasons=(Reason(WithholdingReason.NATIONAL_SECURITY, "Stocks of the armed forces."),)
    )
    text = text_of(opened(answer_docx(full_contents(), refused, ANSWERING, language="en")))
    assert "makes no statement about the weapon" in text
    assert "Stocks of the armed forces." in text
    assert "sets no further limits" in text


def test_the_data_file_is_the_message_and_gives_the_same_answer_again():
    message = json.loads(answer_data(ANSWER, ANSWERING))
    jsonschema.Draft202012Validator(tracing_schemas()["tracing.answer"]).validate(message)
    assert (message["request"], message["uid"]) == (REQUEST, EARLIER)
    assert answer_from_json(message) == ANSWER


def test_arabic_letters_have_the_size_the_page_means():
    """OOXML keeps the size of Arabic letters apart: without it they stand larger than all others."""
    document = opened(answer_docx(full_contents(), ANSWER, ANSWERING, language="ar"))
    styles = {one.name: one.element.rPr for one in document.styles if one.name in ("Normal", "Heading 1", "Heading 2")}
    sizes = {
        name: [one.find(qn(f"w:{tag}")).get(qn("w:val")) for tag in ("sz", "szCs")] for name, one in styles.items()
    }
    assert sizes == {"Normal": ["19", "19"], "Heading 1": ["30", "30"], "Heading 2": ["23", "23"]}
    footer = document.sections[0].footer.paragraphs[0].runs
    assert {run._r.rPr.find(qn("w:szCs")).get(qn("w:val")) for run in footer} == {"15"}
    untouched = Document().styles["Normal"].element.rPr
    assert untouched is None or untouched.find(qn("w:szCs")) is None


def test_pages_of_the_word_document_are_numbered_and_no_row_is_parted():
    document = opened(answer_docx(full_contents(), ANSWER, ANSWERING, language="fr"))
    fields = [one.get(qn("w:instr")) for one in document.sections[0].footer._element.iter(qn("w:fldSimple"))]
    assert fields == ["PAGE", "NUMPAGES"]
    rows = list(document.element.body.iter(qn("w:tr")))
    assert rows
    assert [one for one in rows if one.trPr is None or one.trPr.find(qn("w:cantSplit")) is None] == []


def test_the_lines_to_sign_on_stay_on_one_page():
    document = opened(answer_docx(full_contents(), ANSWER, ANSWERING, language="en"))
    last = document.tables[-1]
    kept = [row.cells[0].paragraphs[0].paragraph_format.keep_with_next for row in last.rows]
    assert [bool(one) for one in kept] == [True, True, False]
    assert [row.cells[1]._tc.tcPr.find(qn("w:tcBorders")) is not None for row in last.rows] == [True] * 3


def test_a_box_to_tick_keeps_its_blank_in_both_directions():
    for language in ("en", "ar"):
        boxes = [
            paragraph.runs[0].text
            for paragraph in paragraphs(
                Document(io.BytesIO(request_docx(full_contents(), language=language, **SENDING)))
            )
            if paragraph.text.startswith("\u2610")
        ]
        assert boxes == ["\u2610\u00a0"] * 11
