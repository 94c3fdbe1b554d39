"""A paper as a Word document (OOXML). Right-to-left in Arabic; every mark a run of its own, isolated, unchanged."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime, time
from typing import Any
from unicodedata import combining

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.text.run import Run

from salwa.domain.languages import direction_of, runs
from salwa.domain.languages.bidi import END_ISOLATE, LTR_ISOLATE, is_balanced
from salwa.domain.sheets.escaping import visible
from salwa.domain.tracing import AskedPicture
from salwa.services.tracing.documents_paper import Cell, Mark, Paper, Part, Table
from salwa.services.tracing.documents_pictures import picture_file
from salwa.services.tracing.documents_word_fonts import FONT, MARK_FONT, describe_fonts, set_fonts

LOCALES = {"ar": "ar-SA", "zh": "zh-CN", "en": "en-GB", "fr": "fr-FR", "ru": "ru-RU", "es": "es-ES"}
WIDTH = 17.0
TICK, BULLET = "\u2610", "\u2022"
# Style -> size of its letters, height of a line, space before and after a paragraph, in points. The height is fixed:
# fonts of other scripts ask for up to twice as much, and then a page of Arabic falls apart.
LOOKS = {
    "Normal": (9.5, 13, 0, 3), "Heading 1": (15, 20, 0, 8), "Heading 2": (11.5, 16, 11, 4),
    "Heading 3": (9.5, 13, 7, 3),
}  # fmt: skip
LINE = {"w:val": "single", "w:sz": "4", "w:space": "0", "w:color": "808080"}
LABEL_COLOUR = RGBColor(0x40, 0x40, 0x40)
# Two pictures of any shape fit on a page, in centimetres.
PICTURE_WIDTH, PICTURE_HEIGHT = 11.0, 9.5
# A table of so many rows or fewer is not parted by the end of a page.
SHORT_TABLE = 12


def word_document(paper: Paper, *, language: str, made_on: date) -> bytes:
    """The paper as .docx. Raises `Refusal` (`picture_unreadable`)."""
    page = _Page(language)
    page.named(paper.title, made_on)
    page.title(paper.title)
    page.facts(paper.head)
    for part in paper.parts:
        page.part(part)
    page.foot(paper.confidential, paper.number)
    return page.content()


def written(text: str) -> str:
    """A mark as XML can carry it: unchanged, except that signs no document can hold, or which would turn the text
    after it round, are written out as [U+0001].
    """
    if not is_balanced(text):
        return visible(text)
    return "".join(sign if _fits(sign) else f"[U+{ord(sign):04X}]" for sign in text)


def _fits(sign: str) -> bool:
    code = ord(sign)
    return sign in "\t\n" or 0x20 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or code > 0xFFFF


class _Page:
    """The document being made."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.rtl = direction_of(language) == "rtl"
        self.file = Document()
        self._set_up()

    def _set_up(self) -> None:
        section = self.file.sections[0]
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = Cm(2)
        section.top_margin, section.bottom_margin = Cm(1.8), Cm(1.8)
        section.footer_distance = Cm(0.8)
        if self.rtl:
            grid = section._sectPr.find(qn("w:docGrid"))
            right_to_left = OxmlElement("w:bidi")
            section._sectPr.append(right_to_left) if grid is None else grid.addprevious(right_to_left)
        for name in LOOKS:
            style = self.file.styles[name]
            style.font.name = FONT
            style.font.color.rgb = RGBColor(0, 0, 0)
            set_fonts(style)
        for name, (size, line, before, after) in LOOKS.items():
            style = self.file.styles[name]
            _sized(style.font, size)
            looks = style.paragraph_format
            looks.space_before, looks.space_after, looks.line_spacing = Pt(before), Pt(after), Pt(line)
        for border in next(self.file.styles["Table Grid"].element.iter(qn("w:tblBorders"))):
            border.set(qn("w:color"), LINE["w:color"])
        describe_fonts(self.file)

    def named(self, title: str, made_on: date) -> None:
        """What the file says of itself: nothing of the machine or person that made it."""
        core = self.file.core_properties
        core.title, core.author, core.last_modified_by, core.comments = title, "Salwa", "Salwa", ""
        core.created = core.modified = datetime.combine(made_on, time(), UTC)
        core.language = LOCALES.get(self.language, "en-GB")

    def title(self, text: str) -> None:
        """The heading of the whole paper."""
        self._texts(self._paragraph(style="Heading 1"), (text,))

    def part(self, part: Part) -> None:
        """One part in its order."""
        heading = self._paragraph(style="Heading 3" if part.small else "Heading 2")
        heading.paragraph_format.page_break_before = part.new_page
        heading.paragraph_format.keep_with_next = True
        self._texts(heading, (part.heading,))
        for text in part.texts:
            first = text[0] if text else ""
            listed = isinstance(first, str) and first.startswith(BULLET)
            self._texts(self._hanging(0.25) if listed else self._paragraph(), text)
        for tick in part.ticks:
            paragraph = self._hanging(0.5)
            paragraph.paragraph_format.space_after = Pt(1)
            # Not isolated: the blank has to stay between the box and its words in either direction.
            self._run(paragraph, f"{TICK}\u00a0", rtl=self.rtl)
            self._texts(paragraph, (tick,))
        if part.facts:
            self.facts(part.facts, together=part.together)
        if part.table:
            self._table(part.table)
        for picture in part.pictures:
            self._picture(picture)

    def facts(self, facts: tuple[tuple[str, Cell], ...], *, together: bool = False) -> None:
        """Labels beside their values, without a frame; where there is no value, a line to write on."""
        table = self._new_table(len(facts), (34, 66), framed=False)
        for place, (row, (label, value)) in enumerate(zip(table.rows, facts, strict=True), 1):
            named = self._in(row.cells[0])
            named.paragraph_format.right_indent = Cm(0.3)
            self._texts(named, (label,))
            for run in named.runs:
                run.font.color.rgb = LABEL_COLOUR
                _in_order(run._r.rPr)
            self._texts(self._in(row.cells[1], mark=_is_mark(value)), value)
            if not value:
                row.height = Cm(0.75)
                _line_below(row.cells[1])
            if together and place < len(facts):
                for cell in row.cells:
                    cell.paragraphs[0].paragraph_format.keep_with_next = True
        self._gap()

    def _table(self, table: Table) -> None:
        made = self._new_table(len(table.rows) + 1, tuple(share for _, share in table.columns))
        for cell, (label, _) in zip(made.rows[0].cells, table.columns, strict=True):
            self._texts(self._in(cell), (label,), bold=True)
        repeated = OxmlElement("w:tblHeader")
        made.rows[0]._tr.get_or_add_trPr().append(repeated)
        for row, values in zip(list(made.rows)[1:], table.rows, strict=True):
            if table.tall:
                row.height = Cm(0.65)
            for cell, value in zip(row.cells, values, strict=True):
                self._texts(self._in(cell, mark=_is_mark(value)), value)
        if len(table.rows) <= SHORT_TABLE:
            for row in list(made.rows)[:-1]:
                for cell in row.cells:
                    cell.paragraphs[0].paragraph_format.keep_with_next = True
        self._gap()

    def _gap(self) -> None:
        """Two tables that touch would become one."""
        paragraph = self.file.add_paragraph()
        paragraph.paragraph_format.space_after = Pt(0)
        paragraph.paragraph_format.line_spacing = Pt(4)

    def _new_table(self, rows: int, shares: tuple[int, ...], *, framed: bool = True) -> Any:
        table = self.file.add_table(rows=rows, cols=len(shares))
        table.style = "Table Grid" if framed else "Normal Table"
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        table.autofit = False
        if self.rtl:
            # Right after the style, where there is one: the schema fixes the order of the properties.
            table._tblPr.insert(int(framed), OxmlElement("w:bidiVisual"))
        table._tblPr.find(qn("w:tblLook")).addprevious(_margins(0.15 if framed else 0, 0.05))
        for column, share in zip(table.columns, shares, strict=True):
            column.width = Cm(WIDTH * share / 100)
            for cell in column.cells:
                cell.width = Cm(WIDTH * share / 100)
        for row in table.rows:
            # A row, and with it a mark, is not parted by the end of a page.
            row._tr.get_or_add_trPr().insert(0, OxmlElement("w:cantSplit"))
        return table

    def _picture(self, picture: AskedPicture) -> None:
        file = picture_file(picture)
        width = min(PICTURE_WIDTH, PICTURE_HEIGHT * file.width / file.height)
        paragraph = self._paragraph()
        # In a line of fixed height only a strip of the picture would show.
        paragraph.paragraph_format.line_spacing = 1.0
        shape = paragraph.add_run().add_picture(io.BytesIO(file.content), width=Cm(width))
        shape._inline.docPr.set("descr", visible(picture.caption or picture.name))
        for side in ("distT", "distB", "distL", "distR"):
            shape._inline.set(side, "0")
        paragraph.paragraph_format.keep_with_next = True
        self._texts(self._paragraph(), (picture.caption or Mark(picture.name),))

    def foot(self, text: str, number: str) -> None:
        """What stands under every page: the text, the number of the paper and that of the page."""
        footer = self.file.sections[0].footer
        paragraph = self._directed(footer.paragraphs[0])
        paragraph.paragraph_format.space_before, paragraph.paragraph_format.space_after = Pt(5), Pt(0)
        self._texts(paragraph, (text,))
        numbers = footer.add_paragraph()
        numbers.alignment, numbers.paragraph_format.space_after = WD_ALIGN_PARAGRAPH.CENTER, Pt(0)
        self._mark(numbers, number, bold=False)
        for piece in ("\u2003", "PAGE", " / ", "NUMPAGES"):
            if piece.isupper():
                field = OxmlElement("w:fldSimple")
                field.set(qn("w:instr"), piece)
                field.append(numbers.add_run("1")._r)
                numbers._p.append(field)
            else:
                numbers.add_run(piece)
        for run in [*paragraph.runs, *(Run(one, numbers) for one in numbers._p.iter(qn("w:r")))]:
            _sized(run.font, 7.5)
            _in_order(run._r.rPr)

    def _hanging(self, centimetres: float) -> Any:
        """A paragraph whose further lines stand below the words of the first, not below its box or point."""
        paragraph = self._paragraph()
        paragraph.paragraph_format.left_indent = Cm(centimetres)
        paragraph.paragraph_format.first_line_indent = Cm(-centimetres)
        return paragraph

    def _paragraph(self, style: str | None = None) -> Any:
        return self._directed(self.file.add_paragraph(style=style))

    def _in(self, cell: Any, *, mark: bool = False) -> Any:
        """The paragraph of a cell; that of a mark alone runs from left to right whatever the page does."""
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.space_after = Pt(0)
        if mark and self.rtl:
            # In a left-to-right paragraph `right` is the outer edge of a right-to-left page.
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            return paragraph
        return self._directed(paragraph)

    def _directed(self, paragraph: Any) -> Any:
        if self.rtl:
            paragraph._p.get_or_add_pPr().insert_element_before(
                OxmlElement("w:bidi"), "w:adjustRightInd", "w:snapToGrid", "w:spacing", "w:ind", "w:contextualSpacing",
                "w:mirrorIndents", "w:suppressOverlap", "w:jc", "w:textDirection", "w:textAlignment",
                "w:textboxTightWrap", "w:outlineLvl", "w:divId", "w:cnfStyle", "w:rPr", "w:sectPr", "w:pPrChange",
            )  # fmt: skip
        return paragraph

    def _texts(self, paragraph: Any, pieces: Cell, *, bold: bool = False) -> None:
        for piece in pieces:
            if isinstance(piece, Mark):
                self._mark(paragraph, piece.text, bold=bold)
            else:
                self._prose(paragraph, piece, bold=bold)

    def _mark(self, paragraph: Any, text: str, *, bold: bool) -> None:
        """The mark alone in its run; the isolates around it are runs of their own, so that it is found and copied
        exactly.
        """
        self._run(paragraph, LTR_ISOLATE, rtl=False)
        run = self._run(paragraph, written(text), rtl=False, bold=bold)
        run.font.name = MARK_FONT
        run._r.rPr.rFonts.set(qn("w:cs"), MARK_FONT)
        if any(combining(sign) for sign in text):
            # Signs above and below letters are not cut off by the height of the line.
            paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.AT_LEAST
        # Programs that correct spelling leave a mark alone.
        run._r.rPr.append(OxmlElement("w:noProof"))
        _in_order(run._r.rPr)
        self._run(paragraph, END_ISOLATE, rtl=False)

    def _prose(self, paragraph: Any, text: str, *, bold: bool) -> None:
        for place, line in enumerate(text.split("\n")):
            if place:
                paragraph.add_run().add_break()
            for run in runs(visible(line)) if self.rtl or _has_rtl(line) else [None]:
                if run is None:
                    self._run(paragraph, visible(line), rtl=False, bold=bold)
                elif run.ltr:
                    self._run(paragraph, LTR_ISOLATE, rtl=False)
                    self._run(paragraph, run.text, rtl=False, bold=bold)
                    self._run(paragraph, END_ISOLATE, rtl=False)
                else:
                    self._run(paragraph, run.text, rtl=True, bold=bold)

    def _run(self, paragraph: Any, text: str, *, rtl: bool, bold: bool = False) -> Any:
        run = paragraph.add_run(text)
        run.bold = bold or None
        if rtl:
            run.font.rtl = True
            run.font.cs_bold = bold or None
        language = OxmlElement("w:lang")
        language.set(qn("w:val"), LOCALES.get(self.language, "en-GB"))
        language.set(qn("w:bidi"), "ar-SA")
        language.set(qn("w:eastAsia"), "zh-CN")
        run._r.get_or_add_rPr().append(language)
        _in_order(run._r.rPr)
        return run

    def content(self) -> bytes:
        """The bytes of the file."""
        out = io.BytesIO()
        self.file.save(out)
        return out.getvalue()


