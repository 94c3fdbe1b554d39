"""Sessions and sign-in: a new one at every sign-in, ended by signing out, by age, by idleness and by a new password."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.conf import settings as configured
from django.contrib.auth.password_validation import validate_password
from django.core import mail
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.test import Client

from salwa.domain.accounts import Role
from salwa.domain.refusals import NotPermitted
from salwa.services.accounts.actions import add_person, present_code
from salwa.services.accounts.sessions import end_sessions
from salwa.storage.accounts.models import AuditEntry, User
from salwa.web.accounts import gate
from tests.builders.people import a_person, an_operator, with_a_code

pytestmark = [pytest.mark.django_db, pytest.mark.one_engine]
PASSWORD = "a long pass phrase"


@pytest.fixture(autouse=True)
def no_tries_before():
    cache.clear()
    yield
    cache.clear()


def cookie(client):
    return client.cookies[configured.SESSION_COOKIE_NAME].value


def typed_in(client, email, password=PASSWORD):
    return client.post("/accounts/login/", {"login": email, "password": password})


def with_code(client, code):
    return client.post("/accounts/2fa/authenticate/", {"code": code})


@pytest.fixture
def person():
    user = a_person(Role.AUDITOR)
    user.secret = with_a_code(user)
    return user


@pytest.fixture
def inside(person):
    client = Client()
    client.force_login(person)
    assert client.get("/").status_code == 200
    return client


def aged(client, **seconds):
    session = client.session
    for name, since in seconds.items():
        session[name] = time.time() - since
    session.save()


def test_signing_in_takes_both_factors_and_gives_a_new_session(person):
    client = Client()
    client.get("/accounts/login/")
    typed_in(client, person.email)
    before = cookie(client)
    assert client.get("/").status_code == 302
    with_code(client, present_code(person.secret))
    assert client.get("/").status_code == 200
    assert cookie(client) != before


def test_a_code_is_taken_once(person):
    code = present_code(person.secret)
    for expected in (200, 302):
        client = Client()
        typed_in(client, person.email)
        with_code(client, code)
        assert client.get("/").status_code == expected
    refused = AuditEntry.objects.filter(action="accounts.sign_in_failed").latest("pk")
    assert (refused.object_id, "code" in str(refused.details)) == (str(person.pk), True)
    assert code not in str(refused.details)


def test_control_without_our_memory_a_code_is_taken_again_after_half_a_minute(person, settings):
    """allauth forgets a used code after 30 s while the tolerance keeps it good for up to 90."""
    code = present_code(person.secret)
    settings.MFA_FORMS = {}
    for _ in range(2):
        cache.clear()
        client = Client()
        typed_in(client, person.email)
        with_code(client, code)
        assert client.get("/").status_code == 200


def test_many_wrong_codes_are_slowed_down(person):
    client = Client()
    typed_in(client, person.email)
    pages = [with_code(client, "000000").content.decode() for _ in range(8)]
    assert any("Too many" in page for page in pages)
    with_code(client, present_code(person.secret))
    assert client.get("/").status_code == 302


def test_recovery_codes_are_long_enough_differ_and_count_once(person):
    codes = RecoveryCodes.activate(person).get_unused_codes()
    assert len(set(codes)) == len(codes) == 10
    assert all(len(code) >= 8 for code in codes)
    for expected in (200, 302):
        client = Client()
        typed_in(client, person.email)
        with_code(client, codes[0])
        assert client.get("/").status_code == expected


def test_signing_out_ends_the_session_on_the_server_and_empties_the_browsers_store(inside):
    kept = cookie(inside)
    told = inside.post("/accounts/logout/")
    assert told["Clear-Site-Data"] == '"cache"'
    thief = Client()
    thief.cookies[configured.SESSION_COOKIE_NAME] = kept
    assert thief.get("/").status_code == 302


def test_a_link_signs_nobody_out(inside):
    assert inside.get("/accounts/logout/").status_code == 200
    assert inside.get("/").status_code == 200


def test_every_page_behind_the_sign_in_offers_to_sign_out(inside):
    for address in ("/", "/audit/", "/analysis/", "/accounts/2fa/"):
        assert 'action="/accounts/logout/"' in inside.get(address).content.decode() or (
            'href="/accounts/logout/"' in inside.get(address).content.decode()
        ), address


@pytest.mark.parametrize(
    ("began", "used", "status"),
    [(60, 60, 200), (11.9 * 3600, 60, 200), (12.1 * 3600, 60, 302), (3700, 59 * 60, 200), (3700, 61 * 60, 302)],
)
def test_a_session_ends_by_age_and_by_idleness(inside, began, used, status):
    aged(inside, began=began, used=used)
    assert inside.get("/").status_code == status
    assert inside.get("/").status_code == status


def test_changes_of_a_session_do_not_make_it_younger(inside):
    aged(inside, began=11 * 3600, used=120)
    inside.get("/")
    session = inside.session
    assert time.time() - session[gate.BEGAN] > 10.9 * 3600
    assert time.time() - session[gate.USED] < 60


def test_a_closed_account_is_out_with_its_next_request(inside, person):
    User.objects.filter(pk=person.pk).update(is_active=False)
    assert inside.get("/").status_code == 302


def test_the_operator_ends_the_sessions_of_one_person_or_of_everybody(inside, person):
    operator, other = an_operator(), Client()
    other.force_login(a_person(Role.REGISTRAR))
    assert end_sessions(acting_user=operator, user_id=person.pk) == 1
    assert (inside.get("/people/").status_code, other.get("/accounts/2fa/").status_code) == (302, 200)
    assert end_sessions(acting_user=operator) >= 1
    assert other.get("/accounts/2fa/").status_code == 302
    entries = AuditEntry.objects.filter(action="accounts.sessions_ended").order_by("pk")
    assert [one.object_id for one in entries] == [str(person.pk), ""]
    with pytest.raises(NotPermitted):
        end_sessions(acting_user=person, user_id=person.pk)


def test_a_new_password_ends_all_other_sessions_and_needs_the_old_one(inside, person):
    other = Client()
    other.force_login(person)
    new = "another long pass phrase"
    wrong = {"oldpassword": "not it", "password1": new, "password2": new}
    assert "alert" in inside.post("/accounts/password/change/", wrong).content.decode()
    assert other.get("/").status_code == 200
    inside.post("/accounts/password/change/", wrong | {"oldpassword": PASSWORD})
    assert other.get("/").status_code == 302
    assert inside.get("/").status_code == 200


@pytest.fixture
def newcomer(person):
    """Somebody whom the operator has just added; the password was shown to the administrator."""
    added = add_person(
        acting_user=an_operator(), email="new@police.example", full_name="N", password=PASSWORD, organisation="Police",
        roles=[Role.AUDITOR],
    )  # fmt: skip
    client = Client()
    client.force_login(added)
    with_a_code(added)
    return added, client


def changed_to(client, new):
    sent = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    return client.post("/accounts/password/change/", sent).status_code


def test_a_first_password_opens_only_the_page_on_which_another_is_chosen(newcomer):
    added, client = newcomer
    for address in ("/", "/audit/", "/people/", "/nowhere/"):
        told = client.get(address)
        assert (told.status_code, told["Location"]) == (302, "/accounts/password/change/"), address
    assert "made by somebody else" in client.get("/accounts/password/change/").content.decode()
    assert changed_to(client, PASSWORD) == 200
    assert client.get("/audit/").status_code == 302
    assert changed_to(client, "another long pass phrase") == 302
    added.refresh_from_db()
    assert not added.first_password
    assert client.get("/audit/").status_code == 200
    assert "made by somebody else" not in client.get("/accounts/password/change/").content.decode()


def test_a_letter_about_a_forgotten_password_does_not_let_a_first_one_be_kept(newcomer):
    added, _ = newcomer
    client = Client()
    client.post("/accounts/password/reset/", {"email": added.email})
    link = re.search(r"/accounts/password/reset/key/\S+", mail.outbox[-1].body)[0]
    form = client.get(link, follow=True).request["PATH_INFO"]
    client.post(form, {"password1": PASSWORD, "password2": PASSWORD})
    added.refresh_from_db()
    assert added.first_password
    client.post(form, {"password1": "another long pass phrase", "password2": "another long pass phrase"})
    added.refresh_from_db()
    assert (added.first_password, added.check_password("another long pass phrase")) == (False, True)


def test_control_a_password_of_ones_own_opens_everything(inside, person):
    assert not person.first_password
    assert inside.get("/audit/").status_code == 200


@pytest.mark.parametrize(
    ("password", "taken"),
    [
        ("short1!", False),
        ("password12345678"[:11], False),
        ("1q2w3e4r5t6y", False),
        ("only small letters here", True),
        ("  leading and trailing  ", True),
        ("Щ" * 12 + "字" * 60, True),
        ("long " * 40, True),
    ],
)
def test_passwords_of_any_signs_are_taken_as_typed_but_not_short_or_common_ones(inside, person, password, taken):
    told = inside.post(
        "/accounts/password/change/", {"oldpassword": PASSWORD, "password1": password, "password2": password}
    )
    person.refresh_from_db()
    assert (told.status_code == 302, person.check_password(password)) == (taken, taken)
    assert not person.check_password(password.strip() + "x")


@pytest.mark.parametrize(
    ("password", "taken"),
    [
        ("Salwa-Police-2026", False),
        ("administrator1234", False),
        ("Kenya Register KEN!", False),
        ("weapons register of the town", True),
        ("copper lantern of the seven drills", True),
    ],
)
def test_words_of_the_house_are_no_password(password, taken, settings):
    named = {**settings.SALWA.values, "installation_name": "Kenya", "state": "KEN"}
    settings.SALWA = settings.SALWA.__class__(settings.SALWA.home, named)
    if taken:
        validate_password(password)
    else:
        with pytest.raises(ValidationError) as refused:
            validate_password(password)
        assert "password_too_common" in {one.code for one in refused.value.error_list}


def test_a_line_end_in_an_address_sends_no_letter(person):
    for typed in (f"{person.email}\nBcc: thief@police.example", f"{person.email}\r\n\r\nx"):
        Client().post("/accounts/password/reset/", {"email": typed})
    assert [one for one in mail.outbox if "thief" in str(one.message())] == []
    assert all(one.to == [person.email] for one in mail.outbox)


def test_a_forgotten_password_is_set_anew_without_passing_the_second_factor(person):
    client = Client()
    for address in (person.email, "nobody@police.example"):
        told = client.post("/accounts/password/reset/", {"email": address})
        assert (told.status_code, told["Location"]) == (302, "/accounts/password/reset/done/")
    (letter,) = [one for one in mail.outbox if one.to == [person.email]]
    link = re.search(r"/accounts/password/reset/key/\S+", letter.body)[0]
    form = client.get(link, follow=True).request["PATH_INFO"]
    new = "another long pass phrase"
    client.post(form, {"password1": new, "password2": new})
    person.refresh_from_db()
    assert person.check_password(new)
    assert client.get("/").status_code == 302
    assert Client().get(link, follow=True).context is None or not client.get(link, follow=True).redirect_chain


@pytest.fixture
def just_signed_in(person):
    client = Client()
    typed_in(client, person.email)
    with_code(client, present_code(person.secret))
    assert client.get("/").status_code == 200
    return client


@pytest.mark.parametrize("address", ["/accounts/2fa/totp/deactivate/", "/accounts/2fa/recovery-codes/generate/"])
@pytest.mark.parametrize(("since", "asked"), [(60, False), (700, True)])
def test_what_guards_an_account_is_changed_after_signing_in_again_only(just_signed_in, person, address, since, asked):
    session = just_signed_in.session
    for record in session["account_authentication_methods"]:
        record["at"] = time.time() - since
    session.save()
    told = just_signed_in.post(address)
    assert told.status_code == 302
    assert ("reauthenticate" in told["Location"]) == asked
    kinds = set(Authenticator.objects.filter(user=person).values_list("type", flat=True))
    assert (kinds == {"totp"}) == asked


def test_a_change_of_second_factor_ends_all_other_sessions(just_signed_in, inside, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        told = just_signed_in.post("/accounts/2fa/recovery-codes/generate/")
    assert told["Location"] == "/accounts/2fa/recovery-codes/"
    assert inside.get("/accounts/2fa/").status_code == 302
    assert just_signed_in.get("/accounts/2fa/").status_code == 200


def test_the_fields_of_passwords_hide_what_is_typed_and_let_programs_fill_them():
    page = Client().get("/accounts/login/").content.decode()
    field = re.search(r'<input[^>]*name="password"[^>]*>', page)[0]
    assert 'type="password"' in field and 'autocomplete="current-password"' in field
    assert "onpaste" not in page
