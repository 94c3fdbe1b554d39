"""Pages of the directory: what everybody may read, who keeps it, and what is said where something does not fit."""

import csv
import io
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from salwa.domain.accounts import RIGHTS, Role
from salwa.services.directory.public import public_key, signed_public_edition
from salwa.services.directory.publishing import publish_edition
from salwa.services.directory.signing import open_signed, signing_keys
from salwa.storage.cooperation.models import Contact, FollowedEdition, PublishedEdition
from tests.builders.directory import a_contact, a_keeper
from tests.builders.people import a_person
from tests.builders.vcards import read_vcard

pytestmark = pytest.mark.django_db
MANAGE, READ = ("directory.manage",), ("tracing.read", "directory.manage")
PAGES = {
    "/directory/keep/": MANAGE, "/directory/keep/new/": MANAGE, "/directory/keep/{number}/": MANAGE,
    "/directory/keep/{number}/change/": MANAGE, "/contacts/": READ, "/contacts/KEN/": READ,
    "/contacts/follow/": MANAGE, "/contacts/declare/": MANAGE, "/contacts/declare/key.json": MANAGE,
    "/directory/keep/take/": MANAGE, "/contacts/KEN/own/": MANAGE,
}  # fmt: skip
PUBLIC = ("", "edition.jws", "edition.json", "contacts.csv", "key.json", "states/KEN/")
FORM = {
    "state": "KEN", "kind": "iti", "office": "Police", "email": "iti@police.example", "languages": ["en"],
    "source": "note_verbale", "document": "NV 1/2026",
}  # fmt: skip


@pytest.fixture(autouse=True)
def an_installation(settings, tmp_path):
    settings.SALWA = settings.SALWA.__class__(settings.SALWA.home, {**settings.SALWA.values, "second_factor": False})
    settings.HOME = tmp_path


def signed_in(person):
    client = Client(raise_request_exception=True)
    client.force_login(person)
    return client


@pytest.fixture
def keeper():
    return a_keeper()


@pytest.fixture
def number(keeper):
    number = a_contact(keeper)
    publish_edition(acting_user=keeper)
    return number


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("address", PAGES)
def test_a_page_opens_for_its_rights_only(role, address, number):
    answer = signed_in(a_person(role)).get(address.format(number=number))
    assert answer.status_code == (200 if set(PAGES[address]) & RIGHTS[role] else 403)


@pytest.mark.parametrize("place", PUBLIC)
def test_everybody_may_read_what_is_public_and_nothing_private_is_in_it(place, number):
    answer = Client().get(f"/directory/{place}")
    assert answer.status_code == 200
    assert b"Rassendyll" not in answer.content and b"Head of tracing" not in answer.content
    if place.startswith(("edition", "contacts", "key")):
        assert "attachment" in answer["Content-Disposition"]
    assert Client().post(f"/directory/{place}").status_code == 405


@pytest.mark.parametrize(
    "place", ["edition.jws", "edition.json", "contacts.csv", "key.json", "states/UGA/", "states/x/", "states/KEN/x.vcf"]
)
def test_what_is_not_there_is_not_found_and_before_the_first_edition_nothing_is(place, keeper):
    a_contact(keeper)
    assert Client().get(f"/directory/{place}").status_code == 404
    assert Client().get("/directory/").status_code == 200
    assert b"commission.example" not in Client().get("/directory/").content


def test_the_downloads_are_what_they_say(number):
    client = Client()
    signed = client.get("/directory/edition.jws").content
    assert signed == signed_public_edition()
    payload = client.get("/directory/edition.json").content
    contact = json.loads(payload)["contacts"][0]
    card = client.get(f"/directory/states/KEN/{contact['uid']}.vcf")
    assert card["Content-Type"] == "text/vcard; charset=utf-8"
    found = {name: parts for name, _, parts in read_vcard(card.content)}
    assert found["EMAIL"] == [contact["email"]] and found["FN"] == [contact["office"]]
    rows = list(csv.DictReader(io.StringIO(client.get("/directory/contacts.csv").content.decode("utf-8-sig"))))
    assert [(row["state"], row["kind"], row["email"], row["languages"]) for row in rows] == [
        ("KEN", "iti", contact["email"], "en sw")
    ]
    assert client.get("/directory/key.json").json() == public_key()


