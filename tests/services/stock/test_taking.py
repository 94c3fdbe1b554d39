"""Stock-taking: scans are matched, kept once, never overwrite each other, and change no weapon's life."""

from uuid import uuid4

import pytest

from salwa.domain.accounts import Role
from salwa.domain.refusals import NotFound, NotPermitted, Refusal
from salwa.domain.stock import CountFinding
from salwa.services.marking.labels import weapon_code
from salwa.services.stock.closing import approve_closing, close_taking, return_closing
from salwa.services.stock.queries import lots_of, open_taking_page, unread_scans, weapons_of
from salwa.services.stock.sealing import SealingKey, renew_key, sealing_key
from salwa.services.stock.taking import (
    decide_conflict,
    decide_lot,
    open_taking,
    receive_batch,
    receive_scans,
    resolve_scan,
)
from salwa.storage.accounts.models import AuditEntry
from salwa.storage.register.models import (
    AmmunitionMovement,
    CountedWeapon,
    Custody,
    Event,
    SealedAside,
    StockScan,
    StockTaking,
)
from tests.builders.people import a_person, an_operator
from tests.builders.stock import (
    a_batch,
    a_depot,
    a_keeper,
    a_lot,
    a_scan,
    a_sealed_scan,
    a_stored_weapon,
)

pytestmark = pytest.mark.django_db
PHONE, OTHER_PHONE = str(uuid4()), str(uuid4())


@pytest.fixture
def keeper():
    return a_keeper()


@pytest.fixture
def depot(keeper):
    return a_depot(keeper)


def count(keeper, taking, *reads, device=PHONE, **more):
    return receive_scans(
        acting_user=keeper, taking_id=taking, device=device, scans=[a_scan(read, **more) for read in reads]
    )


def results(taking):
    return dict(CountedWeapon.objects.filter(taking_id=taking).values_list("serial", "result"))


def figures(keeper, taking):
    return open_taking_page(acting_user=keeper, taking_id=taking).counts


def test_what_should_be_there_is_written_down_when_it_is_opened(keeper, depot):
    a_stored_weapon(depot, "AB 1001")
    a_stored_weapon(a_depot(keeper, "Zenda"), "AB 2002")
    taking = open_taking(acting_user=keeper, depot_id=depot)
    a_stored_weapon(depot, "AB 1003")
    assert results(taking) == {"AB 1001": "unseen"}
    with pytest.raises(Refusal) as refused:
        open_taking(acting_user=keeper, depot_id=depot)
    assert refused.value.code == "taking_open_already"


def test_scans_say_what_is_there_twice_missing_unexpected_or_unknown(keeper, depot):
    for serial in ("AB 1001", "AB 1002", "С 0487-Б", "KM 77001"):
        a_stored_weapon(depot, serial)
    elsewhere = a_stored_weapon(a_depot(keeper, "Zenda"), "ZZ 9009")
    taking = open_taking(acting_user=keeper, depot_id=depot)
    acks = count(keeper, taking, "ab1001", "AB-1001", "C0487Б", "zz9009", "XX 55555")
    assert [(one.status, one.result) for one in acks] == [
        ("kept", "there"), ("kept", "twice"), ("kept", "there"), ("kept", "unknown"), ("kept", "unknown"),
    ]  # fmt: skip
    told = figures(keeper, taking)
    assert (told.expected, told.there, told.unseen, told.unexpected, told.unknown, told.twice) == (4, 2, 2, 1, 1, 1)
    assert told.discrepancies == 4
    line = weapons_of(acting_user=keeper, taking_id=taking, group="unexpected")[0][0]
    assert (line.weapon, line.books.depot, line.books.whereabouts) == (elsewhere, "Zenda", "held")
    assert Event.objects.filter(weapon_id=elsewhere).count() == 1


def test_eyes_that_confuse_o_and_0_still_find_the_weapon(keeper, depot):
    weapon = a_stored_weapon(depot, "BO1234")
    taking = open_taking(acting_user=keeper, depot_id=depot)
    count(keeper, taking, "B01234")
    scan = StockScan.objects.get()
    assert (scan.weapon_id, scan.matched, scan.read) == (weapon, "alike", "B01234")


def test_a_label_of_ours_names_its_weapon(keeper, depot):
    weapon = a_stored_weapon(depot)
    taking = open_taking(acting_user=keeper, depot_id=depot)
    count(keeper, taking, weapon_code(weapon), how="scanned")
    assert StockScan.objects.get().matched == "label"
    assert figures(keeper, taking).there == 1


