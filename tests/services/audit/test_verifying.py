"""What was done to the stored log is found and located: entry by entry, and against checkpoints kept elsewhere."""

import random

import pytest
from django.db import connection, transaction

from salwa.domain.audit.entries import read_leaf
from salwa.domain.audit.verifying import Damage, Kind
from salwa.domain.refusals import Refusal
from salwa.services.audit.actions import write_entry
from salwa.services.audit.checkpoints import begin_new_epoch, make_checkpoint, trusted
from salwa.services.audit.reading import stored_leaves
from salwa.services.audit.signing import known_keys
from salwa.services.audit.verifying import read_checkpoint, verify_log
from salwa.storage.accounts.models import AuditEntry, Checkpoint
from tests.builders.logs import put_back, rewritten, taken_down
from tests.builders.people import a_person
from tests.builders.tampering import unguarded
from tests.builders.witnesses import a_witness, introduced

pytestmark = pytest.mark.django_db
ENTRIES = 20


@pytest.fixture
def kept(operator):
    """A log of 22 entries and the checkpoint over it, as somebody keeps it elsewhere."""
    write(ENTRIES, operator)
    return make_checkpoint(acting_user=operator).note.encode()


def write(count, user):
    with transaction.atomic():
        for number in range(count):
            write_entry(
                acting_user=user, action="weapons.opened", object_kind="weapon", object_id=number, purpose="case 7/26"
            )


def changed(number, **fields):
    with unguarded():
        AuditEntry.objects.filter(number=number).update(**fields)


def removed(*numbers):
    with unguarded():
        AuditEntry.objects.filter(number__in=numbers)._raw_delete("default")


def test_a_whole_log_is_whole(kept):
    verdict = verify_log([kept])
    assert (verdict.whole, verdict.entries, verdict.confirmed, verdict.checkpoints) == (True, 22, 22, 2)
    assert verdict.degraded == ()
    assert verdict.root == Checkpoint.objects.get().root


def test_an_empty_log_is_whole():
    assert (verify_log().whole, verify_log().entries) == (True, 0)


FIELDS = [
    ("at", "2026-01-01T00:00:00Z"),
    ("actor_id", None),
    ("action", "weapons.found"),
    ("object_kind", "import"),
    ("object_id", "77"),
    ("purpose", "case 8/26"),
    ("details", {"added": "later"}),
    ("previous_hash", "0" * 63 + "1"),
    ("leaf_hash", "0" * 63 + "1"),
]


@pytest.mark.parametrize("number", [1, 2, 11, 21, 22])
@pytest.mark.parametrize(("field", "value"), FIELDS)
def test_a_changed_field_is_located(kept, number, field, value):
    changed(number, **{field: value})
    assert verify_log().damage == Damage(Kind.CHANGED, number)


@pytest.mark.parametrize("field", ["actor_id", "object_id", "purpose"])
def test_it_is_located_too_where_the_forger_hashed_the_entry_anew(kept, field):
    for number in (1, 11, 21, 22):
        with transaction.atomic():
            before = taken_down()
            rewritten(number, **{field: None if field == "actor_id" else "other"})
            found = verify_log().damage
            assert (found.kind, found.number) == (Kind.CHANGED, number)
            put_back(before)
    assert verify_log().whole


@pytest.mark.parametrize("number", [1, 2, 11, 21])
def test_an_entry_taken_out_is_located(kept, number):
    removed(number)
    assert verify_log().damage == Damage(Kind.MISSING, number)
    assert verify_log([kept]).damage == Damage(Kind.MISSING, number)


def test_several_entries_taken_out_are_located_at_the_first(kept):
    removed(7, 8, 9, 15)
    assert verify_log().damage == Damage(Kind.MISSING, 7)


@pytest.mark.parametrize("left", [0, 1, 10, 21])
def test_a_cut_off_end_is_found_by_the_stored_checkpoint(kept, left):
    removed(*range(left + 1, 23))
    assert verify_log().damage == Damage(Kind.TRUNCATED, left + 1, 22)


def test_a_log_put_back_with_its_checkpoints_is_found_by_one_kept_elsewhere(operator, kept):
    older = taken_down()
    write(5, operator)
    newer = make_checkpoint(acting_user=operator).note.encode()
    assert verify_log([kept, newer]).whole
    put_back(older)
    with unguarded():
        Checkpoint.objects.filter(size__gt=22)._raw_delete("default")
    assert verify_log([kept]).whole
    verdict = verify_log([newer])
    assert (verdict.damage, verdict.declared_epoch) == (Damage(Kind.ROLLED_BACK, 23, 28), 0)


def test_a_restore_that_the_log_tells_of_is_told_with_the_damage(operator, kept):
    older = taken_down()
    write(5, operator)
    newer = make_checkpoint(acting_user=operator).note.encode()
    put_back(older)
    with unguarded():
        Checkpoint.objects.filter(size__gt=22)._raw_delete("default")
    begin_new_epoch(acting_user=operator)
    verdict = verify_log([newer])
    assert (verdict.damage, verdict.declared_epoch) == (Damage(Kind.ROLLED_BACK, 25, 28), 2)
    write(9, operator)
    verdict = verify_log([newer])
    assert (verdict.damage, verdict.declared_epoch) == (Damage(Kind.FORKED, 25, 28), 2)
    assert verify_log([kept]).whole


