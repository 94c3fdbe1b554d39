"""What is sealed is nowhere in the clear: not in the database, its journal, backups or temporary files (target S20)."""

import sqlite3
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY, TOTP
from django.contrib.sessions.backends.db import SessionStore

from salwa.domain.accounts import Role
from salwa.services.accounts.actions import operator
from salwa.services.accounts.second_factors import SealedSecrets
from salwa.services.backup.verifying import OnlyChecked, read_backup
from salwa.services.installation.actions import prepare_database
from salwa.services.keys.actions import rotate_keys
from salwa.services.persons.actions import record_person
from salwa.services.persons.queries import find_person_by_document, open_person
from salwa.services.persons.values import PersonEntry
from tests.builders.installations import an_installation, salwa
from tests.builders.people import a_person
from tests.services.backup.conftest import PASSPHRASE

pytestmark = [pytest.mark.usefixtures("databases"), pytest.mark.one_engine]
CANARY = "CANARY7f3a91"
SEEN = "VISIBLE7f3a91"
SECRET = "CANARYCANARYCANARYCANARYCANARY22"


def places_with(word, *folders):
    """Every file below these folders that holds the word, in UTF-8, UTF-16 or base64 of any alignment."""
    import base64

    raw = word.encode()
    forms = {raw, word.encode("utf-16-le"), raw.hex().encode()}
    for shift in range(3):
        forms.add(base64.b64encode(bytes(shift) + raw)[4 if shift else 0 : -4])
    return sorted(
        {
            path.name
            for folder in folders
            for path in Path(folder).rglob("*")
            if path.is_file() and any(form in path.read_bytes() for form in forms)
        }
    )


class Unpacked(OnlyChecked):
    """Everything a backup holds, unpacked into one folder for looking through."""

    def __init__(self, folder):
        self.folder = folder

    def part(self, table, data):
        with (self.folder / table).open("ab") as file:
            file.write(data)

    def file(self, path):
        return (self.folder / path.replace("/", "_")).open("wb")


def test_sealed_text_is_nowhere_in_the_clear(tmp_path):
    home, out, temporary, opened = (tmp_path / name for name in ("home", "out", "temporary", "opened"))
    for folder in (out, temporary, opened):
        folder.mkdir()
    (tmp_path / "passphrase").write_text(PASSPHRASE)
    with an_installation(home, "sqlite") as entry:
        told = {name: f"{name} {CANARY}" for name in ("name", "birth_date", "document_number", "address", "note")}
        # A connection kept open keeps the journal beside the database.
        with sqlite3.connect(entry["NAME"]) as keeps:
            keeps.execute("SELECT 1 FROM accounts_user").fetchall()
            for _ in range(20):
                person = record_person(
                    acting_user=operator(), entry=PersonEntry(purpose=SEEN, legal_basis="Act", **told)
                )
            open_person(acting_user=operator(), person=person, purpose="x")
            find_person_by_document(acting_user=operator(), document_number=told["document_number"], purpose="x")
            rotate_keys(acting_user=operator())
            assert (home / "salwa.sqlite3-wal").stat().st_size > 0
            for name, secret in (("open", ()), ("sealed", ("--passphrase-file", tmp_path / "passphrase"))):
                words = ("backup", out / f"{name}.backup", "--home", home, *secret)
                assert salwa(*words, TMPDIR=str(temporary)).returncode == 0
            assert salwa("keys", "rotate", "--home", home, TMPDIR=str(temporary)).returncode == 0
            again = ("restore", out / "open.backup", "--home", tmp_path / "again")
            assert salwa(*again, TMPDIR=str(temporary)).returncode == 0
            read_backup(out / "open.backup", None, Unpacked(opened))
            assert places_with(CANARY, home, out, temporary, opened, tmp_path / "again") == []
            keeps.execute("PRAGMA wal_checkpoint(PASSIVE)")
            assert places_with(CANARY, home) == []
            # Negative control: the same search finds what is not sealed, in the database, its journal and the backup.
            assert places_with(SEEN, home) == ["salwa.sqlite3", "salwa.sqlite3-wal"]
            assert places_with(SEEN, opened) == ["register_person"]
            assert places_with(SEEN, out) == []


def test_secrets_of_second_factors_are_nowhere_in_the_clear(tmp_path):
    home, out, opened = (tmp_path / name for name in ("home", "out", "opened"))
    for folder in (out, opened):
        folder.mkdir()
    seed = "".join(f"{ord(sign):02x}" for sign in CANARY) * 2
    with an_installation(home, "sqlite") as entry, sqlite3.connect(entry["NAME"]) as keeps:
        keeps.execute("SELECT 1 FROM accounts_user").fetchall()
        person = a_person(Role.AUDITOR)
        TOTP.activate(person, SECRET)
        row = Authenticator.objects.create(
            user=person, type="recovery_codes", data={"seed": SealedSecrets().encrypt(seed), "used_mask": 0}
        )
        session = SessionStore()
        session[SECRET_SESSION_KEY] = SECRET
        session.save()
        rotate_keys(acting_user=operator())
        assert salwa("backup", out / "open.backup", "--home", home).returncode == 0
        read_backup(out / "open.backup", None, Unpacked(opened))
        again = ("restore", out / "open.backup", "--home", tmp_path / "again", "--keys", home / "keys")
        assert salwa(*again).returncode == 0
        for told in (SECRET, seed):
            assert places_with(told, home, out, opened, tmp_path / "again") == []
        # Negative control: kept as an older version kept them they are found, until they are sealed.
        Authenticator.objects.filter(pk=row.pk).update(data={"seed": seed, "used_mask": 0})
        assert places_with(seed, home) == ["salwa.sqlite3-wal"]
        keeps.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        assert places_with(seed, home) == ["salwa.sqlite3"]
        prepare_database()
        keeps.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        assert places_with(seed, home) == []


def test_after_a_purge_not_even_the_sealed_bytes_stay_in_the_file(tmp_path):
    from datetime import date

    from salwa.services.persons.purging import purge_due_persons
    from salwa.storage.register.models import Person

    with an_installation(tmp_path / "home", "sqlite") as entry:
        record_person(
            acting_user=operator(),
            entry=PersonEntry(purpose="x", legal_basis="x", name="N", purge_due=date(2100, 1, 1)),
        )
        blob = bytes(Person.objects.get().name)
        with sqlite3.connect(entry["NAME"]) as raw:
            raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        assert blob in Path(entry["NAME"]).read_bytes()
        assert purge_due_persons(acting_user=operator(), today=date(2100, 1, 1)).purged == 1
        with sqlite3.connect(entry["NAME"]) as raw:
            raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        assert blob not in Path(entry["NAME"]).read_bytes()
