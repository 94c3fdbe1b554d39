"""Weapons under an authorisation: found, listed, used in one transaction, taken back, arrived."""

import io
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from salwa.domain.accounts import Role
from salwa.domain.refusals import NotPermitted, Refusal
from salwa.domain.weapons import EventKind
from salwa.services.custody.actions import correct_entry, record_entry
from salwa.services.custody.values import LifeEntry
from salwa.services.licences import deciding
from salwa.services.licences.arrival import verify_delivery
from salwa.services.licences.listing import list_weapons, listed_weapons, unlist_weapons
from salwa.services.licences.matching import match_file, match_numbers, match_range, match_serials
from salwa.services.licences.queries import open_licence
from salwa.services.licences.using import undo_use, use_licence
from salwa.services.licences.values import DeliveryEntry, UseEntry
from salwa.storage.accounts.models import AuditEntry
from salwa.storage.register.models import Custody, Event, Licence, LicenceUse, UsedWeapon
from tests.builders.licences import Office, a_holder, item_of
from tests.builders.people import a_person
from tests.services.search.weapons import a_taurus, a_weapon

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return Office()


def a_use(**rest):
    rest.setdefault("uid", str(uuid4()))
    rest.setdefault("day", timezone.localdate())
    return UseEntry(**rest)


def listed(office, licence, weapons):
    return list_weapons(
        acting_user=office.clerk, licence_id=licence.pk, item_id=item_of(licence), weapons=[one.pk for one in weapons]
    )


def code_of(act):
    with pytest.raises(Refusal) as refused:
        act()
    return refused.value.code


def test_an_export_gives_every_weapon_its_entry_and_its_present_state(office):
    licence = office.granted(quantity=3)
    weapons = [a_taurus(f"AB {1000 + place}") for place in range(3)]
    assert listed(office, licence, weapons).added == 3
    done = use_licence(acting_user=office.clerk, licence_id=licence.pk, use=a_use(note="flight 7"))
    assert (done.weapons, done.pieces, done.again) == (3, 3, False)
    for weapon in weapons:
        entry = Event.objects.get(weapon=weapon)
        assert (entry.kind, entry.document, entry.country_code) == ("exported", licence.number, "UGA")
        assert (entry.giver_id, entry.receiver_text) == (licence.applicant_id, "Uganda Police Force")
        custody = Custody.objects.get(weapon=weapon)
        assert (custody.whereabouts, custody.country_code, custody.version) == ("abroad", "UGA", 1)
        assert custody.last_lawful_id == licence.applicant_id
    many, used = AuditEntry.objects.order_by("-id")[:2][::-1]
    assert (many.action, many.details["entries"], many.details["entry_kinds"]) == (
        "custody.many_recorded", 3, ["exported"],
    )  # fmt: skip
    assert (used.action, used.details["weapons"]) == ("licences.used", 3)


@pytest.mark.parametrize(
    ("kind", "entry", "whereabouts"),
    [
        ("manufacture", "manufactured", "held"),
        ("import", "imported", "held"),
        ("transit", "exported", "abroad"),
        ("retransfer", "exported", "abroad"),
        ("brokering", "exported", "abroad"),
    ],
)
def test_each_kind_of_authorisation_records_its_own_kind_of_entry(office, kind, entry, whereabouts):
    licence = office.granted(kind, quantity=1)
    weapon = a_taurus("AB 1000")
    listed(office, licence, [weapon])
    use_licence(acting_user=office.clerk, licence_id=licence.pk, use=a_use())
    assert Event.objects.get(weapon=weapon).kind == entry
    custody = Custody.objects.get(weapon=weapon)
    assert custody.whereabouts == whereabouts
    if whereabouts == "held":
        assert custody.holder_id == licence.applicant_id


def test_the_depot_below_the_applicant_gives_the_weapon_without_a_contradiction(office):
    licence = office.granted(quantity=1)
    depot = a_holder(office.clerk, "Store 2", "depot", parent=licence.applicant_id)
    weapon = a_taurus("AB 1000")
    before = timezone.localdate() - timedelta(days=1)
    entry = LifeEntry(weapon.pk, EventKind.TRANSFERRED, str(uuid4()), before, receiver=depot)
    record_entry(acting_user=office.clerk, entry=entry)
    listed(office, licence, [weapon])
    use_licence(acting_user=office.clerk, licence_id=licence.pk, use=a_use())
    custody = Custody.objects.get(weapon=weapon)
    assert (custody.contradictions, custody.last_lawful_id, custody.version) == (0, depot, 2)


