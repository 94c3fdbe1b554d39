"""Lists are read whatever their columns, screened once, seen by the right people, and nothing is lost on the way."""

import csv
import io
from datetime import timedelta

import pytest
from django.utils import timezone

from salwa.domain.accounts import Role
from salwa.domain.marks.matching.verdict import Verdict
from salwa.domain.refusals import NotFound, NotPermitted, Refusal
from salwa.domain.sheets import NOT_FOR_IMPORT
from salwa.services.accounts.actions import make_operator, operator
from salwa.services.imports.actions import run_import_now
from salwa.services.imports.stored import imports_folder
from salwa.services.screening import actions, queries
from salwa.services.screening.results import read_results
from salwa.storage.accounts.models import AuditEntry, DayQuota
from salwa.storage.register.models import DuplicatesList, Screening
from tests.builders.files import a_file, received, row
from tests.builders.people import a_person

pytestmark = pytest.mark.django_db

REGISTER = [
    row(1, "D12345Z"),
    row(2, "TKB48813", maker="Taurus", model="PT 92", country="BRA"),
    row(3, "TKB4B8I3", maker="Taurus", model="PT 92", country="BRA"),
]
LIST = "id;serial;maker;model\nA-1;D12345Z;Beretta;92 FS\nA-2;ZZ999999;Walther;PPK\nA-3;;;\n"


@pytest.fixture
def register():
    """Three weapons, two of which are probably one."""
    make_operator()
    run_import_now(acting_user=operator(), import_id=received(a_file(REGISTER)))


@pytest.fixture
def officer():
    return a_person(Role.TRACING_OFFICER)


def sent(person, text=LIST, purpose="case 44/2026", name="seized.csv"):
    """A list received from this person; its number."""
    stream = io.BytesIO(text.encode())
    return actions.receive_list(acting_user=person, file_name=name, stream=stream, purpose=purpose)


def screened(person, **how):
    """A list received and screened; its number."""
    number = sent(person, **how)
    actions.start_screening(acting_user=person, screening_id=number)
    return number


def test_every_row_of_the_list_is_answered_in_its_order(register, officer):
    number = screened(officer)
    view = queries.view_screening(acting_user=officer, screening_id=number)
    assert (view.status, view.rows_total, view.rows_done) == ("finished", 3, 3)
    assert sum(view.counts.values()) == 3
    assert view.columns == {"serial": "serial", "maker": "maker", "model": "model", "reference": "id"}
    rows = list(read_results(Screening.objects.get().result_file))
    assert [(one["name"], one["row"]) for one in rows] == [("A-1", 2), ("A-2", 3), ("A-3", 4)]
    assert [one["verdict"] for one in rows[1:]] == ["not_found", "not_found"]
    assert rows[0]["reasons"][0]["recorded"] == "D12345Z"


def test_the_result_file_has_one_line_for_each_row_and_is_recorded(register, officer):
    number = screened(officer)
    content = queries.result_csv(acting_user=officer, screening_id=number).decode("utf-8-sig")
    assert content.startswith(f'"{NOT_FOR_IMPORT}"\r\n')
    rows = list(csv.DictReader(io.StringIO(content.split("\r\n", 1)[1])))
    assert tuple(rows[0]) == queries.COLUMNS
    assert [(one["name"], one["serial_asked"], one["serial_recorded"]) for one in rows] == [
        ("A-1", "D12345Z", "D12345Z"),
        ("A-2", "ZZ999999", ""),
        ("A-3", "", ""),
    ]
    assert AuditEntry.objects.filter(action="weapons.exported", object_id=str(number)).count() == 1


def test_no_cell_of_the_result_begins_a_formula_and_it_is_refused_as_a_list(register, officer):
    number = screened(officer, text='id;serial;maker;model\n=1+1;-55-12;@Beretta;"+92\tFS"\n')
    content = queries.result_csv(acting_user=officer, screening_id=number)
    row = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))[2]
    assert row[1:5] == ["'=1+1", "'-55-12", "'@Beretta", "'+92\tFS"]
    with pytest.raises(Refusal) as refusal:
        actions.receive_list(acting_user=officer, file_name="x.csv", stream=io.BytesIO(content), purpose="x")
    assert refusal.value.code == "for_reading_only"


def test_rows_of_one_verdict_come_a_page_at_a_time(register, officer):
    number = screened(officer)
    ask = {"acting_user": officer, "screening_id": number, "verdict": Verdict.NOT_FOUND, "count": 1}
    first, second = queries.result_page(**ask), queries.result_page(**ask, start=1)
    assert [one["name"] for one in first.rows] == ["A-2"] and first.more
    assert [one["name"] for one in second.rows] == ["A-3"] and not second.more


