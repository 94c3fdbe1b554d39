"""Destruction: two persons, exactly once, everything on the list, and what turns up again afterwards."""

import io
import threading
import uuid
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from PIL import Image

from salwa.domain.accounts import Role
from salwa.domain.destruction import Method
from salwa.domain.refusals import NotFound, NotPermitted, Refusal
from salwa.domain.weapons import EventKind
from salwa.services.approvals.actions import approve, refuse
from salwa.services.custody.actions import save_entry
from salwa.services.custody.values import LifeEntry
from salwa.services.destruction.actions import DestructionEntry, add_picture, add_weapons, change_record, make_record
from salwa.services.destruction.approval import ask
from salwa.services.destruction.queries import list_records, open_record, picture_file
from salwa.storage.accounts.models import Approval
from salwa.storage.register.models import (
    AmmunitionBalance,
    Custody,
    DestructionRecord,
    Event,
    Weapon,
)
from tests.builders.people import a_person, an_operator
from tests.builders.stock import a_depot, a_keeper, a_lot, a_stored_weapon

pytestmark = pytest.mark.django_db
YESTERDAY = timezone.localdate() - timedelta(days=1)


def an_entry(depot, weapons, **more):
    known = {"witness_roles": "Inspector, Ministry of Justice", "place": "Foundry of Zenda", "day": YESTERDAY}
    return DestructionEntry(depot, Method.BURN_OR_MELT, weapons=weapons, **{**known, **more})


@pytest.fixture
def keeper():
    return a_keeper()


@pytest.fixture
def depot(keeper):
    return a_depot(keeper)


@pytest.fixture
def record(keeper, depot):
    weapons = [a_stored_weapon(depot, f"AB {number}") for number in (1001, 1002)]
    lot = a_lot(keeper, depot, rounds=500)
    return make_record(acting_user=keeper, entry=an_entry(depot, weapons, rounds=[(lot, 500)]))


def decide(person, number):
    approve(acting_user=person, approval_id=number, seen=Approval.objects.get(pk=number).fingerprint, reason="Seen.")


def test_one_person_asks_another_approves_and_everything_is_recorded_at_once(keeper, record):
    number = ask(acting_user=keeper, record_id=record)
    assert Event.objects.filter(kind="destroyed").count() == 0
    supervisor = a_person(Role.SUPERVISOR)
    decide(supervisor, number)
    page = open_record(acting_user=keeper, record_id=record)
    assert (page.state, page.certificate) == ("recorded", f"KEN-D-{YESTERDAY.year}-{record:06d}")
    assert (page.requested_by, page.approved_by) == (str(keeper), str(supervisor))
    assert set(Custody.objects.values_list("whereabouts", flat=True)) == {"destroyed"}
    event = Event.objects.filter(kind="destroyed").first()
    assert (event.document, event.place, event.details["method"]) == (
        page.certificate,
        "Foundry of Zenda",
        "burn_or_melt",
    )
    assert AmmunitionBalance.objects.get().quantity == 0
    with pytest.raises(Refusal) as refused:
        change_record(acting_user=keeper, record_id=record, entry=an_entry(page.depot, []))
    assert refused.value.code == "not_a_draft"


def test_nobody_approves_alone(keeper, record):
    number = ask(acting_user=keeper, record_id=record)
    both = a_person(Role.STOCK_OFFICER, Role.SUPERVISOR)
    for person in (keeper, a_person(Role.REGISTRAR), an_operator()):
        with pytest.raises((NotPermitted, NotFound)):
            decide(person, number)
    mine = make_record(acting_user=both, entry=an_entry(open_record(acting_user=both, record_id=record).depot, []))
    add_weapons(
        acting_user=both, record_id=mine, weapons=[a_stored_weapon(DestructionRecord.objects.get(pk=mine).depot_id)]
    )
    own = ask(acting_user=both, record_id=mine)
    with pytest.raises(NotPermitted):
        decide(both, own)
    assert Event.objects.filter(kind="destroyed").count() == 0


def test_the_database_itself_refuses_one_person_as_both(keeper, record):
    row = DestructionRecord.objects.get(pk=record)
    row.state, row.certificate, row.requested_by_id, row.approved_by_id = "recorded", "X", keeper.pk, keeper.pk
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


def test_a_refused_request_gives_a_draft_again(keeper, record):
    number = ask(acting_user=keeper, record_id=record)
    with pytest.raises(Refusal) as refused:
        ask(acting_user=keeper, record_id=record)
    assert refused.value.code == "destruction_asked_already"
    refuse(acting_user=a_person(Role.SUPERVISOR), approval_id=number, reason="One weapon is missing on the list.")
    page = open_record(acting_user=keeper, record_id=record)
    assert page.state == "draft"
    change_record(acting_user=keeper, record_id=record, entry=an_entry(page.depot, [page.weapons[0][0]]))
    assert ask(acting_user=keeper, record_id=record) != number