def test_no_formula_lives_in_the_public_table(keeper):
    a_contact(keeper, office="=1+1", hours="@SUM(A1)", postal="x\n=2+2")
    publish_edition(acting_user=keeper)
    text = Client().get("/directory/contacts.csv").content.decode("utf-8-sig")
    row = next(csv.DictReader(io.StringIO(text)))
    assert (row["office"], row["hours"], row["postal"], row["telephone"]) == (
        "'=1+1", "'@SUM(A1)", "x\n'=2+2", "'+254 20 555-0100",
    )  # fmt: skip


def test_states_are_listed_by_the_order_of_the_language_and_by_group(keeper):
    for state in ("ESP", "DZA", "KEN"):
        a_contact(keeper, state)
    publish_edition(acting_user=keeper)
    orders = {"en": ["Algeria", "Kenya", "Spain"], "es": ["Argelia", "España", "Kenya"]}
    for language, names in orders.items():
        text = Client(headers={"accept-language": language}).get("/directory/").content.decode()
        places = [text.index(f"<bdi>{name}</bdi>") for name in names]
        assert places == sorted(places)
    text = Client().get("/directory/?group=WEOG").content.decode()
    assert "<bdi>Spain</bdi>" in text and "<bdi>Kenya</bdi>" not in text
    assert Client().get("/directory/?group=nonsense").status_code == 200


def test_a_contact_is_entered_handed_over_tested_confirmed_and_ended_on_its_pages(keeper):
    client = signed_in(keeper)
    answer = client.post("/directory/keep/new/", FORM)
    number = Contact.objects.get().pk
    assert answer["Location"] == f"/directory/keep/{number}/"
    page = f"/directory/keep/{number}/"
    change = FORM | {"act": "handed_over", "version": 1, "office": "Ministry"}
    assert client.post(f"{page}change/", change).status_code == 302
    assert client.post(f"{page}change/", change | {"office": "Third"}).status_code == 422
    assert client.post(f"{page}confirm/", {"source": "state"}).status_code == 302
    assert client.post(f"{page}confirm/", {"source": "note_verbale"}).status_code == 422
    assert client.post(f"{page}test/").status_code == 302
    assert client.post(f"{page}test/").status_code == 409
    assert client.post(f"{page}answered/", {"day": "1999-01-01"}).status_code == 422
    text = client.get(page).content.decode()
    assert "Ministry" in text and "Police" in text
    assert client.post("/directory/keep/publish/").status_code == 302
    fetched = client.post("/directory/keep/editions/1/")
    assert open_signed(fetched.content, signing_keys().public(), PublishedEdition.objects.get().issued_at)
    assert client.post("/directory/keep/editions/9/").status_code == 404
    assert client.post(f"{page}end/", {"reason": ""}).status_code == 422
    assert client.post(f"{page}end/", {"reason": "closed"}).status_code == 302
    assert "closed" in client.get(f"{page}").content.decode()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"email": "rudolf@police.example", "person": "Rudolf Rassendyll"}, "name of the person"),
        ({"languages": []}, "at least one language"),
        ({"other_languages": "Klingon"}, "no code of a language"),
        ({"document": ""}, "note verbale names it"),
        ({"time_zone": "x"}, "no time zone"),
        ({"state": "ZZZ"}, "Error"),
        ({"office": "\x00"}, "Error"),
    ],
)
def test_what_does_not_fit_is_said_at_its_field_and_nothing_is_entered(keeper, wrong, said):
    answer = signed_in(keeper).post("/directory/keep/new/", FORM | wrong)
    assert (answer.status_code, Contact.objects.count()) == (422, 0)
    assert said in answer.content.decode()


