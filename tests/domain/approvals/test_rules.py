"""No single person gets anything through, whatever roles, states and moments come together; and the test can fail."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from salwa.domain.accounts import PERMISSIONS, RIGHTS, Role, rights_of
from salwa.domain.approvals import (
    APPROVING,
    KINDS,
    REFUSING,
    WITHDRAWING,
    ApprovalKind,
    ApprovalState,
    Case,
    Decider,
    objection,
)
from salwa.domain.approvals import rules as each

pytestmark = pytest.mark.one_engine
NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
ALL = frozenset(PERMISSIONS)
# No role, every single role, every pair of roles, all roles, and the rights of the command line.
RIGHTS_HELD = [
    frozenset(),
    *(RIGHTS[role] for role in Role),
    *(rights_of(pair) for pair in product(Role, repeat=2)),
    ALL,
]


def a_case(kind=ApprovalKind.ROLE_GRANT, **facts):
    known = {
        "state": ApprovalState.OPEN,
        "requested_by": 1,
        "requester_rights": ALL,
        "expires_at": NOW + MINUTE,
        "concerns": 3 if KINDS[kind].concerns else None,
        "outcome": ("B. Second", "2026-11-25 11:00"),
    }
    return Case(kind=kind, **(known | facts))


def successes_of_one_person(rules):
    """Every combination in which the person who asked, or the person it is about, or no person at all, gets through."""
    found = []
    for kind, state, held, left, late in product(ApprovalKind, ApprovalState, RIGHTS_HELD, (ALL, frozenset()), (-1, 1)):
        case = a_case(kind, state=state, requester_rights=left, expires_at=NOW + late * MINUTE)
        alone = [Decider(1, held), Decider(1, held, is_person=False), Decider(9, held, is_person=False)]
        if case.concerns:
            alone.append(Decider(3, held))
        found += [(case, one) for one in alone if objection(rules, case, one, NOW) is None]
    return found


def test_one_person_never_gets_anything_through():
    assert successes_of_one_person(APPROVING) == []


@pytest.mark.parametrize(
    "left_out", [each.must_be_another_person, each.must_be_a_person, each.must_not_be_about_oneself]
)
def test_without_one_of_the_rules_the_test_above_would_fail(left_out):
    rules = tuple(rule for rule in APPROVING if rule is not left_out)
    assert len(rules) == len(APPROVING) - 1
    assert successes_of_one_person(rules) != []


@pytest.mark.parametrize("kind", ApprovalKind)
@pytest.mark.parametrize("role", Role)
def test_a_second_person_approves_only_with_the_right_of_the_kind(kind, role):
    said = objection(APPROVING, a_case(kind), Decider(2, RIGHTS[role]), NOW)
    assert (said is None) is (KINDS[kind].may_approve in RIGHTS[role])


@pytest.mark.parametrize(
    ("facts", "decider", "code"),
    [
        ({"state": ApprovalState.APPROVED}, Decider(2, ALL), "approval_decided"),
        ({"state": ApprovalState.EXPIRED}, Decider(2, ALL), "approval_decided"),
        ({"expires_at": NOW}, Decider(2, ALL), "approval_expired"),
        ({}, Decider(2, ALL, is_person=False), "approval_by_command_line"),
        ({}, Decider(1, ALL), "approval_of_own_request"),
        ({}, Decider(3, ALL), "approval_about_oneself"),
        ({}, Decider(2, RIGHTS[Role.REGISTRAR]), "approval_without_right"),
        ({"requester_rights": frozenset()}, Decider(2, ALL), "approval_requester_left"),
    ],
)
def test_every_refusal_has_its_own_code_and_says_what_to_do(facts, decider, code):
    said = objection(APPROVING, a_case(**facts), decider, NOW)
    assert said.code == code
    assert said.sentence.english().endswith(".") and said.remedy.english().endswith(".")


def test_who_comes_second_is_told_who_came_first_and_when():
    said = objection(APPROVING, a_case(state=ApprovalState.REFUSED), Decider(2, ALL), NOW)
    assert said.sentence.english() == "This request was refused by B. Second on 2026-11-25 11:00."


def test_a_request_is_good_until_the_moment_it_expires():
    last = NOW + MINUTE - timedelta(microseconds=1)
    assert objection(APPROVING, a_case(), Decider(2, ALL), last) is None
    assert objection(APPROVING, a_case(), Decider(2, ALL), NOW + MINUTE).code == "approval_expired"


def test_refusing_is_for_others_with_the_right_and_for_the_command_line():
    assert objection(REFUSING, a_case(), Decider(9, ALL, is_person=False), NOW) is None
    assert objection(REFUSING, a_case(requester_rights=frozenset()), Decider(2, ALL), NOW) is None
    assert objection(REFUSING, a_case(), Decider(1, ALL), NOW).code == "approval_of_own_request"
    assert objection(REFUSING, a_case(), Decider(2, frozenset()), NOW).code == "approval_without_right"
    assert objection(REFUSING, a_case(expires_at=NOW), Decider(2, ALL), NOW).code == "approval_expired"


def test_withdrawing_is_for_the_person_who_asked():
    assert objection(WITHDRAWING, a_case(), Decider(1, frozenset()), NOW) is None
    assert objection(WITHDRAWING, a_case(), Decider(2, ALL), NOW).code == "approval_of_another"
    assert objection(WITHDRAWING, a_case(state=ApprovalState.OPEN, expires_at=NOW), Decider(1, ALL), NOW) is not None


@pytest.mark.parametrize("rules", [APPROVING, REFUSING, WITHDRAWING])
@pytest.mark.parametrize("state", [state for state in ApprovalState if state is not ApprovalState.OPEN])
def test_what_is_decided_is_never_decided_again(rules, state):
    deciders = [Decider(number, ALL, person) for number in (1, 2, 3) for person in (True, False)]
    case = a_case(state=state)
    assert {objection(rules, case, one, NOW).code for one in deciders} == {"approval_decided"}
