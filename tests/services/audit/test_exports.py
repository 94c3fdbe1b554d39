"""What leaves the installation: the log as hashed, its checkpoint, proofs of single entries; each recorded."""

import base64

import pytest
from django.db import transaction

from salwa.domain.accounts import RIGHTS, Role
from salwa.domain.audit.entries import read_leaf
from salwa.domain.audit.notes import parse_checkpoint, parse_note
from salwa.domain.audit.proofs import root_by_inclusion
from salwa.domain.audit.tree import leaf_hash
from salwa.domain.audit.verifying import check_log, line_of
from salwa.domain.refusals import NotFound, NotPermitted, Refusal
from salwa.services.audit.actions import write_entry
from salwa.services.audit.checkpoints import make_checkpoint
from salwa.services.audit.exports import export_log, fetch_checkpoint, prove_entry, prove_growth
from salwa.storage.accounts.models import AuditEntry
from tests.builders.people import a_person, an_operator
from tests.builders.tampering import unguarded

pytestmark = pytest.mark.django_db


@pytest.fixture
def operator():
    user = an_operator()
    with transaction.atomic():
        for number in range(9):
            write_entry(acting_user=user, action="weapons.opened", object_id=number, details={"n": 0.1})
    return user


def head_of(text):
    return parse_checkpoint(parse_note(text.encode()).text)


def test_an_export_is_the_log_with_a_checkpoint_over_all_of_it(operator):
    auditor = a_person(Role.AUDITOR)
    exported = export_log(acting_user=auditor)
    lines = list(exported.lines())
    assert (len(lines), exported.entries, exported.covered) == (12, 12, 12)
    assert all(line.endswith(b"\n") and b"\n" not in line[:-1] for line in lines)
    check = check_log([line_of(line[:-1]) for line in lines], [head_of(exported.checkpoint)])
    assert (check.damage, check.confirmed) == (None, 12)
    said = [read_leaf(line[:-1]) for line in lines]
    assert [one["action"] for one in said[-3:]] == ["audit.exported", "audit.key_made", "audit.checkpoint_made"]
    assert said[9]["actor"] == auditor.pk
    stored = AuditEntry.objects.get(number=3)
    assert (said[2]["details"], leaf_hash(lines[2][:-1]).hex()) == (stored.details, stored.leaf_hash)


def test_a_damaged_log_is_exported_as_evidence_without_a_new_checkpoint(operator):
    made = make_checkpoint(acting_user=operator)
    with transaction.atomic():
        write_entry(acting_user=operator, action="weapons.opened")
    with unguarded():
        AuditEntry.objects.filter(number=made.size + 1).update(object_id="other")
    exported = export_log(acting_user=operator)
    assert (exported.entries, exported.covered, exported.checkpoint) == (made.size + 2, made.size, made.note)
    assert len(list(exported.lines())) == made.size + 2


def test_every_entry_can_be_proved_without_the_log(operator):
    make_checkpoint(acting_user=operator)
    for number in range(1, 12):
        head, _, note = prove_entry(acting_user=operator, number=number).partition("\n\n")
        kind, extra, index, *path = head.split("\n")
        leaf = base64.b64decode(extra.removeprefix("extra "))
        mark = head_of(note)
        assert (kind, index, read_leaf(leaf)["number"]) == ("c2sp.org/tlog-proof@v1", f"index {number - 1}", number)
        root = root_by_inclusion(number - 1, mark.size, leaf_hash(leaf), [base64.b64decode(line) for line in path])
        assert root == mark.root
    assert AuditEntry.objects.filter(action="audit.entry_proved").count() == 11


def test_an_entry_after_the_newest_checkpoint_is_proved_under_a_new_one(operator):
    made = make_checkpoint(acting_user=operator)
    number = made.size + 1
    with transaction.atomic():
        write_entry(acting_user=operator, action="weapons.opened")
    assert head_of(prove_entry(acting_user=operator, number=number).partition("\n\n")[2]).size > number


@pytest.mark.parametrize("number", [0, -1, 10**6, 2**70])
def test_an_entry_that_is_not_there_is_not_proved(operator, number):
    with pytest.raises(NotFound):
        prove_entry(acting_user=operator, number=number)


def test_a_changed_entry_or_hash_proves_nothing(operator):
    make_checkpoint(acting_user=operator)
    for fields in ({"object_id": "other"}, {"leaf_hash": "0" * 64}, {"leaf_hash": "nonsense"}):
        before = AuditEntry.objects.filter(number=4).values(*fields).get()
        with unguarded():
            AuditEntry.objects.filter(number=4).update(**fields)
        with pytest.raises(Refusal) as refusal:
            prove_entry(acting_user=operator, number=4)
        assert refusal.value.code == "log_damaged"
        with unguarded():
            AuditEntry.objects.filter(number=4).update(**before)
    with unguarded():
        AuditEntry.objects.filter(number=4)._raw_delete("default")
    for ask in (
        lambda: prove_entry(acting_user=operator, number=3),
        lambda: prove_growth(acting_user=operator, since=2),
    ):
        with pytest.raises(Refusal) as refusal:
            ask()
        assert refusal.value.code == "log_damaged"


@pytest.mark.parametrize("role", Role)
def test_the_log_leaves_only_through_those_who_may_read_it(operator, role):
    make_checkpoint(acting_user=operator)
    person = a_person(role)
    for ask, action in (
        (export_log, "audit.exported"),
        (fetch_checkpoint, "audit.checkpoint_fetched"),
        (lambda **who: prove_entry(number=1, **who), "audit.entry_proved"),
        (lambda **who: prove_growth(since=1, **who), "audit.checkpoint_fetched"),
    ):
        if "audit.read" in RIGHTS[role]:
            ask(acting_user=person)
            assert AuditEntry.objects.filter(action=action, actor=person).exists()
        else:
            with pytest.raises(NotPermitted):
                ask(acting_user=person)
            assert not AuditEntry.objects.filter(action=action, actor=person).exists()


def test_without_a_checkpoint_there_is_none_to_fetch(operator):
    with pytest.raises(NotFound) as refusal:
        fetch_checkpoint(acting_user=operator)
    assert (refusal.value.code, refusal.value.remedy is not None) == ("no_checkpoint", True)
