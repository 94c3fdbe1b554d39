"""Depots, reviews, losses and surplus, and who may know of them."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from salwa.domain.accounts import Role
from salwa.domain.refusals import NotFound, NotPermitted, Refusal
from salwa.domain.stock import Disposal, LossKind, MeasureAnswer, SurplusReason
from salwa.domain.weapons import EventKind
from salwa.services.stock.depots import change_depot, record_depot
from salwa.services.stock.losses import LossEntry, list_losses, losses_by_year, report_loss
from salwa.services.stock.queries import list_depots, open_depot
from salwa.services.stock.reviews import open_actions, record_review, report_action_done
from salwa.services.stock.surplus import SurplusEntry, decide_surplus, identify_surplus, list_surplus, open_surplus
from salwa.services.stock.values import AnswerEntry, DepotEntry, ReviewEntry
from salwa.storage.accounts.models import AuditEntry
from salwa.storage.register.models import AmmunitionBalance, Custody, Depot, Event, Holder, LossReport
from tests.builders.people import a_person
from tests.builders.stock import a_depot, a_keeper, a_lot, a_stored_weapon

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture
def keeper():
    return a_keeper()


@pytest.fixture
def depot(keeper):
    return a_depot(keeper)


def test_changed_details_leave_the_old_ones_readable(keeper, depot):
    change_depot(
        acting_user=keeper, depot_id=depot, entry=DepotEntry("Strelsau new armoury", place="North", capacity=40)
    )
    page = open_depot(acting_user=keeper, depot_id=depot)
    assert (page.name, [one.place for one in page.details], page.details[0].capacity) == (
        "Strelsau new armoury", ["North", ""], 40,
    )  # fmt: skip
    assert Depot.objects.count() == 2


def test_coordinates_are_for_those_who_manage_or_approve(keeper):
    number = a_depot(keeper, "Zenda", latitude=Decimal("-1.29207"), longitude=Decimal("36.82195"))
    for person, shown in ((keeper, True), (a_person(Role.SUPERVISOR), True), (a_person(Role.AUDITOR), False)):
        page = open_depot(acting_user=person, depot_id=number)
        assert ((page.details[0].latitude is not None), page.coordinates_hidden) == (shown, not shown)


@pytest.mark.parametrize(("latitude", "longitude"), [("1", None), (None, "1"), ("91", "1"), ("1", "181")])
def test_half_a_place_is_refused(keeper, latitude, longitude):
    entry = DepotEntry(
        "X", latitude=Decimal(latitude) if latitude else None, longitude=Decimal(longitude) if longitude else None
    )
    with pytest.raises(Refusal) as refused:
        record_depot(acting_user=keeper, entry=entry)
    assert refused.value.code == "half_a_place"
    assert Holder.objects.count() == 0


def test_a_keeper_sees_the_depots_of_the_own_unit_a_supervisor_all(keeper, depot):
    other = a_depot(a_keeper("Customs"), "Border store")
    assert [one.number for one in list_depots(acting_user=keeper)] == [depot]
    assert {one.number for one in list_depots(acting_user=a_person(Role.SUPERVISOR))} == {depot, other}
    said = []
    for number in (other, 999_999):
        with pytest.raises(NotFound) as refused:
            open_depot(acting_user=keeper, depot_id=number)
        said.append((refused.value.code, refused.value.sentence))
    assert said[0] == said[1]
    with pytest.raises(NotPermitted):
        list_depots(acting_user=a_person(Role.TRACING_OFFICER))
    with pytest.raises(NotFound):
        record_depot(acting_user=keeper, entry=DepotEntry("Theirs", unit=Holder.objects.get(pk=other).unit_id))


def test_a_review_says_what_changed_and_its_actions_grow_old(keeper, depot):
    before = {"perimeter": AnswerEntry(MeasureAnswer.NO, action="Mend the fence", due=TODAY - timedelta(days=1))}
    first = ReviewEntry(depot, TODAY - timedelta(days=40), "high", answers=before)
    record_review(acting_user=keeper, entry=first)
    now = {"perimeter": AnswerEntry(MeasureAnswer.YES), "alarm": AnswerEntry(MeasureAnswer.PARTLY)}
    record_review(acting_user=keeper, entry=ReviewEntry(depot, TODAY, "medium", answers=now))
    newest, oldest = open_depot(acting_user=keeper, depot_id=depot).reviews
    assert (newest.since.better, newest.since.now_known, oldest.since) == (("perimeter",), ("alarm",), None)
    assert (newest.counts["yes"], newest.counts["not_known"]) == (1, 34)
    action = open_actions(acting_user=keeper)[0]
    assert (action.text, action.age, action.overdue) == ("Mend the fence", 40, True)
    with pytest.raises(NotFound):
        report_action_done(acting_user=a_keeper("Customs"), answer_id=action.number)
    report_action_done(acting_user=keeper, answer_id=action.number, note="New fence")
    assert open_actions(acting_user=keeper) == []
    with pytest.raises(Refusal) as refused:
        report_action_done(acting_user=keeper, answer_id=action.number)
    assert refused.value.code == "action_done_already"


def test_a_review_of_tomorrow_or_of_unknown_measures_is_refused(keeper, depot):
    wrong = {
        "review_in_the_future": ReviewEntry(depot, TODAY + timedelta(days=1)),
        "unknown_measure": ReviewEntry(depot, TODAY, answers={"moat": AnswerEntry(MeasureAnswer.YES)}),
    }
    for code, entry in wrong.items():
        with pytest.raises(Refusal) as refused:
            record_review(acting_user=keeper, entry=entry)
        assert refused.value.code == code


@pytest.mark.parametrize(
    ("kind", "event", "whereabouts"),
    [(LossKind.LOSS, "lost", "lost"), (LossKind.THEFT, "stolen", "stolen"), (LossKind.DIVERSION, "stolen", "stolen")],
)
def test_a_loss_is_recorded_in_the_life_of_each_weapon_and_counted_by_year(keeper, depot, kind, event, whereabouts):
    weapon, lot = a_stored_weapon(depot, "AB 1001"), a_lot(keeper, depot, rounds=500)
    entry = LossEntry(kind, depot, date(2025, 3, 1), "Door forced at night", [weapon], [(lot, 200)], reference="P 12")
    report = report_loss(acting_user=keeper, entry=entry)
    assert report_loss(acting_user=keeper, entry=entry) == report
    found = Event.objects.get(weapon_id=weapon, kind=event)
    assert (found.details, found.giver_id) == ({"loss_report": report, "loss": kind.value}, depot)
    assert Custody.objects.get(weapon_id=weapon).whereabouts == whereabouts
    assert AmmunitionBalance.objects.get().quantity == 300
    lines = list_losses(acting_user=keeper)
    year = losses_by_year(lines)[0]
    assert (year.year, year.kind, year.weapons, year.rounds, year.still_missing) == (2025, kind.value, 1, 200, 1)
    assert list_losses(acting_user=a_keeper("Customs")) == []


def test_a_weapon_of_another_depot_cannot_be_reported_as_lost_from_this_one(keeper, depot):
    theirs = a_stored_weapon(a_depot(a_keeper("Customs"), "Border store"), "ZZ 9")
    with pytest.raises(Refusal) as refused:
        report_loss(acting_user=keeper, entry=LossEntry(LossKind.LOSS, depot, TODAY, "Gone", [theirs]))
    assert refused.value.code == "not_in_depot"
    assert LossReport.objects.count() == 0
    assert Custody.objects.get(weapon_id=theirs).whereabouts == "held"


def test_a_weapon_that_is_missing_already_is_not_reported_again(keeper, depot):
    weapon = a_stored_weapon(depot, "AB 1001")
    report_loss(acting_user=keeper, entry=LossEntry(LossKind.LOSS, depot, TODAY, "Gone", [weapon]))
    with pytest.raises(Refusal) as refused:
        report_loss(acting_user=keeper, entry=LossEntry(LossKind.THEFT, depot, TODAY, "Gone", [weapon]))
    assert refused.value.code == "not_in_depot"
    assert LossReport.objects.count() == 1


def test_surplus_is_preferably_destroyed_and_anything_else_needs_a_reason(keeper, depot):
    weapons = [a_stored_weapon(depot, f"AB {number}") for number in (1001, 1002)]
    number = identify_surplus(
        acting_user=keeper, entry=SurplusEntry(depot, SurplusReason.OBSOLETE, weapons, TODAY, kept_apart="yes")
    )
    with pytest.raises(Refusal) as refused:
        decide_surplus(acting_user=keeper, surplus_id=number, decision=Disposal.SALE_TO_STATE)
    assert refused.value.code == "decision_without_reason"
    decide_surplus(acting_user=keeper, surplus_id=number, decision=Disposal.KEEP, reason="Museum")
    decide_surplus(acting_user=keeper, surplus_id=number, decision=Disposal.DESTRUCTION)
    shown, named = open_surplus(acting_user=keeper, surplus_id=number)
    assert [one.decision for one in shown.decisions] == ["destruction", "keep"]
    assert [mark for _, _, mark in named] == ["AB 1001", "AB 1002"]
    assert list_surplus(acting_user=a_keeper("Customs")) == []


def test_confiscated_weapons_are_kept_only_when_a_legible_mark_is_recorded(keeper, depot):
    bare = a_stored_weapon(depot, kind=EventKind.SEIZED)
    marked = a_stored_weapon(depot, "AB 1001", kind=EventKind.SEIZED)
    entry = SurplusEntry(depot, SurplusReason.OTHER, [bare, marked], TODAY)
    number = identify_surplus(acting_user=keeper, entry=entry)
    with pytest.raises(Refusal) as refused:
        decide_surplus(acting_user=keeper, surplus_id=number, decision=Disposal.KEEP, reason="Training")
    assert (refused.value.code, refused.value.sentence.values["numbers"]) == ("confiscated_unmarked", str(bare))
    decide_surplus(acting_user=keeper, surplus_id=number, decision=Disposal.DESTRUCTION)
    assert AuditEntry.objects.filter(action="stock.surplus_decided").count() == 1
