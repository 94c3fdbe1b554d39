"""The settings that an installation is served with: what Django itself would warn about, cookies, passwords, HTTPS."""

import json
import os
import re
import subprocess
import sys

import pytest

pytestmark = pytest.mark.one_engine
ASK = """
import json, django
from django.conf import settings
django.setup()
from django.core.checks import run_checks
found = [one.id for one in run_checks(include_deployment_checks=True) if one.level >= 30]
names = ("DEBUG", "SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE",
         "SESSION_COOKIE_HTTPONLY", "CSRF_COOKIE_HTTPONLY", "SESSION_COOKIE_SAMESITE", "CSRF_COOKIE_SAMESITE",
         "LANGUAGE_COOKIE_SECURE", "LANGUAGE_COOKIE_NAME", "LANGUAGE_COOKIE_SAMESITE",
         "SECURE_HSTS_SECONDS", "SECURE_HSTS_INCLUDE_SUBDOMAINS", "SECURE_SSL_REDIRECT",
         "PASSWORD_HASHERS", "SESSION_ENGINE")
print(json.dumps({"checks": found} | {name: getattr(settings, name) for name in names}))
"""


def asked(tmp_path, **values):
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("SALWA_", "DJANGO_"))}
    environment |= {"SALWA_HOME": str(tmp_path), "SALWA_STATE": "KEN", "SALWA_SECRET_KEY": "k" * 60 + "0123456789"}
    environment |= values | {"DJANGO_SETTINGS_MODULE": "salwa.settings.django", "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([sys.executable, "-c", ASK], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_nothing_is_left_to_warn_about_when_served_over_https(tmp_path):
    found = asked(tmp_path, SALWA_HTTPS="yes")
    assert found["checks"] == []
    assert found["DEBUG"] is False
    assert re.fullmatch("__Host-session-[0-9a-f]{8}", found["SESSION_COOKIE_NAME"])
    assert re.fullmatch("__Host-csrf-[0-9a-f]{8}", found["CSRF_COOKIE_NAME"])
    assert all(found[name] for name in ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "LANGUAGE_COOKIE_SECURE"))
    assert all(found[name] for name in ("SESSION_COOKIE_HTTPONLY", "CSRF_COOKIE_HTTPONLY"))
    assert found["LANGUAGE_COOKIE_NAME"] == "__Host-language"
    cookies = ("SESSION", "CSRF", "LANGUAGE")
    assert {found[f"{name}_COOKIE_SAMESITE"] for name in cookies} == {"Lax"}
    assert found["SECURE_HSTS_SECONDS"] >= 31_536_000 and found["SECURE_HSTS_INCLUDE_SUBDOMAINS"]
    assert found["SECURE_SSL_REDIRECT"] is True


def test_control_without_https_the_same_checks_warn(tmp_path):
    assert {"security.W004", "security.W008", "security.W012", "security.W016"} <= set(asked(tmp_path)["checks"])


def test_two_installations_on_one_host_have_cookies_of_their_own(tmp_path):
    names = ("SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME")
    here, there, of_another_state = (
        asked(tmp_path / "one"), asked(tmp_path / "two"), asked(tmp_path / "one", SALWA_STATE="TZA")
    )  # fmt: skip
    for name in names:
        assert len({one[name] for one in (here, there, of_another_state)}) == 3
    assert [asked(tmp_path / "one")[name] for name in names] == [here[name] for name in names]


def test_passwords_are_kept_with_argon2_and_sessions_by_the_server(tmp_path):
    found = asked(tmp_path)
    assert found["PASSWORD_HASHERS"][0].endswith("Argon2PasswordHasher")
    assert found["SESSION_ENGINE"] == "django.contrib.sessions.backends.db"


def test_the_web_server_refuses_messages_with_two_lengths():
    from gunicorn.config import Config
    from gunicorn.http.errors import InvalidHeader
    from gunicorn.http.parser import RequestParser

    def first(text):
        return next(RequestParser(Config(), iter([text]), ("127.0.0.1", 1)))

    assert first(b"POST / HTTP/1.1\r\nContent-Length: 1\r\n\r\nx").method == "POST"
    for lengths in (
        b"Content-Length: 5\r\nTransfer-Encoding: chunked",
        b"Content-Length: 5\r\nContent-Length: 6",
        b"Content-Length: +5",
    ):
        with pytest.raises(InvalidHeader):
            first(b"POST / HTTP/1.1\r\n" + lengths + b"\r\n\r\n0\r\n\r\n")
