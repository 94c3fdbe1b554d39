"""Moving a register to the other database engine: copied, proved equal, and only then switched."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.apps import apps

import salwa
from salwa.domain.backup import TableEntry
from salwa.domain.languages import Sentence, message
from salwa.domain.refusals import Refusal
from salwa.services.backup.faults import MOVED_AWAY, told_plainly
from salwa.services.backup.permissions import check_may_back_up
from salwa.services.backup.proof import Compared, compared
from salwa.services.backup.restoring import REFERS_TO_NOTHING, Progress
from salwa.services.backup.schema import Migrations, check_empty, check_known, finish, make_tables
from salwa.storage.accounts.models import User
from salwa.storage.backup.databases import Database, Entry, default_database, default_entry, let_go, snapshot
from salwa.storage.backup.filling import ENDINGS, discard, end_filling, filling, insert, put_aside, put_back, workplace
from salwa.storage.backup.lines import parts_of
from salwa.storage.backup.shapes import Shape, applied_migrations, shapes_at

SAME_PLACE = message("The register is there already.")
MEND_FIRST = message("Restore the register from a backup, or report it: references are checked at every change.")


@dataclass(frozen=True, slots=True)
class Moved:
    """A finished move: every table compared on both sides."""

    tables: tuple[Compared, ...]
    rows: int
    log_broken_at: int | None
    seconds: float


def move_register(
    *, acting_user: User, to: Entry, switch: Callable[[], None], progress: Progress | None = None
) -> Moved:
    """Copy the register into the empty database `to`, prove every table equal, then `switch` the setting.

    Nobody can write to the old database meanwhile, nor afterwards: its audit log refuses entries, so that a process
    somebody forgot cannot go on with it. Interrupted before `switch`, the old database stays in force. In order:
    permit, see that the target is empty, lock, copy, compare, audit in the new database, switch, close the old one.
    """
    check_may_back_up(acting_user)
    began = time.monotonic()
    source = default_entry()
    if all(str(source.get(part, "")) == str(to.get(part, "")) for part in ("ENGINE", "NAME", "HOST", "PORT")):
        raise Refusal("same_database", Sentence(SAME_PLACE))
    migrations = applied_migrations()
    check_known(migrations, salwa.__version__)
    shapes = shapes_at(migrations)
    let_go()
    with told_plainly():
        check_empty(to)
        with snapshot(source, tables_locked=[shape.name for shape in shapes]) as old:
            work = workplace(to)
            try:
                with default_database(work):
                    tables, wrong = _copy(old, migrations, shapes, progress)
                end_filling(work, to)
            except BaseException:
                discard(work)
                raise
            switch()
            _close_for_ever(old)
        _put_aside_old_file(source)
        _tidy_index(to)
    return Moved(tables, sum(line.rows_after for line in tables), wrong, round(time.monotonic() - began, 2))


def _copy(
    old: Database, migrations: Migrations, shapes: tuple[Shape, ...], progress: Progress | None
) -> tuple[tuple[Compared, ...], int | None]:
    total, done = 2 * sum(old.count(shape.name) for shape in shapes), 0

    def moved(rows: int) -> None:
        nonlocal done
        done += rows
        if progress is not None:
            progress(min(done, total), total)

    make_tables(default_entry(), migrations)
    entries = []
    with filling(default_entry()) as new:
        again = put_aside(new)
        for shape in shapes:
            rows, digest = 0, hashlib.sha256()
            for part in parts_of(old, shape):
                insert(new, shape, part.data)
                rows += part.rows
                digest.update(part.data)
                moved(part.rows)
            columns = tuple((column.name, column.kind) for column in shape.columns)
            entries.append(TableEntry(shape.name, columns, rows, digest.hexdigest()))
        broken = put_back(new, again, shapes)
        if broken:
            words = Sentence(REFERS_TO_NOTHING, {"table": broken})
            raise Refusal("refers_to_nothing", words, remedy=Sentence(MEND_FIRST))
        tables = compared(new, shapes, entries, moved)
    told = {"rows": sum(entry.rows for entry in entries)}
    return tables, finish(action="backup.moved", details=told, new_epoch=False)


def _close_for_ever(old: Database) -> None:
    """Every change writes an audit entry in its transaction: a log that takes none refuses every change."""
    if old.vendor == "sqlite":
        old.run(
            "CREATE TRIGGER salwa_moved_away BEFORE INSERT ON accounts_auditentry "
            f"BEGIN SELECT RAISE(ABORT, '{MOVED_AWAY}'); END"
        )
        return
    old.run(
        "CREATE OR REPLACE FUNCTION salwa_moved_away() RETURNS trigger LANGUAGE plpgsql "
        f"AS $$ BEGIN RAISE EXCEPTION '{MOVED_AWAY}'; END $$"
    )
    old.run(
        "CREATE TRIGGER salwa_moved_away BEFORE INSERT ON accounts_auditentry "
        "FOR EACH STATEMENT EXECUTE FUNCTION salwa_moved_away()"
    )


def _put_aside_old_file(source: Entry) -> None:
    """The old SQLite file gets another name, so that nothing finds it by mistake; somebody may delete it later."""
    if "sqlite" in str(source["ENGINE"]):
        place = str(source["NAME"])
        aside = f"{place}.moved-{time.strftime('%Y%m%dT%H%M%S')}"
        for ending in ENDINGS:
            if Path(f"{place}{ending}").exists():
                Path(f"{place}{ending}").rename(f"{aside}{ending}")


def _tidy_index(to: Entry) -> None:
    """Take away the sealed parts of the old index; the new database has named its own."""
    if not apps.is_installed("salwa.storage.register"):
        return
    from salwa.services.search import segments  # slow start

    with default_database(to):
        in_force = {row[2] for row in segments.rows_in_force()}
    for part in segments.index_folder().glob("*.segment"):
        if part.name not in in_force:
            part.unlink(missing_ok=True)
