"""Pages of a weapon's life: for whom they open, and what they make of anything that can be sent to them."""

import pytest
from django.test import Client

from salwa.domain.accounts import Role
from salwa.domain.weapons import EventKind
from salwa.services.custody.actions import record_entry
from salwa.services.custody.parts import record_part
from salwa.services.custody.values import PartEntry
from salwa.services.weapons.actions import record_weapon
from salwa.services.weapons.values import MarkEntry, WeaponEntry
from salwa.storage.register.models import Event, Mark, Part, Weapon
from tests.builders.holders import a_holder
from tests.builders.lives import an_entry
from tests.builders.people import a_person

pytestmark = pytest.mark.django_db
HUGE = "9" * 30
READERS = {Role.REGISTRAR, Role.STOCK_OFFICER, Role.TRACING_OFFICER, Role.SUPERVISOR}
WRITERS = {Role.REGISTRAR, Role.STOCK_OFFICER}
# Page -> roles it opens for, {0} the weapon, {1} an entry, {2} a mark, {3} a part.
PAGES = {
    "/weapons/": READERS,
    "/weapons/{0}/": READERS,
    "/weapons/{0}/?on=2019-05-03": READERS,
    "/weapons/holders/?giver=north": WRITERS,
    "/weapons/{0}/entries/new/": WRITERS,
    "/weapons/{0}/entries/new/?kind=transferred": WRITERS,
    "/weapons/{0}/entries/{1}/": WRITERS,
    "/weapons/{0}/entries/{1}/correct/": {Role.REGISTRAR},
    "/weapons/{0}/entries/{1}/cancel/": {Role.REGISTRAR},
    "/weapons/{0}/correct/": {Role.REGISTRAR},
    "/weapons/{0}/marks/new/": WRITERS,
    "/weapons/{0}/marks/{2}/": WRITERS,
    "/weapons/{0}/parts/new/": WRITERS,
    "/weapons/{0}/parts/{3}/": WRITERS,
}


@pytest.fixture
def client_of(settings):
    settings.SALWA = settings.SALWA.__class__(settings.SALWA.home, {**settings.SALWA.values, "second_factor": False})

    def signed_in(*roles):
        client = Client()
        client.force_login(a_person(*roles))
        return client

    return signed_in


@pytest.fixture
def numbers():
    """A weapon with an entry, a mark and a part."""
    clerk = a_person(Role.REGISTRAR)
    mark = MarkEntry("receiver", "manufacture", "serial", "AB 1234", "present")
    weapon = record_weapon(acting_user=clerk, entry=WeaponEntry(maker="Zastava", marks=(mark,)))
    entry = record_entry(acting_user=clerk, entry=an_entry(weapon, EventKind.SEIZED)).event
    part = record_part(acting_user=clerk, part=PartEntry("barrel"), fitted=an_entry(weapon, EventKind.PART_FITTED)).part
    return weapon, entry, Mark.objects.get().pk, part


@pytest.mark.parametrize("role", Role)
def test_pages_open_for_their_rights_only(client_of, numbers, role):
    client = client_of(role)
    found = {page: client.get(page.format(*numbers)).status_code for page in PAGES}
    assert found == {page: 200 if role in roles else 403 for page, roles in PAGES.items()}


def test_nobody_sees_a_page_without_signing_in(numbers):
    assert {Client().get(page.format(*numbers)).status_code for page in PAGES} == {302}


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/weapons/?after=-1", 404),
        ("/weapons/?after=\u0663", 404),
        ("/weapons/?after=" + HUGE, 404),
        ("/weapons/?whereabouts=gone", 422),
        ("/weapons/?type=%00", 422),
        ("/weapons/?holder=" + HUGE, 422),
        ("/weapons/?unit=" + HUGE, 422),
        ("/weapons/?maker=%00%f0", 422),
        ("/weapons/{0}/?on=2019-02-30", 422),
        ("/weapons/{0}/?on=%00", 422),
        ("/weapons/{0}/?on=", 200),
        ("/weapons/" + HUGE + "/", 404),
        ("/weapons/" + HUGE + "/entries/new/", 404),
        ("/weapons/{0}/entries/new/?kind=corrected", 200),
        ("/weapons/{0}/entries/" + HUGE + "/", 404),
        ("/weapons/{0}/entries/" + HUGE + "/correct/", 404),
        ("/weapons/{0}/entries/" + HUGE + "/cancel/", 404),
        ("/weapons/{0}/marks/" + HUGE + "/", 404),
        ("/weapons/{0}/parts/" + HUGE + "/", 404),
        ("/weapons/holders/?giver=%00%f0%9f", 200),
        ("/weapons/holders/?giver=" + "x" * 5000, 200),
    ],
)
def test_addresses_that_lead_nowhere_say_so(client_of, numbers, address, status):
    client = client_of(Role.REGISTRAR)
    assert client.get(address.format(*numbers)).status_code == status


