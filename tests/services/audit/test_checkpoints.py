"""Checkpoints go on from one another, are signed by this installation's key, and are never made over damage."""

import json
import random
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from salwa.domain.accounts import Role
from salwa.domain.audit.notes import parse_checkpoint, parse_note, signers
from salwa.domain.audit.tree import root_of
from salwa.domain.refusals import NotPermitted, Refusal
from salwa.services.audit import checkpoints
from salwa.services.audit.actions import write_entry
from salwa.services.audit.checkpoints import (
    begin_new_epoch,
    current_epoch,
    make_checkpoint,
    make_checkpoint_if_due,
    renew_key,
)
from salwa.services.audit.health import log_health
from salwa.services.audit.reading import stored_hashes
from salwa.services.audit.signing import checked, key_file, known_keys, signing_keys
from salwa.services.audit.verifying import read_checkpoint, verify_log
from salwa.services.installation.actions import prepare_database
from salwa.storage.accounts.models import AuditEntry, Checkpoint
from tests.builders.people import a_person, an_operator
from tests.builders.tampering import unguarded

pytestmark = pytest.mark.django_db


def write(count, user=None):
    with transaction.atomic():
        for number in range(count):
            write_entry(acting_user=user, action="weapons.opened", object_id=number)


def aged(hours):
    """Put the newest checkpoint and its statement back in time: as if the worker had not run since."""
    newest = Checkpoint.objects.order_by("-size").first()
    with unguarded():
        Checkpoint.objects.filter(pk=newest.pk).update(made_at=newest.made_at - timedelta(hours=hours))


def test_a_checkpoint_says_what_the_log_is_and_bears_our_signature(operator):
    write(5, operator)
    made = make_checkpoint(acting_user=operator)
    note = parse_note(made.note.encode())
    head = parse_checkpoint(note.text)
    assert head.root == root_of(stored_hashes(made.size))
    assert (head.origin, head.size, head.epoch) == (signing_keys().origin, AuditEntry.objects.count(), 1)
    assert head.head == AuditEntry.objects.order_by("-number").first().leaf_hash
    assert signers(note, known_keys(), checked) == [(known_keys()[0], 0)]
    assert head.origin.startswith("salwa/KEN/")
    last = AuditEntry.objects.order_by("-number").first()
    assert (last.action, last.number) == ("audit.checkpoint_made", made.size)


def test_checkpoints_grow_on_from_one_another_to_the_root_of_the_whole(operator):
    for count in (1, 2, 3, 7, 30):
        write(count, operator)
        made = make_checkpoint(acting_user=operator)
        assert made.root == root_of(stored_hashes(made.size)).hex()
    assert verify_log().confirmed == AuditEntry.objects.count()


def test_only_the_command_line_signs(operator):
    for role in Role:
        with pytest.raises(NotPermitted):
            make_checkpoint(acting_user=a_person(role))
        with pytest.raises(NotPermitted):
            begin_new_epoch(acting_user=a_person(role))
        with pytest.raises(NotPermitted):
            renew_key(acting_user=a_person(role))
    assert Checkpoint.objects.count() == 0


def test_no_checkpoint_is_made_over_a_damaged_entry(operator):
    write(5, operator)
    make_checkpoint(acting_user=operator)
    write(5, operator)
    damaged = AuditEntry.objects.order_by("-number")[2]
    with unguarded():
        AuditEntry.objects.filter(pk=damaged.pk).update(object_id="other")
    before = AuditEntry.objects.count()
    with pytest.raises(Refusal) as refusal:
        make_checkpoint(acting_user=operator)
    assert (refusal.value.code, refusal.value.sentence.values) == ("log_damaged", {"entry": damaged.number})
    assert (AuditEntry.objects.count(), Checkpoint.objects.count()) == (before, 1)


@pytest.mark.parametrize("cut", [1, 4])
def test_no_checkpoint_is_made_over_a_log_that_was_cut_off(operator, cut):
    write(5, operator)
    made = make_checkpoint(acting_user=operator)
    with unguarded():
        AuditEntry.objects.filter(number__gt=made.size - cut)._raw_delete("default")
    with pytest.raises(Refusal) as refusal:
        make_checkpoint(acting_user=operator)
    assert refusal.value.sentence.values == {"entry": made.size - cut + 1}
    assert Checkpoint.objects.count() == 1


