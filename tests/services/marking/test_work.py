"""At the bench: taking, checking before the needle touches, recording, skipping, reading again."""

import io
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone
from PIL import Image

from salwa.domain.accounts import Role
from salwa.domain.marking import Overall
from salwa.domain.marking.vocabulary import ReworkReason, SkipReason, WorkState
from salwa.domain.refusals import NotFound, NotPermitted, Refusal
from salwa.domain.weapons import Component, Occasion
from salwa.services.marking.quality import accept_mark, read_again, sample_to_read
from salwa.services.marking.striking import record_mark
from salwa.services.marking.work import (
    open_work,
    put_back,
    skip_weapon,
    spoil_number,
    take_weapons,
    team_list,
    work_in_state,
)
from salwa.services.search.asked import MarksAsked
from salwa.services.search.find import find_weapons
from salwa.storage.accounts.models import AuditEntry
from salwa.storage.register.models import (
    CampaignWeapon,
    Custody,
    Event,
    Mark,
    MarkingNumber,
    MarkingVerdict,
    MarkInspection,
    Picture,
)
from tests.builders.marking import a_campaign, a_mark, a_report, a_serial, a_store, a_weapon, weapons_in
from tests.builders.people import a_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk():
    return a_person(Role.REGISTRAR)


@pytest.fixture
def depot(clerk):
    return a_store(clerk)


def take(clerk, campaign, team, count=1):
    return take_weapons(acting_user=clerk, campaign_id=campaign, team_id=team, count=count)


def the(work):
    return CampaignWeapon.objects.get(pk=work)


def sentences(view):
    return [(one.well, one.sentence.english()) for one in view.prechecks]


@pytest.fixture
def bench(clerk, depot):
    """(campaign, team, work, weapon) of one weapon without any number, taken by a team."""
    (weapon,) = weapons_in(clerk, depot, 1, state_owned="yes")
    campaign, (team,) = a_campaign(clerk, depot, sample_percent=100)
    (work,) = take(clerk, campaign, team)
    return campaign, team, work, weapon


def test_a_weapon_without_number_gets_letters_and_number_and_one_with_a_number_the_simple_mark(clerk, depot):
    bare = a_weapon(clerk, a_mark(state="none"), store=depot)
    numbered = a_weapon(clerk, a_serial(), store=depot)
    campaign, (team,) = a_campaign(clerk, depot, occasion=Occasion.IMPORT)
    take(clerk, campaign, team, 5)
    year = timezone.localdate().year
    texts = dict(CampaignWeapon.objects.values_list("weapon_id", "planned_text"))
    assert texts[numbered] == f"KEN {year}"
    assert texts[bare].startswith(f"KEN {year} 000001")
    assert MarkingNumber.objects.count() == 1


def test_a_campaign_may_number_every_weapon(clerk, depot):
    a_weapon(clerk, a_serial(), store=depot)
    campaign, (team,) = a_campaign(clerk, depot, occasion=Occasion.IMPORT, numbering="always")
    (work,) = take(clerk, campaign, team)
    assert the(work).planned_text.split()[-1].startswith("000001")


def test_before_the_needle_touches_everything_is_looked_at(clerk, bench):
    *_, work, weapon = bench
    view = open_work(acting_user=clerk, work_id=work)
    assert view.text == the(work).planned_text
    assert (view.component, view.place.english()) == (
        "receiver", "On the side of the receiver, on flat metal, free of wood and rubber.",
    )  # fmt: skip
    assert sentences(view) == [
        (True, "No other weapon of the register bears this number."),
        (True, "The weapon bears no mark of this State from this occasion."),
        (True, "The weapon has no recorded serial number, so other records of it cannot be looked for."),
    ]
    last = AuditEntry.objects.order_by("-id").first()
    assert (last.action, last.object_id, last.details["well"]) == ("marking.work_opened", str(weapon), True)


