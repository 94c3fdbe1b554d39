"""Generated requests: no server error, no undocumented answer, nothing wrong accepted, nothing right refused."""

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, settings

from salwa.settings.wsgi import application

PER_OPERATION = 20
GENERATED = {
    "derandomize": True,
    "deadline": None,
    "database": None,
    "suppress_health_check": list(HealthCheck),
}


def unpacked(environ, start_response):
    """The application without compressed answers: the generator reads them as they come."""
    environ.pop("HTTP_ACCEPT_ENCODING", None)
    return application(environ, start_response)


schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", unpacked)


@pytest.fixture(autouse=True)
def one_connection():
    """Requests stay on the connection of the test, as they do with Django's own test client."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@schema.parametrize()
@settings(max_examples=PER_OPERATION, **GENERATED)
def test_every_answer_with_sign_in_is_documented(case, program):
    case.call_and_validate(headers={"Authorization": f"Bearer {program.token}"})


@pytest.mark.django_db
@schema.parametrize()
@settings(max_examples=5, **GENERATED)
def test_nothing_is_answered_without_sign_in(case):
    case.headers.pop("Authorization", None)
    assert case.call().status_code in {401, 405}
