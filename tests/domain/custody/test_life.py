"""A life told by its entries: late, missing, corrected and contradictory ones."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salwa.domain.custody import Entry, FindingCode, Whereabouts, life_of
from salwa.domain.weapons import EventKind

pytestmark = pytest.mark.one_engine
MAKER, DEPOT, UNIT, OFFICER, DEALER = 1, 2, 3, 4, 5
K = EventKind


def entry(uid, kind, day=None, **rest):
    return Entry(uid, kind, date.fromisoformat(day) if day else None, **rest)


def test_the_present_state_is_that_of_the_last_entry():
    life = life_of(
        [
            entry("c", K.ISSUED, "2012-05-01", giver=DEPOT, receiver=OFFICER),
            entry("a", K.MANUFACTURED, "2001-01-01", precision="year", receiver=MAKER),
            entry("b", K.TRANSFERRED, "2003-07-09", giver=MAKER, receiver=DEPOT),
        ]
    )
    assert (life.state.whereabouts, life.state.holder, life.state.user) == (Whereabouts.ISSUED, DEPOT, OFFICER)
    assert life.state.since == date(2012, 5, 1)
    assert [step.entry.uid for step in life.steps] == ["a", "b", "c"]
    assert life.contradictions == 0
    assert [finding.code for finding in life.findings] == [FindingCode.LONG_GAP]


def test_the_state_of_a_past_day_knows_only_what_had_happened():
    entries = [
        entry("a", K.TRANSFERRED, "2003-07-09", receiver=DEPOT),
        entry("b", K.STOLEN, "2010-02-02", giver=DEPOT),
        entry("c", K.SEIZED, "2015-03-03", receiver=UNIT),
    ]
    assert life_of(entries, date(2009, 1, 1)).state.whereabouts is Whereabouts.HELD
    assert life_of(entries, date(2010, 2, 2)).state.whereabouts is Whereabouts.STOLEN
    assert life_of(entries).state.last_lawful == DEPOT
    assert life_of(entries, date(2000, 1, 1)).state.whereabouts is Whereabouts.UNKNOWN


def test_a_chain_with_a_missing_step_is_taken_and_said():
    life = life_of(
        [
            entry("a", K.TRANSFERRED, "2003-01-01", receiver=DEPOT),
            entry("b", K.TRANSFERRED, "2005-01-01", giver=DEALER, receiver=UNIT),
        ]
    )
    assert life.state.holder == UNIT
    (finding,) = life.findings
    assert (finding.code, finding.uid, finding.values) == (
        FindingCode.MISSING_STEP, "b", {"giver": DEALER, "holder": DEPOT},
    )  # fmt: skip


def test_the_missing_step_arriving_late_mends_the_chain():
    life = life_of(
        [
            entry("a", K.TRANSFERRED, "2003-01-01", receiver=DEPOT),
            entry("b", K.TRANSFERRED, "2005-01-01", giver=DEALER, receiver=UNIT),
            entry("late", K.TRANSFERRED, "2004-01-01", precision="year", giver=DEPOT, receiver=DEALER),
        ]
    )
    assert life.findings == ()


def test_a_step_known_to_the_year_takes_the_place_where_it_fits():
    life = life_of(
        [
            entry("a", K.TRANSFERRED, "2003-02-01", giver=MAKER, receiver=DEPOT),
            entry("b", K.TRANSFERRED, "2003-09-01", giver=DEALER, receiver=UNIT),
            entry("year", K.TRANSFERRED, "2003-01-01", precision="year", giver=DEPOT, receiver=DEALER),
        ]
    )
    assert [step.entry.uid for step in life.steps] == ["a", "year", "b"]
    assert life.findings == ()


def test_an_entry_known_to_the_year_happened_no_later_than_it_was_recorded():
    """A transfer "in 2026", recorded in November, lies before the issue of the same day in November."""
    today = date(2026, 11, 25)
    entries = [
        entry("a", K.TRANSFERRED, "2026-01-01", precision="year", receiver=DEPOT, recorded=today),
        entry("b", K.ISSUED, "2026-11-25", giver=DEPOT, receiver=OFFICER, recorded=today),
    ]
    assert [step.entry.uid for step in life_of(entries).steps] == ["a", "b"]
    undated = entry("c", K.TRANSFERRED, receiver=UNIT, recorded=date(2020, 1, 1))
    assert [step.entry.uid for step in life_of([*entries, undated]).steps] == ["c", "a", "b"]


def test_two_entries_of_one_day_follow_what_was_said_of_their_order():
    day = "2020-06-01"
    life = life_of(
        [
            entry("a", K.TRANSFERRED, "2019-01-01", receiver=DEPOT),
            entry("x", K.RETURNED, day, giver=OFFICER, receiver=DEPOT, place_in_day=2),
            entry("y", K.ISSUED, day, giver=DEPOT, receiver=OFFICER, place_in_day=1),
        ]
    )
    assert (life.state.whereabouts, life.contradictions) == (Whereabouts.HELD, 0)


def test_a_correction_replaces_and_a_cancellation_removes():
    wrong = entry("a", K.TRANSFERRED, "2003-01-01", receiver=DEALER)
    right = entry("b", K.TRANSFERRED, "2003-01-01", receiver=DEPOT, corrects="a")
    gone = entry("c", K.DESTROYED, "2019-01-01")
    never = entry("d", K.DESTROYED, corrects="c", cancels=True)
    life = life_of([never, right, gone, wrong])
    assert (life.state.whereabouts, life.state.holder) == (Whereabouts.HELD, DEPOT)
    assert life.replaced == {"a": "b", "c": "d"}


def test_a_corrected_correction_follows_the_chain():
    life = life_of(
        [
            entry("a", K.TRANSFERRED, "2003-01-01", receiver=DEALER),
            entry("b", K.TRANSFERRED, "2003-01-01", receiver=UNIT, corrects="a"),
            entry("c", K.TRANSFERRED, "2003-01-01", receiver=DEPOT, corrects="b"),
        ]
    )
    assert life.state.holder == DEPOT
    assert len(life.steps) == 1


def test_two_corrections_made_apart_are_both_kept_and_said():
    life = life_of(
        [
            entry("a", K.TRANSFERRED, "2003-01-01", receiver=DEALER),
            entry("b", K.TRANSFERRED, "2003-01-01", receiver=UNIT, corrects="a"),
            entry("c", K.TRANSFERRED, "2003-01-01", receiver=DEPOT, corrects="a"),
        ]
    )
    assert life.state.holder == UNIT
    assert [finding.code for finding in life.findings] == [FindingCode.RIVAL_CORRECTIONS]


@pytest.mark.parametrize(
    ("entries", "code"),
    [
        ([(K.ISSUED, "2001-01-01"), (K.ISSUED, "2002-01-01")], FindingCode.ISSUED_TWICE),
        ([(K.TRANSFERRED, "2001-01-01"), (K.RETURNED, "2002-01-01")], FindingCode.RETURNED_UNISSUED),
        ([(K.TRANSFERRED, "2001-01-01"), (K.RECOVERED, "2002-01-01")], FindingCode.RECOVERED_UNMISSED),
        ([(K.STOLEN, "2001-01-01"), (K.TRANSFERRED, "2002-01-01")], FindingCode.MOVED_WHILE_MISSING),
        ([(K.EXPORTED, "2001-01-01"), (K.ISSUED, "2002-01-01")], FindingCode.MOVED_WHILE_ABROAD),
        ([(K.DESTROYED, "2001-01-01"), (K.SEIZED, "2002-01-01")], FindingCode.AFTER_DESTRUCTION),
        ([(K.DESTROYED, "2001-01-01"), (K.DESTROYED, "2002-01-01")], FindingCode.DESTROYED_TWICE),
        ([(K.PROOFED, "1990-01-01"), (K.MANUFACTURED, "1991-01-01")], FindingCode.BEFORE_MANUFACTURE),
        ([(K.MANUFACTURED, "1991-01-01"), (K.MANUFACTURED, "1992-01-01")], FindingCode.MANUFACTURED_TWICE),
        ([(K.DEACTIVATED, "1991-01-01"), (K.DEACTIVATED, "1992-01-01")], FindingCode.DEACTIVATED_TWICE),
        ([(K.REACTIVATED, "1991-01-01")], FindingCode.REACTIVATED_UNDEACTIVATED),
    ],
)
def test_each_contradiction_is_said_at_the_entry_where_it_shows(entries, code):
    life = life_of([entry(str(place), kind, day) for place, (kind, day) in enumerate(entries)])
    assert [finding.code for finding in life.findings if finding.contradicts] == [code]


ENTRIES = st.lists(
    st.builds(
        lambda number, kind, day, precision, giver, receiver, place, target, cancels: Entry(
            f"e{number}", kind, day, precision, place, giver, receiver,
            corrects=f"e{target}" if target is not None and target != number else "",
            cancels=cancels and target is not None and target != number,
        ),
        st.integers(0, 40),
        st.sampled_from(list(EventKind)),
        st.none() | st.dates(date(1950, 1, 1), date(1953, 12, 31)),
        st.sampled_from(["day", "month", "year"]),
        st.none() | st.integers(1, 5),
        st.none() | st.integers(1, 5),
        st.integers(0, 2),
        st.none() | st.integers(0, 12),
        st.booleans(),
    ),
    max_size=14,
    unique_by=lambda one: one.uid,
)  # fmt: skip


@given(entries=ENTRIES, data=st.data())
@settings(max_examples=400, deadline=None)
def test_the_life_never_depends_on_the_order_of_entry(entries, data):
    shuffled = data.draw(st.permutations(entries))
    assert life_of(shuffled) == life_of(entries)
    day = date(1952, 3, 4)
    assert life_of(shuffled, day) == life_of(entries, day)


def test_correcting_in_a_circle_ends_nowhere_and_harms_nothing():
    life = life_of([entry("a", K.SEIZED, "2001-01-01", corrects="b"), entry("b", K.SEIZED, "2001-01-01", corrects="a")])
    assert life.steps == ()
