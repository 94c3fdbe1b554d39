"""Others vouch for our checkpoints, and we vouch for a log of others only while it grows."""

from datetime import UTC, datetime

import pytest
from django.db import transaction

from salwa.domain.accounts import Role
from salwa.domain.audit.notes import Note, parse_note, parse_signatures, signers
from salwa.domain.audit.proofs import consistency_path
from salwa.domain.audit.tree import leaf_hash
from salwa.domain.refusals import NotPermitted, Refusal
from salwa.services.audit.actions import write_entry
from salwa.services.audit.checkpoints import make_checkpoint
from salwa.services.audit.exports import fetch_checkpoint, full_note, prove_growth
from salwa.services.audit.health import log_health
from salwa.services.audit.signing import checked, signing_keys
from salwa.services.audit.verifying import verify_log
from salwa.services.audit.witnesses import add_cosignature, cosign_checkpoint
from salwa.storage.accounts.models import AuditEntry, Checkpoint, Cosignature, WitnessedCheckpoint
from tests.builders.logs import put_back, taken_down
from tests.builders.people import a_person
from tests.builders.tampering import unguarded
from tests.builders.witnesses import a_witness

pytestmark = pytest.mark.django_db


@pytest.fixture
def made(operator):
    write(5, operator)
    return make_checkpoint(acting_user=operator)


def write(count, user):
    with transaction.atomic():
        for number in range(count):
            write_entry(acting_user=user, action="weapons.opened", object_id=number)


def test_what_a_witness_signed_is_kept_with_its_time_and_shown(operator, made):
    witness = a_witness("uganda/w1")
    content = witness.cosigned(full_note(made), 1_790_000_000).encode()
    assert add_cosignature(acting_user=operator, content=content, key=witness.witness_key.to_text()) == ("uganda/w1",)
    kept = Cosignature.objects.get()
    assert (kept.checkpoint, kept.key) == (made, witness.witness_key.to_text())
    assert kept.signed_at == datetime.fromtimestamp(1_790_000_000, UTC)
    shown = log_health(acting_user=a_person(Role.AUDITOR)).checkpoint
    assert shown.witnesses == (("uganda/w1", kept.signed_at),)
    entry = AuditEntry.objects.get(action="audit.witnessed")
    assert entry.details == {"size": made.size, "keys": [witness.witness_key.key_id.hex()]}
    assert full_note(made).encode() == content
    assert signers(parse_note(content), [witness.witness_key], checked) == [(witness.witness_key, 1_790_000_000)]
    assert verify_log([content]).whole


def test_a_known_witness_needs_no_key_the_second_time_and_the_same_file_adds_nothing(operator, made):
    witness = a_witness("uganda/w1")
    witness.signs(made, operator)
    again = witness.cosigned(made.note).encode()
    assert add_cosignature(acting_user=operator, content=again) == ("uganda/w1",)
    assert Cosignature.objects.count() == 1
    write(1, operator)
    later = make_checkpoint(acting_user=operator)
    assert add_cosignature(acting_user=operator, content=witness.cosigned(later.note).encode()) == ("uganda/w1",)
    assert Cosignature.objects.count() == 2


def test_a_supervisor_may_sign_the_note_itself(operator, made):
    supervisor = a_witness("supervisor")
    note = parse_note(made.note.encode())
    content = Note(note.text, (*note.signatures, supervisor.signed(note.text))).to_text().encode()
    assert add_cosignature(acting_user=operator, content=content, key=supervisor.key.to_text()) == ("supervisor",)
    assert Cosignature.objects.get().signed_at is None


def test_what_no_known_witness_signed_is_not_kept(operator, made):
    witness, stranger = a_witness("uganda/w1"), a_witness("stranger")
    content = witness.cosigned(made.note)
    false = content.replace("uganda/w1", "stranger")
    for wrong, key in (
        (content, ""),
        (content, stranger.witness_key.to_text()),
        (false, stranger.witness_key.to_text()),
        (made.note, witness.witness_key.to_text()),
        (made.note, signing_keys().newest.to_text()),
    ):
        with pytest.raises(Refusal) as refusal:
            add_cosignature(acting_user=operator, content=wrong.encode(), key=key)
        assert refusal.value.code == "no_witness"
    with pytest.raises(Refusal) as refusal:
        add_cosignature(acting_user=operator, content=content.encode(), key="nonsense")
    assert refusal.value.code == "not_a_key"
    assert (Cosignature.objects.count(), AuditEntry.objects.filter(action="audit.witnessed").count()) == (0, 0)


def test_a_cosigned_checkpoint_from_a_future_that_was_rolled_back_is_told(operator, made):
    older = taken_down()
    write(3, operator)
    newer = make_checkpoint(acting_user=operator)
    content = a_witness("w").cosigned(newer.note).encode()
    put_back(older)
    with unguarded():
        Checkpoint.objects.filter(pk=newer.pk)._raw_delete("default")
    with pytest.raises(Refusal) as refusal:
        add_cosignature(acting_user=operator, content=content, key="")
    assert refusal.value.code == "checkpoint_not_in_log"


def test_only_the_command_line_speaks_with_witnesses(made):
    for role in Role:
        person = a_person(role)
        with pytest.raises(NotPermitted):
            add_cosignature(acting_user=person, content=made.note.encode())
        with pytest.raises(NotPermitted):
            cosign_checkpoint(acting_user=person, content=made.note.encode())