def test_the_same_use_sent_twice_is_one(office):
    licence = office.granted(quantity=5)
    listed(office, licence, [a_taurus("AB 1000")])
    use = a_use(pieces={item_of(licence): 2})
    first, second = (use_licence(acting_user=office.clerk, licence_id=licence.pk, use=use) for _ in range(2))
    assert (first.pieces, second.pieces, second.again, first.step) == (3, 3, True, second.step)
    assert (Event.objects.count(), LicenceUse.objects.count()) == (1, 1)


def test_more_than_the_item_allows_is_neither_listed_nor_used(office):
    licence = office.granted(quantity=2)
    weapons = [a_taurus(f"AB {1000 + place}") for place in range(3)]
    assert code_of(lambda: listed(office, licence, weapons)) == "more_than_licensed"
    assert listed_weapons(acting_user=office.clerk, licence_id=licence.pk).total == 0
    listed(office, licence, weapons[:1])
    too_many = a_use(pieces={item_of(licence): 2})
    assert (
        code_of(lambda: use_licence(acting_user=office.clerk, licence_id=licence.pk, use=too_many)) == "more_than_left"
    )
    assert (Event.objects.count(), LicenceUse.objects.count()) == (0, 0)
    use_licence(acting_user=office.clerk, licence_id=licence.pk, use=a_use(pieces={item_of(licence): 1}))
    (item,) = open_licence(acting_user=office.clerk, licence_id=licence.pk).items
    assert (item.listed, item.used, item.left) == (1, 2, 0)
    assert code_of(lambda: listed(office, licence, weapons[1:2])) == "more_than_licensed"


def test_only_listed_and_unused_weapons_are_used(office):
    licence = office.granted(quantity=3)
    first, second = a_taurus("AB 1000"), a_taurus("AB 1001")
    listed(office, licence, [first])
    use_licence(acting_user=office.clerk, licence_id=licence.pk, use=a_use(weapons=(first.pk,)))
    for weapon in (first, second):
        use = a_use(weapons=(weapon.pk,))
        refused = code_of(lambda use=use: use_licence(acting_user=office.clerk, licence_id=licence.pk, use=use))
        assert refused == "not_on_the_list"
    assert (
        code_of(lambda: use_licence(acting_user=office.clerk, licence_id=licence.pk, use=a_use())) == "nothing_to_use"
    )


def test_an_authorisation_is_used_only_while_it_is_in_force_and_valid(office):
    licence = office.granted(quantity=3)
    item = item_of(licence)
    today = timezone.localdate()
    use = lambda day: use_licence(  # noqa: E731
        acting_user=office.clerk, licence_id=licence.pk, use=a_use(day=day, pieces={item: 1})
    )
    assert code_of(lambda: use(today - timedelta(days=31))) == "not_valid_then"
    assert code_of(lambda: use(today + timedelta(days=1))) == "in_the_future"
    Licence.objects.filter(pk=licence.pk).update(valid_until=today - timedelta(days=5))
    assert code_of(lambda: use(today)) == "not_valid_then"
    use(today - timedelta(days=6))
    Licence.objects.filter(pk=licence.pk).update(valid_until=today + timedelta(days=5))
    deciding.suspend(acting_user=office.supervisor, licence_id=licence.pk, reason="report")
    assert code_of(lambda: use(today)) == "not_now"
    applied = office.applied()
    assert code_of(
        lambda: use_licence(acting_user=office.clerk, licence_id=applied.pk, use=a_use(pieces={item_of(applied): 1}))
    ) == "not_now"  # fmt: skip


def test_a_stolen_weapon_is_not_exported_without_a_word(office):
    licence = office.granted(quantity=1)
    weapon = a_taurus("AB 1000")
    stolen = LifeEntry(weapon.pk, EventKind.STOLEN, str(uuid4()), timezone.localdate() - timedelta(days=3))
    record_entry(acting_user=office.clerk, entry=stolen)
    listed(office, licence, [weapon])
    refused = code_of(lambda: use_licence(acting_user=office.clerk, licence_id=licence.pk, use=a_use()))
    assert refused == "weapons_not_here"
    use_licence(acting_user=office.clerk, licence_id=licence.pk, use=a_use(despite=True))
    assert Custody.objects.get(weapon=weapon).contradictions == 1


