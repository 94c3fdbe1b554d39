"""A weapon of the register checked against the rules: what its rows amount to, grounds, rights, the audit entry."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from salwa.domain.accounts import Role
from salwa.domain.marking import Ground, Overall, RuleCode, Verdict
from salwa.domain.refusals import NotFound, NotPermitted, Refusal
from salwa.domain.weapons import EventKind, HolderKind
from salwa.services.custody.actions import cancel_entry, record_entry
from salwa.services.custody.values import LifeEntry
from salwa.services.marking.checking import check_weapon
from salwa.services.marking.grounds import end_ground, record_ground
from salwa.services.marking.profile import FaultyProfile, set_profile, show_profile
from salwa.services.marking.quality import measure_mark
from salwa.storage.accounts.models import AuditEntry
from salwa.storage.register.models import Mark, MarkingVerdict, Weapon
from tests.builders.lives import after_two_persons
from tests.builders.marking import a_mark, a_serial, a_store, a_weapon
from tests.builders.people import a_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk():
    return a_person(Role.REGISTRAR)


def verdicts(clerk, weapon):
    check = check_weapon(acting_user=clerk, weapon_id=weapon)
    return {finding.rule: finding.verdict for finding in check.binding + check.advice}


def an_event(clerk, weapon, kind, **more):
    entry = LifeEntry(weapon, kind, str(uuid4()), date(2021, 1, 1), **more)
    if kind is EventKind.DESTROYED:
        return after_two_persons(clerk, entry).event
    return record_entry(acting_user=clerk, entry=entry).event


def test_a_check_says_why_and_what_to_do_with_the_paragraph_and_leaves_an_audit_entry(clerk):
    number = a_weapon(clerk, a_mark(state="erased"))
    check = check_weapon(acting_user=clerk, weapon_id=number)
    assert check.overall is Overall.MARKS_MISSING
    finding = next(one for one in check.binding if one.rule is RuleCode.MANUFACTURE)
    assert finding.why.english() == "The serial number was erased."
    assert finding.remedy.english().startswith("Have it made visible again by a laboratory")
    assert check.component == "receiver"
    assert check.place.english().startswith("On the side of the receiver")
    last = AuditEntry.objects.order_by("-id").first()
    assert (last.action, last.object_id) == ("marking.checked", str(number))
    assert last.details == {"overall": "marks_missing", "profile": 0}


def test_marks_that_were_corrected_no_longer_count(clerk):
    number = a_weapon(clerk, a_mark(state="none"))
    wrong = Mark.objects.get(weapon=number)
    Mark.objects.create(
        weapon_id=number, component="receiver", occasion="manufacture", text="AB 1", corrects=wrong,
        recorded_at=timezone.now(),
    )  # fmt: skip
    assert verdicts(clerk, number)[RuleCode.ESSENTIAL_PART] is Verdict.FULFILLED


def test_the_words_of_marks_name_their_states(clerk):
    marks = (
        a_serial(), a_mark("FN HERSTAL BELGIUM", "maker_stamp"), a_mark("KEN 88", "import_mark", occasion="import"),
    )  # fmt: skip
    number = a_weapon(clerk, *marks, country="Belgium", maker="FN Herstal")
    found = verdicts(clerk, number)
    assert found[RuleCode.MANUFACTURE] is Verdict.FULFILLED
    assert (found[RuleCode.IMPORT], found[RuleCode.IMPORT_YEAR]) == (Verdict.FULFILLED, Verdict.FULFILLED)


def test_an_import_mark_of_another_state_is_not_this_states(clerk):
    number = a_weapon(clerk, a_serial(), a_mark("UGANDA", "import_mark", occasion="import"), country="Belgium")
    an_event(clerk, number, EventKind.IMPORTED, country="BEL")
    check = check_weapon(acting_user=clerk, weapon_id=number)
    finding = next(one for one in check.binding if one.rule is RuleCode.IMPORT)
    assert finding.why.english() == "It bears the import mark of another State only."


@pytest.mark.parametrize(
    ("country", "imported", "verdict"),
    [
        ("Kenya", False, Verdict.NOT_REQUIRED),
        ("Kenya", True, Verdict.CANNOT_TELL),
        ("Belgium", False, Verdict.CANNOT_TELL),
        ("", False, Verdict.CANNOT_TELL),
    ],
)
def test_whether_an_import_mark_is_needed_follows_from_country_and_entries(clerk, country, imported, verdict):
    number = a_weapon(clerk, a_serial(), country=country)
    if imported:
        an_event(clerk, number, EventKind.IMPORTED, country="BEL")
    assert verdicts(clerk, number)[RuleCode.IMPORT] is verdict


def test_a_seizure_that_was_cancelled_is_no_recovery(clerk):
    number = a_weapon(clerk, a_mark(state="none"))
    event = an_event(clerk, number, EventKind.SEIZED)
    assert verdicts(clerk, number)[RuleCode.RECOVERED] is Verdict.NOT_FULFILLED
    cancel_entry(acting_user=clerk, weapon_id=number, event_id=event, reason="Another weapon was meant.")
    assert verdicts(clerk, number)[RuleCode.RECOVERED] is Verdict.NOT_REQUIRED


def test_a_transfer_from_the_states_stock_to_a_dealer_needs_the_stock_mark(clerk):
    depot, dealer = a_store(clerk), a_store(clerk, "Guns Ltd", HolderKind.DEALER)
    number = a_weapon(clerk, a_serial(), a_mark("", "stock_mark", state="none"), store=depot)
    assert verdicts(clerk, number)[RuleCode.TRANSFER] is Verdict.NOT_REQUIRED
    an_event(clerk, number, EventKind.TRANSFERRED, giver=depot.pk, receiver=dealer.pk)
    assert verdicts(clerk, number)[RuleCode.TRANSFER] is Verdict.NOT_FULFILLED


def test_a_transfer_to_somebody_unknown_cannot_be_told(clerk):
    depot = a_store(clerk)
    number = a_weapon(clerk, a_serial(), store=depot)
    an_event(clerk, number, EventKind.TRANSFERRED, giver=depot.pk, receiver_text="a farmer")
    assert verdicts(clerk, number)[RuleCode.TRANSFER] is Verdict.CANNOT_TELL


def test_a_destroyed_weapon_needs_no_mark(clerk):
    number = a_weapon(clerk, a_mark(state="none"))
    an_event(clerk, number, EventKind.DESTROYED)
    assert check_weapon(acting_user=clerk, weapon_id=number).overall is Overall.DULY_MARKED


def test_a_ground_frees_from_the_import_mark_until_its_day_or_its_end(clerk):
    number = a_weapon(clerk, a_serial(), a_mark("", "import_mark", state="none", occasion="import"))
    an_event(clerk, number, EventKind.IMPORTED, country="BEL")
    assert verdicts(clerk, number)[RuleCode.IMPORT] is Verdict.NOT_FULFILLED
    until = timezone.localdate() + timedelta(10)
    ground = record_ground(
        acting_user=clerk, weapon_id=number, ground=Ground.TEMPORARY_IMPORT, document="TI 7/2026", until=until
    )
    assert verdicts(clerk, number)[RuleCode.IMPORT] is Verdict.NOT_REQUIRED
    assert MarkingVerdict.objects.get(weapon=number).overall != Overall.MARKS_MISSING.value
    with pytest.raises(Refusal) as refused:
        record_ground(
            acting_user=clerk, weapon_id=number, ground=Ground.TEMPORARY_IMPORT, document="TI 8/2026", until=until
        )
    assert refused.value.code == "ground_there"
    end_ground(acting_user=clerk, weapon_id=number, ground_id=ground)
    end_ground(acting_user=clerk, weapon_id=number, ground_id=ground)
    assert verdicts(clerk, number)[RuleCode.IMPORT] is Verdict.NOT_FULFILLED
    assert AuditEntry.objects.filter(action="marking.ground_ended").count() == 1


@pytest.mark.parametrize(
    ("ground", "document", "days", "code"),
    [
        (Ground.MUSEUM, " ", None, "no_document"),
        (Ground.TEMPORARY_IMPORT, "TI 7", None, "no_last_day"),
        (Ground.TEMPORARY_IMPORT, "TI 7", -1, "day_passed"),
    ],
)
def test_a_ground_needs_its_proof(clerk, ground, document, days, code):
    number = a_weapon(clerk, a_serial())
    until = None if days is None else timezone.localdate() + timedelta(days)
    with pytest.raises(Refusal) as refused:
        record_ground(acting_user=clerk, weapon_id=number, ground=ground, document=document, until=until)
    assert refused.value.code == code


def test_a_shallow_mark_struck_here_counts_where_it_was_measured(clerk):
    number = a_weapon(clerk, a_mark("KEN 2026 0000129", occasion="post_recovery"))
    assert verdicts(clerk, number)[RuleCode.DEPTH] is Verdict.NOT_REQUIRED
    mark = Mark.objects.get(weapon=number).pk
    measure_mark(acting_user=clerk, weapon_id=number, mark_id=mark, depth_mm=0.05, height_mm=2.0)
    found = verdicts(clerk, number)
    assert (found[RuleCode.DEPTH], found[RuleCode.HEIGHT]) == (Verdict.NOT_FULFILLED, Verdict.FULFILLED)
    measure_mark(acting_user=clerk, weapon_id=number, mark_id=mark, depth_mm=0.1, height_mm=None)
    assert verdicts(clerk, number)[RuleCode.DEPTH] is Verdict.FULFILLED


def test_missing_and_forbidden_weapons_are_refused_alike(clerk):
    number = a_weapon(clerk, a_serial())
    with pytest.raises(NotFound):
        check_weapon(acting_user=clerk, weapon_id=number + 1)
    with pytest.raises(NotPermitted):
        check_weapon(acting_user=a_person(Role.AUDITOR), weapon_id=number)


def test_items_that_are_no_weapons_are_not_judged(clerk):
    number = a_weapon(clerk, a_serial())
    Weapon.objects.filter(pk=number).update(kind="ammunition")
    with pytest.raises(Refusal) as refused:
        check_weapon(acting_user=clerk, weapon_id=number)
    assert refused.value.code == "not_judged"


PROFILE = """salwa_marking_profile: 1
letters: {import: KE}
columns_read_from_the_weapon: [maker, country]
depth_mm: 0.2
"""


def test_a_profile_is_set_as_a_new_version_and_decides_from_then_on(clerk):
    number = a_weapon(clerk, a_serial(), country="Belgium")
    assert verdicts(clerk, number)[RuleCode.MANUFACTURE] is Verdict.CANNOT_TELL
    assert show_profile(acting_user=clerk).version == 0
    assert set_profile(acting_user=clerk, text=PROFILE) == 1
    assert set_profile(acting_user=clerk, text=PROFILE.encode() + b"name: police\n") == 2
    shown = show_profile(acting_user=clerk)
    assert (shown.version, shown.profile.depth_mm, shown.set_by) == (2, 0.2, str(clerk))
    assert check_weapon(acting_user=clerk, weapon_id=number).profile_version == 2
    assert verdicts(clerk, number)[RuleCode.MANUFACTURE] is Verdict.FULFILLED
    assert AuditEntry.objects.filter(action="marking.profile_set").count() == 2


def test_a_faulty_profile_is_refused_with_every_line_and_changes_nothing(clerk):
    with pytest.raises(FaultyProfile) as refused:
        set_profile(acting_user=clerk, text=PROFILE + "depth: 3\nmethods: [melting]\n")
    assert [(fault.line, fault.place) for fault in refused.value.faults] == [(5, "depth"), (6, "methods.0")]
    assert refused.value.sentence.english().endswith("The first of them stands in line 5.")
    assert show_profile(acting_user=clerk).version == 0


@pytest.mark.parametrize(("role", "allowed"), [(Role.SUPERVISOR, True), (Role.STOCK_OFFICER, False)])
def test_who_may_set_the_profile(role, allowed):
    person = a_person(role)
    if allowed:
        assert set_profile(acting_user=person, text=PROFILE) == 1
    else:
        with pytest.raises(NotPermitted):
            set_profile(acting_user=person, text=PROFILE)
