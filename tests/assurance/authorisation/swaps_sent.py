"""Identifiers swapped in queries, forms and documents: what is sent names a thing of another unit, or nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.test import Client

from tests.assurance.authorisation.asking import Answer, address_of, ask
from tests.assurance.authorisation.bodies import document_for, form_for
from tests.assurance.authorisation.canaries import leaks, readable
from tests.assurance.authorisation.policy import OTHER, OWN, Actor, Line, actors, lines
from tests.assurance.authorisation.routes import API_ROOT
from tests.assurance.authorisation.swaps import MISSING, first_difference, foreigners, malformed, without_changing
from tests.assurance.authorisation.world import World

# Field of a form or document, or name in a query -> the thing it names and which part of its address.
NAMED = {
    "weapon": ("stored_weapon", "number"), "weapons": ("stored_weapon", "number"), "scan": ("taking", "scan"),
    "lot": ("lot", "number"), "depot": ("depot", "number"), "store": ("depot", "number"),
    "holder": ("holder", "number"), "giver": ("holder", "number"), "receiver": ("holder", "number"),
    "giver_holder": ("holder", "number"), "receiver_holder": ("holder", "number"), "part": ("weapon_part", "part"),
    "stored": ("weapon_part", "part"), "mark": ("weapon_mark", "mark"), "measure-mark": ("weapon_mark", "mark"),
    "membership": ("person", "membership"), "applicant": ("holder", "number"), "stores": ("workshop", "number"),
    "numbers": ("weapon", "number"), "surplus": ("surplus", "number"), "recount_of": ("closed_taking", "number"),
    "unit": ("unit", "number"), "import_number": ("finished_import", "number"), "licence": ("licence", "number"),
    "remove": ("applied_licence", "party"), "parent": ("holder", "number"), "successor": ("holder", "number"),
    "after": ("weapon", "number"), "before": ("weapon_entry", "entry"), "code": ("label", "code"),
    "read": ("stored_weapon", "number"), "object": ("weapon", "number"), "person": ("person", "number"),
    "cursor": ("holder", "number"), "item": ("applied_licence", "item"), "picture": ("picture", "number"),
    "team": ("campaign", "team"), "entry": ("weapon_entry", "entry"),
}  # fmt: skip
# What addresses take in their query, beside the fields of their forms.
QUERIES: dict[str, tuple[str, ...]] = {
    "weapons/": ("holder", "unit", "after"), "holders/": ("after",), "audit/": ("object", "before"),
    "holders/<int:number>/weapons/": ("after",), "holders/<int:number>/past/": ("before",),
    "marking/missing/": ("holder", "after"), "marking/stores/<int:number>/labels/": ("after",),
    "marking/campaigns/<int:number>/list/<slug:state>/": ("after",), "licences/": ("before",),
    "licences/apply/": ("applicant",), "licences/<int:number>/weapons/": ("after",),
    "stock/takings/<int:number>/unread/": ("scan",), "stock/losses/new/": ("depot",),
    "stock/surplus/new/": ("depot",), "destruction/new/": ("surplus",),
    "exports/new/": ("numbers", "holder", "unit", "import_number", "licence"), "marking/scan/": ("code",),
    "GET /weapons": ("holder", "unit", "after"), "GET /marking/missing": ("holder", "after"),
    "GET /holders": ("cursor",), "GET /holders/{holder}/weapons": ("cursor",),
    "GET /licences": ("cursor",), "GET /licences/{licence}/weapons": ("cursor",),
}  # fmt: skip
# Fields that a form takes beside those that are filled (tests/assurance/authorisation/bodies.py).
MORE: dict[str, tuple[str, ...]] = {
    "weapons/<int:number>/entries/new/": ("giver_holder", "receiver_holder", "giver", "receiver"),
    "weapons/<int:number>/add-picture/": ("mark",), "weapons/<int:number>/parts/<int:part>/": ("stored",),
    "stock/depots/<int:number>/open/": ("recount_of",), "stock/losses/new/": ("lot",), "destruction/new/": ("lot",),
    "destruction/<int:number>/change/": ("lot",), "holders/record/": ("unit", "parent"),
    "holders/<int:number>/close/": ("successor",), "licences/<int:number>/parties/": ("holder", "remove"),
    "licences/<int:number>/items/": ("remove",), "stock/actions/<int:number>/done/": ("depot",),
    "POST /weapons/{weapon}/entries": ("giver", "receiver", "part"),
    "POST /weapons/{weapon}/entries/{entry}/correction": ("giver", "receiver", "part"), "POST /holders": ("parent",),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sent:
    """One request to an own address in which `field` names `value`."""

    line: Line
    actor: Actor
    method: str
    field: str
    kind: str
    value: Any
    in_query: bool

    def __str__(self) -> str:
        place = "query" if self.in_query else "body"
        return f"{self.method} {self.line.address} by {self.actor.name}: {self.kind} {self.field} in the {place}"


def value_of(world: World, field: str, unit: str) -> Any:
    """What the field names in a unit."""
    thing, part = NAMED[field]
    return world.values(thing, unit)[part]


def sent_swaps(world: World, line: Line, more: int = 0) -> Iterator[tuple[Sent, Sent | None]]:
    """(a foreign one, its twin for what is missing), and (a malformed one, None), for everybody who may come here.

    `more` is how many further identifiers of the other unit each name is given, beside that of the thing itself.
    """
    for method, fields, in_query in _fields(world, line):
        wanted = line.wanted(method)
        for actor in actors():
            if wanted is None or not wanted.opens(actor, OWN):
                continue
            for field in fields:
                twin = Sent(line, actor, method, field, "missing", MISSING, in_query)
                other = {NAMED[field][1]: value_of(world, field, OTHER)}
                for foreign in foreigners(world, other, list(other), more):
                    yield Sent(line, actor, method, field, "foreign", *foreign.values(), in_query), twin
                for text in malformed(f"{line.address}{actor.name}{method}{field}"):
                    yield Sent(line, actor, method, field, "malformed", text, in_query), None


def _fields(world: World, line: Line) -> Iterator[tuple[str, tuple[str, ...], bool]]:
    if line.address in QUERIES and line.get:
        yield "GET", QUERIES[line.address], True
    if line.post:
        filled = _body(world, line)
        named = {name for name in filled if name in NAMED} if isinstance(filled, dict) else set()
        yield "POST", tuple(sorted(named | set(MORE.get(line.address, ())))), False


def _body(world: World, line: Line) -> Mapping[str, Any]:
    own = {**line.values, **world.values(line.thing, OWN)}
    if line.address.startswith("POST "):
        found: dict[str, Any] = json.loads(document_for(line.address, own))
        return found
    form = form_for(line.address, own)
    return form if isinstance(form, dict) else {}


def answered(world: World, sent: Sent) -> Answer:
    """The answer to one request."""
    own = {**sent.line.values, **world.values(sent.line.thing, OWN)}
    name, of_programs = sent.actor.name, sent.line.address.startswith(("GET ", "POST "))
    query = "?" + urlencode({sent.field: sent.value}) if sent.in_query else sent.line.query
    if of_programs:
        document = {} if sent.in_query else {**_body(world, sent.line), sent.field: sent.value}
        address = address_of(sent.line.address.split(" ")[1], own, API_ROOT) + query
        headers = {"Authorization": f"Bearer {world.tokens[name]}"}
        body = json.dumps(document).encode() if sent.method == "POST" else b""
        return ask(Client(), sent.method, address, body, headers=headers)
    form = {} if sent.in_query else {**_body(world, sent.line), sent.field: str(sent.value)}
    return ask(world.clients[name], sent.method, address_of(sent.line.address, own) + query, form)


def fault_of(world: World, sent: Sent, twin: Sent | None, known: dict[str, Answer] | None = None) -> str:
    """What is wrong with the answers, empty when nothing is; `known` keeps answers to twins."""
    answer, known = answered(world, sent), {} if known is None else known
    seen = leaks(sent.actor, readable(answer.body, answer.kind))
    if seen:
        return f"{sent}: shows {', '.join(seen)}"
    if twin is None:
        return ""
    nothing = known.get(str(twin)) or known.setdefault(str(twin), answered(world, twin))
    if not _is_limited(sent.actor):
        return ""
    words = [without_changing(one.body, (str(which.value),)) for one, which in ((answer, sent), (nothing, twin))]
    if (answer.status, words[0], bool(answer.wrote)) != (nothing.status, words[1], bool(nothing.wrote)):
        return f"{sent}: {answer.status}, but what is missing {nothing.status}: {first_difference(*words)}"
    return ""


def _is_limited(actor: Actor) -> bool:
    """Whether this person reaches one unit only: all others may know of both."""
    return actor.has("weapons.read_own", None) and not actor.has("weapons.read", None)


def sent_lines() -> list[Line]:
    """Every line with a query or a body in which something is named."""
    found = [line for section in ("pages", "api") for line in lines(section)]
    return [line for line in found if line.address in QUERIES or line.post]
