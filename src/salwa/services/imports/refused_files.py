"""Files that cannot be taken in at all, in words: what is wrong and what to do."""

from __future__ import annotations

from salwa.domain.languages import Sentence, message
from salwa.domain.refusals import Refusal

TOO_LARGE = message("The file {file} has {size} megabytes; the largest that may be imported has {allowed}.")
CUT_IT = message("Cut it into several files, or ask the administrator to raise the limit.")
EMPTY = message("The file {file} holds no table with a header and rows.")
CHECK_FILE = message("Open it in the program that made it, check that it has rows, and save it again.")
UNREADABLE = message("The file {file} cannot be read as a table: {fault}.")
SAVE_AGAIN = message("Save it again as CSV (UTF-8), XLSX or ODS, and import that.")
NOT_FINISHED = message("The workbook {file} took more memory or time than a table of weapons needs, and was refused.")
FOR_READING_ONLY = message(
    "The file {file} was made by Salwa for reading in a spreadsheet program; its marks are changed."
)
TAKE_THE_DATA = message("Take the same list as a data table or as an exchange file of the register, and import that.")
UNCLOSED = message("Near record {record} a quotation mark opens and is never closed.")
CLOSE_IT = message("Close the quotation mark in the file, and import it again.")


def too_large(file: str, size: int, allowed: int) -> Refusal:
    """Larger than the setting upload_megabytes allows (sizes in megabytes, 10^6 bytes)."""
    values: dict[str, str | int | float] = {"file": file, "size": size, "allowed": allowed}
    return Refusal("file_too_large", Sentence(TOO_LARGE, values), remedy=Sentence(CUT_IT))


def for_reading_only(file: str) -> Refusal:
    """A list that Salwa wrote for spreadsheet programs: its marks carry apostrophes that nobody read off a weapon."""
    return Refusal("for_reading_only", Sentence(FOR_READING_ONLY, {"file": file}), remedy=Sentence(TAKE_THE_DATA))


def empty(file: str) -> Refusal:
    """No header and no row."""
    return Refusal("file_empty", Sentence(EMPTY, {"file": file}), remedy=Sentence(CHECK_FILE))


def unreadable(file: str, fault: str) -> Refusal:
    """Not a table we know, or a damaged one."""
    return Refusal("file_unreadable", Sentence(UNREADABLE, {"file": file, "fault": fault}), remedy=Sentence(SAVE_AGAIN))


def not_finished(file: str) -> Refusal:
    """The parser's process was stopped at its limits."""
    return Refusal("workbook_refused", Sentence(NOT_FINISHED, {"file": file}), remedy=Sentence(SAVE_AGAIN))


def unclosed_quotation(record: int) -> Refusal:
    """A quotation mark swallowed more than a cell may hold."""
    return Refusal(
        "unclosed_quotation",
        Sentence(UNCLOSED, {"record": record}),
        remedy=Sentence(CLOSE_IT),
        where={"record": record},
    )
