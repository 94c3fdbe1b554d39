"""Every change and every look at the register leaves its entry in the same transaction, or is undone (target L3).

The log takes nothing, and every page, form and operation is asked for by somebody who may: whatever is changed all the
same, or shown all the same, needed no entry. The campaign (tests/assurance/entries_campaign.py) asks as every role,
also with a log that works, and compares the rows of the tables.
"""

import pytest
from django.db import transaction

from salwa.services.ammunition import movements
from salwa.services.audit import actions
from tests.assurance.authorisation.entries import changed_all_the_same, entry_cells, looked_at, shown_all_the_same

pytestmark = [pytest.mark.django_db, pytest.mark.one_engine]


@pytest.fixture(scope="module")
def answers(world):
    return [(cell, looked_at(world, cell, fails=True)) for cell in entry_cells()]


def test_without_its_entry_nothing_is_changed(answers):
    assert [found for cell, seen in answers if (found := changed_all_the_same(cell, seen))] == []


def test_without_its_entry_nothing_of_the_register_is_shown(answers):
    assert [found for cell, seen in answers if (found := shown_all_the_same(cell, seen))] == []


def test_enough_is_asked_for_to_mean_something(answers):
    assert sum(seen.refused_by_the_log for _, seen in answers) > 250
    assert len(answers) > 380


def only(address, method="POST"):
    return next(cell for cell in entry_cells() if (cell.line.address, cell.method) == (address, method))


def test_control_a_service_that_forgets_its_entry_is_noticed(world, monkeypatch):
    cell = only("ammunition/new/")
    assert changed_all_the_same(cell, looked_at(world, cell, fails=True)) == ""
    monkeypatch.setattr(movements, "write_entry", lambda **told: None)
    assert "register_ammunitionlot" in changed_all_the_same(cell, looked_at(world, cell, fails=True))


def test_control_an_entry_after_the_change_is_noticed(world, monkeypatch):
    cell, later = only("ammunition/new/"), []
    monkeypatch.setattr(movements, "write_entry", lambda **told: later.append(told))
    right = movements.record_lot

    def committed_first(**how):
        made = right(**how)
        for told in later:
            with transaction.atomic():
                actions.write_entry(**told)
        return made

    monkeypatch.setattr("salwa.web.ammunition.views.record_lot", committed_first)
    seen = looked_at(world, cell, fails=True)
    assert "register_ammunitionlot" in changed_all_the_same(cell, seen) and seen.refused_by_the_log


def test_control_a_page_that_shows_a_weapon_without_an_entry_is_noticed(world, monkeypatch):
    cell = only("ammunition/<int:number>/", "GET")
    assert shown_all_the_same(cell, looked_at(world, cell, fails=True)) == ""
    monkeypatch.setattr("salwa.services.ammunition.queries.write_entry", lambda **told: None)
    assert "AmmunitionLot" in shown_all_the_same(cell, looked_at(world, cell, fails=True))
