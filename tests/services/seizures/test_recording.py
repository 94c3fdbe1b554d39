"""A seizure is recorded once with everything that follows from it, or not at all."""

import uuid
from dataclasses import replace
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from salwa.domain.accounts import Role
from salwa.domain.refusals import Conflict, NotPermitted, Refusal
from salwa.domain.tracing import Circumstance, IllicitLimb
from salwa.domain.weapons import EventKind
from salwa.services.seizures import checks
from salwa.services.seizures.queries import IncidentFilters, list_incidents, open_incident
from salwa.services.seizures.questions import answer_question, ask_experts, list_questions
from salwa.services.seizures.recording import check_again, reclassify, record_incident
from salwa.services.seizures.values import ClassificationEntry
from salwa.storage.accounts.models import AuditEntry, DayQuota
from salwa.storage.register.models import Classification, Custody, Event, Incident, Mark, SeizedWeapon, Weapon
from tests.builders.people import a_person
from tests.builders.seizures import TRAFFICKED, a_pistol, a_registered, a_seizure, a_serial, an_entry
from tests.builders.weapons import an_event

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return a_person(Role.TRACING_OFFICER)


@pytest.fixture
def clerk():
    return a_person(Role.REGISTRAR)


def counted():
    return [
        model.objects.count() for model in (Incident, Classification, SeizedWeapon, Weapon, Mark, Event)
    ]  # fmt: skip


def run_of(seized):
    return seized.checks["runs"][-1]


def test_one_entry_makes_incident_weapons_marks_lives_and_log(officer):
    entry = an_entry(a_pistol("tab-4821?"), a_pistol("", build="craft"))
    number = record_incident(acting_user=officer, entry=entry)
    assert counted() == [1, 1, 2, 2, 2, 2]
    incident = Incident.objects.get(pk=number)
    assert (incident.place, incident.reference, incident.kept_by) == ("Zenda bridge", "ZB 14/26", "Police of Zenda")
    assert list(Mark.objects.order_by("pk").values_list("text", "state")) == [("tab-4821?", "partial"), ("", "erased")]
    events = Event.objects.order_by("pk")
    assert {(one.kind, str(one.date), one.place, one.incident, one.receiver_text) for one in events} == {
        ("seized", "2026-03-14", "Zenda bridge", "ZB 14/26", "Police of Zenda")
    }
    assert set(Custody.objects.values_list("whereabouts", flat=True)) == {"in_evidence"}
    actions = list(AuditEntry.objects.order_by("number").values_list("action", flat=True))
    assert actions == [
        "weapons.found", "weapons.found", "weapons.recorded", "custody.recorded", "weapons.recorded",
        "custody.recorded", "seizures.recorded",
    ]  # fmt: skip


def test_the_same_entry_sent_twice_is_one_incident_and_other_content_is_refused(officer):
    entry = an_entry(a_pistol("TAB 1"), a_pistol("TAB 2"))
    first = record_incident(acting_user=officer, entry=entry)
    before = counted()
    assert record_incident(acting_user=officer, entry=entry) == first
    for other in (
        replace(entry, place="Hentzau"),
        replace(entry, weapons=(a_pistol("TAB 1"), a_pistol("TAB 3"))),
        replace(entry, weapons=(a_pistol("TAB 1"),)),
    ):
        with pytest.raises(Conflict) as refused:
            record_incident(acting_user=officer, entry=other)
        assert refused.value.code == "uid_of_another"
    with pytest.raises(Conflict):
        record_incident(acting_user=a_person(Role.TRACING_OFFICER), entry=entry)
    assert counted() == before
    # Control: without the same uid it is a second incident.
    assert record_incident(acting_user=officer, entry=replace(entry, uid=uuid.uuid4())) != first


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"weapons": ()}, "no_weapon"),
        ({"weapons": (a_pistol(),) * 41}, "too_many_weapons"),
        ({"day": None, "place": " ", "reference": "", "evidence": ""}, "no_place"),
        ({"day": timezone.localdate() + timedelta(days=1)}, "in_the_future"),
        ({"weapons": (a_pistol(), replace(a_pistol(), marks=(a_serial(" "),)))}, "mark_without_text"),
        ({"weapons": (a_pistol(), type(a_pistol())())}, "nothing_known"),
    ],
)
def test_what_cannot_be_recorded_is_refused_and_leaves_nothing(officer, changed, code):
    with pytest.raises(Refusal) as refused:
        record_incident(acting_user=officer, entry=replace(an_entry(), **changed))
    assert refused.value.code == code
    if "weapons" in changed and len(changed["weapons"]) == 2:
        assert refused.value.where["weapon"] == 2
    assert counted() == [0] * 6


