"""Lines of the log: moments in UTC, one line an event, nothing that an error quotes from the register."""

import logging
import re
import sys
from contextlib import suppress

import pytest
from django.conf import settings
from django.test import RequestFactory
from django.urls import Resolver404, resolve

from salwa.settings.logs import DiscreetFilter, DiscreetFormatter

pytestmark = pytest.mark.one_engine
SECRET = "BG 123456 of J. Doe"


def written(message, *values, fault=None, formatter=DiscreetFormatter):
    record = logging.LogRecord("salwa.web", logging.ERROR, "x", 1, message, values, fault)
    return formatter(settings.LOGGING["formatters"]["line"]["format"]).format(record)


def a_fault():
    try:
        raise ValueError(SECRET)
    except ValueError:
        return sys.exc_info()


def test_a_line_has_its_moment_in_utc_its_weight_and_its_source():
    line = written("fault %s at %s", "1a2b", "find")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z ERROR salwa\.web fault 1a2b at find", line)


def test_one_event_is_one_line_whatever_it_quotes():
    line = written("Not Found: %s", "/x\n2026-01-01T00:00:00Z ERROR salwa.web forged\x1b[2J\u2028\u202e")
    assert len(line.splitlines()) == 1 and "\x1b" not in line and "\u202e" not in line


def test_an_error_tells_where_and_what_kind_and_not_its_words():
    told = written("fault", fault=a_fault())
    assert "ValueError" in told and "test_logs.py" in told
    assert SECRET not in told


def test_control_the_usual_formatter_tells_the_words():
    assert SECRET in written("fault", fault=a_fault(), formatter=logging.Formatter)


def of_the_server(message, *values):
    record = logging.LogRecord("gunicorn.error", logging.WARNING, "x", 1, message, values, None)
    assert DiscreetFilter().filter(record)
    return record.getMessage()


def test_lines_of_the_web_server_do_not_quote_what_was_sent():
    assert (
        of_the_server(f"Invalid request from ip=192.0.2.1: Invalid HTTP Header: '{SECRET}'")
        == "Invalid request from ip"
    )
    assert of_the_server("Error handling request %s %s", "GET", f"/find?q={SECRET}") == "Error handling request ... ..."
    assert of_the_server("Worker (pid:%s) was sent %s!", 4711, "SIGKILL") == "Worker (pid:4711) was sent SIGKILL!"


@pytest.mark.parametrize(
    ("address", "told"),
    [("/marking/l/w/BG123456/", "404 at marking/l/<str:kind>/<str:code>/"), ("/BG123456/", "404 at no page")],
)
def test_lines_about_an_answer_name_the_page_and_not_the_address(address, told):
    record = logging.LogRecord("django.request", logging.WARNING, "x", 1, "Not Found: %s", (address,), None)
    record.status_code, record.request = 404, RequestFactory().get(address)
    with suppress(Resolver404):
        record.request.resolver_match = resolve(address)
    assert address in record.getMessage() and DiscreetFilter().filter(record)
    assert record.getMessage() == told


def test_the_installation_writes_its_log_with_this_formatter():
    assert settings.LOGGING["formatters"]["line"]["()"] == "salwa.settings.logs.DiscreetFormatter"
    assert settings.LOGGING["root"]["handlers"] == ["stderr"]