def test_a_mark_one_sign_away_is_offered_and_decided_by_a_person(keeper, depot):
    weapon = a_stored_weapon(depot, "KM 77001")
    a_stored_weapon(depot, "XY 12345")
    taking = open_taking(acting_user=keeper, depot_id=depot)
    count(keeper, taking, "KM 77701")
    line = unread_scans(acting_user=keeper, taking_id=taking)[0][0]
    assert (line.near, line.near_serial, line.several) == (weapon, "KM 77001", False)
    assert results(taking)["KM 77001"] == "unseen"
    resolve_scan(acting_user=keeper, taking_id=taking, scan_id=line.scan.number, weapon_id=weapon)
    assert results(taking)["KM 77001"] == "mark_differs"
    assert StockScan.objects.get().read == "KM 77701"


def test_two_weapons_with_one_number_are_told_apart_by_a_person(keeper, depot):
    first, second = a_stored_weapon(depot, "1234"), a_stored_weapon(depot, "1234", maker="Beretta")
    taking = open_taking(acting_user=keeper, depot_id=depot)
    assert count(keeper, taking, "1234")[0].result == "several"
    scan = StockScan.objects.get()
    resolve_scan(acting_user=keeper, taking_id=taking, scan_id=scan.pk, weapon_id=second)
    there = dict(CountedWeapon.objects.values_list("weapon_id", "result"))
    assert there == {first: "unseen", second: "there"}


def test_the_same_scan_sent_again_is_one_scan(keeper, depot):
    a_stored_weapon(depot, "AB 1001")
    taking = open_taking(acting_user=keeper, depot_id=depot)
    scan = a_scan("AB 1001")
    for expected in ("kept", "again", "again"):
        told = receive_scans(acting_user=keeper, taking_id=taking, device=PHONE, scans=[scan, scan])
        assert [one.status for one in told] == [expected]
    assert StockScan.objects.count() == 1
    assert not CountedWeapon.objects.get().twice


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_different_findings_stand_side_by_side_until_a_person_decides(keeper, depot, order):
    weapon = a_stored_weapon(depot, "AB 1001")
    taking = open_taking(acting_user=keeper, depot_id=depot)
    said = [(PHONE, CountFinding.PRESENT), (OTHER_PHONE, CountFinding.NOT_THERE)]
    for device, finding in (said[place] for place in order):
        count(keeper, taking, "AB 1001", device=device, finding=finding)
    assert results(taking) == {"AB 1001": "conflict"}
    line = weapons_of(acting_user=keeper, taking_id=taking, group="conflict")[0][0]
    assert {(one.device, one.finding) for one in line.findings} == {
        (PHONE[:8], "present"), (OTHER_PHONE[:8], "not_there"),
    }  # fmt: skip
    with pytest.raises(Refusal) as refused:
        close_taking(acting_user=keeper, taking_id=taking)
    assert refused.value.code == "conflicts_undecided"
    decide_conflict(acting_user=keeper, taking_id=taking, weapon_id=weapon, finding=CountFinding.PRESENT)
    assert results(taking) == {"AB 1001": "there"}
    count(keeper, taking, "AB 1001", device=OTHER_PHONE)
    assert results(taking) == {"AB 1001": "there"}
    count(keeper, taking, "AB 1001", device=OTHER_PHONE, finding=CountFinding.NOT_THERE)
    assert results(taking) == {"AB 1001": "conflict"}


def test_lots_are_counted_by_rounds_and_different_numbers_are_a_conflict(keeper, depot):
    lot = a_lot(keeper, depot, rounds=1_000)
    taking = open_taking(acting_user=keeper, depot_id=depot)
    count(keeper, taking, "lot 7-84", pieces=990)
    assert [(one.expected, one.found, one.off) for one in lots_of(acting_user=keeper, taking_id=taking)] == [
        (1_000, 990, -10)
    ]
    count(keeper, taking, "LOT7/84", pieces=1_000, device=OTHER_PHONE)
    assert lots_of(acting_user=keeper, taking_id=taking)[0].result == "conflict"
    decide_lot(acting_user=keeper, taking_id=taking, lot_id=lot, found=990)
    close_taking(acting_user=keeper, taking_id=taking)
    counted = AmmunitionMovement.objects.get(kind="counted")
    assert (counted.quantity, counted.lot_id) == (990, lot)


def test_sealed_scans_are_opened_matched_and_acknowledged_one_by_one(keeper, depot):
    a_stored_weapon(depot, "AB 1001")
    taking = open_taking(acting_user=keeper, depot_id=depot)
    first, second = a_sealed_scan(taking, PHONE, 1, read="AB 1001"), a_sealed_scan(taking, PHONE, 2, read="QQ 1")
    acks = receive_batch(acting_user=keeper, taking_id=taking, raw=a_batch(PHONE, first, second, kept=5))
    assert [(one.uid, one.status, one.result) for one in acks] == [
        (first.uid, "kept", "there"), (second.uid, "kept", "unknown"),
    ]  # fmt: skip
    device = open_taking_page(acting_user=keeper, taking_id=taking).devices[0]
    assert (device.kept, device.arrived) == (3, 2)


