"""Bad input at every door: coded, in the reader's language, nothing changed, and one line in the log."""

import io
import logging

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from salwa.domain.accounts import Role
from salwa.storage.accounts.models import AuditEntry
from salwa.storage.exchange.models import InboxMessage
from tests.builders.exchange import Partner
from tests.builders.people import a_person, with_a_code
from tests.builders.seizures import a_seizure

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    """A tracing officer who reads Arabic, in an installation with a partner State."""
    user = a_person(Role.TRACING_OFFICER, Role.REGISTRAR)
    with_a_code(user)
    client = Client()
    client.user = user
    client.force_login(user)
    client.cookies["language"] = "ar"
    return client


def everything() -> dict[str, int]:
    """Rows of every table but those of sessions and of the log."""
    left_out = ("Session", "AuditEntry", "Setting")
    return {one.__name__: one.objects.count() for one in apps.get_models() if one.__name__ not in left_out}


def a_file(content: bytes, name: str = "file.bin") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def a_cut_picture() -> bytes:
    file = io.BytesIO()
    Image.effect_noise((400, 300), 90).save(file, "JPEG")
    return file.getvalue()[:4_000]


def refused(officer, caplog, address, sent, place):
    """Send it; the page that came and the line in the log. Nothing else may have changed."""
    before = everything()
    with caplog.at_level(logging.WARNING):
        page = officer.post(address, sent)
    assert (page.status_code, everything()) == (422, before)
    (line,) = [one.getMessage() for one in caplog.records if one.name == "salwa.web"]
    assert line.startswith(f"turned away at {place}: answer 422, codes ")
    assert f"person {officer.user.pk}," in line
    html = page.content.decode()
    assert "هناك مشكلة" in html
    codes = line.partition("codes ")[2].partition(",")[0]
    assert f'data-codes="{codes}"' in html
    return codes, html, line


def test_a_malformed_envelope_from_a_file(officer, caplog):
    partner = Partner("UGA")
    sealed = partner.sealed()
    spoilt = sealed[:-4] + (b"AAAA" if sealed[-4:] != b"AAAA" else b"BBBB")
    for content in (spoilt, b"\x00\xff no envelope", b"a.b.c"):
        caplog.clear()
        codes, _, _ = refused(officer, caplog, "/exchange/take/", {"file": a_file(content)}, "exchange_take")
        assert codes not in ("", "-")
    last = AuditEntry.objects.filter(action="exchange.refused").latest("number")
    assert last.actor_id == officer.user.pk
    assert InboxMessage.objects.count() == 0


def test_a_sealed_message_and_its_receipt_are_carried_by_hand(officer):
    """Control of the test above: the same doors take what is whole, and twice is once."""
    partner = Partner("UGA")
    sealed = partner.sealed(uid="3b1f7a52-0c1e-4b5e-9f0a-2d7c1e9b8a10")
    for _ in range(2):
        page = officer.post("/exchange/take/", {"file": a_file(sealed)})
        assert page.status_code == 200
    where = "/exchange/arrived/UGA/3b1f7a52-0c1e-4b5e-9f0a-2d7c1e9b8a10/receipt/"
    assert where in page.content.decode()
    assert InboxMessage.objects.count() == 1
    assert partner.read(officer.get(where).content).stage == "delivered"
    assert officer.get(where.replace("UGA", "KEN")).status_code == 404


@pytest.mark.parametrize("content", [b"no picture", a_cut_picture(), b""])
def test_a_malformed_picture(officer, caplog, content):
    seized = a_seizure(officer.user)[0]
    where = f"/seizures/weapons/{seized.pk}/pictures/"
    sent = {"picture": a_file(content, "x.jpg"), "caption": "kept caption"}
    codes, html, line = refused(officer, caplog, where, sent, "seized_pictures")
    assert codes == ("not_a_picture" if content else "picture:empty")
    assert "kept caption" in html
    assert "kept caption" not in line


def test_a_malformed_table(officer, caplog):
    broken = a_file(b"PK\x03\x04 no workbook", "register.xlsx")
    codes, _, _ = refused(officer, caplog, "/imports/", {"file": broken}, "imports")
    assert codes not in ("", "-")


def test_a_malformed_form(officer, caplog):
    sent = {"check": "1", "happened": "yesterday"}
    codes, _, line = refused(officer, caplog, "/seizures/new/", sent, "new_seizure")
    assert codes == "circumstance:required ground:required place_kind:required uid:required"
    assert "yesterday" not in line


def test_control_what_is_read_or_done_leaves_no_line(officer, caplog):
    with caplog.at_level(logging.WARNING):
        assert officer.get("/seizures/").status_code == 200
        assert officer.get("/no-such-page/").status_code == 404
    assert not [one for one in caplog.records if one.name == "salwa.web"]
