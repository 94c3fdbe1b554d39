"""Making the tables of an empty database as they were when the rows were written, and the last steps afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.apps import apps
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from salwa.domain.languages import Sentence, message
from salwa.domain.refusals import Refusal
from salwa.services.accounts.actions import make_operator
from salwa.services.audit.actions import write_entry
from salwa.services.audit.checkpoints import begin_new_epoch
from salwa.services.audit.verifying import verify_log
from salwa.services.exchange.epochs import tell_partners_of_restore
from salwa.services.installation.actions import prepare_database
from salwa.services.keys.actions import make_key
from salwa.services.keys.keyring import keyring_file
from salwa.services.keys.resealing import any_sealed_value
from salwa.storage.accounts.models import User
from salwa.storage.backup.databases import Entry, let_go
from salwa.storage.backup.filling import begin_filling, first_table_with_rows
from salwa.storage.backup.shapes import Shape, last_migrations, shapes_at, unknown_migrations
from salwa.storage.tables import all_steps, make_at_once

MADE_BY_A_NEWER = message("This backup was made by a newer Salwa: {step} is not known here. Nothing was changed.")
INSTALL_NEWER = message("Install Salwa {program} or a newer one and restore with it.")
HOLDS_ROWS = message("The database is not empty: table {table} holds rows. Nothing was changed.")
GIVE_EMPTY = message("Make an empty database and give its address. Nothing is ever restored or moved over rows.")
Migrations = Mapping[str, tuple[str, ...]]


def check_known(migrations: Migrations, program: str) -> None:
    """Refuse what a newer program made."""
    unknown = unknown_migrations(dict(migrations))
    if unknown:
        raise Refusal(
            "made_by_newer",
            Sentence(MADE_BY_A_NEWER, {"step": unknown[0]}),
            remedy=Sentence(INSTALL_NEWER, {"program": program}),
        )


def check_empty(entry: Entry) -> None:
    """Refuse a database that holds rows of anybody."""
    table = first_table_with_rows(entry)
    if table:
        raise Refusal("target_not_empty", Sentence(HOLDS_ROWS, {"table": table}), remedy=Sentence(GIVE_EMPTY))


def make_tables(entry: Entry, migrations: Migrations) -> tuple[Shape, ...]:
    """Make the tables of the default database (which `entry` names) as they were after `migrations`, still empty."""
    shapes = shapes_at(dict(migrations))
    let_go()
    today = connection.introspection.django_table_names(only_existing=False)
    begin_filling(entry, [*today, *(shape.name for shape in shapes)])
    wanted = {(app, name) for app, names in migrations.items() for name in names}
    if wanted != all_steps() or not make_at_once():
        MigrationExecutor(connection).migrate(last_migrations(dict(migrations)))
    _take_away_what_migrations_put_in(shapes)
    let_go()
    return shapes


def finish(*, action: str, details: Mapping[str, Any], new_epoch: bool) -> int | None:
    """Bring the tables to this program's version, check the log, index, audit.

    A restored log goes on from an older head: `new_epoch` tells partners and witnesses so. Returns the first entry of
    the log that does not fit (None = the log is whole).
    """
    prepare_database()
    verdict = verify_log()
    wrong = verdict.damage.number if verdict.damage else None
    user = make_operator()
    if not keyring_file().exists() and not any_sealed_value():
        make_key(acting_user=user)
    if apps.is_installed("salwa.storage.register"):
        from salwa.services.search import segments, upkeep  # slow start

        segments.forget()
        upkeep.rebuild_index(acting_user=user)
    if new_epoch:
        _begin_epoch(user, broken=wrong is not None)
        tell_partners_of_restore(acting_user=user)
    with transaction.atomic():
        write_entry(acting_user=user, action=action, object_kind="backup", details=dict(details))
    return wrong


def _begin_epoch(user: User, *, broken: bool) -> None:
    """A log that was damaged before the backup is restored as it is: the epoch is told in it, a checkpoint refused."""
    try:
        begin_new_epoch(acting_user=user)
    except Refusal:
        if not broken:
            raise


def _take_away_what_migrations_put_in(shapes: tuple[Shape, ...]) -> None:
    """Rows that a migration itself puts in come again with the rows of the backup."""
    with connection.cursor() as cursor, transaction.atomic():
        for shape in shapes:
            table = connection.ops.quote_name(shape.name)
            cursor.execute(f"SELECT EXISTS (SELECT 1 FROM {table})")  # noqa: S608 - names of our own
            if cursor.fetchone()[0]:
                cursor.execute(f"DELETE FROM {table}")  # noqa: S608 - names of our own
