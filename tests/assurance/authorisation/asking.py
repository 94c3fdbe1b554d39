"""Asking an address as somebody: what came back, in the words of the policy, and what was written meanwhile."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.header import decode_header, make_header
from typing import Any
from urllib.parse import unquote

from django.contrib.messages.storage.cookie import CookieStorage
from django.core import mail
from django.core.mail import EmailMessage
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
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
    """`outcome`: opened, sign_in, refused, hidden, not_allowed; `wrote`: tables of the register that were changed.

    `head`: headers and cookies, read as a browser reads them; `letters`: what was mailed meanwhile, but for the address
    it goes to.
    """

    outcome: str
    status: int
    body: bytes
    kind: str
    wrote: set[str] = field(default_factory=set)
    head: bytes = b""
    letters: bytes = b""


@contextmanager
def undone() -> Iterator[set[str]]:
    """Undoes everything that happens inside; tells which tables were changed."""
    written: set[str] = set()

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        found = CHANGES.match(sql)
        if found and found[1] not in OF_ASKING:
            written.add(found[1])
        return execute(sql, params, many, context)

    around = transaction.atomic()
    # As in Django's own test cases: what must be the outermost transaction may begin within.
    around._from_testcase = True  # type: ignore[attr-defined]
    with around, connection.execute_wrapper(watch):
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
    sent, waiting = len(mail.outbox), len(connection.run_on_commit)
    with undone() as written:
        if method == "POST" and isinstance(body, bytes):
            response = client.post(address, body, content_type="application/json", **more)
        elif method == "POST":
            response = client.post(address, body or {}, **more)
        else:
            response = client.generic(method, address, **more)
        content = b"".join(response.streaming_content) if response.streaming else response.content
        _send_waiting_letters(waiting)
    # What a form said on success is shown on the next page; here no page is the next one.
    client.cookies.pop("messages", None)
    outcome = outcome_of(response.status_code, response.headers.get("Location", ""))
    return Answer(
        outcome, response.status_code, content, response.headers.get("Content-Type", ""), written,
        head=_head_of(response), letters=b"\n".join(_letter(one) for one in mail.outbox[sent:]),
    )  # fmt: skip


def _head_of(response: HttpResponse) -> bytes:
    """All headers and cookies as text: also as names of files in other alphabets are written, and messages packed."""
    lines = [f"{name}: {value}" for name, value in response.headers.items()]
    lines += [f"{name}={cookie.value}" for name, cookie in response.cookies.items()]
    lines += [unquote(line) for line in lines if "%" in line]
    lines += [str(make_header(decode_header(line))) for line in lines if "=?" in line]
    if "messages" in response.cookies:
        lines += map(str, CookieStorage(HttpRequest())._decode(response.cookies["messages"].value) or ())
    return "\n".join(lines).encode()


def _letter(message: EmailMessage) -> bytes:
    parts = [message.subject, message.from_email, message.body, str(message.extra_headers), str(message.attachments)]
    return "\n".join([*parts, *(str(one[0]) for one in getattr(message, "alternatives", ()))]).encode()


def _send_waiting_letters(known: int) -> None:
    """Nothing is committed here, so letters that wait for the commit are sent now; other work goes on waiting."""
    for _, wanted, _ in connection.run_on_commit[known:]:
        if "send_mail" in getattr(wanted, "__globals__", ()):
            wanted()


def address_of(pattern: str, values: Mapping[str, Any], root: str = "/") -> str:
    """The address with its parts filled in; what follows " #" in a line of the policy tells lines apart."""
    plain = pattern.split(" #")[0]
    return root + _PART.sub(lambda part: str(values[part[1] or part[2]]), plain)
