"""The authorisation matrix: every page and operation x who asks x own or other unit x method, as the policy says."""

import pytest

from salwa.domain.accounts import PERMISSIONS
from tests.assurance.authorisation.asking import address_of, ask
from tests.assurance.authorisation.cells import (
    asked_again_for_the_head,
    asked_of_the_interface,
    cells_of,
    fault,
    tried,
)
from tests.assurance.authorisation.policy import OWN, lines
from tests.assurance.authorisation.routes import API_ROOT, operations, pages

pytestmark = [pytest.mark.django_db, pytest.mark.one_engine]


def test_every_page_has_a_line_and_every_line_a_page():
    assert pages() == {line.address.split(" #")[0] for line in lines("pages")}


def test_every_operation_has_a_line_and_every_line_an_operation():
    assert operations() == {line.address for line in lines("api")}


def test_every_right_of_the_policy_exists():
    named = {
        right
        for section in ("pages", "api")
        for line in lines(section)
        for wanted in (line.get, line.post)
        if wanted
        for right in wanted.rights()
    }
    # `a*` names also rights in `_own` that do not exist; the right itself must.
    assert {one for one in named if one not in PERMISSIONS and one.removesuffix("_own") not in PERMISSIONS} == set()


# Sent forms that only read, or whose effect is a file.
CHANGES_NOTHING = {
    "language/", "approvals/<int:number>/withdraw/", "audit/export/", "weapons/find/", "imports/<int:number>/try/",
    "marking/scan/", "directory/keep/editions/<int:number>/", "exchange/v1/messages",
    "exchange/v1/batches",
    "contacts/declare/",
    "holders/<int:number>/person/", "exports/weapon/<int:number>/",
    *(line.address for line in lines("pages") if line.address.startswith("exports/<int:number>/file/")),
}  # fmt: skip


# For programs of other States, which send what the door names and nothing else.
NO_HEAD = {line.address for line in lines("pages") if line.address.startswith("exchange/")}


@pytest.mark.parametrize("line", lines("pages"), ids=lambda line: line.address or "home")
def test_every_cell_of_a_page_is_as_the_policy_says(world, line, record_property):
    answers = [(cell, tried(world, cell)) for cell in cells_of(line)]
    wrong = [found for cell, answer in answers if (found := fault(world, cell, answer))]
    record_property("cells", len(answers))
    if line.address not in NO_HEAD:
        wrong += asked_again_for_the_head(world, answers)
    assert not wrong, "\n".join(wrong)
    if line.post and line.address not in CHANGES_NOTHING:
        # The form is one that does something: else a missing check behind it would not be seen.
        assert any(answer.wrote for cell, answer in answers if cell.method == "POST"), "nobody could do anything here"


@pytest.mark.parametrize("line", lines("api"), ids=lambda line: line.address)
def test_every_cell_of_an_operation_is_as_the_policy_says(world, line, record_property):
    path = line.address.split(" ")[1]
    alone = sum(one.address.split(" ")[1] == path for one in lines("api")) == 1
    answers = [(cell, asked_of_the_interface(world, cell)) for cell in cells_of(line, alone=alone)]
    wrong = [found for cell, answer in answers if (found := fault(world, cell, answer))]
    record_property("cells", len(answers))
    assert not wrong, "\n".join(wrong)
    if line.post and line.address not in ("POST /marks/read", "POST /weapons/find", "POST /weapons/screen"):
        assert any(answer.wrote for cell, answer in answers), "nobody could do anything here"


@pytest.mark.parametrize("line", [one for one in lines("api") if one.thing and one.get], ids=lambda line: line.address)
def test_a_cookie_signs_nobody_in_to_the_interface(world, line):
    for name, client in world.clients.items():
        address = address_of(line.address.split(" ")[1], world.values(line.thing, OWN), API_ROOT)
        assert ask(client, "GET", address).status == 401, name
