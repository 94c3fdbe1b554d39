"""The error catalogue of imports: for each reason a row is set aside, what happened and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from salwa.domain.imports import rows
from salwa.domain.languages import Sentence, message


@dataclass(frozen=True, slots=True)
class Reason:
    """Templates of the two sentences shown for a reason."""

    what: str
    to_do: str


REASONS: dict[str, Reason] = {
    rows.NO_CONTENT: Reason(
        message("The row has no type, maker, model, calibre or serial number."),
        message("Fill in at least one of them, or delete the row."),
    ),
    rows.BROKEN_TEXT: Reason(
        message("The column {column} holds signs that are no text (damaged by another program)."),
        message("Type the cell again from the source."),
    ),
    rows.TOO_MANY_CELLS: Reason(
        message("The row has {cells} cells, the header only {columns}: its columns have probably slipped."),
        message("Put the cells back under their headers; a separator inside a text needs quotation marks."),
    ),
    rows.FORMULA: Reason(
        message("The column {column} holds a formula; Salwa takes in what is written, not what is computed."),
        message("Replace the formula by its value (copy, then paste values only)."),
    ),
    rows.NOT_A_RECORD: Reason(
        message("The row adds up other rows; it is not a record of its own."),
        message("Nothing needs to be done. If it is a record, fill in its serial number."),
    ),
    rows.TOO_LONG: Reason(
        message("The column {column} holds {length} signs; the longest cell may have {longest}."),
        message("Shorten the cell; often a missing quotation mark has joined several rows."),
    ),
}

REMARKS: dict[str, str] = {
    "date_not_read": message("The date could not be read; the text is kept, the date stays unknown."),
    "date_in_future": message("The date lies in the future; it is kept as written."),
    "quantity_not_read": message("The number of pieces could not be read."),
    "maker_not_read": message("The maker could not be read; the text is kept."),
    "model_not_read": message("The model could not be read; the text is kept."),
    "calibre_not_read": message("The calibre could not be read; the text is kept."),
    "type_not_read": message("The type could not be read; the text is kept."),
    "country_not_read": message("The country could not be read; the text is kept."),
    "year_not_read": message("The year could not be read; the text is kept."),
}


def what_happened(reason: str, column: str, values: Mapping[str, str | int]) -> Sentence:
    """The sentence for a set-aside row."""
    return Sentence(REASONS[reason].what, {"column": column, **values})


def what_to_do(reason: str) -> Sentence:
    """The cure for a set-aside row; the same for all rows of one reason."""
    return Sentence(REASONS[reason].to_do)
