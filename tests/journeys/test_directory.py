"""The directory of points of contact: from a note verbale to a signed edition that another installation follows."""

import json

import pytest
from playwright.sync_api import expect

from salwa.domain.accounts import Role
from salwa.services.directory.following import take_edition
from salwa.services.directory.public import public_key, signed_public_edition
from salwa.services.directory.publishing import fetch_states_edition, publish_edition
from salwa.services.directory.states import record_own_correction
from salwa.services.directory.trials import record_test_answer, send_test
from salwa.storage.cooperation.models import Contact, FollowedEdition
from tests.builders.directory import a_contact, details, pin
from tests.journeys.conftest import pages_looked_at


@pytest.fixture(autouse=True)
def a_home(settings, tmp_path):
    """Keys of this test alone."""
    settings.HOME = tmp_path


@pytest.fixture
def keeper(a_person_with_code):
    return a_person_with_code(Role.ADMINISTRATOR)


@pytest.mark.parametrize("scripts", [True, False])
def test_a_contact_is_entered_handed_over_published_and_followed(visit_as, visit, keeper, tmp_path, scripts):
    page = visit_as(person=keeper, address="/directory/keep/", scripts=scripts)
    page.get_by_role("link", name="Enter a contact").click()
    page.get_by_label("State", exact=True).select_option("KEN")
    page.get_by_label("Kind of contact").select_option("iti")
    page.get_by_label("Office", exact=True).fill("National Focal Point")
    page.get_by_label("E-mail address of the office").fill("jane@nfp.example")
    page.get_by_label("Person", exact=False).first.fill("Jane Otieno")
    page.get_by_label("English").check()
    page.get_by_label("A note verbale to the secretariat").check()
    page.get_by_role("button", name="Enter the contact").click()
    expect(page.get_by_role("alert")).to_contain_text("bears the name of the person")
    page.get_by_label("E-mail address of the office").fill("iti@nfp.example")
    page.get_by_role("button", name="Enter the contact").click()
    expect(page.get_by_role("alert")).to_contain_text("note verbale names it")
    page.get_by_label("Note verbale or letter").fill("NV 12/2026 of 2026-11-02")
    page.get_by_role("button", name="Enter the contact").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Kenya")
    page.get_by_role("link", name="Hand over or correct").click()
    page.get_by_label("Another office takes over").check()
    page.get_by_label("Office", exact=True).fill("Tracing Centre of the Police")
    page.get_by_label("The State itself").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Tracing Centre of the Police").first).to_be_visible()
    page.get_by_role("button", name="Send a test message now").click()
    page.get_by_role("link", name="Directory of contacts").last.click()
    page.get_by_role("button", name="Sign and publish the next edition").click()
    expect(page.get_by_text("Edition 1 was signed and published.")).to_be_visible()

    everybody = visit("/directory/", scripts=scripts)
    everybody.get_by_role("link", name="Kenya", exact=True).click()
    expect(everybody.get_by_text("Tracing Centre of the Police")).to_be_visible()
    assert "Otieno" not in everybody.content()
    with everybody.expect_download() as download:
        everybody.get_by_role("link", name="Card for an address book").click()
    assert download.value.suggested_filename.endswith(".vcf")

    edition, key = tmp_path / "directory.jws", tmp_path / "directory-key.json"
    edition.write_bytes(signed_public_edition())
    key.write_text(json.dumps(public_key()))
    page.goto("/contacts/follow/")
    page.get_by_label("File of the key").set_input_files(key)
    page.get_by_label("Fingerprint").fill(public_key()["signing"]["kid"])
    page.get_by_role("button", name="Pin the key").click()
    page.get_by_label("File of the edition").set_input_files(edition)
    page.get_by_role("button", name="Take the edition").click()
    expect(page.get_by_text("Edition 1 was taken: 1 contacts.")).to_be_visible()
    assert (Contact.objects.count(), FollowedEdition.objects.count()) == (1, 1)
    page.goto("/contacts/follow/")
    page.get_by_label("File of the edition").set_input_files(key)
    page.get_by_role("button", name="Take the edition").click()
    expect(page.get_by_role("alert")).to_contain_text("no signed edition of the directory")


@pytest.fixture
def full(keeper):
    """States with contacts, a silent one, one handed over, and an own contact."""
    person = keeper.user
    first = a_contact(person, "KEN")
    a_contact(person, "KEN", "poa", office="Ministry of Interior, Small Arms Unit", email="poa@interior.example")
    a_contact(person, "EGY", office="مكتب التعقب رقم 12-34", email="tracing@interior.example", languages=("ar", "fr"))
    a_contact(person, "UGA", hours="", postal="", telephone="", languages=("en",))
    send_test(acting_user=person, contact_id=first)
    from django.utils import timezone

    record_test_answer(acting_user=person, contact_id=first, day=timezone.localdate())
    publish_edition(acting_user=person)
    pin(person)
    signed = fetch_states_edition(acting_user=person, number=1)
    take_edition(acting_user=person, signed=signed, origin="directory-1-for-states.jws")
    record_own_correction(
        acting_user=person, state="EGY", kind="iti", reason="Their letter 7/2026 of 2026-11-02",
        details=details(office="Liaison office", email="liaison@police.example", languages=("ar",)),
    )  # fmt: skip
    return first


PAGES = {
    "directory-public": "/directory/", "directory-state": "/directory/states/KEN/",
    "directory-kept": "/directory/keep/",
    "directory-contact": "/directory/keep/{number}/", "directory-change": "/directory/keep/{number}/change/",
    "contacts": "/contacts/", "contacts-of": "/contacts/EGY/", "contacts-follow": "/contacts/follow/",
    "contacts-own": "/contacts/UGA/own/", "directory-new": "/directory/keep/new/",
    "directory-take": "/directory/keep/take/", "contacts-declare": "/contacts/declare/",
}  # fmt: skip


def test_pages_are_free_of_barriers_in_english_and_arabic_on_phone_and_desk(visit, visit_as, keeper, full):
    pages = {name: address.format(number=full) for name, address in PAGES.items()}
    public = {name: pages.pop(name) for name in ("directory-public", "directory-state")}
    assert pages_looked_at(visit("/directory/"), public) == []
    assert pages_looked_at(visit_as(person=keeper), pages) == []
