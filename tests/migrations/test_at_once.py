"""An empty database gets its tables at once; they are the same that the migrations would have made, one by one."""

from io import StringIO

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection, models

from salwa.storage.accounts.models import Organisation
from salwa.storage.tables import bring_to_today, make_at_once
from tests.builders.descriptions import clauses, description
from tests.builders.installations import an_empty_database, at_home


@pytest.fixture(autouse=True, scope="module")
def databases(django_db_blocker):
    with django_db_blocker.unblock():
        yield


@pytest.fixture(scope="module")
def slow(databases, tmp_path_factory):
    """What the migrations make, one after another, and which of them are noted."""
    return made_by(tmp_path_factory.mktemp("slow") / "home", step_by_step)


def made_by(home, make):
    home.mkdir()
    with at_home(home, an_empty_database(home)):
        make()
        applied = set(connection.introspection.table_names()), _noted()
        return description(), applied


def _noted():
    with connection.cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations")
        return sorted(cursor.fetchall())


# PostgreSQL: Django's migrations give the table between groups and permissions, which Salwa does not use, wider numbers
# than its model does.
KNOWN = "auth_group_permissions | id | "


def without_known_difference(tables):
    return {word: [line for line in lines if not line.startswith(KNOWN)] for word, lines in tables.items()}


def step_by_step():
    call_command("migrate", interactive=False, verbosity=0)


def at_once():
    assert make_at_once() is True


def test_both_ways_give_the_same_tables_constraints_indexes_triggers_and_notes(tmp_path, slow):
    quick, notes = made_by(tmp_path / "quick", at_once)
    assert notes == slow[1]
    assert without_known_difference(quick) == without_known_difference(slow[0])
    assert any("log_" in line or "trigger" in line.lower() for lines in quick.values() for line in lines)


def test_control_a_model_that_no_migration_knows_of_is_seen(tmp_path, monkeypatch, slow):
    field = Organisation._meta.get_field("name")
    monkeypatch.setattr(field, "max_length", field.max_length + 1)
    quick, _ = made_by(tmp_path / "quick", at_once)
    assert quick != slow[0]


def test_what_has_tables_is_left_to_the_migrations(tmp_path):
    def twice():
        bring_to_today()
        assert make_at_once() is False
        bring_to_today()

    tables, notes = made_by(tmp_path / "home", twice)
    assert tables and notes


def test_nothing_is_left_to_migrate(tmp_path):
    def made():
        at_once()
        said = StringIO()
        call_command("migrate", plan=True, stdout=said)
        assert "No planned migration operations" in said.getvalue()

    made_by(tmp_path / "home", made)


def test_a_fault_in_the_middle_leaves_an_empty_database(tmp_path, monkeypatch):
    class Broken(models.Model):
        name = models.CharField(max_length=10)

        class Meta:
            app_label = "accounts"
            db_table = "accounts_organisation"
            apps = type(apps)()

    real = apps.get_models
    monkeypatch.setattr(apps, "get_models", lambda *words, **more: [*real(*words, **more), Broken])

    def made():
        with pytest.raises(Exception, match="already exists"):
            make_at_once()
        assert connection.introspection.table_names() == []

    made_by_nothing(tmp_path / "home", made)


def made_by_nothing(home, make):
    home.mkdir()
    with at_home(home, an_empty_database(home)):
        make()


def test_clauses_are_split_where_a_table_has_them():
    text = """CREATE TABLE "a" ("b" integer NOT NULL, "c" varchar(5) CHECK ("c" IN ('x, y', '(')), UNIQUE ("b", "c"))"""
    assert clauses(text) == [
        '"b" integer NOT NULL', "\"c\" varchar(5) CHECK (\"c\" IN ('x, y', '('))", 'UNIQUE ("b", "c")',
    ]  # fmt: skip