def test_an_installation_pins_the_key_and_takes_editions_from_files(keeper, number):
    client = signed_in(keeper)
    key = json.dumps(public_key()).encode()
    kid = public_key()["signing"]["kid"]
    wrong = client.post("/contacts/follow/key/", {"key": SimpleUploadedFile("k.json", key), "fingerprint": "x" * 43})
    assert wrong.status_code == 422 and "another fingerprint" in wrong.content.decode()
    edition = {"file": SimpleUploadedFile("d.jws", signed_public_edition())}
    assert client.post("/contacts/follow/", edition).status_code == 422
    done = client.post("/contacts/follow/key/", {"key": SimpleUploadedFile("k.json", key), "fingerprint": kid})
    assert done.status_code == 302
    for content in (b"", b"x", b"\xff" * 100, signed_public_edition()[:-1], b"a" * 3_500_000):
        bad = client.post("/contacts/follow/", {"file": SimpleUploadedFile("d.jws", content)})
        assert bad.status_code == 422
    assert client.post("/contacts/follow/", {"address": "http://elsewhere.example"}).status_code == 422
    assert client.post("/contacts/follow/", {}).status_code == 422
    assert FollowedEdition.objects.count() == 0
    edition = {"file": SimpleUploadedFile("d.jws", signed_public_edition())}
    assert client.post("/contacts/follow/", edition).status_code == 302
    assert "commission.example" in signed_in(a_person(Role.TRACING_OFFICER)).get("/contacts/").content.decode()


def test_an_own_contact_is_shown_as_such_and_taken_back(keeper):
    client = signed_in(keeper)
    form = {name: FORM[name] for name in ("kind", "office", "email", "languages")}
    assert client.post("/contacts/UGA/own/", form).status_code == 422
    assert client.post("/contacts/UGA/own/", form | {"reason": "letter 7"}).status_code == 302
    text = client.get("/contacts/UGA/").content.decode()
    assert "letter 7" in text and "goes before the directory" in text
    assert client.post("/contacts/own/1/take-back/").status_code in (302, 404)
    assert client.get("/contacts/ZZZ/").status_code == 404


def test_numbers_that_name_nothing_are_not_found(keeper):
    client = signed_in(keeper)
    for address in ("/directory/keep/9/", "/directory/keep/9/change/", f"/directory/keep/{2**70}/"):
        assert client.get(address).status_code == 404
    for act in ("confirm", "end", "test", "answered"):
        form = {"source": "state", "reason": "x", "day": "2026-11-25"}
        assert client.post(f"/directory/keep/9/{act}/", form).status_code == 404
        assert client.get(f"/directory/keep/9/{act}/").status_code == 405


def test_a_state_declares_its_contact_and_the_secretariat_takes_it(keeper):
    client = signed_in(keeper)
    form = {name: FORM[name] for name in ("kind", "office", "email", "languages")}
    assert client.post("/contacts/declare/", form | {"email": "x"}).status_code == 422
    signed = client.post("/contacts/declare/", form).content
    key = client.get("/contacts/declare/key.json").content
    kid = json.loads(key)["signing"]["kid"]

    def sent(content, **more):
        return client.post("/directory/keep/take/", {"file": SimpleUploadedFile("c.jws", content), **more})

    assert sent(signed).status_code == 422
    wrong = sent(signed, key=SimpleUploadedFile("k.json", key), fingerprint="x")
    assert wrong.status_code == 422 and "another fingerprint" in wrong.content.decode()
    assert client.post("/directory/keep/take/", {}).status_code == 422
    assert Contact.objects.count() == 0
    done = sent(signed, key=SimpleUploadedFile("k.json", key), fingerprint=kid)
    assert done["Location"] == f"/directory/keep/{Contact.objects.get().pk}/"
    again = sent(signed)
    assert again.status_code == 422 and "this one is older" in again.content.decode()
