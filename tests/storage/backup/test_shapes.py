"""Nothing is forgotten: every table of the program is in a backup or left out with a reason."""

import pytest
from django.apps import apps
from django.db import connection

from salwa.domain.backup.scope import FILES_OF_ROWS, TABLES_LEFT_OUT
from salwa.storage.backup.shapes import applied_migrations, last_migrations, shapes_at, shapes_of, unknown_migrations

pytestmark = pytest.mark.django_db


def test_every_table_is_in_a_backup_or_left_out_with_a_reason():
    kept = {shape.name for shape in shapes_of(apps.get_models(include_auto_created=True))}
    assert set(connection.introspection.table_names()) == kept | (set(TABLES_LEFT_OUT) & _tables())
    assert kept & set(TABLES_LEFT_OUT) == set()
    assert all(len(reason) > 10 for reason in TABLES_LEFT_OUT.values())


def _tables():
    return set(connection.introspection.table_names())


def test_the_shapes_after_all_migrations_are_those_of_the_models():
    """Column by column in the order of the migrations, which may differ from that of the class."""

    def told(shapes):
        return {shape.name: {(column.name, column.kind) for column in shape.columns} for shape in shapes}

    assert told(shapes_at(applied_migrations())) == told(shapes_of(apps.get_models(include_auto_created=True)))


def test_the_database_has_exactly_the_columns_of_the_shapes():
    with connection.cursor() as cursor:
        for shape in shapes_at(applied_migrations()):
            described = {column.name for column in connection.introspection.get_table_description(cursor, shape.name)}
            assert described == {column.name for column in shape.columns}


def test_older_states_have_older_tables():
    first = {**applied_migrations(), "register": ("0001_initial",)}
    assert "register_person" not in {shape.name for shape in shapes_at(first)}
    assert ("register", "0001_initial") in last_migrations(first)


def test_steps_of_a_newer_program_are_told():
    assert unknown_migrations(applied_migrations()) == []
    assert unknown_migrations({"register": ("0001_initial", "0999_x"), "gone": ("0001",)}) == [
        "gone.0001",
        "register.0999_x",
    ]


def test_files_that_rows_name_are_columns_that_exist():
    columns = {(shape.name, column.name) for shape in shapes_at(applied_migrations()) for column in shape.columns}
    assert {(table, column) for table, column, _ in FILES_OF_ROWS} <= columns
