"""Rights that end in `_own`: weapons of other units are as if they were not there, at every door."""

import io

import pytest
from django.test import Client
from PIL import Image

from salwa.domain.accounts import Role
from salwa.domain.refusals import NotFound, NotPermitted, Refusal
from salwa.domain.weapons import EventKind
from salwa.services.accounts.tokens import make_token
from salwa.services.custody.actions import issue_weapon, record_entry
from salwa.services.custody.holdings import weapons_of_holder
from salwa.services.custody.parts import fit_part, record_part
from salwa.services.custody.queries import read_life
from salwa.services.custody.values import PartEntry
from salwa.services.search.asked import MarksAsked
from salwa.services.search.find import find_weapons
from salwa.services.weapons.actions import add_picture, record_weapon
from salwa.services.weapons.lists import WeaponFilters, list_weapons
from salwa.services.weapons.queries import open_weapon, picture_file
from salwa.services.weapons.values import MarkEntry, WeaponEntry
from salwa.storage.accounts.models import AuditEntry, Membership, Organisation
from salwa.storage.register.models import Event, Weapon
from tests.builders.holders import a_holder
from tests.builders.lives import an_entry
from tests.builders.people import a_person, an_operator

pytestmark = pytest.mark.django_db
MISSING = 999_999


def a_picture():
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "grey").save(out, "JPEG")
    out.seek(0)
    return out


class Units:
    """Two units with a weapon each, and one registrar of the ministry."""

    def __init__(self):
        self.north, self.south = a_person(Role.STOCK_OFFICER, unit="North"), a_person(Role.STOCK_OFFICER, unit="South")
        self.registrar = a_person(Role.REGISTRAR, unit="Ministry")
        self.mine = self.weapon(self.north, "NN48713")
        self.theirs = self.weapon(self.south, "NN48718")

    @staticmethod
    def weapon(person, serial):
        mark = MarkEntry("receiver", "manufacture", "serial", serial, "present")
        return record_weapon(acting_user=person, entry=WeaponEntry(maker="Zastava", model="M70", marks=(mark,)))

    @staticmethod
    def depot(unit):
        return a_holder(f"Depot {unit}", unit_id=Organisation.objects.get(name=unit).pk)


@pytest.fixture
def units():
    return Units()


def refusal_of(act, **facts):
    with pytest.raises(Refusal) as refused:
        act(**facts)
    return type(refused.value), refused.value.code, refused.value.sentence, refused.value.remedy


def acts_on(weapon):
    """Everything that takes the number of a weapon."""
    entry = an_entry(weapon, EventKind.SEIZED)
    return {
        "open": (open_weapon, {"weapon_id": weapon}),
        "life": (read_life, {"weapon_id": weapon}),
        "record": (record_entry, {"entry": entry}),
        "issue": (issue_weapon, {"entry": an_entry(weapon, EventKind.ISSUED)}),
        "picture": (add_picture, {"weapon_id": weapon, "stream": a_picture()}),
        "part": (record_part, {"part": PartEntry("barrel"), "fitted": an_entry(weapon, EventKind.PART_FITTED)}),
    }


@pytest.mark.parametrize("name", sorted(acts_on(1)))
def test_another_units_weapon_and_a_missing_one_are_refused_alike(units, name):
    act, facts = acts_on(units.theirs)[name]
    forbidden = refusal_of(act, acting_user=units.north, **facts)
    act, facts = acts_on(MISSING)[name]
    assert forbidden == refusal_of(act, acting_user=units.north, **facts)
    assert forbidden[0] is NotFound
    assert Event.objects.count() == 0


@pytest.mark.parametrize("name", sorted(acts_on(1)))
def test_whoever_has_no_right_learns_nothing_of_numbers(units, name):
    nobody = a_person(Role.ADMINISTRATOR, unit="North")
    refusals = []
    for weapon in (units.mine, MISSING):
        act, facts = acts_on(weapon)[name]
        refusals.append(refusal_of(act, acting_user=nobody, **facts))
    assert refusals[0] == refusals[1]
    assert refusals[0][0] is NotPermitted


def test_own_weapons_are_those_recorded_by_the_unit_and_those_its_holders_have_now(units):
    assert open_weapon(acting_user=units.north, weapon_id=units.mine).unit == "North"
    depot = units.depot("North")
    record_entry(acting_user=units.registrar, entry=an_entry(units.theirs, EventKind.TRANSFERRED, receiver=depot.pk))
    assert open_weapon(acting_user=units.north, weapon_id=units.theirs).number == units.theirs
    away = an_entry(units.theirs, EventKind.TRANSFERRED, "2021-01-01", receiver=units.depot("South").pk)
    record_entry(acting_user=units.registrar, entry=away)
    with pytest.raises(NotFound):
        open_weapon(acting_user=units.north, weapon_id=units.theirs)


def test_a_person_in_two_units_sees_both_and_a_registrar_everything(units):
    Membership.objects.create(
        user=units.north, organisation=Organisation.objects.get(name="South"), role=Role.STOCK_OFFICER.value
    )
    for person in (units.north, units.registrar):
        page = list_weapons(acting_user=person, filters=WeaponFilters())
        assert [line.number for line in page.lines] == [units.theirs, units.mine]


