"""The audit page: how the log is protected, its files, its filters; in both directions of writing."""

import zipfile

import pytest
from django.db import transaction
from playwright.sync_api import expect

from salwa.domain.accounts import Role
from salwa.services.accounts.actions import make_operator
from salwa.services.audit.actions import write_entry
from salwa.services.audit.checkpoints import make_checkpoint
from salwa.services.audit.signing import key_file
from salwa.services.audit.verifying import read_checkpoint
from salwa.storage.accounts.models import AuditEntry
from tests.builders.tampering import unguarded
from tests.builders.witnesses import a_witness
from tests.journeys.conftest import BOTH_DIRECTIONS, looked_at


@pytest.fixture
def signed_log(transactional_db):
    """A log of some look-ups under a checkpoint that a witness co-signed."""
    operator = make_operator()
    with transaction.atomic():
        for number in range(30):
            write_entry(
                acting_user=operator,
                action="weapons.found",
                object_kind="weapon",
                object_id=number,
                purpose="قضية رقم ١٢" if number % 2 else "case 12/26",
                details={"verdict": "lead"},
            )
    made = make_checkpoint(acting_user=operator)
    a_witness("salwa/UGA/8899aabbccddeeff").signs(made, operator)
    yield made
    key_file().unlink(missing_ok=True)


@pytest.mark.parametrize(("language", "width"), BOTH_DIRECTIONS)
def test_the_audit_page_has_no_barriers(visit_as, signed_log, language, width):
    page = visit_as(Role.AUDITOR, address="/audit/", language=language, width=width)
    page.locator("details > summary").filter(has_text="salwa").or_(page.locator(".facts details > summary")).click()
    assert looked_at(page, f"audit-{language}") == []
    with unguarded():
        AuditEntry.objects.filter(number=1).update(at="2026-01-01T00:00:00Z")
        page.goto("/audit/")
        assert looked_at(page, f"audit-degraded-{language}") == []


def test_an_auditor_takes_checkpoint_and_log_away_without_scripts(visit_as, signed_log, tmp_path):
    page = visit_as(Role.AUDITOR, address="/audit/", scripts=False)
    with page.expect_download() as fetched:
        page.get_by_role("link", name="Download the checkpoint").click()
    fetched.value.save_as(tmp_path / "checkpoint")
    assert read_checkpoint((tmp_path / "checkpoint").read_bytes()).size == signed_log.size
    with page.expect_download() as fetched:
        page.get_by_role("button", name="Download the whole log").click()
    fetched.value.save_as(tmp_path / "log.zip")
    assert zipfile.ZipFile(tmp_path / "log.zip").testzip() is None
    page.get_by_label("What happened").select_option("audit.exported")
    page.get_by_role("button", name="Show").click()
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.get_by_label("What happened")).to_have_value("audit.exported")