def test_a_weapon_recorded_twice_or_marked_already_is_told(clerk, depot):
    number = a_weapon(clerk, a_mark("QX 774219"), store=depot, calibre="7.62x39")
    twin = a_weapon(clerk, a_mark("QX774219"), calibre="7.62x39")
    campaign, (team,) = a_campaign(clerk, depot)
    (work,) = take(clerk, campaign, team)
    Mark.objects.create(
        weapon_id=number, component="receiver", occasion="state_stock", content="stock_mark", text="KEN 7",
        recorded_at=timezone.now(),
    )  # fmt: skip
    view = open_work(acting_user=clerk, work_id=work)
    told = sentences(view)
    assert (False, "By its record the weapon bears such a mark already. Look for it before you strike another.") in told
    assert (
        False, f"Weapon {twin} may be the same one, recorded twice. Compare both before you mark.",
    ) in told  # fmt: skip
    assert [one.twin for one in view.prechecks if one.twin] == [twin]


def test_a_polymer_frame_is_told_before_it_is_struck(clerk, depot, bench):
    *_, work, weapon = bench
    the(work).weapon.__class__.objects.filter(pk=weapon).update(frame_material="polymer")
    told = sentences(open_work(acting_user=clerk, work_id=work))
    assert told[-1] == (
        False,
        "The frame is of polymer. Strike the mark on a metal plate or a metal part, never on the polymer.",
    )


def a_picture():
    out = io.BytesIO()
    Image.linear_gradient("L").convert("RGB").save(out, "JPEG")
    out.seek(0)
    return out


def test_a_struck_mark_is_recorded_with_everything_and_found_at_once(clerk, bench):
    _, _, work, weapon = bench
    text = the(work).planned_text
    report = a_report(text, depth_mm=0.1, height_mm=2.0)
    done = record_mark(acting_user=clerk, work_id=work, struck=report, picture=a_picture())
    assert (done.weapon, done.state, done.again) == (weapon, WorkState.DONE, False)
    mark = Mark.objects.get(pk=done.mark)
    assert (mark.text, mark.component, mark.occasion, mark.content, mark.method) == (
        text, "receiver", "state_stock", "serial", "dot_peen",
    )  # fmt: skip
    event = Event.objects.get(weapon=weapon, kind="marked")
    assert (event.uid, event.place, event.document) == (report.uid, "Depot North", "Stock marks 2026")
    assert event.details["mark"] == mark.pk
    inspection = MarkInspection.objects.get()
    assert (inspection.depth_um, inspection.height_um, inspection.picture) == (100, 2000, Picture.objects.get())
    assert Picture.objects.get().mark == mark
    assert MarkingNumber.objects.get().state == "struck"
    assert MarkingVerdict.objects.get(weapon=weapon).overall != Overall.MARKS_MISSING.value
    assert Custody.objects.get(weapon=weapon).whereabouts == "held"
    found = find_weapons(acting_user=clerk, query=MarksAsked(serial=text), purpose="test")
    assert found.candidates[0].weapon == weapon
    actions = list(AuditEntry.objects.order_by("-id").values_list("action", flat=True)[:3])
    assert actions == ["weapons.found", "marking.done", "custody.recorded"]
    details = str(list(AuditEntry.objects.filter(action="marking.done").values_list("details", flat=True)))
    assert text not in details


def test_the_same_report_sent_twice_is_one(clerk, bench):
    *_, work, weapon = bench
    report = a_report(the(work).planned_text)
    first, second = (record_mark(acting_user=clerk, work_id=work, struck=report) for _ in range(2))
    assert (first.mark, first.again, second.again) == (second.mark, False, True)
    assert Event.objects.filter(weapon=weapon, kind="marked").count() == 1
    with pytest.raises(Refusal) as refused:
        record_mark(acting_user=clerk, work_id=work, struck=a_report(report.text))
    assert refused.value.code == "not_to_do"