def test_a_use_is_taken_back_by_another_person_and_may_happen_again(office):
    licence = office.granted(quantity=2)
    weapons = [a_taurus("AB 1000"), a_taurus("AB 1001")]
    listed(office, licence, weapons)
    done = use_licence(acting_user=office.clerk, licence_id=licence.pk, use=a_use())
    both = a_person(Role.REGISTRAR, Role.SUPERVISOR)
    with pytest.raises(NotPermitted):
        undo_use(acting_user=office.clerk, licence_id=licence.pk, step_number=done.step, reason="wrong flight")
    other = office.granted(quantity=1)
    mine = use_licence(acting_user=both, licence_id=other.pk, use=a_use(pieces={item_of(other): 1}))
    with pytest.raises(NotPermitted) as refused:
        undo_use(acting_user=both, licence_id=other.pk, step_number=mine.step, reason="mine")
    assert refused.value.code == "recorded_by_you"
    count = undo_use(acting_user=office.supervisor, licence_id=licence.pk, step_number=done.step, reason="wrong flight")
    assert count == 2
    assert set(Custody.objects.filter(weapon__in=weapons).values_list("whereabouts", "version")) == {("unknown", 2)}
    (item,) = open_licence(acting_user=office.clerk, licence_id=licence.pk).items
    assert (item.listed, item.used, item.left) == (2, 0, 2)
    again = use_licence(acting_user=office.clerk, licence_id=licence.pk, use=a_use())
    assert (again.weapons, UsedWeapon.objects.count()) == (2, 4)
    with pytest.raises(Refusal):
        undo_use(acting_user=office.supervisor, licence_id=licence.pk, step_number=done.step, reason="twice")


def test_an_entry_corrected_since_keeps_its_correction_when_the_use_is_taken_back(office):
    licence = office.granted(quantity=2)
    weapons = [a_taurus("AB 1000"), a_taurus("AB 1001")]
    listed(office, licence, weapons)
    done = use_licence(acting_user=office.clerk, licence_id=licence.pk, use=a_use())
    entry = LifeEntry(weapons[0].pk, EventKind.LOST, str(uuid4()), timezone.localdate())
    correct_entry(acting_user=office.clerk, event_id=Event.objects.get(weapon=weapons[0]).pk, entry=entry)
    assert undo_use(acting_user=office.supervisor, licence_id=licence.pk, step_number=done.step, reason="x") == 1
    assert [Custody.objects.get(weapon=one).whereabouts for one in weapons] == ["lost", "unknown"]


def test_fewer_pieces_on_arrival_are_a_finding(office):
    licence = office.granted(quantity=50)
    use_licence(acting_user=office.clerk, licence_id=licence.pk, use=a_use(pieces={item_of(licence): 50}))
    delivery = DeliveryEntry(timezone.localdate(), 47, "Customs at Entebbe", "DV 12")
    verify_delivery(acting_user=office.clerk, licence_id=licence.pk, delivery=delivery)
    step = open_licence(acting_user=office.clerk, licence_id=licence.pk).steps[-1]
    assert [one.english() for one in step.findings] == [
        "50 pieces left under this authorisation, only 47 are said to have arrived.",
        "Ask where the difference is: weapons may have been diverted on the way (PoA II.11).",
    ]
    nobody = DeliveryEntry(timezone.localdate(), 50, " ")
    assert (
        code_of(lambda: verify_delivery(acting_user=office.clerk, licence_id=licence.pk, delivery=nobody))
        == "nobody_said"
    )


def test_a_delivery_before_any_use_is_refused(office):
    licence = office.granted()
    delivery = DeliveryEntry(timezone.localdate(), 1, "Customs")
    assert (
        code_of(lambda: verify_delivery(acting_user=office.clerk, licence_id=licence.pk, delivery=delivery))
        == "not_now"
    )


