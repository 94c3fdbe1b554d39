"""Each role has exactly the rights of the table; an ended role stops working at once."""

from functools import cache

import pytest

from salwa.domain.accounts import PERMISSIONS, RIGHTS, Role
from salwa.domain.refusals import NotPermitted, Refusal
from salwa.services.accounts import permissions
from salwa.services.accounts.actions import add_person, end_role
from salwa.services.accounts.permissions import check_may, may, rights
from salwa.storage.accounts.models import AuditEntry, Membership, User
from tests.builders.people import a_person, an_operator

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("permission", sorted(PERMISSIONS))
@pytest.mark.parametrize("role", list(Role))
def test_every_cell_of_the_role_table(role, permission):
    user = a_person(role)
    assert may(user, permission) is (permission in RIGHTS[role])
    if permission not in RIGHTS[role]:
        with pytest.raises(NotPermitted):
            check_may(user, permission)


def test_a_person_without_roles_may_nothing():
    assert rights(a_person()) == frozenset()


def test_the_command_line_may_everything():
    assert rights(an_operator()) == frozenset(PERMISSIONS)


def test_an_ended_role_stops_with_the_next_question():
    user, administrator = a_person(Role.REGISTRAR), a_person(Role.ADMINISTRATOR)
    end_role(acting_user=administrator, membership_id=Membership.objects.get(user=user).pk)
    assert rights(user) == frozenset()
    assert AuditEntry.objects.get().action == "accounts.role_ended"


def test_control_roles_that_are_remembered_outlive_their_end(monkeypatch):
    monkeypatch.setattr(permissions, "current_roles", cache(permissions.current_roles))
    user, administrator = a_person(Role.REGISTRAR), a_person(Role.ADMINISTRATOR)
    assert rights(user) == RIGHTS[Role.REGISTRAR]
    end_role(acting_user=administrator, membership_id=Membership.objects.get(user=user).pk)
    assert rights(user) != frozenset()


def test_a_person_who_left_may_nothing():
    user = a_person(Role.SUPERVISOR)
    user.is_active = False
    assert rights(user) == frozenset()


def test_only_an_administrator_adds_people():
    facts = {
        "email": "New@Police.example",
        "full_name": "N. Ew",
        "password": "a long pass phrase",
        "organisation": "Customs",
    }
    with pytest.raises(NotPermitted):
        add_person(acting_user=a_person(Role.REGISTRAR), roles=[Role.REGISTRAR], **facts)
    administrator = a_person(Role.ADMINISTRATOR)
    user = add_person(acting_user=administrator, roles=[Role.TRACING_OFFICER, Role.STOCK_OFFICER], **facts)
    assert user.email == "new@police.example"
    assert user.memberships.count() == 0
    with pytest.raises(Refusal, match="new@police.example exists already"):
        add_person(acting_user=administrator, roles=[], **facts)
    assert User.objects.filter(email="new@police.example").count() == 1