def test_a_report_for_another_weapon_with_a_used_identifier_is_refused(clerk, depot):
    weapons_in(clerk, depot, 2)
    campaign, (team,) = a_campaign(clerk, depot)
    one, other = take(clerk, campaign, team, 2)
    report = a_report(the(one).planned_text)
    record_mark(acting_user=clerk, work_id=one, struck=report)
    with pytest.raises(Refusal) as refused:
        record_mark(acting_user=clerk, work_id=other, struck=report)
    assert refused.value.code == "uid_of_another"


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"text": " "}, "no_text"),
        ({"text": "A\x00"}, "no_text"),
        ({"text": "A" * 61}, "mark_too_long"),
        ({"component": Component.UNKNOWN}, "no_part"),
        ({"depth_mm": 70.0}, "not_a_measure"),
        ({"height_mm": 0.0}, "not_a_measure"),
        ({"day": timezone.localdate() + timedelta(2)}, "in_the_future"),
    ],
)
def test_slips_are_refused_and_nothing_is_recorded(clerk, bench, wrong, code):
    *_, work, weapon = bench
    report = a_report(**({"text": the(work).planned_text} | wrong))
    with pytest.raises(Refusal) as refused:
        record_mark(acting_user=clerk, work_id=work, struck=report)
    assert refused.value.code == code
    assert Mark.objects.filter(weapon=weapon).count() == 1
    assert the(work).state == "allotted"


def test_a_picture_that_is_none_saves_nothing(clerk, bench):
    *_, work, weapon = bench
    with pytest.raises(Refusal) as refused:
        record_mark(
            acting_user=clerk, work_id=work, struck=a_report(the(work).planned_text), picture=io.BytesIO(b"<svg>")
        )
    assert refused.value.code == "not_a_picture"
    assert Mark.objects.filter(weapon=weapon).count() == 1


def test_what_was_really_struck_is_recorded_and_looked_at_again(clerk, bench):
    *_, work, weapon = bench
    planned = the(work).planned_text
    done = record_mark(acting_user=clerk, work_id=work, struck=a_report("KEN 0009911"))
    assert (done.state, the(work).rework_reason) == (WorkState.REWORK, ReworkReason.STRUCK_DIFFERENTLY.value)
    assert Mark.objects.get(pk=done.mark).text == "KEN 0009911"
    assert MarkingNumber.objects.get().state == "spoiled"
    spoil_number(acting_user=clerk, work_id=work, reason="")
    assert the(work).planned_text not in ("", planned)
    again = record_mark(acting_user=clerk, work_id=work, struck=a_report(the(work).planned_text))
    assert (again.state, again.mark != done.mark) == (WorkState.DONE, True)
    texts = Mark.objects.filter(weapon=weapon, corrected_by=None).exclude(text="").values_list("text", flat=True)
    assert set(texts) == {"KEN 0009911", the(work).planned_text}


def test_a_mark_recorded_wrongly_is_corrected_without_touching_the_weapon(clerk, bench):
    *_, work, weapon = bench
    planned = the(work).planned_text
    wrong = record_mark(acting_user=clerk, work_id=work, struck=a_report("KEN 0000219"))
    right = record_mark(acting_user=clerk, work_id=work, struck=a_report(planned, corrects=True))
    assert right.state is WorkState.DONE
    assert Mark.objects.get(pk=right.mark).corrects_id == wrong.mark
    assert MarkingNumber.objects.get().state == "struck"


def test_a_shallow_mark_is_struck_deeper_as_the_same_mark(clerk, bench):
    *_, work, _ = bench
    text = the(work).planned_text
    shallow = record_mark(acting_user=clerk, work_id=work, struck=a_report(text, depth_mm=0.05))
    assert (shallow.state, the(work).rework_reason) == (WorkState.REWORK, ReworkReason.TOO_SHALLOW.value)
    deeper = record_mark(acting_user=clerk, work_id=work, struck=a_report(text, depth_mm=0.1))
    assert (deeper.state, deeper.mark) == (WorkState.DONE, shallow.mark)
    assert list(MarkInspection.objects.order_by("pk").values_list("depth_um", flat=True)) == [50, 100]


def test_a_skipped_weapon_waits_on_the_catch_up_list_with_its_reason_and_number(clerk, bench):
    campaign, team, work, _ = bench
    planned = the(work).planned_text
    with pytest.raises(Refusal) as refused:
        skip_weapon(acting_user=clerk, work_id=work, reason=SkipReason.OTHER)
    assert refused.value.code == "no_note"
    skip_weapon(acting_user=clerk, work_id=work, reason=SkipReason.ISSUED_OUT, note="With patrol 7")
    (line,) = work_in_state(acting_user=clerk, campaign_id=campaign, state=WorkState.SKIPPED)
    assert (line.number, line.skip_reason, line.note) == (work, "issued_out", "With patrol 7")
    assert team_list(acting_user=clerk, campaign_id=campaign, team_id=team) == ()
    put_back(acting_user=clerk, work_id=work)
    assert take(clerk, campaign, team) == (work,)
    assert the(work).planned_text == planned
    assert MarkingNumber.objects.count() == 1


