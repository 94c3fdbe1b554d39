"""Finding values by the key that seals them, and sealing them anew."""

from __future__ import annotations

import os
import signal
import uuid
from collections.abc import Callable
from typing import Any

from django.db import connection, models, transaction
from django.db.models import Q
from django.db.models.functions import Substr

from salwa.domain.keys import HEADER_BYTES, context_of, header
from salwa.services.keys.columns import SealedTable, sealed_tables
from salwa.services.keys.keyring import keyring
from salwa.services.keys.sealing import keyed_index, seal, unseal

BATCH = 500
# Called with (rows done, rows in all).
Progress = Callable[[int, int], None]


def any_sealed_value() -> bool:
    """Whether any table holds a sealed value."""
    return any(
        table.model()._default_manager.filter(**{f"{column}__isnull": False}).exists()
        for table in sealed_tables()
        for column in table.columns
    )


def anything_under_older_keys() -> bool:
    """Whether any value is sealed with another key than the current one."""
    return any(_older(table).exists() for table in sealed_tables())


def values_under(key_id: str) -> int:
    """How many values are sealed with this key."""
    return sum(
        _headed(table).filter(**{f"{column}_head": header(key_id)}).count()
        for table in sealed_tables()
        for column in table.columns
    )


def reseal(table: SealedTable, progress: Progress | None) -> int:
    """Seal with the current key what is sealed with older ones; returns the number of rows.

    Each batch is a transaction of its own, so a killed run loses nothing and the next one goes on where it stopped.
    """
    total = _older(table).count() if progress is not None else 0
    done, last = 0, 0
    while True:
        with transaction.atomic():
            rows = list(
                _older(table)
                .filter(pk__gt=last)
                .order_by("pk")
                .select_for_update()
                .values_list("pk", table.row, *table.columns)[:BATCH]
            )
            if not rows:
                return done
            _save(table, [_resealed(table, row) for row in rows])
        done, last = done + len(rows), rows[-1][0]
        _die_here_if_asked()
        if progress is not None:
            progress(done, max(done, total))


def _headed(table: SealedTable) -> models.QuerySet[Any]:
    """All rows, with the first bytes of each sealed column beside it."""
    heads = {
        f"{column}_head": Substr(column, 1, HEADER_BYTES, output_field=models.BinaryField()) for column in table.columns
    }
    found: models.QuerySet[Any] = table.model()._default_manager.annotate(**heads)
    return found


def _older(table: SealedTable) -> models.QuerySet[Any]:
    now = header(keyring().current().id)
    found = Q()
    for column in table.columns:
        found |= Q(**{f"{column}__isnull": False}) & ~Q(**{f"{column}_head": now})
    return _headed(table).filter(found)


def _resealed(table: SealedTable, row: tuple[Any, ...]) -> list[Any]:
    """New values in the order of `_save`."""
    pk, name, *blobs = row
    now = header(keyring().current().id)
    values: dict[str, bytes | None] = {}
    for column, blob in zip(table.columns, blobs, strict=True):
        kept = bytes(blob) if blob is not None else None
        if kept is not None and not kept.startswith(now):
            context = context_of(table.word, column, uuid.UUID(str(name)))
            kept = seal(unseal(kept, context=context), context=context)
        values[column] = kept
    for index, source in table.indexed.items():
        sealed, values[index] = values[source], None
        if sealed is not None:
            text = unseal(sealed, context=context_of(table.word, source, uuid.UUID(str(name))))
            values[index] = keyed_index(text, context=table.index_context(source))
    return [*values.values(), pk]


def _save(table: SealedTable, rows: list[list[Any]]) -> None:
    model, quote = table.model(), connection.ops.quote_name
    changed = ", ".join(f"{quote(column)} = %s" for column in (*table.columns, *table.indexed))
    statement = f"UPDATE {quote(model._meta.db_table)} SET {changed} WHERE {quote(str(model._meta.pk.column))} = %s"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.executemany(statement, rows)


def _die_here_if_asked() -> None:
    """The fault hook of the kill tests, as in services/imports."""
    if os.environ.get("SALWA_KILL_AT") == "batch_resealed":
        os.kill(os.getpid(), signal.SIGKILL)
