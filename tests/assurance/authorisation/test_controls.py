"""Negative controls: a check that is taken away is seen by the matrix, the swaps or the search for texts."""

import sys

import pytest
from django.contrib import messages
from django.core import serializers
from django.core.mail import send_mail
from django.db import transaction
from django.http import HttpResponse
from django.urls import get_resolver, path

from salwa.domain.accounts import PERMISSIONS
from salwa.domain.languages import Sentence
from salwa.domain.refusals import NotFound
from salwa.services.accounts import permissions, units
from salwa.services.weapons import queries, scope
from salwa.storage.accounts.models import Organisation
from salwa.storage.prepared import Prepared
from salwa.storage.register.models import Depot, Weapon
from salwa.web.home.views import home
from tests.assurance.authorisation import swaps
from tests.assurance.authorisation.canaries import text_of
from tests.assurance.authorisation.cells import Cell, asked_of_the_interface, fault, head_fault, tried
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


@pytest.fixture
def written_anew(monkeypatch):
    """Prepared readings are written at each question and not kept, so that a defect in a scope reaches them."""
    written = Prepared._written

    def anew(self, shape):
        kept, self._kept = self._kept, {}
        try:
            return written(self, shape)
        finally:
            self._kept = kept

    monkeypatch.setattr(Prepared, "_written", anew)


def test_a_lookup_by_the_number_alone_is_seen_by_the_swaps(world, monkeypatch, written_anew):
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
    class Telling(Prepared):
        def rows(self, *shape, **values):
            found = super().rows(*shape, **values)
            if not found and Weapon.objects.filter(pk=values["weapon"]).exists():
                raise NotFound("no_such_weapon", Sentence("There is such a weapon, but not for you."))
            return found

    monkeypatch.setattr(queries, "_WITH_WHAT_THERE_IS", Telling(queries._with_what_there_is))
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


def first_page(name):
    (line,) = [one for one in lines("pages") if one.address == ""]
    return Cell(line, ACTORS[name], None, "GET")


def test_a_page_that_takes_no_head_or_answers_it_otherwise_is_seen(world, monkeypatch):
    cell = first_page("auditor")
    answer = tried(world, cell)
    assert head_fault(world, cell, answer) == ""
    monkeypatch.setattr("salwa.web.frame.access.METHODS", ("GET", "POST"))
    assert "405, and GET answers 200" in head_fault(world, cell, answer)


def test_a_right_that_is_not_asked_for_with_head_is_seen(world, monkeypatch):
    (line,) = [one for one in lines("pages") if one.address == "audit/"]
    cell = Cell(line, ACTORS["role_ended"], None, "GET")
    answer = tried(world, cell)
    assert (answer.status, head_fault(world, cell, answer)) == (403, "")
    everywhere(monkeypatch, permissions.rights, lambda user: frozenset(PERMISSIONS))
    assert "200, and GET answers 403" in head_fault(world, cell, answer)


NAMES_OF_FILES = {
    "plain": 'attachment; filename="{text}.csv"',
    "for other alphabets": "attachment; filename*=UTF-8''%D8%A7%{first}{rest}.csv",
    "as Django writes what is not Latin": 'attachment; filename="أ {text}.csv"',
}


@pytest.mark.parametrize("form", NAMES_OF_FILES)
@pytest.mark.parametrize("name", ["role_ended", "supervisor"])
def test_a_text_in_the_name_of_a_file_is_seen_by_the_search(world, monkeypatch, form, name):
    text = text_of("Depot.hazard_notes", OTHER)
    header = NAMES_OF_FILES[form].format(text=text, first=f"{ord(text[0]):02X}", rest=text[1:])

    def named(request, template, context):
        return HttpResponse(b"", headers={"Content-Disposition": header})

    monkeypatch.setattr("salwa.web.home.views.render", named)
    cell = first_page(name)
    told = fault(world, cell, tried(world, cell))
    # The supervisor may know it.
    assert told.endswith("shows Depot.hazard_notes of the unit other") == (name == "role_ended"), told


def test_a_text_in_a_message_for_the_next_page_is_seen_by_the_search(world, monkeypatch):
    def told(request, template, context):
        messages.success(request, text_of("Depot.hazard_notes", OTHER))
        return HttpResponse(b"")

    monkeypatch.setattr("salwa.web.home.views.render", told)
    cell = first_page("role_ended")
    assert "Depot.hazard_notes of the unit other" in fault(world, cell, tried(world, cell))


@pytest.mark.parametrize("part", ["subject", "body"])
@pytest.mark.parametrize("at_once", [True, False])
def test_a_text_in_a_letter_is_seen_by_the_search_whoever_asked(world, monkeypatch, part, at_once):
    text = text_of("Depot.hazard_notes", OWN)

    def write():
        parts = {"subject": "A test", "body": "Please answer."} | {part: text}
        send_mail(parts["subject"], parts["body"], None, ["office@state.example"])

    def lettered(request, template, context):
        write() if at_once else transaction.on_commit(write)
        return HttpResponse(b"")

    monkeypatch.setattr("salwa.web.home.views.render", lettered)
    cell = first_page("supervisor")
    assert "a letter tells Depot.hazard_notes of the unit own" in fault(world, cell, tried(world, cell))


def test_the_letters_that_salwa_sends_are_looked_at(world):
    """Else an empty post would prove nothing."""
    (line,) = [one for one in lines("pages") if one.address == "directory/keep/<int:number>/test/"]
    cell = Cell(line, ACTORS["administrator"], OWN, "POST")
    answer = tried(world, cell)
    assert b"test" in answer.letters.lower()
    assert fault(world, cell, answer) == ""


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