def test_the_right_counts_in_the_unit_in_which_it_is_held(units):
    """An auditor of the south who is a stock officer of the north sees the stock of the north only."""
    Membership.objects.create(
        user=units.north, organisation=Organisation.objects.get(name="South"), role=Role.AUDITOR.value
    )
    with pytest.raises(NotFound):
        open_weapon(acting_user=units.north, weapon_id=units.theirs)


def test_lists_and_holdings_show_own_weapons_only(units):
    depot = units.depot("North")
    for number in (units.mine, units.theirs):
        record_entry(acting_user=units.registrar, entry=an_entry(number, EventKind.TRANSFERRED, receiver=depot.pk))
    away = an_entry(units.theirs, EventKind.TRANSFERRED, "2021-01-01", receiver=units.depot("South").pk)
    record_entry(acting_user=units.registrar, entry=away)

    def shown(person, **filters):
        return [line.number for line in list_weapons(acting_user=person, filters=WeaponFilters(**filters)).lines]

    assert shown(units.north) == [units.mine]
    assert shown(units.north, holder=units.depot("South").pk) == []
    assert shown(units.north, maker="zastava", contradictory=True) == []
    then = weapons_of_holder(
        acting_user=units.north, holder_id=depot.pk, on=an_entry(1, EventKind.SEIZED, "2020-06-01").day
    )
    assert [held.line.number for held in then.lines] == [units.mine]
    refused = refusal_of(weapons_of_holder, acting_user=units.north, holder_id=units.depot("South").pk)
    assert refused == refusal_of(weapons_of_holder, acting_user=units.north, holder_id=MISSING)


@pytest.mark.parametrize("asked", [{"serial": "NN4871?"}, {"serial": "NN48718"}, {"maker": "Zastava"}])
def test_look_ups_leave_other_units_weapons_out_before_ranking(units, asked):
    result = find_weapons(acting_user=units.north, query=MarksAsked(**asked), purpose="Case 1")
    assert {one.weapon for one in result.candidates} <= {units.mine}
    assert result.matching in (None, 1)
    alone = AuditEntry.objects.filter(action="weapons.found").latest("pk").details["weapons"]
    assert units.theirs not in alone
    everything = find_weapons(acting_user=units.registrar, query=MarksAsked(**asked), purpose="Case 1")
    assert units.theirs in {one.weapon for one in everything.candidates}


def test_weapons_with_the_same_serial_elsewhere_are_not_named(units):
    same = units.weapon(units.south, "NN48713")
    assert open_weapon(acting_user=units.north, weapon_id=units.mine).same_mark == ()
    found = open_weapon(acting_user=units.registrar, weapon_id=units.mine).same_mark
    assert [one.number for one in found] == [same]


def test_pictures_of_other_units_are_not_there(units):
    number = add_picture(acting_user=units.south, weapon_id=units.theirs, stream=a_picture())
    forbidden = refusal_of(picture_file, acting_user=units.north, picture_id=number, small=True)
    assert forbidden == refusal_of(picture_file, acting_user=units.north, picture_id=MISSING, small=True)
    assert picture_file(acting_user=units.south, picture_id=number, small=True).is_file()


def test_a_part_of_another_unit_cannot_be_named(units):
    part = record_part(
        acting_user=units.south, part=PartEntry("barrel"), fitted=an_entry(units.theirs, EventKind.PART_FITTED)
    ).part
    codes = []
    for number in (part, MISSING):
        entry = an_entry(units.mine, EventKind.PART_FITTED, part=number)
        codes.append([refusal_of(act, acting_user=units.north, entry=entry)[1] for act in (fit_part, record_entry)])
    assert codes == [["no_such_part", "no_such_part"]] * 2


def test_the_interface_and_the_pages_do_not_tell_either(units, settings):
    settings.SALWA = settings.SALWA.__class__(settings.SALWA.home, {**settings.SALWA.values, "second_factor": False})
    token = make_token(acting_user=units.north, email=units.north.email, name="t").token
    program, browser = Client(headers={"Authorization": f"Bearer {token}"}), Client()
    browser.force_login(units.north)
    for place in ("", "/life", "/entries"):
        asked = [
            program.post(f"/api/v1/weapons/{number}{place}", '{"kind": "seized"}', content_type="application/json")
            if place == "/entries"
            else program.get(f"/api/v1/weapons/{number}{place}")
            for number in (units.theirs, MISSING)
        ]
        told = [{**answer.json(), "request": ""} for answer in asked]
        assert [answer.status_code for answer in asked] == [404, 404]
        assert told[0] == told[1]
    for place in ("", "entries/new/", "entries/new/?kind=seized", "marks/new/", "parts/new/"):
        asked = [browser.get(f"/weapons/{number}/{place}") for number in (units.theirs, MISSING)]
        assert [answer.status_code for answer in asked] == [404, 404]
        here = [answer.content.decode().replace(str(units.theirs), "N").replace(str(MISSING), "N") for answer in asked]
        assert here[0].split("<main")[1] == here[1].split("<main")[1]


def test_the_unit_of_the_recorder_is_kept_and_the_command_line_has_none(units):
    assert Weapon.objects.get(pk=units.mine).unit_id == Organisation.objects.get(name="North").pk
    number = units.weapon(an_operator(), "NN1")
    assert Weapon.objects.get(pk=number).unit_id is None