def test_columns_are_recognised_in_other_words(register, officer):
    number = screened(officer, text="Marca;Número de Série;Modelo\nBeretta;D12345Z;92 FS\n")
    view = queries.view_screening(acting_user=officer, screening_id=number)
    assert view.columns == {"maker": "Marca", "serial": "Número de Série", "model": "Modelo"}


@pytest.mark.parametrize(
    ("text", "purpose", "code"),
    [
        (LIST, "  ", "no_purpose"),
        ("Colour;Weight\nblack;900\ngrey;950\n", "case 1", "no_marks"),
        ("serial;maker\n", "case 1", "file_empty"),
    ],
)
def test_a_list_that_cannot_be_screened_is_refused_and_not_kept(officer, text, purpose, code):
    before = set(imports_folder().iterdir())
    with pytest.raises(Refusal) as refused:
        sent(officer, text=text, purpose=purpose)
    assert refused.value.code == code
    assert refused.value.remedy is not None
    assert Screening.objects.count() == 0
    assert set(imports_folder().iterdir()) == before


def test_a_spent_allowance_stops_the_screening_in_words_and_it_can_be_started_again(register, officer, settings):
    settings.SALWA = settings.SALWA.__class__(
        settings.SALWA.home, {**settings.SALWA.values, "screened_rows_per_day": 2}
    )
    number = screened(officer)
    view = queries.view_screening(acting_user=officer, screening_id=number)
    assert view.status == "failed"
    assert view.refusal.english() == "Your allowance for today is used up: 2 a day."
    assert not DayQuota.objects.filter(used__gt=0).exists()
    settings.SALWA = settings.SALWA.__class__(
        settings.SALWA.home, {**settings.SALWA.values, "screened_rows_per_day": 3}
    )
    actions.start_screening(acting_user=officer, screening_id=number)
    assert queries.view_screening(acting_user=officer, screening_id=number).status == "finished"


def test_a_finished_screening_is_not_run_again(register, officer):
    number = screened(officer)
    with pytest.raises(Refusal) as refused:
        actions.start_screening(acting_user=officer, screening_id=number)
    assert refused.value.code == "runs_already"
    assert AuditEntry.objects.filter(action="weapons.screened").count() == 1


def test_a_screening_lost_with_its_worker_can_be_started_again(register, officer):
    number = sent(officer)
    Screening.objects.update(status="running", started_at=timezone.now() - timedelta(minutes=5))
    with pytest.raises(Refusal):
        actions.start_screening(acting_user=officer, screening_id=number)
    Screening.objects.update(started_at=timezone.now() - timedelta(hours=1))
    actions.start_screening(acting_user=officer, screening_id=number)
    assert Screening.objects.get().status == "finished"


def test_an_officer_sees_own_screenings_only_and_a_supervisor_all(register, officer):
    number = screened(officer)
    other, supervisor = a_person(Role.TRACING_OFFICER), a_person(Role.SUPERVISOR)
    assert queries.list_screenings(acting_user=other) == []
    for ask in (queries.view_screening, queries.result_csv, actions.start_screening):
        with pytest.raises(NotFound):
            ask(acting_user=other, screening_id=number)
    assert [one.id for one in queries.list_screenings(acting_user=supervisor)] == [number]


def test_screening_and_duplicates_need_their_rights():
    registrar, officer = a_person(Role.STOCK_OFFICER), a_person(Role.TRACING_OFFICER)
    with pytest.raises(NotPermitted):
        sent(registrar)
    with pytest.raises(NotPermitted):
        queries.list_screenings(acting_user=registrar)
    with pytest.raises(NotPermitted):
        queries.duplicates_page(acting_user=officer)
    with pytest.raises(NotPermitted):
        actions.list_duplicates_anew(acting_user=officer)


def test_weapons_recorded_twice_are_listed_and_an_older_list_goes(register):
    supervisor = a_person(Role.SUPERVISOR)
    assert queries.duplicates_page(acting_user=supervisor).as_of is None
    for _ in range(2):
        actions.list_duplicates_anew(acting_user=supervisor)
    view = queries.duplicates_page(acting_user=supervisor)
    assert (view.pairs, view.under_way, view.page.more) == (1, False, False)
    assert [mark["serial"] for mark in view.page.rows[0]["marks"]] == ["TKB48813", "TKB4B8I3"]
    assert DuplicatesList.objects.count() == 1


def test_a_list_being_made_is_not_asked_for_twice(register):
    supervisor = a_person(Role.SUPERVISOR)
    DuplicatesList.objects.create(requested_at=timezone.now(), requested_by_id=supervisor.pk)
    actions.list_duplicates_anew(acting_user=supervisor)
    assert DuplicatesList.objects.count() == 1
    assert queries.duplicates_page(acting_user=supervisor).under_way
