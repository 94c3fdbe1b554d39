"""The tables of an empty database, made at once as they are today, rather than by going through their whole history.

Going through every migration takes seconds of processor time, nearly all of it spent on picturing what the tables once
were. tests/migrations/test_at_once.py holds both ways equal, table by table, on each engine.
"""

from __future__ import annotations

from django.apps import apps
from django.core.management import call_command
from django.db import connection, router
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import Migration, RunPython, RunSQL
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

OURS = "salwa."


def bring_to_today() -> None:
    """Make the tables of an empty database, or upgrade those of an older version; safe to run again."""
    make_at_once()
    call_command("migrate", interactive=False, verbosity=0)


def all_steps() -> set[tuple[str, str]]:
    """Application and name of every migration that a database with the tables of today has noted as applied."""
    return _named(_history(MigrationExecutor(None)))


def make_at_once() -> bool:
    """Make every table in an empty database, all in one transaction; False (and nothing done) when one is there."""
    there, ours = set(connection.introspection.table_names()), connection.introspection.django_table_names()
    if there & {*ours, MigrationRecorder.Migration._meta.db_table}:
        return False
    executor = MigrationExecutor(connection)
    history = _history(executor)
    with connection.schema_editor(atomic=True) as editor:
        editor.create_model(executor.recorder.Migration)
        for model in apps.get_models():
            if model._meta.can_migrate(connection) and router.allow_migrate_model(connection.alias, model):
                editor.create_model(model)
        for migration in history:
            _what_tables_do_not_say(migration, editor)
        notes = executor.recorder.Migration
        notes.objects.using(connection.alias).bulk_create(
            notes(app=app, name=name) for app, name in sorted(_named(history))
        )
    return True


def _history(executor: MigrationExecutor) -> list[Migration]:
    graph = executor.loader.graph
    return list(dict.fromkeys(graph.nodes[node] for leaf in graph.leaf_nodes() for node in graph.forwards_plan(leaf)))


def _what_tables_do_not_say(migration: Migration, editor: BaseDatabaseSchemaEditor) -> None:
    """Triggers and the like. What only changes rows is marked elidable: there are none yet."""
    if not apps.get_app_config(migration.app_label).name.startswith(OURS):
        return  # of the parts from elsewhere all such steps change rows
    for operation in migration.operations:
        if isinstance(operation, RunPython | RunSQL) and not operation.elidable:
            operation.database_forwards(migration.app_label, editor, _Today(), _Today())  # type: ignore[arg-type]


class _Today:
    """Stands for the state of the models before and after a step: that of today."""

    apps = apps

    def clear_delayed_apps_cache(self) -> None:
        """Nothing is delayed."""


def _named(history: list[Migration]) -> set[tuple[str, str]]:
    return {(one.app_label, one.name) for one in history} | {pair for one in history for pair in one.replaces}
