"""Publishing signed editions and following them: nothing altered, unsigned, foreign or older is taken."""

import base64
import json
from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone
from joserfc import jws

from salwa.domain.accounts import RIGHTS, Role
from salwa.domain.directory import Audience, Step, edition_bytes
from salwa.domain.refusals import Conflict, NotPermitted, Refusal
from salwa.services.directory import following, publishing, signing, states
from salwa.services.directory.public import public_edition, public_key, signed_public_edition
from salwa.services.directory.trials import record_test_answer, send_test
from salwa.services.envelopes.keys import PublicKeys, make_keys
from salwa.services.envelopes.profile import SIGNATURES
from salwa.storage.accounts.models import AuditEntry
from salwa.storage.cooperation.models import FollowedEdition, OwnCorrection, PublishedEdition
from tests.builders.clients import Clients
from tests.builders.directory import a_contact, a_keeper, details, pin
from tests.builders.people import a_person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def a_home(settings, tmp_path):
    """A key folder of this test alone."""
    settings.HOME = tmp_path


@pytest.fixture
def keeper():
    return a_keeper()


def publish(keeper):
    return publishing.publish_edition(acting_user=keeper)


def take(keeper, signed, origin="directory.jws"):
    return following.take_edition(acting_user=keeper, signed=signed, origin=origin)


def refused_code(act):
    before = FollowedEdition.objects.count()
    with pytest.raises(Refusal) as refused:
        act()
    assert FollowedEdition.objects.count() == before
    return refused.value.code


def test_numbers_of_editions_grow_and_the_signed_bytes_are_the_edition(keeper):
    a_contact(keeper)
    assert [publish(keeper).number, publish(keeper).number] == [1, 2]
    signed = signed_public_edition()
    payload = base64.urlsafe_b64decode(signed.split(b".")[1] + b"==")
    assert payload == edition_bytes(public_edition())
    keys = PublicKeys.from_json(public_key())
    assert jws.deserialize_compact(signed, keys.signing, registry=SIGNATURES).payload == payload
    assert (b"Rassendyll" in payload, b"last_answered" in payload) == (False, False)
    assert signing.key_file().stat().st_mode & 0o077 == 0


def test_an_edition_is_never_issued_before_the_one_before_it(keeper):
    a_contact(keeper)
    publish(keeper)
    later = timezone.now().replace(microsecond=0) + timedelta(days=2)
    PublishedEdition.objects.update(issued_at=later)
    assert publish(keeper).issued == later


def test_an_empty_directory_is_not_published(keeper):
    with pytest.raises(Refusal) as refused:
        publish(keeper)
    assert refused.value.code == "nothing_to_publish"
    assert PublishedEdition.objects.count() == 0


def test_a_key_is_pinned_only_with_its_fingerprint_learnt_by_another_way(keeper):
    key = make_keys("SECRETARIAT").public().to_json()
    file, good = json.dumps(key).encode(), key["signing"]["kid"]
    assert refused_code(lambda: following.pin_key(acting_user=keeper, key_file=file, fingerprint="x")) == (
        "other_fingerprint"
    )
    for bad in (b"", b"{}", b"\xff", json.dumps(key | {"state": "x"}).encode()):
        code = refused_code(lambda bad=bad: following.pin_key(acting_user=keeper, key_file=bad, fingerprint=good))
        assert code == "no_key_file"
    assert following.pinned() is None
    following.pin_key(acting_user=keeper, key_file=file, fingerprint=f" {good[:20]} {good[20:]}\n")
    second = make_keys("SECRETARIAT").public().to_json()
    following.pin_key(acting_user=keeper, key_file=json.dumps(second).encode(), fingerprint=second["signing"]["kid"])
    assert following.pinned().kid == second["signing"]["kid"]


def test_an_edition_is_taken_once_and_a_newer_one_replaces_it(keeper):
    a_contact(keeper)
    publish(keeper)
    first = signed_public_edition()
    assert refused_code(lambda: take(keeper, first)) == "no_key_pinned"
    pin(keeper)
    assert [take(keeper, first).step, take(keeper, first + b"\n").step] == [Step.NEWER, Step.KNOWN]
    assert FollowedEdition.objects.count() == 1
    a_contact(keeper, "UGA")
    publish(keeper)
    assert take(keeper, signed_public_edition()).number == 2
    assert [one.code for one in states.followed_directory(acting_user=keeper).states] == ["KEN", "UGA"]


def test_an_older_edition_is_refused_and_stands_in_the_log(keeper):
    a_contact(keeper)
    publish(keeper)
    old = signed_public_edition()
    publish(keeper)
    pin(keeper)
    take(keeper, signed_public_edition())
    assert refused_code(lambda: take(keeper, old)) == "edition_older"
    entry = AuditEntry.objects.latest("number")
    assert (entry.action, entry.details) == ("directory.refused", {"code": "edition_older"})
    assert states.followed_directory(acting_user=keeper).number == 2


