"""A register taken out and brought into an empty one is the same register; given again it changes nothing."""

import gzip
import json
import shutil

import jsonschema
import pytest
from django.conf import settings

from salwa.domain.accounts import Role
from salwa.domain.refusals import NotPermitted, Refusal
from salwa.reference.exchange_schemas import exchange_schemas
from salwa.services.accounts.actions import operator
from salwa.services.register_exchange.actions import export_register, import_register
from salwa.services.search.asked import MarksAsked
from salwa.services.search.find import find_weapons
from salwa.services.weapons.queries import open_weapon
from salwa.storage.accounts.models import AuditEntry
from salwa.storage.register.models import Custody, Event, Mark, Weapon
from tests.builders.people import a_person
from tests.builders.registers import a_full_register, emptied

pytestmark = pytest.mark.django_db(transaction=True)


def written(path, **how):
    """The register in a file; its lines."""
    export_register(acting_user=operator(), out=path, purpose="Yearly copy", **how)
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as file:
        return file.read().splitlines()


def taken(path, **how):
    """The file taken in."""
    return import_register(acting_user=operator(), path=path, set_aside=path.with_suffix(".aside"), **how)


def test_out_in_and_out_again_gives_the_same_lines(tmp_path):
    weapon = a_full_register()
    custody = Custody.objects.get(weapon=weapon)
    before = (custody.whereabouts, custody.contradictions, custody.deactivated)
    first = written(tmp_path / "one.jsonl.gz", pictures=tmp_path / "pictures")
    emptied()
    assert Weapon.objects.count() == 0
    result = taken(tmp_path / "one.jsonl.gz", pictures=tmp_path / "pictures")
    assert (result.set_aside, result.known, result.added) == (0, 0, len(first) - 2)
    second = written(tmp_path / "two.jsonl", pictures=tmp_path / "pictures")
    assert second[1:-1] == first[1:-1]
    assert json.loads(second[-1])["records_sha256"] == json.loads(first[-1])["records_sha256"]
    after = Custody.objects.get(weapon__identity=weapon.identity)
    assert (after.whereabouts, after.contradictions, after.deactivated) == before
    assert result.contradictions >= before[1] > 0


def test_given_again_everything_is_known(tmp_path):
    a_full_register()
    lines = written(tmp_path / "one.jsonl")
    entries = AuditEntry.objects.count()
    result = taken(tmp_path / "one.jsonl")
    assert (result.added, result.known, result.set_aside) == (0, len(lines) - 2, 0)
    assert AuditEntry.objects.count() == entries


def test_weapons_that_came_in_are_found_by_damaged_marks_and_show_their_source_row(tmp_path):
    a_full_register()
    written(tmp_path / "one.jsonl")
    emptied()
    taken(tmp_path / "one.jsonl")
    found = find_weapons(acting_user=operator(), query=MarksAsked(serial="D1234?Z", maker="Beretta"), purpose="x")
    page = open_weapon(acting_user=operator(), weapon_id=found.candidates[0].weapon)
    assert page.origin.file_name == "weapons.csv"
    assert ("Serial No.", "D12345Z") in page.origin.cells


def test_a_trial_saves_nothing(tmp_path):
    a_full_register()
    lines = written(tmp_path / "one.jsonl")
    emptied()
    shutil.rmtree(settings.MEDIA_ROOT)
    entries = AuditEntry.objects.count()
    result = taken(tmp_path / "one.jsonl", trial=True)
    assert (result.added, result.reasons) == (len(lines) - 2 - 1, {"picture_missing": 1})
    assert (Weapon.objects.count(), Mark.objects.count(), AuditEntry.objects.count()) == (0, 0, entries)


def test_every_line_keeps_to_its_schema(tmp_path):
    a_full_register()
    validators = {
        kind: jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())
        for kind, schema in exchange_schemas().items()
    }
    lines = [json.loads(line) for line in written(tmp_path / "one.jsonl")]
    assert {line["kind"] for line in lines} == set(exchange_schemas()) - {"person"}
    assert [error.message for line in lines for error in validators[line["kind"]].iter_errors(line)] == []


def test_names_of_persons_and_of_officers_stay_out(tmp_path):
    a_full_register()
    text = "\n".join(written(tmp_path / "one.jsonl"))
    assert "command-line@localhost" not in text
    holder = next(json.loads(line) for line in text.splitlines() if '"holder_kind":"person"' in line)
    assert set(holder) == {"kind", "uid", "holder_kind", "reference", "person", "recorded_at"}


def test_contradictions_are_kept_as_findings_and_block_nothing(tmp_path):
    weapon = a_full_register()
    uid = weapon.identity
    written(tmp_path / "one.jsonl")
    emptied()
    taken(tmp_path / "one.jsonl")
    assert Custody.objects.get(weapon__identity=uid).contradictions > 0
    assert Event.objects.filter(weapon__identity=uid).count() == 6


@pytest.mark.parametrize("role", [Role.TRACING_OFFICER, Role.AUDITOR, Role.ADMINISTRATOR])
def test_only_those_with_the_right_write_or_take_in(tmp_path, role):
    a_full_register()
    written(tmp_path / "one.jsonl")
    with pytest.raises(NotPermitted):
        export_register(acting_user=a_person(role), out=tmp_path / "two.jsonl", purpose="x")
    with pytest.raises(NotPermitted):
        import_register(acting_user=a_person(role), path=tmp_path / "one.jsonl", set_aside=tmp_path / "aside")


def test_a_short_passphrase_is_refused_before_anything_is_written(tmp_path):
    a_full_register()
    with pytest.raises(Refusal, match="must have 12"):
        written(tmp_path / "one.jsonl", passphrase="short")
    assert not (tmp_path / "one.jsonl").exists()
