"""An export licence from the application to the delivery, its pages in both directions of writing, and holders."""

import io
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect

from salwa.domain.accounts import Role
from salwa.domain.licences.risks import questions_for
from salwa.domain.licences.vocabulary import Answer, LicenceKind
from salwa.domain.weapons import EventKind
from salwa.reference.risk_questions import risk_questions
from salwa.services.custody.actions import record_entry
from salwa.services.custody.values import LifeEntry
from salwa.services.holders.actions import close_holder
from salwa.services.licences import applying, certificates, deciding
from salwa.services.licences.arrival import verify_delivery
from salwa.services.licences.listing import list_weapons
from salwa.services.licences.using import use_licence
from salwa.services.licences.values import DeliveryEntry, PartyEntry, UseEntry
from salwa.storage.register.models import CertificateScan, Custody, Holder, Licence
from tests.builders.licences import Office, a_holder, item_of
from tests.journeys.conftest import barriers, pages_looked_at
from tests.services.search.weapons import a_taurus

PDF = b"%PDF-1.7\n1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj\n"


def fill(page, **fields):
    for name, text in fields.items():
        page.locator(f"#id_{name}").fill(text)


def press(page, words):
    page.get_by_role("button", name=words, exact=True).click()


def apply(page):
    """The application with its first parts, as a clerk types them."""
    page.get_by_label("Export", exact=True).check()
    fill(page, applicant="arms")
    press(page, "Record the application")
    expect(page.get_by_text("The application was recorded.")).to_be_visible()
    page.get_by_role("link", name="Deal and validity").click()
    page.locator("#id_origin").select_option("KEN")
    page.locator("#id_destination").select_option("UGA")
    fill(page, transit="Rwanda", contract="C-77", valid_until="2031-12-31", end_use="police duty")
    press(page, "Save")
    page.get_by_role("link", name="Parties").click()
    page.locator("#id_role").select_option("end_user")
    fill(page, name="Uganda Police Force")
    press(page, "Save")
    page.get_by_role("link", name="Back to the authorisation").click()
    page.get_by_role("link", name="Items").click()
    fill(page, type="pistol", quantity="5", calibre="9x19")
    press(page, "Save")
    expect(page.get_by_role("table")).to_contain_text("Self-loading pistol")
    page.get_by_role("link", name="Back to the authorisation").click()


def certify(page):
    """The certificate, first without its date of issue, then completed; a check and a scan."""
    page.get_by_role("link", name="End-user certificate").first.click()
    page.get_by_role("link", name="Write down what it says").click()
    fill(
        page, description="pistols", quantity="5", characteristics="9x19", contract_reference="C-77",
        contract_date="2026-01-05", end_use="police duty", exporter="Arms Ltd", exporter_address="Nairobi",
        end_user="Uganda Police Force", end_user_position="Commissioner", end_user_address="Kampala",
        certified_by="Ministry",
    )  # fmt: skip
    page.locator("#id_destination").select_option("UGA")
    page.locator("#id_signed").select_option("yes")
    page.locator("#id_certified").select_option("yes")
    page.locator("#id_no_other_parties").check()
    page.locator("#id_nothing_else").check()
    press(page, "Save")
    expect(page.get_by_text("The date of issue is missing.")).to_be_visible()
    page.get_by_role("link", name="Write it down again").click()
    fill(page, issued_on="2026-02-01")
    press(page, "Save")
    expect(page.get_by_text("All ten elements are there.")).to_be_visible()
    fill(page, how="called the ministry", with_whom="Kampala")
    page.locator("#id_result").select_option("authentic")
    press(page, "Record the check")
    page.locator("#id_file").set_input_files({"name": "euc.pdf", "mimeType": "application/pdf", "buffer": PDF})
    press(page, "Add the scan")
    expect(page.get_by_text("PDF, kept as it came")).to_be_visible()
    page.get_by_role("link", name="Back to the authorisation").click()


