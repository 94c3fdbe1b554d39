"""Every sealed column of every table, in one list: what is not in it is not re-sealed when keys change.

A new sealed column is added here and in its table's migration, nowhere else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import models


@dataclass(frozen=True, slots=True)
class SealedTable:
    """One table: Django's label, the word its contexts begin with, the column that names the row in the context (a
    UUID), its sealed columns, and its keyed hashes (column of the hash -> sealed column it is made of).
    """

    label: str
    word: str
    row: str
    columns: tuple[str, ...]
    indexed: Mapping[str, str] = field(default_factory=dict)

    def model(self) -> type[models.Model]:
        """The table itself."""
        return apps.get_model(self.label)

    def index_context(self, column: str) -> str:
        """Context of the keyed hash of a sealed column."""
        return f"{self.word}.{column}"


PERSONS = SealedTable(
    label="register.Person",
    word="person",
    row="uuid",
    columns=("name", "birth_date", "document_number", "address", "note"),
    indexed={"document_index": "document_number"},
)

# Private keys of the exchange with other installations.
EXCHANGE_KEYS = SealedTable(label="exchange.OwnKey", word="exchange_key", row="uuid", columns=("private",))

NOTES = SealedTable(label="register.RestrictedNote", word="note", row="uuid", columns=("text",))

# Secrets of time-based codes and seeds of recovery codes.
SECOND_FACTORS = SealedTable(label="accounts.SecondFactorSecret", word="second_factor", row="uuid", columns=("text",))

SEALED_TABLES: tuple[SealedTable, ...] = (PERSONS, EXCHANGE_KEYS, NOTES, SECOND_FACTORS)


def sealed_tables() -> tuple[SealedTable, ...]:
    """Those of the list that this kind of installation has."""
    return tuple(one for one in SEALED_TABLES if apps.is_installed(f"salwa.storage.{one.label.split('.')[0]}"))


def unlisted_columns() -> list[str]:
    """Columns that hold bytes beside those of the list and those known to hold something else; for a test."""
    listed = {
        (one.label.lower(), name) for one in sealed_tables() for name in (*one.columns, *one.indexed)
    } | NOT_SEALED
    found: list[Any] = [
        (model._meta.label_lower, column.name)
        for model in apps.get_models()
        if model.__module__.startswith("salwa.")
        for column in model._meta.local_fields
        if isinstance(column, models.BinaryField)
    ]
    return [f"{label}.{name}" for label, name in found if (label, name) not in listed]


# Bytes that are not sealed, so that the test above can tell a forgotten column.
NOT_SEALED = {
    ("register.importbatch", "raw"),
    ("register.importbatch", "outcomes"),
    ("register.searchsegment", "payload"),
    ("register.searchkey", "record"),
    # Sealed on a phone to the key of stock-taking and kept as they came (services/stock/sealing.py): no key change
    # touches them.
    ("register.sealedaside", "point"),
    ("register.sealedaside", "nonce"),
    ("register.sealedaside", "box"),
    # Sealed by States to each other and kept as evidence exactly as it was; proofs and lists are signed, not sealed.
    ("exchange.outboxmessage", "sealed"),
    ("exchange.messagestage", "receipt"),
    ("exchange.inboxmessage", "sealed"),
    ("exchange.inboxmessage", "receipt"),
    ("exchange.trustlistversion", "content"),
}
