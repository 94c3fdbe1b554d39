"""Headings and labels of a weapon's printed sheet."""

from __future__ import annotations

from typing import Any

from salwa.domain.languages import Sentence, message
from salwa.services.languages import spoken

AS_OF = message("As of")
NO_NAME = message("Weapon without maker and model")
WITHDRAWN = message("This record was withdrawn. It stays readable, but is no longer found.")
READ_AS = message("Read as")
NOT_RECORDED = message("Not recorded")
NO_DATE = message("Date not known")
MADE = message("Manufactured")
STATE_OWNED = message("Belongs to the State")
REFERENCE = message("Number of the record in the source register")
UID = message("Identifier of the record, the same in every register")
PICTURE = message("Picture added on {day}")
RECORDED_ON = message("Recorded on")
RECORDED_BY = message("Recorded by")
FILE = message("File it was imported from")
ROW = message("Row of that file")
SOURCE = message("Source")
PRINTED_ON = message("Printed on")
PRINTED_BY = message("Printed by")
PURPOSE = message("Purpose")
RECORDS = message("Number of records")
LOG_HEAD = message("Head of the audit log at printing")
FROM = message("From: {value}")
TO = message("To: {value}")
COUNTRY = message("Country: {value}")
PLACE = message("Place: {value}")
CASE = message("Case: {value}")
DOCUMENT = message("Document: {value}")
FIELDS = {
    "type": message("Type of weapon"),
    "maker": message("Maker"),
    "model": message("Model"),
    "calibre": message("Calibre"),
    "country": message("Country of manufacture"),
    "import_country": message("Country on the import mark"),
}
_HEADINGS = {
    "marks": message("Marks"),
    "no_marks": message("No mark is recorded. That does not mean that the weapon bears none."),
    "no_text": message("No text"),
    "what": message("What it is"),
    "life": message("What happened to it"),
    "no_life": message("No event is recorded."),
    "findings": message("What does not fit"),
    "pictures": message("Pictures"),
    "origin": message("Where this record comes from"),
    "about": message("About this sheet"),
}
_MARK_COLUMNS = (message("Part"), message("Mark as read off the weapon"), message("State of the mark"))
_LIFE_COLUMNS = (message("When"), message("What happened"))


def headings() -> dict[str, Any]:
    """All headings in the active language."""
    found: dict[str, Any] = {name: spoken(Sentence(text)) for name, text in _HEADINGS.items()}
    found["mark_columns"] = [spoken(Sentence(text)) for text in _MARK_COLUMNS]
    found["life_columns"] = [spoken(Sentence(text)) for text in _LIFE_COLUMNS]
    return found
