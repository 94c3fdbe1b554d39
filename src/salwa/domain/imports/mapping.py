"""A column mapping: which column feeds which field. Shared between offices as a small file, remembered by header."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from salwa.domain.imports.fields import KEYS
from salwa.domain.languages import Listed, Sentence, message
from salwa.domain.refusals import Refusal

VERSION = 1
DATE_ORDERS = ("ymd", "dmy", "mdy")
# Columns Salwa itself puts before the rows it sets aside; never data when such a file comes back mended.
OWN_COLUMNS = ("salwa_row", "salwa_reason", "salwa_what_to_do")

NOT_A_MAPPING = message("This is not a column mapping: {fault}.")
USE_SUGGESTION = message("Make one with --suggest-mapping, or map the columns on the import page.")
NO_SUCH_COLUMN = message("The mapping names the column {column}, which the file does not have.")
CHECK_HEADER = message("The columns of the file are: {columns}.")


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """`fields` gives, for each field key, the headers of its columns in order; `date_order` is ymd, dmy or mdy."""

    fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    date_order: str = "ymd"

    def as_document(self) -> dict[str, Any]:
        """Plain values for a YAML or JSON file; a field fed by one column carries its header alone."""
        fields = {key: headers[0] if len(headers) == 1 else list(headers) for key, headers in self.fields.items()}
        return {"salwa_mapping": VERSION, "fields": fields, "date_order": self.date_order}

    def places(self, headers: Sequence[str]) -> dict[str, tuple[int, ...]]:
        """Field key -> positions of its columns in `headers`; raises `Refusal` for a column that is not there."""
        found: dict[str, tuple[int, ...]] = {}
        where = {header.strip(): place for place, header in reversed(list(enumerate(headers)))}
        for key, columns in self.fields.items():
            for column in columns:
                if column.strip() not in where:
                    raise Refusal(
                        "no_such_column",
                        Sentence(NO_SUCH_COLUMN, {"column": column}),
                        remedy=Sentence(CHECK_HEADER, {"columns": Listed(headers)}),
                        where={"field": key},
                    )
            found[key] = tuple(where[column.strip()] for column in columns)
        return found


def mapping_from_document(document: Any) -> ColumnMapping:
    """Read what `as_document` wrote (or a person edited); raises `Refusal` saying what is wrong with it."""
    if not isinstance(document, dict) or not isinstance(document.get("fields"), dict):
        raise _refused('it has no "fields"')
    fields: dict[str, tuple[str, ...]] = {}
    for key, value in document["fields"].items():
        columns = value if isinstance(value, list) else [value]
        if key not in KEYS:
            raise _refused(f"{key!r} is not a field")
        if not all(isinstance(column, str) and column for column in columns):
            raise _refused(f"the column of {key!r} is not a text")
        if len(columns) > 1 and not KEYS[key].several:
            raise _refused(f"{key!r} can have one column only")
        fields[key] = tuple(columns)
    date_order = document.get("date_order", "ymd")
    if date_order not in DATE_ORDERS:
        raise _refused(f"date_order must be one of {', '.join(DATE_ORDERS)}")
    return ColumnMapping(fields=fields, date_order=date_order)


def header_signature(headers: Sequence[str]) -> str:
    """Fingerprint of a header, by which a mapping is remembered: the same columns in the same order."""
    own = set(OWN_COLUMNS)
    joined = "\x1f".join(header.strip().casefold() for header in headers if header.strip() not in own)
    return hashlib.sha256(joined.encode()).hexdigest()


def _refused(fault: str) -> Refusal:
    return Refusal("not_a_mapping", Sentence(NOT_A_MAPPING, {"fault": fault}), remedy=Sentence(USE_SUGGESTION))
