"""Nothing that somebody typed comes alive in a spreadsheet program (ASVS 1.2.10): proved with LibreOffice itself."""

import csv
import io
import re
import shutil
import subprocess
from xml.etree import ElementTree

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from salwa.domain.accounts import Role
from salwa.domain.sheets import COLUMNS, Selection, escaped
from salwa.domain.sheets.escaping import TRIGGERS
from salwa.services.sheets.actions import export_now
from tests.builders.injections import injections
from tests.builders.people import a_person
from tests.builders.weapons import a_weapon

# What a spreadsheet program makes of a file does not depend on where the texts lay.
pytestmark = [pytest.mark.django_db, pytest.mark.one_engine]
PAYLOADS = injections()
PLACE = {column.code: number for number, column in enumerate(COLUMNS)}
MADE = {}
FORMULA = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}formula"
LINK = "{http://www.w3.org/1999/xlink}href"
# Comma, semicolon, tab and bar all separate cells; quotation mark; UTF-8.
SEVERAL = "44/59/9/124,34,76"


def opened(files, folder, separator=""):
    """What LibreOffice makes of these files: name -> (formulas, links) that are alive in it."""
    program = shutil.which("soffice")
    assert program, "LibreOffice is needed for this proof: tools/apt.sh libreoffice-calc"
    folder.mkdir()
    command = [program, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "fods"]
    command += [f"--infilter=CSV:{separator}"] if separator else []
    done = subprocess.run([*command, "--outdir", folder, *files], check=False, capture_output=True, timeout=180)
    found = {}
    for file in files:
        made = folder / f"{file.stem}.fods"
        assert made.exists(), done.stderr.decode()
        elements = [one for _, one in ElementTree.iterparse(made)]
        formulas = [one.get(FORMULA) for one in elements if one.get(FORMULA)]
        links = [one.get(LINK) for one in elements if one.tag.endswith("}a") and one.get(LINK)]
        found[file.stem] = (formulas, links)
    return found


@pytest.fixture(scope="module")
def payloads():
    assert len(PAYLOADS) == len(set(PAYLOADS)) == 500
    return PAYLOADS


@pytest.fixture
def lists(payloads, tmp_path):
    """The payloads as marks, makers and notes: the workbook and the table for spreadsheets, made once."""
    if not MADE:
        MADE.update({file.name: file.read_bytes() for file in made_lists(payloads, tmp_path)})
    for name, content in MADE.items():
        (tmp_path / name).write_bytes(content)
    return [tmp_path / name for name in MADE]


def made_lists(payloads, tmp_path):
    clerk = a_person(Role.REGISTRAR)
    for payload in payloads:
        a_weapon(payload, maker_text=payload, model_text=payload, reference=payload[:200], note=payload)
    made = []
    for form, name in (("xlsx", "book.xlsx"), ("csv-spreadsheet", "table.csv")):
        export_now(
            acting_user=clerk, selection=Selection(), format=form, language="en", purpose="=1+1", out=tmp_path / name
        )
        made.append(tmp_path / name)
    return made


@pytest.fixture
def controls(payloads, tmp_path):
    """The same texts as a careless program writes them: they must come alive, or the proof proves nothing."""
    book = xlsxwriter.Workbook(tmp_path / "careless_book.xlsx")
    sheet = book.add_worksheet()
    for number, payload in enumerate(payloads):
        sheet.write(number, 0, payload)
    book.close()
    with (tmp_path / "careless_table.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([payload, "x"] for payload in payloads)
    return [tmp_path / "careless_book.xlsx", tmp_path / "careless_table.csv"]


def test_no_text_is_a_formula_or_link_when_libreoffice_opened_the_exports(lists, controls, tmp_path):
    found = opened([*lists, *controls], tmp_path / "opened")
    assert found["book"] == ([], [])
    assert found["table"] == ([], [])
    alive = {name: len(formulas) for name, (formulas, _) in found.items() if name.startswith("careless")}
    print(f"formulas alive in the careless controls: {alive}")
    assert alive["careless_book"] >= 15 and alive["careless_table"] >= 15


def test_no_text_is_a_formula_when_the_table_is_opened_with_other_separators(lists, controls, tmp_path):
    found = opened([lists[1], controls[1]], tmp_path / "opened", SEVERAL)
    assert found["table"] == ([], [])
    assert len(found["careless_table"][0]) >= 15


def test_a_workbook_gives_every_text_back_unchanged(lists, payloads):
    rows = CalamineWorkbook.from_path(str(lists[0])).get_sheet_by_index(0).to_python()[1:]
    for name, column in (("serial", "serial"), ("maker", "maker"), ("note", "notes")):
        read = [row[PLACE[column]] for row in rows]
        assert [(name, one) for one in read] == [(name, one) for one in payloads]


def test_no_cell_begins_with_a_sign_of_a_formula_however_the_table_is_cut(lists, payloads):
    text = lists[1].read_text(encoding="utf-8-sig")
    rows = list(csv.reader(io.StringIO(text, newline="")))
    wrong = [cell for row in rows for cell in row if cell[:1] in set(TRIGGERS) | {"\t", "\r"} and cell]
    assert wrong == []
    pieces = re.split(r"[,;\t|\r\n]", text)
    assert [piece for piece in pieces if piece.lstrip(" \"'\u00a0\u200b\ufeff")[:1] in TRIGGERS and "'" not in piece[:6]
            and piece.strip(" \"'\u00a0\u200b\ufeff")] == []  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("-55-12", "'-55-12"),
        ("AK-47", "AK-47"),
        ("5 - 10", "5 - 10"),
        ("a;=1", "a;'=1"),
        ("a\n+1", "a\n'+1"),
        (" @x", " '@x"),
        ("\tx", "'\tx"),
        ("زاستافا", "زاستافا"),
        ("", ""),
    ],
)
def test_only_signs_that_could_begin_a_formula_are_disarmed(typed, written):
    assert escaped(typed) == written
