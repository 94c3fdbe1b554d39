"""What people and programs ask of the web server in one step, and whether the register agrees with the answers."""

from __future__ import annotations

import hashlib
import json
import uuid
from dataclasses import dataclass, field
from typing import Any

from tests.assurance.durable.book import Book, Faults

WEAPONS, SCANS = 20, 3
MOMENT = "2026-11-01T09:00:00+03:00"
# Requests whose answers acknowledge something that can be looked for.
CHECKED = frozenset({"entry", "scans", "file"})
CSRF = "c" * 32
# Pages opened by one person in a day are rationed; a campaign opens more.
SETTINGS = {"second_factor": False, "pages_opened_per_day": 10_000_000}


@dataclass(frozen=True)
class Asked:
    """One request. `changes`: whether its answer acknowledges something."""

    name: str
    method: str
    path: str
    body: bytes = b""
    kind: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def changes(self) -> bool:
        """Whether something is recorded by it."""
        return self.method == "POST"


class Asking:
    """Makes the people, the stock and the requests; call it with the installation open and the static files made."""

    def __init__(self) -> None:
        from django.conf import settings
        from django.test import Client

        from salwa.domain.accounts import Role
        from salwa.services.accounts.actions import give_role, operator
        from salwa.services.accounts.tokens import make_token
        from salwa.services.stock.taking import open_taking
        from tests.builders.stock import a_depot, a_keeper, a_stored_weapon

        keeper = a_keeper("Police of requests")
        give_role(acting_user=operator(), user_id=keeper.pk, organisation="Police of requests", role=Role.REGISTRAR)
        depot = a_depot(keeper, "Armoury of requests")
        self.weapons = [a_stored_weapon(depot, f"RQ {1000 + one}") for one in range(WEAPONS)]
        self.taking = open_taking(acting_user=keeper, depot_id=depot)
        self._token = make_token(acting_user=keeper, email=keeper.email, name="campaign").token
        self._device = str(uuid.uuid4())
        browser = Client()
        browser.force_login(keeper)
        session = browser.cookies[settings.SESSION_COOKIE_NAME]
        self._cookie = f"{session.key}={session.value}; {settings.CSRF_COOKIE_NAME}={CSRF}"

    def of_step(self, number: int) -> list[Asked]:
        """An entry, a page, scans, a file, another page."""
        weapon = self.weapons[number % WEAPONS]
        return [
            self._sent("entry", f"/weapons/{weapon}/entries", self._entry(number), str(self._uid("entry", number))),
            self._page("home", "/"),
            self._sent("scans", f"/stock/takings/{self.taking}/scans", self._scans(number)),
            self._file(number),
            Asked("life", "GET", f"/api/v1/weapons/{weapon}/life", headers=self._signed()),
            self._page("stock", "/stock/"),
        ]

    @staticmethod
    def _uid(kind: str, number: int) -> uuid.UUID:
        return uuid.uuid5(uuid.NAMESPACE_OID, f"asked {kind} {number}")

    def _signed(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._token}"}

    def _sent(self, name: str, path: str, body: dict[str, Any], key: str = "") -> Asked:
        headers = self._signed() | ({"Idempotency-Key": key} if key else {})
        return Asked(name, "POST", f"/api/v1{path}", json.dumps(body).encode(), "application/json", headers)

    def _page(self, name: str, path: str) -> Asked:
        return Asked(name, "GET", path, headers={"Cookie": self._cookie})

    @staticmethod
    def _entry(number: int) -> dict[str, Any]:
        return {"kind": "proofed", "date": f"19{50 + number % 40}-05-06", "note": f"asked {number}"}

    def _scans(self, number: int) -> dict[str, Any]:
        places = range(SCANS * number, SCANS * number + SCANS)
        scans = [
            {"uid": str(self._uid("scan", place)), "read": f"RQ {1000 + place % WEAPONS}", "counted_at": MOMENT,
             "place": place}
            for place in places
        ]  # fmt: skip
        return {"device": self._device, "scans": scans}

    @staticmethod
    def content(number: int) -> bytes:
        """The file of step `number`."""
        from tests.builders.files import a_file, row

        return a_file([row(line, f"U{number:06d}{line}") for line in range(3)])

    def _file(self, number: int) -> Asked:
        parts = (
            f'--bound\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n{CSRF}\r\n'
            '--bound\r\nContent-Disposition: form-data; name="file"; filename="w.csv"\r\n'
            "Content-Type: text/csv\r\n\r\n"
        ).encode()
        body = parts + self.content(number) + b"\r\n--bound--\r\n"
        kind = "multipart/form-data; boundary=bound"
        return Asked("file", "POST", "/imports/", body, kind, {"Cookie": self._cookie})

    def check(self, acked: set[tuple[int, str]], book: Book) -> Faults:
        """What was acknowledged, as (step, name of the request), is there once, with its audit entry."""
        faults = Faults()
        for number, name in sorted(acked):
            getattr(self, f"_check_{name}")(number, book, faults)
        return faults

    def _check_entry(self, number: int, book: Book, faults: Faults) -> None:
        from salwa.storage.register.models import Event

        weapon = self.weapons[number % WEAPONS]
        found = list(Event.objects.filter(weapon=weapon, note=f"asked {number}").values_list("pk", flat=True))
        faults.note("lost", not found, f"entry {number}")
        faults.note("twice", len(found) > 1, f"entry {number}")
        faults.note("partial", any(book.entries[one] != 1 for one in found), f"audit of entry {number}")

    def _check_scans(self, number: int, book: Book, faults: Faults) -> None:
        from salwa.storage.register.models import StockScan

        places = range(SCANS * number, SCANS * number + SCANS)
        found = list(StockScan.objects.filter(taking=self.taking, place__in=places).values_list("place", flat=True))
        faults.note("lost", len(set(found)) < SCANS, f"scans {number}: {found}")
        faults.note("twice", len(found) > len(set(found)), f"scans {number}: {found}")

    def _check_file(self, number: int, book: Book, faults: Faults) -> None:
        from django.conf import settings

        from salwa.storage.register.models import Import

        content = self.content(number)
        rows = Import.objects.filter(sha256=hashlib.sha256(content).hexdigest())
        faults.note("lost", not rows, f"file {number}")
        for row in rows:
            path = settings.HOME / "imports" / row.stored_file
            whole = path.is_file() and path.read_bytes() == content
            faults.note("partial", not whole, f"file {number} is not what was sent")
            faults.note("partial", book.objects["imports.received", str(row.pk)] != 1, f"audit of file {number}")
