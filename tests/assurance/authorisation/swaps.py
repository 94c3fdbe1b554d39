"""Own identifiers swapped for foreign, missing and malformed ones: in paths, queries, forms and documents.

What a person may not know of and what is not there have to be answered alike: the same status, and the same words but
for the identifier that was asked for.
"""

from __future__ import annotations

import html
import json
import os
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any
from urllib.parse import quote

from django.test import Client

from salwa.domain.marking.codes import Code, Labelled, short_text
from salwa.services.marking.profile import state_code
from tests.assurance.authorisation.asking import Answer, address_of, ask, undone
from tests.assurance.authorisation.bodies import document_for, form_for
from tests.assurance.authorisation.canaries import leaks, readable
from tests.assurance.authorisation.policy import OTHER, OWN, Actor, Line, actors, lines
from tests.assurance.authorisation.routes import API_ROOT
from tests.assurance.authorisation.world import World
from tests.assurance.authorisation.world_register import adopt

MISSING = 987_654
# Malformed identifiers tried in one case of a quick run.
FEW = 2
MALFORMED = (
    "0", "-1", "9223372036854775808", "1" * 25, "1.0", "abc", "٣", "1 OR 1=1", "../1", "1\x00",
    "00000000-0000-0000-0000-000000000000",
)  # fmt: skip
# What differs between two answers to the same person that say the same.
_CHANGING = (
    (re.compile(rb"<svg.*?</svg>", re.DOTALL), b""),
    (re.compile(rb'name="csrfmiddlewaretoken" value="[^"]+"'), b""),
    (re.compile(rb'"token": ?"[^"]+"'), b""),
    (re.compile(rb'"request": ?"[0-9a-zA-Z._-]+"'), b""),
    (re.compile(rb"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"), b"UUID"),
    (re.compile(rb"<time[^>]*>.*?</time>", re.DOTALL), b"TIME"),
    (re.compile(rb"<code[^>]*>[0-9A-Za-z-]{6,20}</code>"), b"NUMBER"),
)
# A step of an authorisation is numbered within it, a State and a kind of label are words.
OF_NO_UNIT = ("state", "kind", "place")
_SLOT = re.compile(r"<(?:(\w+):)?(\w+)>|\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Swap:
    """One request with identifiers that are not the person's own; `kind` is foreign, missing or malformed."""

    line: Line
    actor: Actor
    method: str
    kind: str
    asked: Mapping[str, Any]
    where: str

    def __str__(self) -> str:
        return f"{self.method} {self.line.address} by {self.actor.name}: {self.kind} {self.where}"


def malformed(case: str) -> tuple[str, ...]:
    """The malformed identifiers that are tried in one case: a few of them, all with SALWA_SWAPS=all."""
    if os.environ.get("SALWA_SWAPS") == "all":
        return MALFORMED
    start = zlib.crc32(case.encode())
    return tuple(MALFORMED[(start + place) % len(MALFORMED)] for place in range(FEW))


def slots(line: Line) -> list[str]:
    """Names of the parts of an address that name something of a unit (a State, the kind of a label do not)."""
    named = [found[2] or found[3] for found in _SLOT.finditer(line.address)]
    return [name for name in named if name not in line.values and name not in OF_NO_UNIT]


def foreigners(world: World, other: Mapping[str, Any], part: list[str], more: int) -> Iterator[dict[str, Any]]:
    """What stands for these parts: the thing of the other unit, then up to `more` other identifiers of that unit."""
    yield {slot: other[slot] for slot in part}
    (slot, *_) = part
    # A code of a label ends in a check character of its kind: with that of another kind it is only misspelt.
    if len(part) == 1 and slot != "code":
        known = [one for one in world.identifiers(slot, other[slot]) if one != other[slot]]
        # Spread over all of them, so that few are of every kind too.
        for place in range(min(more, len(known))):
            yield {slot: known[place * len(known) // min(more, len(known))]}


def swaps_of(world: World, line: Line, more: int = 0) -> Iterator[tuple[Swap, Swap | None]]:
    """(a foreign swap, its twin for what is missing), (a malformed one, None), for everybody who may have an own.

    `more` is how many further identifiers of the other unit stand for each part, beside that of the thing itself.
    """
    own, other = world.values(line.thing, OWN), world.values(line.thing, OTHER)
    named = slots(line)
    method_of = [method for method in ("GET", "POST") if line.wanted(method)]
    for actor in actors():
        for method in method_of:
            wanted = line.wanted(method)
            if wanted is None or not wanted.opens(actor, OWN):
                continue
            # Alone, and with one part of the own thing: a picture of mine under a weapon of yours.
            parts = [named] if len(named) == 1 else [*([slot] for slot in named), named]
            for part in parts:
                where = "+".join(part)
                missing = {**own, **{slot: _missing(slot, own) for slot in part}}
                twin = Swap(line, actor, method, "missing", missing, where)
                # Other requests for approval may be this person's to read: they have lines of their own.
                for foreign in foreigners(world, other, part, 0 if line.address.endswith("#mine") else more):
                    yield Swap(line, actor, method, "foreign", {**own, **foreign}, where), twin
                for text in malformed(f"{line.address}{actor.name}{method}{where}") if len(part) == 1 else ():
                    yield Swap(line, actor, method, "malformed", {**own, part[0]: text}, where), None


def _missing(slot: str, own: Mapping[str, Any]) -> Any:
    if slot == "code":
        return short_text(Code(Labelled(own["kind"]), MISSING), state_code())
    if isinstance(own[slot], int):
        return MISSING
    if slot == "uid":
        return "00000000-0000-4000-8000-000000987654"
    # A case is named by its number as people write it; other words of addresses name no thing.
    return "KEN-2026-999999" if slot in ("number", "case") else own[slot]


def answered(world: World, swap: Swap) -> Answer:
    """The answer to a swap; the form or document is the one of the own thing."""
    own = {**swap.line.values, **world.values(swap.line.thing, OWN)}
    values = {name: quote(str(value), safe="") for name, value in {**own, **swap.asked}.items()}
    name = swap.actor.name
    with undone():
        if "number" in own and swap.actor.signed_in:
            adopt(swap.line.thing, own["number"], world.people[name])
        if swap.line.address.startswith(("GET ", "POST ")):
            body = document_for(swap.line.address, own) if swap.method == "POST" else b""
            address = address_of(swap.line.address.split(" ")[1], values, API_ROOT)
            return ask(Client(), swap.method, address, body, headers={"Authorization": f"Bearer {world.tokens[name]}"})
        form = form_for(swap.line.address, own) if swap.method == "POST" else {}
        address = address_of(swap.line.address, values) + swap.line.query
        return ask(world.clients[name], swap.method, address, form)


def told(answer: Answer, swap: Swap) -> bytes:
    """What an answer says, without what changes by itself and without the identifiers that were asked for."""
    return without_changing(answer.body, [str(swap.asked[slot]) for slot in swap.where.split("+")])


def without_changing(content: bytes, asked: Iterable[str]) -> bytes:
    """An answer without what differs from request to request and without these identifiers."""
    for pattern, instead in _CHANGING:
        content = pattern.sub(instead, content)
    for text in asked:
        for form in {text, quote(text, safe=""), html.escape(text), json.dumps(text)[1:-1]}:
            content = re.sub(rb"(?<![0-9A-Za-z])" + re.escape(form.encode()) + rb"(?![0-9A-Za-z])", b"#", content)
    return content


def first_difference(one: bytes, other: bytes) -> str:
    """The first line in which two answers differ, of both."""
    for mine, yours in zip_longest(one.splitlines(), other.splitlines(), fillvalue=b""):
        if mine != yours:
            return f"{mine[:300].decode(errors='replace')} | {yours[:300].decode(errors='replace')}"
    return ""


def fault_of(world: World, swap: Swap, twin: Swap | None, known: dict[str, Answer] | None = None) -> str:
    """What is wrong with the answers to a swap and its twin, empty when nothing is; `known` keeps answers to twins."""
    answer, known = answered(world, swap), {} if known is None else known
    seen = leaks(swap.actor, readable(answer.body, answer.kind))
    if seen:
        return f"{swap}: shows {', '.join(seen)}"
    if answer.outcome != "opened" and answer.wrote:
        return f"{swap}: {answer.outcome}, but {', '.join(sorted(answer.wrote))} was changed"
    if twin is None:
        return f"{swap} {swap.asked!r}: {answer.status}" if answer.status < 300 or answer.wrote else ""
    nothing = known.get(str(twin)) or known.setdefault(str(twin), answered(world, twin))
    if nothing.wrote or (nothing.status < 300 and nothing.outcome == "opened"):
        return f"{twin}: {nothing.status}, changed {sorted(nothing.wrote)}"
    wanted = swap.line.wanted(swap.method)
    if wanted is not None and "hidden" not in wanted.answers(swap.actor, OTHER):
        # Whoever may have the other thing as well gets it, but never a mixture of both.
        mixed = len(slots(swap.line)) > len(swap.where.split("+"))
        done = answer.wrote or (answer.status < 400 and wanted.text != "signed_in")
        return f"{swap}: {answer.status}, changed {sorted(answer.wrote)}" if mixed and done else ""
    words = told(answer, swap), told(nothing, twin)
    if (answer.status, words[0]) != (nothing.status, words[1]):
        return f"{swap}: {answer.status}, but what is missing {nothing.status}: {first_difference(*words)}"
    return ""


def swapped_lines() -> list[Line]:
    """Every line whose address names something of a unit."""
    return [
        line
        for section in ("pages", "api")
        for line in lines(section)
        if line.thing not in ("", "sheet") and slots(line)
    ]
