"""A weapon's life on screen: late entries, corrections, cancelled entries, parts exchanged, two editors at once."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from salwa.domain.accounts import Role
from salwa.domain.weapons import EventKind, HolderKind
from salwa.services.custody.actions import correct_entry, record_entry
from salwa.services.custody.parts import record_part
from salwa.services.custody.values import PartEntry
from salwa.services.weapons.actions import record_weapon
from salwa.services.weapons.values import MarkEntry, WeaponEntry
from salwa.storage.register.models import Custody, Event, Part, Weapon
from tests.builders.holders import a_holder
from tests.builders.lives import after_two_persons, an_entry
from tests.builders.people import a_person
from tests.journeys.conftest import barriers, pages_looked_at, picture


class Rifle:
    """A rifle with a life that does not quite fit together."""

    def __init__(self):
        self.clerk = a_person(Role.REGISTRAR)
        self.maker = a_holder("Zastava oružje", HolderKind.MAKER)
        self.depot = a_holder("Northern depot", reference="D-12")
        self.dealer = a_holder("Hentzau & Sons", HolderKind.DEALER, reference="H-7")
        self.patrol = a_holder("دورية الحدود", HolderKind.STATE_UNIT)
        marks = (
            MarkEntry("receiver", "manufacture", "serial", "С 0487-Б", "present"),
            MarkEntry("barrel", "manufacture", "serial", "", "erased"),
        )
        entry = WeaponEntry(type="assault rifle", maker="Zastava", model="M70", calibre="7,62 x 39", year="1984",
                            modular="yes", marks=marks)  # fmt: skip
        self.number = record_weapon(acting_user=self.clerk, entry=entry)
        self.entries = {
            "sold": self.record(EventKind.TRANSFERRED, "1985", giver=self.maker.pk, receiver=self.depot.pk,
                                document="TR 44/85"),
            "stolen": self.record(EventKind.STOLEN, "2003-07-09", giver=self.dealer.pk, place="Zenda",
                                  incident="2003/118"),
            "seized": self.record(EventKind.SEIZED, "2019-05-03", giver_text="a man at the bridge",
                                  receiver=self.patrol.pk, place="Strelsau", note="Loaded, safety off."),
            "destroyed": after_two_persons(
                self.clerk, an_entry(self.number, EventKind.DESTROYED, "2010-01-01", document="Protocol 7")
            ).event,
        }  # fmt: skip

    def record(self, kind, day, **rest):
        return record_entry(acting_user=self.clerk, entry=an_entry(self.number, kind, day, **rest)).event

    @property
    def address(self):
        return f"/weapons/{self.number}/"


@pytest.fixture
def rifle(transactional_db):
    return Rifle()


def this_year():
    return str(timezone.localdate().year)


def words_of_steps(page):
    return [text.strip() for text in page.locator(".timeline .step-head").all_inner_texts()]


@pytest.mark.parametrize("scripts", [True, False])
def test_a_late_entry_takes_its_place_and_mends_the_chain(visit_as, rifle, scripts):
    page = visit_as(Role.REGISTRAR, address=rifle.address, scripts=scripts)
    expect(page.get_by_text("2 contradictions in its life.")).to_be_visible()
    page.get_by_role("link", name="Record an entry").click()
    page.get_by_role("link", name="Transferred").click()
    page.get_by_label("When?").fill("1994")
    page.get_by_label("From whom").fill("northern depot")
    page.get_by_label("To whom").fill("H-7")
    page.get_by_label("Document").fill("Sale 3/94")
    page.get_by_role("button", name="Record the entry").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Transferred")
    late = Event.objects.latest("pk")
    assert (late.giver_id, late.receiver_id, late.precision) == (rifle.depot.pk, rifle.dealer.pk, "year")
    page.get_by_role("link", name="To the weapon's life").click()
    assert words_of_steps(page) == ["Manufactured", "Transferred", "Transferred", "Stolen", "Destroyed", "Seized"]
    expect(page.get_by_text("1 contradiction in its life.")).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_wrong_entry_is_corrected_and_stays_readable(visit_as, rifle, scripts):
    page = visit_as(Role.REGISTRAR, address=rifle.address, scripts=scripts)
    page.locator(f"#entry-{rifle.entries['seized']}").get_by_role("link", name="Correct").click()
    assert page.get_by_label("When?").input_value() == "2019-05-03"
    assert page.get_by_label("Whose was it?").input_value() == "a man at the bridge"
    page.get_by_label("When?").fill("2009-05-03")
    page.get_by_role("button", name="Correct the entry").click()
    expect(page.get_by_role("alert")).to_contain_text("Say in a few words why the record was wrong.")
    page.get_by_label("Why is it corrected?").fill("The protocol says 2009.")
    page.get_by_role("button", name="Correct the entry").click()
    page.get_by_role("link", name="To the weapon's life").click()
    new = page.locator(f"#entry-{Event.objects.latest('pk').pk}")
    expect(new.locator(".when").first).to_have_text("2009-05-03")
    new.locator("summary").click()
    expect(new.locator(".earlier")).to_contain_text("The protocol says 2009.")
    expect(new.locator(".old-entry")).to_contain_text("2019-05-03")
    assert Custody.objects.get(weapon=rifle.number).whereabouts == "destroyed"


@pytest.mark.parametrize("scripts", [True, False])
def test_an_entry_that_never_happened_is_cancelled(visit_as, rifle, scripts):
    page = visit_as(Role.REGISTRAR, address=rifle.address, scripts=scripts)
    page.locator(f"#entry-{rifle.entries['destroyed']}").get_by_role("link", name="Cancel").click()
    page.get_by_role("button", name="Cancel the entry").click()
    expect(page.get_by_role("alert")).to_contain_text("Say in a few words why the entry is wrong.")
    page.get_by_label("Why did it never happen?").fill("Another rifle was destroyed.")
    page.get_by_role("button", name="Cancel the entry").click()
    assert "Destroyed" not in words_of_steps(page)
    page.locator("#cancelled > summary").click()
    expect(page.locator("#cancelled")).to_contain_text("Another rifle was destroyed.")
    expect(page.locator("#cancelled")).to_contain_text("Destroyed")


def test_two_people_correct_the_same_entry_and_the_slower_one_sees_both_versions(visit_as, rifle):
    page = visit_as(Role.REGISTRAR, address=rifle.address)
    page.locator(f"#entry-{rifle.entries['stolen']}").get_by_role("link", name="Correct").click()
    page.get_by_label("Where?").fill("Hentzau")
    page.get_by_label("Why is it corrected?").fill("I asked the dealer.")
    quicker = an_entry(rifle.number, EventKind.STOLEN, "2003-07-10", giver=rifle.dealer.pk, place="Zenda castle")
    correct_entry(acting_user=rifle.clerk, event_id=rifle.entries["stolen"], entry=quicker)
    page.get_by_role("button", name="Correct the entry").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Somebody was quicker")
    row = page.get_by_role("row", name="Where")
    expect(row).to_contain_text("Zenda castle")
    expect(row).to_contain_text("Hentzau")
    assert barriers(page) == []
    picture(page, "life-conflict-en-1280")
    page.get_by_text("Put what I wrote in its place").click()
    page.get_by_label("Why is it corrected?").fill("The dealer was there.")
    page.get_by_role("button", name="Correct the entry").click()
    page.get_by_role("link", name="To the weapon's life").click()
    assert Event.objects.filter(weapon=rifle.number, kind="stolen").count() == 3
    expect(page.locator(".timeline")).to_contain_text("Hentzau")


def test_a_name_that_several_holders_have_is_asked_about(visit_as, rifle):
    other = a_holder("Northern depot", reference="D-13")
    page = visit_as(Role.REGISTRAR, address=f"{rifle.address}entries/new/?kind=recorded")
    page.get_by_label("Nobody knows when").check()
    page.get_by_label("Who had it?").fill("Northern depot")
    page.get_by_role("button", name="Record the entry").click()
    expect(page.get_by_role("alert")).to_contain_text("Several holders have this name or reference: choose one.")
    assert barriers(page) == []
    page.get_by_label(f"Northern depot · D-13 ({other.pk})").check()
    page.get_by_role("button", name="Record the entry").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Recorded")
    assert Event.objects.latest("pk").receiver_id == other.pk


@pytest.mark.parametrize("scripts", [True, False])
def test_a_weapon_is_issued_and_returned_in_two_steps(visit_as, transactional_db, scripts):
    clerk = a_person(Role.REGISTRAR)
    depot, patrol = a_holder("Northern depot"), a_holder("Patrol 7", HolderKind.STATE_UNIT)
    number = record_weapon(acting_user=clerk, entry=WeaponEntry(maker="Zastava"))
    record_entry(acting_user=clerk, entry=an_entry(number, EventKind.TRANSFERRED, this_year(), receiver=depot.pk))
    page = visit_as(Role.REGISTRAR, address=f"/weapons/{number}/", scripts=scripts)
    page.get_by_role("link", name="Issue", exact=True).click()
    assert page.get_by_label("Issued by").input_value() == "Northern depot"
    page.get_by_label("Issued to").fill("Patrol 7")
    page.get_by_role("button", name="Record the entry").click()
    expect(page.get_by_text("It fits everything that was recorded before.")).to_be_visible()
    custody = Custody.objects.get(weapon=number)
    assert (custody.whereabouts, custody.holder_id, custody.user_id) == ("issued", depot.pk, patrol.pk)
    page.get_by_role("link", name="To the weapon's life").click()
    page.get_by_role("link", name="Return", exact=True).click()
    page.get_by_role("button", name="Record the entry").click()
    assert Custody.objects.get(weapon=number).whereabouts == "held"


@pytest.mark.parametrize("scripts", [True, False])
def test_a_barrel_is_exchanged_and_the_weapon_is_found_by_the_new_one(visit_as, rifle, scripts):
    mark = MarkEntry("barrel", "unknown", "serial", "B 77120", "present")
    part = record_part(
        acting_user=rifle.clerk, part=PartEntry("barrel", description="415 mm", marks=(mark,)),
        fitted=an_entry(rifle.number, EventKind.PART_FITTED, "1984"),
    ).part  # fmt: skip
    page = visit_as(Role.REGISTRAR, address=rifle.address, scripts=scripts)
    page.get_by_role("link", name="Exchange or take out").click()
    page.get_by_label("When?").fill("2018-02-01")
    page.get_by_label("Its mark exactly as read").fill("XK90417")
    page.get_by_role("button", name="Record it").click()
    expect(page.get_by_text("The part was exchanged.")).to_be_visible()
    expect(page.locator("#parts")).to_contain_text("XK90417")
    assert Part.objects.get(pk=part).fitted_in is None
    new = Part.objects.latest("pk")
    assert new.fitted_in_id == rifle.number
    page.goto(f"{rifle.address}?on=2000-01-01")
    expect(page.locator("#parts .marks").first).to_contain_text("B 77120")
    page.goto("/weapons/find/")
    page.locator("#id_serial").fill("XK90?17")
    page.locator("#id_purpose").fill("Case 1")
    page.get_by_role("button", name="Find the weapon").click()
    expect(page.locator(".candidate")).to_contain_text("Zastava")


@pytest.mark.parametrize("scripts", [True, False])
def test_a_wrong_maker_and_a_wrong_number_are_corrected(visit_as, rifle, scripts):
    page = visit_as(Role.REGISTRAR, address=rifle.address, scripts=scripts)
    page.get_by_role("link", name="Correct the record").click()
    page.get_by_label("Maker", exact=True).fill("Norinco")
    page.get_by_label("Model", exact=True).fill("Type 56")
    page.get_by_label("Why is it corrected?").fill("Misread stamp.")
    page.get_by_role("button", name="Correct the record").click()
    expect(page.locator("#corrections")).to_contain_text("Misread stamp.")
    expect(page.locator("#corrections")).to_contain_text("Zastava")
    assert Weapon.objects.get(pk=rifle.number).maker_code == "norinco"
    page.get_by_role("link", name="Change this mark").first.click()
    page.get_by_label("It was read or typed wrong").check()
    page.get_by_label("Mark exactly as read").fill("С 0487-В")
    page.get_by_label("Why, and on whose word?").fill("Looked at it again.")
    page.get_by_role("button", name="Change the mark").click()
    expect(page.locator(".marks").first).to_contain_text("С 0487-В")
    page.get_by_text("What was recorded of this mark before").click()
    expect(page.locator(".marks .earlier").first).to_contain_text("С 0487-Б")


def opened(page):
    """Everything that can be opened is open, and every mark reads from left to right."""
    for summary in page.locator("main details:not([open]) > summary").all():
        summary.click()
    assert {box.get_attribute("dir") for box in page.locator("main .mark:not(input)").all()} <= {"ltr"}


def test_the_pages_have_no_barriers(visit_as, rifle):
    wrong = rifle.record(EventKind.TRANSFERRED, "1990-02-02", giver=rifle.depot.pk, receiver=rifle.dealer.pk)
    right = an_entry(rifle.number, EventKind.TRANSFERRED, "1991-02", giver=rifle.depot.pk, receiver=rifle.dealer.pk,
                     details={"reason": "The receipt says 1991."})  # fmt: skip
    correct_entry(acting_user=rifle.clerk, event_id=wrong, entry=right)
    mark = MarkEntry("barrel", "unknown", "serial", "B 77120", "present")
    part = record_part(
        acting_user=rifle.clerk, part=PartEntry("barrel", description="415 mm", marks=(mark,)),
        fitted=an_entry(rifle.number, EventKind.PART_FITTED, "1984"),
    ).part  # fmt: skip
    place = rifle.address
    seen = {
        "weapon": place, "past": f"{place}?on=1999-12-31", "kinds": f"{place}entries/new/",
        "entry": f"{place}entries/new/?kind=transferred",
        "correct": f"{place}entries/{rifle.entries['seized']}/correct/",
        "cancel": f"{place}entries/{rifle.entries['seized']}/cancel/",
        "recorded": f"{place}entries/{rifle.entries['destroyed']}/", "record": f"{place}correct/",
        "mark": f"{place}marks/new/", "part": f"{place}parts/new/", "exchange": f"{place}parts/{part}/",
        "list": "/weapons/", "listed": "/weapons/?contradictory=on&maker=zastava",
    }  # fmt: skip
    places = {f"life-{name}": address for name, address in seen.items()}
    assert pages_looked_at(visit_as(Role.REGISTRAR), places, prepared=opened) == []
