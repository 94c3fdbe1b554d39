"""A whole run of a served national installation: every kind of request, with planted words in all that is sent."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from tests.assurance.durable.load import bare
from tests.assurance.durable.mixed import CSRF, MANY, PASSWORD, cookies

SETTINGS = {"second_factor": False, "pages_opened_per_day": MANY, "lookups_per_day": MANY}
WORDS = 60
# A fault on request, so that errors that quote what was sent are among what is logged.
FAULTS = """
import salwa.web.security as doors
class Broken(Exception): pass
def process(self, request, view, args, kwargs):
    if request.headers.get('X-Broken'): raise Broken(request.headers['X-Broken'], request.body)
doors.SecurityHeaders.process_view = process
"""
LISTS = (
    "/", "/weapons/", "/weapons/find/", "/weapons/record/", "/imports/", "/screening/", "/holders/", "/licences/",
    "/stock/", "/seizures/", "/tracing/", "/tracing/requests/", "/tracing/figures/", "/analysis/maker/", "/marking/",
    "/exports/", "/people/", "/audit/", "/exchange/", "/approvals/", "/identify/", "/directory/", "/contacts/",
    "/api/v1/openapi.json", "/destruction/", "/ammunition/", "/accounts/login/",
)  # fmt: skip


class WholeRun:
    """Makes the people and the register, then asks; call it with the installation open and the static files made.

    `words` are the planted texts: in marks, names, purposes, notes, files and their names, addresses and queries, and
    the password and the token of the person.
    """

    def __init__(self) -> None:
        from django.test import Client

        from salwa.domain.accounts import Role
        from salwa.services.accounts.actions import operator
        from salwa.services.accounts.tokens import make_token
        from salwa.services.imports.actions import start_import
        from tests.builders.files import a_file, imported, received, row
        from tests.builders.people import a_person

        self._next = 0
        self.words: dict[str, str] = {}
        self.person = a_person(*Role, email=f"{self.word('email')}@police.example", unit=self.word("unit"))
        self.weapons = imported(a_file([row(line, f"{self.word('serial')} {line}") for line in range(20)]))
        # The worker of the served installation runs this one, with rows that are set aside.
        waiting = [row(line, self.word("serial of the worker"), date="99/99/9999") for line in range(5)]
        start_import(acting_user=operator(), import_id=received(a_file(waiting), "waiting.csv"))
        self.words["password"] = PASSWORD
        self.token = self.words["token"] = make_token(
            acting_user=self.person, email=self.person.email, name="run"
        ).token
        browser = Client()
        browser.force_login(self.person)
        self._session = self.words["session"] = browser.session.session_key
        self.answers: dict[str, int] = {}

    def word(self, what: str) -> str:
        """A new planted text."""
        self._next += 1
        text = f"zq{self._next:02d}{uuid.uuid5(uuid.NAMESPACE_OID, f'{what} {self._next}').hex[:10]}"
        self.words[f"{what} {self._next}"] = text
        return text

    def ask(self, port: int) -> None:
        """All requests, one after another; statuses are counted in `answers`."""
        for method, path, body, headers in self.requests():
            status = self._asked(port, method, path, body, headers)
            self.answers[str(status)] = self.answers.get(str(status), 0) + 1
        for broken in self._unreadable():
            _send(port, broken)

    def requests(self) -> Iterator[tuple[str, str, bytes, dict[str, str]]]:
        """Pages, forms, JSON, files; right ones and wrong ones, and faults."""
        yield self._form("/accounts/login/", {"login": self.person.email, "password": PASSWORD}, signed=False)
        yield self._form("/accounts/login/", {"login": self.word("login"), "password": self.word("pass")}, signed=False)
        for path in LISTS:
            yield "GET", f"{path}?q={self.word('query')}", b"", self._cookie()
        yield from self._right_ones()
        yield from self._wrong_ones()

    def _right_ones(self) -> Iterator[tuple[str, str, bytes, dict[str, str]]]:
        from salwa.storage.register.models import Weapon

        weapon = Weapon.objects.order_by("pk").values_list("pk", flat=True)[0]
        yield "GET", f"/weapons/{weapon}/", b"", self._cookie()
        find = {"marks": {"serial": self.word("mark")}, "purpose": self.word("purpose")}
        yield self._sent("/weapons/find", find)
        yield self._form("/weapons/find/", {"serial": self.word("mark"), "purpose": self.word("purpose")})
        entry = {"kind": "proofed", "date": "1962-05-06", "note": self.word("note")}
        yield self._sent(f"/weapons/{weapon}/entries", entry, {"Idempotency-Key": str(uuid.uuid4())})
        yield self._file(
            "/imports/", f"{self.word('file')}.csv", f"serial;make\n{self.word('mark')};Zastava\n".encode()
        )
        yield self._form("/holders/record/", {"kind": "dealer", "name": self.word("holder"), "uid": str(uuid.uuid4())})
        yield self._form("/audit/export/", {})
        yield self._form("/exports/weapon/" + f"{weapon}/", {"language": "en", "purpose": self.word("purpose")})

    def _wrong_ones(self) -> Iterator[tuple[str, str, bytes, dict[str, str]]]:
        cookie = self._cookie()
        for path in ("/weapons/", "/marking/l/weapon/", "/contacts/", "/nothing/here/", "/weapons/find/", "/static/"):
            yield "GET", f"{path}{self.word('path')}/", b"", cookie
        yield "GET", f"/weapons/?before={quote(self.word('query'))}", b"", cookie
        yield self._sent("/weapons/find", {"marks": self.word("mark"), self.word("member"): 1})
        yield "POST", "/api/v1/weapons/find", f"{{{self.word('body')}".encode(), self._signed()
        yield "GET", "/api/v1/me", b"", {"Authorization": f"Bearer {self.word('token')}"}
        yield "POST", "/weapons/find/", urlencode({"serial": self.word("mark")}).encode(), self._of_a_form(cookie)
        yield "GET", "/", b"", {"Host": f"{self.word('host')}.example", **cookie}
        yield "GET", "/", b"", {"Cookie": f"{cookies(self.word('session'))}; language={self.word('language')}"}
        yield self._file("/imports/", f"{self.word('file')}.xlsx", b"PK\x03\x04" + self.word("content").encode())
        yield self._form("/imports/", {"file": self.word("no file")})
        for method in ("PUT", "DELETE", "PATCH", self.word("METHOD").upper()):
            yield method, f"/weapons/find/?q={self.word('query')}", self.word("body").encode(), self._of_a_form(cookie)
        for path in ("/weapons/find/", "/api/v1/weapons/find"):
            broken = {"X-Broken": self.word("fault"), **self._of_a_form(cookie)}
            yield "POST", f"{path}?q={self.word('query')}", self.word("body").encode(), broken
        yield "POST", "/exchange/v1/messages", self.word("envelope").encode(), {"Content-Type": "application/jose"}
        yield "GET", f"/weapons/%00{self.word('path')}/", b"", cookie
        yield "GET", f"/weapons/..%2f..%2f{self.word('path')}", b"", cookie

    def _unreadable(self) -> Iterator[bytes]:
        """What no web server takes."""
        yield f"GET /weapons/{self.word('path')} HTTP/9.9\r\n\r\n".encode()
        yield f"GET / HTTP/1.1\r\nHost: localhost\r\nX {self.word('header')} : 1\r\n\r\n".encode()
        yield f"{self.word('line')}\r\n\r\n".encode()
        yield f"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: {self.word('length')}\r\n\r\n".encode()
        yield f"GET /{self.word('long') * 900} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()

    def _cookie(self) -> dict[str, str]:
        return {"Cookie": cookies(self._session)}

    def _signed(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}

    @staticmethod
    def _of_a_form(headers: dict[str, str]) -> dict[str, str]:
        return headers | {"Content-Type": "application/x-www-form-urlencoded"}

    def _sent(self, path: str, body: dict[str, Any], more: dict[str, str] | None = None) -> tuple[str, str, bytes, Any]:
        return "POST", f"/api/v1{path}", json.dumps(body).encode(), self._signed() | (more or {})

    def _form(self, path: str, values: dict[str, str], *, signed: bool = True) -> tuple[str, str, bytes, Any]:
        body = urlencode({"csrfmiddlewaretoken": CSRF, **values}).encode()
        return "POST", path, body, self._of_a_form(self._cookie() if signed else {"Cookie": cookies()})

    def _file(self, path: str, name: str, content: bytes) -> tuple[str, str, bytes, Any]:
        head = f'--bound\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n{CSRF}\r\n--bound\r\n'
        head += f'Content-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
        kind = {"Content-Type": "multipart/form-data; boundary=bound"}
        return "POST", path, head.encode() + content + b"\r\n--bound--\r\n", self._cookie() | kind

    @staticmethod
    def _asked(port: int, method: str, path: str, body: bytes, headers: dict[str, str]) -> int:
        connection = HTTPConnection("127.0.0.1", port, timeout=60)
        try:
            connection.request(method, path, body or None, headers)
            answer = connection.getresponse()
            answer.read()
            return answer.status
        except (OSError, HTTPException):
            return 0
        finally:
            connection.close()


def _send(port: int, content: bytes) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=10) as line:
        line.sendall(content)
        line.settimeout(3)
        try:
            while line.recv(4096):
                pass
        except OSError:
            pass


def commands(home: Path, wrapped: tuple[str, ...] = ()) -> list[int]:
    """Commands of a day: a backup, an export of the register, checks; their exit codes."""
    secret, elsewhere = home / "passphrase.txt", tempfile.mkdtemp(prefix="salwa-kept-")
    secret.write_text("a pass phrase of the backup\n")
    told = []
    for words in (
        ["backup", elsewhere, "--home", home, "--passphrase-file", secret],
        ["weapons", "export", home / "weapons.csv", "--home", home, "--purpose", "Run"],
        ["audit", "verify", "--home", home],
        ["work", "--home", home, "--once"],
    ):
        command = [*wrapped, sys.executable, "-m", "salwa.commands.main", *map(str, words)]
        done = subprocess.run(command, env=bare(), capture_output=True, check=False, timeout=120)
        told.append(done.returncode)
    shutil.rmtree(elsewhere)
    return told
