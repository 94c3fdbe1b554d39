"""What every answer carries, whoever asks and wherever it comes from."""

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.urls import path
from django.utils.translation import gettext, override

from salwa.domain.accounts import Role
from salwa.web.security import PLAIN_HTTP, POLICY, RENEW
from tests.builders.people import a_person

pytestmark = [pytest.mark.django_db, pytest.mark.one_engine]
ANSWERS = (
    "/accounts/login/",
    "/accounts/password/reset/",
    "/nothing/here/",
    "/api/v1/me",
    "/static/icon.svg",
    "/people/",
)


def breaks(request):
    raise ValueError("BG 123456 belongs to J. Doe")


class Broken:
    """Addresses with one page that breaks."""

    urlpatterns = (path("breaks/", breaks), path("", lambda request: HttpResponse("")))
    handler500 = "salwa.web.frame.errors.failed"


@pytest.mark.parametrize("address", ANSWERS)
def test_every_answer_carries_the_headers(address):
    headers = Client().get(address).headers
    assert headers["Content-Security-Policy"] == POLICY
    assert {"object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"} <= set(POLICY.split("; "))
    assert (headers["X-Content-Type-Options"], headers["Referrer-Policy"]) == ("nosniff", "same-origin")
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "Access-Control-Allow-Origin" not in headers
    assert "Cache-Control" in headers


@pytest.mark.parametrize("address", ["/accounts/login/", "/accounts/password/reset/", "/nothing/here/", "/api/v1/me"])
def test_pages_are_kept_by_nobody_and_name_their_encoding(address):
    headers = Client().get(address).headers
    assert "no-store" in headers["Cache-Control"]
    assert headers["Content-Type"] in {"text/html; charset=utf-8", "application/problem+json"}


@pytest.mark.parametrize("address", ["/accounts/login/", "/", "/people/", "/api/v1/me", "/static/icon.svg"])
@pytest.mark.parametrize("method", ["TRACE", "DELETE", "PUT"])
def test_methods_that_nobody_needs_are_refused(address, method):
    client = Client()
    client.force_login(a_person(Role.ADMINISTRATOR))
    assert client.generic(method, address).status_code in {302, 403, 404, 405}
    assert "TRACE" not in client.generic(method, address).content.decode()


@pytest.mark.parametrize(
    "address", ["/static/", "/static/css/", "/.git/HEAD", "/static/../salwa.toml", "/salwa.sqlite3"]
)
def test_no_folder_is_listed_and_no_file_of_the_installation_is_served(address):
    assert Client().get(address).status_code == 404


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/x", "javascript:alert(1)"])
def test_nobody_is_led_to_another_host(elsewhere, settings):
    settings.SALWA = settings.SALWA.__class__(settings.SALWA.home, {**settings.SALWA.values, "second_factor": False})
    told = Client().post("/language/", {"language": "fr", "next": elsewhere})
    assert told.status_code in {204, 302} and "evil" not in told.get("Location", "")
    assert "javascript" not in told.get("Location", "")
    sent = {"login": a_person().email, "password": "a long pass phrase", "next": elsewhere}
    assert Client().post("/accounts/login/", sent)["Location"] == "/"


def test_a_program_that_forgets_https_is_refused_and_not_led_on():
    with override_settings(HTTPS=True, SECURE_SSL_REDIRECT=True, SECURE_REDIRECT_EXEMPT=[r"^api/"]):
        plain, page = Client().get("/api/v1/states"), Client().get("/accounts/login/")
    assert (plain.status_code, page.status_code) == (403, 301)
    assert "Location" not in plain.headers and plain.json()["code"] == "plain_http"
    assert plain.json()["title"] == "Not over plain HTTP."


@pytest.mark.parametrize("language", ["ar", "fr", "zh-hans"])
def test_a_program_that_forgets_https_is_told_so_in_its_language(language):
    asked = {"Accept-Language": f"{language}, en;q=0.5"}
    with override_settings(HTTPS=True, SECURE_SSL_REDIRECT=True, SECURE_REDIRECT_EXEMPT=[r"^api/"]):
        plain = Client().get("/api/v1/states", headers=asked)
    with override(language):
        assert (plain.json()["title"], plain.json()["detail"]) == (gettext(PLAIN_HTTP), gettext(RENEW))
    assert (plain.headers["Content-Language"], plain.headers["Vary"]) == (language, "Accept-Language")


def test_whoever_claims_to_come_from_elsewhere_is_not_believed():
    from allauth.account.adapter import get_adapter

    request = RequestFactory().get("/", headers={"X-Forwarded-For": "203.0.113.9"}, REMOTE_ADDR="192.0.2.1")
    assert get_adapter().get_client_ip(request) == "192.0.2.1"


def test_a_fault_tells_its_number_and_nothing_else(caplog, settings):
    settings.ROOT_URLCONF = Broken
    answer = Client(raise_request_exception=False).get("/breaks/")
    assert answer.status_code == 500
    assert (
        b"123456" not in answer.content and b"Traceback" not in answer.content and b"ValueError" not in answer.content
    )
    (number,) = [one.args[0] for one in caplog.records if one.name == "salwa.web"]
    assert number in answer.content.decode()


def test_whoever_is_refused_leaves_a_line_in_the_log_of_the_server(caplog, settings):
    settings.SALWA = settings.SALWA.__class__(settings.SALWA.home, {**settings.SALWA.values, "second_factor": False})
    auditor, client = a_person(Role.AUDITOR), Client()
    client.force_login(auditor)
    assert client.get("/people/").status_code == 403
    assert client.get("/api/v1/me").status_code == 401
    page, program = [one.getMessage() for one in caplog.records if one.name == "salwa.web"]
    assert page.startswith(f"turned away at people: answer 403, codes not_permitted, person {auditor.pk}, ")
    assert "answer 401, codes not_signed_in, person -, request " in program
