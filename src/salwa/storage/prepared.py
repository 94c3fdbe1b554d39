"""Readings whose SQL is written once in a process and asked many times with other values.

Django writes the SQL of a query anew each time it is asked. For the pages and look-ups that officers open all day that
takes longer than the database takes to answer (decision 18). A `Prepared` reading keeps the SQL that Django wrote and
only puts in the values.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Generic, TypeVar

from django.db import connections
from django.db.models import Expression, QuerySet

Row = TypeVar("Row")
Value = int | str
# A reading is kept once for each shape asked for, and the shapes of one reading are few; more are written anew.
MOST_SHAPES = 64
# Where the values of `Among` are put into the SQL.
_SOME = "{{some {name}}}"


class Given(Expression):
    """Stands for one value, an integer or a text, that is named only when the reading is asked."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        return "%s", [self]


class Among(Given):
    """Stands for several such values, for a condition `__in`; of no values the reading gives no rows."""

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        return _SOME.format(name=self.name), [self]


class Prepared(Generic[Row]):
    """A reading that `build` makes as a query with `Given` and `Among` in it.

    `build` takes what changes the shape of the SQL (a scope, say): hashable, and few.
    """

    def __init__(self, build: Callable[..., QuerySet[Any, Row]]) -> None:
        self._build = build
        self._kept: dict[tuple[Any, ...], tuple[QuerySet[Any, Row], Any, str, tuple[Any, ...]]] = {}

    def rows(self, *shape: Any, **values: Value | Sequence[Value]) -> list[Row]:
        """The rows, as the query of `build` gives them; every name in it needs its value."""
        query, compiler, text, places = self._written(shape)
        put: list[Any] = []
        for place in places:
            if isinstance(place, Among):
                some = values[place.name]
                if not some:
                    return []
                assert not isinstance(some, int)
                text = text.replace(_SOME.format(name=place.name), ", ".join(["%s"] * len(some)), 1)
                put += some
            else:
                put.append(values[place.name] if isinstance(place, Given) else place)
        asked: Any = _Asked(query, compiler, (text, tuple(put)))
        rows: Iterable[Row] = query._iterable_class(asked)  # type: ignore[assignment]
        return list(rows)

    def _written(self, shape: tuple[Any, ...]) -> tuple[QuerySet[Any, Row], Any, str, tuple[Any, ...]]:
        connection = connections["default"]
        key = (connection.vendor, *shape)
        if (kept := self._kept.get(key)) is None:
            query = self._build(*shape)
            compiler = query.query.get_compiler(using=connection.alias)
            kept = (query, compiler, *compiler.as_sql())
            if len(self._kept) >= MOST_SHAPES:
                self._kept.clear()
            self._kept[key] = kept
        return kept


class _Asked:
    """What Django's readers of rows need of a query set: here with the SQL that was written before."""

    _known_related_objects: dict[Any, Any] = {}

    def __init__(self, query: Any, compiler: Any, written: tuple[str, tuple[Any, ...]]) -> None:
        self.db = compiler.using
        self.query = self
        self._written_before, self._compiler, self._fields = query.query, copy.copy(compiler), query._fields
        self._compiler.connection = connections[compiler.using]
        self._compiler.as_sql = lambda: written

    def get_compiler(self, using: str) -> Any:
        return self._compiler

    def __getattr__(self, name: str) -> Any:
        return getattr(self._written_before, name)
