"""The database itself refuses to change the log, on both engines."""

import pytest
from django.db import DatabaseError, connection, transaction

from salwa.services.audit.actions import write_entry
from salwa.services.audit.checkpoints import make_checkpoint
from salwa.services.audit.guards import missing_guards
from salwa.services.audit.witnesses import cosign_checkpoint
from salwa.storage.accounts.models import AuditEntry, Checkpoint, Cosignature, WitnessedCheckpoint
from tests.builders.people import an_operator
from tests.builders.tampering import KEPT, unguarded
from tests.builders.witnesses import a_witness, introduced

pytestmark = pytest.mark.django_db
MODELS = dict(zip(KEPT, (AuditEntry, Checkpoint, Cosignature, WitnessedCheckpoint), strict=True))


@pytest.fixture
def full_tables():
    """At least one row in each table that is kept."""
    operator = an_operator()
    with transaction.atomic():
        for number in range(3):
            write_entry(acting_user=operator, action="weapons.opened", object_id=number)
    made = make_checkpoint(acting_user=operator)
    a_witness("witness/one").signs(made, operator)
    other = a_witness("other/log")
    cosign_checkpoint(acting_user=operator, content=introduced(other), key=other.key.to_text())


def rows(table):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table} ORDER BY id")
        return cursor.fetchall()


def refused(statement):
    """Whether the database refuses the statement with an error of its own."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(statement)
    except DatabaseError as error:
        return "only added to" in str(error)
    return False


@pytest.mark.parametrize("table", KEPT)
def test_no_row_is_changed_or_taken_out(full_tables, table):
    before = rows(table)
    assert before != []
    column = "purpose" if table == "accounts_auditentry" else "note" if "checkpoint" in table else "line"
    assert refused(f"UPDATE {table} SET {column} = 'other'")
    assert refused(f"UPDATE {table} SET {column} = {column} WHERE id = {before[0][0]}")
    assert refused(f"DELETE FROM {table}")
    assert refused(f"DELETE FROM {table} WHERE id = {before[-1][0]}")
    if connection.vendor == "postgresql":
        assert refused(f"TRUNCATE {table} CASCADE")
        assert refused(f"INSERT INTO {table} SELECT * FROM {table} ON CONFLICT (id) DO UPDATE SET id = 1")
    assert rows(table) == before


@pytest.mark.parametrize("table", KEPT)
def test_the_same_through_the_models(full_tables, table):
    before = rows(table)
    for change in (
        lambda found: found.update(id=77),
        lambda found: found._raw_delete("default"),
        lambda found: found[0].save(),
    ):
        with pytest.raises(DatabaseError, match="only added to"), transaction.atomic():
            change(MODELS[table].objects.filter(pk=before[-1][0]))
    assert rows(table) == before


def test_sqlite_does_not_replace_a_row_by_inserting_another(full_tables):
    if connection.vendor != "sqlite":
        pytest.skip("INSERT OR REPLACE is SQLite's")
    for table in KEPT:
        before = rows(table)
        assert refused(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table} LIMIT 1")
        assert refused(f"REPLACE INTO {table} SELECT * FROM {table} ORDER BY id DESC LIMIT 1")
        assert rows(table) == before


@pytest.mark.parametrize("number", ["number", "number + 1", "number + 2", "0", "NULL"])
def test_an_entry_is_inserted_with_the_next_number_only(full_tables, number):
    columns = "at, action, object_kind, object_id, purpose, details, previous_hash, leaf_hash"
    insert = (
        f"INSERT INTO accounts_auditentry (number, {columns})"
        f" SELECT {number}, {columns} FROM accounts_auditentry ORDER BY number DESC LIMIT 1"
    )
    before = rows("accounts_auditentry")
    if number == "number + 1":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(insert)
        assert len(rows("accounts_auditentry")) == len(before) + 1
    else:
        assert refused(insert)
        assert rows("accounts_auditentry") == before


def test_a_trigger_that_was_taken_away_is_named(full_tables):
    assert missing_guards() == ()
    with unguarded():
        assert {name.rpartition("_no_")[0] for name in missing_guards() if "_no_" in name} == set(KEPT)
    assert missing_guards() == ()


def test_many_entries_in_one_statement_are_numbered_on(full_tables):
    last = AuditEntry.objects.order_by("-number").first()
    more = [
        AuditEntry(number=last.number + step, at=last.at, action="weapons.opened", details={}, leaf_hash=str(step))
        for step in (1, 2, 3)
    ]
    with transaction.atomic():
        AuditEntry.objects.bulk_create(more)
    assert AuditEntry.objects.count() == last.number + 3
