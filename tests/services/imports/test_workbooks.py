"""Workbooks: formulas found, bombs and entity tricks refused, several sheets, every failure in words."""

import io
import zipfile

import pytest
import xlsxwriter

from salwa.domain.refusals import Refusal
from salwa.services.imports.tables import Layout, recognise_layout, records
from salwa.services.imports.words import is_column_word

pytestmark = pytest.mark.one_engine


def layout_of(path, megabytes=200):
    return recognise_layout(path, shown_name=path.name, megabytes=megabytes, knows=is_column_word)


def a_workbook(path, sheets):
    book = xlsxwriter.Workbook(str(path))
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for place, row in enumerate(rows):
            for column, cell in enumerate(row):
                sheet.write(place, column, cell)
    book.close()
    return path


def test_the_largest_sheet_is_read_and_texts_stay_texts(tmp_path):
    rows = [["Serial", "Maker"], ["00123", "Colt"], [45, "FN"], [1.5, "CZ"]]
    path = a_workbook(tmp_path / "w.xlsx", {"Notes": [["see"]], "Weapons": rows})
    layout = layout_of(path)
    assert (layout.sheet, layout.sheets, layout.headers) == ("Weapons", ("Notes", "Weapons"), ("Serial", "Maker"))
    assert list(records(tmp_path, layout)) == [(2, ["00123", "Colt"]), (3, ["45", "FN"]), (4, ["1.5", "CZ"])]
    assert Layout.from_document(layout.as_document()) == layout


def test_formula_cells_are_located_by_row_and_column(tmp_path):
    rows = [["Serial", "Maker"], ["AB1", "Colt"], ["AB2", '=CONCATENATE("F","N")']]
    assert layout_of(a_workbook(tmp_path / "w.xlsx", {"S": rows})).formulas == ((3, 2),)


NAMES = "urn:oasis:names:tc:opendocument:xmlns"
ODS = (
    f'<?xml version="1.0"?><office:document-content xmlns:office="{NAMES}:office:1.0" xmlns:text="{NAMES}:text:1.0"'
    f' xmlns:table="{NAMES}:table:1.0"><office:body><office:spreadsheet><table:table table:name="S"><table:table-row>'
    '<table:table-cell office:value-type="string"><text:p>Serial</text:p></table:table-cell>'
    '<table:table-cell office:value-type="string"><text:p>Maker</text:p></table:table-cell></table:table-row>'
    '<table:table-row><table:table-cell office:value-type="string"><text:p>AB1</text:p></table:table-cell>'
    '<table:table-cell table:formula="of:=1+1" office:value-type="float" office:value="2"><text:p>2</text:p>'
    "</table:table-cell></table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"
)
MANIFEST = (
    f'<?xml version="1.0"?><manifest:manifest xmlns:manifest="{NAMES}:manifest:1.0"><manifest:file-entry'
    ' manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>'
    "</manifest:manifest>"
)


def an_ods(path, content=ODS):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        archive.writestr("META-INF/manifest.xml", MANIFEST)
        archive.writestr("content.xml", content)
    return path


def test_open_documents_are_read_and_their_formulas_located(tmp_path):
    layout = layout_of(an_ods(tmp_path / "w.ods"))
    assert (layout.headers, layout.formulas) == (("Serial", "Maker"), ((2, 2),))


def test_a_document_type_is_refused(tmp_path):
    bomb = ODS.replace("?>", '?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>', 1)
    with pytest.raises(Refusal) as refusal:
        layout_of(an_ods(tmp_path / "w.ods", bomb))
    assert refusal.value.code == "file_unreadable"


def test_an_archive_that_unpacks_beyond_reason_is_refused_before_unpacking(tmp_path):
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 120_000_000)
    with pytest.raises(Refusal, match="compressed beyond"):
        layout_of(path)


def test_names_that_climb_out_of_the_archive_are_refused(tmp_path):
    path = tmp_path / "w.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("../../etc/cron.d/x", "x")
    with pytest.raises(Refusal, match="unsafe name"):
        layout_of(path)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (b"\n\n\n", "file_empty"),
        (b"PK\x03\x04 not an archive", "file_unreadable"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "file_unreadable"),
        (b"\x1f\x8b broken gzip", "file_unreadable"),
        (bytes(range(256)) * 40, "file_unreadable"),
    ],
)
def test_what_is_no_table_is_refused_in_words(tmp_path, content, code):
    path = tmp_path / "f"
    path.write_bytes(content)
    with pytest.raises(Refusal) as refusal:
        layout_of(path)
    assert refusal.value.code == code
    assert refusal.value.remedy is not None


def test_a_quotation_mark_that_is_only_a_sign_swallows_nothing(tmp_path):
    lines = ["Serial;Maker;Note"] + [f'AB{n};Colt;barrel 5" long' for n in range(60)]
    lines[3] = 'AB2;"Colt;open'
    path = tmp_path / "q.csv"
    path.write_text("\n".join(lines))
    layout = layout_of(path)
    assert not layout.quoted
    assert len(list(records(tmp_path, layout))) == 60


def test_a_line_without_end_does_not_fill_the_memory(tmp_path):
    path = tmp_path / "long.csv"
    path.write_bytes(b"Serial,Maker\nAB1,Colt\n" + b"x" * 9_000_000)
    with pytest.raises(Refusal) as refusal:
        layout_of(path)
    assert refusal.value.code == "unclosed_quotation"


def test_a_packed_text_is_read_through(tmp_path):
    import gzip

    path = tmp_path / "p"
    with gzip.open(path, "wb") as file, io.TextIOWrapper(file, "utf-8") as text:
        text.write("Serial,Maker\nAB1,Colt\n")
    assert list(records(tmp_path, layout_of(path))) == [(2, ["AB1", "Colt"])]