def test_others_may_not_record(db):
    for role in (Role.AUDITOR, Role.STOCK_OFFICER, Role.SUPERVISOR, Role.ADMINISTRATOR):
        with pytest.raises(NotPermitted):
            record_incident(acting_user=a_person(role), entry=an_entry())


def test_a_clerk_without_the_right_to_read_cases_records_and_sees_it(clerk):
    number = record_incident(acting_user=clerk, entry=an_entry())
    page = open_incident(acting_user=clerk, incident=number)
    assert (page.counted_as.circumstance, page.weapons[0].case, page.may_open_cases) == ("seized", "", False)


def test_the_check_finds_the_registered_weapon_though_one_sign_was_misread(officer, clerk):
    known = a_registered(clerk)
    a_registered(clerk, "TAB50001")
    seized = a_seizure(officer, a_pistol("TA848213"))[0]
    run = run_of(seized)
    assert (run["state"], run["candidates"][0]["weapon"], run["seen_before"], run["duplicates"]) == (
        "done",
        known,
        [],
        [],
    )
    assert run["candidates"][0]["class"] in ("identified", "probable")
    assert run["candidates"][0]["missing"] == []


@pytest.mark.parametrize("kind", ["lost", "stolen"])
def test_the_check_says_that_a_candidate_was_lost_or_stolen(officer, clerk, kind):
    known = a_registered(clerk)
    entry = an_event(Weapon.objects.get(pk=known), kind, "2019-05-01", precision="month")
    run = run_of(a_seizure(officer)[0])
    assert run["candidates"][0]["missing"] == [{"kind": kind, "day": "2019-05", "entry": entry.pk}]
    assert run["candidates"][0]["whereabouts"] == kind


def test_a_loss_that_was_cancelled_does_not_count(officer, clerk):
    weapon = Weapon.objects.get(pk=a_registered(clerk))
    wrong = an_event(weapon, "lost", "2019-05-01")
    an_event(weapon, "lost", "2019-05-01", corrects=wrong, cancels=True)
    assert run_of(a_seizure(officer)[0])["candidates"][0]["missing"] == []


def test_the_same_weapon_seized_again_is_seen_and_is_no_candidate_of_the_register(officer):
    first = a_seizure(officer)[0]
    second = a_seizure(officer, reference="second")[0]
    run = run_of(second)
    assert [(one["seized"], one["by"]) for one in run["seen_before"]] == [(first.pk, "marks")]
    assert run["candidates"] == []
    # Control: another weapon was not seen before.
    assert run_of(a_seizure(officer, a_pistol("QX 99331"))[0])["seen_before"] == []


def test_two_weapons_with_one_number_in_one_incident_are_said(officer):
    seized = a_seizure(officer, a_pistol("TAB48213"), a_pistol("QX 77"), a_pistol("tab 48213"))
    assert [run_of(one)["duplicates"] for one in seized] == [[3], [], [1]]


def test_a_weapon_of_which_nothing_can_be_asked_is_recorded_and_says_so(officer):
    seized = a_seizure(officer, a_pistol("", maker="", model="", calibre="", build="craft"))[0]
    assert run_of(seized)["state"] in ("done", "nothing_asked")


def test_when_the_allowance_is_used_up_the_seizure_is_recorded_and_checked_later(officer, clerk):
    known = a_registered(clerk)
    today = DayQuota.objects.create(
        user=officer, day=timezone.localdate(), kind="lookups", used=settings.SALWA["lookups_per_day"]
    )
    seized = a_seizure(officer)[0]
    assert (run_of(seized)["state"], run_of(seized)["candidates"]) == ("quota_spent", [])
    assert check_again(acting_user=officer, seized=seized.pk) == "quota_spent"
    today.delete()
    assert check_again(acting_user=officer, seized=seized.pk) == "done"
    seized.refresh_from_db()
    assert [one["state"] for one in seized.checks["runs"]] == ["quota_spent", "quota_spent", "done"]
    assert [one["weapon"] for one in run_of(seized)["candidates"]] == [known]
    assert run_of(seized)["seen_before"] == []
    with pytest.raises(Conflict):
        check_again(acting_user=officer, seized=seized.pk)


