"""The evidence of an exchange stands alone: Node and jose check it off-line, with fingerprints from paper (F12)."""

from __future__ import annotations

import io
import json
import zipfile

import pytest

from salwa.domain.refusals import NotPermitted, Refusal
from salwa.domain.tracing import Channel
from salwa.domain.trust import fingerprint
from salwa.services.exchange.pinning import pin
from salwa.services.exchange.sealing import fingerprint_of
from salwa.services.tracing_requests.bundles import evidence_file
from salwa.storage.accounts.models import AuditEntry
from tests.assurance.evidence_campaign import hold
from tests.builders import trust_lists as lists
from tests.builders.evidence import (
    a_list,
    a_listed_partner,
    delivered,
    exchanged,
    exchanged_names,
    kept_without,
    spoilt,
    told,
    unpacked,
)
from tests.builders.exchange import own_public
from tests.builders.people import a_person, an_operator
from tests.builders.trace_requests import an_officer, asked_by, sent
from tests.services.tracing_requests.test_asking import FULL

pytestmark = pytest.mark.django_db
ALL_PROVED = "2 of 2 sent messages proved delivered, 2 of 2 received messages proved, 4 receipts, 2 keys"


@pytest.fixture
def italy(settings):
    """A partner whose keys and ours are on the trust list; its `anchor` is the fingerprint on paper."""
    settings.SALWA = settings.SALWA.__class__(
        settings.SALWA.home, {**settings.SALWA.values, "state": own_public().state}
    )  # fmt: skip
    return a_listed_partner("ITA")


@pytest.fixture
def officer():
    return an_officer()


def evidence_of(officer, row, tmp_path):
    return unpacked(evidence_file(acting_user=officer, number=row.pk).content, tmp_path / "e")


def test_a_whole_exchange_is_proved_from_the_fingerprint_of_the_trust_list(italy, officer, tmp_path):
    row = exchanged(italy, officer, FULL)
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
    folder = unpacked(
        evidence_file(acting_user=officer, number=exchanged(italy, officer, FULL).pk).content, tmp_path / "e"
    )
    both = [word for keys in (public, italy.us) for word in ("--key", fingerprint_of(keys))]
    assert told(folder, *both) == ([ALL_PROVED], 0)
    said, code = told(folder)
    assert (code, len(said), said[-1][:6]) == (1, 5, "0 of 2")
    assert {line.split(": ")[1] for line in said[:-1]} == {"envelope_signer_unknown"}


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
    folder = unpacked(
        evidence_file(acting_user=officer, number=exchanged(italy, officer, FULL).pk).content, tmp_path / "e"
    )
    defect(folder)
    said, exit_code = told(folder, "--anchor", italy.anchor)
    assert exit_code == 1
    assert any(f": {code}" in line for line in said), said
    assert proved in said[-1]


def test_another_fingerprint_than_that_on_paper_proves_nothing(italy, officer, tmp_path):
    folder = unpacked(
        evidence_file(acting_user=officer, number=exchanged(italy, officer, FULL).pk).content, tmp_path / "e"
    )
    said, code = told(folder, "--anchor", fingerprint(lists.first(list="XX-OTHER")))
    assert (code, said[0]) == (1, "trust: trust_fingerprint_other")


def test_a_key_that_was_revoked_proves_nothing(italy, officer, tmp_path):
    folder = unpacked(
        evidence_file(acting_user=officer, number=exchanged(italy, officer, FULL).pk).content, tmp_path / "e"
    )
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
    content = evidence_file(acting_user=officer, number=exchanged(italy, officer, FULL).pk).content
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


def test_ten_exchanges_of_every_shape_are_proved_and_ten_spoilt_ones_refused(italy, officer, tmp_path):
    found = hold(italy, officer, 10, tmp_path, seed=1)
    assert (found["bundles"], found["refused"], found["spoilt"], found["spoilt_and_not_refused"]) == (10, 0, 10, 0)


def test_control_a_reader_that_lets_everything_pass_is_noticed(italy, officer, tmp_path):
    def trusting(folders, *words):
        return [f"{folder}: {ALL_PROVED}" for folder in folders], 0

    found = hold(italy, officer, 10, tmp_path, seed=1, reader=trusting)
    assert (found["refused"], found["spoilt_and_not_refused"]) == (0, 10)


def test_a_bundle_of_nothing_proves_nothing(italy, officer, tmp_path):
    folder = unpacked(evidence_file(acting_user=officer, number=sent(officer).pk).content, tmp_path / "e")
    bundle = json.loads((folder / "bundle.json").read_text()) | {"sent": [], "received": []}
    (folder / "bundle.json").write_text(json.dumps(bundle))
    said, code = told(folder, "--anchor", italy.anchor)
    assert (said[0], code) == ("bundle: no_messages", 1)
