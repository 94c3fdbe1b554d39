"""Figures of tracing as files: what they hold, that nothing in them comes alive, and that the log knows."""

import csv
import io
import zipfile

import pytest
from django.utils import translation
from python_calamine import CalamineWorkbook

from salwa.domain.accounts import RIGHTS, Role
from salwa.domain.refusals import NotFound, NotPermitted
from salwa.services.indicators.downloads import FORMATS, download_figures
from salwa.storage.accounts.models import AuditEntry
from tests.builders.people import a_person
from tests.builders.tracing_rows import a_case, a_seized_weapon, an_incident

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return a_person(Role.TRACING_OFFICER)


@pytest.fixture(autouse=True)
def cases(db):
    for outcome in ("1.1", "1.2", "1.3", "1.6"):
        a_case(outcome=outcome)
    a_case(a_seized_weapon(an_incident(how="found")), outcome="1.4")
    a_case(closed=True)
    a_seized_weapon(an_incident(how=None))


def taken(officer, suffix):
    return download_figures(acting_user=officer, year=2025, suffix=suffix)


def sheets(officer):
    book = CalamineWorkbook.from_filelike(io.BytesIO(taken(officer, "xlsx").content))
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}


def test_the_tables_are_sheets_of_text_cells_without_formulas(officer):
    found = sheets(officer)
    assert list(found)[:3] == ["Table 5.1", "Table 5.2", "Table 5.3"]
    assert {type(cell) for rows in found.values() for row in rows for cell in row} == {str}
    with zipfile.ZipFile(io.BytesIO(taken(officer, "xlsx").content)) as parts:
        cells = b"".join(parts.read(name) for name in parts.namelist() if name.startswith("xl/worksheets/sheet"))
    assert (cells.count(b"<f>"), cells.count(b'<c r="A3" s="') > 0, b"<hyperlink" in cells) == (0, True, False)


def test_a_table_holds_the_nine_lines_and_adds_up(officer):
    found = sheets(officer)
    seized = {(row[0] or row[1]): row[2] for row in found["Table 5.1"][2:]}
    assert seized == {
        "1": "4", "1.1": "1", "1.2": "1", "1.3": "1", "1.4": "0", "1.5": "0", "1.6": "1", "1.7": "0", "2": "0",
        "3": "0", "No outcome recorded": "1", "Total": "5",
    }  # fmt: skip
    others = {row[0]: row[2] for row in found["Table 5.2"][2:] if row[0]}
    assert (others["1"], others["1.4"]) == ("1", "1")
    about = " ".join(cell for row in found["About these tables"] for cell in row)
    assert "Weapons counted: 7" in about
    assert "not classified yet: 1" in about


def test_the_data_profile_has_a_row_for_every_line_and_circumstance(officer):
    rows = list(csv.DictReader(io.StringIO(taken(officer, "csv").content.decode("utf-8-sig"))))
    counted = {(row["circumstance"], row["line"]): int(row["weapons"]) for row in rows}
    assert len(counted) == 3 * 10 + 1
    assert sum(counted.values()) == 7
    assert (counted["seized", "1.2"], counted["seized", ""], counted["", ""]) == (1, 1, 1)


def test_the_series_has_one_value_reported_nationally(officer):
    (row,) = csv.DictReader(io.StringIO(taken(officer, "sdmx").content.decode()))
    assert (row["SERIES"], row["TIME_PERIOD"], row["OBS_VALUE"]) == ("VC_ARM_SZTRACE", "2025", "66.67")
    assert (row["REPORTING_TYPE"], row["NATURE"], row["COMMENT_OBS"]) == (
        "N", "C", "method statistical-practice; 2 of 3 arms",
    )  # fmt: skip
    assert row["SOURCE_DETAIL"].startswith("National register of ")


@pytest.mark.parametrize("suffix", FORMATS)
def test_every_download_stands_in_the_log(officer, suffix):
    taken(officer, suffix)
    entry = AuditEntry.objects.get(action="indicators.downloaded")
    assert (entry.object_kind, entry.object_id, entry.details) == ("figures", "2025", {"format": suffix, "weapons": 7})


@pytest.mark.parametrize("role", Role)
def test_figures_are_taken_away_by_those_who_may_see_them_only(role):
    person = a_person(role)
    if "analysis.read" in RIGHTS[role]:
        assert taken(person, "csv").content
        return
    with pytest.raises(NotPermitted):
        taken(person, "csv")
    assert not AuditEntry.objects.filter(action="indicators.downloaded").exists()


def test_another_kind_of_file_is_refused(officer):
    with pytest.raises(NotFound):
        taken(officer, "exe")


def test_in_arabic_the_sheets_run_from_right_to_left_and_lines_from_left_to_right(officer):
    with translation.override("ar"):
        content = taken(officer, "xlsx").content
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        sheet, styles = (parts.read(f"xl/{name}.xml").decode() for name in ("worksheets/sheet1", "styles"))
    assert 'rightToLeft="1"' in sheet
    assert 'readingOrder="1"' in styles


def test_a_register_named_like_a_formula_stays_text(officer, settings):
    settings.SALWA = settings.SALWA.__class__(
        settings.SALWA.home, {**settings.SALWA.values, "installation_name": '=HYPERLINK("x")'}
    )
    rows = list(csv.DictReader(io.StringIO(taken(officer, "csv").content.decode("utf-8-sig"))))
    assert {row["source"][:2] for row in rows} == {"'="}
    with zipfile.ZipFile(io.BytesIO(taken(officer, "xlsx").content)) as parts:
        assert not [
            name for name in parts.namelist() if b"<f>" in parts.read(name) or b"<hyperlink" in parts.read(name)
        ]
