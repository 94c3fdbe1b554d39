"""The proof that nothing turns round in Arabic text (U4): on screen, on paper, in workbooks; each with its control."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from django.template import Context, Template

from salwa.domain.sheets import Selection
from salwa.services.sheets.actions import export_now
from salwa.services.sheets.printing import printed
from tests.builders.directions import lines_of_pdf, screen_orders, shown_otherwise
from tests.builders.weapons import a_weapon

ON_SCREEN = Template("{{ text|prose }} {{ mark|mark }}")
ABOUT = {"title": "قائمة", "document_title": "قائمة", "author": "x", "confidential": "x", "about": []}


def on_paper(samples, folder: Path, *, careful: bool = True) -> list[str]:
    """Marks that a printed page shows in another order; `careful` False prints the bare text as the control."""
    columns = [{"label": "أ", "width": 30}, {"label": "ب", "width": 10}]
    rows = [[text, {"mark": mark}] for mark, text in samples]
    data = ABOUT | {"columns": columns, "rows": rows}
    if careful:
        content = printed("list", data, "ar")
    else:
        content = bare_page([text for _, text in samples])
    lines = lines_of_pdf(content, folder)
    wanted = [mark for mark, _ in samples]
    return shown_otherwise(wanted, lines) if not careful else _twice(wanted, lines)


def _twice(marks: list[str], lines: list[str]) -> list[str]:
    """Each mark stands in the text and beside it: both times in its own order."""
    missing = shown_otherwise(marks, lines)
    text = "\n".join(lines)
    return missing + [mark for mark in marks if mark not in missing and text.count(mark) < 2 * marks.count(mark)]


def bare_page(texts: list[str]) -> bytes:
    """The texts on a page without any isolation: what the page maker does by itself."""
    import json

    import typst

    source = b"""#let d = json(bytes(sys.inputs.data))
#set text(lang: "ar", dir: rtl, font: ("Noto Sans Arabic", "Noto Sans"))
#for t in d [ #t \\ ]
"""
    return typst.compile(source, format="pdf", sys_inputs={"data": json.dumps(texts)})


def in_workbook(clerk, samples, folder: Path) -> tuple[list[str], list[str]]:
    """(marks shown in another order by our workbook, by the careless control), as LibreOffice shows them."""
    for mark, text in samples:
        a_weapon(mark, note=text, model_text="x")
    book, careless = folder / "book.xlsx", folder / "careless.xlsx"
    export_now(acting_user=clerk, selection=Selection(), format="xlsx", language="ar", purpose="x", out=book)
    write_careless_book(careless, [text for _, text in samples])
    only_marks_and_notes(book)
    command = [shutil.which("soffice"), f"-env:UserInstallation=file://{folder}/profile", "--headless"]
    subprocess.run(
        [*command, "--convert-to", "pdf", "--outdir", folder, book, careless], check=True, capture_output=True
    )
    marks = [mark for mark, _ in samples]
    ours = _twice(marks, lines_of_pdf((folder / "book.pdf").read_bytes(), folder))
    return ours, shown_otherwise(marks, lines_of_pdf((folder / "careless.pdf").read_bytes(), folder))


def write_careless_book(path: Path, texts: list[str]) -> None:
    """A workbook from right to left without any care for marks."""
    import xlsxwriter

    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet()
    sheet.right_to_left()
    sheet.set_column(0, 0, 90)
    for row, text in enumerate(texts):
        sheet.write_string(row, 0, text)
    book.close()


def only_marks_and_notes(path: Path) -> None:
    """Hide the other columns of our workbook, so that a line fits onto a page; formats and texts stay as they are."""
    import re
    import zipfile

    from salwa.domain.sheets import COLUMNS

    shown = {place for place, column in enumerate(COLUMNS, start=1) if column.code in {"serial", "notes"}}
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"].decode()

    def hidden(found: re.Match[str]) -> str:
        is_shown = shown & set(range(int(found[1]), int(found[2]) + 1))
        return found[0] if is_shown else found[0].replace("<col ", '<col hidden="1" ')

    sheet = re.sub(r'<col min="(\d+)" max="(\d+)"[^>]*>', hidden, sheet)
    sheet = re.sub(r'width="30\.\d+"', 'width="60"', sheet)
    parts["xl/worksheets/sheet1.xml"] = sheet.encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


def on_screen(page, samples) -> tuple[list[str], list[str]]:
    """(marks shown in another order by our pages, by bare text), as Chromium shows them."""
    ours = screen_orders(page, [ON_SCREEN.render(Context({"text": text, "mark": mark})) for mark, text in samples])
    bare = screen_orders(page, [text for _, text in samples])
    return (
        [mark for (mark, _), seen in zip(samples, ours, strict=True) if seen.count(mark) < 2],
        [mark for (mark, _), seen in zip(samples, bare, strict=True) if mark not in seen],
    )