def test_a_record_that_lacks_what_a_certificate_says_cannot_be_asked_for(keeper, depot):
    weapon = a_stored_weapon(depot, "AB 1001")
    lot = a_lot(keeper, depot, rounds=10)
    wrong = {
        "nothing_listed": an_entry(depot, []),
        "witness_unsaid": an_entry(depot, [weapon], witness_roles=" "),
        "destruction_in_the_future": an_entry(depot, [weapon], day=timezone.localdate() + timedelta(days=1)),
        "not_enough_rounds": an_entry(depot, [weapon], rounds=[(lot, 11)]),
    }
    for code, entry in wrong.items():
        number = make_record(acting_user=keeper, entry=entry)
        with pytest.raises(Refusal) as refused:
            ask(acting_user=keeper, record_id=number)
        assert refused.value.code == code
    for code, more in (("place_unsaid", {"place": " "}), ("not_in_depot", {})):
        with pytest.raises(Refusal) as refused:
            make_record(acting_user=keeper, entry=an_entry(depot, [999_999] if not more else [], **more))
        assert refused.value.code == code


def test_a_weapon_that_left_the_depot_in_between_stops_the_whole_record(keeper, record):
    number = ask(acting_user=keeper, record_id=record)
    stolen = open_record(acting_user=keeper, record_id=record).weapons[1][0]
    theft = LifeEntry(stolen, EventKind.STOLEN, str(uuid.uuid4()), timezone.localdate())
    with transaction.atomic():
        save_entry(an_operator(), Weapon.objects.get(pk=stolen), theft)
    with pytest.raises(Refusal) as refused:
        decide(a_person(Role.SUPERVISOR), number)
    assert (refused.value.code, refused.value.sentence.values) == ("not_in_depot", {"numbers": str(stolen)})
    assert Event.objects.filter(kind="destroyed").count() == 0
    assert Approval.objects.get().state == "open"


def test_a_destroyed_weapon_that_turns_up_is_shown_on_its_record(keeper, record):
    decide(a_person(Role.SUPERVISOR), ask(acting_user=keeper, record_id=record))
    page = open_record(acting_user=keeper, record_id=record)
    assert page.contradictions == ()
    weapon = Weapon.objects.get(pk=page.weapons[0][0])
    seized = LifeEntry(weapon.pk, EventKind.SEIZED, str(uuid.uuid4()), timezone.localdate())
    with transaction.atomic():
        save_entry(an_operator(), weapon, seized)
    found = open_record(acting_user=keeper, record_id=record).contradictions
    assert [(one.weapon, one.mark) for one in found] == [(weapon.pk, "AB 1001")]


def test_pictures_are_kept_without_metadata_and_for_the_own_unit_only(keeper, record):
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "grey").save(out, "JPEG")
    out.seek(0)
    number = add_picture(acting_user=keeper, record_id=record, moment="before", stream=out, caption="Pile")
    assert open_record(acting_user=keeper, record_id=record).pictures[0].caption == "Pile"
    assert picture_file(acting_user=keeper, picture_id=number, small=False).is_file()
    with pytest.raises(NotFound):
        picture_file(acting_user=a_keeper("Customs"), picture_id=number, small=False)


def test_another_units_record_does_not_exist(keeper, record):
    stranger = a_keeper("Customs")
    assert list_records(acting_user=stranger) == []
    for number in (record, 999_999):
        for act in (
            lambda one: open_record(acting_user=stranger, record_id=one),
            lambda one: ask(acting_user=stranger, record_id=one),
            lambda one: add_weapons(acting_user=stranger, record_id=one, weapons=[1]),
        ):
            with pytest.raises(NotFound) as refused:
                act(number)
            assert refused.value.code == "no_such_destruction"


@pytest.mark.django_db(transaction=True)
def test_of_sixty_four_approvals_at_once_exactly_one_is_carried_out():
    keeper = a_keeper()
    depot = a_depot(keeper)
    weapons = [a_stored_weapon(depot, f"AB {number}") for number in (1001, 1002)]
    record = make_record(acting_user=keeper, entry=an_entry(depot, weapons, day=date(2025, 1, 1)))
    number = ask(acting_user=keeper, record_id=record)
    supervisors = [a_person(Role.SUPERVISOR) for _ in range(4)]
    told, lock = [], threading.Lock()

    def try_it(person):
        try:
            decide(person, number)
            result = "approved"
        except Refusal as refusal:
            result = refusal.code
        finally:
            connection.close()
        with lock:
            told.append(result)

    threads = [threading.Thread(target=try_it, args=[supervisors[place % 4]]) for place in range(64)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == ["approval_decided"] * 63 + ["approved"]
    assert Event.objects.filter(kind="destroyed").count() == 2