def test_a_frontier_that_somebody_changed_is_not_gone_on_from(operator):
    write(6, operator)
    made = make_checkpoint(acting_user=operator)
    with unguarded():
        Checkpoint.objects.filter(pk=made.pk).update(frontier=made.frontier.replace("a", "b"))
    after = make_checkpoint(acting_user=operator)
    assert after.root == root_of(stored_hashes(after.size)).hex()


def test_the_worker_signs_after_many_entries_or_an_hour_and_not_when_nothing_came(operator, monkeypatch):
    assert make_checkpoint_if_due() is None
    write(3, operator)
    assert make_checkpoint_if_due().size == 5
    assert make_checkpoint_if_due() is None
    write(1, operator)
    assert make_checkpoint_if_due() is None
    aged(hours=2)
    # The statement put back in time no longer fits its signature, so the next one begins anew; the roots agree.
    assert make_checkpoint_if_due().size == 7
    monkeypatch.setattr(checkpoints, "ENTRIES_BEFORE_CHECKPOINT", 4)
    write(3, operator)
    assert make_checkpoint_if_due() is None
    write(1, operator)
    assert make_checkpoint_if_due().size == 12
    assert list(AuditEntry.objects.filter(action="audit.checkpoint_made").values_list("actor", flat=True)) == [None] * 3


def test_the_log_is_degraded_when_entries_have_waited_four_hours(operator):
    auditor = a_person(Role.AUDITOR)
    write(1, operator)
    assert not log_health(acting_user=auditor).stale
    first = AuditEntry.objects.get()
    with unguarded():
        AuditEntry.objects.filter(pk=first.pk).update(at=timezone.now() - timedelta(hours=5))
    assert log_health(acting_user=auditor).stale
    with unguarded():
        AuditEntry.objects.filter(pk=first.pk).update(at=first.at)
    made = make_checkpoint(acting_user=operator)
    aged(hours=5)
    assert not log_health(acting_user=auditor).stale  # nothing has come since
    write(1, operator)
    health = log_health(acting_user=auditor)
    assert (health.stale, health.degraded, health.entries) == (True, True, made.size + 1)
    assert "stale" in verify_log().degraded
    make_checkpoint(acting_user=operator)
    assert not log_health(acting_user=auditor).degraded


def test_control_a_limit_that_is_never_reached_says_nothing(operator, monkeypatch):
    monkeypatch.setattr("salwa.services.audit.health.STALE_AFTER", timedelta(days=400))
    write(1, operator)
    with unguarded():
        AuditEntry.objects.update(at=timezone.now() - timedelta(hours=5))
    assert not log_health(acting_user=a_person(Role.AUDITOR)).stale


def test_the_health_of_the_log_is_for_those_who_may_read_it(operator):
    with pytest.raises(NotPermitted):
        log_health(acting_user=a_person(Role.REGISTRAR))
    health = log_health(acting_user=a_person(Role.AUDITOR))
    assert (health.checkpoint, health.entries, health.degraded) == (None, 0, False)
    make_checkpoint(acting_user=operator)
    shown = log_health(acting_user=a_person(Role.AUDITOR)).checkpoint
    assert (shown.size, shown.epoch, shown.signed_by, shown.witnesses) == (2, 1, signing_keys().origin, ())
    with unguarded():
        assert log_health(acting_user=a_person(Role.AUDITOR)).unguarded


def test_a_new_epoch_is_said_in_the_log_signed_and_remembered_outside_the_database(operator):
    write(3, operator)
    make_checkpoint(acting_user=operator)
    assert current_epoch() == 1
    assert begin_new_epoch(acting_user=operator) == 2
    assert (current_epoch(), signing_keys().epoch) == (2, 2)
    entry = AuditEntry.objects.get(action="audit.epoch_begun")
    assert (entry.object_id, entry.details) == ("2", {"epoch": 2, "entries": 5})
    assert Checkpoint.objects.order_by("-size").first().epoch == 2
    assert begin_new_epoch(acting_user=operator) == 3
    assert verify_log().whole


def test_a_restored_database_does_not_repeat_an_epoch(operator):
    write(2, operator)
    content = json.loads(key_file().read_text()) if key_file().exists() else None
    make_checkpoint(acting_user=operator)
    content = json.loads(key_file().read_text())
    key_file().write_text(json.dumps(content | {"epoch": 6}))
    assert begin_new_epoch(acting_user=operator) == 7


