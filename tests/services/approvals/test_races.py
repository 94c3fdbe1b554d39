"""Many decide on one request at the same moment: exactly one gets through, the others read who did, and when."""

import re
import threading

import pytest
from django.db import connection

from salwa.domain.accounts import Role
from salwa.domain.refusals import Refusal
from salwa.services.accounts.actions import end_role
from salwa.services.approvals.actions import approve, refuse
from salwa.services.audit.actions import verify_chain
from salwa.storage.accounts.models import Approval, AuditEntry, Membership
from tests.builders.approvals import a_request_for_a_role, seen
from tests.builders.people import a_person, an_operator

pytestmark = pytest.mark.django_db(transaction=True)
THREADS = 64
WHO_AND_WHEN = re.compile(
    r"^This request was (approved|refused) by person\d+@police\.example on \d{4}-\d\d-\d\d \d\d:\d\d\.$"
)


def at_once(tasks):
    """Run all tasks at the same moment, each on its own connection; results, or what was raised, in their order."""
    results, start = [None] * len(tasks), threading.Barrier(len(tasks))

    def run(place, task):
        try:
            start.wait(timeout=60)
            results[place] = task()
        except Exception as error:  # noqa: BLE001 - looked at below
            results[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=one) for one in enumerate(tasks)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.fixture
def first():
    return a_person(Role.ADMINISTRATOR)


def test_of_64_administrators_who_approve_at_once_one_does(first):
    deciders = [a_person(Role.ADMINISTRATOR) for _ in range(THREADS)]
    for _ in range(3):
        person = a_person()
        number = a_request_for_a_role(first, person)
        mark = seen(number, deciders[0])

        def decision(user, number=number, mark=mark):
            return lambda: approve(acting_user=user, approval_id=number, seen=mark, reason="at once")

        results = at_once([decision(user) for user in deciders])
        lost = [error for error in results if error is not None]
        assert [type(error) for error in lost] == [Refusal] * (THREADS - 1)
        assert all(error.code == "approval_decided" and WHO_AND_WHEN.match(str(error)) for error in lost)
        winner = deciders[results.index(None)]
        assert Approval.objects.get(pk=number).decided_by == winner
        assert all(winner.email in str(error) for error in lost)
        assert Membership.objects.filter(user=person).count() == 1
        assert AuditEntry.objects.filter(action="approvals.approved", object_id=number).count() == 1
    assert verify_chain() is None


def test_one_decides_also_on_what_the_command_line_asked_for():
    """The command line holds no role whose lock would make the deciders wait for each other: the UPDATE decides."""
    deciders, person = [a_person(Role.ADMINISTRATOR) for _ in range(THREADS)], a_person()
    number = a_request_for_a_role(an_operator(), person)
    mark = seen(number, deciders[0])
    tasks = [
        lambda user=user: approve(acting_user=user, approval_id=number, seen=mark, reason="at once")
        for user in deciders
    ]
    results = at_once(tasks)
    assert results.count(None) == 1
    assert all(WHO_AND_WHEN.match(str(error)) for error in results if error is not None)
    assert Approval.objects.get().decided_by == deciders[results.index(None)]
    assert Membership.objects.filter(user=person).count() == 1


def test_approvals_and_refusals_at_once_leave_one_decision_and_its_effect(first):
    deciders = [a_person(Role.ADMINISTRATOR) for _ in range(THREADS - 4)]
    person = a_person()
    number = a_request_for_a_role(first, person)
    mark = seen(number, deciders[0])

    def decision(place, user):
        if place % 2:
            return lambda: refuse(acting_user=user, approval_id=number, reason="no")
        return lambda: approve(acting_user=user, approval_id=number, seen=mark, reason="yes")

    own = lambda: approve(acting_user=first, approval_id=number, seen=mark, reason="mine")  # noqa: E731
    results = at_once([*(decision(*one) for one in enumerate(deciders)), own, own, own, own])
    assert results.count(None) == 1
    assert {error.code for error in results[-4:]} <= {"approval_of_own_request", "approval_decided"}
    effects = Membership.objects.filter(user=person).count()
    assert effects == (1 if Approval.objects.get().state == "approved" else 0)
    assert Approval.objects.get().decided_by == deciders[results.index(None)]


def test_one_person_who_clicks_64_times_at_once_approves_once(first):
    second, person = a_person(Role.ADMINISTRATOR), a_person()
    number = a_request_for_a_role(first, person)
    mark = seen(number, second)
    again = lambda: approve(acting_user=second, approval_id=number, seen=mark, reason="click")  # noqa: E731
    results = at_once([again] * THREADS)
    assert results.count(None) == 1
    assert {error.code for error in results if error} == {"approval_decided"}
    assert Membership.objects.filter(user=person).count() == 1


def test_the_same_is_asked_for_once_by_many_at_once():
    person = a_person()
    askers = [a_person(Role.ADMINISTRATOR) for _ in range(16)]
    results = at_once([lambda user=user: a_request_for_a_role(user, person) for user in askers])
    numbers = [one for one in results if isinstance(one, int)]
    assert numbers == list(Approval.objects.values_list("pk", flat=True))
    assert {error.code for error in results if isinstance(error, Exception)} == {"approval_waits_already"}


def test_a_role_ended_at_the_same_moment_counts_either_before_or_after(first):
    """If the decision comes later in the log than the end of the decider's role, it did not get through."""
    ender = a_person(Role.ADMINISTRATOR)
    for _ in range(10):
        second, person = a_person(Role.ADMINISTRATOR), a_person()
        number = a_request_for_a_role(first, person)
        mark, role = seen(number, second), Membership.objects.get(user=second).pk
        at_once(
            [
                lambda second=second, number=number, mark=mark: approve(
                    acting_user=second, approval_id=number, seen=mark, reason="now"
                ),
                lambda role=role: end_role(acting_user=ender, membership_id=role),
            ]
        )
        ended = AuditEntry.objects.get(action="accounts.role_ended", object_id=second.pk).pk
        decided = AuditEntry.objects.filter(action="approvals.approved", object_id=number).first()
        assert Membership.objects.filter(user=person).count() == (1 if decided else 0)
        assert decided is None or decided.pk < ended


def test_two_who_decide_on_each_other_do_not_wait_in_a_circle():
    one, two = a_person(Role.ADMINISTRATOR), a_person(Role.ADMINISTRATOR)
    for _ in range(10):
        of_one, of_two = a_request_for_a_role(one), a_request_for_a_role(two)
        marks = seen(of_one, two), seen(of_two, one)
        results = at_once(
            [
                lambda a=of_one, m=marks[0]: approve(acting_user=two, approval_id=a, seen=m, reason="yes"),
                lambda a=of_two, m=marks[1]: approve(acting_user=one, approval_id=a, seen=m, reason="yes"),
            ]
        )
        assert results == [None, None]
