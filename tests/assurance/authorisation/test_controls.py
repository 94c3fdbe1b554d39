"""Negative controls: a check that is taken away is seen by the matrix, the swaps or the search for texts."""

import sys

import pytest
from django.core import serializers
from django.http import HttpResponse
from django.urls import get_resolver, path

from salwa.domain.accounts import PERMISSIONS
from salwa.domain.languages import Sentence
from salwa.domain.refusals import NotFound
from salwa.services.accounts import permissions, units
from salwa.services.weapons import scope
from salwa.storage.accounts.models import Organisation
from salwa.storage.register.models import Depot, Weapon
from salwa.web.home.views import home
from tests.assurance.authorisation import swaps
from tests.assurance.authorisation.cells import Cell, asked_of_the_interface, fault, tried
from tests.assurance.authorisation.policy import OTHER, OWN, actors, field_words, lines
from tests.assurance.authorisation.routes import pages

pytestmark = [pytest.mark.django_db, pytest.mark.one_engine]
ACTORS = {actor.name: actor for actor in actors()}
PROTECTED = [
    (line, method)
    for section in ("pages", "api")
    for line in lines(section)
    for method in ("GET", "POST")
    if (wanted := line.wanted(method))
    and wanted.rights()
    and "nobody" not in wanted.text
    and "made_it" not in wanted.text
]


def answer_to(world, cell):
    return asked_of_the_interface(world, cell) if cell.line in lines("api") else tried(world, cell)


def everywhere(monkeypatch, original, instead):
    """Put `instead` in the place of a function of Salwa wherever a module has it under any name."""
    for module in [one for name, one in sys.modules.items() if name.startswith("salwa.")]:
        for name, value in list(vars(module).items()):
            if value is original:
                monkeypatch.setattr(module, name, instead)


def test_every_check_of_a_right_that_is_taken_away_is_seen(world, monkeypatch):
    """One mutant for each address and method: whoever has no right at all suddenly has all of them."""
    everywhere(monkeypatch, permissions.rights, lambda user: frozenset(PERMISSIONS))
    unseen = []
    for line, method in PROTECTED:
        cell = Cell(line, ACTORS["role_ended"], OWN if line.thing else None, method)
        if not fault(world, cell, answer_to(world, cell)):
            unseen.append(str(cell))
    assert len(PROTECTED) > 250
    assert unseen == []


def test_every_check_of_a_unit_that_is_taken_away_is_seen(world, monkeypatch):
    """One mutant for each address and method at which a unit is a border: rights in `_own` reach every unit."""
    officer = ACTORS["stock_officer"]
    limited = [
        Cell(line, officer, OTHER, method)
        for line, method in PROTECTED
        if line.thing
        and line.wanted(method).opens(officer, OWN)
        and line.wanted(method).answers(officer, OTHER) == {"hidden"}
        # Exports and screenings have no unit: they are of whoever asked for them.
        and "mine" not in line.wanted(method).text
    ]
    before = [str(cell) for cell in limited if fault(world, cell, answer_to(world, cell))]
    every = frozenset(Organisation.objects.values_list("pk", flat=True))
    everywhere(monkeypatch, units.units_of, lambda user, right="": every)
    unseen = [str(cell) for cell in limited if not fault(world, cell, answer_to(world, cell))]
    assert before == []
    assert len(limited) > 60
    assert unseen == []


def test_a_lookup_by_the_number_alone_is_seen_by_the_swaps(world, monkeypatch):
    monkeypatch.setattr(scope.Scope, "narrow", lambda self, rows, path="": rows)
    seen = {
        line.address
        for line in swaps.swapped_lines()
        if line.thing in ("weapon", "weapon_mark", "weapon_entry", "picture", "marked_weapon")
        for swap, twin in swaps.swaps_of(world, line)
        if swap.actor.name == "stock_officer" and swap.kind == "foreign" and swaps.fault_of(world, swap, twin)
    }
    assert {"weapons/<int:number>/", "weapons/pictures/<int:number>.jpg", "GET /weapons/{weapon}"} <= seen
    assert len(seen) > 10


def test_other_words_for_the_forbidden_than_for_the_missing_are_seen_by_the_swaps(world, monkeypatch):
    class Telling(scope.Scope):
        def narrow(self, rows, path=""):
            narrowed = super().narrow(rows, path)
            if rows.model is Weapon and rows.exists() and not narrowed.exists():
                raise NotFound("no_such_weapon", Sentence("There is such a weapon, but not for you."))
            return narrowed

    monkeypatch.setattr(scope, "Scope", Telling)
    (line,) = [one for one in swaps.swapped_lines() if one.address == "weapons/<int:number>/"]
    pairs = [(swap, twin) for swap, twin in swaps.swaps_of(world, line) if swap.actor.name == "stock_officer" and twin]
    assert all(swaps.fault_of(world, swap, twin) for swap, twin in pairs) and pairs


@pytest.mark.parametrize("name", [name for name in ACTORS if name != "nobody"])
def test_a_row_that_is_shown_whole_is_seen_by_the_search(world, monkeypatch, name):
    def whole(request, template, context):
        return HttpResponse(serializers.serialize("json", Depot.objects.all()))

    monkeypatch.setattr("salwa.web.home.views.render", whole)
    (line,) = [one for one in lines("pages") if one.address == ""]
    cell = Cell(line, ACTORS[name], None, "GET")
    told = fault(world, cell, tried(world, cell))
    # Only those who see the stocks of all units and approve may see all of the row.
    assert ("Depot.hazard_notes of the unit other" in told or "Depot.latitude" in told) == (name != "supervisor"), told


def test_a_new_page_without_a_line_is_seen():
    patterns = get_resolver().url_patterns
    patterns.append(path("quite/new/", home))
    try:
        assert pages() - {line.address.split(" #")[0] for line in lines("pages")} == {"quite/new/"}
    finally:
        patterns.pop()


def test_a_new_field_without_a_word_is_seen():
    from tests.assurance.authorisation.canaries import text_fields

    known = set(field_words()["Depot"]) - {"place"}
    assert text_fields(Depot) - known == {"place"}
