"""Asking an address as somebody: what came back, in the words of the policy, and what was written meanwhile."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction
from django.test import Client

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
# Rows that asking itself leaves, whoever asks and whatever the answer: sessions, allowances, the log, a token's use,
# the derived index of marks that a search brings up to date.
OF_ASKING = frozenset(
    {
        "django_session", "accounts_auditentry", "accounts_dayquota", "accounts_apitoken", "accounts_user",
        "register_searchkey", "register_searchsegment",
    }
)  # fmt: skip
CHANGES = re.compile(r'\s*(?:INSERT\s+(?:OR\s+\w+\s+)?INTO|UPDATE|DELETE\s+FROM)\s+"?(\w+)', re.IGNORECASE)
_PART = re.compile(r"<(?:\w+:)?(\w+)>|\{(\w+)\}")


@dataclass(slots=True)
class Answer:
    """`outcome`: opened, sign_in, refused, hidden, not_allowed; `wrote`: tables of the register that were changed."""

    outcome: str
    status: int
    body: bytes
    kind: str
    wrote: set[str] = field(default_factory=set)


@contextmanager
def undone() -> Iterator[set[str]]:
    """Undoes everything that happens inside; tells which tables were changed."""
    written: set[str] = set()

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        found = CHANGES.match(sql)
        if found and found[1] not in OF_ASKING:
            written.add(found[1])
        return execute(sql, params, many, context)

    with transaction.atomic(), connection.execute_wrapper(watch):
        yield written
        transaction.set_rollback(True)


def outcome_of(status: int, location: str = "") -> str:
    """A status in the words of the policy; a fault is an error of the test."""
    assert status < 500, status
    if status == 401 or (status == 302 and location.startswith("/accounts/login/")):
        return "sign_in"
    return {403: "refused", 404: "hidden", 405: "not_allowed"}.get(status, "opened")


def ask(
    client: Client, method: str, address: str, body: Mapping[str, Any] | bytes | None = None, **more: Any
) -> Answer:
    """One request, undone afterwards: `body` is a form, or the bytes of a JSON document."""
    with undone() as written:
        if method == "POST" and isinstance(body, bytes):
            response = client.post(address, body, content_type="application/json", **more)
        elif method == "POST":
            response = client.post(address, body or {}, **more)
        else:
            response = client.generic(method, address, **more)
        content = b"".join(response.streaming_content) if response.streaming else response.content
    # What a form said on success is shown on the next page; here no page is the next one.
    client.cookies.pop("messages", None)
    outcome = outcome_of(response.status_code, response.headers.get("Location", ""))
    return Answer(outcome, response.status_code, content, response.headers.get("Content-Type", ""), written)


def address_of(pattern: str, values: Mapping[str, Any], root: str = "/") -> str:
    """The address with its parts filled in; what follows " #" in a line of the policy tells lines apart."""
    plain = pattern.split(" #")[0]
    return root + _PART.sub(lambda part: str(values[part[1] or part[2]]), plain)