def test_a_log_written_anew_from_some_entry_on_is_found_by_the_checkpoint(operator, kept):
    older = taken_down()
    removed(*range(15, 23))
    with unguarded():
        Checkpoint.objects.all()._raw_delete("default")
    write(20, operator)
    verdict = verify_log()
    assert verdict.whole  # nothing inside shows it
    assert verify_log([kept]).damage == Damage(Kind.FORKED, 1, 22)
    put_back(older)
    assert verify_log([kept]).whole


def test_a_fork_lies_after_the_last_checkpoint_that_fits(operator, kept):
    write(5, operator)
    newer = make_checkpoint(acting_user=operator).note.encode()
    removed(*range(24, 29))
    with unguarded():
        Checkpoint.objects.filter(size__gt=22)._raw_delete("default")
    write(10, operator)
    assert verify_log([kept, newer]).damage == Damage(Kind.FORKED, 23, 28)


def test_numbers_exchanged_are_located(kept):
    with unguarded():
        for old, new in ((5, 100), (9, 5), (100, 9)):
            AuditEntry.objects.filter(number=old).update(number=new)
    assert verify_log().damage == Damage(Kind.CHANGED, 5)


def test_an_entry_below_the_first_number_is_seen(kept):
    with unguarded():
        AuditEntry.objects.filter(number=22).update(number=-4)
    assert verify_log().damage == Damage(Kind.INSERTED, 1)


@pytest.mark.parametrize("column", ["purpose", "details", "at", "object_id"])
def test_contents_no_entry_can_have_are_located(kept, column):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL keeps the kinds of its columns")
    with unguarded(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE accounts_auditentry SET {column} = x'00ff' WHERE number = 8")
    assert verify_log().damage == Damage(Kind.UNREADABLE, 8)


def test_a_stored_checkpoint_that_was_changed_is_found(operator, kept):
    write(3, operator)
    later = make_checkpoint(acting_user=operator)
    for field, value in (("note", later.note.replace("epoch 1", "epoch 2")), ("root", "0" * 64), ("epoch", 9)):
        with unguarded():
            Checkpoint.objects.filter(pk=later.pk).update(**{field: value})
        assert verify_log().damage == Damage(Kind.CHECKPOINT, later.size, later.size)
        with unguarded():
            Checkpoint.objects.filter(pk=later.pk).update(**{field: getattr(later, field)})
    assert verify_log().whole
    assert trusted(Checkpoint.objects.get(pk=later.pk), known_keys()) is not None


def test_only_checkpoints_this_log_signed_are_taken(kept):
    other = a_witness("salwa/UGA/0011223344556677")
    for content, code in (
        (introduced(other), "other_log"),
        (b"no note", "not_a_checkpoint"),
        (kept.replace(b"epoch 1", b"epoch 2"), "checkpoint_not_signed"),
        (kept.split(b"\xe2\x80\x94")[0] + other.signed("x").line().encode() + b"\n", "checkpoint_not_signed"),
    ):
        with pytest.raises(Refusal) as refusal:
            verify_log([content])
        assert (refusal.value.code, refusal.value.remedy is not None) == (code, True)
    assert read_checkpoint(introduced(other), [other.key]).size == 3


def test_missing_triggers_are_told(kept):
    with unguarded():
        assert verify_log().degraded == ("unguarded",)


def test_progress_is_told_by_the_ten_thousand(operator, monkeypatch):
    from salwa.services.audit import verifying

    monkeypatch.setattr(verifying, "_REPORT_EVERY", 7)
    write(30, operator)
    told = []
    verify_log(progress=lambda done, size: told.append((done, size)))
    assert told == [(7, 30), (14, 30), (21, 30), (28, 30)]


@pytest.mark.parametrize("page", [1, 7, 22, 23])
def test_pages_of_any_length_give_the_same_log(kept, monkeypatch, page):
    from salwa.services.audit import reading

    monkeypatch.setattr(reading, "PAGE", page)
    assert (verify_log([kept]).whole, verify_log().entries) == (True, 22)
    assert [read_leaf(leaf)["number"] for leaf in stored_leaves(22)] == list(range(1, 23))
    assert [read_leaf(leaf)["number"] for leaf in stored_leaves(9, 4)] == [5, 6, 7, 8, 9]


def test_an_entry_of_another_person_in_the_same_place_is_found(kept):
    dice = random.Random(4)
    other = a_person().pk
    for number in dice.sample(range(1, 23), 5):
        with transaction.atomic():
            before = taken_down()
            changed(number, actor_id=other)
            assert verify_log().damage == Damage(Kind.CHANGED, number)
            put_back(before)
