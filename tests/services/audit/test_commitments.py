"""Values in the log without the values, and without the person when their time has come (target L6)."""

import re

import pytest
from django.db import transaction

from salwa.domain.accounts import Role
from salwa.domain.refusals import NotPermitted, Refusal
from salwa.services.audit.actions import write_entry
from salwa.services.audit.checkpoints import make_checkpoint
from salwa.services.audit.commitments import FILE, commitment, destroy_commitments, end_commitments, is_commitment_of
from salwa.services.audit.exports import export_log
from salwa.services.audit.private_files import keys_folder
from salwa.services.audit.verifying import verify_log
from salwa.storage.accounts.models import AuditEntry, CommitmentSalt
from tests.builders.people import a_person, an_operator

pytestmark = pytest.mark.django_db


def test_a_commitment_is_the_same_for_the_same_value_and_person_only():
    first = commitment("Anna Rassendyll", subject="holder:1")
    assert re.fullmatch("c1:[0-9a-f]{64}", first)
    assert first == commitment("Anna Rassendyll", subject="holder:1")
    others = {
        commitment("Anna Rassendyll", subject="holder:2"),
        commitment("Anna Rassendyll"),
        commitment("anna rassendyll", subject="holder:1"),
        commitment("", subject="holder:1"),
    }
    assert len(others | {first}) == 5
    assert is_commitment_of(first, "Anna Rassendyll", subject="holder:1")
    assert not is_commitment_of(first, "Anna Rassendyll", subject="holder:2")


def test_once_destroyed_nobody_can_check_a_guess_and_the_log_still_verifies():
    operator = an_operator()
    for number in range(50):
        said = commitment(f"canary-{number}", subject=f"holder:{number}")
        with transaction.atomic():
            write_entry(acting_user=operator, action="weapons.recorded", details={"holder": said})
    kept = make_checkpoint(acting_user=operator).note.encode()
    for number in range(0, 50, 2):
        destroy_commitments(acting_user=operator, subject=f"holder:{number}")
        destroy_commitments(acting_user=operator, subject=f"holder:{number}")
    said = [entry.details["holder"] for entry in AuditEntry.objects.filter(action="weapons.recorded")]
    known = [is_commitment_of(one, f"canary-{n}", subject=f"holder:{n}") for n, one in enumerate(said)]
    assert known == [False, True] * 25
    assert verify_log([kept]).whole
    assert b"canary" not in b"".join(export_log(acting_user=operator).lines())
    assert set(CommitmentSalt.objects.filter(destroyed_at=None).values_list("salt", flat=True)) & {""} == set()
    assert AuditEntry.objects.filter(action="audit.commitments_ended").count() == 25
    with pytest.raises(Refusal) as refusal:
        commitment("canary-0", subject="holder:0")
    assert refusal.value.code == "commitments_destroyed"


def test_what_was_destroyed_before_it_was_ever_used_stays_destroyed():
    end_commitments(None, "holder:9")
    with pytest.raises(Refusal):
        commitment("x", subject="holder:9")


def test_nobody_with_a_role_alone_destroys():
    for role in Role:
        with pytest.raises(NotPermitted):
            destroy_commitments(acting_user=a_person(role), subject="holder:1")


def test_the_secret_is_its_owners_only_and_a_damaged_one_is_never_replaced():
    commitment("x")
    path = keys_folder() / FILE
    whole = path.read_text()
    assert path.stat().st_mode & 0o777 == 0o600
    try:
        for content in ("", "{}", '{"secret": "00"}', '{"secret": 5}'):
            path.write_text(content)
            with pytest.raises(Refusal) as refusal:
                commitment("x")
            assert refusal.value.code == "key_file_unreadable"
            assert path.read_text() == content
    finally:
        path.write_text(whole)