def test_a_seal_of_another_counting_phone_or_key_is_set_aside_as_it_came(keeper, depot):
    taking = open_taking(acting_user=keeper, depot_id=depot)
    moved = a_sealed_scan(taking + 1, PHONE, 1, read="AB 1001")
    foreign = a_sealed_scan(taking, PHONE, 2, read="AB 1", key=SealingKey("0" * 16, sealing_key().point))
    empty = a_sealed_scan(taking, PHONE, 3, read="   ")
    nul = a_sealed_scan(taking, PHONE, 4, read="AB\x001")
    batch = a_batch(PHONE, moved, foreign, empty, nul)
    acks = receive_batch(acting_user=keeper, taking_id=taking, raw=batch)
    codes = ["seal_broken", "unknown_key", "scan_wrong_form", "scan_wrong_form"]
    assert [(one.status, one.code) for one in acks] == [("set_aside", code) for code in codes]
    assert [one.status for one in receive_batch(acting_user=keeper, taking_id=taking, raw=batch)] == ["again"] * 4
    assert bytes(SealedAside.objects.get(uid=moved.uid).box) == moved.box
    assert StockScan.objects.count() == 0


def test_a_phone_that_sealed_to_an_older_key_can_still_send(keeper, depot):
    taking = open_taking(acting_user=keeper, depot_id=depot)
    scan = a_sealed_scan(taking, PHONE, 1, read="AB 1001")
    before = sealing_key()
    assert renew_key() != before and sealing_key() != before
    assert receive_batch(acting_user=keeper, taking_id=taking, raw=a_batch(PHONE, scan))[0].status == "kept"


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "scans_unreadable"),
        (b"[]", "scans_unreadable"),
        (b"{" * 5_000, "scans_unreadable"),
        (b'{"device": NaN}', "scans_unreadable"),
        (b'{"device": "x", "kept": 1, "scans": []}', "scans_unreadable"),
        (b'{"device":"a","device":"b","kept":0,"scans":[{}]}', "scans_unreadable"),
        (b'\xff\xfe{"a":1}', "scans_unreadable"),
        (b" " * 400_001, "scans_too_large"),
    ],
)
def test_a_hostile_batch_is_refused_by_code_and_nothing_is_taken(keeper, depot, raw, code):
    taking = open_taking(acting_user=keeper, depot_id=depot)
    with pytest.raises(Refusal) as refused:
        receive_batch(acting_user=keeper, taking_id=taking, raw=raw)
    assert refused.value.code == code
    assert StockScan.objects.count() == SealedAside.objects.count() == 0


def test_more_scans_than_a_batch_may_have_are_refused(keeper, depot):
    taking = open_taking(acting_user=keeper, depot_id=depot)
    scan = a_sealed_scan(taking, PHONE, 1, read="AB 1001")
    with pytest.raises(Refusal) as refused:
        receive_batch(acting_user=keeper, taking_id=taking, raw=a_batch(PHONE, *[scan] * 101))
    assert refused.value.code == "scans_too_large"


def test_closing_records_nothing_unless_a_supervisor_approves(keeper, depot):
    there, gone = a_stored_weapon(depot, "AB 1001"), a_stored_weapon(depot, "AB 1002")
    met = a_stored_weapon(a_depot(keeper, "Zenda"), "ZZ 9009")
    taking = open_taking(acting_user=keeper, depot_id=depot)
    count(keeper, taking, "AB 1001", "ZZ 9009")
    assert close_taking(acting_user=keeper, taking_id=taking, lost=[gone], found=[met]) is False
    assert Event.objects.count() == 3
    supervisor = a_person(Role.SUPERVISOR)
    for wrong in (keeper, a_person(Role.AUDITOR)):
        with pytest.raises(NotPermitted):
            approve_closing(acting_user=wrong, taking_id=taking)
    with pytest.raises(NotPermitted):
        approve_closing(acting_user=an_operator(), taking_id=taking)
    return_closing(acting_user=supervisor, taking_id=taking, reason="Look again behind the racks.")
    assert StockTaking.objects.get().state == "open"
    close_taking(acting_user=keeper, taking_id=taking, lost=[gone], found=[met])
    approve_closing(acting_user=supervisor, taking_id=taking)
    assert dict(Custody.objects.values_list("weapon_id", "whereabouts")) == {there: "held", gone: "lost", met: "held"}
    assert Custody.objects.get(weapon_id=met).holder_id == depot
    assert Event.objects.get(weapon_id=gone, kind="lost").details == {"stock_taking": taking}
    assert AuditEntry.objects.order_by("-id").first().action == "stock.taking_closed"
    with pytest.raises(Refusal):
        approve_closing(acting_user=supervisor, taking_id=taking)


