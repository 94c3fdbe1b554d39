"""Ten thousand steps of recording late, correcting, cancelling, sending twice: the state never depends on the order.

After every step the life, with all its findings, is compared with a reference model that shares no code with it
(tests/builders/custody_model.py); tests/assurance/test_custody_model.py does the same through the services. A fold that
takes entries as they arrive is the negative control: it must be caught.
"""

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from salwa.domain.custody import Entry, life_of
from salwa.domain.weapons import EventKind as K
from tests.builders.custody_model import NOWHERE, counting, reference, told, troubles

pytestmark = pytest.mark.one_engine
EXAMPLES, STEPS, WANTED = 425, 25, 10_000
HOLDERS = (1, 2, 3, 4)
BEGIN = date(2000, 1, 1)

steps_done = Counter()


# --- the register under test -------------------------------------------------------------------------------------


def by_the_rules(entries, as_of=None):
    """(order of uids, state, findings) by the domain."""
    life = life_of(entries, as_of)
    state = life.state
    plain = {
        "where": state.whereabouts.value, "holder": state.holder, "user": state.user, "lawful": state.last_lawful,
        "country": state.country, "deactivated": state.deactivated, "converted": state.converted, "since": state.since,
    }  # fmt: skip
    found = Counter((one.code.value, one.uid) for one in life.findings)
    return [step.entry.uid for step in life.steps], plain, found


def as_they_arrive(entries, as_of=None):
    """A fold that takes entries in the order of arrival: what must be caught."""
    state, order, found = dict(NOWHERE), [], Counter()
    for entry in counting(entries):
        if as_of is None or (entry.day is not None and entry.day <= as_of):
            found.update((code, entry.uid) for code in troubles(state, entry))
            state = told(state, entry)
            order.append(entry.uid)
    return order, state, found


KINDS = st.sampled_from([kind for kind in K if kind is not K.CORRECTED])
WHEN = st.one_of(
    st.none(),
    st.tuples(st.integers(0, 1_500), st.just("day")),
    st.tuples(st.integers(0, 48), st.just("month")),
    st.tuples(st.integers(0, 4), st.just("year")),
)
WHO = st.none() | st.sampled_from(HOLDERS)


def when(drawn):
    """(day, precision) of a drawn date."""
    if drawn is None:
        return None, "day"
    number, precision = drawn
    if precision == "day":
        return BEGIN + timedelta(days=number), precision
    if precision == "month":
        return date(BEGIN.year + number // 12, number % 12 + 1, 1), precision
    return date(BEGIN.year + number, 1, 1), precision


class Register(RuleBasedStateMachine):
    """One weapon's entries as they arrive, compared with the reference after every step."""

    under_test = staticmethod(by_the_rules)

    def __init__(self):
        super().__init__()
        self.arrived = []

    def take(self, entry, data):
        self.arrived.append(entry)
        self.compare(data)

    def compare(self, data):
        steps_done[type(self).__name__] += 1
        shuffled = data.draw(st.randoms(use_true_random=False))
        mixed = list(self.arrived)
        shuffled.shuffle(mixed)
        assert self.under_test(mixed) == reference(self.arrived)
        past = BEGIN + timedelta(days=700)
        assert self.under_test(mixed, past) == reference(self.arrived, past)

    def new(self, kind, drawn, sides, place=0, **rest):
        day, precision = when(drawn)
        # Every other entry says when it was recorded; recording goes on through the years.
        if len(self.arrived) % 2:
            rest["recorded"] = BEGIN + timedelta(days=60 * len(self.arrived))
        uid = f"e{(len(self.arrived) * 7919) % 1009:04d}"
        return Entry(uid, kind, day, precision, place, sides[0], sides[1], **rest)

    @rule(kind=KINDS, drawn=WHEN, sides=st.tuples(WHO, WHO), place=st.integers(0, 3), data=st.data())
    def record(self, kind, drawn, sides, place, data):
        self.take(self.new(kind, drawn, sides, place, country="KEN" if kind is K.EXPORTED else ""), data)

    @rule(kind=st.sampled_from([K.TRANSFERRED, K.ISSUED, K.RETURNED]), day=st.integers(0, 1_500), data=st.data())
    def hand_on(self, kind, day, data):
        """A step that fits what is recorded so far, which random ones seldom do."""
        state = self.under_test(self.arrived)[1] if self.arrived else NOWHERE
        giver = state["user"] if kind is K.RETURNED and state["user"] else state["holder"]
        receiver = data.draw(st.sampled_from(HOLDERS))
        self.take(self.new(kind, (day, "day"), (giver, receiver)), data)

    @rule(kind=KINDS, drawn=WHEN, sides=st.tuples(WHO, WHO), data=st.data())
    def correct(self, kind, drawn, sides, data):
        if not self.arrived:
            return self.record(kind, drawn, sides, 0, data)
        wrong = data.draw(st.sampled_from(self.arrived))
        return self.take(self.new(kind, drawn, sides, corrects=wrong.uid), data)

    @rule(data=st.data())
    def cancel(self, data):
        if not self.arrived:
            return self.record(K.RECORDED, None, (None, 1), 0, data)
        wrong = data.draw(st.sampled_from(self.arrived))
        return self.take(self.new(wrong.kind, None, (None, None), corrects=wrong.uid, cancels=True), data)

    @rule(data=st.data())
    def receive_again(self, data):
        """The same entry from a second phone."""
        if self.arrived:
            again = data.draw(st.sampled_from(self.arrived))
            before = self.under_test(self.arrived)
            assert self.under_test([*self.arrived, again]) == before
        self.compare(data)


class OrderDependentRegister(Register):
    """The negative control."""

    under_test = staticmethod(as_they_arrive)


def sized(examples):
    return settings(
        max_examples=examples,
        stateful_step_count=STEPS,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )


def test_ten_thousand_steps_in_any_order_agree_with_the_reference():
    steps_done.clear()
    run_state_machine_as_test(Register, settings=sized(EXAMPLES))
    assert steps_done["Register"] >= WANTED


def test_a_fold_that_depends_on_the_order_is_caught():
    with pytest.raises(AssertionError):
        run_state_machine_as_test(OrderDependentRegister, settings=sized(50))
