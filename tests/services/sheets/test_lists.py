"""Lists of weapons as files: exact for programs, in words for people, with their facts; who may; what is kept."""

import csv
import io
import json
import os
import subprocess
import sys
import zipfile

import pytest
from django.conf import settings
from django.utils import timezone
from python_calamine import CalamineWorkbook

from salwa.domain.accounts import Role
from salwa.domain.refusals import NotFound, NotPermitted, Refusal
from salwa.domain.sheets import COLUMNS, DATA_COLUMNS, NOT_FOR_IMPORT, Selection
from salwa.domain.sheets.selection import selection_of
from salwa.services.sheets import actions, queries, workplace
from salwa.services.sheets.making import TOO_MANY
from salwa.storage.accounts.models import AuditEntry
from salwa.storage.register.models import WeaponExport
from tests.builders.people import a_person
from tests.builders.weapons import a_holder, a_mark, a_weapon, an_event

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk():
    return a_person(Role.REGISTRAR)


def taken(clerk, form, tmp_path, selection=None, language="en"):
    """The list made at once; the files."""
    made = actions.export_now(
        acting_user=clerk, selection=selection or Selection(), format=form, language=language, purpose="Case 7/26",
        out=tmp_path / f"out.{form[:4]}",
    )  # fmt: skip
    return made


def asked(clerk, form="jsonl", purpose="x"):
    """A list asked for on a page; its number. The worker of the tests makes it at once."""
    return actions.request_export(acting_user=clerk, selection=Selection(), format=form, language="en", purpose=purpose)


def test_the_data_table_is_exact_and_describes_itself(clerk, tmp_path):
    depot = a_holder("Depot A")
    weapon = a_weapon(" -55-12 ", maker_text="=Zastava", maker_code="zastava", year=1984, note="a\nb")
    a_mark(weapon, "٣٤٥", component="barrel", content="serial", state="partial")
    an_event(weapon, "transferred", "2001-02-03", receiver=depot)
    table, package = taken(clerk, "csv-data", tmp_path).files
    rows = list(csv.DictReader(table.open(encoding="utf-8", newline="")))
    assert tuple(rows[0]) == DATA_COLUMNS
    known = {name: rows[0][name] for name in ("serial", "maker_text", "year", "holder_name", "whereabouts")}
    assert known == {
        "serial": " -55-12 ",
        "maker_text": "=Zastava",
        "year": "1984",
        "holder_name": "Depot A",
        "whereabouts": "held",
    }
    assert [mark["text"] for mark in json.loads(rows[0]["marks"])] == [" -55-12 ", "٣٤٥"]
    assert json.loads(rows[0]["notes"]) == ["a\nb"]
    facts = json.loads(package.read_text())
    assert [one["name"] for one in facts["resources"][0]["schema"]["fields"]] == list(DATA_COLUMNS)
    assert facts["resources"][0]["bytes"] == table.stat().st_size
    assert (facts["salwa"]["records"], facts["salwa"]["purpose"]) == (1, "Case 7/26")
    assert "ITI 15" in facts["salwa"]["confidential"]


def test_json_lines_begin_with_the_facts_and_end_with_the_count(clerk, tmp_path):
    for number in range(3):
        a_weapon(f"S{number}")
    (file,) = taken(clerk, "jsonl", tmp_path).files
    first, *weapons, last = [json.loads(line) for line in file.read_text().splitlines()]
    assert first["list"]["records"] == 3
    assert [one["serial"] for one in weapons] == ["S0", "S1", "S2"]
    assert last == {"end": {"records": 3}}


def test_a_workbook_is_text_in_the_readers_language_and_runs_from_right_to_left_in_arabic(clerk, tmp_path):
    a_weapon("00123", maker_text="1/2", model_text="12E5", calibre_text="7.62x39", reference="0007")
    (file,) = taken(clerk, "xlsx", tmp_path, language="ar").files
    book = CalamineWorkbook.from_path(str(file))
    head, row = book.get_sheet_by_index(0).to_python()
    place = {column.code: number for number, column in enumerate(COLUMNS)}
    values = {code: row[place[code]] for code in ("serial", "maker", "model", "calibre", "reference")}
    assert values == {"serial": "00123", "maker": "1/2", "model": "12E5", "calibre": "7.62x39", "reference": "0007"}
    assert head[place["maker"]] == "الصانع"
    assert [line[1] for line in book.get_sheet_by_index(1).to_python()[1 : len(COLUMNS) + 1]] == [
        column.code for column in COLUMNS
    ]
    about = [line[1] for line in book.get_sheet_by_index(2).to_python()]
    assert "Case 7/26" in about and "1" in about
    with zipfile.ZipFile(file) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
        styles = parts.read("xl/styles.xml").decode()
    assert 'rightToLeft="1"' in sheet
    assert 'readingOrder="1"' in styles
    assert "<f>" not in sheet


