"""A backup is one moment of the installation, never half under its name, and never over another file."""

import sqlite3
import threading

import pytest
from django.db import transaction

from salwa.domain.accounts import Role
from salwa.domain.refusals import NotPermitted, Refusal
from salwa.services.accounts.actions import operator
from salwa.services.audit.actions import write_entry
from salwa.services.backup.making import make_backup
from salwa.services.backup.verifying import verify_backup
from salwa.storage.accounts.models import AuditEntry
from salwa.storage.backup.databases import default_database
from tests.builders.installations import an_installation
from tests.builders.people import a_person
from tests.services.backup.conftest import PASSPHRASE, SETTINGS

pytestmark = pytest.mark.usefixtures("databases")


def make(to, passphrase=PASSPHRASE, **more):
    return make_backup(acting_user=operator(), to=to, passphrase=passphrase, settings=SETTINGS, **more)


def test_only_the_command_line_makes_backups(tmp_path):
    with an_installation(tmp_path / "home"):
        person = a_person(Role.ADMINISTRATOR, Role.REGISTRAR)
        with pytest.raises(NotPermitted):
            make_backup(acting_user=person, to=tmp_path / "x.backup", passphrase=None, settings={})
        assert not (tmp_path / "x.backup").exists()


def test_a_backup_is_recorded_with_its_fingerprint_and_tells_the_head_of_the_log(tmp_path):
    with an_installation(tmp_path / "home"):
        head = AuditEntry.objects.order_by("-number").first()
        made = make(tmp_path)
        entry = AuditEntry.objects.order_by("-number").first()
        assert (entry.action, entry.details["sha256"]) == ("backup.made", made.sha256)
        assert made.file.name.startswith("salwa-KEN-")
        assert made.file.stat().st_mode & 0o777 == 0o600
        manifest = verify_backup(file=made.file, passphrase=PASSPHRASE).manifest
        assert manifest.audit == {"entries": head.pk, "last": head.pk, "hash": head.leaf_hash}
        assert sorted(path.name for path in tmp_path.iterdir()) == sorted(["home", made.file.name])


def test_what_is_written_meanwhile_is_not_in_it_and_nobody_waits(tmp_path):
    """Somebody works on throughout; the backup holds the register as it was when it began."""
    with an_installation(tmp_path / "home") as entry:
        before = AuditEntry.objects.count()
        stop, written = threading.Event(), []

        def work():
            with default_database(entry):
                while not stop.is_set():
                    with transaction.atomic():
                        written.append(write_entry(acting_user=None, action="accounts.sign_in_failed").pk)

        def moved(done, total):
            while not written:
                pass

        worker = threading.Thread(target=work)
        worker.start()
        made = make(tmp_path / "b.backup", progress=moved)
        stop.set()
        worker.join()
        manifest = verify_backup(file=made.file, passphrase=PASSPHRASE).manifest
        assert manifest.audit["entries"] - before <= len(written)
        assert manifest.audit["entries"] == next(t.rows for t in manifest.tables if t.name == "accounts_auditentry")
        assert AuditEntry.objects.count() > manifest.audit["entries"]


@pytest.mark.parametrize(
    ("name", "passphrase", "code"),
    [
        ("there.backup", PASSPHRASE, "backup_there_already"),
        ("home/inside.backup", PASSPHRASE, "backup_inside_home"),
        ("b.backup", "too short", "passphrase_too_short"),
    ],
)
def test_what_would_be_regretted_is_refused(tmp_path, name, passphrase, code):
    with an_installation(tmp_path / "home"):
        (tmp_path / "there.backup").write_text("older")
        with pytest.raises(Refusal) as refused:
            make(tmp_path / name, passphrase)
        assert refused.value.code == code
        assert (tmp_path / "there.backup").read_text() == "older"


def test_a_failed_backup_leaves_nothing_behind(tmp_path):
    with an_installation(tmp_path / "home"):
        (tmp_path / "home" / "media").mkdir()
        (tmp_path / "home" / "media" / "link").symlink_to("/etc/hostname")
        with pytest.raises(Refusal) as refused:
            make(tmp_path / "b.backup")
        assert (refused.value.code, refused.value.sentence.values["path"]) == ("not_a_plain_file", "media/link")
        assert [path.name for path in tmp_path.iterdir()] == ["home"]
        assert not AuditEntry.objects.filter(action="backup.made").exists()


def test_key_files_in_folders_travel_only_when_encrypted(tmp_path):
    with an_installation(tmp_path / "home"):
        (tmp_path / "home" / "keys" / "counting").mkdir()
        (tmp_path / "home" / "keys" / "counting" / "a1.pem").write_text("PRIVATE")
        (tmp_path / "home" / "keys" / ".half").write_text("PRIVATE")
        made = make(tmp_path / "sealed.backup")
        plain = make(tmp_path / "open.backup", None)
    sealed = verify_backup(file=made.file, passphrase=PASSPHRASE).manifest
    assert sealed.keys == ("audit.json", "counting/a1.pem", "fields.json")
    assert (verify_backup(file=plain.file, passphrase=None).manifest.keys, plain.files) == ((), 0)


def test_files_that_go_away_meanwhile_are_passed_over(tmp_path):
    """A folder that vanishes between being listed and being opened is no reason to go without a backup."""
    from salwa.services.backup.home_files import files_to_keep

    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "1").write_text("x")
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "2").write_text("x")
    seen = []
    for path in files_to_keep(tmp_path):
        seen.append(path)
        (tmp_path / "b" / "2").unlink(missing_ok=True)
        (tmp_path / "b").rmdir() if (tmp_path / "b").exists() else None
    assert seen == ["a/1"]


def test_pictures_that_are_not_there_are_counted(tmp_path):
    from tests.assurance.many_records import fill

    with an_installation(tmp_path / "home"):
        fill(5, pictures=3)
        next((tmp_path / "home" / "media").rglob("*.jpg")).unlink()
        made = make(tmp_path / "b.backup")
        assert (made.files, made.missing_files) == (2, 1)


def test_an_open_backup_holds_no_secret_setting_and_no_keyring(source):
    data = verify_backup(file=source.open, passphrase=None)
    assert data.manifest.keys == ()
    assert verify_backup(file=source.sealed, passphrase=PASSPHRASE).manifest.keys == ("audit.json", "fields.json")


@pytest.mark.one_engine
def test_two_backups_into_one_file_do_not_mix(tmp_path):
    import fcntl

    with an_installation(tmp_path / "home", "sqlite"):
        beside = tmp_path / ".b.backup.unfinished"
        with beside.open("w") as other:
            fcntl.flock(other, fcntl.LOCK_EX)
            with pytest.raises(Refusal) as refused:
                make(tmp_path / "b.backup")
        assert refused.value.code == "backup_running"


@pytest.mark.one_engine
def test_the_memory_of_sqlite_is_read_without_blocking_a_writer(tmp_path):
    with an_installation(tmp_path / "home", "sqlite") as entry:
        from salwa.storage.backup.databases import snapshot

        with snapshot(entry) as database:
            before = database.count("accounts_auditentry")
            with sqlite3.connect(entry["NAME"], timeout=1) as raw:
                raw.execute("UPDATE accounts_user SET full_name = 'written meanwhile'")
            assert database.count("accounts_auditentry") == before
            assert database.one("SELECT full_name FROM accounts_user") == "Command line"
