"""A request for a State without Salwa: nothing is missing, no mark changes, nothing turns round in Arabic."""

import base64
import io
import json
import re
import zipfile
from dataclasses import replace
from datetime import date

import jsonschema
import pytest
from docx import Document
from docx.oxml.ns import qn

from salwa.domain.refusals import Refusal
from salwa.domain.tracing import AskedPicture, request_from_json
from salwa.reference.tracing_schemas import tracing_schemas
from salwa.services.tracing.documents import request_data, request_docx, request_pdf
from salwa.services.tracing.documents_word import written
from tests.assurance.bidi_proof import bare_page
from tests.builders.directions import lines_of_pdf, samples, shown_otherwise
from tests.builders.injections import injections
from tests.builders.requests import EARLIER, REQUEST, a_mark, full_contents

pytestmark = pytest.mark.one_engine
SIX = ("ar", "zh", "en", "fr", "ru", "es")
SENDING = {"from_state": "XRT", "to_state": "KEN", "request_uid": REQUEST, "sent_on": date(2026, 11, 25)}
# Marks as hands and machines make them, in several scripts, with signs that files and programs stumble over.
MARKS = (
    "12-34-56", "-77-91", "AB 123", "ABC-0001/1984", "رقم 12-34", "١٢٣-٤٥", "Ж 4417", "五六式 12030456", "<b>&amp;",
    "=1+1", "  two  blanks ", "é\u0301", "№ 17", "\u2605 88", "{{x}}", "line\nbreak", "tab\there", "0O0O1lI", "a" * 500,
)  # fmt: skip


def opened(content):
    return Document(io.BytesIO(content))


def paragraphs(document):
    """Every paragraph, in tables too, in the order of the file."""
    from docx.text.paragraph import Paragraph

    return [Paragraph(one, document) for one in document.element.body.iter(qn("w:p"))]


def runs(document):
    return [run.text for paragraph in paragraphs(document) for run in paragraph.runs]


def text_of(document):
    return "\n".join(paragraph.text for paragraph in paragraphs(document))


@pytest.mark.parametrize("language", SIX)
def test_every_mark_stands_unchanged_in_the_word_document(language):
    contents = full_contents(tuple(a_mark(text) for text in MARKS))
    found = runs(opened(request_docx(contents, language=language, **SENDING)))
    assert [mark for mark in MARKS if mark not in found] == []


def test_signs_no_document_can_hold_are_written_out_and_nothing_else():
    assert written("A\x00B\x0b\ufffe") == "A[U+0000]B[U+000B][U+FFFE]"
    assert written("A\u2069B") == "A[U+2069]B"
    contents = full_contents((a_mark("A\x00B"), a_mark("12\u202e34")))
    found = runs(opened(request_docx(contents, language="en", **SENDING)))
    assert "A[U+0000]B" in found
    assert "12\u202e34" in found


def test_the_word_document_says_everything_of_the_request_and_ends_with_a_form_for_the_answer():
    contents = full_contents()
    text = text_of(opened(request_docx(contents, language="en", **SENDING)))
    plain = re.sub("[\u2066-\u2069]", "", text)
    said = [
        "Arms Act, section 12 (3)", "No import licence, Order 44/2011", contents.circumstances, contents.place,
        "2026-03-04", "At a land border", "Illicit trafficking", "Terrorism", "Zastava Arms", "M70 AB2", "7.62x39",
        "Yugoslavia", "Serbia", "1984", "Made in a factory", contents.weapon.description, "Criminal investigation",
        contents.use_text, contents.urgent_because, "2026-03/117-B", "npc@ruritania.example", "+999 20 55-17",
        "Duty officer", REQUEST, EARLIER, "licence EX-09/114", "2026-11-25", "Left side, mark 12-34",
        "will keep the information confidential", "(ITI 15 a)", "(ITI 15 b)", "(ITI 15 c)", "The last lawful record",
    ]  # fmt: skip
    assert [one for one in said if one not in plain] == []
    form = plain[plain.index("Reply of the requested State") :]
    ticked = [
        "Answered in full", "Answered in part", "An answer follows later", "Refused", "criminal investigation",
        "protects confidential", "cannot guarantee confidentiality", "National security", "Signature",
    ]  # fmt: skip
    assert [one for one in ticked if one not in form] == []
    assert form.count("\u2610") == 4 + 4 + 3


def test_a_state_that_cannot_keep_confidentiality_says_so_with_its_reason():
    contents = full_contents(confidentiality=False, cannot_because="Court files are public under the Act of 1998.")
    text = text_of(opened(request_docx(contents, language="en", **SENDING)))
    assert "cannot keep the confidentiality" in text
    assert "Court files are public under the Act of 1998." in text
    assert "will keep the information confidential" not in text


def test_the_arabic_document_runs_from_right_to_left_and_marks_do_not():
    document = opened(request_docx(full_contents(), language="ar", **SENDING))
    body = document.element.body
    tables = list(body.iter(qn("w:tbl")))
    assert tables
    assert all(one.tblPr.find(qn("w:bidiVisual")) is not None for one in tables)
    assert body.sectPr.find(qn("w:bidi")) is not None
    marks = [one for one in paragraphs(document) if "12-34-56" in [run.text for run in one.runs]]
    assert [one._p.pPr.find(qn("w:bidi")) for one in marks] == [None]
    told = [one for one in paragraphs(document) if one.text and one not in marks]
    without = [one.text for one in told if one._p.pPr is None or one._p.pPr.find(qn("w:bidi")) is None]
    # What is nothing but a mark, a date or a code keeps its own direction.
    assert all(one.startswith("\u2066") and one.endswith("\u2069") for one in without)
    english = opened(request_docx(full_contents(), language="en", **SENDING)).element.body
    assert list(english.iter(qn("w:bidiVisual"))) == list(english.iter(qn("w:bidi"))) == []