# The order in which the schema wants the properties of a run.
_RUN_ORDER = ("rStyle", "rFonts", "b", "bCs", "i", "iCs", "noProof", "color", "sz", "szCs", "rtl", "cs", "lang")


def _in_order(properties: Any) -> None:
    names = {qn(f"w:{name}"): place for place, name in enumerate(_RUN_ORDER)}
    properties[:] = sorted(properties, key=lambda one: names.get(one.tag, len(names)))


def _sized(font: Any, points: float) -> None:
    """The size of letters, of Arabic ones as well: OOXML keeps that apart."""
    font.size = Pt(points)
    properties = font._element.get_or_add_rPr()
    for old in properties.findall(qn("w:szCs")):
        properties.remove(old)
    complex_size = OxmlElement("w:szCs")
    complex_size.set(qn("w:val"), str(round(2 * points)))
    properties.find(qn("w:sz")).addnext(complex_size)


def _margins(sides: float, ends: float) -> Any:
    """The space between the edges of a cell and its text, in centimetres."""
    margins = OxmlElement("w:tblCellMar")
    for side, size in (("top", ends), ("left", sides), ("bottom", ends), ("right", sides)):
        edge = OxmlElement(f"w:{side}")
        edge.set(qn("w:w"), str(round(Cm(size).twips)))
        edge.set(qn("w:type"), "dxa")
        margins.append(edge)
    return margins


def _line_below(cell: Any) -> None:
    borders, line = OxmlElement("w:tcBorders"), OxmlElement("w:bottom")
    for name, value in LINE.items():
        line.set(qn(name), value)
    borders.append(line)
    # Behind the width: the schema fixes the order of the properties.
    cell._tc.get_or_add_tcPr().tcW.addnext(borders)


def _is_mark(cell: Cell) -> bool:
    return len(cell) == 1 and isinstance(cell[0], Mark)


def _has_rtl(text: str) -> bool:
    return any(not run.ltr for run in runs(text))
