"""Imports: every row accounted for, again without duplicates, corrected, withdrawn, brought back."""

import csv
import io
import json

import pytest

from salwa.domain.accounts import Role
from salwa.domain.refusals import NotPermitted, Refusal
from salwa.services.accounts.actions import operator
from salwa.services.audit.verifying import verify_log
from salwa.services.imports import actions, queries
from salwa.services.search.asked import MarksAsked
from salwa.services.search.find import find_weapons
from salwa.services.weapons.corrections import correct_weapon
from salwa.storage.accounts.models import AuditEntry
from salwa.storage.register.models import Custody, Event, Import, Mark, SavedMapping, SetAsideRow, Weapon
from tests.builders.files import HEADER, a_file, imported, received, row
from tests.builders.people import a_person, an_operator

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def the_command_line():
    return an_operator()


def counts(view):
    return view.rows, view.imported, view.merged, view.set_aside


def test_a_row_becomes_a_weapon_with_its_texts_as_typed_and_as_read():
    imported(a_file([row(7, "B 12345 Z", maker="P. BERETTA", date="03/04/2024")]))
    weapon = Weapon.objects.get()
    assert (weapon.maker_text, weapon.maker_code, weapon.country_code) == ("P. BERETTA", "beretta", "ITA")
    assert (weapon.model_code, weapon.calibre_code, weapon.type_code) == ("beretta-92fs", "9x19mm", "pistol")
    assert (weapon.reference, weapon.origin_row, weapon.state_owned) == ("7", 2, "no")
    mark = weapon.marks.get()
    assert (mark.text, mark.normalised, mark.state) == ("B 12345 Z", "B12345Z", "present")
    event = weapon.events.get()
    assert (event.kind, event.date.isoformat(), event.date_text) == ("seized", "2024-04-03", "03/04/2024")


def test_every_row_is_imported_merged_or_set_aside():
    lines = [
        row(1, "A1234"),
        ";;;;;;;;",
        row(2, "A1235"),
        "3;;;;;;;01/01/2024;",
        row(4, "A\ufffd36"),
        row(5, "A7") + ";x;y",
    ]
    view = imported(a_file(lines))
    assert counts(view) == (5, 2, 0, 3)
    found = SetAsideRow.objects.order_by("row").values_list("row", "reason", "field")
    assert list(found) == [(5, "no_content", ""), (6, "broken_text", "Serial No."), (7, "too_many_cells", "")]


def test_the_same_file_again_adds_nothing():
    content = a_file([row(number, f"A{number:04d}") for number in range(30)])
    assert counts(imported(content)) == (30, 30, 0, 0)
    assert counts(imported(content)) == (30, 0, 30, 0)
    assert (Weapon.objects.count(), Mark.objects.count(), Event.objects.count()) == (30, 30, 30)


def test_two_equal_rows_without_record_number_stay_two_weapons():
    header = "Type;Make;Serial No."
    content = a_file(["pistol;home-made;none", "pistol;home-made;none"], header)
    assert counts(imported(content)) == (2, 2, 0, 0)
    assert counts(imported(content)) == (2, 0, 2, 0)


def test_two_offices_that_count_from_one_do_not_overwrite_each_other():
    imported(a_file([row(1, "AAA111")]), "north.csv")
    assert counts(imported(a_file([row(1, "BBB222")]), "south.csv")) == (1, 1, 0, 0)
    assert sorted(Mark.objects.values_list("text", flat=True)) == ["AAA111", "BBB222"]


def test_a_corrected_row_takes_effect_and_the_old_text_stays_readable():
    imported(a_file([row(1, "A1234", maker="Colt", model="")]))
    assert counts(imported(a_file([row(1, "A1234", maker="Beretta", model="92 FS")]))) == (1, 0, 1, 0)
    weapon = Weapon.objects.get()
    assert weapon.maker_code == "beretta"
    assert '"maker": "Colt"' in weapon.events.get(kind="corrected").note


def test_a_corrected_row_is_found_by_its_new_maker():
    imported(a_file([row(1, "A1234", maker="Colt", model="")]))
    imported(a_file([row(1, "A1234", maker="Beretta", model="92 FS")]))
    asked = MarksAsked(serial="A1234", maker="Beretta")
    found = find_weapons(acting_user=a_person(Role.TRACING_OFFICER), query=asked, purpose="Case 1/2026")
    (weight,) = [one.weight for one in found.candidates[0].reasons if one.field == "maker"]
    assert weight > 0


def test_what_a_person_put_right_is_not_undone_by_a_later_file():
    imported(a_file([row(1, "A1234", maker="Colt", model="")]))
    weapon = Weapon.objects.get()
    version = Custody.objects.get(weapon=weapon).version
    correct_weapon(
        acting_user=a_person(Role.REGISTRAR), weapon_id=weapon.pk, changes={"maker": "Taurus"}, reason="Looked at it.",
        seen_version=version,
    )  # fmt: skip
    imported(a_file([row(1, "A1234", maker="Beretta", model="92 FS")]))
    weapon.refresh_from_db()
    assert (weapon.maker_code, weapon.maker_text, weapon.model_text) == ("taurus", "Taurus", "92 FS")
    told = json.loads(weapon.events.filter(kind="corrected").order_by("pk").last().note)
    assert told["not_taken"] == {"maker": "Beretta"}