def test_the_spreadsheet_table_says_that_it_is_for_reading_only_and_is_refused_by_imports(clerk, tmp_path):
    a_weapon("=1+1", maker_text="+Colt")
    (file,) = taken(clerk, "csv-spreadsheet", tmp_path).files
    rows = list(csv.reader(io.StringIO(file.read_text(encoding="utf-8-sig"))))
    assert rows[0][0] == NOT_FOR_IMPORT
    place = {column.code: number for number, column in enumerate(COLUMNS)}
    assert (rows[-1][place["serial"]], rows[-1][place["maker"]]) == ("'=1+1", "'+Colt")
    from salwa.services.imports.actions import receive_file

    with file.open("rb") as stream, pytest.raises(Refusal) as refusal:
        receive_file(acting_user=clerk, file_name="list.csv", stream=stream)
    assert refusal.value.code == "for_reading_only"
    assert "data table" in refusal.value.remedy.english()


def test_names_of_persons_never_enter_a_list(clerk, tmp_path):
    person = a_holder("", "person", reference="P-77")
    weapon = a_weapon("S1")
    an_event(weapon, "transferred", "2001-02-03", receiver=person)
    (file,) = taken(clerk, "jsonl", tmp_path).files
    line = json.loads(file.read_text().splitlines()[1])
    assert (line["holder_kind"], line["holder_name"], line["holder_uid"]) == ("person", None, None)
    (sheet,) = taken(clerk, "csv-spreadsheet", tmp_path).files
    assert "P-77" not in sheet.read_text(encoding="utf-8-sig")


def test_every_way_of_narrowing_counts(clerk):
    depot = a_holder("Depot")
    below = a_holder("Shelf", parent=depot)
    one = a_weapon("A", maker_code="zastava", year=1984, state_owned="yes")
    two = a_weapon("B", maker_code="colt", year=1990)
    an_event(one, "transferred", "2001-02-03", receiver=below)
    an_event(two, "stolen", "2001-02-03")
    a_weapon("C", withdrawn_at=timezone.now())
    found = {
        name: queries.count_chosen(acting_user=clerk, selection=selection_of(given))[0]
        for name, given in {
            "all": {},
            "maker": {"maker": "zastava"},
            "holder": {"holder": str(depot.pk)},
            "years": {"year_from": "1985", "year_to": "1990"},
            "state": {"state_owned": "yes"},
            "stolen": {"whereabouts": "stolen"},
            "numbers": {"numbers": f"{one.pk},{two.pk},999999"},
            "days": {"recorded_to": "2001-01-01"},
            "licence": {"licence": "1"},
        }.items()
    }
    assert found == {
        "all": 2, "maker": 1, "holder": 1, "years": 1, "state": 1, "stolen": 1, "numbers": 2, "days": 0, "licence": 0,
    }  # fmt: skip


@pytest.mark.parametrize(
    "given",
    [{"holder": "-1"}, {"whereabouts": "moon"}, {"recorded_from": "yesterday"}, {"numbers": "1,x"}, {"year_from": "٣"}],
)
def test_what_is_no_way_of_narrowing_is_refused(given):
    with pytest.raises(Refusal, match="cannot be narrowed"):
        selection_of(given)


def test_an_export_runs_is_fetched_and_leaves_its_traces(clerk):
    a_weapon("S1")
    number = actions.request_export(
        acting_user=clerk, selection=Selection(maker=""), format="csv_data", language="fr", purpose=" Case 9 "
    )
    view = queries.view_export(acting_user=clerk, export_id=number)
    assert (view.status, view.rows_total, view.purpose) == ("finished", 1, "Case 9")
    file = queries.export_file(acting_user=clerk, export_id=number)
    with zipfile.ZipFile(file.path) as parts:
        assert sorted(parts.namelist()) == ["datapackage.json", "weapons.csv"]
    entry = AuditEntry.objects.get(action="weapons.exported")
    assert (entry.purpose, entry.details["rows"], entry.details["format"]) == ("Case 9", 1, "csv_data")
    assert AuditEntry.objects.filter(action="weapons.export_fetched", object_id=str(number)).count() == 1
    assert oct(file.path.stat().st_mode & 0o777) == "0o600"