def test_every_look_up_of_a_check_is_in_the_log_with_its_purpose_and_taken_from_the_allowance(officer):
    a_seizure(officer, a_pistol("A 1"), a_pistol("A 2"))
    found = AuditEntry.objects.filter(action="weapons.found")
    assert {one.purpose for one in found} == {"seizure ZB 14/26"}
    assert DayQuota.objects.get(user=officer, kind="lookups").used == found.count() == 2


def test_a_classification_is_appended_with_its_reason_and_the_old_one_stays(officer):
    number = a_seizure(officer)[0].incident_id
    found = ClassificationEntry(Circumstance.FOUND, limbs={IllicitLimb.NOT_MARKED: "Marking Order 3"})
    assert reclassify(acting_user=officer, incident=number, entry=found, reason="It lay in a wood.") == 2
    page = open_incident(acting_user=officer, incident=number)
    assert [(one.version, one.circumstance, one.limbs, one.reason) for one in page.classifications] == [
        (2, "found", (("c", "Marking Order 3"),), "It lay in a wood."),
        (1, "seized", (("a", "Arms Act, section 4"),), ""),
    ]
    for entry, reason, code in ((TRAFFICKED, " ", "reason_missing"), (found, "again", "nothing_new")):
        with pytest.raises(Refusal) as refused:
            reclassify(acting_user=officer, incident=number, entry=entry, reason=reason)
        assert refused.value.code == code
    assert Classification.objects.count() == 2


def test_incidents_are_listed_narrowed_and_paged(officer):
    numbers = [a_seizure(officer, reference=f"R {n}")[0].incident_id for n in range(5)]
    reclassify(
        acting_user=officer, incident=numbers[2], entry=ClassificationEntry(Circumstance.FOUND), reason="was found"
    )

    def listed(before=None, count=50, **filters):
        page = list_incidents(acting_user=officer, filters=IncidentFilters(**filters), before=before, count=count)
        return [one.number for one in page.lines], page.next_before

    assert listed() == (numbers[::-1], None)
    assert listed(count=2) == (numbers[:2:-1], numbers[3])
    assert listed(count=2, before=numbers[3]) == ([numbers[2], numbers[1]], numbers[1])
    assert listed(circumstance="found") == ([numbers[2]], None)
    assert listed(text="r 4") == ([numbers[4]], None)
    assert listed(text="\x00") == (numbers[::-1], None)


def test_the_auditor_sees_the_seizure_but_not_what_the_register_says_of_candidates(officer, clerk):
    a_registered(clerk)
    number = a_seizure(officer)[0].incident_id
    seen = open_incident(acting_user=officer, incident=number).weapons[0].check.candidates[0]
    hidden = open_incident(acting_user=a_person(Role.AUDITOR), incident=number).weapons[0].check.candidates[0]
    assert (seen.title != "", seen.reasons != ()) == (True, True)
    assert (hidden.weapon, hidden.title, hidden.reasons) == (seen.weapon, "", ())
    with pytest.raises(NotPermitted):
        open_incident(acting_user=a_person(Role.STOCK_OFFICER), incident=number)


def test_experts_are_asked_once_at_a_time_and_answer(officer, clerk):
    seized = a_seizure(officer)[0]
    number = ask_experts(acting_user=officer, seized=seized.pk)
    with pytest.raises(Conflict):
        ask_experts(acting_user=officer, seized=seized.pk)
    with pytest.raises(NotPermitted):
        list_questions(acting_user=officer)
    waiting = list_questions(acting_user=clerk)[0]
    assert (waiting.number, waiting.marks, waiting.answered_at) == (number, ("TAB48213",), None)
    with pytest.raises(Refusal):
        answer_question(acting_user=clerk, question=number, answer=" ")
    answer_question(acting_user=clerk, question=number, answer="A copy of a PT 92.")
    with pytest.raises(Conflict):
        answer_question(acting_user=clerk, question=number, answer="Another.")
    shown = open_incident(acting_user=officer, incident=seized.incident_id).weapons[0]
    assert ([one.answer for one in shown.questions], shown.question_open) == (["A copy of a PT 92."], False)


def test_serials_are_looked_for_one_by_one_up_to_three():
    entry = replace(a_pistol(), marks=tuple(a_serial(text) for text in ("A1", "a-1", "B 2", "C3", "D4")))
    assert [one.serial for one in checks.questions_of(entry)] == ["A1", "B 2", "C3"]
    assert EventKind("seized") is EventKind.SEIZED