@pytest.mark.parametrize("scripts", [True, False])
def test_an_export_licence_from_application_to_delivery(visit_as, a_person_with_code, scripts):
    clerk, supervisor = a_person_with_code(Role.REGISTRAR), a_person_with_code(Role.SUPERVISOR)
    a_holder(clerk.user, "Arms Ltd")
    weapons = [a_taurus(f"AB {number}") for number in (1000, 1001, 1003)]
    page = visit_as(person=clerk, address="/licences/apply/", scripts=scripts)
    apply(page)
    certify(page)
    page.get_by_role("link", name="Risk of diversion").click()
    for question in questions_for(risk_questions(), LicenceKind.EXPORT):
        asked = page.locator(".question").filter(has_text=question.texts["en"])
        asked.get_by_label("No" if question.risky is Answer.YES else "Yes", exact=True).check()
        asked.get_by_label("Grounds").fill("looked into it")
    press(page, "Save")
    page.get_by_role("link", name="Check everything and hand over for the decision").click()
    expect(page.get_by_text("Missing before it can be granted")).to_have_count(0)
    press(page, "The risk is assessed: hand over for the decision")
    expect(page.get_by_text("It waits for the decision of another person.")).to_be_visible()
    licence = Licence.objects.get()

    other = visit_as(person=supervisor, address=f"/licences/{licence.pk}/", scripts=scripts)
    other.get_by_role("link", name="Look at it and decide").click()
    other.get_by_label("Grant it").check()
    fill(other, reason="The certificate was confirmed.")
    press(other, "Record the decision")
    expect(other.get_by_text("In force").first).to_be_visible()

    page.goto(f"/licences/{licence.pk}/weapons/")
    fill(page, **{"series-first": "AB 1000", "series-last": "AB 1003", "series-maker": "Taurus"})
    page.get_by_role("button", name="Put the registered ones on the list").first.click()
    report = page.locator("#report")
    expect(report).to_contain_text("3 weapons were put on the list")
    expect(report).to_contain_text("1 number is not registered:")
    expect(report).to_contain_text("AB1002")
    page.goto(f"/licences/{licence.pk}/use/")
    press(page, "Record the use")
    expect(page.get_by_text("The use was recorded: 3 pieces, 3 of them listed weapons.")).to_be_visible()
    assert set(Custody.objects.filter(weapon__in=weapons).values_list("whereabouts", "country_code")) == {
        ("abroad", "UGA")
    }
    page.get_by_role("link", name="Record the delivery").click()
    fill(page, arrived="2", confirmed_by="Customs at Entebbe")
    press(page, "Record the delivery")
    expect(page.get_by_text("only 2 are said to have arrived")).to_be_visible()
    assert barriers(page) == [] if scripts else True


def test_a_scan_is_only_ever_handed_out_as_a_file(a_person_with_code, transactional_db):
    office = Office(clerk=a_person_with_code(Role.REGISTRAR).user)
    licence = office.applied()
    scan = certificates.add_scan(acting_user=office.clerk, licence_id=licence.pk, stream=io.BytesIO(PDF))
    client = Client()
    client.force_login(office.clerk)
    response = client.get(f"/licences/scans/{scan}/")
    assert response.headers["Content-Disposition"] == f'attachment; filename="certificate-{scan}.pdf"'
    assert response.headers["Content-Type"] == "application/octet-stream"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response.headers["Content-Security-Policy"]
    assert b"".join(response.streaming_content) == PDF
    assert CertificateScan.objects.count() == 1


@pytest.fixture
def office(a_person_with_code):
    clerk, supervisor = a_person_with_code(Role.REGISTRAR), a_person_with_code(Role.SUPERVISOR)
    made = Office(clerk=clerk.user, supervisor=supervisor.user)
    made.signs = {"clerk": clerk, "supervisor": supervisor}
    return made


def a_retransfer(office):
    """An application with warnings of every kind, weapons bought from Germany among them."""
    bought = office.granted("import", quantity=2, origin="DEU")
    weapons = [a_taurus("AB 1").pk, a_taurus("КВ 2231").pk]
    list_weapons(acting_user=office.clerk, licence_id=bought.pk, item_id=item_of(bought), weapons=weapons)
    use_licence(acting_user=office.clerk, licence_id=bought.pk, use=UseEntry(str(uuid4()), timezone.localdate()))
    refused = office.applied("retransfer", contract="C-9")
    deciding.refuse(acting_user=office.supervisor, licence_id=refused.pk, reason="The end user could not be found.")
    licence = office.applied("retransfer", quantity=40, contract="C-9", transit=("RWA",))
    party = PartyEntry("carrier", name="شركة النصر للملاحة", country="SSD", address="جوبا")
    applying.put_party(acting_user=office.clerk, licence_id=licence.pk, party=party)
    office.answer(licence.pk, odd_route=Answer.YES, safe_storage=Answer.NOT_KNOWN)
    list_weapons(acting_user=office.clerk, licence_id=licence.pk, item_id=item_of(licence), weapons=weapons)
    return licence


def marks_read_from_left_to_right(page):
    assert {box.get_attribute("dir") for box in page.locator(".mark").all()} <= {"ltr"}, page.url


def test_the_pages_of_an_application_have_no_barriers(visit_as, office):
    licence = a_retransfer(office)
    names = ("", "apply/", "refused/", *(f"{licence.pk}/{part}" for part in (
        "", "deal/", "parties/", "items/", "weapons/", "certificate/", "certificate/write/", "risk/", "check/",
        "exporters/", "exporters/DEU/", "exporters/DEU/letter/", "print/",
    )))  # fmt: skip
    shown = {name: name.replace(f"{licence.pk}/", "one-").replace("/", "-").strip("-") or "register" for name in names}
    places = {f"licence-{shown[name]}": f"/licences/{name}" for name in names}
    page = visit_as(person=office.signs["clerk"])
    assert pages_looked_at(page, places, prepared=marks_read_from_left_to_right) == []


