"""Secrets of second factors are sealed: read from the database they make no codes, and keys change under them."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY, TOTP
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from salwa.domain.accounts import Role
from salwa.domain.refusals import Refusal
from salwa.services.accounts.actions import present_code
from salwa.services.accounts.second_factors import forget_unused_secrets, seal_second_factors
from salwa.services.keys.actions import ensure_keyring, make_key, retire_key, rotate_keys
from salwa.services.keys.keyring import keyring, keyring_file
from salwa.services.keys.resealing import values_under
from salwa.storage.accounts.models import AuditEntry, SecondFactorSecret
from tests.builders.people import a_person, an_operator, with_a_code

OLD_SECRET, OLD_SEED = "CANARYCANARYCANARYCANARYCANARY22", "ca" * 40


@pytest.fixture(autouse=True)
def operator(db, settings, tmp_path):
    cache.clear()
    settings.HOME = tmp_path
    user = an_operator()
    assert ensure_keyring(acting_user=user)
    yield user
    cache.clear()


def takes(person, secret):
    """Whether the code that an app with this secret shows is taken from this person."""
    cache.clear()
    return TOTP(Authenticator.objects.get(user=person, type="totp")).validate_code(present_code(secret))


def signed_in(person):
    """A browser in which this person typed the password."""
    client = Client()
    client.post("/accounts/login/", {"login": person.email, "password": "a long pass phrase"})
    return client


def kept_by_allauth():
    return str(list(Authenticator.objects.values_list("data", flat=True)))


def in_the_clear(person):
    """What an older version left: a secret, a seed and codes of a version before that."""
    Authenticator.objects.create(user=person, type="totp", data={"secret": OLD_SECRET})
    Authenticator.objects.create(user=person, type="recovery_codes", data={"seed": OLD_SEED, "used_mask": 5})


def test_the_tables_of_accounts_only_name_what_is_sealed():
    person = a_person(Role.AUDITOR)
    secret = with_a_code(person)
    codes = RecoveryCodes.activate(person).get_unused_codes()
    assert len(codes) == 10
    assert secret not in kept_by_allauth()
    assert SecondFactorSecret.objects.count() == values_under(keyring().current().id) == 2
    assert takes(person, secret)
    assert not takes(person, OLD_SECRET)


def test_what_an_older_version_kept_in_the_clear_is_sealed_once_and_goes_on_working(operator):
    person, other = a_person(Role.AUDITOR), a_person(Role.AUDITOR)
    in_the_clear(person)
    Authenticator.objects.create(user=other, type="recovery_codes", data={"migrated_codes": ["11112222", "33334444"]})
    Authenticator.objects.create(user=other, type="webauthn", data={"name": "Key", "credential": {"id": "public"}})
    assert OLD_SECRET in kept_by_allauth()
    assert OLD_SEED in kept_by_allauth()
    assert seal_second_factors(acting_user=operator) == 4
    for canary in (OLD_SECRET, OLD_SEED, "11112222", "33334444"):
        assert canary not in kept_by_allauth()
    assert takes(person, OLD_SECRET)
    codes = RecoveryCodes(Authenticator.objects.get(user=person, type="recovery_codes"))
    assert len(codes.get_unused_codes()) == 8, "two of ten were used before"
    again = RecoveryCodes(Authenticator.objects.get(user=other, type="recovery_codes"))
    assert again.get_unused_codes() == ["11112222", "33334444"]
    assert Authenticator.objects.get(type="webauthn").data == {"name": "Key", "credential": {"id": "public"}}
    assert seal_second_factors(acting_user=operator) == 0
    (entry,) = AuditEntry.objects.filter(action="accounts.second_factors_sealed")
    assert entry.details == {"secrets": 4}


def test_keys_change_under_them_and_old_keys_can_be_given_up(operator):
    person = a_person(Role.AUDITOR)
    secret, old = with_a_code(person), keyring().current().id
    make_key(acting_user=operator)
    later = timezone.now() + timedelta(hours=2)
    with pytest.raises(Refusal) as refused:
        retire_key(acting_user=operator, key_id=old, now=later)
    assert refused.value.code == "key_in_use"
    assert rotate_keys(acting_user=operator).rows == 1
    assert (values_under(old), values_under(keyring().current().id)) == (0, 1)
    retire_key(acting_user=operator, key_id=old, now=later)
    assert takes(person, secret)


def test_a_secret_put_there_in_the_clear_or_from_elsewhere_is_not_taken():
    """Whoever can write to the database and has no key cannot give himself a code of somebody."""
    person = a_person(Role.AUDITOR)
    with_a_code(person)
    row = Authenticator.objects.filter(user=person, type="totp")
    for planted in (OLD_SECRET, "sealed:5f1b5f9a-8f0e-4c51-9a6f-000000000000"):
        row.update(data={"secret": planted})
        with pytest.raises(Refusal) as refused:
            takes(person, OLD_SECRET)
        assert refused.value.code == "sealed_value_damaged"


def test_a_secret_moved_to_another_row_does_not_open():
    one, other = a_person(Role.AUDITOR), a_person(Role.AUDITOR)
    with_a_code(one)
    secret = with_a_code(other)
    first, second = SecondFactorSecret.objects.order_by("pk")
    SecondFactorSecret.objects.filter(pk=first.pk).update(text=second.text)
    with pytest.raises(Refusal) as refused:
        takes(one, secret)
    assert refused.value.code == "sealed_value_damaged"


def test_secrets_given_up_are_removed_but_none_that_is_just_being_written():
    person, other = a_person(Role.AUDITOR), a_person(Role.AUDITOR)
    with_a_code(person)
    with_a_code(other)
    Authenticator.objects.filter(user=person).delete()
    assert forget_unused_secrets() == 0
    SecondFactorSecret.objects.update(made_at=timezone.now() - timedelta(minutes=11))
    assert forget_unused_secrets() == 1
    assert kept_by_allauth().count("sealed:") == SecondFactorSecret.objects.count() == 1


def test_while_a_code_is_set_up_its_secret_is_sealed_in_the_session_too():
    person = a_person(Role.AUDITOR)
    client = signed_in(person)
    page = client.get("/accounts/2fa/totp/activate/")
    secret = client.session[SECRET_SESSION_KEY]
    assert secret in page.content.decode()
    assert secret not in str([one.session_data for one in Session.objects.all()])
    assert len(Session.objects.get().get_decoded()[SECRET_SESSION_KEY]) == 32
    told = client.post("/accounts/2fa/totp/activate/", {"code": present_code(secret)})
    assert told.status_code == 302
    assert takes(person, secret)
    assert SECRET_SESSION_KEY not in client.session


def test_control_a_session_as_django_writes_it_shows_the_secret(settings):
    settings.SESSION_SERIALIZER = "django.core.signing.JSONSerializer"
    client = signed_in(a_person(Role.AUDITOR))
    client.get("/accounts/2fa/totp/activate/")
    secret = client.session[SECRET_SESSION_KEY]
    found = Session.objects.get().get_decoded()
    assert found[SECRET_SESSION_KEY] == secret
    settings.SESSION_SERIALIZER = "salwa.services.accounts.second_factors.SessionText"
    assert SECRET_SESSION_KEY not in Session.objects.get().get_decoded(), "a secret in the clear is not taken"


def test_without_the_keyring_nobody_gets_in_by_code_and_the_page_says_what_to_do():
    person = a_person(Role.AUDITOR)
    secret = with_a_code(person)
    keyring_file().rename(keyring_file().with_suffix(".away"))
    client = signed_in(person)
    told = client.post("/accounts/2fa/authenticate/", {"code": present_code(secret)})
    assert told.status_code == 409
    assert "Put it back from an encrypted backup" in told.content.decode()
    assert client.get("/").status_code == 302
    new = signed_in(a_person(Role.AUDITOR))
    assert new.get("/accounts/2fa/totp/activate/").status_code == 409
    assert seal_second_factors(acting_user=an_operator()) == 0
    keyring_file().with_suffix(".away").rename(keyring_file())
    client.post("/accounts/2fa/authenticate/", {"code": present_code(secret)})
    assert client.get("/").status_code == 200
