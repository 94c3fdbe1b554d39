"""Whose keys count: the list as it was taken in, pins over it, and nobody's once it has expired."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from salwa.domain.accounts import Role
from salwa.domain.exchange import Way
from salwa.domain.refusals import NotPermitted, Refusal
from salwa.domain.trust import KeyStatus, TrustListRefused, TrustState, fingerprint
from salwa.services.envelopes import EnvelopeRefused
from salwa.services.exchange.inbox import receive
from salwa.services.exchange.pinning import ask_for_pin, end_pin, pin
from salwa.services.exchange.queries import partners
from salwa.services.exchange.sealing import fingerprint_of
from salwa.services.exchange.snapshot import now_in_force
from salwa.services.exchange.testing import send_test
from salwa.services.exchange.trust import list_in_force, take_list
from salwa.services.trust_lists import key_entry, with_status
from salwa.storage.accounts.models import AuditEntry
from salwa.storage.exchange.models import PeerKey, TrustListVersion
from tests.builders import trust_lists as lists
from tests.builders.approvals import approved
from tests.builders.exchange import Partner
from tests.builders.people import a_person, an_operator

pytestmark = pytest.mark.django_db


def a_list(*entries, **more):
    """(document, signed bytes) of a first list that is good now."""
    now = timezone.now().replace(microsecond=0)
    document = lists.first(issued=now - timedelta(days=1), expires=now + timedelta(days=30), keys=entries, **more)
    return document, lists.signed(document)


def entry(partner, *steps, since=None):
    since = since or timezone.now().replace(microsecond=0) - timedelta(days=9)
    found = key_entry(partner.keys.public(), since)
    for status, moment in steps:
        found = with_status(found, status, moment)
    return found


def taken(*entries):
    document, content = a_list(*entries)
    take_list(acting_user=an_operator(), content=content, anchor=fingerprint(document))
    return document


def test_a_state_of_the_list_can_be_written_to_and_is_believed():
    partner = Partner(pinned=False)
    taken(entry(partner))
    send_test(acting_user=an_operator(), to_state="UGA")
    receive(partner.sealed(), way=Way.HTTPS)
    line = partners(acting_user=an_operator())[0]
    assert (line.state, line.source, line.list_version) == ("UGA", "list", 1)


def test_the_first_list_needs_its_fingerprint_from_paper_and_the_same_one_again_changes_nothing():
    document, content = a_list()
    with pytest.raises(Refusal) as refusal:
        take_list(acting_user=an_operator(), content=content)
    assert refusal.value.code == "trust_without_anchor"
    with pytest.raises(TrustListRefused):
        take_list(acting_user=an_operator(), content=content, anchor="1" * 60)
    with pytest.raises(NotPermitted):
        take_list(acting_user=a_person(Role.ADMINISTRATOR), content=content, anchor=fingerprint(document))
    take_list(acting_user=an_operator(), content=content, anchor=fingerprint(document))
    for _ in range(2):
        take_list(acting_user=a_person(Role.ADMINISTRATOR), content=content)
    assert (TrustListVersion.objects.count(), list_in_force(acting_user=an_operator()).version) == (1, 1)
    assert AuditEntry.objects.filter(action="exchange.list_taken").count() == 1


def test_an_older_list_is_refused_also_by_a_process_that_has_just_begun():
    partner = Partner(pinned=False)
    document, content = a_list(entry(partner))
    take_list(acting_user=an_operator(), content=content, anchor=fingerprint(document))
    now = timezone.now().replace(microsecond=0)
    state = TrustState(lists.document_to_json(document))
    newer = lists.after(
        state, issued=now, expires=now + timedelta(days=40),
        keys=(with_status(document.keys[0], KeyStatus.REVOKED, now - timedelta(hours=1)),),
    )  # fmt: skip
    take_list(acting_user=an_operator(), content=lists.signed(newer))
    with pytest.raises(TrustListRefused) as refused:
        take_list(acting_user=an_operator(), content=content)
    assert refused.value.code == "trust_rollback"
    with pytest.raises(EnvelopeRefused) as refused:
        receive(partner.sealed(), way=Way.HTTPS)
    assert refused.value.code == "envelope_signer_revoked"
    assert [row.standing for row in PeerKey.objects.all()] == ["revoked"]


def test_nobody_of_an_expired_list_is_believed_or_written_to_and_pins_go_on(monkeypatch):
    partner, other = Partner(pinned=False), Partner("TZA")
    taken(entry(partner))
    later = timezone.now() + timedelta(days=31)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    assert list_in_force(acting_user=an_operator()).alarm == "expired"
    with pytest.raises(Refusal) as refusal:
        send_test(acting_user=an_operator(), to_state="UGA")
    assert refusal.value.code == "state_not_reachable"
    assert now_in_force().trusted(partner.keys.signing_kid) is None
    send_test(acting_user=an_operator(), to_state="TZA")
    receive(other.sealed(), way=Way.HTTPS)


def test_a_pin_overrides_what_a_captured_secretariat_says_and_the_list_counts_again_when_it_ends():
    partner, forged = Partner(), Partner(pinned=False)
    taken(entry(forged))
    with pytest.raises(EnvelopeRefused) as refused:
        receive(forged.sealed(), way=Way.HTTPS)
    assert refused.value.code == "envelope_signer_unknown"
    assert now_in_force().seal_to("UGA").agreement_kid == partner.keys.agreement_kid
    end_pin(acting_user=an_operator(), state="UGA")
    receive(forged.sealed(), way=Way.HTTPS)
    assert now_in_force().seal_to("UGA").agreement_kid == forged.keys.agreement_kid


def test_keys_are_taken_only_with_their_own_fingerprint():
    partner = Partner(pinned=False)
    public = partner.keys.public()
    for wrong in ("", "0" * 64, fingerprint_of(public)[:-1]):
        with pytest.raises(Refusal) as refusal:
            pin(acting_user=an_operator(), public=_json(public), fingerprint=wrong)
        assert refusal.value.code == "fingerprint_differs"
    assert PeerKey.objects.count() == 0


def test_on_the_pages_one_asks_for_a_pin_and_another_approves_it():
    partner, (one, other) = Partner(pinned=False), (a_person(Role.ADMINISTRATOR), a_person(Role.ADMINISTRATOR))
    public = partner.keys.public()
    how = {"public": _json(public), "fingerprint": fingerprint_of(public), "address": "https://tracing.example"}
    with pytest.raises(NotPermitted):
        pin(acting_user=one, **how)
    number = ask_for_pin(acting_user=one, reason="note verbale 7", **how)
    assert now_in_force().seal_to("UGA") is None
    with pytest.raises(NotPermitted):
        approved(number, one)
    approved(number, other)
    assert now_in_force().seal_to("UGA").agreement_kid == public.agreement_kid
    line = partners(acting_user=one)[0]
    assert (line.source, line.address, line.fingerprint) == ("pin", "https://tracing.example", fingerprint_of(public))
    assert AuditEntry.objects.get(action="exchange.pinned").details["approval"] == str(number)


def _json(public):
    return json.dumps(public.to_json())
