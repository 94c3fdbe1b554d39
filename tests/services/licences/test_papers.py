"""Certificates with their scans, refused deals known again, letters to original exporters."""

import io
from dataclasses import replace
from uuid import uuid4

import pytest
from django.utils import timezone
from PIL import Image

from salwa.domain.accounts import Role
from salwa.domain.licences.vocabulary import Answer
from salwa.domain.refusals import NotFound, NotPermitted, Refusal
from salwa.services.licences import applying, certificates, deciding
from salwa.services.licences.listing import list_weapons
from salwa.services.licences.notices import notification_letter, record_notice
from salwa.services.licences.queries import open_licence
from salwa.services.licences.refused import search_refusals
from salwa.services.licences.using import use_licence
from salwa.services.licences.values import CheckEntry, PartyEntry, UseEntry
from salwa.storage.accounts.models import AuditEntry
from salwa.storage.register.models import CertificateScan, EndUserCertificate, LicenceStep
from tests.builders.licences import COMPLETE, Office, item_of
from tests.builders.people import a_person
from tests.services.search.weapons import a_taurus

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj\n"


@pytest.fixture
def office():
    return Office()


def code_of(act):
    with pytest.raises(Refusal) as refused:
        act()
    return refused.value.code


def a_scan():
    out = io.BytesIO()
    Image.new("RGB", (600, 800), "white").save(out, "PNG")
    return out.getvalue()


def added(office, licence, content):
    return certificates.add_scan(acting_user=office.clerk, licence_id=licence.pk, stream=io.BytesIO(content))


def refused(office, reason="no end user there", **deal):
    licence = office.applied(**deal)
    deciding.finish_assessment(acting_user=office.clerk, licence_id=licence.pk)
    deciding.refuse(acting_user=office.supervisor, licence_id=licence.pk, reason=reason)
    return licence


def test_a_picture_is_re_encoded_and_a_pdf_kept_byte_by_byte(office):
    licence = office.applied()
    picture, paper = added(office, licence, a_scan()), added(office, licence, PDF)
    path, kind = certificates.scan_file(acting_user=office.supervisor, scan_id=paper)
    assert (kind, path.read_bytes(), path.suffix) == ("pdf", PDF, ".pdf")
    path, kind = certificates.scan_file(acting_user=office.supervisor, scan_id=picture)
    assert (kind, path.read_bytes()[:3]) == ("jpeg", b"\xff\xd8\xff")
    assert oct(path.stat().st_mode)[-3:] == "600"
    last = AuditEntry.objects.order_by("-id").first()
    assert (last.action, last.object_id, last.details) == ("licences.scan_opened", str(licence.pk), {"scan": picture})
    shown = open_licence(acting_user=office.clerk, licence_id=licence.pk).certificate
    assert [(one.kind, one.size) for one in shown.scans][1] == ("pdf", len(PDF))


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "scan_empty"),
        (b"<svg onload=alert(1)>", "not_a_picture"),
        (b"MZ\x90\x00", "not_a_picture"),
        (b"PK\x03\x04document.docx", "not_a_picture"),
        (b"%PDF-" + b"0" * 25_000_001, "scan_too_large"),
    ],
    ids=["empty", "svg", "program", "office", "huge"],
)
def test_hostile_scans_are_refused(office, content, code):
    licence = office.applied()
    assert code_of(lambda: added(office, licence, content)) == code
    assert CertificateScan.objects.count() == 0


def test_scans_need_a_certificate_and_the_right_to_see_it(office):
    assert code_of(lambda: added(office, office.applied(certificate=None), PDF)) == "no_certificate"
    scan = added(office, office.applied(), PDF)
    with pytest.raises(NotPermitted):
        certificates.scan_file(acting_user=a_person(Role.TRACING_OFFICER), scan_id=scan)
    with pytest.raises(NotFound):
        certificates.scan_file(acting_user=office.clerk, scan_id=999)


def test_a_certificate_read_again_keeps_checks_and_scans_another_paper_begins_anew(office):
    licence = office.applied()
    added(office, licence, PDF)
    record = lambda **how: certificates.record_certificate(  # noqa: E731
        acting_user=office.clerk, licence_id=licence.pk, certificate=replace(COMPLETE, quantity=600), **how
    )
    record(same_paper=True)
    shown = open_licence(acting_user=office.clerk, licence_id=licence.pk).certificate
    assert (shown.content.quantity, len(shown.checks), len(shown.scans), shown.earlier) == (600, 1, 1, 1)
    record()
    shown = open_licence(acting_user=office.clerk, licence_id=licence.pk).certificate
    assert (len(shown.checks), len(shown.scans), shown.earlier) == (0, 0, 2)
    assert EndUserCertificate.objects.filter(licence=licence, quantity=500).count() == 1


def test_authenticity_may_still_be_recorded_after_granting(office):
    licence = office.granted()
    check = CheckEntry("letter from the ministry", "Ministry", timezone.localdate(), "not_authentic")
    certificates.check_certificate(acting_user=office.clerk, licence_id=licence.pk, check=check)
    shown = open_licence(acting_user=office.clerk, licence_id=licence.pk)
    assert ([one.result for one in shown.certificate.checks], shown.line.state) == (
        ["authentic", "not_authentic"], "granted",
    )  # fmt: skip
    empty = replace(check, how=" ")
    act = lambda: certificates.check_certificate(acting_user=office.clerk, licence_id=licence.pk, check=empty)  # noqa: E731
    assert code_of(act) == "how_not_said"


