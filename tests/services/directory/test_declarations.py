"""A State hands over its own contact: only what it signed, with the pinned key, and never backwards."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone
from joserfc import jws

from salwa.domain.accounts import Role
from salwa.domain.directory import ContactKind, Declaration, declaration_bytes, read_declaration
from salwa.domain.refusals import Conflict, NotPermitted, Refusal
from salwa.services.directory import declarations, queries, signing
from salwa.services.envelopes.keys import make_keys
from salwa.services.envelopes.profile import SIGNATURES
from salwa.storage.cooperation.models import Contact, ContactVersion, TakenDeclaration
from tests.builders.directory import a_contact, a_keeper, details
from tests.builders.people import a_person

pytestmark = pytest.mark.django_db
KEN = make_keys("KEN")
NOW = timezone.now().replace(microsecond=0)


@pytest.fixture
def keeper(settings, tmp_path):
    settings.HOME = tmp_path
    return a_keeper()


@pytest.fixture
def pinned(keeper):
    declarations.pin_state_key(
        acting_user=keeper, key_file=json.dumps(KEN.public().to_json()).encode(), fingerprint=KEN.signing_kid
    )
    return keeper


def declared(days=0, state="KEN", **other):
    return Declaration(state, ContactKind.TRACING, NOW - timedelta(days=10) + timedelta(days=days), details(**other))


def take(keeper, declaration, keys=KEN):
    signed = signing.sign_declaration(declaration, keys).encode()
    return declarations.take_declaration(acting_user=keeper, signed=signed)


def refused_code(act):
    before = (Contact.objects.count(), ContactVersion.objects.count(), TakenDeclaration.objects.count())
    with pytest.raises(Refusal) as refused:
        act()
    assert (Contact.objects.count(), ContactVersion.objects.count(), TakenDeclaration.objects.count()) == before
    return refused.value.code


def test_a_declaration_enters_confirms_corrects_and_hands_over(pinned):
    acts = [
        take(pinned, declared(0)).act, take(pinned, declared(1)).act, take(pinned, declared(2, hours="24/7")).act,
        take(pinned, declared(3, office="Police")).act,
    ]  # fmt: skip
    assert acts == ["entered", "confirmed", "corrected", "handed_over"]
    page = queries.contact_page(acting_user=pinned, contact_id=Contact.objects.get().pk)
    assert [(one.act, one.source) for one in page.versions] == [(act, "state") for act in reversed(acts)]
    assert page.line.details.office == "Police"


def test_what_is_not_newer_is_refused(pinned):
    take(pinned, declared(2))
    assert refused_code(lambda: take(pinned, declared(2, office="Old"))) == "declaration_older"
    assert refused_code(lambda: take(pinned, declared(1, office="Old"))) == "declaration_older"


def test_what_another_signed_is_refused(pinned):
    other = make_keys("KEN")
    assert refused_code(lambda: take(pinned, declared(), other)) == "declaration_not_signed"
    # Kenya's key says nothing about Uganda's contact.
    assert refused_code(lambda: take(pinned, declared(state="UGA"))) == "declaration_not_signed"
    header = {"alg": "Ed25519", "typ": "salwa-contact+jws", "ver": 1, "kid": KEN.signing_kid, "iss": "KEN",
              "iat": int(declared().issued.timestamp())}  # fmt: skip
    for payload, claims in (
        (declaration_bytes(declared(state="UGA")), header),
        (declaration_bytes(declared()), header | {"iat": 7}),
        (declaration_bytes(declared()), header | {"typ": "salwa-directory+jws"}),
    ):
        text = jws.serialize_compact(claims, payload, KEN.signing, registry=SIGNATURES).encode()
        code = refused_code(lambda text=text: declarations.take_declaration(acting_user=pinned, signed=text))
        assert code == "declaration_not_signed"
    bad = jws.serialize_compact(header, b"{}", KEN.signing, registry=SIGNATURES).encode()
    assert refused_code(lambda: declarations.take_declaration(acting_user=pinned, signed=bad)) == (
        "declaration_unreadable"
    )
    for text in (b"", b"x", b"a.b", b"a" * 50_000, "é.é.é".encode()):
        code = refused_code(lambda text=text: declarations.take_declaration(acting_user=pinned, signed=text))
        assert code == "declaration_not_signed"


def test_any_bit_turned_is_refused_and_without_the_check_of_the_signature_it_would_not_be(pinned, monkeypatch):
    signed = signing.sign_declaration(declared(), KEN).encode()
    tried = 0
    for bit in range(0, len(signed) * 8, 11):
        changed = bytearray(signed)
        changed[bit // 8] ^= 1 << (bit % 8)
        tried += 1
        with pytest.raises(Refusal) as refused:
            signing.open_declaration(bytes(changed), declarations._pinned_key, NOW)
        assert refused.value.code == "declaration_not_signed"
    assert tried > 500
    header = jws.extract_compact(signed).protected
    stranger = declaration_bytes(declared(office="Stranger"))
    forged = jws.serialize_compact(header, stranger, make_keys("KEN").signing, registry=SIGNATURES).encode()
    assert refused_code(lambda: declarations.take_declaration(acting_user=pinned, signed=forged)) == (
        "declaration_not_signed"
    )

    def careless(text, members, **_):
        known = jws.extract_compact(text)
        return known.protected, known.payload

    monkeypatch.setattr(signing, "checked_signature", careless)
    assert declarations.take_declaration(acting_user=pinned, signed=forged).act == "entered"


def test_a_key_that_was_replaced_counts_no_more(pinned):
    new = make_keys("KEN")
    declarations.pin_state_key(
        acting_user=pinned, key_file=json.dumps(new.public().to_json()).encode(), fingerprint=new.signing_kid
    )
    assert refused_code(lambda: take(pinned, declared())) == "declaration_not_signed"
    assert take(pinned, declared(), new).act == "entered"


def test_a_key_is_pinned_with_its_fingerprint_and_for_a_state_only(keeper):
    file = json.dumps(KEN.public().to_json()).encode()
    for content, fingerprint, code in (
        (file, "x", "other_fingerprint"), (b"{}", KEN.signing_kid, "no_key_file"),
        (json.dumps(make_keys("SECRETARIAT").public().to_json()).encode(), "", "other_fingerprint"),
    ):  # fmt: skip
        with pytest.raises(Refusal) as refused:
            declarations.pin_state_key(acting_user=keeper, key_file=content, fingerprint=fingerprint)
        assert refused.value.code == code


def test_with_two_contacts_of_a_kind_people_decide(pinned):
    a_contact(pinned, office="One")
    a_contact(pinned, office="Two")
    with pytest.raises(Conflict) as refused:
        take(pinned, declared())
    assert refused.value.code == "several_contacts"


def test_an_installation_declares_its_own_contact_and_others_may_not(keeper):
    signed, key = declarations.declare_contact(acting_user=keeper, kind="iti", details=details())
    declarations.pin_state_key(acting_user=keeper, key_file=json.dumps(key).encode(), fingerprint=key["signing"]["kid"])
    assert declarations.take_declaration(acting_user=keeper, signed=signed).act == "entered"
    officer = a_person(Role.TRACING_OFFICER)
    for act in (
        lambda: declarations.declare_contact(acting_user=officer, kind="iti", details=details()),
        lambda: declarations.pin_state_key(acting_user=officer, key_file=b"", fingerprint=""),
        lambda: declarations.take_declaration(acting_user=officer, signed=b""),
    ):
        with pytest.raises(NotPermitted):
            act()


def test_a_declaration_is_read_as_it_was_written_and_other_bytes_are_refused():
    good = declared()
    assert read_declaration(declaration_bytes(good), NOW.date()) == good
    value = json.loads(declaration_bytes(good))
    for wrong in ({"more": 1}, {"version": True}, {"state": "ken"}, {"contact": "x"}, {"issued": "x"}, {"office": 1},
                  {"languages": "en"}, {"languages": [1]}, {"valid_until": "2026-02-30"}, {"kind": "x"}):  # fmt: skip
        with pytest.raises(Refusal) as refused:
            read_declaration(json.dumps(value | wrong).encode(), NOW.date())
        assert refused.value.code == "declaration_unreadable"
    with pytest.raises(Refusal) as refused:
        read_declaration(declaration_bytes(replace(good, details=details(email="x"))), NOW.date())
    assert refused.value.code == "no_email"


def test_a_key_that_came_with_a_refused_declaration_is_not_pinned(pinned):
    new = make_keys("KEN")
    file = json.dumps(new.public().to_json()).encode()
    with pytest.raises(Refusal):
        declarations.take_declaration(acting_user=pinned, signed=b"x", key_file=file, fingerprint=new.signing_kid)
    assert take(pinned, declared()).act == "entered"
