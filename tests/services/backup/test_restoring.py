"""What is restored is what was backed up, row for row and file for file, on both engines, and it works afterwards."""

import json
import sqlite3

import pytest
from django.db import connection

from salwa.domain.refusals import Refusal
from salwa.services.accounts.actions import operator
from salwa.services.audit.verifying import verify_log
from salwa.services.backup.home_files import UNFINISHED
from salwa.services.backup.making import make_backup
from salwa.services.backup.restoring import restore_backup
from salwa.services.backup.verifying import verify_backup
from salwa.services.persons.queries import find_person_by_document
from salwa.services.search.upkeep import index_status
from salwa.services.weapons.queries import open_weapon
from salwa.storage.accounts.models import AuditEntry
from salwa.storage.register.models import Mark, Weapon
from tests.builders.installations import ENGINES, an_empty_database, an_installation, at_home
from tests.services.backup.conftest import PASSPHRASE, SETTINGS

pytestmark = pytest.mark.usefixtures("databases")


def in_force():
    """Putting in force is the command's part: here there is nothing to write."""


def restored(verified, passphrase=PASSPHRASE):
    return restore_backup(verified=verified, passphrase=passphrase, put_in_force=in_force)


@pytest.fixture(scope="module")
def checked(source):
    return verify_backup(file=source.sealed, passphrase=PASSPHRASE)


@pytest.fixture(params=ENGINES)
def target(request, tmp_path, checked):
    """The restored installation, open."""
    home = tmp_path / "restored"
    address = an_empty_database(home, request.param)
    with at_home(home, address):
        yield home, restored(checked)


def test_every_table_is_equal_on_either_engine(target, checked):
    _, done = target
    assert [(line.table, line.rows_after, line.sha256_after) for line in done.tables] == [
        (table.name, table.rows, table.sha256) for table in checked.manifest.tables
    ]
    assert done.rows == checked.manifest.rows() > 1_000


def test_files_come_back_byte_for_byte_for_their_owner_only(target, source):
    home, done = target
    kept = [path for path in source.home.rglob("*") if path.is_file() and path.parts[-2] not in {"keys", "index"}]
    kept = [path for path in kept if not path.name.startswith(("salwa.", "."))]
    assert len(kept) == done.files == 8
    for path in kept:
        again = home / path.relative_to(source.home)
        assert again.read_bytes() == path.read_bytes()
        assert again.stat().st_mode & 0o077 == 0


def test_the_log_verifies_and_tells_of_the_restore(target, checked):
    assert verify_log().damage is None
    last = AuditEntry.objects.order_by("-number").first()
    assert (last.action, last.details["log_head"]) == ("backup.restored", checked.manifest.audit["hash"])
    assert target[1].log_broken_at is None


def test_marks_are_found_sealed_fields_open_and_new_numbers_go_on(target):
    _, done = target
    assert done.keyring
    assert index_status(thorough=True).marks == Mark.objects.exclude(skeleton="").count() > 300
    found = find_person_by_document(
        acting_user=operator(), document_number="document_number Amina Ødegård 7", purpose="drill"
    )
    assert found.name == "name Amina Ødegård 7"
    assert open_weapon(acting_user=operator(), weapon_id=2).title
    highest = Weapon.objects.order_by("-pk").first()
    highest.pk, highest.identity = None, "f" * 32
    highest.save(force_insert=True)
    assert highest.pk == Weapon.objects.order_by("-pk").first().pk


def test_constraints_and_indexes_are_there_again(target, source):
    def named():
        with connection.cursor() as cursor:
            return {
                (table, name, tuple(told["columns"]), told["unique"], told["check"], told["foreign_key"])
                for table in sorted(connection.introspection.table_names(cursor))
                for name, told in connection.introspection.get_constraints(cursor, table).items()
                if not name.startswith("__") and "_fk_" not in name
            }

    here = named()
    assert ("register_mark", "mark_skeleton") in {(table, name) for table, name, *_ in here}
    with an_installation(source.place / f"fresh-{connection.vendor}-{id(target)}", connection.vendor):
        assert named() == here


def test_sessions_do_not_come_back(target):
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM django_session")
        assert cursor.fetchone() == (0,)


