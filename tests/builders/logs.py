"""Audit logs, short ones written as the program writes them and long ones put together quickly."""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from django.db import connection, transaction

from salwa.domain.audit import GENESIS, Entry, canonical_json, leaf_bytes, leaf_hash, moment_text
from salwa.storage.accounts.models import AuditEntry
from tests.builders.tampering import unguarded

BEGAN = datetime(2026, 1, 5, 8, tzinfo=UTC)
ACTIONS = ("weapons.found", "weapons.opened", "weapons.recorded", "audit.read", "accounts.signed_in")
PURPOSES = ("", "case 7/26", "Überprüfung №12", "قضية رقم ١٢", 'said "no"\\', "案件")


def invented(count: int, seed: int = 1, people: tuple[int, ...] = (1, 2, 3)) -> Iterator[Entry]:
    """Entries of an invented log, chained, done by these people; the same seed gives the same log."""
    dice = random.Random(seed)
    previous = GENESIS
    for number in range(1, count + 1):
        entry = Entry(
            number,
            moment_text(BEGAN + timedelta(seconds=17 * number, microseconds=dice.randrange(10**6))),
            None if number % 11 == 0 or not people else people[number % len(people)],
            dice.choice(ACTIONS),
            "weapon",
            str(dice.randrange(5_000_000)),
            dice.choice(PURPOSES),
            canonical_json({"rows": dice.randrange(90), "verdict": dice.choice(["found", "lead"])}),
            previous,
        )
        previous = leaf_hash(leaf_bytes(entry)).hex()
        yield entry


def leaves(count: int, seed: int = 1) -> list[bytes]:
    """The canonical bytes of an invented log."""
    return [leaf_bytes(entry) for entry in invented(count, seed)]


def rechained(entries: list[Entry]) -> list[Entry]:
    """The entries numbered and chained anew, as a forger with access to everything would do it."""
    previous, found = GENESIS, []
    for number, entry in enumerate(entries, 1):
        entry = entry._replace(number=number, previous=previous)
        previous = leaf_hash(leaf_bytes(entry)).hex()
        found.append(entry)
    return found


def stored(entries: Iterator[Entry] | list[Entry]) -> int:
    """Put the entries into the empty log, past the services but not past the triggers; returns how many."""
    insert = (
        "INSERT INTO accounts_auditentry (number, at, actor_id, action, object_kind, object_id, purpose, details,"
        " previous_hash, leaf_hash) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
    )
    count, rows = 0, []
    with transaction.atomic(), connection.cursor() as cursor:
        for entry in entries:
            rows.append(_row(entry))
            count += 1
            if len(rows) == 20_000:
                cursor.executemany(insert, rows)
                rows = []
        if rows:
            cursor.executemany(insert, rows)
    return count


def _row(entry: Entry):
    at = entry.at[:10] + " " + entry.at[11:-1] if connection.vendor == "sqlite" else entry.at
    return (
        entry.number, at, entry.actor, entry.action, entry.object_kind, entry.object_id, entry.purpose, entry.details,
        entry.previous, leaf_hash(leaf_bytes(entry)).hex(),
    )  # fmt: skip


def taken_down() -> list[AuditEntry]:
    """The log as it is now, to be put back later."""
    return list(AuditEntry.objects.order_by("number"))


def put_back(entries: list[AuditEntry]) -> None:
    """The log as it was then, and nothing that came after."""
    with unguarded():
        AuditEntry.objects.all()._raw_delete("default")
        AuditEntry.objects.bulk_create([copy.copy(entry) for entry in entries])


def rewritten(number: int, **fields) -> None:
    """Change an entry and hash it anew, so that it fits itself and only the next one remembers what it was."""
    entry = AuditEntry.objects.get(number=number)
    for name, value in fields.items():
        setattr(entry, name, value)
    with unguarded():
        AuditEntry.objects.filter(number=number).update(**fields, leaf_hash=leaf_hash(leaf_of(entry)).hex())


def leaf_of(entry: AuditEntry) -> bytes:
    """The canonical bytes of a stored entry."""
    return leaf_bytes(
        Entry(
            entry.number,
            moment_text(entry.at),
            entry.actor_id,
            entry.action,
            entry.object_kind,
            entry.object_id,
            entry.purpose,
            canonical_json(entry.details),
            entry.previous_hash,
        )  # fmt: skip
    )
