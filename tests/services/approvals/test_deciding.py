"""Two persons, one effect: who may decide, what is compared, what is written down, what the database itself refuses."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from salwa.domain.accounts import Role
from salwa.domain.approvals import ApprovalKind
from salwa.domain.refusals import NotFound, NotPermitted, Refusal
from salwa.services.accounts.actions import end_role, give_role
from salwa.services.approvals.actions import approve, refuse, request_approval, withdraw_request
from salwa.services.approvals.executors import EXECUTORS, executor_of
from salwa.services.approvals.queries import WaitingKind, open_approvals, view_approval, waiting_for
from salwa.services.audit.verifying import verify_log
from salwa.storage.accounts.models import Approval, AuditEntry, Membership, Organisation, User
from tests.builders.approvals import a_request_for_a_role, approved, seen
from tests.builders.people import a_person, an_operator

pytestmark = pytest.mark.django_db


@pytest.fixture
def first():
    return a_person(Role.ADMINISTRATOR, email="first@police.example")


@pytest.fixture
def second():
    return a_person(Role.ADMINISTRATOR, email="second@police.example")


def roles_of(user):
    return sorted(Membership.objects.filter(user=user, ended_at=None).values_list("role", flat=True))


def refused(act, *, code, **how):
    with pytest.raises(Refusal) as found:
        act(**how)
    assert found.value.code == code
    return found.value


def actions():
    return list(AuditEntry.objects.order_by("id").values_list("action", flat=True))


def test_a_role_begins_when_a_second_administrator_approves_it(first, second):
    person = a_person()
    number = a_request_for_a_role(first, person)
    assert roles_of(person) == []
    approved(number, second, "the post is theirs")
    assert roles_of(person) == ["registrar"]
    row = Approval.objects.get()
    assert (row.state, row.decided_by, row.decision_reason) == ("approved", second, "the post is theirs")
    assert Membership.objects.get(user=person).given_by == first
    assert actions() == ["approvals.requested", "accounts.role_given", "approvals.approved"]
    entry = AuditEntry.objects.get(action="accounts.role_given")
    assert (entry.actor, entry.details["approval"]) == (second, number)
    assert verify_log().damage is None


def test_the_person_who_asked_cannot_approve_even_with_more_roles_and_units(first, second):
    number = a_request_for_a_role(first)
    for name in ("Customs", "Army", "Ministry"):
        unit, _ = Organisation.objects.get_or_create(name=name)
        for role in Role:
            Membership.objects.create(user=first, organisation=unit, role=role.value)
    said = refused(
        approve, code="approval_of_own_request", acting_user=first, approval_id=number, seen=seen(number, first),
        reason="I know myself",
    )  # fmt: skip
    assert isinstance(said, NotPermitted)
    assert "another person has to decide" in said.sentence.english()
    assert Approval.objects.get().state == "open"
    assert "approvals.approved" not in actions()


def test_whoever_would_receive_the_role_cannot_approve_it(first, second):
    number = a_request_for_a_role(first, second, Role.AUDITOR)
    how = {"acting_user": second, "approval_id": number, "seen": seen(number, second), "reason": "mine"}
    refused(approve, code="approval_about_oneself", **how)
    assert roles_of(second) == ["administrator"]


def test_an_administrator_cannot_give_themselves_a_role_alone(first):
    number = a_request_for_a_role(first, first, Role.SUPERVISOR)
    how = {"acting_user": first, "approval_id": number, "seen": seen(number, first), "reason": "mine"}
    refused(approve, code="approval_of_own_request", **how)
    assert roles_of(first) == ["administrator"]


def test_the_command_line_lists_and_refuses_but_does_not_approve(first):
    operator = an_operator()
    number = a_request_for_a_role(first)
    assert [line.number for line in open_approvals(acting_user=operator).to_decide] == [number]
    how = {"acting_user": operator, "approval_id": number}
    refused(approve, code="approval_by_command_line", seen=seen(number, operator), reason="quick", **how)
    refuse(reason="not agreed", **how)
    assert Approval.objects.get().state == "refused"


def test_an_ended_role_stops_with_the_next_decision(first, second):
    number = a_request_for_a_role(first)
    mark = seen(number, second)
    end_role(acting_user=first, membership_id=Membership.objects.get(user=second).pk)
    for act, more in ((approve, {"seen": mark}), (refuse, {})):
        with pytest.raises(NotPermitted):
            act(acting_user=second, approval_id=number, reason="late", **more)
    assert Approval.objects.get().state == "open"


def test_a_closed_account_stops_even_when_the_session_still_holds_the_old_one(first, second):
    number = a_request_for_a_role(first)
    mark = seen(number, second)
    User.objects.filter(pk=second.pk).update(is_active=False)
    assert second.is_active
    with pytest.raises(NotPermitted):
        approve(acting_user=second, approval_id=number, seen=mark, reason="late")


def test_a_request_of_somebody_who_may_no_longer_ask_can_only_be_refused(first, second):
    number = a_request_for_a_role(first)
    end_role(acting_user=second, membership_id=Membership.objects.get(user=first).pk)
    how = {"acting_user": second, "approval_id": number, "reason": "they left"}
    refused(approve, code="approval_requester_left", seen=seen(number, second), **how)
    refuse(**how)
    assert Approval.objects.get().state == "refused"


def test_swapping_roles_in_between_makes_no_second_person(first, second):
    third = a_person(Role.REGISTRAR)
    number = a_request_for_a_role(first)
    unit = Organisation.objects.get(name="Police of Ruritania")
    Membership.objects.filter(user=first).update(ended_at=timezone.now())
    Membership.objects.create(user=first, organisation=unit, role=Role.ADMINISTRATOR.value)
    refused(
        approve, code="approval_of_own_request", acting_user=first, approval_id=number, seen=seen(number, first),
        reason="new role",
    )  # fmt: skip
    with pytest.raises(NotFound):
        approve(acting_user=third, approval_id=number, seen="", reason="no part in this")


def test_a_replayed_decision_is_refused_with_who_and_when(first, second):
    person = a_person()
    number = a_request_for_a_role(first, person)
    mark = seen(number, second)
    approved(number, second)
    for act, more in ((approve, {"seen": mark}), (refuse, {})):
        said = refused(act, code="approval_decided", acting_user=second, approval_id=number, reason="again", **more)
        assert "was approved by second@police.example on " in said.sentence.english()
    refused(withdraw_request, code="approval_decided", acting_user=first, approval_id=number)
    assert roles_of(person) == ["registrar"]
    assert actions().count("approvals.approved") == 1


def test_what_was_refused_or_withdrawn_never_happens(first, second):
    person = a_person()
    for end, by in ((refuse, second), (withdraw_request, first)):
        number = a_request_for_a_role(first, person)
        mark = seen(number, second)
        end(acting_user=by, approval_id=number, reason="no")
        how = {"acting_user": second, "approval_id": number, "seen": mark, "reason": "yes"}
        refused(approve, code="approval_decided", **how)
    assert roles_of(person) == []
    assert actions() == ["approvals.requested", "approvals.refused", "approvals.requested", "approvals.withdrawn"]


def test_only_the_person_who_asked_withdraws(first, second):
    number = a_request_for_a_role(first)
    refused(withdraw_request, code="approval_of_another", acting_user=second, approval_id=number)
    refused(refuse, code="approval_of_own_request", acting_user=first, approval_id=number, reason="mine")


def test_a_decision_needs_a_reason(first, second):
    number = a_request_for_a_role(first)
    for act, more in ((approve, {"seen": seen(number, second)}), (refuse, {})):
        refused(act, code="approval_without_reason", acting_user=second, approval_id=number, reason=" \n", **more)
    assert Approval.objects.get().state == "open"


def test_another_request_than_the_one_looked_at_is_not_approved(first, second):
    one, other = a_request_for_a_role(first), a_request_for_a_role(first, role=Role.SUPERVISOR)
    how = {"acting_user": second, "approval_id": other, "reason": "swapped"}
    refused(approve, code="approval_not_as_seen", seen=seen(one, second), **how)
    refused(approve, code="approval_not_as_seen", seen="", **how)
    assert Approval.objects.filter(state="open").count() == 2


def test_facts_changed_in_the_database_no_longer_fit_the_fingerprint(first, second):
    person, friend = a_person(), a_person()
    number = a_request_for_a_role(first, person)
    row = Approval.objects.get()
    mark = seen(number, second)
    Approval.objects.update(payload={**row.payload, "person": friend.pk})
    how = {"acting_user": second, "approval_id": number, "seen": mark, "reason": "as it stands there"}
    refused(approve, code="approval_altered", **how)
    assert roles_of(friend) == roles_of(person) == []


def test_what_changed_underneath_is_said_and_nothing_is_done(first, second):
    person = a_person()
    number = a_request_for_a_role(first, person)
    mark = seen(number, second)
    User.objects.filter(pk=person.pk).update(is_active=False)
    how = {"acting_user": second, "approval_id": number, "seen": mark, "reason": "fine"}
    said = refused(approve, code="approval_outdated", **how)
    assert said.sentence.english() == f"The account of {person.email} was closed after this was asked."
    assert (Approval.objects.get().state, roles_of(person)) == ("open", [])
    assert actions() == ["approvals.requested"]


def test_a_request_expires_and_can_then_be_made_again(first, second):
    person = a_person()
    number = a_request_for_a_role(first, person)
    mark = seen(number, second)
    Approval.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    again = a_request_for_a_role(first, person)
    assert dict(Approval.objects.values_list("pk", "state")) == {number: "expired", again: "open"}
    how = {"acting_user": second, "approval_id": number, "seen": mark, "reason": "late"}
    said = refused(approve, code="approval_decided", **how)
    assert "expired on" in said.sentence.english()
    entry = AuditEntry.objects.get(action="approvals.expired")
    assert (entry.actor, entry.object_id) == (None, str(number))


def test_looking_at_the_list_closes_what_is_out_of_time_once(first, second):
    number = a_request_for_a_role(first)
    Approval.objects.update(expires_at=timezone.now())
    assert waiting_for(acting_user=second).to_decide == ()
    for _ in range(2):
        lists = open_approvals(acting_user=second)
    assert (lists.to_decide, [line.state for line in lists.decided]) == ((), ["expired"])
    assert AuditEntry.objects.filter(action="approvals.expired", object_id=number).count() == 1


def test_one_request_per_object_is_open(first, second):
    person = a_person()
    number = a_request_for_a_role(first, person)
    with pytest.raises(Refusal, match=f"request {number} of ") as found:
        a_request_for_a_role(second, person)
    assert found.value.code == "approval_waits_already"
    assert a_request_for_a_role(second, person, unit="Army") != number


def test_asking_needs_the_right_and_a_kind_that_somebody_carries_out(first, monkeypatch):
    with pytest.raises(NotPermitted):
        a_request_for_a_role(a_person(Role.REGISTRAR))
    monkeypatch.delitem(EXECUTORS, ApprovalKind.KEY_CHANGE)
    how = {"kind": ApprovalKind.KEY_CHANGE, "object_id": 1, "payload": {"key": "ab", "change": "retire", "state": "x"}}
    with pytest.raises(LookupError, match="Nothing carries out the kind key_change"):
        request_approval(acting_user=first, **how)
    assert Approval.objects.count() == 0


@pytest.mark.parametrize("kind", ApprovalKind)
def test_every_kind_that_can_be_asked_for_is_carried_out_by_somebody(kind):
    assert executor_of(kind).carry_out.__module__ == EXECUTORS[kind]


@pytest.mark.parametrize(
    "change",
    [
        {"state": "approved", "decided_by": F("requested_by"), "decided_at": timezone.now()},
        {"state": "refused", "decided_by": F("requested_by"), "decided_at": timezone.now()},
        {"state": "approved", "decided_at": timezone.now()},
        {"state": "approved"},
        {"state": "expired"},
        {"state": "done"},
        {"decided_at": timezone.now()},
    ],
)
def test_the_database_itself_refuses_decisions_that_no_second_person_made(first, change):
    a_request_for_a_role(first)
    with pytest.raises(IntegrityError), transaction.atomic():
        Approval.objects.update(**change)
    assert Approval.objects.get().state == "open"


def test_lists_tell_apart_what_waits_for_me_and_what_i_asked_for(first, second):
    mine, theirs, done = (a_request_for_a_role(first), a_request_for_a_role(second), a_request_for_a_role(first))
    refuse(acting_user=second, approval_id=done, reason="no")
    lists = open_approvals(acting_user=first)
    shown = [[line.number for line in lines] for lines in (lists.to_decide, lists.asked, lists.others, lists.decided)]
    assert shown == [[theirs], [mine], [], [done]]
    waiting = waiting_for(acting_user=first)
    since = Approval.objects.get(pk=theirs).requested_at
    assert waiting.to_decide == (WaitingKind("role_grant", 1, since, theirs),)
    assert [(one.kind, one.count, one.only) for one in waiting.asked] == [("role_grant", 1, mine)]
    a_request_for_a_role(second)
    assert [(one.count, one.since, one.only) for one in waiting_for(acting_user=first).to_decide] == [(2, since, None)]


def test_the_auditor_sees_all_requests_and_decides_on_none(first):
    number, auditor = a_request_for_a_role(first), a_person(Role.AUDITOR)
    lists = open_approvals(acting_user=auditor)
    assert ([line.number for line in lists.others], lists.to_decide) == ([number], ())
    view = view_approval(acting_user=auditor, approval_id=number)
    assert (view.may_approve, view.may_refuse, view.may_withdraw) == (False, False, False)
    refused(refuse, code="approval_without_right", acting_user=auditor, approval_id=number, reason="no")


@pytest.mark.parametrize("role", [Role.REGISTRAR, Role.STOCK_OFFICER])
def test_what_one_has_no_part_in_is_not_there(first, role):
    number, outsider = a_request_for_a_role(first), a_person(role)
    said = []
    for wanted in (number, number + 1000):
        for act, more in (
            (view_approval, {}),
            (approve, {"seen": "", "reason": "x"}),
            (refuse, {"reason": "x"}),
            (withdraw_request, {}),
        ):
            with pytest.raises(NotFound) as found:
                act(acting_user=outsider, approval_id=wanted, **more)
            said.append((found.value.code, found.value.sentence, found.value.remedy))
    assert len(said) == 8 and all(one == said[0] for one in said)
    lists = open_approvals(acting_user=outsider)
    assert (lists.to_decide, lists.asked, lists.others, lists.decided) == ((), (), (), ())


def test_people_without_any_part_are_told_that_their_roles_do_not_allow_it(first):
    number = a_request_for_a_role(first)
    for user in (a_person(), a_person(Role.TRACING_OFFICER)):
        with pytest.raises(NotPermitted):
            open_approvals(acting_user=user)
        with pytest.raises(NotPermitted):
            view_approval(acting_user=user, approval_id=number)
        assert waiting_for(acting_user=user).to_decide == ()


def test_the_page_counts_who_could_approve_today(first, second):
    number = a_request_for_a_role(first, second, Role.AUDITOR)
    assert view_approval(acting_user=first, approval_id=number).deciders == 0
    third = a_person(Role.ADMINISTRATOR)
    view = view_approval(acting_user=third, approval_id=number)
    assert (view.deciders, view.may_approve, view.hindrance) == (1, True, None)
    assert view_approval(acting_user=first, approval_id=number).hindrance.code == "approval_of_own_request"


def test_a_person_who_is_not_there_is_not_found(first):
    with pytest.raises(NotFound):
        give_role(acting_user=first, user_id=987_654, organisation="Customs", role=Role.AUDITOR)
    with pytest.raises(NotFound):
        give_role(acting_user=first, user_id=an_operator().pk, organisation="Customs", role=Role.AUDITOR)
