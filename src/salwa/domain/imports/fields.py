"""The fields a column can feed, and what each means to the person who maps columns."""

from __future__ import annotations

from dataclasses import dataclass

from salwa.domain.languages import message


@dataclass(frozen=True, slots=True)
class Field:
    """One field: stable key, what it is, and whether a table of weapons is of little use without it."""

    key: str
    label: str
    essential: bool = False
    several: bool = False


FIELDS: tuple[Field, ...] = (
    Field("serial", message("Serial number as read off the weapon"), essential=True),
    Field("type", message("Type of weapon")),
    Field("maker", message("Maker")),
    Field("model", message("Model")),
    Field("calibre", message("Calibre")),
    Field("kind", message("Class of object: weapon, part, ammunition")),
    Field("country", message("Country of manufacture")),
    Field("import_country", message("Country of import")),
    Field("year", message("Year of manufacture")),
    Field("import_mark", message("Import mark")),
    Field("date", message("Date of the event, for example of the seizure")),
    Field("event", message("Kind of event: seized, found, surrendered ...")),
    Field("place", message("Place of the event"), several=True),
    Field("incident", message("Incident or case number")),
    Field("reference", message("Number of the record in the source register")),
    Field("state_owned", message("Owned by the State or not")),
    Field("quantity", message("Number of pieces")),
    Field("note", message("Other information, kept as a note"), several=True),
)
KEYS = {field.key: field for field in FIELDS}
