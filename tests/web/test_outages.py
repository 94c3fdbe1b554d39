"""While the database or the disk is away people and programs get a plain answer with Retry-After, never a fault."""

import errno
import json
import logging
from io import BytesIO

import psycopg
import pytest
from django.db import OperationalError, connection
from django.test import Client

from salwa.domain.accounts import Role
from salwa.services.accounts.tokens import make_token
from tests.builders.people import a_person

pytestmark = pytest.mark.django_db


class Away:
    """Every statement fails as it does when the server has gone."""

    def __call__(self, execute, sql, params, many, context):
        raise OperationalError("secret words") from psycopg.OperationalError("secret words")


@pytest.fixture
def asking(settings):
    settings.SALWA = settings.SALWA.__class__(settings.SALWA.home, {**settings.SALWA.values, "second_factor": False})
    client = Client(raise_request_exception=False)
    client.force_login(a_person(Role.REGISTRAR))
    return client


@pytest.mark.parametrize(("language", "direction"), [("en", "ltr"), ("ar", "rtl")])
def test_a_person_reads_a_plain_page_in_their_language(asking, caplog, settings, language, direction):
    asking.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    with connection.execute_wrapper(Away()), caplog.at_level(logging.ERROR):
        answer = asking.get("/")
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    page = answer.content.decode()
    assert f'dir="{direction}"' in page and "Traceback" not in page and "secret" not in page
    assert [line.getMessage() for line in caplog.records] == ["outage (unavailable): OperationalError"]
    assert asking.get("/").status_code == 200


def test_a_program_gets_a_problem_document(program_of_a_registrar):
    ask = {"headers": {"Authorization": f"Bearer {program_of_a_registrar}"}}
    client = Client(raise_request_exception=False)
    with connection.execute_wrapper(Away()):
        answer = client.get("/api/v1/me", **ask)
    told = json.loads(answer.content)
    assert (answer.status_code, told["code"], answer["Retry-After"]) == (503, "unavailable", "5")
    assert answer["Content-Type"] == "application/problem+json"
    assert "secret" not in answer.content.decode()
    assert client.get("/api/v1/me", **ask).status_code == 200


@pytest.fixture
def program_of_a_registrar():
    person = a_person(Role.REGISTRAR)
    return make_token(acting_user=person, email=person.email, name="test").token


def test_a_full_disk_is_told_as_one(asking, monkeypatch):
    def full(*_, **__):
        raise OSError(errno.ENOSPC, "No space left on device", "/secret")

    monkeypatch.setattr("salwa.services.imports.actions.store", full)
    answer = asking.post("/imports/", {"file": BytesIO(b"a;b\n1;2\n")})
    assert (answer.status_code, answer["Retry-After"]) == (507, "60")
    assert "/secret" not in answer.content.decode()


def test_a_fault_of_the_program_stays_a_fault(asking, monkeypatch):
    def wrong(*_, **__):
        raise ZeroDivisionError

    monkeypatch.setattr("salwa.services.imports.actions.store", wrong)
    assert asking.post("/imports/", {"file": BytesIO(b"a;b\n1;2\n")}).status_code == 500
