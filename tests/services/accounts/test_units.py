"""Units as a boundary: a right of the own unit reaches the units it is held in, and no others."""

import pytest
from django.utils import timezone

from salwa.domain.accounts import Role
from salwa.services.accounts.units import unit_for_new_records, units_of, units_reached
from salwa.storage.accounts.models import Membership, Organisation
from tests.builders.people import a_person, an_operator

pytestmark = pytest.mark.django_db


def a_unit(name):
    return Organisation.objects.get_or_create(name=name)[0].pk


def also(user, role, unit):
    return Membership.objects.create(user=user, organisation_id=a_unit(unit), role=role.value)


def test_units_are_those_of_current_roles():
    user = a_person(Role.STOCK_OFFICER, unit="Police")
    role = also(user, Role.AUDITOR, "Ministry")
    a_unit("Army")
    assert units_of(user) == {a_unit("Police"), a_unit("Ministry")}
    Membership.objects.filter(pk=role.pk).update(ended_at=timezone.now())
    assert units_of(user) == {a_unit("Police")}
    user.is_active = False
    assert units_of(user) == frozenset()


def test_a_right_counts_in_the_unit_where_the_role_that_carries_it_is_held():
    user = a_person(Role.STOCK_OFFICER, unit="Police")
    also(user, Role.AUDITOR, "Ministry")
    assert units_of(user, "stock.manage_own") == {a_unit("Police")}
    assert units_of(user, "audit.read") == {a_unit("Ministry")}
    assert units_of(user, "accounts.manage") == frozenset()


def test_an_unknown_right_is_a_programming_error():
    with pytest.raises(ValueError, match="is not a right"):
        units_of(a_person(), "stock.burn")


def test_who_may_read_all_is_not_bound_to_units_and_who_may_read_nothing_reaches_none():
    officer = a_person(Role.STOCK_OFFICER, unit="Police")
    assert units_reached(officer, "stock.read") == {a_unit("Police")}
    assert units_reached(a_person(Role.SUPERVISOR), "stock.read") is None
    assert units_reached(a_person(Role.TRACING_OFFICER), "stock.read") == frozenset()
    assert units_reached(a_person(Role.ADMINISTRATOR), "audit.read") == frozenset()
    also(officer, Role.SUPERVISOR, "Ministry")
    assert units_reached(officer, "stock.read") is None


def test_the_command_line_belongs_to_every_unit_and_records_for_none():
    operator, units = an_operator(), {a_unit("Police"), a_unit("Army")}
    assert (units_of(operator), units_of(operator, "stock.manage_own")) == (units, units)
    assert unit_for_new_records(operator) is None


def test_new_records_belong_to_the_unit_of_the_longest_held_role_that_carries_the_right():
    user = a_person(Role.AUDITOR, unit="Ministry")
    also(user, Role.STOCK_OFFICER, "Police")
    also(user, Role.STOCK_OFFICER, "Army")
    assert unit_for_new_records(user) == a_unit("Ministry")
    assert unit_for_new_records(user, "weapons.record") == a_unit("Police")
    assert unit_for_new_records(user, "accounts.manage") is None
    user.is_active = False
    assert unit_for_new_records(user) is None
