"""What made Word papers look poor in a word processor, seen there, stays mended; the printed page likewise."""

import re
import subprocess
import zipfile
from io import BytesIO

import pytest
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from salwa.services.tracing.documents import answer_docx, answer_pdf, request_docx, request_pdf
from tests.builders.directions import lines_of_pdf
from tests.builders.requests import EARLIER, REQUEST, a_mark, a_picture, full_contents
from tests.services.tracing.test_answer_documents import ANSWER, ANSWERING
from tests.services.tracing.test_documents import SENDING, SIX, opened, paragraphs

pytestmark = pytest.mark.one_engine


def request_in(language, **other):
    return opened(request_docx(full_contents(**other), language=language, **SENDING))


@pytest.mark.parametrize("language", SIX)
def test_brackets_are_never_pieces_of_their_own(language):
    """Alone in a run of a page in Arabic, a bracket looks away from the words it holds."""
    lonely = [
        run.text
        for paragraph in paragraphs(request_in(language))
        for run in paragraph.runs
        if re.search(r"[()]", run.text) and not re.search(r"\w", run.text)
    ]
    assert lonely == []


def test_the_reading_beside_the_words_of_a_request_is_one_piece_in_arabic():
    read = [one for one in paragraphs(request_in("ar")) if "Yugoslavia" in one.text]
    shown = [(run.text, bool(run.font.rtl)) for run in read[0].runs if re.search(r"\w", run.text)]
    assert shown == [("Yugoslavia", False), ("(يُقرأ: صربيا)", True)]


@pytest.mark.parametrize("language", SIX)
def test_lines_have_one_height_whatever_font_a_script_takes_and_pictures_are_not_cut(language):
    document = request_in(language)
    heights = {name: document.styles[name].paragraph_format.line_spacing for name in ("Normal", "Heading 2")}
    assert heights == {"Normal": Pt(13), "Heading 2": Pt(16)}
    shown = [one for one in paragraphs(document) if one._p.findall(f".//{qn('w:drawing')}")]
    assert [one.paragraph_format.line_spacing for one in shown] == [1.0]


def test_signs_above_and_below_the_letters_of_a_mark_are_not_cut():
    document = opened(
        request_docx(full_contents((a_mark("e\u0301\u0316 17"), a_mark("A 18"))), language="en", **SENDING)
    )
    rules = {
        one.text.strip("\u2066\u2069"): one.paragraph_format.line_spacing_rule
        for one in paragraphs(document)
        if one.text.endswith((" 17\u2069", "A 18\u2069"))
    }
    assert {mark: rule and rule.name for mark, rule in rules.items()} == {"e\u0301\u0316 17": "AT_LEAST", "A 18": None}


def test_the_document_names_fonts_that_readers_have_and_what_stands_in_for_them():
    table = zipfile.ZipFile(BytesIO(request_docx(full_contents(), language="zh", **SENDING))).read("word/fontTable.xml")
    named = re.findall(r'<w:font w:name="([^"]+)"><w:altName w:val="([^"]+)"/>', table.decode())
    assert named == [("Arial", "Noto Sans"), ("Microsoft YaHei", "Noto Sans CJK SC"), ("Consolas", "DejaVu Sans Mono")]
    document = request_in("zh")
    normal = document.styles["Normal"].element.rPr.rFonts
    assert (normal.get(qn("w:cs")), normal.get(qn("w:eastAsia"))) == ("Arial", "Microsoft YaHei")
    used = {one.get(qn("w:ascii")) for one in document.element.body.iter(qn("w:rFonts"))}
    assert used == {"Consolas"}


def test_facts_begin_where_headings_begin():
    document = request_in("en")
    sides = [
        [table._tblPr.find(qn("w:tblCellMar")).find(qn(f"w:{side}")).get(qn("w:w")) for side in ("left", "right")]
        for table in document.tables
    ]
    framed = [table.style.name == "Table Grid" for table in document.tables]
    assert {tuple(one) for one, frame in zip(sides, framed, strict=True) if not frame} == {("0", "0")}
    assert {tuple(one) for one, frame in zip(sides, framed, strict=True) if frame} == {("85", "85")}


def test_a_short_table_stands_on_one_page_and_a_long_one_may_go_on():
    kept = []
    for count in (12, 13):
        document = opened(request_docx(full_contents((a_mark("A 17"),) * count), language="en", **SENDING))
        table = next(one for one in document.tables if len(one.rows) == count + 1)
        kept.append(sum(bool(row.cells[0].paragraphs[0].paragraph_format.keep_with_next) for row in table.rows))
    assert kept == [12, 0]


def test_further_lines_of_a_point_or_box_stand_below_its_words():
    hanging = {
        one.text[0]: [
            round(length.cm, 2) for length in (one.paragraph_format.left_indent, one.paragraph_format.first_line_indent)
        ]
        for one in paragraphs(request_in("ru"))
        if one.text[:1] in "\u2022\u2610" and one.text
    }
    assert hanging == {"\u2022": [0.25, -0.25], "\u2610": [0.5, -0.5]}


def test_two_pictures_of_any_shape_fit_on_a_page():
    document = request_in("en", pictures=(a_picture(), a_picture("right.jpg")))
    sizes = [(shape.width, shape.height) for shape in document.inline_shapes]
    assert len(sizes) == 2
    assert all(width <= Cm(11) and height <= Cm(9.5) for width, height in sizes)


@pytest.mark.parametrize("language", SIX)
def test_every_page_bears_the_number_of_its_paper(language, tmp_path):
    for made, number in (
        (request_pdf(full_contents(), language=language, **SENDING), REQUEST),
        (answer_pdf(full_contents(), ANSWER, ANSWERING, language=language), EARLIER),
    ):
        feet = [line for line in lines_of_pdf(made, tmp_path) if re.search(rf"{number}\s+\d+ / (\d+)", line)]
        pages = [re.search(r"(\d+) / (\d+)", line.split(number)[1]).groups() for line in feet]
        assert pages == [(str(page), pages[0][1]) for page in range(1, int(pages[0][1]) + 1)]
    document = opened(answer_docx(full_contents(), ANSWER, ANSWERING, language=language))
    assert EARLIER in [run.text for one in document.sections[0].footer.paragraphs for run in one.runs]


@pytest.mark.parametrize("language", SIX)
def test_the_form_for_the_answer_is_one_page_with_the_lines_to_sign_on(language, tmp_path):
    path = tmp_path / "request.pdf"
    path.write_bytes(request_pdf(full_contents(), language=language, **SENDING))
    said = subprocess.run(["pdftotext", "-layout", path, "-"], check=True, capture_output=True, text=True).stdout
    assert [("ITI 19" in page, "ITI 15" in page) for page in said.split("\f")[:-1]][-2:] == [
        (False, True),
        (True, True),
    ]
