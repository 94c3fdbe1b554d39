"""Ten thousand steps of recording late, correcting, cancelling, sending twice: the state never depends on the order.

After every step the life is compared with a reference model written here from the tables of the domain's documentation,
which shares no code with it. A fold that takes entries as they arrive is the negative control: it must be caught.
"""

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from salwa.domain.custody import Entry, life_of
from salwa.domain.weapons import EventKind as K

pytestmark = pytest.mark.one_engine
EXAMPLES, STEPS, WANTED = 425, 25, 10_000
HOLDERS = (1, 2, 3, 4)
BEGIN = date(2000, 1, 1)
MISSING = {"lost", "stolen"}
MOVES = {K.TRANSFERRED, K.ISSUED, K.RETURNED, K.EXPORTED}
SAYS_NOTHING = {K.TRACED, K.CORRECTED, K.PART_FITTED, K.PART_REMOVED, K.PROOFED, K.MARKED}
ORDER = {kind: number for number, kind in enumerate(K)}

steps_done = Counter()


# --- the reference model: plain dictionaries, one question at a time ---------------------------------------------


def counting(entries):
    """Entries that count: nobody corrects them, they cancel nothing, and no rival correction has a smaller uid."""
    known = {one.uid: one for one in entries}
    corrections = [one for one in known.values() if one.corrects in known and one.corrects != one.uid]
    corrected = {one.corrects for one in corrections}
    beaten = {
        one.uid
        for one in corrections
        for other in corrections
        if other.corrects == one.corrects and other.uid < one.uid
    }
    return [one for one in known.values() if one.uid not in corrected | beaten and not one.cancels]


def span(entry):
    """First and last day on which an entry can have happened: not after the day on which it was recorded."""
    first, last = known_span(entry)
    return (first, entry.recorded) if entry.recorded and first <= entry.recorded < last else (first, last)


