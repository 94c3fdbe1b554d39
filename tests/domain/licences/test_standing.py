"""The state of an authorisation follows from its steps and the day alone."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salwa.domain.licences.standing import IN_FORCE, NEXT, OPEN, Standing, Step, standing_of
from salwa.domain.licences.vocabulary import LicenceState, StepKind

pytestmark = pytest.mark.one_engine
S, K = LicenceState, StepKind
DAY = date(2026, 3, 1)


def steps(*kinds, by=1):
    return [Step(number, kind, DAY, by) for number, kind in enumerate(kinds, start=1)]


any_steps = st.lists(
    st.builds(Step, st.integers(1, 60), st.sampled_from(list(K)), st.just(DAY), st.integers(1, 4)), max_size=40
)


@pytest.mark.parametrize(
    ("kinds", "state"),
    [
        ([K.APPLIED], S.APPLIED),
        ([K.APPLIED, K.INFORMATION_ASKED], S.INFORMATION_ASKED),
        ([K.APPLIED, K.INFORMATION_ASKED, K.INFORMATION_GIVEN], S.APPLIED),
        ([K.APPLIED, K.RISK_ASSESSED], S.ASSESSED),
        ([K.APPLIED, K.RISK_ASSESSED, K.CHANGED], S.APPLIED),
        ([K.APPLIED, K.RISK_ASSESSED, K.GRANTED], S.GRANTED),
        ([K.APPLIED, K.RISK_ASSESSED, K.REFUSED], S.REFUSED),
        ([K.APPLIED, K.RISK_ASSESSED, K.GRANTED, K.SUSPENDED], S.SUSPENDED),
        ([K.APPLIED, K.RISK_ASSESSED, K.GRANTED, K.SUSPENDED, K.RESUMED], S.GRANTED),
        ([K.APPLIED, K.RISK_ASSESSED, K.GRANTED, K.USED, K.DELIVERY_VERIFIED], S.GRANTED),
        ([K.APPLIED, K.RISK_ASSESSED, K.GRANTED, K.REVOKED], S.REVOKED),
        ([K.APPLIED, K.CLOSED], S.CLOSED),
        ([K.APPLIED, K.GRANTED], S.APPLIED),
    ],
)
def test_steps_bring_an_authorisation_where_it_stands(kinds, state):
    assert standing_of(steps(*kinds)).state is state


def test_steps_that_cannot_follow_change_nothing_and_are_named():
    found = standing_of(steps(K.APPLIED, K.GRANTED, K.USED, K.REFUSED, K.GRANTED))
    assert (found.state, found.ignored, found.uses) == (S.REFUSED, (2, 3, 5), 0)


def test_an_authorisation_in_force_expires_after_its_last_day():
    granted = standing_of(steps(K.APPLIED, K.RISK_ASSESSED, K.GRANTED))
    assert granted.on(DAY, DAY) is S.GRANTED
    assert granted.on(date(2026, 3, 2), DAY) is S.EXPIRED
    assert granted.on(date(2099, 1, 1), None) is S.GRANTED
    assert standing_of(steps(K.APPLIED)).on(date(2026, 3, 2), DAY) is S.APPLIED
    assert granted.may_follow(K.USED, date(2026, 3, 2), DAY)
    assert not granted.may_follow(K.AMENDMENT_ASKED, date(2026, 3, 2), DAY)


def test_one_amendment_is_open_at_a_time_and_none_is_decided_unasked():
    granted = [K.APPLIED, K.RISK_ASSESSED, K.GRANTED]
    assert standing_of(steps(*granted, K.AMENDED)).ignored == (4,)
    assert standing_of(steps(*granted, K.AMENDMENT_ASKED)).amendment == 4
    assert standing_of(steps(*granted, K.AMENDMENT_ASKED, K.AMENDMENT_ASKED)).ignored == (5,)
    assert standing_of(steps(*granted, K.AMENDMENT_ASKED, K.AMENDED)).amendment is None


def test_delivery_and_undoing_need_a_use_in_force():
    granted = [K.APPLIED, K.RISK_ASSESSED, K.GRANTED]
    assert standing_of(steps(*granted, K.DELIVERY_VERIFIED)).ignored == (4,)
    assert standing_of(steps(*granted, K.USED, K.USE_UNDONE)).uses == 0
    assert standing_of(steps(*granted, K.USED, K.USE_UNDONE, K.USE_UNDONE)).ignored == (6,)


def test_everybody_who_had_a_hand_in_it_prepared_it():
    rows = [Step(1, K.APPLIED, DAY, 1), Step(2, K.CHANGED, DAY, 2), Step(3, K.INFORMATION_ASKED, DAY, 3)]
    rows += [Step(4, K.INFORMATION_GIVEN, DAY, 4), Step(5, K.RISK_ASSESSED, DAY, 1), Step(6, K.GRANTED, DAY, 9)]
    assert standing_of(rows).prepared_by == {1, 2, 4}


@given(any_steps)
def test_whatever_the_steps_the_rules_hold(found):
    standing = standing_of(found)
    assert standing.state is not S.EXPIRED
    assert standing.uses >= 0
    if standing.state in IN_FORCE | {S.REVOKED}:
        assert {K.RISK_ASSESSED, K.GRANTED} <= {step.kind for step in found}
    if standing.uses:
        assert standing.state not in OPEN | {S.REFUSED}
    counted = [step for step in found if step.kind is not K.APPLIED]
    assert len(standing.ignored) <= len(counted)


@given(any_steps, st.sampled_from(list(K)))
def test_a_step_follows_exactly_when_it_is_said_to(found, kind):
    standing = standing_of(found)
    step = Step(99, kind, DAY, 5)
    taken = standing.after(step)
    if kind is not K.APPLIED:
        assert standing.may_follow(kind, DAY, None) is (99 not in taken.ignored)
    if standing.state is S.REFUSED:
        assert taken.state is S.REFUSED


def test_every_state_but_expired_says_what_may_follow():
    assert set(NEXT) == set(S) - {S.EXPIRED}
    assert Standing().state is S.APPLIED
