"""Which tables a database has at its present state of migrations, and what their columns hold."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection, models
from django.db.migrations.loader import MigrationLoader

from salwa.domain.backup import Kind, in_backup

# Django's name of a field -> what its column holds.
KINDS = {
    **dict.fromkeys(
        (
            "AutoField", "BigAutoField", "SmallAutoField", "IntegerField", "BigIntegerField", "SmallIntegerField",
            "PositiveIntegerField", "PositiveBigIntegerField", "PositiveSmallIntegerField",
        ),
        Kind.INTEGER,
    ),
    **dict.fromkeys(("CharField", "TextField", "SlugField", "FileField"), Kind.TEXT),
    "BooleanField": Kind.BOOLEAN,
    "FloatField": Kind.NUMBER,
    "DecimalField": Kind.DECIMAL,
    "DateTimeField": Kind.MOMENT,
    "DateField": Kind.DAY,
    "DurationField": Kind.DURATION,
    "UUIDField": Kind.IDENTIFIER,
    "BinaryField": Kind.BYTES,
    "JSONField": Kind.DOCUMENT,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name in the database, what it holds, and the decimals of a decimal number."""

    name: str
    kind: Kind
    decimals: int = 0


@dataclass(frozen=True, slots=True)
class Shape:
    """One table: its name, its columns in the order of a line, and its primary key (one column)."""

    name: str
    columns: tuple[Column, ...]
    key: Column


def applied_migrations() -> dict[str, tuple[str, ...]]:
    """Application -> names of the migrations that the default database has, sorted."""
    found: dict[str, list[str]] = {}
    for app, name in MigrationLoader(connection).applied_migrations:
        found.setdefault(app, []).append(name)
    return {app: tuple(sorted(names)) for app, names in sorted(found.items())}


def unknown_migrations(migrations: dict[str, tuple[str, ...]]) -> list[str]:
    """Those of `migrations` that this program does not have: they were made by a newer one."""
    known = set(MigrationLoader(None, ignore_no_migrations=True).disk_migrations)
    return sorted(f"{app}.{name}" for app, names in migrations.items() for name in names if (app, name) not in known)


def last_migrations(migrations: dict[str, tuple[str, ...]]) -> list[tuple[str, str]]:
    """The migrations that no other one of `migrations` of the same application builds on."""
    graph = MigrationLoader(None, ignore_no_migrations=True).graph
    applied = {(app, name) for app, names in migrations.items() for name in names}
    return sorted(
        one
        for one in applied
        if one in graph.nodes
        and not any(child.key in applied and child.key[0] == one[0] for child in graph.node_map[one].children)
    )


def shapes_at(migrations: dict[str, tuple[str, ...]]) -> tuple[Shape, ...]:
    """Every table that belongs into a backup as it was after `migrations`, sorted by name.

    The shapes come from the migrations, not from today's models: an older database is read as it is.
    """
    loader = MigrationLoader(None, ignore_no_migrations=True)
    state = loader.project_state(last_migrations(migrations), at_end=True)
    return shapes_of(state.apps.get_models(include_auto_created=True))


def shapes_of(tables: Iterable[type[models.Model]]) -> tuple[Shape, ...]:
    """The shapes of these models, those left out of a backup not among them."""
    kept = [one._meta for one in tables if one._meta.managed and not one._meta.proxy and in_backup(one._meta.db_table)]
    shapes = [
        Shape(meta.db_table, tuple(_column(field) for field in meta.local_concrete_fields), _column(meta.pk))
        for meta in kept
    ]
    return tuple(sorted(shapes, key=lambda shape: shape.name))


def _column(field: Any) -> Column:
    name = field.column
    while field.remote_field is not None:
        field = field.target_field
    inner = field.get_internal_type()
    if inner not in KINDS:
        raise TypeError(f"{field} is a {inner}: say in storage/backup/shapes.py how a backup writes it")
    return Column(name, KINDS[inner], getattr(field, "decimal_places", 0) or 0)
