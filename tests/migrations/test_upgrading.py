"""From the first tables to today's with data in them: nothing is lost or changed, the log verifies (target R7)."""

import hashlib
import json
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user_model
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from salwa.domain.audit import GENESIS
from salwa.domain.backup import Kind, encode_row
from salwa.services.accounts.actions import operator
from salwa.services.accounts.second_factors import SealedSecrets
from salwa.services.audit.verifying import verify_log
from salwa.services.backup.restoring import restore_backup
from salwa.services.backup.verifying import verify_backup
from salwa.services.backup.writing import write_backup
from salwa.services.installation.actions import mend_search_index, prepare_database
from salwa.services.weapons.queries import open_weapon
from salwa.storage.backup.databases import default_entry, snapshot
from salwa.storage.backup.lines import parts_of
from salwa.storage.backup.shapes import Column, Shape, applied_migrations, shapes_at
from tests.builders.installations import UNDER_TEST, an_empty_database, at_home


def first_versions_hash(previous, entry):
    """How the first version chained its entries."""
    text = json.dumps(entry, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(f"{previous}\n{text}".encode()).hexdigest()


FIRST = [("accounts", "0001_initial"), ("register", "0001_initial")]
AT = datetime(2026, 11, 24, 12, 0, 0, 250_000, tzinfo=UTC)
WEAPONS = 200
# Columns that a migration writes anew on purpose: the log was hashed again when it became a tree (decision 6).
REWRITTEN = {"accounts_auditentry": {Column("previous_hash", Kind.TEXT)}}


@pytest.fixture(scope="module", autouse=True)
def databases(django_db_blocker):
    with django_db_blocker.unblock():
        yield


@contextmanager
def first_tables(home, engine=UNDER_TEST):
    """An installation as the first migrations of our own tables made it, filled through the models of that time."""
    home.mkdir()
    with at_home(home, an_empty_database(home, engine)):
        executor = MigrationExecutor(connection)
        ours = {app for app, _ in FIRST}
        others = [node for node in executor.loader.graph.leaf_nodes() if node[0] not in ours]
        executor.migrate([*FIRST, *others])
        _fill(executor.loader.project_state([*FIRST, *others]).apps)
        yield


def _fill(apps):
    user = apps.get_model("accounts", "User").objects.create(
        email="command-line@localhost", password="!", full_name="Command line", is_operator=True
    )
    weapons, marks = apps.get_model("register", "Weapon"), apps.get_model("register", "Mark")
    for number in range(1, WEAPONS + 1):
        weapon = weapons.objects.create(
            identity=f"{number:032x}", maker_text="مصنع", reference=f"R{number}", recorded_at=AT,
            recorded_by_id=user.pk, year=1950 + number % 50 if number % 3 else None,
        )  # fmt: skip
        marks.objects.create(weapon=weapon, text=f"АК-{number}", skeleton=f"AK{number}", recorded_at=AT)
    apps.get_model("register", "Counting").objects.create(requested_at=AT, figures={"b": [1.5, None], "a": {"ب": 1}})
    batch = apps.get_model("register", "Import").objects.create(
        file_name="x", stored_file="", sha256="0" * 64, size=1, received_at=AT, received_by_id=user.pk
    )
    apps.get_model("register", "ImportBatch").objects.create(
        origin=batch, first_row=1, last_row=2, raw=bytes(range(256)), outcomes=b"", saved_at=AT
    )
    _log(apps.get_model("accounts", "AuditEntry"), user)


def _log(entries, user):
    """Entries chained as the first version chained them."""
    previous = GENESIS
    for number in range(1, 21):
        fields = {
            "at": AT.isoformat(), "actor": user.pk, "action": "weapons.opened", "object_kind": "weapon",
            "object_id": str(number), "purpose": "قضية", "details": {"b": number, "a": [None, 1.5]},
        }  # fmt: skip
        digest = first_versions_hash(previous, fields)
        entries.objects.create(
            at=AT, actor=user, action=fields["action"], object_kind="weapon", object_id=str(number), purpose="قضية",
            details=fields["details"], previous_hash=previous, entry_hash=digest,
        )  # fmt: skip
        previous = digest


def lines(shapes):
    """Table -> its canonical lines."""
    with snapshot(default_entry()) as database:
        return {
            shape.name: b"".join(part.data for part in parts_of(database, shape)).decode().splitlines()
            for shape in shapes
        }


def common(old, new):
    """The old tables that are still there, with the columns they still have unchanged, in the old order."""
    today = {shape.name: set(shape.columns) for shape in new}
    return [
        Shape(
            shape.name,
            tuple(one for one in shape.columns if one in today[shape.name] - REWRITTEN.get(shape.name, set())),
            shape.key,
        )
        for shape in old
        if shape.name in today
    ]


def held_equal(before, after):
    for table, rows in before.items():
        # Upgrading writes to the log; every older entry stays as it was.
        now = after[table][: len(rows)] if table == "accounts_auditentry" else after[table]
        assert now == rows, table


def test_the_first_tables_upgrade_with_every_row_as_it_was(tmp_path):
    with first_tables(tmp_path / "home"):
        old = shapes_at(applied_migrations())
        before = lines(old)
        assert len(before["register_weapon"]) == WEAPONS
        prepare_database()
        held_equal(
            {shape.name: [*_only(before[shape.name], old, shape)] for shape in common(old, _now())},
            lines(common(old, _now())),
        )
        assert verify_log().damage is None
        assert mend_search_index() in {True, False}
        assert open_weapon(acting_user=operator(), weapon_id=7).number == 7
        prepare_database()
        assert verify_log().damage is None


def _now():
    return shapes_at(applied_migrations())


def _only(rows, old, shape):
    """Lines of an old table cut down to the columns that are still there."""
    names = [column.name for column in next(one for one in old if one.name == shape.name).columns]
    kept = [names.index(column.name) for column in shape.columns]
    for row in rows:
        values = json.loads(row)
        yield encode_row([values[place] for place in kept])


def test_a_backup_of_the_first_tables_restores_into_todays(tmp_path):
    file = tmp_path / "first.backup"
    with first_tables(tmp_path / "home"):
        old = shapes_at(applied_migrations())
        before = lines(old)
        with file.open("wb") as out:
            write_backup(out, settings={"profile": "national"}, passphrase=None)
    verified = verify_backup(file=file, passphrase=None)
    assert verified.manifest.migrations["register"] == ("0001_initial",)
    with at_home(tmp_path / "again", an_empty_database(tmp_path)):
        done = restore_backup(verified=verified, passphrase=None, put_in_force=lambda: None)
        assert done.log_broken_at is None
        kept = common(old, _now())
        held_equal({shape.name: [*_only(before[shape.name], old, shape)] for shape in kept}, lines(kept))
        assert open_weapon(acting_user=operator(), weapon_id=7).number == 7


def test_a_backup_with_second_factors_in_the_clear_restores_and_they_are_sealed(tmp_path):
    """Versions before ADR 9 kept them as django-allauth does; the code of the same phone goes on working."""
    file, clear = tmp_path / "first.backup", "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    with first_tables(tmp_path / "home"):
        person = get_user_model().objects.values_list("pk", flat=True).first()
        Authenticator.objects.create(user_id=person, type="totp", data={"secret": clear})
        with file.open("wb") as out:
            write_backup(out, settings={"profile": "national"}, passphrase=None)
    with at_home(tmp_path / "again", an_empty_database(tmp_path)):
        verified = verify_backup(file=file, passphrase=None)
        restore_backup(verified=verified, passphrase=None, put_in_force=lambda: None)
        prepare_database()
        kept = Authenticator.objects.get(user_id=person).data["secret"]
        assert kept.startswith("sealed:") and SealedSecrets().decrypt(kept) == clear
        every = lines(_now())
        assert [table for table, rows in every.items() if clear in "".join(rows)] == []
        assert verify_log().damage is None


def test_control_a_migration_that_cuts_a_text_short_is_noticed(tmp_path):
    """Negative control: the comparison sees one text of two hundred that lost its last character."""
    with first_tables(tmp_path / "home"):
        old = shapes_at(applied_migrations())
        before = lines(old)
        with connection.cursor() as cursor:
            cursor.execute("UPDATE register_mark SET text = substr(text, 1, 3) WHERE id = 150")
        with pytest.raises(AssertionError, match="register_mark"):
            held_equal(before, lines(old))
