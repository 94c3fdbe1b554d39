"""A log written before it was a tree is numbered, hashed and guarded; nothing of it is lost, also damage is not."""

import hashlib
import json
from datetime import UTC, datetime, timedelta
from importlib import import_module

import pytest
from django.db import DatabaseError, connections
from django.db.migrations.executor import MigrationExecutor

from salwa.domain.audit import GENESIS, Entry, canonical_json, leaf_bytes, leaf_hash, moment_text
from salwa.storage.accounts.models import AuditEntry
from tests.builders.installations import an_empty_database

BEGAN = datetime(2026, 5, 4, 3, 2, 1, tzinfo=UTC)


@pytest.fixture
def old(tmp_path, django_db_setup, django_db_blocker):
    """A database of its own in which the log is still a chain; gives (connection, models of that time)."""
    with django_db_blocker.unblock():
        default = connections["default"]
        # Two runners of tests share one server: a name of this process's own.
        address = an_empty_database(tmp_path, default.vendor)
        name = address.rpartition("/")[2] or str(tmp_path / "old.sqlite3")
        connections.databases["old"] = {**default.settings_dict, "NAME": name}
        try:
            executor = MigrationExecutor(connections["old"])
            executor.migrate([("accounts", "0001_initial")])
            yield connections["old"], executor.loader.project_state([("accounts", "0001_initial")]).apps
        finally:
            connections["old"].close()
            del connections["old"], connections.databases["old"]
            if default.vendor == "postgresql":
                with default.cursor() as cursor:
                    cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


def write(apps, count):
    """The log as it was written then."""
    model, person = apps.get_model("accounts", "AuditEntry"), apps.get_model("accounts", "User")
    user = person.objects.using("old").create(email="a@police.example", full_name="أمينة")
    previous = GENESIS
    for number in range(count):
        entry = model(
            at=BEGAN + timedelta(seconds=number, microseconds=0 if number % 3 else 250_000),
            actor=user if number % 2 else None,
            action="weapons.found",
            object_kind="weapon",
            object_id=str(number),
            purpose='قضية "7"/26\n',
            details={"b": number, "a": [1.5, None, "ب"]},
            previous_hash=previous,
        )
        fields = {name: getattr(entry, name) for name in ("action", "object_kind", "object_id", "purpose", "details")}
        fields |= {"at": entry.at.isoformat(), "actor": entry.actor_id}
        text = json.dumps(fields, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        previous = entry.entry_hash = hashlib.sha256(f"{previous}\n{text}".encode()).hexdigest()
        entry.save(using="old")
    return previous


def migrate():
    executor = MigrationExecutor(connections["old"])
    executor.migrate(executor.loader.graph.leaf_nodes("accounts"))
    return list(AuditEntry.objects.using("old").order_by("number"))


def hashes(entries):
    """What the rules of today give for each entry."""
    found, previous = [], GENESIS
    for one in entries:
        entry = Entry(
            one.number, moment_text(one.at), one.actor_id, one.action, one.object_kind, one.object_id, one.purpose,
            canonical_json(one.details), previous,
        )  # fmt: skip
        previous = leaf_hash(leaf_bytes(entry)).hex()
        found.append(previous)
    return found


def test_a_log_is_numbered_in_the_order_it_was_written_and_hashed_by_the_rules_of_today(old):
    chain = write(old[1], 7)
    entries = migrate()
    assert [entry.number for entry in entries] == list(range(1, 9))
    assert [entry.object_id for entry in entries] == [str(number) for number in range(7)] + [""]
    assert entries[3].details == {"b": 3, "a": [1.5, None, "ب"]}
    assert (entries[3].purpose, entries[3].actor_id is not None, entries[4].actor_id) == ('قضية "7"/26\n', True, None)
    assert [entry.leaf_hash for entry in entries] == hashes(entries)
    assert [entry.previous_hash for entry in entries] == [GENESIS, *hashes(entries)[:-1]]
    last = entries[-1]
    assert (last.action, last.details) == ("audit.tree_begun", {"entries": 7, "chain": chain, "first_wrong": None})


def test_damage_from_before_is_written_down_and_not_smoothed_over(old):
    write(old[1], 7)
    old[1].get_model("accounts", "AuditEntry").objects.using("old").filter(object_id="4").update(purpose="other")
    assert migrate()[-1].details["first_wrong"] == 5


def test_numbers_have_no_gap_where_identifiers_had(old):
    write(old[1], 7)
    old[1].get_model("accounts", "AuditEntry").objects.using("old").filter(object_id__in=["2", "3"]).delete()
    entries = migrate()
    assert [entry.number for entry in entries] == [1, 2, 3, 4, 5, 6]
    assert entries[-1].details["first_wrong"] == 3


def test_an_empty_log_stays_empty_and_is_guarded(old):
    assert migrate() == []
    with connections["old"].cursor() as cursor, pytest.raises(DatabaseError, match="only added to"):
        cursor.execute(
            "INSERT INTO accounts_auditentry (number, at, action, object_kind, object_id, purpose, details,"
            " previous_hash, leaf_hash) VALUES (2, '2026-01-01 00:00:00', 'a', '', '', '', '{}', '', '')"
        )


def test_a_migrated_log_is_guarded(old):
    write(old[1], 3)
    migrate()
    for statement in ("UPDATE accounts_auditentry SET purpose = 'x'", "DELETE FROM accounts_auditentry"):
        with connections["old"].cursor() as cursor, pytest.raises(DatabaseError, match="only added to"):
            cursor.execute(statement)


def test_more_entries_than_are_saved_at_once(old, monkeypatch):
    loader = MigrationExecutor(connections["old"]).loader
    name = next(name for app, name in loader.graph.nodes if app == "accounts" and name.endswith("_audit"))
    monkeypatch.setattr(import_module(f"salwa.storage.accounts.migrations.{name}"), "AT_ONCE", 4)
    write(old[1], 11)
    entries = migrate()
    assert [entry.number for entry in entries] == list(range(1, 13))
    assert [entry.leaf_hash for entry in entries] == hashes(entries)
