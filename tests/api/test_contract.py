"""Generated requests: no server error, no undocumented answer, nothing wrong accepted, nothing right refused."""

import pytest
import schemathesis
from hypothesis import HealthCheck, settings

from salwa.settings.wsgi import application

schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
PER_OPERATION = 35


@pytest.mark.django_db
@schema.parametrize()
@settings(
    max_examples=PER_OPERATION, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck)
)
def test_every_answer_with_sign_in_is_documented(case, program):
    case.call_and_validate(headers={"Authorization": f"Bearer {program.token}", "Accept-Encoding": "identity"})


@pytest.mark.django_db
@schema.parametrize()
@settings(max_examples=5, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck))
def test_nothing_is_answered_without_sign_in(case):
    assert case.call().status_code == 401
