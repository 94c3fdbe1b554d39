"""The cells of the matrix: asking one address as one actor by one method, and whether the answer is the policy's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.test import Client

from tests.assurance.authorisation.asking import METHODS, Answer, address_of, ask, undone
from tests.assurance.authorisation.bodies import document_for, form_for
from tests.assurance.authorisation.canaries import found_in, leaks, readable
from tests.assurance.authorisation.policy import OTHER, Actor, Line, actors
from tests.assurance.authorisation.routes import API_ROOT
from tests.assurance.authorisation.world import World
from tests.assurance.authorisation.world_register import adopt


@dataclass(frozen=True, slots=True)
class Cell:
    """One question: who asks for what of which unit, how."""

    line: Line
    actor: Actor
    unit: str | None
    method: str

    def __str__(self) -> str:
        return f"{self.method} {self.line.address} by {self.actor.name}, unit {self.unit}"

    def right(self) -> frozenset[str]:
        """The outcomes that the policy allows."""
        wanted = self.line.wanted(self.method)
        if wanted is not None:
            return wanted.answers(self.actor, self.unit)
        reading = self.line.get.answers(self.actor, self.unit) if self.line.get else frozenset()
        # Pages behind the sign-in ask for it before they say which methods they take.
        return reading | {"not_allowed"} | (frozenset() if self.actor.signed_in else {"sign_in"})


def cells_of(line: Line, *, alone: bool = True) -> Iterator[Cell]:
    """All cells of a line; of one of several lines for the same address (not `alone`) only the methods it names."""
    methods = [one for one in METHODS if " #" not in line.address or line.wanted(one)]
    if line.address.startswith(("GET ", "POST ")) and not alone:
        methods = [line.address.split(" ")[0]]
    for unit in line.units():
        for actor in actors():
            for method in methods:
                yield Cell(line, actor, unit, method)


def asked_of_the_interface(world: World, cell: Cell) -> Answer:
    """The answer of an operation to the cell, asked with the actor's token."""
    values = {**cell.line.values, **world.values(cell.line.thing, cell.unit)}
    path = cell.line.address.split(" ")[1]
    body = document_for(cell.line.address, values) if cell.method == "POST" else b""
    token = world.tokens[cell.actor.name]
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return ask(Client(), cell.method, address_of(path, values, API_ROOT), body, headers=headers)


def tried(world: World, cell: Cell) -> Answer:
    """The answer of a page to the cell."""
    values = {**cell.line.values, **world.values(cell.line.thing, cell.unit)}
    with undone():
        if cell.line.thing and cell.unit != OTHER and cell.actor.signed_in:
            adopt(cell.line.thing, values["number"], world.people[cell.actor.name]) if "number" in values else None
        address = address_of(cell.line.address, values) + cell.line.query
        body = form_for(cell.line.address, values) if cell.method == "POST" else {}
        return ask(world.clients[cell.actor.name], cell.method, address, body)


def fault(world: World, cell: Cell, answer: Answer) -> str:
    """What is wrong with the answer, empty when nothing is."""
    right = cell.right()
    if cell.line.said_on_form and "hidden" in right and answer.status == 422:
        right |= {"opened"}
    if answer.outcome not in right:
        return f"{cell}: {answer.outcome} ({answer.status}), expected {' or '.join(sorted(right))}"
    if answer.wrote and (answer.outcome != "opened" or "opened" not in cell.right()):
        return f"{cell}: {answer.outcome}, but {', '.join(sorted(answer.wrote))} was changed"
    content = readable(answer.body, answer.kind) + b"\n" + answer.head
    told = sorted(f"{place} of the unit {unit}" for place, unit in found_in(answer.letters))
    if told:
        # Letters go over other people's machines: notices only, never content.
        return f"{cell}: a letter tells {', '.join(told)}"
    seen = leaks(cell.actor, content) + [value.decode() for value in world.never if value in content]
    return f"{cell}: shows {', '.join(seen)}" if seen else ""


def asked_again_for_the_head(world: World, answers: list[tuple[Cell, Answer]]) -> list[str]:
    """What is wrong with HEAD where GET was asked: once for each status that GET answered with."""
    wrong, seen = [], set()
    for cell, answer in answers:
        if cell.method != "GET" or answer.status in seen:
            continue
        seen.add(answer.status)
        wrong.append(head_fault(world, cell, answer))
    return [one for one in wrong if one]


def head_fault(world: World, cell: Cell, answer: Answer) -> str:
    """HEAD answers what GET answered, without a body, and tells in its headers no more than that person may know."""
    head = tried(world, replace(cell, method="HEAD"))
    if head.status != answer.status:
        return f"HEAD {cell}: {head.status}, and GET answers {answer.status}"
    if head.body:
        return f"HEAD {cell}: an answer to HEAD has a body"
    return f"HEAD {cell}: {found}" if (found := fault(world, cell, head)) else ""
