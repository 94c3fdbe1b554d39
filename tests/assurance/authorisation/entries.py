"""Whether what was changed, and what was shown of the register, left its entry in the same transaction (target L3).

Every statement of one request is watched, with the transaction of the service it belongs to: each transaction that
changes something has to append to the log before it ends. Then the same request is made once more while the log takes
nothing: nothing may be changed, and nothing may be shown that left an entry before.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import DatabaseError, connection
from django.test import Client

from tests.assurance.authorisation.asking import CHANGES, OF_ASKING, address_of, undone
from tests.assurance.authorisation.bodies import document_for, form_for
from tests.assurance.authorisation.canaries import found_in, readable
from tests.assurance.authorisation.cells import Cell
from tests.assurance.authorisation.routes import API_ROOT
from tests.assurance.authorisation.world import World
from tests.assurance.authorisation.world_register import adopt

LOG = "accounts_auditentry"


class LogIsFull(DatabaseError):
    """The deliberate fault: the log takes no entry."""


@dataclass(slots=True)
class Seen:
    """What one request did: per transaction of a service (None: outside of any) the tables it changed."""

    status: int = 0
    shown: set[tuple[str, str]] = field(default_factory=set)
    changed: dict[str | None, set[str]] = field(default_factory=dict)
    with_entry: set[str | None] = field(default_factory=set)
    before: Mapping[str, str] = field(default_factory=dict)
    after: Mapping[str, str] = field(default_factory=dict)

    def tables(self) -> set[str]:
        """Every table that was changed."""
        return set().union(*self.changed.values())

    def without_entry(self) -> set[str]:
        """Tables changed in a transaction that left no entry, or in none."""
        return {
            table
            for place, tables in self.changed.items()
            if place is None or place not in self.with_entry
            for table in tables
        }


class _Watch:
    """Wraps every statement: who changes what, in which of the transactions begun since the request came."""

    def __init__(self, fails: bool) -> None:
        self.fails, self.depth = fails, len(connection.savepoint_ids)
        self.writes: list[tuple[tuple[str | None, ...], str]] = []

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith("ROLLBACK TO SAVEPOINT"):
            gone = sql.split()[-1].strip('"')
            self.writes = [(place, table) for place, table in self.writes if gone not in place]
        if found := CHANGES.match(sql):
            if found[1] == LOG and self.fails:
                raise LogIsFull("The log takes nothing.")
            self.writes.append((tuple(connection.savepoint_ids[self.depth :]), found[1]))
        return execute(sql, params, many, context)

    def sort(self, seen: Seen) -> None:
        """Tell what was changed and which transactions left entries."""
        for place, table in self.writes:
            top = place[0] if place else None
            if table == LOG:
                seen.with_entry.add(top)
            elif table not in OF_ASKING:
                seen.changed.setdefault(top, set()).add(table)


def contents(tables: set[str]) -> dict[str, str]:
    """A digest of every row of these tables."""
    found = {}
    with connection.cursor() as cursor:
        for table in sorted(tables):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - names of our own tables
            found[table] = hashlib.sha256(repr(sorted(map(repr, cursor.fetchall()))).encode()).hexdigest()
    return found


@contextmanager
def watched(seen: Seen, *, fails: bool = False, tables: set[str] | None = None) -> Iterator[None]:
    """Watches everything inside; with `tables` their contents before and after are kept as well."""
    seen.before = contents(tables or set())
    watch = _Watch(fails)
    with connection.execute_wrapper(watch):
        yield
    watch.sort(seen)
    seen.after = contents(tables or set())


def looked_at(world: World, cell: Cell, *, fails: bool = False, tables: set[str] | None = None) -> Seen:
    """One request of the cell, undone afterwards."""
    seen = Seen()
    with undone():
        ask = _request(world, cell)
        with watched(seen, fails=fails, tables=tables):
            response = ask()
            body = b"".join(response.streaming_content) if response.streaming else response.content
        seen.status = response.status_code
        seen.shown = found_in(readable(body, response.headers.get("Content-Type", "")))
    return seen


def _request(world: World, cell: Cell) -> Callable[[], Any]:
    values = {**cell.line.values, **world.values(cell.line.thing, cell.unit)}
    name, address = cell.actor.name, cell.line.address
    if address.startswith(("GET ", "POST ")):
        client, sent = Client(raise_request_exception=False), b""
        place = address_of(address.split(" ")[1], values, API_ROOT)
        if cell.method == "POST":
            sent = document_for(address, values)
        headers = {"Authorization": f"Bearer {world.tokens[name]}"}
        return lambda: client.generic(cell.method, place, sent, content_type="application/json", headers=headers)
    if cell.line.thing and cell.actor.signed_in and "number" in values:
        adopt(cell.line.thing, values["number"], world.people[name])
    client = Client(raise_request_exception=False)
    client.cookies = world.clients[name].cookies
    place = address_of(address, values) + cell.line.query
    if cell.method == "GET":
        return lambda: client.get(place)
    body = form_for(address, values)
    if isinstance(body, bytes):
        return lambda: client.post(place, body, content_type="application/json")
    return lambda: client.post(place, body)