def test_an_export_needs_the_right_a_purpose_and_belongs_to_its_person(clerk):
    with pytest.raises(NotPermitted):
        actions.request_export(
            acting_user=a_person(Role.TRACING_OFFICER), selection=Selection(), format="xlsx", language="en", purpose="x"
        )
    with pytest.raises(Refusal, match="needs a purpose"):
        actions.request_export(acting_user=clerk, selection=Selection(), format="xlsx", language="en", purpose=" ")
    number = actions.request_export(
        acting_user=clerk, selection=Selection(), format="jsonl", language="en", purpose="x"
    )
    with pytest.raises(NotFound):
        queries.export_file(acting_user=a_person(Role.REGISTRAR), export_id=number)
    assert queries.view_export(acting_user=a_person(Role.SUPERVISOR), export_id=number).number == number


def test_a_list_too_long_for_paper_is_refused_in_words(clerk, monkeypatch):
    from salwa.domain.sheets import formats

    facts = formats.FORMATS[formats.ListFormat.PDF]
    monkeypatch.setitem(formats.FORMATS, formats.ListFormat.PDF, type(facts)(facts.ending, facts.media_type, True, 1))
    for number in range(2):
        a_weapon(f"S{number}")
    with pytest.raises(Refusal) as refusal:
        actions.request_export(acting_user=clerk, selection=Selection(), format="pdf", language="en", purpose="x")
    assert (refusal.value.code, refusal.value.sentence.template) == ("too_many_rows", TOO_MANY)


def test_files_go_after_their_time_and_the_row_stays(clerk):
    number = actions.request_export(
        acting_user=clerk, selection=Selection(), format="jsonl", language="en", purpose="x"
    )
    path = queries.export_file(acting_user=clerk, export_id=number).path
    old = timezone.now() - timezone.timedelta(days=settings.SALWA["exports_kept_days"] + 1)
    WeaponExport.objects.filter(pk=number).update(finished_at=old)
    assert actions.remove_old_exports() == 1
    assert not path.exists()
    assert queries.view_export(acting_user=clerk, export_id=number).status == "removed"
    with pytest.raises(NotFound):
        queries.export_file(acting_user=clerk, export_id=number)


def test_many_sheets_hold_what_one_cannot(clerk, tmp_path, monkeypatch):
    monkeypatch.setattr("salwa.services.sheets.workbooks.ROWS_OF_A_SHEET", 3)
    for number in range(7):
        a_weapon(f"S{number}")
    (file,) = taken(clerk, "xlsx", tmp_path).files
    book = CalamineWorkbook.from_path(str(file))
    assert book.sheet_names == ["Weapons", "Weapons 2", "Weapons 3", "Codes", "About this list"]
    assert [len(book.get_sheet_by_name(name).to_python()) for name in book.sheet_names[:3]] == [4, 4, 2]


DYING = """
import os, signal, django
django.setup()
from salwa.services.sheets import workplace
workplace.remove_leftovers = lambda: 0
with workplace.workplace() as folder:
    (folder / "half.csv").write_text("CANARY-7781")
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_what_a_killed_process_left_goes_at_the_next_start(tmp_path):
    environment = os.environ | {"SALWA_HOME": str(settings.HOME), "DJANGO_SETTINGS_MODULE": "salwa.settings.django"}
    done = subprocess.run([sys.executable, "-c", DYING], env=environment, check=False, capture_output=True)
    assert done.returncode == -9, done.stderr
    left = list(workplace.exports_folder().rglob("half.csv"))
    assert len(left) == 1
    with workplace.workplace():
        assert list(workplace.exports_folder().rglob("half.csv")) == []


def test_a_folder_in_use_is_left_alone():
    with workplace.workplace() as folder:
        (folder / "half.csv").write_text("x")
        workplace.remove_leftovers()
        assert (folder / "half.csv").exists()
    assert not folder.exists()


def test_a_killed_export_is_seen_as_such_and_starts_again(clerk):
    number = actions.request_export(
        acting_user=clerk, selection=Selection(), format="jsonl", language="en", purpose="x"
    )
    host = workplace_host()
    WeaponExport.objects.filter(pk=number).update(status="running", worker=f"{host}:999999999", result_file="")
    assert queries.view_export(acting_user=clerk, export_id=number).lost
    actions.start_export(acting_user=clerk, export_id=number)
    assert queries.view_export(acting_user=clerk, export_id=number).status == "finished"
    with pytest.raises(Refusal, match="running or finished"):
        actions.start_export(acting_user=clerk, export_id=number)


def workplace_host():
    import socket

    return socket.gethostname()
