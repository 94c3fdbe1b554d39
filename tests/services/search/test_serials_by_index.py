"""Whoever looks a serial up by what eyes confuse goes through the index of skeletons, never through all marks."""

import pytest
from django.db import connection

from salwa.domain.accounts import Role
from salwa.domain.marks.skeleton import skeleton
from salwa.services.licences.matching import match_serials
from salwa.services.marking.numbers import text_is_recorded
from salwa.services.stock.matching import Matcher
from salwa.services.weapons.queries import open_weapon
from salwa.storage.register.models import Mark, StockTaking
from tests.builders.people import a_person
from tests.builders.weapons import a_weapon

pytestmark = pytest.mark.django_db
INDEX = "mark_skeleton"
SERIAL = "KH 12345"


def plans_of(act):
    """How the database finds the marks of every statement that asks for a skeleton."""
    plans = []

    def explained(execute, statement, values, many, context):
        # `skeleton` and not the mere column in the list of what is read.
        asks = statement.startswith("SELECT") and '"skeleton" ' in statement.partition("WHERE")[2]
        if asks and '"register_mark"' in statement:
            word = "EXPLAIN" if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN"
            with connection.cursor() as cursor:
                cursor.execute(f"{word} {statement}", values)
                plans.append("\n".join(str(row[-1]) for row in cursor.fetchall()))
        return execute(statement, values, many, context)

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # a table of two rows is read whole unless that is forbidden
            cursor.execute("SET LOCAL enable_seqscan = off")
    with connection.execute_wrapper(explained):
        act()
    return plans


def without_index(plans):
    return [plan for plan in plans if INDEX not in plan]


@pytest.fixture
def weapons():
    found = [a_weapon(SERIAL, maker_code="zastava") for _ in range(2)]
    Mark.objects.update(skeleton=skeleton(SERIAL), normalised="KH12345")
    return found


def acts(weapons):
    clerk = a_person(Role.REGISTRAR)
    matcher = Matcher(StockTaking(pk=1))
    return {
        "the page of a weapon": lambda: open_weapon(acting_user=clerk, weapon_id=weapons[0].pk),
        "a list for a licence": lambda: match_serials(acting_user=clerk, text=SERIAL),
        "a scan, expected": lambda: matcher._here("KH12345", skeleton(SERIAL)),
        "a scan, by the books": lambda: matcher._elsewhere("KH12345", skeleton(SERIAL)),
        "a number about to be struck": lambda: text_is_recorded(SERIAL),
    }


def test_every_look_up_by_skeleton_goes_through_its_index(weapons):
    for what, act in acts(weapons).items():
        plans = plans_of(act)
        assert plans, what
        assert without_index(plans) == [], what


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL sees by itself that no serial is empty")
def test_control_a_question_that_does_not_leave_out_empty_ones_reads_all_marks(weapons):
    plans = plans_of(lambda: list(Mark.objects.filter(skeleton=skeleton(SERIAL))))
    assert without_index(plans) != []