def test_a_series_finds_registered_weapons_and_names_the_numbers_that_are_not(office):
    wanted = [a_taurus(f"AB {number}") for number in (1000, 1001, 1004)]
    a_weapon("AB 1002", maker_text="Glock", maker_code="glock")
    twins = [a_taurus("ab-1006"), a_taurus("AB1006")]
    close = a_taurus("A8 1007")
    found = match_range(acting_user=office.clerk, first="AB 1000", last="AB ١٠٠٩", maker="Forjas Taurus")
    assert (found.asked, found.weapons) == (10, tuple(one.pk for one in wanted))
    assert found.missing == (("AB1002", "AB1003", 2), ("AB1005", "AB1005", 1), ("AB1008", "AB1009", 2))
    assert found.several == (("AB1006", tuple(one.pk for one in twins)),)
    assert found.alike == (("AB1007", (close.pk,)),)
    narrow = match_range(acting_user=office.clerk, first="AB 1000", last="AB 1001", maker="Taurus", model="PT 99")
    assert narrow.weapons == ()


def test_a_file_of_serials_of_any_layout_is_matched_and_not_kept(office, settings, tmp_path):
    settings.HOME = tmp_path
    first, second = a_taurus("TKR 81234"), a_weapon("ZB-55", maker_text="Zbrojovka Xyz")
    content = "Lfd;Hersteller;Serial number\n1;TAURUS;tkr81234\n2;Zbrojovka Xyz;ZB 55\n3;Taurus;TKR 9\n".encode(
        "cp1252"
    )
    found = match_file(acting_user=office.clerk, file_name="list.csv", stream=io.BytesIO(content))
    assert (found.weapons, found.missing) == ((first.pk, second.pk), (("TKR9", "TKR9", 1),))
    assert list((settings.HOME / "imports").glob("*")) == []
    picture = io.BytesIO(b"\x89PNG\r\n\x1a\n\x00\x00\x00")
    with pytest.raises(Refusal):
        match_file(acting_user=office.clerk, file_name="a.png", stream=picture)
    assert list((settings.HOME / "imports").glob("*")) == []


def test_numbers_and_serials_as_typed(office):
    weapon = a_taurus("TKR 81234")
    text = f"{weapon.pk}، 999999"
    assert match_numbers(acting_user=office.clerk, text=text).missing == (("999999", "999999", 1),)
    assert match_serials(acting_user=office.clerk, text="TKR 81234\n\nTKR 8").weapons == (weapon.pk,)
    assert code_of(lambda: match_numbers(acting_user=office.clerk, text="12, AB3")) == "no_numbers"
    with pytest.raises(NotPermitted):
        match_numbers(acting_user=a_person(Role.AUDITOR), text="1")


def test_weapons_of_another_type_and_on_other_lists_are_pointed_out(office):
    licence, other = office.granted(quantity=3), office.granted(quantity=3)
    pistol, rifle = a_taurus("AB 1"), a_weapon("R 2", type_code="assault-rifle", type_text="assault rifle")
    told = listed(office, licence, [pistol, rifle])
    assert (told.added, told.other_type, told.other_type_count, told.elsewhere) == (2, (rifle.pk,), 1, 0)
    assert listed(office, other, [pistol]).elsewhere == 1
    assert listed(office, licence, [pistol]).there_already == 1


def test_weapons_are_taken_off_the_list_unless_used(office):
    licence = office.granted(quantity=3)
    used, free = a_taurus("AB 1"), a_taurus("AB 2")
    listed(office, licence, [used, free])
    use_licence(acting_user=office.clerk, licence_id=licence.pk, use=a_use(weapons=(used.pk,)))
    off = lambda weapons: unlist_weapons(acting_user=office.clerk, licence_id=licence.pk, weapons=weapons)  # noqa: E731
    assert code_of(lambda: off([used.pk, free.pk])) == "used_already"
    assert off(None) == 1
    page = listed_weapons(acting_user=office.clerk, licence_id=licence.pk)
    assert [(line.number, line.used, line.serial) for line in page.lines] == [(used.pk, True, "AB 1")]


def test_an_item_is_not_lowered_below_what_is_listed(office):
    licence = office.granted(quantity=5)
    listed(office, licence, [a_taurus("AB 1"), a_taurus("AB 2")])
    ask = lambda: deciding.ask_amendment(  # noqa: E731
        acting_user=office.clerk, licence_id=licence.pk, reason="less", quantities={item_of(licence): 1}
    )
    assert code_of(ask) == "fewer_than_listed"