def test_deciding_and_using_have_no_barriers(visit_as, office):
    waiting = a_retransfer(office)
    deciding.finish_assessment(acting_user=office.clerk, licence_id=waiting.pk, opinion="Route explained by letter.")
    licence = office.granted(quantity=40)
    weapons = [a_taurus(f"AB {number}").pk for number in range(100, 112)]
    list_weapons(acting_user=office.clerk, licence_id=licence.pk, item_id=item_of(licence), weapons=weapons)
    use = UseEntry(str(uuid4()), timezone.localdate(), tuple(weapons[:10]), note="flight 7")
    use_licence(acting_user=office.clerk, licence_id=licence.pk, use=use)
    delivery = DeliveryEntry(timezone.localdate(), 8, "Customs at Entebbe", "DV 12")
    verify_delivery(acting_user=office.clerk, licence_id=licence.pk, delivery=delivery)
    later = timezone.localdate() + timedelta(days=900)
    deciding.ask_amendment(
        acting_user=office.clerk, licence_id=licence.pk, reason="larger order", valid_until=later,
        conditions="Marks are checked before loading.", quantities={item_of(licence): 60},
    )  # fmt: skip
    supervised = (f"{waiting.pk}/", f"{waiting.pk}/decide/", f"{licence.pk}/", f"{licence.pk}/amend/decide/",
                  f"{licence.pk}/step/revoke/")  # fmt: skip
    prepared = (f"{licence.pk}/use/", f"{licence.pk}/delivery/", f"{licence.pk}/weapons/", f"{licence.pk}/print/")
    for who, names, first in (("supervisor", supervised, 0), ("clerk", prepared, len(supervised))):
        places = {
            f"licence-act-{place}-{name.strip('/').split('/')[-1]}": f"/licences/{name}"
            for place, name in enumerate(names, first)
        }
        assert pages_looked_at(visit_as(person=office.signs[who]), places) == []


def test_holders_have_no_barriers(visit_as, office):
    clerk = office.clerk
    unit = a_holder(clerk, "قيادة الشمال", "state_unit", reference="U-1")
    depot = a_holder(clerk, "مخزن ٤", "depot", parent=unit, country="KEN", address="ممباسا")
    old, new = a_holder(clerk, "Old Arms Ltd", reference="D-7"), a_holder(clerk, "New Arms Ltd")
    for place in range(12):
        entry = LifeEntry(
            a_taurus(f"AB {place}").pk,
            EventKind.TRANSFERRED,
            str(uuid4()),
            timezone.localdate(),
            giver=old,
            receiver=depot,
        )
        record_entry(acting_user=clerk, entry=entry)
    close_holder(acting_user=clerk, holder_id=old, day=timezone.localdate(), successor=new, reason="bankrupt")
    names = ("", "record/", f"{depot}/", f"{old}/", f"{new}/", f"{depot}/weapons/", f"{old}/past/",
             f"{new}/correct/", f"{new}/close/", f"{old}/reopen/")  # fmt: skip
    places = {f"holder-{name.replace('/', '-').strip('-') or 'list'}": f"/holders/{name}" for name in names}
    assert pages_looked_at(visit_as(person=office.signs["clerk"]), places) == []


def test_a_holder_is_recorded_corrected_and_chosen_where_several_fit(visit_as, office):
    a_holder(office.clerk, "Arms East")
    page = visit_as(person=office.signs["clerk"], address="/holders/record/", scripts=False)
    press(page, "Record the holder")
    expect(page.get_by_role("alert")).to_contain_text("A holder needs a name.")
    page.locator("#id_kind").select_option("dealer")
    fill(page, name="Arms Wst", reference="D-9")
    press(page, "Record the holder")
    expect(page.get_by_role("heading", level=1)).to_have_text("Arms Wst")
    page.get_by_role("link", name="Correct", exact=True).click()
    fill(page, name="Arms West")
    press(page, "Correct the holder")
    expect(page.get_by_role("alert")).to_contain_text("A correction needs its reason.")
    fill(page, reason="typing slip")
    press(page, "Correct the holder")
    expect(page.get_by_role("heading", level=1)).to_have_text("Arms West")
    expect(page.get_by_role("table")).to_contain_text("Arms Wst")
    page.goto("/licences/apply/")
    page.get_by_label("Import", exact=True).check()
    fill(page, applicant="arms")
    press(page, "Record the application")
    expect(page.get_by_role("alert")).to_contain_text("Several holders fit")
    fill(page, applicant=str(Holder.objects.get(name="Arms West").pk))
    press(page, "Record the application")
    assert Licence.objects.get().applicant.name == "Arms West"


def test_a_person_who_prepared_it_is_told_so_and_missing_pages_say_no_more(visit_as, office):
    licence = office.applied()
    deciding.finish_assessment(acting_user=office.clerk, licence_id=licence.pk)
    page = visit_as(person=office.signs["clerk"], address=f"/licences/{licence.pk}/decide/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Your roles do not allow this")
    page.goto("/licences/999999/")
    expect(page.get_by_role("heading", level=1)).to_have_text("There is no such page")
    page = visit_as(Role.TRACING_OFFICER, address=f"/licences/{licence.pk}/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Your roles do not allow this")