def test_a_home_with_anything_in_it_is_refused_and_left_alone(checked, tmp_path):
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "note.txt").write_text("mine")
    with at_home(tmp_path / "home"), pytest.raises(Refusal) as refused:
        restored(checked)
    assert refused.value.code == "target_not_empty"
    assert [path.name for path in (tmp_path / "home").iterdir()] == ["note.txt"]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_database_with_a_row_in_it_is_refused_and_left_alone(checked, tmp_path, engine):
    address = an_empty_database(tmp_path, engine) or f"sqlite://{tmp_path}/elsewhere.sqlite3"
    with at_home(tmp_path / "home", address):
        with connection.cursor() as cursor:
            cursor.execute("CREATE TABLE somebody (name text)")
            cursor.execute("INSERT INTO somebody VALUES ('x')")
        connection.close()
        with pytest.raises(Refusal) as refused:
            restored(checked)
        assert refused.value.sentence.values == {"table": "somebody"}
        with connection.cursor() as cursor:
            cursor.execute("SELECT name FROM somebody")
            assert cursor.fetchall() == [("x",)]
    assert not (tmp_path / "home").exists()


def test_what_an_unfinished_restore_left_is_taken_away_and_nothing_else(checked, tmp_path):
    home = tmp_path / "home"
    (home / "media").mkdir(parents=True)
    (home / "media" / "half").write_text("half")
    (home / UNFINISHED).write_text(json.dumps(["media"]))
    with at_home(home):
        restored(checked)
    assert not (home / "media" / "half").exists()
    assert not (home / UNFINISHED).exists()


def test_a_restore_that_fails_late_leaves_the_target_as_it_was(checked, tmp_path):
    class Failed(Exception):
        pass

    def fails():
        raise Failed

    address = an_empty_database(tmp_path)
    with at_home(tmp_path / "home", address), pytest.raises(Failed):
        restore_backup(verified=checked, passphrase=PASSPHRASE, put_in_force=fails)
    assert not (tmp_path / "home").exists()


def test_a_backup_changed_after_it_was_checked_is_refused(source, tmp_path):
    file = tmp_path / "copy.backup"
    file.write_bytes(source.sealed.read_bytes())
    checked = verify_backup(file=file, passphrase=PASSPHRASE)
    data = bytearray(source.sealed.read_bytes())
    data[-100] ^= 1
    file.write_bytes(bytes(data))
    address = an_empty_database(tmp_path)
    with at_home(tmp_path / "home", address), pytest.raises(Refusal) as refused:
        restored(checked)
    assert refused.value.code == "backup_damaged"
    assert not (tmp_path / "home").exists()
    # The database is as empty as before: the whole backup goes in now.
    with at_home(tmp_path / "home", address):
        assert restored(verify_backup(file=source.sealed, passphrase=PASSPHRASE)).rows == checked.manifest.rows()


def test_a_backup_of_a_newer_program_is_refused_in_words(source, tmp_path, checked):
    from dataclasses import replace

    newer = replace(
        checked.manifest, migrations={**checked.manifest.migrations, "register": ("0001_initial", "0999_x")}
    )
    with at_home(tmp_path / "home"), pytest.raises(Refusal) as refused:
        restored(replace(checked, manifest=newer))
    assert (refused.value.code, refused.value.sentence.values["step"]) == ("made_by_newer", "register.0999_x")
    assert not (tmp_path / "home").exists()


def test_a_log_that_was_broken_before_is_restored_and_told(tmp_path):
    with an_installation(tmp_path / "home"):
        for _ in range(3):
            find_person_by_document(acting_user=operator(), document_number="1", purpose="x")
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute("DROP TRIGGER accounts_auditentry_no_update")
            else:
                cursor.execute("ALTER TABLE accounts_auditentry DISABLE TRIGGER USER")
            cursor.execute("UPDATE accounts_auditentry SET purpose = 'changed' WHERE number = 3")
        make_backup(acting_user=operator(), to=tmp_path / "b.backup", passphrase=None, settings=SETTINGS)
    checked = verify_backup(file=tmp_path / "b.backup", passphrase=None)
    with at_home(tmp_path / "again", an_empty_database(tmp_path)):
        assert restored(checked, None).log_broken_at == 3


