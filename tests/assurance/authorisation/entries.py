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
from django.test import Client, override_settings

from tests.assurance.authorisation.asking import CHANGES, OF_ASKING, address_of, undone
from tests.assurance.authorisation.bodies import document_for, form_for
from tests.assurance.authorisation.canaries import found_in, readable
from tests.assurance.authorisation.cells import Cell
from tests.assurance.authorisation.policy import OWN, actors, lines
from tests.assurance.authorisation.routes import API_ROOT
from tests.assurance.authorisation.world import World
from tests.assurance.authorisation.world_register import adopt

LOG = "accounts_auditentry"
# Work for the worker stays in its queue: what it does later is its own, and has its entries in its own transactions.
QUEUED = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}


# Work of many transactions, of which the last writes the entry: killed or refused before, it stands there as not made
# and is made again. What is kept of it is worked out from the register and is nobody's word.
MADE_IN_PARTS = {
    "marking/missing/": "register_markingrun", "marking/missing/anew/": "register_markingrun",
    "GET /marking/missing": "register_markingrun", "screening/duplicates/anew/": "register_duplicateslist",
    "marking/campaigns/<int:number>/refresh/":
        "register_campaigndepot register_campaignweapon register_markingcampaign",
}  # fmt: skip
# What is shown without an entry, by address, and of which tables: names of units, people and stores, and the lists of
# work from which a page is opened that leaves one; and the addresses of States.
NAMES = frozenset({"Organisation", "User", "Holder", "OwnCorrection", "ContactVersion", "ContactTest"})
# Tables beyond these names that are shown without an entry of the look itself. Each was thought about: the table says
# what waits at a desk, or what a person made (and its making has an entry) is shown to those who work with it.
WITHOUT_ENTRY = {
    "approvals/": "Import", "approvals/<int:number>/": "Approval", "approvals/<int:number>/ #import": "Approval Import",
    "approvals/<int:number>/ #destruction": "Approval", "approvals/<int:number>/ #decided": "Approval",
    "seizures/": "Incident", "tracing/": "Mark", "tracing/questions/": "ExpertQuestion Mark",
    "tracing/questions/<int:number>/": "ExpertQuestion Mark", "tracing/figures/cases/": "Incident",
    "imports/": "Import", "imports/<int:number>/": "Import", "imports/<int:number>/ #finished": "Import SetAsideRow",
    "screening/": "Screening", "screening/<int:number>/": "Screening",
    "screening/<int:number>/ #finished": "Mark Screening Weapon",
    "marking/": "MarkingCampaign", "marking/campaigns/<int:number>/": "CampaignSupply CampaignTeam MarkingCampaign",
    "marking/campaigns/<int:number>/list/<slug:state>/": "CampaignWeapon Mark MarkingCampaign",
    "marking/campaigns/<int:number>/list/<slug:state>/ #skipped": "CampaignWeapon Mark MarkingCampaign",
    "marking/campaigns/<int:number>/sample/": "MarkingCampaign",
    "marking/campaigns/<int:number>/teams/<int:team>/": "CampaignTeam CampaignWeapon Mark MarkingCampaign",
    "GET /marking/campaigns": "MarkingCampaign", "GET /marking/campaigns/{campaign}": "CampaignTeam MarkingCampaign",
    "GET /marking/campaigns/{campaign}/teams/{team}/bench": "CampaignWeapon Mark",
    "stock/": "ReviewAnswer", "stock/losses/new/": "AmmunitionLot", "ammunition/": "AmmunitionLot",
    "stock/surplus/<int:number>/": "Mark SurplusDecision SurplusList Weapon", "destruction/new/": "AmmunitionLot",
    "exports/": "WeaponExport", "exports/<int:number>/": "WeaponExport",
}  # fmt: skip


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
    refused_by_the_log: bool = False

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
        self.fails, self.refused, self.depth = fails, False, len(connection.savepoint_ids)
        self.writes: list[tuple[tuple[str | None, ...], str]] = []

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith("ROLLBACK TO SAVEPOINT"):
            gone = sql.split()[-1].strip('"')
            self.writes = [(place, table) for place, table in self.writes if gone not in place]
        if found := CHANGES.match(sql):
            if found[1] == LOG and self.fails:
                self.refused = True
                raise LogIsFull("The log takes nothing.")
            self.writes.append((tuple(connection.savepoint_ids[self.depth :]), found[1]))
        return execute(sql, params, many, context)

    def sort(self, seen: Seen) -> None:
        """Tell what was changed and which transactions left entries."""
        seen.refused_by_the_log = self.refused
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
    with override_settings(TASKS=QUEUED), connection.execute_wrapper(watch):
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


def entry_cells(*, everybody: bool = False) -> Iterator[Cell]:
    """Every address and method, asked for by the person with the most rights of those who may; or by all of them."""
    for section in ("pages", "api"):
        for line in lines(section):
            for method in ("GET", "POST"):
                wanted, unit = line.wanted(method), OWN if line.thing else None
                may = [one for one in actors() if wanted and wanted.opens(one, unit)]
                may.sort(key=lambda one: -sum(map(len, one.held.values())))
                for one in may if everybody else may[:1]:
                    yield Cell(line, one, unit, method)


def changed_all_the_same(cell: Cell, seen: Seen) -> str:
    """What was changed although the log took nothing, empty when nothing was."""
    tables = seen.tables() - set(MADE_IN_PARTS.get(cell.line.address, "").split())
    if tables or any(seen.before[table] != seen.after[table] for table in seen.before if table in tables):
        return f"{cell}: {seen.status}, {', '.join(sorted(tables))} changed without an entry"
    return ""


def shown_all_the_same(cell: Cell, seen: Seen) -> str:
    """What of the register was shown although the log took nothing, empty when nothing was."""
    known = NAMES | set(WITHOUT_ENTRY.get(cell.line.address, "").split())
    models = {place.split(".")[0] for place, _ in seen.shown} - known
    return f"{cell}: {seen.status}, shows {', '.join(sorted(models))} without an entry" if models else ""