def test_the_same_refused_deal_applied_for_again_is_shown_with_reasons(office):
    before = refused(office, contract="C-9")
    again = office.applied(contract="C-9")
    page = open_licence(acting_user=office.clerk, licence_id=again.pk)
    (found,) = page.refused
    assert (found.line.id, found.reason) == (before.pk, "no end user there")
    assert [one.english() for one in found.likeness] == [
        "Both name the contract C-9.", "Both name the end user Uganda Police Force.", "Both go to Uganda.",
        "Both are about Self-loading pistol.",
    ]  # fmt: skip
    assert [one.english() for one in page.warnings] == [
        f"A deal like this one was refused on {timezone.localdate().isoformat()}, under the number {before.number}."
    ]
    deciding.finish_assessment(acting_user=office.clerk, licence_id=again.pk)
    assert code_of(lambda: deciding.grant(acting_user=office.supervisor, licence_id=again.pk)) == "warned"


def test_refusals_are_searched_by_party_and_destination(office):
    one = refused(office)
    other = office.applied(destination="SSD", certificate=None)
    party = PartyEntry("broker", name="شركة النصر للملاحة", country="SSD")
    applying.put_party(acting_user=office.clerk, licence_id=other.pk, party=party)
    deciding.refuse(acting_user=office.supervisor, licence_id=other.pk, reason="unknown broker")
    search = lambda **asked: [  # noqa: E731
        found.line.id for found in search_refusals(acting_user=office.clerk, **asked)[0]
    ]
    assert search() == [other.pk, one.pk]
    assert search(text="نصر") == [other.pk]
    assert search(country="UGA") == [one.pk]
    assert search(text="nobody") == []
    with pytest.raises(NotPermitted):
        search_refusals(acting_user=a_person(Role.STOCK_OFFICER))


def imported(office):
    """Two weapons imported under a licence that names the German exporter; their numbers and the licence's."""
    licence = office.granted("import", quantity=2, origin="DEU")
    weapons = [a_taurus("AB 1").pk, a_taurus("AB 2").pk]
    list_weapons(acting_user=office.clerk, licence_id=licence.pk, item_id=item_of(licence), weapons=weapons)
    use_licence(acting_user=office.clerk, licence_id=licence.pk, use=UseEntry(str(uuid4()), timezone.localdate()))
    return weapons, licence


def test_the_original_exporter_is_named_with_a_letter_and_told_once(office):
    weapons, bought = imported(office)
    licence = office.applied("retransfer", quantity=5)
    list_weapons(acting_user=office.clerk, licence_id=licence.pk, item_id=item_of(licence), weapons=weapons)
    page = open_licence(acting_user=office.clerk, licence_id=licence.pk)
    (found,) = page.exporters
    assert (found.state, found.exporters, found.documents, found.weapons, found.notified_on) == (
        "DEU", ("Jinja Arsenal",), (bought.number,), 2, None,
    )  # fmt: skip
    assert [one.english() for one in page.warnings] == [
        "Germany exported 2 of these weapons to this State and has not been told (PoA II.13)."
    ]
    shown = notification_letter(acting_user=office.clerk, licence_id=licence.pk, state="DEU")
    text = " ".join(one.english() for one in shown.letter.paragraphs)
    assert "They were delivered by Jinja Arsenal" in text and bought.number in text and "Uganda Police Force" in text
    assert [(number, serial) for number, _, serial in shown.weapons] == list(
        zip(weapons, ["AB 1", "AB 2"], strict=True)
    )
    act = lambda state: record_notice(  # noqa: E731
        acting_user=office.clerk, licence_id=licence.pk, state=state, day=timezone.localdate(), how="note verbale 7"
    )
    assert code_of(lambda: act("FRA")) == "not_an_exporter"
    act("DEU")
    page = open_licence(acting_user=office.clerk, licence_id=licence.pk)
    assert (page.exporters[0].notified_on, page.warnings) == (timezone.localdate(), ())
    assert LicenceStep.objects.filter(licence=licence, kind="exporter_notified").count() == 1


def test_imports_and_manufacture_have_nobody_to_tell(office):
    weapons, _ = imported(office)
    licence = office.applied("import", quantity=5)
    list_weapons(acting_user=office.clerk, licence_id=licence.pk, item_id=item_of(licence), weapons=weapons)
    assert open_licence(acting_user=office.clerk, licence_id=licence.pk).exporters == ()


def test_a_warning_in_another_language_asks_the_question_in_it(office):
    from django.utils.translation import override

    licence = office.applied()
    office.answer(licence.pk, odd_route=Answer.YES)
    with override("ar"):
        page = open_licence(acting_user=office.clerk, licence_id=licence.pk)
    assert "المسار" in page.warnings[0].values["question"]
    assert page.questions[0].text.endswith("؟")