def test_a_weapon_counted_after_the_proposal_is_not_recorded_as_lost(keeper, depot):
    gone = a_stored_weapon(depot, "AB 1002")
    taking = open_taking(acting_user=keeper, depot_id=depot)
    close_taking(acting_user=keeper, taking_id=taking, lost=[gone])
    count(keeper, taking, "AB 1002")
    with pytest.raises(Refusal) as refused:
        approve_closing(acting_user=a_person(Role.SUPERVISOR), taking_id=taking)
    assert refused.value.code == "no_longer_so"
    assert Custody.objects.get(weapon_id=gone).whereabouts == "held"


def test_a_phone_that_still_holds_scans_is_waited_for(keeper, depot):
    taking = open_taking(acting_user=keeper, depot_id=depot)
    scan, late = (a_sealed_scan(taking, PHONE, place, read=f"AB {place}") for place in (1, 2))
    receive_batch(acting_user=keeper, taking_id=taking, raw=a_batch(PHONE, scan, kept=2))
    with pytest.raises(Refusal) as refused:
        close_taking(acting_user=keeper, taking_id=taking)
    assert (refused.value.code, refused.value.sentence.values) == ("phones_still_hold", {"count": 1})
    close_taking(acting_user=keeper, taking_id=taking, without_phones=True)
    assert receive_batch(acting_user=keeper, taking_id=taking, raw=a_batch(PHONE, late))[0].result == "late"
    told = figures(keeper, taking)
    assert (told.late, told.unknown, told.unsent) == (1, 1, 0)


def test_a_recount_leaves_the_first_count_as_it_was(keeper, depot):
    a_stored_weapon(depot, "AB 1001")
    first = open_taking(acting_user=keeper, depot_id=depot)
    close_taking(acting_user=keeper, taking_id=first)
    second = open_taking(acting_user=keeper, depot_id=depot, recount_of=first)
    count(keeper, second, "AB 1001")
    assert (results(first), results(second)) == ({"AB 1001": "unseen"}, {"AB 1001": "there"})
    assert open_taking_page(acting_user=keeper, taking_id=first).recounts == (second,)


def test_another_units_depot_and_stock_taking_do_not_exist_for_a_keeper(keeper, depot):
    weapon = a_stored_weapon(depot, "AB 1001")
    taking = open_taking(acting_user=keeper, depot_id=depot)
    stranger = a_keeper("Customs")
    asks = (
        lambda number: open_taking(acting_user=stranger, depot_id=number),
        lambda number: open_taking_page(acting_user=stranger, taking_id=number),
        lambda number: count(stranger, number, "AB 1001"),
        lambda number: receive_batch(acting_user=stranger, taking_id=number, raw=b"{}"),
        lambda number: close_taking(acting_user=stranger, taking_id=number, lost=[weapon]),
        lambda number: decide_conflict(
            acting_user=stranger, taking_id=number, weapon_id=weapon, finding=CountFinding.PRESENT
        ),
        lambda number: resolve_scan(acting_user=stranger, taking_id=number, scan_id=1, weapon_id=weapon),
    )
    for place, ask in enumerate(asks):
        said = []
        for number in (depot if place == 0 else taking, 999_999):
            with pytest.raises(NotFound) as refused:
                ask(number)
            said.append((refused.value.code, refused.value.sentence))
        assert said[0] == said[1]
    assert StockScan.objects.count() == 0


def test_a_phone_learns_nothing_of_weapons_of_another_unit(keeper, depot):
    a_stored_weapon(a_depot(a_keeper("Customs"), "Border store"), "ZZ 9009")
    taking = open_taking(acting_user=keeper, depot_id=depot)
    acks = count(keeper, taking, "ZZ 9009", "QQ 0000")
    assert [one.result for one in acks] == ["unknown", "unknown"]
    told = figures(keeper, taking)
    assert (told.unexpected, told.unknown) == (0, 2)
    assert weapons_of(acting_user=keeper, taking_id=taking, group="unexpected") == ([], 0)
    assert len(unread_scans(acting_user=keeper, taking_id=taking)[0]) == 2
    seen = weapons_of(acting_user=a_person(Role.SUPERVISOR), taking_id=taking, group="unexpected")[0][0]
    assert seen.books.depot == "Border store"
