"""Keys change under a register at work, and whatever interrupts the change, every value still opens (target S20)."""

import random
import signal
import subprocess
import sys
from datetime import timedelta

import pytest
from django.utils import timezone

from salwa.domain.accounts import Role
from salwa.domain.keys import context_of, key_id_of
from salwa.domain.refusals import NotPermitted, Refusal
from salwa.services.accounts.actions import operator
from salwa.services.keys.actions import make_key, retire_key, rotate_keys
from salwa.services.keys.columns import PERSONS, unlisted_columns
from salwa.services.keys.keyring import keyring
from salwa.services.keys.queries import list_keys
from salwa.services.keys.resealing import anything_under_older_keys, values_under
from salwa.services.keys.sealing import unseal
from salwa.services.persons.queries import find_person_by_document
from salwa.storage.accounts.models import AuditEntry
from salwa.storage.register.models import Person
from tests.assurance.many_records import put_persons
from tests.builders.installations import an_installation, bare, salwa
from tests.builders.people import a_person

PEOPLE = 1_700


def texts():
    """Everything sealed, opened."""
    return [
        [unseal(getattr(row, column), context=context_of("person", column, row.uuid)) for column in PERSONS.columns]
        for row in Person.objects.order_by("pk")
    ]


def test_no_column_of_bytes_is_forgotten():
    assert unlisted_columns() == []


def test_a_key_change_seals_everything_anew_and_records_it(ring):
    put_persons(30)
    Person.objects.filter(pk=Person.objects.first().pk).update(note=None)
    before, old = texts_or_none(), keyring().current().id
    done = rotate_keys(acting_user=ring)
    assert (done.rows, done.continued) == (30, False)
    assert (values_under(old), values_under(done.key)) == (0, 149)
    assert texts_or_none() == before
    found = find_person_by_document(
        acting_user=ring, document_number="document_number amina ødegård 9", purpose="after the change"
    )
    assert found.name == "name Amina Ødegård 9"
    entry = AuditEntry.objects.filter(action="keys.rotated").get()
    assert (entry.object_id, entry.details["rows"]) == (done.key, 30)


def texts_or_none():
    return [
        [
            None if (blob := getattr(row, column)) is None
            else unseal(blob, context=context_of("person", column, row.uuid))
            for column in PERSONS.columns
        ]
        for row in Person.objects.order_by("pk")
    ]  # fmt: skip


def test_while_keys_change_persons_under_either_key_are_found(ring):
    put_persons(3)
    make_key(acting_user=ring)
    put_persons(3, text="Bela {number}")
    for number in ("document_number Amina Ødegård 2", "document_number Bela 2"):
        assert find_person_by_document(acting_user=ring, document_number=number, purpose="x") is not None


def test_a_begun_change_is_continued_with_the_same_key(ring):
    put_persons(10)
    name = make_key(acting_user=ring)
    done = rotate_keys(acting_user=ring)
    assert (done.key, done.rows, done.continued) == (name, 10, True)
    assert rotate_keys(acting_user=ring).key != name


def test_a_value_that_does_not_open_stops_the_change_and_loses_nothing(ring):
    put_persons(3)
    row = Person.objects.order_by("pk")[1]
    Person.objects.filter(pk=row.pk).update(name=bytes(row.name)[:-1] + b"\0")
    with pytest.raises(Refusal) as refused:
        rotate_keys(acting_user=ring)
    assert refused.value.code == "sealed_value_damaged"
    assert anything_under_older_keys()
    Person.objects.filter(pk=row.pk).update(name=row.name)
    assert rotate_keys(acting_user=ring).continued
    assert len(texts()) == 3


def test_one_person_alone_cannot_change_keys_and_two_can(ring):
    administrator, registrar = a_person(Role.ADMINISTRATOR), a_person(Role.REGISTRAR)
    for person, approval in ((administrator, ""), (registrar, "7"), (registrar, "")):
        with pytest.raises(NotPermitted):
            rotate_keys(acting_user=person, approval=approval)
        with pytest.raises(NotPermitted):
            make_key(acting_user=person, approval=approval)
    with pytest.raises(NotPermitted):
        retire_key(acting_user=administrator, key_id=keyring().current().id)
    assert len(keyring().keys) == 1
    rotate_keys(acting_user=administrator, approval="7")
    assert AuditEntry.objects.filter(action="keys.rotated").get().details["approval"] == "7"


def test_a_key_is_given_up_only_when_nothing_can_need_it(ring):
    put_persons(2)
    old, later = keyring().current().id, timezone.now() + timedelta(hours=2)

    def refused(key, now):
        with pytest.raises(Refusal) as said:
            retire_key(acting_user=ring, key_id=key, now=now)
        return said.value.code

    assert refused(old, later) == "key_current"
    make_key(acting_user=ring)
    assert refused(old, later) == "key_in_use"
    rotate_keys(acting_user=ring)
    assert refused(old, timezone.now()) == "key_just_replaced"
    assert refused("ffffffff", later) == "no_such_key"
    retire_key(acting_user=ring, key_id=old, now=later)
    assert refused(old, later) == "no_such_key"
    assert len(texts()) == 2
    assert [(line.key, line.state, line.values) for line in list_keys(acting_user=ring).keys][0] == (old, "retired", 0)


def test_a_lost_ring_is_not_replaced_by_mistake(ring, tmp_path):
    put_persons(1)
    (tmp_path / "keys" / "fields.json").unlink()
    with pytest.raises(Refusal) as refused:
        make_key(acting_user=ring)
    assert refused.value.code == "keyring_lost"
    make_key(acting_user=ring, begin_anew=True)
    with pytest.raises(Refusal) as refused:
        texts()
    assert refused.value.code == "sealing_key_missing"


def test_killed_at_ten_moments_every_value_still_opens(django_db_blocker, tmp_path):
    """Killed at random and after a saved batch, again and again; in the end one key seals everything."""
    home = tmp_path / "home"
    with django_db_blocker.unblock(), an_installation(home):
        put_persons(PEOPLE)
        before = texts()
        draw, killed = random.Random(20), 0
        for attempt in range(10):
            hook = {"SALWA_KILL_AT": "batch_resealed"} if attempt % 3 == 0 else {}
            command = [sys.executable, "-m", "salwa.commands.main", "keys", "rotate", "--home", str(home)]
            process = subprocess.Popen(command, env=bare(**hook), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            try:
                process.wait(timeout=60 if hook else draw.uniform(0.6, 1.4))
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGKILL)
            killed += process.wait() == -signal.SIGKILL
            assert texts() == before
        assert killed >= 4
        assert salwa("keys", "rotate", "--home", home).returncode == 0
        assert texts() == before
        assert not anything_under_older_keys()
        assert {key_id_of(bytes(row.name)) for row in Person.objects.all()} == {keyring().current().id}
        assert operator().is_operator