def test_without_the_keyring_sealed_fields_wait_for_it(source, tmp_path):
    checked = verify_backup(file=source.open, passphrase=None)
    with at_home(tmp_path / "home", an_empty_database(tmp_path)):
        done = restored(checked, None)
        assert not done.keyring
        with pytest.raises(Refusal) as refused:
            find_person_by_document(acting_user=operator(), document_number="1", purpose="x")
        assert refused.value.code == "no_keyring"
        (tmp_path / "home" / "keys" / "fields.json").write_bytes((source.home / "keys" / "fields.json").read_bytes())
        number = "document_number Amina Ødegård 3"
        found = find_person_by_document(acting_user=operator(), document_number=number, purpose="x")
        assert found.address == "address Amina Ødegård 3"


@pytest.mark.parametrize("engine", ENGINES)
def test_text_that_postgresql_cannot_keep_is_told_and_nothing_stays(tmp_path, engine):
    with an_installation(tmp_path / "home", "sqlite"):
        Weapon.objects.create(identity="a" * 32, reference="x\x00y", recorded_at="2026-01-01T00:00Z", recorded_by_id=1)
        make_backup(acting_user=operator(), to=tmp_path / "b.backup", passphrase=None, settings=SETTINGS)
    checked = verify_backup(file=tmp_path / "b.backup", passphrase=None)
    with at_home(tmp_path / "again", an_empty_database(tmp_path, engine)):
        if engine == "sqlite":
            restored(checked, None)
            assert Weapon.objects.get().reference == "x\x00y"
            return
        with pytest.raises(Refusal) as refused:
            restored(checked, None)
    assert refused.value.code == "value_refused"
    assert not (tmp_path / "again").exists()


def test_keys_kept_apart_come_in_with_a_backup_that_has_none(source, tmp_path):
    checked = verify_backup(file=source.open, passphrase=None)
    kept = source.home / "keys"
    with at_home(tmp_path / "home", an_empty_database(tmp_path)):
        done = restore_backup(verified=checked, passphrase=None, put_in_force=in_force, keys=kept)
        assert done.keyring
        number = "document_number Amina Ødegård 3"
        assert find_person_by_document(acting_user=operator(), document_number=number, purpose="x") is not None
        assert verify_log().degraded == ()
    for name in ("fields.json", "commitments.json"):
        assert (tmp_path / "home" / "keys" / name).exists() == (kept / name).exists()


def test_the_key_of_the_log_comes_back_with_its_checkpoints(source, tmp_path):
    checked = verify_backup(file=source.sealed, passphrase=PASSPHRASE)
    assert {"audit.json", "fields.json"} <= set(checked.manifest.keys)
    with at_home(tmp_path / "home", an_empty_database(tmp_path)):
        restored(checked)
        before = json.loads((source.home / "keys" / "audit.json").read_text())
        after = json.loads((tmp_path / "home" / "keys" / "audit.json").read_text())
        assert (after["origin"], after["keys"], after["epoch"]) == (before["origin"], before["keys"], 2)
        assert (verify_log().whole, verify_log().degraded) == (True, ())


def test_control_one_changed_row_is_noticed(source, tmp_path):
    """Negative control: the comparison after restoring sees a single changed character in a million."""
    from salwa.services.backup.proof import compared
    from salwa.storage.backup.databases import Database
    from salwa.storage.backup.shapes import applied_migrations, shapes_at

    checked = verify_backup(file=source.sealed, passphrase=PASSPHRASE)
    with at_home(tmp_path / "home") as entry:
        restored(checked)
        shapes = [one for one in shapes_at(applied_migrations()) if one.name == "register_mark"]
        with sqlite3.connect(entry["NAME"]) as raw:
            raw.execute("UPDATE register_mark SET method = 'x' WHERE id = 5")
        database = Database(entry, read_only=True)
        with pytest.raises(Refusal) as refused:
            compared(database, shapes, checked.manifest.tables, None)
        database.close()
    assert (refused.value.code, refused.value.sentence.values["table"]) == ("not_equal", "register_mark")
