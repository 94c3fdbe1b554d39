"""Who has a copy of everything and ten thousand guesses learns nothing of a person whose time has come (target L6)."""

import hashlib
import hmac

import pytest
from django.db import connection, transaction

from salwa.services.audit.actions import write_entry
from salwa.services.audit.checkpoints import make_checkpoint
from salwa.services.audit.commitments import FILE, commitment, end_commitments
from salwa.services.audit.private_files import keys_folder, read_private
from salwa.services.audit.verifying import verify_log
from salwa.storage.accounts.models import AuditEntry, CommitmentSalt
from tests.builders.people import an_operator

pytestmark = pytest.mark.django_db
# The name is among the guesses, as it would be in a list of everybody.
GUESSES = [f"Anna Rassendyll {number}" for number in range(10_000)]
NAME = GUESSES[7_321]
PERSON = "holder:17"


def said_by(told):
    """The entry about a person, with `told` in its details, after the person's time has come."""
    operator = an_operator()
    with transaction.atomic():
        write_entry(acting_user=operator, action="weapons.recorded", details={"holder": told})
    kept = make_checkpoint(acting_user=operator).note.encode()
    end_commitments(operator, PERSON)
    assert verify_log([kept]).whole
    return AuditEntry.objects.get(action="weapons.recorded").details["holder"]


def keys_left():
    """Every key an attacker can make from what is left: nothing, the secret, and what stands in the table of salts."""
    secret = bytes.fromhex(read_private(keys_folder() / FILE)["secret"])
    salts = [bytes.fromhex(salt) for salt in CommitmentSalt.objects.values_list("salt", flat=True)]
    texts = [b"", secret, PERSON.encode(), secret + PERSON.encode(), *salts, *(secret + salt for salt in salts)]
    return texts + [hashlib.sha256(one).digest() for one in texts]


def guessed(said):
    """The guess that is what the log says, tried with every key that is left and with none; None when none is."""
    digest = said.removeprefix("c1:")
    keys = keys_left()
    for guess in GUESSES:
        text = guess.encode()
        tried = {hashlib.sha256(text).hexdigest(), hashlib.sha256(PERSON.encode() + text).hexdigest()}
        if digest in tried or any(hmac.digest(key, text, "sha256").hex() == digest for key in keys):
            return guess
    return None


def test_of_ten_thousand_guesses_none_is_known_to_be_right_and_the_log_verifies():
    assert guessed(said_by(commitment(NAME, subject=PERSON))) is None


def test_nothing_of_the_salt_is_left_in_the_database():
    commitment(NAME, subject=PERSON)
    salt = CommitmentSalt.objects.get(subject=PERSON).salt
    said_by(commitment(NAME, subject=PERSON))
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            assert salt not in repr(cursor.fetchall()), table


def test_control_a_hash_without_any_salt_is_guessed():
    assert guessed(said_by("c1:" + hashlib.sha256(NAME.encode()).hexdigest())) == NAME


def test_control_a_commitment_without_a_salt_of_the_person_is_guessed():
    assert guessed(said_by(commitment(NAME))) == NAME