def test_a_second_person_reads_the_sample_unprompted(clerk, bench):
    campaign, _, work, _ = bench
    text = the(work).planned_text
    record_mark(acting_user=clerk, work_id=work, struck=a_report(text))
    assert sample_to_read(acting_user=clerk, campaign_id=campaign) == ()
    with pytest.raises(Refusal) as refused:
        read_again(acting_user=clerk, work_id=work, uid=str(uuid4()), readable=True, read_as=text)
    assert refused.value.code == "same_person"
    second = a_person(Role.STOCK_OFFICER)
    assert [line.number for line in sample_to_read(acting_user=second, campaign_id=campaign)] == [work]
    uid = str(uuid4())
    told = read_again(acting_user=second, work_id=work, uid=uid, readable=True, read_as=text.replace("0", "O"))
    assert (told.state, told.reason) == (WorkState.DONE, None)
    assert read_again(acting_user=second, work_id=work, uid=uid, readable=True, read_as=text).again
    assert sample_to_read(acting_user=second, campaign_id=campaign) == ()


@pytest.mark.parametrize(
    ("readable", "read_as", "reason"),
    [(False, "", ReworkReason.NOT_READABLE), (True, "KEN 0000013", ReworkReason.READ_DIFFERENTLY)],
)
def test_what_a_second_person_cannot_read_is_done_again_or_accepted_with_a_note(
    clerk, bench, readable, read_as, reason
):
    campaign, _, work, _ = bench
    record_mark(acting_user=clerk, work_id=work, struck=a_report(the(work).planned_text))
    second = a_person(Role.STOCK_OFFICER)
    told = read_again(acting_user=second, work_id=work, uid=str(uuid4()), readable=readable, read_as=read_as)
    assert (told.state, told.reason) == (WorkState.REWORK, reason)
    (line,) = work_in_state(acting_user=clerk, campaign_id=campaign, state=WorkState.REWORK)
    assert line.rework_reason == reason.value
    with pytest.raises(Refusal):
        accept_mark(acting_user=clerk, work_id=work, note=" ")
    again = record_mark(acting_user=clerk, work_id=work, struck=a_report(the(work).planned_text))
    assert again.state is WorkState.DONE
    assert [line.number for line in sample_to_read(acting_user=second, campaign_id=campaign)] == [work]
    read_again(acting_user=second, work_id=work, uid=str(uuid4()), readable=readable, read_as=read_as)
    accept_mark(acting_user=clerk, work_id=work, note="Legible under oblique light.")
    assert (the(work).state, the(work).rework_reason) == ("done", reason.value)


def test_a_reading_needs_its_text(clerk, bench):
    *_, work, _ = bench
    record_mark(acting_user=clerk, work_id=work, struck=a_report(the(work).planned_text))
    with pytest.raises(Refusal) as refused:
        read_again(acting_user=a_person(Role.STOCK_OFFICER), work_id=work, uid=str(uuid4()), readable=True)
    assert refused.value.code == "not_read"


def test_nothing_is_taken_before_the_start_and_no_more_than_there_is(clerk, depot):
    weapons_in(clerk, depot, 1)
    campaign, (team,) = a_campaign(clerk, depot, running=False)
    with pytest.raises(Refusal) as refused:
        take(clerk, campaign, team)
    assert refused.value.code == "not_running"
    for count in (0, 201):
        with pytest.raises(Refusal):
            take(clerk, campaign, team, count)


def test_work_is_for_people_who_mark(clerk, bench):
    campaign, team, work, _ = bench
    for role in (Role.SUPERVISOR, Role.AUDITOR):
        person = a_person(role)
        with pytest.raises(NotPermitted):
            take(person, campaign, team)
        with pytest.raises(NotPermitted):
            record_mark(acting_user=person, work_id=work, struck=a_report("KEN 1"))
    with pytest.raises(NotFound):
        open_work(acting_user=clerk, work_id=work + 1000)
