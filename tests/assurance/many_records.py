"""An invented register of any size, written the fast way: weapons, marks, events, persons, pictures, log entries."""

from __future__ import annotations

import hashlib
import random
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import chain
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from salwa.domain.keys import context_of
from salwa.domain.marks.serials import normalised
from salwa.domain.marks.skeleton import skeleton
from salwa.services.accounts.actions import operator
from salwa.services.audit.actions import write_entry
from salwa.services.keys.columns import PERSONS
from salwa.services.keys.sealing import keyed_index, seal
from salwa.storage.register.bulk import database_time, insert_values, reserve_ids
from salwa.storage.register.models import Event, Mark, Person, Picture, Weapon

BEGIN = datetime(1996, 3, 1, 8, 0, tzinfo=UTC)
MAKERS = [
    ("Taurus", "taurus", "PT 92", "taurus-pt-92", "9x19", "9x19mm", "pistol"),
    ("مصنع زاستافا", "zastava", "M70", "zastava-m70", "7,62x39", "7.62x39mm", "assault-rifle"),
    ("Ижмаш", "izhmash", "АКМ", "akm", "7,62", "", "assault-rifle"),
    ("Fabrique Nationale\nHerstal", "", "FAL \"50.00\"", "", "7.62 NATO", "", ""),
]  # fmt: skip
WEAPON_COLUMNS = (
    "id", "kind", "type_text", "type_code", "type_confidence", "maker_text", "maker_code", "maker_confidence",
    "model_text", "model_code", "model_confidence", "calibre_text", "calibre_code", "calibre_confidence",
    "country_text", "country_code", "import_country_text", "import_country_code", "year", "month", "year_origin",
    "state_owned", "quantity", "reference", "identity", "content", "origin_import_id", "origin_row", "recorded_at",
    "recorded_by_id", "withdrawn_at",
)  # fmt: skip
MARK_COLUMNS = (
    "id", "weapon_id", "component", "occasion", "content", "text", "normalised", "skeleton", "state", "script",
    "method", "recorded_at",
)  # fmt: skip
EVENT_COLUMNS = (
    "id", "weapon_id", "kind", "date", "precision", "date_text", "place", "incident", "note", "recorded_at",
)  # fmt: skip
AT_ONCE = 50_000


def fill(records: int, *, pictures: int = 0, persons: int = 0, entries: int = 0, seed: int = 1) -> None:
    """Write `records` weapons, each with one or two marks and about one event, and the rest as asked."""
    for first in range(1, records + 1, AT_ONCE):
        last = min(records, first + AT_ONCE - 1)
        with transaction.atomic():
            for table, each in ((Weapon, 1), (Mark, 2), (Event, 1)):
                reserve_ids(table, each * (last - first + 1))
            insert_values(Weapon, WEAPON_COLUMNS, list(chain.from_iterable(_weapons(first, last, seed))))
            insert_values(Mark, MARK_COLUMNS, list(chain.from_iterable(_marks(first, last, seed))))
            insert_values(Event, EVENT_COLUMNS, list(chain.from_iterable(_events(first, last, seed))))
    put_pictures(pictures, records)
    put_persons(persons)
    user = operator()
    for first in range(0, entries, 1_000):
        with transaction.atomic():
            for number in range(first, min(entries, first + 1_000)):
                write_entry(acting_user=user, action="weapons.opened", object_kind="weapon", object_id=number + 1)


def put_pictures(count: int, records: int) -> None:
    """Small files under their fingerprints, as services/weapons/pictures.py keeps them, and their rows."""
    at = datetime.now(UTC)
    rows = []
    for number in range(1, count + 1):
        data = random.Random(number).randbytes(3_000 + number % 5_000)
        digest = hashlib.sha256(data).hexdigest()
        name = f"pictures/{digest[:2]}/{digest}.jpg"
        path = Path(settings.MEDIA_ROOT) / name
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.write_bytes(data)
        rows.append(
            Picture(
                weapon_id=1 + number % records, file=name, sha256=digest, width=64, height=48, added_at=at,
                added_by_id=1,
            )
        )  # fmt: skip
    Picture.objects.bulk_create(rows, batch_size=1_000)


def put_persons(count: int, *, text: str = "Amina Ødegård {number}") -> None:
    """Persons sealed as services/persons does it, without a log entry each."""
    at = datetime.now(UTC)
    rows = []
    for number in range(1, count + 1):
        name = uuid.uuid4()
        sealed = {
            column: seal(f"{column} {text.format(number=number)}", context=context_of(PERSONS.word, column, name))
            for column in PERSONS.columns
        }
        rows.append(
            Person(
                uuid=name, purpose="Licence", legal_basis="Arms Act 12", recorded_at=at, recorded_by_id=1,
                document_index=keyed_index(
                    f"document_number {text.format(number=number)}", context=PERSONS.index_context("document_number")
                ),
                **sealed,
            )
        )  # fmt: skip
        if len(rows) == 1_000:
            Person.objects.bulk_create(rows)
            rows = []
    Person.objects.bulk_create(rows)


def _weapons(first: int, last: int, seed: int) -> Iterator[tuple[Any, ...]]:
    for number in range(first, last + 1):
        maker, maker_code, model, model_code, calibre, calibre_code, kind = MAKERS[number % len(MAKERS)]
        at = database_time(BEGIN + timedelta(seconds=number * 37, microseconds=number % 3 * 250_000))
        yield (
            number, "weapon", kind, kind, 100 if kind else 0, maker, maker_code, 98 if maker_code else 0, model,
            model_code, 95 if model_code else 0, calibre, calibre_code, 90 if calibre_code else 0, "", "", "", "",
            1950 + number % 70 if number % 5 else None, None, "", "unknown", None, f"R/{number:07d}",
            hashlib.blake2b(f"{seed}/{number}".encode(), digest_size=16).hexdigest(), "", None, None, at, 1, None,
        )  # fmt: skip


def _marks(first: int, last: int, seed: int) -> Iterator[tuple[Any, ...]]:
    for number in range(first, last + 1):
        at = database_time(BEGIN + timedelta(seconds=number * 37))
        serial = f"{'KQBZ'[number % 4]}{(number * 7_919 + seed) % 10_000_000:07d}"
        folded = skeleton(serial)[:120]
        yield (
            2 * number - 1, number, "frame", "manufacture", "serial", serial, normalised(serial), folded, "present",
            "", "", at,
        )  # fmt: skip
        if number % 3 == 0:
            text = f"كينيا {1990 + number % 30}"
            yield (2 * number, number, "frame", "import", "other", text, "", "", "present", "arabic", "", at)


def _events(first: int, last: int, seed: int) -> Iterator[tuple[Any, ...]]:
    for number in range(first, last + 1):
        at = database_time(BEGIN + timedelta(seconds=number * 37))
        day = (BEGIN + timedelta(days=(number + seed) % 9_000)).date().isoformat() if number % 4 else None
        yield (number, number, "seized", day, "day", day or "vers 1998", "Lodwar", "", "Note\t\u0001 тест", at)
