"""What users of the German register complained about, each as a case that must simply work.

Over 500 pages of remarks reached the evaluation: chains of transfers refused because a later status was there, no way
to correct for years, mistyped makers and numbers that nobody could put right.
"""

import pytest

from salwa.domain.accounts import Role
from salwa.domain.weapons import EventKind, HolderKind
from salwa.services.custody.actions import cancel_entry, correct_entry, record_entry
from salwa.services.custody.queries import read_life
from salwa.services.search.asked import MarksAsked
from salwa.services.search.find import find_weapons
from salwa.services.weapons.actions import record_weapon
from salwa.services.weapons.corrections import correct_weapon
from salwa.services.weapons.mark_corrections import correct_mark
from salwa.services.weapons.queries import open_weapon
from salwa.services.weapons.values import MarkEntry, WeaponEntry
from salwa.storage.register.models import Event
from tests.builders.holders import a_holder
from tests.builders.lives import after_two_persons, an_entry
from tests.builders.people import a_person

pytestmark = pytest.mark.django_db
K = EventKind


class Case:
    """A clerk, a pistol, and those through whose hands it goes."""

    def __init__(self):
        self.clerk = a_person(Role.REGISTRAR)
        mark = MarkEntry("frame", "manufacture", "serial", "TKR 81234", "present")
        entry = WeaponEntry(type="pistol", maker="Taurus", model="PT 92", calibre="9x19", marks=(mark,))
        self.pistol = record_weapon(acting_user=self.clerk, entry=entry)
        self.maker = a_holder("Maker", HolderKind.MAKER).pk
        self.dealer = a_holder("Dealer", HolderKind.DEALER).pk
        self.second = a_holder("Second dealer", HolderKind.DEALER).pk
        self.club = a_holder("Club", HolderKind.CLUB).pk

    def record(self, kind, day, **rest):
        return record_entry(acting_user=self.clerk, entry=an_entry(self.pistol, kind, day, **rest)).event

    @property
    def life(self):
        return read_life(acting_user=self.clerk, weapon_id=self.pistol)

    @property
    def steps(self):
        """Steps that somebody recorded; the serial tells the year of manufacture, which begins the life."""
        return [step for step in self.life.steps if step.entry.number]

    def codes(self):
        return [one.code for step in self.life.steps for one in step.findings if one.contradicts]

    def found_by(self, **marks):
        result = find_weapons(acting_user=self.clerk, query=MarksAsked(**marks), purpose="Case 1")
        return [one.weapon for one in result.candidates]


@pytest.fixture
def case():
    return Case()


def test_transfer_chain_with_a_missing_step(case):
    case.record(K.TRANSFERRED, "2020-01-01", giver=case.maker, receiver=case.dealer)
    case.record(K.TRANSFERRED, "2021-01-01", giver=case.second, receiver=case.club)
    assert (case.life.state.holder.name, case.codes()) == ("Club", ["missing_step"])
    finding = next(one for step in case.life.steps for one in step.findings if one.contradicts)
    assert finding.sentence.english() == (
        "Here Second dealer parts with the weapon, but by the entry before it was with Dealer."
    )
    case.record(K.TRANSFERRED, "2020-06", giver=case.dealer, receiver=case.second)
    assert (case.codes(), case.life.contradictions) == ([], 0)


def test_wrong_maker(case):
    seen = open_weapon(acting_user=case.clerk, weapon_id=case.pistol).life.version
    correct_weapon(
        acting_user=case.clerk, weapon_id=case.pistol, changes={"maker": "Beretta", "model": "92 FS"},
        reason="Misread slide.", seen_version=seen,
    )  # fmt: skip
    page = open_weapon(acting_user=case.clerk, weapon_id=case.pistol)
    assert {one.field: one.code for one in page.fields}["maker"] == "beretta"
    (correction,) = page.life.corrections
    assert correction.reason == "Misread slide."
    assert ("maker", "Taurus", "Beretta") in {(one.what, one.before, one.after) for one in correction.changes}
    assert case.found_by(serial="TKR8123?", maker="Beretta") == [case.pistol]


