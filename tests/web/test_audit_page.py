"""The audit page shows how the log is protected, and gives checkpoint and log to those who may read it."""

import io
import zipfile

import pytest
from django.db import transaction
from django.test import Client

from salwa.domain.accounts import RIGHTS, Role
from salwa.services.audit.actions import write_entry
from salwa.services.audit.checkpoints import make_checkpoint
from salwa.services.audit.exports import CHECKPOINT_NAME, LOG_NAME, full_note
from salwa.services.audit.signing import key_file
from salwa.services.audit.verifying import read_checkpoint, verify_file
from salwa.storage.accounts.models import AuditEntry
from tests.builders.people import a_person, an_operator
from tests.builders.tampering import unguarded
from tests.builders.witnesses import a_witness

pytestmark = pytest.mark.django_db


@pytest.fixture
def client_of(settings):
    settings.SALWA = settings.SALWA.__class__(settings.SALWA.home, {**settings.SALWA.values, "second_factor": False})

    def signed_in(*roles):
        client = Client()
        client.force_login(a_person(*roles))
        return client

    yield signed_in
    key_file().unlink(missing_ok=True)


@pytest.fixture
def operator():
    user = an_operator()
    with transaction.atomic():
        for number in range(5):
            write_entry(acting_user=user, action="weapons.opened", object_kind="weapon", object_id=number)
    return user


def text_of(response):
    return response.content.decode()


def test_before_the_first_checkpoint_the_page_says_so(client_of, operator):
    page = text_of(client_of(Role.AUDITOR).get("/audit/"))
    assert "There is no checkpoint yet." in page
    assert "/audit/checkpoint/" not in page


def test_the_page_shows_the_newest_checkpoint_and_who_signed_it(client_of, operator):
    made = make_checkpoint(acting_user=operator)
    a_witness("uganda/w1").signs(made, operator)
    page = text_of(client_of(Role.AUDITOR).get("/audit/"))
    for shown in (made.root[:16], "salwa/KEN/", "uganda/w1", "Current"):
        assert shown in page
    assert made.root not in page
    assert "Degraded" not in page


def test_degraded_protection_is_shown(client_of, operator):
    client = client_of(Role.AUDITOR)
    with unguarded():
        assert "took away what keeps the database" in text_of(client.get("/audit/"))
    with unguarded():
        AuditEntry.objects.filter(number=1).update(at="2026-01-01T00:00:00Z")
    assert "older than four hours" in text_of(client.get("/audit/"))


def test_the_filter_stays_with_the_older_entries(client_of, operator):
    client = client_of(Role.AUDITOR)
    with transaction.atomic():
        for number in range(60):
            write_entry(acting_user=operator, action="weapons.found", object_id=number)
    page = text_of(client.get("/audit/?action=weapons.found&object="))
    assert "?action=weapons.found&amp;object=&amp;before=" in page
    assert 'value="weapons.found" selected' in page


def test_the_checkpoint_is_given_with_the_signatures_of_witnesses_and_recorded(client_of, operator):
    made = make_checkpoint(acting_user=operator)
    a_witness("uganda/w1").signs(made, operator)
    response = client_of(Role.AUDITOR).get("/audit/checkpoint/")
    assert response.content.decode() == full_note(made)
    assert response["Content-Disposition"] == f'attachment; filename="audit-{made.size}.checkpoint"'
    assert response["Cache-Control"] == "no-store, private"
    assert read_checkpoint(response.content).size == made.size
    assert AuditEntry.objects.get(action="audit.checkpoint_fetched").details == {"size": made.size}


def test_the_log_is_given_as_an_archive_that_verifies_and_recorded(client_of, operator, tmp_path):
    response = client_of(Role.AUDITOR).post("/audit/export/")
    archive = zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content)))
    assert archive.testzip() is None
    assert set(archive.namelist()) == {LOG_NAME, CHECKPOINT_NAME}
    archive.extractall(tmp_path)
    verdict = verify_file(tmp_path / LOG_NAME, own=[archive.read(CHECKPOINT_NAME)])
    assert (verdict.whole, verdict.confirmed) == (True, verdict.entries)
    assert AuditEntry.objects.filter(action="audit.exported").count() == 1


@pytest.mark.parametrize("role", Role)
def test_only_readers_of_the_log_get_anything(client_of, operator, role):
    make_checkpoint(acting_user=operator)
    client, allowed = client_of(role), "audit.read" in RIGHTS[role]
    for response in (client.get("/audit/"), client.get("/audit/checkpoint/"), client.post("/audit/export/")):
        assert response.status_code == (200 if allowed else 403)


def test_the_export_needs_a_sent_form_and_a_checkpoint_that_is_not_there_is_not_found(client_of, operator):
    client = client_of(Role.AUDITOR)
    assert client.get("/audit/export/").status_code == 405
    assert client.get("/audit/checkpoint/").status_code == 404
    for address in ("/audit/checkpoint/", "/audit/"):
        assert Client().get(address).status_code == 302
    assert Client().post("/audit/export/").status_code == 302
