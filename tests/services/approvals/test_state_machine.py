"""People ask, decide, leave, change roles and come too late in any order: a request moves once, and by two persons."""

import os
from collections import Counter
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from salwa.domain.accounts import Role
from salwa.domain.refusals import Refusal
from salwa.services.accounts.actions import end_role, give_role
from salwa.services.approvals.actions import approve, refuse, withdraw_request
from salwa.services.approvals.queries import open_approvals
from salwa.services.audit.actions import verify_chain
from salwa.storage.accounts.models import Approval, AuditEntry, Membership, Organisation
from tests.builders.people import a_person, an_operator

# More for a long night: SALWA_STEPS=10000 tests/services/approvals/test_state_machine.py
STEPS = int(os.environ.get("SALWA_STEPS", "1500"))
PEOPLE = st.integers(0, 4)
UNITS = st.sampled_from(["Customs", "Army"])
ROLES = st.sampled_from([Role.ADMINISTRATOR, Role.AUDITOR, Role.SUPERVISOR])
PLACES = st.integers(0, 9)


class Requests(RuleBasedStateMachine):
    """Four people and the command line. The model knows who asked, who holds what, and how each request ended."""

    def __init__(self):
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.people = [*(a_person(Role.ADMINISTRATOR) for _ in range(3)), a_person(Role.SUPERVISOR), an_operator()]
        self.model = {}

    def teardown(self):
        assert verify_chain() is None
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    def is_administrator(self, user):
        if user.is_operator:
            return True
        return Membership.objects.filter(user=user, role="administrator", ended_at=None).exists()

    def two_administrators(self):
        rows = Membership.objects.filter(role="administrator", ended_at=None, user__is_operator=False)
        return rows.values("user").distinct().count() >= 2

    def some(self, place):
        return sorted(self.model)[place % len(self.model)]

    def carried_out(self, act, **how):
        """Whether it went through."""
        try:
            with transaction.atomic():
                act(**how)
        except Refusal:
            return False
        return True

    def is_open(self, number):
        return self.model[number]["state"] == "open"

    @rule(asks=PEOPLE, for_whom=st.integers(0, 3), role=ROLES, unit=UNITS)
    def ask(self, asks, for_whom, role, unit):
        user, person = self.people[asks], self.people[for_whom]
        direct = user.is_operator and not self.two_administrators()
        held = Membership.objects.filter(user=person, organisation__name=unit, role=role.value, ended_at=None).exists()
        key = (person.pk, role.value, unit)
        waits = any(one["key"] == key and one["state"] == "open" for one in self.model.values())
        number = None
        try:
            with transaction.atomic():
                number = give_role(acting_user=user, user_id=person.pk, organisation=unit, role=role, reason="r")
        except Refusal:
            assert waits or not self.is_administrator(user)
            return
        assert self.is_administrator(user)
        if number is None:
            assert held or direct
            return
        assert not held and not direct and not waits
        self.model[number] = {"state": "open", "by": user, "person": person, "key": key, "decider": None}

    @precondition(lambda self: self.model)
    @rule(decides=PEOPLE, place=PLACES, right_page=st.sampled_from([True, True, True, False]))
    def approve(self, decides, place, right_page):
        number, user = self.some(place), self.people[decides]
        one, row = self.model[number], Approval.objects.get(pk=number)
        held = Membership.objects.filter(
            user=one["person"], organisation__name=one["key"][2], role=one["key"][1], ended_at=None
        ).exists()
        expected = (
            self.is_open(number)
            and right_page
            and not user.is_operator
            and user not in (one["by"], one["person"])
            and self.is_administrator(user)
            and self.is_administrator(one["by"])
            and not held
        )
        mark = row.fingerprint if right_page else "another page"
        assert self.carried_out(approve, acting_user=user, approval_id=number, seen=mark, reason="r") is expected
        if expected:
            one |= {"state": "approved", "decider": user}

    @precondition(lambda self: self.model)
    @rule(decides=PEOPLE, place=PLACES)
    def refuse(self, decides, place):
        number, user = self.some(place), self.people[decides]
        one = self.model[number]
        expected = self.is_open(number) and user != one["by"] and self.is_administrator(user)
        assert self.carried_out(refuse, acting_user=user, approval_id=number, reason="r") is expected
        if expected:
            one |= {"state": "refused", "decider": user}

    @precondition(lambda self: self.model)
    @rule(decides=PEOPLE, place=PLACES)
    def withdraw(self, decides, place):
        number, user = self.some(place), self.people[decides]
        one = self.model[number]
        may_open = user.is_operator or user.memberships.filter(ended_at=None).exists()
        expected = self.is_open(number) and user == one["by"] and may_open
        assert self.carried_out(withdraw_request, acting_user=user, approval_id=number) is expected
        if expected:
            one["state"] = "withdrawn"

    @rule(ends=st.integers(0, 2), whose=st.integers(0, 3), place=PLACES)
    def end_a_role(self, ends, whose, place):
        held = list(Membership.objects.filter(user=self.people[whose], ended_at=None).order_by("pk"))
        if held:
            number = held[place % len(held)].pk
            expected = self.is_administrator(self.people[ends])
            assert self.carried_out(end_role, acting_user=self.people[ends], membership_id=number) is expected

    @rule(whose=st.integers(0, 3))
    def come_back(self, whose):
        unit, _ = Organisation.objects.get_or_create(name="Police of Ruritania")
        held = {"user": self.people[whose], "organisation": unit, "role": "administrator", "ended_at": None}
        Membership.objects.get_or_create(**held)

    @precondition(lambda self: self.model)
    @rule(place=PLACES, anybody_looks=st.booleans())
    def time_passes(self, place, anybody_looks):
        number = self.some(place)
        if self.is_open(number):
            Approval.objects.filter(pk=number).update(expires_at=timezone.now() - timedelta(seconds=1))
            self.model[number]["state"] = "expired"
        if anybody_looks:
            open_approvals(acting_user=self.people[4])

    @invariant()
    def every_request_is_where_the_model_says(self):
        for row in Approval.objects.all():
            one = self.model[row.pk]
            # What is out of time is closed when somebody looks; until then nobody can decide on it any more.
            waits_for_a_look = one["state"] == "expired" and row.state == "open" and row.expires_at <= timezone.now()
            assert row.state == one["state"] or waits_for_a_look
            assert row.decided_by == one["decider"]

    @invariant()
    def every_approval_has_two_persons_and_one_effect(self):
        entries = AuditEntry.objects.filter(action__in=["approvals.approved", "accounts.role_given"])
        done = Counter(
            (entry.action, int(entry.object_id if entry.action == "approvals.approved" else entry.details["approval"]))
            for entry in entries
            if entry.action == "approvals.approved" or "approval" in entry.details
        )
        approved = [number for number, one in self.model.items() if one["state"] == "approved"]
        expected = Counter(
            (action, number) for number in approved for action in ("approvals.approved", "accounts.role_given")
        )
        assert done == expected
        assert all(self.model[number]["decider"] not in (None, self.model[number]["by"]) for number in approved)


@pytest.mark.django_db
def test_requests_move_once_and_by_two_persons():
    run_state_machine_as_test(
        Requests,
        settings=settings(
            max_examples=max(1, STEPS // 50),
            stateful_step_count=50,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            print_blob=True,
        ),
    )
