"""Texts of their own in every field of the register: who sees which, and that the search for them would find them."""

import pytest

from tests.assurance.authorisation.canaries import (
    NOT_PLANTED,
    found_in,
    places,
    readable,
    tables,
    text_fields,
)
from tests.assurance.authorisation.cells import Cell, asked_of_the_interface, tried
from tests.assurance.authorisation.policy import OTHER, OWN, actors, field_words, lines, not_shown, numbers, who_words

pytestmark = [pytest.mark.django_db, pytest.mark.one_engine]


def test_every_text_of_every_table_has_a_word():
    assert {table.__name__: set(field_words()[table.__name__]) for table in tables()} == {
        table.__name__: text_fields(table) for table in tables()
    }


def test_every_word_is_explained_and_used():
    used = {word for fields in field_words().values() for word in fields.values()}
    assert used - NOT_PLANTED == set(who_words())


# These together may read everything.
READERS = ("registrar", "stock_officer", "supervisor", "administrator")
# Sent forms that show or fetch something and change nothing.
READING = ("audit/export/", "holders/<int:number>/person/", "exports/<int:number>/file/", "exports/weapon/")


def readings():
    """Every cell that may be read."""
    for section in ("pages", "api"):
        for line in lines(section):
            for method in ("GET", "POST"):
                wanted = line.wanted(method)
                if wanted is None or (method == "POST" and not line.address.startswith(READING)):
                    continue
                for actor in (one for one in actors() if one.name in READERS):
                    for unit in line.units():
                        if wanted.opens(actor, unit):
                            yield Cell(line, actor, unit, method)


def test_every_planted_text_is_seen_by_somebody_or_known_as_not_shown(world):
    """Else the search for it would prove nothing; and a page that begins to show a field has to be thought about."""
    seen = set()
    for cell in readings():
        how = asked_of_the_interface if cell.line in lines("api") else tried
        answer = how(world, cell)
        seen |= found_in(readable(answer.body, answer.kind))
    for unit in (OWN, OTHER):
        assert {place for place in (*places(), *numbers()) if (place, unit) not in seen} == set(not_shown()), unit


FILES = [line for line in lines("pages") if line.address.startswith(("exports/<int:number>/file/", "exports/weapon/"))]


@pytest.mark.parametrize("line", FILES, ids=lambda line: line.thing)
def test_the_search_reads_every_form_of_file(world, line):
    (supervisor,) = [actor for actor in actors() if actor.name == "supervisor"]
    answer = tried(world, Cell(line, supervisor, OTHER, "POST"))
    assert ("Mark.text", OTHER) in found_in(readable(answer.body, answer.kind)), answer.kind