LEAVES = [str(number).encode() for number in range(40)]


def request(log, old, new):
    """What another installation sends: the checkpoint of `new` entries with the proof since `old`."""
    import base64

    path = consistency_path(old, [leaf_hash(leaf) for leaf in LEAVES[:new]])
    lines = "".join(base64.b64encode(one).decode() + "\n" for one in path)
    return f"old {old}\n{lines}\n{log.checkpoint(LEAVES[:new])}".encode()


def test_another_log_is_cosigned_while_it_grows(operator):
    log = a_witness("salwa/RUR/00")
    first = cosign_checkpoint(acting_user=operator, content=log.checkpoint(LEAVES[:7]).encode(), key=log.key.to_text())
    ours = signing_keys().newest.as_witness()
    assert [key for key, _ in signers(parse_note(first.encode()), [log.key, ours], checked)] == [log.key, ours]
    for old, new in ((7, 8), (8, 8), (8, 33), (33, 40)):
        text = cosign_checkpoint(acting_user=operator, content=request(log, old, new))
        ((_, seconds),) = signers(parse_note(text.encode()), [ours], checked)
        assert abs(seconds - datetime.now(UTC).timestamp()) < 60
    sizes = list(WitnessedCheckpoint.objects.order_by("id").values_list("size", flat=True))
    assert sizes == [7, 8, 8, 33, 40]
    entry = AuditEntry.objects.filter(action="audit.cosigned").last()
    assert (entry.details["origin"], entry.details["size"]) == ("salwa/RUR/00", 40)
    again = cosign_checkpoint(acting_user=operator, content=log.checkpoint(LEAVES).encode())
    assert parse_signatures(again.split("\n\n")[1].encode())[1].name == ours.name


def test_a_log_that_did_not_only_grow_is_never_cosigned(operator):
    log = a_witness("salwa/RUR/00")
    other = [b"other", *LEAVES[1:]]
    cosign_checkpoint(acting_user=operator, content=log.checkpoint(LEAVES[:20]).encode(), key=log.key.to_text())
    proof, _, _ = request(log, 20, 30).partition(b"\n\n")
    for content in (
        log.checkpoint(LEAVES[:19]).encode(),  # shorter
        log.checkpoint(other[:20]).encode(),  # as long, and another
        log.checkpoint(LEAVES[:30]).encode(),  # without proof
        proof + b"\n\n" + log.checkpoint(other[:30]).encode(),  # forked
        request(log, 19, 30),  # proof from another size
        request(log, 20, 30).replace(b"old 20\n", b"old 21\n"),
        b"old 0\n\n" + log.checkpoint(LEAVES[:30]).encode(),  # as if never seen
    ):
        with pytest.raises(Refusal) as refusal:
            cosign_checkpoint(acting_user=operator, content=content)
        assert refusal.value.code == "log_not_grown"
        assert refusal.value.remedy.values == {"size": 20}
    assert WitnessedCheckpoint.objects.count() == 1


@pytest.mark.parametrize("content", [b"", b"old 5\n\n", b"old x\n\n", b"old 5\nAAAA\n\n", b"old 5\n" + b"A\n" * 70])
def test_nonsense_is_refused_in_words(operator, content):
    with pytest.raises(Refusal) as refusal:
        cosign_checkpoint(acting_user=operator, content=content)
    assert refusal.value.code == "not_a_checkpoint"


def test_an_unknown_log_needs_its_key_and_keeps_it(operator):
    log, thief = a_witness("salwa/RUR/00"), a_witness("salwa/RUR/00")
    for content, key in (
        (log.checkpoint(LEAVES[:5]), ""),
        (log.checkpoint(LEAVES[:5]), thief.key.to_text()),
        (log.checkpoint(LEAVES[:5]), a_witness("other").key.to_text()),
        (log.checkpoint(LEAVES[:5]), log.witness_key.to_text()),
    ):
        with pytest.raises(Refusal) as refusal:
            cosign_checkpoint(acting_user=operator, content=content.encode(), key=key)
        assert refusal.value.code == "log_unknown"
    cosign_checkpoint(acting_user=operator, content=log.checkpoint(LEAVES[:5]).encode(), key=log.key.to_text())
    with pytest.raises(Refusal) as refusal:
        cosign_checkpoint(acting_user=operator, content=thief.checkpoint(LEAVES[:5]).encode())
    assert refusal.value.code == "log_unknown"


def test_our_own_proof_of_growth_is_what_a_witness_takes(operator, made):
    write(9, operator)
    make_checkpoint(acting_user=operator)
    key = signing_keys().newest.to_text()
    introduced = prove_growth(acting_user=operator, since=0)
    cosign_checkpoint(acting_user=operator, content=introduced.encode(), key=key)
    size = fetch_checkpoint(acting_user=operator).size
    write(4, operator)
    make_checkpoint(acting_user=operator)
    cosign_checkpoint(acting_user=operator, content=prove_growth(acting_user=operator, since=size).encode())
    assert WitnessedCheckpoint.objects.count() == 2
    with pytest.raises(Refusal) as refusal:
        prove_growth(acting_user=operator, since=9_999)
    assert refusal.value.code == "no_such_size"