def test_nothing_turns_round_in_the_arabic_pages_by_the_places_of_their_words(tmp_path):
    known = samples(60)
    texts = [text for _, text in known[30:]]
    contents = full_contents(tuple(a_mark(mark) for mark, _ in known[:30]), circumstances="\n".join(texts))
    marks = [mark for mark, _ in known]
    assert shown_otherwise(marks, lines_of_pdf(request_pdf(contents, language="ar", **SENDING), tmp_path)) == []
    assert len(shown_otherwise(marks[30:], lines_of_pdf(bare_page(texts), tmp_path))) > 5


def test_every_mark_and_number_of_the_arabic_word_document_stands_alone_between_isolates():
    known = samples(60)
    texts = "\n".join(text for _, text in known[30:])
    contents = full_contents(tuple(a_mark(mark) for mark, _ in known[:30]), circumstances=texts)
    document = opened(request_docx(contents, language="ar", **SENDING))
    assert not_isolated([mark for mark, _ in known], document) == []
    assert len(not_isolated([mark for mark, _ in known[30:]], opened(careless(texts)))) == 30


def not_isolated(marks, document):
    """Marks that no run holds exactly and from left to right, between an isolate and its end."""
    safe = set()
    for paragraph in paragraphs(document):
        found = paragraph.runs
        for before, run, after in zip(found, found[1:], found[2:], strict=False):
            if (before.text, after.text) == ("\u2066", "\u2069") and not run.font.rtl:
                safe.add(run.text)
    return [mark for mark in marks if not any(mark in text for text in safe)]


def careless(texts):
    """A right-to-left document without care for marks."""
    from docx.oxml import OxmlElement

    document = Document()
    for text in texts.split("\n"):
        paragraph = document.add_paragraph(text)
        paragraph._p.get_or_add_pPr().insert(0, OxmlElement("w:bidi"))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


@pytest.mark.parametrize("language", SIX)
def test_the_printed_request_shows_every_mark_in_every_language(language, tmp_path):
    lines = lines_of_pdf(request_pdf(full_contents(), language=language, **SENDING), tmp_path)
    wanted = ["12-34-56", "-77-91", "2026-03-04", "2026-03/117-B", REQUEST]
    assert [one for one in wanted if one not in "\n".join(lines)] == []


def test_the_data_file_is_the_message_and_gives_the_same_request_again():
    contents = full_contents(tuple(a_mark(text) for text in MARKS))
    message = json.loads(request_data(contents, from_state="XRT", to_state="KEN", request_uid=REQUEST))
    jsonschema.Draft202012Validator(tracing_schemas()["tracing.request"]).validate(message)
    assert request_from_json(message["contents"]) == contents


def test_texts_that_look_like_code_stay_texts():
    texts = injections(60)
    nasty = ("#panic()", "\\u{0}", "*bold*", "<w:instrText>", "{ MERGEFIELD x }", '"); eval("')
    contents = full_contents(tuple(a_mark(one) for one in texts[:50]), circumstances="\n".join((*texts[50:], *nasty)))
    content = request_docx(contents, language="fr", **SENDING)
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        inside = packed.read("word/document.xml").decode()
        assert not re.search(r"<w:(instrText|fldSimple|fldChar|hyperlink|object)\b", inside)
        assert not [name for name in packed.namelist() if "embeddings" in name or name.endswith(".bin")]
    assert request_pdf(contents, language="fr", **SENDING).startswith(b"%PDF")


def test_a_picture_that_is_none_is_refused_in_words_and_a_picture_travels_as_it_is():
    contents = full_contents()
    with zipfile.ZipFile(io.BytesIO(request_docx(contents, language="en", **SENDING))) as packed:
        media = [packed.read(name) for name in packed.namelist() if name.startswith("word/media/")]
    assert media == [base64.b64decode(contents.pictures[0].content)]
    for content in ("", "!!", base64.b64encode(b"no picture").decode(), base64.b64encode(b"\xff\xd8\xff\xe0").decode()):
        bad = replace(contents, pictures=(AskedPicture("x.jpg", "image/jpeg", "0" * 64, content),))
        for make in (request_docx, request_pdf):
            with pytest.raises(Refusal) as refused:
                make(bad, language="en", **SENDING)
            assert refused.value.code == "picture_unreadable"


def test_another_language_than_the_six_is_refused():
    with pytest.raises(Refusal) as refused:
        request_docx(full_contents(), language="de", **SENDING)
    assert refused.value.code == "no_such_language"


def test_an_almost_empty_request_says_what_is_not_stated():
    from salwa.domain.tracing import RequestContents

    text = text_of(opened(request_docx(RequestContents(), language="en", **SENDING)))
    assert "Not stated." in text
    assert "No mark was read." in text
    assert request_pdf(RequestContents(), language="en", **SENDING).startswith(b"%PDF")