def test_a_new_key_is_introduced_by_the_old_one(operator):
    write(2, operator)
    old = make_checkpoint(acting_user=operator)
    first = signing_keys().newest
    keys = renew_key(acting_user=operator)
    assert (keys.public[0], len(keys.public), keys.newest != first) == (first, 2, True)
    newest = Checkpoint.objects.order_by("-size").first()
    assert [key for key, _ in signers(parse_note(newest.note.encode()), keys.public, checked)] == [keys.newest, first]
    assert read_checkpoint(old.note.encode()).size == old.size
    assert json.loads(key_file().read_text())["keys"][0].keys() == {"public", "made_at", "retired_at"}
    named = list(AuditEntry.objects.filter(action="audit.key_made").values_list("object_id", flat=True))
    assert named == [key.key_id.hex() for key in keys.public]
    write(2, operator)
    after = make_checkpoint(acting_user=operator)
    assert [key for key, _ in signers(parse_note(after.note.encode()), keys.public, checked)] == [keys.newest]
    assert verify_log([old.note.encode(), newest.note.encode()]).whole


def test_the_key_file_is_its_owners_only(operator):
    make_checkpoint(acting_user=operator)
    assert (key_file().stat().st_mode & 0o777, key_file().parent.stat().st_mode & 0o777) == (0o600, 0o700)
    key_file().chmod(0o640)
    with pytest.raises(Refusal) as refusal:
        make_checkpoint(acting_user=operator)
    assert (refusal.value.code, refusal.value.remedy is not None) == ("key_file_open", True)


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{}",
        "[]",
        '{"origin": "a", "epoch": 1, "keys": []}',
        '{"origin": "a", "epoch": "x", "keys": [{"public": "AA==", "private": "AA=="}]}',
    ],
)
def test_a_damaged_key_file_is_named_and_left_alone(operator, content):
    make_checkpoint(acting_user=operator)
    key_file().write_text(content)
    with pytest.raises(Refusal) as refusal:
        make_checkpoint(acting_user=operator)
    assert refusal.value.code == "key_file_unreadable"
    assert key_file().read_text() == content


def test_a_key_file_with_a_private_key_of_another_public_one_is_refused(operator):
    make_checkpoint(acting_user=operator)
    content = json.loads(key_file().read_text())
    key_file().unlink()
    other = signing_keys()
    stranger = json.loads(key_file().read_text())
    assert other.origin == content["origin"]  # a log that lost its key file keeps its name
    content["keys"][0]["private"] = stranger["keys"][0]["private"]
    key_file().write_text(json.dumps(content))
    with pytest.raises(Refusal) as refusal:
        make_checkpoint(acting_user=operator)
    assert refusal.value.code == "key_file_unreadable"


def test_after_the_key_file_was_lost_old_checkpoints_prove_nothing_and_new_ones_do(operator):
    write(3, operator)
    make_checkpoint(acting_user=operator)
    key_file().unlink()
    made = make_checkpoint(acting_user=operator)
    verdict = verify_log()
    assert (verdict.whole, verdict.degraded, verdict.confirmed) == (True, ("unsigned",), made.size)


def test_the_log_stays_readable_and_the_register_opens_when_the_key_file_is_damaged(operator):
    write(2, operator)
    make_checkpoint(acting_user=operator)
    key_file().write_text("{}")
    health = log_health(acting_user=a_person(Role.AUDITOR))
    assert (health.keyless, health.degraded, health.checkpoint.signed_by, health.checkpoint.key) == (True, True, "", "")
    prepare_database()
    assert key_file().read_text() == "{}"


def test_entries_written_at_once_by_many_are_numbered_without_gap_while_checkpoints_are_made(transactional_db):
    """Sixteen transactions at a time, some undone, with a checkpoint after each few: the log stays whole."""
    user = an_operator()

    def work(seed):
        dice = random.Random(seed)
        try:
            for number in range(12):
                with suppress(ZeroDivisionError), transaction.atomic():
                    write_entry(acting_user=user, action="weapons.opened", object_id=f"{seed}/{number}")
                    if dice.random() < 0.3:
                        raise ZeroDivisionError
                if dice.random() < 0.2:
                    make_checkpoint(acting_user=user)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(16)))
    numbers = list(AuditEntry.objects.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))
    assert Checkpoint.objects.count() > 10
    verdict = verify_log()
    assert (verdict.whole, verdict.confirmed) == (True, Checkpoint.objects.order_by("-size").first().size)
