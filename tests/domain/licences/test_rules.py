"""Completeness, risks, series, refused deals, uses, letters."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salwa.domain.custody import Whereabouts
from salwa.domain.licences.completeness import Application, ItemAsked, lacks
from salwa.domain.licences.deals import Deal, likeness, same_name
from salwa.domain.licences.letters import Reexport, letter_of
from salwa.domain.licences.ranges import LARGEST, runs, serial_range
from salwa.domain.licences.risks import Assessment, RiskAnswer, RiskQuestion, assess
from salwa.domain.licences.uses import Route, arrival_findings, entry_kind, fits_use, left
from salwa.domain.licences.vocabulary import Answer, CheckResult, LicenceKind, PartyRole
from salwa.domain.refusals import Refusal
from salwa.domain.weapons import EventKind
from tests.builders.licences import COMPLETE

pytestmark = pytest.mark.one_engine
TODAY = date(2026, 3, 1)
FULL = Application(
    LicenceKind.EXPORT, "KEN", "KEN", "UGA", "police duty", TODAY, date(2026, 12, 1),
    roles=frozenset({PartyRole.END_USER}), items=(ItemAsked(True, 10),), certificate=COMPLETE,
    checks=(CheckResult.AUTHENTIC,),
)  # fmt: skip


def codes(application):
    return [one.code for one in lacks(application, TODAY)]


def test_a_complete_application_lacks_nothing():
    assert codes(FULL) == []


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"items": ()}, ["no_items"]),
        ({"items": (ItemAsked(True, 1), ItemAsked(False, 1))}, ["item_unclear"]),
        ({"valid_until": None}, ["no_last_day"]),
        ({"valid_until": date(2026, 2, 1)}, ["days_swapped"]),
        ({"valid_from": None, "valid_until": date(2026, 2, 28)}, ["over_already"]),
        ({"origin": ""}, ["no_origin"]),
        ({"destination": ""}, ["no_destination"]),
        ({"destination": "KEN"}, ["goes_nowhere"]),
        ({"origin": "TZA"}, ["not_ours"]),
        ({"kind": LicenceKind.IMPORT}, ["not_to_us", "no_exporter"]),
        ({"kind": LicenceKind.BROKERING}, ["no_registration"]),
        (
            {"kind": LicenceKind.BROKERING, "broker_registration": "B", "broker_registered_until": date(2026, 2, 1)},
            ["registration_over"],
        ),
        ({"roles": frozenset()}, ["no_end_user"]),
        ({"end_use": " "}, ["no_end_use"]),
        ({"certificate": None}, ["no_certificate"]),
        ({"certificate": replace(COMPLETE, signed="no")}, ["certificate_incomplete"]),
        ({"checks": ()}, ["not_checked"]),
        ({"checks": (CheckResult.NO_ANSWER,)}, ["no_answer_yet"]),
        ({"checks": (CheckResult.NOT_AUTHENTIC, CheckResult.AUTHENTIC)}, ["false_certificate"]),
    ],
)
def test_what_an_application_lacks_is_named(change, expected):
    assert codes(replace(FULL, **change)) == expected


def test_manufacture_needs_neither_route_nor_certificate():
    assert codes(Application(LicenceKind.MANUFACTURE, "KEN", valid_until=TODAY, items=(ItemAsked(True, 1),))) == []


def question(code, risky="yes", blocks=False):
    return RiskQuestion(code, {}, {}, Answer(risky), blocks, frozenset(LicenceKind), ("POA:II.11",))


def test_answers_are_weighed_question_by_question():
    asked = [question("a"), question("b", "no"), question("c"), question("d", blocks=True), question("e")]
    given_answers = [
        RiskAnswer("a", Answer.YES, "seen"), RiskAnswer("b", Answer.YES), RiskAnswer("c", Answer.NOT_KNOWN, "asked"),
        RiskAnswer("d", Answer.YES, "list of today"), RiskAnswer("zzz", Answer.YES, "not asked"),
    ]  # fmt: skip
    weighed = assess(asked, given_answers)
    found = [[one.code for one in getattr(weighed, name)] for name in Assessment.__slots__]
    assert found == [["e"], ["b"], ["a"], ["c"], ["d"]]
    assert (weighed.answered, weighed.warns) == (False, True)


def test_an_unknown_answer_about_an_embargo_warns_and_does_not_forbid():
    weighed = assess([question("d", blocks=True)], [RiskAnswer("d", Answer.NOT_KNOWN, "lists not reachable")])
    assert (weighed.blocking, weighed.warns, weighed.answered) == ((), True, True)


@pytest.mark.parametrize(
    ("first", "last", "count", "ends"),
    [
        ("AB 1000", "AB 1499", 500, ("AB1000", "AB1499")),
        ("ab-0098", "AB0102", 5, ("AB0098", "AB0102")),
        ("99", "101", 3, ("99", "101")),
        ("К 10 Б", "к10б", 1, ("К10Б", "К10Б")),
        ("T٩٨", "T٩٩", 2, ("T98", "T99")),
        ("12AB34", "12AB40", 7, ("12AB34", "12AB40")),
    ],
)
def test_series_are_taken_apart(first, last, count, ends):
    found = serial_range(first, last)
    numbers = found.numbers()
    assert (found.count, len(numbers), (numbers[0], numbers[-1])) == (count, count, ends)


@pytest.mark.parametrize(
    ("first", "last", "code"),
    [
        ("AB", "AB 5", "not_a_range"),
        ("", "", "not_a_range"),
        ("AB 10", "AC 20", "not_a_range"),
        ("AB 20", "AB 10", "not_a_range"),
        ("AB 010", "AB 1000", "not_a_range"),
        ("AB 1?0", "AB 190", "not_a_range"),
        ("1", "9" * 30, "not_a_range"),
        ("1", str(LARGEST + 1), "range_too_large"),
        ("A" * 300 + "1", "2", "not_a_range"),
    ],
)
def test_series_that_cannot_be_counted_are_refused(first, last, code):
    with pytest.raises(Refusal) as refused:
        serial_range(first, last)
    assert refused.value.code == code


@given(st.integers(0, 9_000), st.integers(0, 500), st.sets(st.integers(0, 500)), st.integers(4, 9))
def test_runs_put_together_what_a_series_took_apart(start, length, left_out, width):
    numbers = serial_range(f"X{start:0{width}d}", f"X{start + length:0{width}d}").numbers()
    kept = [number for place, number in enumerate(numbers) if place not in left_out]
    found = runs(kept)
    assert sum(count for _, _, count in found) == len(kept)
    assert [number for first, last, _ in found for number in serial_range(first, last).numbers()] == kept


@given(st.text(max_size=40), st.text(max_size=40))
def test_series_never_raise_anything_but_a_refusal(first, last):
    try:
        assert serial_range(first, last).count >= 1
    except Refusal as refusal:
        assert refusal.sentence.english()


def test_a_refused_deal_is_known_again_by_its_end_user_and_destination():
    refused = Deal(1, "SSD", ("nile security trading",), ("al nasr shipping",), frozenset({"pistol"}), "c 9")
    asked = Deal(2, "SSD", ("trading nile security",), (), frozenset({"pistol", "rifle"}))
    told = likeness(asked, refused)
    assert (told.score, told.alike) == (6, True)
    assert [one.english() for one in told.reasons] == [
        "Both name the end user trading nile security.", "Both go to SSD.", "Both are about pistol.",
    ]  # fmt: skip
    assert not likeness(Deal(2, "SSD", ("ministry of defence",), (), frozenset({"pistol"})), refused).alike
    assert likeness(Deal(9, "UGA", (), ("nile security trading",), contract="c 9"), refused).score == 6


def test_names_are_the_same_with_a_slip_of_the_pen_and_empty_ones_never():
    assert same_name("nile security trading", "nile securty trading")
    assert not same_name("nile security trading", "blue nile traders")
    assert not same_name("", "")


@pytest.mark.parametrize(
    ("origin", "destination", "entry"),
    [
        ("KEN", "UGA", EventKind.EXPORTED),
        ("UGA", "KEN", EventKind.IMPORTED),
        ("UGA", "RWA", EventKind.TRANSFERRED),
        ("KEN", "KEN", EventKind.TRANSFERRED),
        ("", "", EventKind.TRANSFERRED),
    ],
)
def test_a_brokered_deal_is_recorded_by_the_border_it_crosses(origin, destination, entry):
    assert entry_kind(LicenceKind.BROKERING, Route(origin, destination, "KEN")) is entry


def test_only_a_weapon_that_is_here_leaves_without_a_question():
    leaves = {one for one in Whereabouts if fits_use(EventKind.EXPORTED, one)}
    assert leaves == {Whereabouts.UNKNOWN, Whereabouts.HELD}
    assert {one for one in Whereabouts if fits_use(EventKind.IMPORTED, one)} == {
        Whereabouts.UNKNOWN,
        Whereabouts.ABROAD,
    }


def test_what_is_left_is_never_below_zero_and_unknown_arrival_is_no_finding():
    assert left({1: 5, 2: 3}, {1: 7}) == {1: 0, 2: 3}
    assert arrival_findings(5, None) == arrival_findings(5, 5) == ()
    assert len(arrival_findings(5, 6)) == 2


def test_the_letter_names_who_what_whom_and_until_when():
    one = Reexport(
        "KEN-R-2026-00001", "Kenya", "Germany", "Heckler & Koch", ("KEN-I-2019-00004",), 12, "Police", "Uganda", "duty",
        "2026-04-01",
    )  # fmt: skip
    letter = letter_of(one)
    text = " ".join(sentence.english() for sentence in (letter.subject, *letter.head, *letter.paragraphs))
    for part in (
        "KEN-R-2026-00001",
        "Germany",
        "Heckler & Koch",
        "KEN-I-2019-00004",
        "12",
        "Uganda",
        "2026-04-01",
        "II.13",
    ):
        assert part in text
    assert "soon" in letter_of(replace(one, answer_by="", exporter="")).paragraphs[-1].english()
