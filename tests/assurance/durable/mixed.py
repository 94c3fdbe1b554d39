"""What many people and programs ask of a served installation in an hour, each request with the answers it may get."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

CSRF = "c" * 32


def cookies(session: str = "") -> str:
    """What a browser sends to the open installation: a session, if any, and the word that its forms have to repeat."""
    from django.conf import settings

    signed = f"{settings.SESSION_COOKIE_NAME}={session}; " if session else ""
    return f"{signed}{settings.CSRF_COOKIE_NAME}={CSRF}"


MANY = 100_000_000
# Allowances of a day would end within minutes; what they do has tests of its own.
SETTINGS = {"second_factor": False, "pages_opened_per_day": MANY, "lookups_per_day": MANY}
PASSWORD = "a long pass phrase"
LISTS = (
    "/",
    "/weapons/",
    "/stock/",
    "/imports/",
    "/holders/",
    "/seizures/",
    "/licences/",
    "/identify/",
    "/analysis/maker/",
)
# So many rounds pass between two of the rarer requests of a client.
FILE_EVERY, SIGN_IN_EVERY = 40, 60


@dataclass(frozen=True)
class Asked:
    """One request and the statuses that are right for it."""

    name: str
    method: str
    path: str
    right: tuple[int, ...] = (200,)
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)


def serial(number: int) -> str:
    """The serial of the imported weapon in line `number`."""
    return f"LD{number * 7 + 100_003}"


class Mixed:
    """Makes the people and the register; call it with the installation open and the static files made."""

    def __init__(self, weapons: int = 2_000) -> None:
        from django.test import Client

        from salwa.domain.accounts import Role
        from salwa.services.accounts.tokens import make_token
        from salwa.storage.register.models import Weapon
        from tests.builders.files import a_file, imported, row
        from tests.builders.people import a_person

        roles = (Role.REGISTRAR, Role.STOCK_OFFICER, Role.TRACING_OFFICER, Role.SUPERVISOR)
        self.person = a_person(*roles, unit="Police of the load")
        imported(a_file([row(line, serial(line)) for line in range(weapons)]))
        self.weapons = list(Weapon.objects.order_by("pk").values_list("pk", flat=True))
        self._token = make_token(acting_user=self.person, email=self.person.email, name="load").token
        browser = Client()
        browser.force_login(self.person)
        self._cookie = cookies(browser.session.session_key)

    def round(self, client: int, number: int) -> Iterator[Asked]:
        """One round of a client: look-ups, weapon pages, an entry, lists; now and then a file and a sign-in."""
        place = (client * 7_919 + number * 13) % len(self.weapons)
        weapon = self.weapons[place]
        yield self._sent("look-up", "/weapons/find", {"marks": {"serial": serial(place)}, "purpose": "Load"}, (200,))
        yield self._page("weapon", f"/weapons/{weapon}/")
        yield self._entry(client, number, weapon)
        yield Asked("life", "GET", f"/api/v1/weapons/{weapon}/life", headers=self._signed())
        yield self._form("look-up page", "/weapons/find/", {"serial": serial(place)[:-1] + "?", "purpose": "Load"})
        yield self._page("list", LISTS[number % len(LISTS)])
        yield self._page("missing", f"/weapons/{MANY}/", (404,))
        if number % FILE_EVERY == client:
            yield self._file(client, number)
        if number % SIGN_IN_EVERY == client + 10:
            yield Asked("sign-in", "POST", "/accounts/login/", (302,), *self._signing_in())

    def _signed(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._token}"}

    def _page(self, name: str, path: str, right: tuple[int, ...] = (200,)) -> Asked:
        return Asked(name, "GET", path, right, headers={"Cookie": self._cookie})

    def _sent(self, name: str, path: str, body: dict[str, Any], right: tuple[int, ...], **more: str) -> Asked:
        headers = self._signed() | {"Content-Type": "application/json"} | more
        return Asked(name, "POST", f"/api/v1{path}", right, json.dumps(body).encode(), headers)

    def _entry(self, client: int, number: int, weapon: int) -> Asked:
        body = {"kind": "proofed", "date": f"19{50 + number % 40}-05-06", "note": f"load {client} {number}"}
        key = str(uuid.uuid5(uuid.NAMESPACE_OID, f"load {client} {number}"))
        return self._sent("entry", f"/weapons/{weapon}/entries", body, (201,), **{"Idempotency-Key": key})

    def _form(self, name: str, path: str, values: dict[str, str]) -> Asked:
        body = urlencode({"csrfmiddlewaretoken": CSRF, **values}).encode()
        headers = {"Cookie": self._cookie, "Content-Type": "application/x-www-form-urlencoded"}
        return Asked(name, "POST", path, (302,), body, headers)

    def _signing_in(self) -> tuple[bytes, dict[str, str]]:
        values = {"csrfmiddlewaretoken": CSRF, "login": self.person.email, "password": PASSWORD}
        headers = {"Cookie": cookies(), "Content-Type": "application/x-www-form-urlencoded"}
        return urlencode(values).encode(), headers

    def _file(self, client: int, number: int) -> Asked:
        from tests.builders.files import a_file, row

        content = a_file([row(line, f"UP{client}{number:06d}{line}") for line in range(5)])
        head = f'--bound\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n{CSRF}\r\n--bound\r\n'
        head += 'Content-Disposition: form-data; name="file"; filename="w.csv"\r\nContent-Type: text/csv\r\n\r\n'
        headers = {"Cookie": self._cookie, "Content-Type": "multipart/form-data; boundary=bound"}
        return Asked("file", "POST", "/imports/", (302,), head.encode() + content + b"\r\n--bound--\r\n", headers)
