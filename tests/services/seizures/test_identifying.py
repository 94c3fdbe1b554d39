"""Which record a seized weapon is: said by an officer, corrected by another decision, never overwritten."""

import pytest

from salwa.domain.accounts import Role
from salwa.domain.marks.matching.verdict import Verdict
from salwa.domain.refusals import Conflict, NotFound, NotPermitted, Refusal
from salwa.services.search.asked import MarksAsked
from salwa.services.search.find import find_weapons
from salwa.services.seizures.identifying import confirm_registered
from salwa.services.seizures.queries import open_incident
from salwa.storage.accounts.models import AuditEntry
from salwa.storage.register.models import Custody, Event, SeizedWeapon
from tests.builders.people import a_person
from tests.builders.seizures import a_pistol, a_registered, a_seizure

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return a_person(Role.TRACING_OFFICER)


@pytest.fixture
def clerk():
    return a_person(Role.REGISTRAR)


def life_of(weapon):
    return list(Event.objects.filter(weapon=weapon).order_by("pk").values_list("kind", "cancels", "incident"))


def whereabouts(weapon):
    return Custody.objects.get(weapon=weapon).whereabouts


def say(officer, seized, weapon, reason="The barrel agrees."):
    return confirm_registered(acting_user=officer, seized=seized.pk, weapon=weapon, reason=reason)


def test_the_seizure_enters_the_life_of_the_record(officer, clerk):
    known = a_registered(clerk)
    seized = a_seizure(officer)[0]
    assert say(officer, seized, known) == 1
    assert life_of(known) == [("seized", False, "ZB 14/26")]
    assert whereabouts(known) == "in_evidence"
    assert SeizedWeapon.objects.get(pk=seized.pk).registered_as_id == known


def test_another_decision_cancels_the_entry_and_keeps_the_history(officer, clerk):
    first, second = a_registered(clerk), a_registered(clerk, "TAB48218")
    seized = a_seizure(officer)[0]
    say(officer, seized, first)
    say(officer, seized, second, "The 3 is an 8.")
    say(officer, seized, None, "Neither.")
    say(officer, seized, first, "The laboratory read it.")
    assert life_of(first) == [("seized", False, "ZB 14/26"), ("seized", True, ""), ("seized", False, "ZB 14/26")]
    assert life_of(second) == [("seized", False, "ZB 14/26"), ("seized", True, "")]
    assert [whereabouts(first), whereabouts(second)] == ["in_evidence", "unknown"]
    shown = open_incident(acting_user=officer, incident=seized.incident_id).weapons[0]
    assert [(one.version, one.weapon, one.reason) for one in shown.decisions] == [
        (4, first, "The laboratory read it."), (3, None, "Neither."), (2, second, "The 3 is an 8."),
        (1, first, "The barrel agrees."),
    ]  # fmt: skip
    said = AuditEntry.objects.filter(action="seizures.identified").order_by("number")
    assert [one.details["weapon"] for one in said] == [first, second, None, first]


def test_once_identified_the_record_alone_is_found_by_the_marks(officer, clerk):
    known = a_registered(clerk)
    seized = a_seizure(officer)[0]
    asked = MarksAsked(serial="TAB48213", maker="Taurus", model="PT 92")

    def found():
        return find_weapons(acting_user=officer, query=asked, purpose="case 12").candidates

    # Before, both stand side by side and neither can be identified.
    assert {one.weapon for one in found()} == {known, seized.weapon_id}
    say(officer, seized, known)
    assert [(one.weapon, one.verdict) for one in found()] == [(known, Verdict.IDENTIFIED)]
    say(officer, seized, None, "Another grip.")
    assert {one.weapon for one in found()} == {known, seized.weapon_id}


def test_what_is_refused_changes_nothing(officer, clerk):
    known = a_registered(clerk)
    seized, other = a_seizure(officer)[0], a_seizure(officer, reference="other")[0]
    with pytest.raises(Refusal) as refused:
        say(officer, seized, known, " ")
    assert refused.value.code == "reason_missing"
    for itself in (seized.weapon_id, other.weapon_id):
        with pytest.raises(Refusal) as refused:
            say(officer, seized, itself)
        assert refused.value.code == "is_a_seizure_itself"
    with pytest.raises(NotFound):
        say(officer, seized, 10**12)
    with pytest.raises(NotFound):
        confirm_registered(acting_user=officer, seized=10**12, weapon=known, reason="x")
    with pytest.raises(NotPermitted):
        say(a_person(Role.SUPERVISOR), seized, known)
    assert life_of(known) == []
    say(officer, seized, known)
    with pytest.raises(Conflict) as conflict:
        say(officer, seized, known)
    assert conflict.value.code == "said_already"


def test_a_weapon_confirmed_before_is_seen_again_by_its_record_though_its_marks_were_erased_since(officer, clerk):
    known = a_registered(clerk)
    first = a_seizure(officer)[0]
    say(officer, first, known)
    second = a_seizure(officer, a_pistol(""), reference="later")[0]
    seen = [(one["seized"], one["by"]) for one in second.checks["runs"][-1]["seen_before"]]
    assert seen == [(first.pk, "register")]