def test_without_the_rule_of_numbers_the_old_edition_would_come_back(keeper, monkeypatch):
    """The control: with this one defect the rollback succeeds, so the test above looks at the right place."""
    a_contact(keeper)
    publish(keeper)
    old = signed_public_edition()
    publish(keeper)
    pin(keeper)
    take(keeper, signed_public_edition())
    monkeypatch.setattr(following, "next_step", lambda *_: Step.NEWER)
    assert take(keeper, old).number == 1


def altered_bits(signed, step):
    """The signed edition with one bit turned, at every `step`-th bit."""
    for bit in range(0, len(signed) * 8, step):
        changed = bytearray(signed)
        changed[bit // 8] ^= 1 << (bit % 8)
        yield bytes(changed)


def test_an_edition_with_any_bit_turned_is_refused(keeper):
    a_contact(keeper)
    publish(keeper)
    pin(keeper)
    key = PublicKeys.from_json(public_key())
    taken, tried = 0, 0
    for changed in altered_bits(signed_public_edition(), 7):
        tried += 1
        try:
            signing.open_signed(changed, key, timezone.now())
            taken += 1
        except Refusal as refusal:
            assert refusal.code == "edition_not_signed"
    assert (taken, tried > 1_000) == (0, True)


def test_without_the_check_of_the_signature_altered_editions_would_be_taken(keeper, monkeypatch):
    """The control of the test above: a verifier that only reads the payload takes an altered edition."""
    a_contact(keeper)
    publish(keeper)
    pin(keeper)
    forged = with_payload(signed_public_edition(), replace(public_edition(), number=9))
    assert refused_code(lambda: take(keeper, forged)) == "edition_not_signed"

    def careless(text, members, **_):
        parts = [base64.urlsafe_b64decode(part + b"==") for part in text.split(b".")]
        return json.loads(parts[0]), parts[1]

    monkeypatch.setattr(signing, "checked_signature", careless)
    assert take(keeper, forged).number == 9


def with_payload(signed, edition):
    header, _, signature = signed.split(b".")
    return b".".join([header, base64.urlsafe_b64encode(edition_bytes(edition)).rstrip(b"="), signature])


def test_unsigned_foreign_and_misnamed_editions_are_refused(keeper):
    a_contact(keeper)
    publish(keeper)
    pin(keeper)
    edition, own = public_edition(), signing.signing_keys()
    header, payload, signature = signed_public_edition().split(b".")
    none = base64.urlsafe_b64encode(b'{"alg":"none"}').rstrip(b"=")
    other = make_keys(own.state)
    claims = {"alg": "Ed25519", "typ": "salwa-msg+jws", "ver": 1, "kid": own.signing_kid, "iss": own.state,
              "iat": int(edition.issued.timestamp())}  # fmt: skip
    wrong = {
        "bare payload": payload,
        "json": edition_bytes(edition),
        "no signature": header + b"." + payload + b".",
        "none": none + b"." + payload + b".",
        "another key": signing.sign_edition(edition, other).encode(),
        "another issuer": signing.sign_edition(replace(edition, issuer="XRT"), own).encode(),
        "a message": jws.serialize_compact(claims, edition_bytes(edition), own.signing, registry=SIGNATURES).encode(),
        "another time": jws.serialize_compact(
            claims | {"typ": "salwa-directory+jws", "iat": 5}, edition_bytes(edition), own.signing, registry=SIGNATURES
        ).encode(),
        "empty": b"",
        "text": "réseau".encode(),
        "long": b"a" * 3_000_000,
    }
    for name, signed in wrong.items():
        assert refused_code(lambda signed=signed: take(keeper, signed)) == "edition_not_signed", name
    good = jws.serialize_compact(claims | {"typ": "salwa-directory+jws"}, b"{}", own.signing, registry=SIGNATURES)
    assert refused_code(lambda: take(keeper, good.encode())) == "edition_unreadable"


def test_two_editions_under_one_number_are_refused(keeper):
    a_contact(keeper)
    publish(keeper)
    pin(keeper)
    take(keeper, signed_public_edition())
    twin = replace(public_edition(), contacts=())
    signed = signing.sign_edition(twin, signing.signing_keys()).encode()
    assert refused_code(lambda: take(keeper, signed)) == "edition_differs"


def test_the_edition_for_states_says_who_answered_and_the_public_one_does_not(keeper):
    number = a_contact(keeper)
    send_test(acting_user=keeper, contact_id=number)
    today = timezone.localdate()
    record_test_answer(acting_user=keeper, contact_id=number, day=today)
    publish(keeper)
    pin(keeper)
    officer = a_person(Role.TRACING_OFFICER)
    take(keeper, signed_public_edition())
    known = states.contacts_of_state(acting_user=officer, state="KEN").contacts[0]
    assert (known.last_answered, known.details.person) == (None, "")
    taken = take(keeper, publishing.fetch_states_edition(acting_user=keeper, number=1))
    assert (taken.step, taken.audience) == (Step.COMPLETES, Audience.STATES)
    known = states.contacts_of_state(acting_user=officer, state="KEN").contacts[0]
    assert (known.last_answered, known.details.person) == (today, "Rudolf Rassendyll")


def test_an_own_contact_goes_before_the_directory_visibly_and_can_be_taken_back(keeper):
    a_contact(keeper)
    publish(keeper)
    pin(keeper)
    take(keeper, signed_public_edition())
    own = details(office="Liaison office", email="liaison@police.example", person="")
    number = states.record_own_correction(
        acting_user=keeper, state="KEN", kind="iti", details=own, reason="Their letter of 2026-11-02"
    )
    known = states.contacts_of_state(acting_user=keeper, state="KEN").contacts
    assert [(one.details, one.own, one.reason) for one in known] == [(own, number, "Their letter of 2026-11-02")]
    assert known[0].directory.email == "tracing@commission.example"
    publish(keeper)
    take(keeper, signed_public_edition())
    assert states.contacts_of_state(acting_user=keeper, state="KEN").contacts[0].details == own
    assert states.take_back_correction(acting_user=keeper, correction_id=number) == "KEN"
    back = states.contacts_of_state(acting_user=keeper, state="KEN").contacts
    assert [(one.details.email, one.own) for one in back] == [("tracing@commission.example", None)]
    assert OwnCorrection.objects.get(pk=number).ended_at is not None


def test_a_second_own_contact_replaces_the_first_and_keeps_it_readable(keeper):
    for office in ("First", "Second"):
        states.record_own_correction(
            acting_user=keeper, state="UGA", kind="poa", details=details(office=office), reason="letter"
        )
    assert [one.details.office for one in states.contacts_of_state(acting_user=keeper, state="UGA").contacts] == [
        "Second"
    ]
    assert OwnCorrection.objects.count() == 2
    with pytest.raises(Refusal) as refused:
        states.record_own_correction(acting_user=keeper, state="UGA", kind="poa", details=details(), reason="")
    assert refused.value.code == "no_reason"


@pytest.mark.parametrize("role", Role)
def test_contacts_are_for_tracing_officers_and_following_is_for_those_with_the_right(role, keeper):
    person = a_person(role)
    reading = {"tracing.read", "directory.manage"} & RIGHTS[role]
    managing = "directory.manage" in RIGHTS[role]
    look = (
        lambda: states.followed_directory(acting_user=person),
        lambda: states.contacts_of_state(acting_user=person, state="KEN"),
    )
    act = (
        lambda: take(person, b"x"),
        lambda: following.pin_key(acting_user=person, key_file=b"x", fingerprint="x"),
        lambda: following.follow_address(acting_user=person, address="x"),
        lambda: states.record_own_correction(
            acting_user=person, state="KEN", kind="iti", details=details(), reason="letter"
        ),
        lambda: states.take_back_correction(acting_user=person, correction_id=999),
    )
    for do, allowed in [*((one, reading) for one in look), *((one, managing) for one in act)]:
        try:
            do()
            assert allowed
        except NotPermitted:
            assert not allowed
        except (Refusal, Conflict):
            assert allowed


@pytest.mark.parametrize(
    "address",
    ["", "x", "http://secretariat.example", "ftp://127.0.0.1", "file:///etc/passwd", "https://", "https://a:b@c.example",
     "https://c.example/?x=1", "https://c.example:99999", "http://127.0.0.1.evil.example", "https://[::1"],
)  # fmt: skip
def test_addresses_that_are_none_are_refused(keeper, address):
    code = refused_code(lambda: following.follow_address(acting_user=keeper, address=address))
    assert code == "bad_address"


@pytest.mark.django_db(transaction=True)
def test_of_people_who_publish_at_once_each_gets_a_number_of_its_own_or_a_conflict(keeper):
    a_contact(keeper)
    publish(keeper)
    with Clients(4) as clients:
        outcomes = clients.at_once([lambda: publish(keeper).number] * 4)
    assert [one.fault for one in outcomes if one.fault] == []
    numbers = sorted(one.value for one in outcomes if one.won)
    assert numbers == list(range(2, 2 + len(numbers))) and numbers
    assert {one.refusal.code for one in outcomes if one.refusal} <= {"done_at_once"}
    assert sorted(PublishedEdition.objects.values_list("number", flat=True)) == [1, *numbers]