JUNK = (
    {},
    {"date": "\x00", "giver": "\x00", "giver_holder": HUGE, "receiver": "\u202e", "uid": "x" * 400, "unknown": "on"},
    {"date": "0000-00-00", "place_in_day": HUGE, "country": "<script>"},
    {"date": "2019-13", "giver_choice": HUGE, "reason": " "},
    {"unknown": "on", "giver": "North", "giver_choice": "999", "reason": "\u3000 ", "note": "n" * 3000},
    {"text": "\x00", "state": "gone", "version": HUGE, "why": "because", "seen": "[1", "maker": "x" * 5000},
    {"version": "-1", "seen": "{}", "reason": "x", "year": "MMXX", "build": "magic", "uid": "\x00"},
    {"what": "stored", "stored": "\x00", "component": "wing", "state": "present"},
    {"what": "stored", "stored": HUGE, "component": "barrel", "state": "present", "date": "2019-1-1-1"},
)


@pytest.mark.parametrize("junk", JUNK)
def test_whatever_is_sent_is_refused_in_words_and_nothing_is_recorded(client_of, numbers, junk):
    a_holder("North"), a_holder("North")
    client = client_of(Role.REGISTRAR)
    before = [model.objects.count() for model in (Event, Mark, Part)]
    maker = Weapon.objects.get().maker_text
    for page in PAGES:
        if page.startswith("/weapons/{0}/") and "?on" not in page and page != "/weapons/{0}/entries/{1}/":
            answer = client.post(page.format(*numbers), junk)
            assert (page, answer.status_code) in [(page, 422), (page, 200), (page, 409), (page, 400)]
    assert [model.objects.count() for model in (Event, Mark, Part)] == before
    assert Weapon.objects.get().maker_text == maker


def test_what_was_typed_is_shown_and_never_run(client_of, numbers):
    client = client_of(Role.REGISTRAR)
    bad = "<img src=x onerror=alert(1)>"
    sent = {"date": "2019", "receiver": bad, "place": bad, "document": bad, "note": bad}
    answer = client.post(f"/weapons/{numbers[0]}/entries/new/?kind=found", sent, follow=True)
    assert answer.status_code == 200
    page = client.get(f"/weapons/{numbers[0]}/").content.decode()
    assert bad not in page
    assert page.count("&lt;img src=x onerror=alert(1)&gt;") >= 4


def test_a_form_sent_twice_records_once(client_of, numbers):
    client = client_of(Role.REGISTRAR)
    sent = {"date": "2019", "uid": "6f1f3d3e-0000-4000-8000-000000000001", "place": "Zenda"}
    before = Event.objects.count()
    first, second = (client.post(f"/weapons/{numbers[0]}/entries/new/?kind=found", sent) for _ in range(2))
    assert first.headers["Location"] == second.headers["Location"]
    assert Event.objects.count() == before + 1
    other = client.post(f"/weapons/{numbers[0]}/entries/new/?kind=found", {**sent, "place": "Strelsau"})
    assert (other.status_code, Event.objects.count()) == (422, before + 1)


def test_what_another_changed_is_not_undone_by_sending_an_old_form(client_of, numbers):
    client = client_of(Role.REGISTRAR)
    address = f"/weapons/{numbers[0]}/correct/"
    form = client.get(address).context["form"]
    old = {name: form[name].value() or "" for name in form.fields}
    quicker = {**old, "maker": "Norinco", "reason": "One."}
    assert client.post(address, quicker).status_code == 302
    late = client.post(address, {**old, "uid": "other-uid-1", "calibre": "7.62x39", "reason": "Two."})
    assert late.status_code == 409
    assert late.context["rows"] == [("Maker", "Norinco", "Norinco"), ("Calibre", "", "7.62x39")]
    form = late.context["form"]
    again = {name: form[name].value() or "" for name in form.fields}
    assert client.post(address, again).status_code == 302
    weapon = Weapon.objects.get()
    assert (weapon.maker_text, weapon.calibre_text) == ("Norinco", "7.62x39")