def test_wrong_number(case):
    page = open_weapon(acting_user=case.clerk, weapon_id=case.pistol)
    right = MarkEntry("frame", "manufacture", "serial", "TKR 81294", "present")
    correct_mark(
        acting_user=case.clerk, weapon_id=case.pistol, mark_id=page.marks[0].number, mark=right,
        reason="3 and 9 taken for one another.", seen_version=page.life.version,
    )  # fmt: skip
    (mark,) = open_weapon(acting_user=case.clerk, weapon_id=case.pistol).marks
    assert (mark.text, [old.text for old in mark.earlier]) == ("TKR 81294", ["TKR 81234"])
    assert case.found_by(serial="TKR81294") == [case.pistol]
    assert case.found_by(serial="TKR81234") == [case.pistol]


def test_cancelled_entry(case):
    entry = an_entry(case.pistol, K.DESTROYED, "2022-01-01", document="Protocol 7")
    wrong = after_two_persons(case.clerk, entry).event
    cancel_entry(acting_user=case.clerk, weapon_id=case.pistol, event_id=wrong, reason="Another pistol was meant.")
    life = case.life
    assert life.state.whereabouts == "unknown"
    (cancelled,) = life.cancelled
    assert (cancelled.by.reason, [one.document for one in cancelled.entries]) == (
        "Another pistol was meant.",
        ["Protocol 7"],
    )
    assert cancelled.by.recorded_by == str(case.clerk)


def test_later_status_already_there(case):
    """Chain transfers were refused because the weapon already had a later status."""
    case.record(K.EXPORTED, "2023-01-01", giver=case.club, country="AUT")
    case.record(K.TRANSFERRED, "2021-01-01", giver=case.dealer, receiver=case.club)
    case.record(K.TRANSFERRED, "2020-01-01", giver=case.maker, receiver=case.dealer)
    life = case.life
    assert (life.state.whereabouts, life.state.country, life.contradictions) == ("abroad", "AUT", 0)
    assert life.state.last_lawful.name == "Club"


def test_out_of_order(case):
    facts = [
        (K.RETURNED, "2022-05-01", {"giver": case.club, "receiver": case.dealer}),
        (K.TRANSFERRED, "2020-01-01", {"giver": case.maker, "receiver": case.dealer}),
        (K.ISSUED, "2022-02", {"giver": case.dealer, "receiver": case.club}),
    ]
    for kind, day, sides in facts:
        case.record(kind, day, **sides)
    assert [step.entry.kind for step in case.steps] == ["transferred", "issued", "returned"]
    assert (case.life.state.whereabouts, case.life.contradictions) == ("held", 0)


def test_recount(case):
    """The weapon is counted again elsewhere than the records say: the count is taken, the contradiction said."""
    case.record(K.TRANSFERRED, "2020-01-01", giver=case.maker, receiver=case.dealer)
    case.record(K.RECORDED, "2024-01-01", receiver=case.club, document="Count 2024")
    assert (case.life.state.holder.name, case.codes()) == ("Club", ["missing_step"])
    case.record(K.RECORDED, "2024-02-01", receiver=case.club, document="Recount 2024")
    assert case.life.contradictions == 1


def test_a_correction_of_a_correction_keeps_all_three_readable(case):
    first = case.record(K.TRANSFERRED, "2020-01-01", receiver=case.dealer)
    second = correct_entry(
        acting_user=case.clerk, event_id=first,
        entry=an_entry(case.pistol, K.TRANSFERRED, "2020-01-02", receiver=case.dealer, details={"reason": "Day."}),
    ).event  # fmt: skip
    correct_entry(
        acting_user=case.clerk, event_id=second,
        entry=an_entry(case.pistol, K.TRANSFERRED, "2020-01-02", receiver=case.club, details={"reason": "Holder."}),
    )  # fmt: skip
    (step,) = case.steps
    assert (step.entry.receiver.name, step.entry.reason) == ("Club", "Holder.")
    assert [(old.date.isoformat(), old.receiver.name) for old in step.earlier] == [
        ("2020-01-02", "Dealer"),
        ("2020-01-01", "Dealer"),
    ]
    assert Event.objects.count() == 3
