"""Giving roles: by the command line while an installation is set up, afterwards with a second administrator."""

import pytest

from salwa.domain.accounts import Role
from salwa.services.accounts.actions import add_person, end_role, give_role
from salwa.services.accounts.grants import open_role_requests
from salwa.storage.accounts.models import Approval, AuditEntry, Membership, Organisation, User
from tests.builders.approvals import approved
from tests.builders.people import a_person, an_operator

pytestmark = pytest.mark.django_db


def roles_of(user):
    return sorted(Membership.objects.filter(user=user, ended_at=None).values_list("role", flat=True))


def added(by, email, *roles):
    return add_person(
        acting_user=by, email=email, full_name="N. Ew", password="a long pass phrase", organisation="Customs",
        roles=list(roles), reason="new post",
    )  # fmt: skip


def test_the_command_line_gives_roles_until_there_are_two_administrators():
    operator = an_operator()
    one = added(operator, "one@police.example", Role.ADMINISTRATOR)
    two = added(operator, "two@police.example", Role.ADMINISTRATOR, Role.AUDITOR)
    three = added(operator, "three@police.example", Role.REGISTRAR)
    assert [roles_of(user) for user in (one, two, three)] == [["administrator"], ["administrator", "auditor"], []]
    (line,) = open_role_requests(acting_user=operator, user_id=three.pk)
    approved(line.number, one)
    assert roles_of(three) == ["registrar"]


def test_the_command_line_may_again_when_an_administrator_has_left():
    operator, one, two = an_operator(), a_person(Role.ADMINISTRATOR), a_person(Role.ADMINISTRATOR)
    person = a_person()
    how = {"acting_user": operator, "user_id": person.pk, "organisation": "Customs"}
    assert give_role(role=Role.REGISTRAR, **how) is not None
    end_role(acting_user=one, membership_id=Membership.objects.get(user=two).pk)
    assert give_role(role=Role.AUDITOR, **how) is None
    assert roles_of(person) == ["auditor"]


def test_a_closed_account_is_no_second_administrator():
    a_person(Role.ADMINISTRATOR)
    User.objects.filter(pk=a_person(Role.ADMINISTRATOR).pk).update(is_active=False)
    person = a_person()
    how = {"acting_user": an_operator(), "user_id": person.pk, "organisation": "Customs"}
    assert give_role(role=Role.REGISTRAR, **how) is None


def test_two_roles_of_one_administrator_are_not_two_administrators():
    one = a_person(Role.ADMINISTRATOR)
    Membership.objects.create(
        user=one, organisation=Organisation.objects.create(name="Army"), role=Role.ADMINISTRATOR.value
    )
    person = a_person()
    how = {"acting_user": an_operator(), "user_id": person.pk, "organisation": "Customs"}
    assert give_role(role=Role.REGISTRAR, **how) is None


def test_a_lone_administrator_gives_no_role_alone():
    one = a_person(Role.ADMINISTRATOR)
    user = added(one, "new@police.example", Role.TRACING_OFFICER, Role.STOCK_OFFICER)
    assert roles_of(user) == []
    assert len(open_role_requests(acting_user=one, user_id=user.pk)) == 2
    assert Approval.objects.filter(reason="new post", state="open").count() == 2


def test_a_person_added_with_two_roles_gets_each_with_its_own_approval():
    one, two = a_person(Role.ADMINISTRATOR), a_person(Role.ADMINISTRATOR)
    user = added(one, "new@police.example", Role.TRACING_OFFICER, Role.STOCK_OFFICER)
    first, second = open_role_requests(acting_user=two, user_id=user.pk)
    approved(first.number, two)
    assert roles_of(user) == ["tracing_officer"]
    approved(second.number, two)
    assert roles_of(user) == ["stock_officer", "tracing_officer"]
    assert open_role_requests(acting_user=two, user_id=user.pk) == ()
    assert Organisation.objects.filter(name="Customs").count() == 1


def test_a_role_is_given_once():
    operator, user = an_operator(), a_person()
    for _ in range(2):
        give_role(acting_user=operator, user_id=user.pk, organisation="Customs", role=Role.AUDITOR)
    assert roles_of(user) == ["auditor"]
    assert AuditEntry.objects.filter(action="accounts.role_given").count() == 1


def test_a_role_that_is_held_already_is_not_asked_for():
    one, user = a_person(Role.ADMINISTRATOR), a_person(Role.AUDITOR)
    how = {"acting_user": one, "user_id": user.pk, "role": Role.AUDITOR}
    assert give_role(organisation="Police of Ruritania", **how) is None
    assert give_role(organisation="Customs", **how) is not None
    assert Approval.objects.count() == 1


def test_a_request_names_the_person_by_number_only():
    user = a_person(email="secret.name@police.example")
    give_role(acting_user=a_person(Role.ADMINISTRATOR), user_id=user.pk, organisation="Customs", role=Role.AUDITOR)
    row = Approval.objects.get()
    assert row.payload == {
        "person": user.pk, "organisation": "Customs", "role": "auditor", "held": False, "active": True,
    }  # fmt: skip
    details = AuditEntry.objects.get().details
    assert set(details) == {"kind", "object", "fingerprint"}
    assert "secret" not in f"{row.payload}{details}"


def test_ending_a_role_needs_one_person_and_takes_effect_at_once():
    one, two = a_person(Role.ADMINISTRATOR), a_person(Role.ADMINISTRATOR)
    end_role(acting_user=one, membership_id=Membership.objects.get(user=two).pk)
    assert (roles_of(two), Approval.objects.count()) == ([], 0)