def test_a_wrong_date_does_not_lose_the_weapon():
    view = imported(a_file([row(1, "A1234", date="31/02/2024"), row(2, "A1235", date="28/02/2024")]))
    assert counts(view) == (2, 2, 0, 0)
    event = Event.objects.get(date=None)
    assert event.date_text == "31/02/2024"
    assert [n for sentence, n in view.remarks if "date could not be read" in sentence.template] == [1]


def test_ammunition_is_kept_as_what_it_is():
    imported(a_file([row(1, "", type="ammunition", maker="CBC", model=""), row(2, "A1")]))
    assert sorted(Weapon.objects.values_list("kind", flat=True)) == ["ammunition", "weapon"]


@pytest.mark.parametrize(
    ("typed", "state"),
    [("filed off", "erased"), ("no number", "none"), ("illegible", "illegible"), ("B1?345", "partial")],
)
def test_words_in_place_of_a_number_are_states_of_the_mark(typed, state):
    imported(a_file([row(1, typed)]))
    mark = Mark.objects.get()
    assert (mark.text, mark.state) == (typed, state)
    assert (mark.skeleton == "") == (state != "partial")


def test_set_aside_rows_come_back_as_a_file_to_mend(tmp_path):
    view = imported(a_file([row(1, "A1"), "2;;;;;;;01/01/2024;"]))
    path = queries.set_aside_file(acting_user=operator(), import_id=view.id)
    with path.open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.reader(file))
    assert lines[0] == ["salwa_row", "salwa_reason", "salwa_what_to_do", *HEADER.split(";")]
    assert lines[1][0] == "3" and "no type, maker" in lines[1][1] and lines[1][3] == "2"
    lines[1][5] = "Colt"
    text = io.StringIO()
    csv.writer(text).writerows(lines)
    again = imported(text.getvalue().encode(), "mended.csv")
    assert counts(again) == (1, 1, 0, 0)
    assert Weapon.objects.filter(maker_code="colt").count() == 1


def test_set_aside_rows_are_grouped_with_one_example_and_one_cure():
    view = imported(a_file([row(1, "A1"), "2;;;;;;;01/01/2024;", "3;;;;;;;01/01/2024;", row(4, "B\ufffd")]))
    groups = queries.set_aside_groups(acting_user=operator(), import_id=view.id)
    assert [(group.reason, group.count, group.example_row) for group in groups] == [
        ("no_content", 2, 3), ("broken_text", 1, 5),
    ]  # fmt: skip


def test_a_dry_run_saves_nothing():
    import_id = received(a_file([row(1, "A1"), "2;;;;;;;01/01/2024;"]))
    trial = queries.try_import(acting_user=operator(), import_id=import_id)
    assert (trial.rows, trial.accepted, trial.set_aside, dict(trial.reasons)) == (2, 1, 1, {"no_content": 1})
    assert Weapon.objects.count() == 0


def test_the_preview_shows_what_was_understood():
    import_id = received(a_file([row(1, "filed off", maker="BERETA")]))
    (shown,) = queries.preview(acting_user=operator(), import_id=import_id)
    understood = {field.field: (field.raw, field.code) for field in shown.fields}
    assert understood["serial"] == ("filed off", "erased")
    assert understood["maker"] == ("BERETA", "beretta")
    assert understood["date"] == ("03/04/2024", "2024-04-03")


def test_a_mapping_is_remembered_for_the_next_file_with_this_header():
    import_id = received(a_file([row(1, "A1")]))
    saved = SavedMapping.objects.get()
    document = dict(saved.mapping)
    document["fields"] = {"serial": "Serial No.", "maker": "Make"}
    SavedMapping.objects.filter(pk=saved.pk).update(mapping=document)
    offer = actions.suggest_mapping(acting_user=operator(), import_id=import_id)
    assert offer.remembered
    assert offer.mapping.as_document()["fields"] == document["fields"]


def test_nothing_mapped_is_refused():
    import_id = received(a_file([row(1, "A1")]))
    from salwa.domain.imports.mapping import ColumnMapping

    with pytest.raises(Refusal, match="No column is mapped"):
        actions.map_columns(
            acting_user=operator(), import_id=import_id, mapping=ColumnMapping({"date": ("Date seized",)})
        )


def test_only_registrars_import_and_everything_is_in_the_log():
    import_id = received(a_file([row(1, "A1")]))
    for role in (Role.TRACING_OFFICER, Role.STOCK_OFFICER, Role.AUDITOR, Role.ADMINISTRATOR, Role.SUPERVISOR):
        with pytest.raises(NotPermitted):
            actions.run_import_now(acting_user=a_person(role), import_id=import_id)
    assert Weapon.objects.count() == 0
    actions.run_import_now(acting_user=a_person(Role.REGISTRAR), import_id=import_id)
    listed = list(AuditEntry.objects.filter(object_kind="import").order_by("id").values_list("action", flat=True))
    assert listed == [
        "imports.received", "imports.mapped", "imports.started", "imports.batch_saved", "imports.finished",
    ]  # fmt: skip
    assert verify_log().whole


def test_a_finished_import_is_not_run_again():
    view = imported(a_file([row(1, "A1")]))
    with pytest.raises(Refusal, match="finished"):
        actions.run_import_now(acting_user=operator(), import_id=view.id)
    assert Import.objects.get(pk=view.id).status == "finished"