def known_span(entry):
    """First and last day of what is known."""
    if entry.day is None:
        return date.min, date.max
    if entry.precision == "year":
        return entry.day, date(entry.day.year, 12, 31)
    if entry.precision == "month":
        after = date(entry.day.year + entry.day.month // 12, entry.day.month % 12 + 1, 1)
        return entry.day, after - timedelta(days=1)
    return entry.day, entry.day


def must_precede(one, other):
    """Whether `one` certainly happened before `other`."""
    if span(one)[1] < span(other)[0]:
        return True
    exact = one.day is not None and one.day == other.day and one.precision == other.precision == "day"
    return exact and 0 < one.place_in_day < other.place_in_day


def usually(entry):
    """Beginnings stand as early as they can, everything else as late."""
    early = entry.kind in (K.MANUFACTURED, K.PROOFED, K.MARKED)
    return span(entry)[0 if early else 1], entry.place_in_day, ORDER[entry.kind], entry.uid


def troubles(state, entry):
    """How many things do not fit."""
    where, kind = state["where"], entry.kind
    if kind in (K.TRACED, K.CORRECTED):
        return 0
    found = 0
    if where == "destroyed" or (
        (kind in MOVES and (where in MISSING or where == "abroad"))
        or (kind is K.ISSUED and where == "issued")
        or (kind is K.RETURNED and where != "issued")
        or (kind is K.RECOVERED and where not in MISSING)
    ):
        found += 1
    found += kind is K.DEACTIVATED and state["deactivated"]
    found += kind is K.REACTIVATED and not state["deactivated"]
    if where in ("held", "issued") and state["holder"] is not None:
        said = entry.receiver if kind is K.RECORDED else entry.giver if kind in MOVES | {K.LOST, K.STOLEN} else None
        found += said is not None and said not in (state["holder"], state["user"])
    return found


def welcome(state, entry):
    """Whether the state waits for such an entry."""
    if entry.kind is K.IMPORTED:
        return state["where"] in ("unknown", "abroad")
    if entry.kind is K.RETURNED:
        return state["where"] == "issued"
    if entry.kind is K.RECOVERED:
        return state["where"] in MISSING
    return entry.giver is not None and entry.giver in (state["holder"], state["user"])


def lawful(state, entry):
    if entry.giver is not None:
        return entry.giver
    return state["holder"] if state["where"] in ("held", "issued") else state["lawful"]


def told(state, entry):
    """What one entry does, taken at its word."""
    new, kind = dict(state), entry.kind
    if kind in (K.MANUFACTURED, K.IMPORTED, K.TRANSFERRED):
        new |= {"where": "held", "holder": entry.receiver, "user": None, "country": ""}
    elif kind is K.ISSUED:
        keeper = state["holder"] if state["holder"] is not None else entry.giver
        new |= {"where": "issued", "holder": keeper, "user": entry.receiver, "country": ""}
    elif kind in (K.RETURNED, K.RECOVERED):
        keeper = entry.receiver if entry.receiver is not None else state["holder"]
        new |= {"where": "held", "holder": keeper, "user": None, "country": ""}
    elif kind is K.EXPORTED:
        new |= {"where": "abroad", "holder": entry.receiver, "user": None, "country": entry.country}
        new["lawful"] = lawful(state, entry)
    elif kind in (K.LOST, K.STOLEN):
        last = lawful(state, entry)
        new |= {"where": kind.value, "holder": last, "lawful": last}
    elif kind in (K.SEIZED, K.FOUND, K.SURRENDERED):
        last = state["lawful"] if state["where"] in MISSING else lawful(state, entry)
        new |= {"where": "in_evidence", "holder": entry.receiver, "user": None, "country": "", "lawful": last}
    elif kind is K.DESTROYED:
        new |= {"where": "destroyed", "user": None}
    elif kind is K.RECORDED and entry.receiver is not None:
        new |= {"where": "held", "holder": entry.receiver, "user": None, "country": ""}
    elif kind in (K.DEACTIVATED, K.REACTIVATED):
        new["deactivated"] = kind is K.DEACTIVATED
    elif kind is K.CONVERTED:
        new["converted"] = True
    if new != state:
        new["since"] = entry.day
    return new


NOWHERE = {
    "where": "unknown", "holder": None, "user": None, "lawful": None, "country": "", "deactivated": False,
    "converted": False, "since": None,
}  # fmt: skip


def reference(entries, as_of=None):
    """(order of uids, state, contradictions inside the order) by the reference model."""
    pending = [one for one in counting(entries) if as_of is None or (one.day is not None and one.day <= as_of)]
    rivals = Counter(one.corrects for one in {one.uid: one for one in entries}.values() if one.corrects != one.uid)
    found = sum(1 for uid, times in rivals.items() if times > 1 and uid in {one.uid for one in entries})
    made = min((one.day for one in pending if one.kind is K.MANUFACTURED and one.day), default=None)
    found += max(0, sum(one.kind is K.MANUFACTURED for one in pending) - 1)
    found += sum(one.kind is not K.MANUFACTURED and bool(one.day and made and span(one)[1] < made) for one in pending)
    state, order = dict(NOWHERE), []
    while pending:
        possible = [one for one in pending if not any(must_precede(other, one) for other in pending)]
        chosen = min(possible, key=lambda one: (troubles(state, one), not welcome(state, one), usually(one)))
        pending.remove(chosen)
        found += troubles(state, chosen)
        state = told(state, chosen)
        order.append(chosen.uid)
    return order, state, found


# --- the register under test -------------------------------------------------------------------------------------


def by_the_rules(entries, as_of=None):
    """(order of uids, state, contradictions) by the domain."""
    life = life_of(entries, as_of)
    state = life.state
    plain = {
        "where": state.whereabouts.value, "holder": state.holder, "user": state.user, "lawful": state.last_lawful,
        "country": state.country, "deactivated": state.deactivated, "converted": state.converted, "since": state.since,
    }  # fmt: skip
    return [step.entry.uid for step in life.steps], plain, life.contradictions


def as_they_arrive(entries, as_of=None):
    """A fold that takes entries in the order of arrival: what must be caught."""
    state, order, found = dict(NOWHERE), [], 0
    for entry in counting(entries):
        if as_of is None or (entry.day is not None and entry.day <= as_of):
            found += troubles(state, entry)
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
