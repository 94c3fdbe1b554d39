"""The evidence of an exchange stands alone: Node and jose check it off-line, with fingerprints from paper (F12)."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from salwa.domain.exchange import Way
from salwa.domain.refusals import NotPermitted, Refusal
from salwa.domain.tracing import Channel, answer_to_json
from salwa.domain.trust import fingerprint
from salwa.services.envelopes import sign_receipt
from salwa.services.exchange.inbox import receive
from salwa.services.exchange.pinning import pin
from salwa.services.exchange.receipts import take_receipt
from salwa.services.exchange.sealing import fingerprint_of
from salwa.services.exchange.trust import take_list
from salwa.services.tracing_requests import following
from salwa.services.tracing_requests.bundles import evidence_file
from salwa.services.trust_lists import key_entry, with_status
from salwa.storage.accounts.models import AuditEntry
from salwa.storage.exchange.models import OutboxMessage
from tests.builders import trust_lists as lists
from tests.builders.exchange import Partner
from tests.builders.node import ROOT, node
from tests.builders.people import a_person, an_operator
from tests.builders.trace_requests import a_message, an_officer, asked_by, sent
from tests.services.tracing_requests.test_asking import FULL

pytestmark = pytest.mark.django_db
ALL_PROVED = "2 of 2 sent messages proved delivered, 2 of 2 received messages proved, 4 receipts, 2 keys"


def a_list(*publics, revoked=None):
    """(document, signed bytes) of a first trust list with these keys; `revoked` was revoked an hour ago."""
    now = timezone.now().replace(microsecond=0)
    entries = [key_entry(one, now - timedelta(days=9)) for one in publics]
    entries = [
        with_status(one, "revoked", now - timedelta(hours=1)) if public is revoked else one
        for one, public in zip(entries, publics, strict=True)
    ]
    document = lists.first(issued=now - timedelta(days=1), expires=now + timedelta(days=30), keys=entries)
    return document, lists.signed(document)


@pytest.fixture
def italy(settings):
    """A partner whose keys and ours are on the trust list; its `anchor` is the fingerprint on paper."""
    partner = Partner("ITA", pinned=False)
    settings.SALWA = settings.SALWA.__class__(
        settings.SALWA.home, {**settings.SALWA.values, "state": partner.us.state}
    )  # fmt: skip
    document, content = a_list(partner.keys.public(), partner.us)
    partner.anchor = fingerprint(document)
    take_list(acting_user=an_operator(), content=content, anchor=partner.anchor)
    return partner


def delivered(partner):
    for one in OutboxMessage.objects.exclude(state="delivered").order_by("pk"):
        opened = partner.opened(bytes(one.sealed))
        receipt = sign_receipt(opened, sender=partner.keys, stage="delivered", now=timezone.now(), epoch=1)
        take_receipt(receipt, way=Way.HTTPS)


def exchanged(partner, officer):
    """A request that was sent, acknowledged, answered and asked back about: two messages each way."""
    row = sent(officer)
    delivered(partner)
    told = a_message("acknowledgement", str(row.uid), received_at="2026-03-04T10:00:00+00:00")
    receive(partner.sealed(told, kind="tracing.acknowledgement"), way=Way.HTTPS)
    answer = a_message("answer", str(row.uid), **answer_to_json(FULL))
    receive(partner.sealed(answer, kind="tracing.answer"), way=Way.HTTPS)
    following.ask_clarification(acting_user=officer, request_id=row.pk, text="Which port?")
    delivered(partner)
    return row


def unpacked(content: bytes, folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        packed.extractall(folder)
    return folder


def told(folder: Path, *words: str) -> tuple[list[str], int]:
    command = [node(), str(ROOT / "tools" / "verify_evidence.mjs"), str(folder), *words]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=60, check=False)
    return done.stdout.splitlines() + done.stderr.splitlines(), done.returncode


@pytest.fixture
def officer():
    return an_officer()


def test_a_whole_exchange_is_proved_from_the_fingerprint_of_the_trust_list(italy, officer, tmp_path):
    row = exchanged(italy, officer)
    made = evidence_file(acting_user=officer, number=row.pk)
    assert evidence_file(acting_user=officer, number=row.pk).content == made.content
    assert told(unpacked(made.content, tmp_path / "e"), "--anchor", italy.anchor) == ([ALL_PROVED], 0)


def test_the_side_that_answers_has_its_evidence_too(italy, officer, tmp_path):
    row = asked_by(italy)
    delivered(italy)
    made = evidence_file(acting_user=officer, number=row.pk, incoming=True)
    said, code = told(unpacked(made.content, tmp_path / "e"), "--anchor", italy.anchor)
    assert (said, code) == (
        ["1 of 1 sent messages proved delivered, 1 of 1 received messages proved, 2 receipts, 2 keys"], 0,
    )  # fmt: skip


def test_pinned_keys_count_by_their_own_fingerprints_and_only_then(italy, officer, tmp_path):
    public = italy.keys.public()
    pin(acting_user=an_operator(), public=json.dumps(public.to_json()), fingerprint=fingerprint_of(public), address="")
    folder = unpacked(evidence_file(acting_user=officer, number=exchanged(italy, officer).pk).content, tmp_path / "e")
    both = [word for keys in (public, italy.us) for word in ("--key", fingerprint_of(keys))]
    assert told(folder, *both) == ([ALL_PROVED], 0)
    said, code = told(folder)
    assert (code, len(said), said[-1][:6]) == (1, 5, "0 of 2")
    assert {line.split(": ")[1] for line in said[:-1]} == {"envelope_signer_unknown"}


def spoilt(folder: Path, pattern: str) -> None:
    """The last character but a few of a file is another one."""
    (file, *_) = sorted(folder.glob(pattern))
    text = file.read_text()
    file.write_text(text[:-9] + ("A" if text[-9] != "A" else "B") + text[-8:])


def kept_without(folder: Path, what: str) -> None:
    """The bundle no longer names the receipts (or what else) of the first message that was sent."""
    bundle = json.loads((folder / "bundle.json").read_text())
    bundle["sent"][0][what] = []
    (folder / "bundle.json").write_text(json.dumps(bundle))


def exchanged_names(folder: Path) -> None:
    """The receipt of one message stands beside another."""
    bundle = json.loads((folder / "bundle.json").read_text())
    first, second = bundle["sent"]
    first["receipts"], second["receipts"] = second["receipts"], first["receipts"]
    (folder / "bundle.json").write_text(json.dumps(bundle))


@pytest.mark.parametrize(
    ("defect", "code", "proved"),
    [
        (lambda folder: kept_without(folder, "receipts"), "no_receipt", "1 of 2 sent"),
        (exchanged_names, "other_message", "0 of 2 sent"),
        (lambda folder: spoilt(folder, "*.delivered.*.receipt"), "envelope_signature", "1 of 2 sent"),
        (lambda folder: spoilt(folder, "*.sealed"), "other_message", ""),
        (lambda folder: spoilt(folder, "*.signed"), "envelope_signature", "2 of 2 sent"),
        (lambda folder: spoilt(folder, "trust/*.json"), "trust_", "0 of 2 sent"),
    ],
)
def test_control_evidence_that_was_touched_is_named(italy, officer, tmp_path, defect, code, proved):
    folder = unpacked(evidence_file(acting_user=officer, number=exchanged(italy, officer).pk).content, tmp_path / "e")
    defect(folder)
    said, exit_code = told(folder, "--anchor", italy.anchor)
    assert exit_code == 1
    assert any(f": {code}" in line for line in said), said
    assert proved in said[-1]


def test_another_fingerprint_than_that_on_paper_proves_nothing(italy, officer, tmp_path):
    folder = unpacked(evidence_file(acting_user=officer, number=exchanged(italy, officer).pk).content, tmp_path / "e")
    said, code = told(folder, "--anchor", fingerprint(lists.first(list="XX-OTHER")))
    assert (code, said[0]) == (1, "trust: trust_fingerprint_other")


def test_a_key_that_was_revoked_proves_nothing(italy, officer, tmp_path):
    folder = unpacked(evidence_file(acting_user=officer, number=exchanged(italy, officer).pk).content, tmp_path / "e")
    theirs = italy.keys.public()
    _, content = a_list(theirs, italy.us, revoked=theirs)
    next((folder / "trust").iterdir()).write_bytes(content)
    said, code = told(folder, "--anchor", italy.anchor)
    assert (code, {line.split(": ")[1] for line in said[:-1]}) == (1, {"envelope_signer_revoked"})


def test_a_message_without_a_receipt_is_not_proved(italy, officer, tmp_path):
    row = sent(officer)
    folder = unpacked(evidence_file(acting_user=officer, number=row.pk).content, tmp_path / "e")
    said, code = told(folder, "--anchor", italy.anchor)
    assert (code, said[0].split(": ")[1], said[1][:6]) == (1, "no_receipt", "0 of 1")


def test_the_words_of_what_was_sent_and_every_private_key_stay_here(italy, officer):
    content = evidence_file(acting_user=officer, number=exchanged(italy, officer).pk).content
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        inside = b"\n".join(packed.read(name) for name in packed.namelist())
        bundle = json.loads(packed.read("bundle.json"))
    assert b"Which port?" not in inside
    assert [one for one in bundle["keys"] if "d" in one["public"]["signing"] or "d" in one["public"]["agreement"]] == []


def test_it_needs_the_right_is_in_the_log_and_needs_messages(italy, officer):
    row = sent(officer)
    evidence_file(acting_user=officer, number=row.pk)
    assert AuditEntry.objects.get(action="tracing.paper_made").details["kind"] == "evidence"
    with pytest.raises(NotPermitted):
        evidence_file(acting_user=a_person(), number=row.pk)
    with pytest.raises(Refusal) as refused:
        evidence_file(acting_user=officer, number=sent(officer, "FRA", channel=Channel.DOCUMENT).pk)
    assert refused.value.code == "no_messages"
