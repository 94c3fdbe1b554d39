"""The columns of a list of weapons: for people in their language, for programs by stable names."""

from __future__ import annotations

from dataclasses import dataclass

from salwa.domain.languages import message


@dataclass(frozen=True, slots=True)
class Column:
    """One column for people. `left_to_right`: holds marks, dates or codes, which never turn round in Arabic text.

    `width` is in characters; `codes` names the closed list or reference list its values come from, empty for none.
    """

    code: str
    label: str
    width: int = 14
    left_to_right: bool = False
    codes: str = ""
    printed: bool = False


COLUMNS: tuple[Column, ...] = (
    Column("number", message("Number in the register"), 10, left_to_right=True, printed=True),
    Column("kind", message("Kind of object"), 12, codes="kind"),
    Column("type", message("Type of weapon"), 20, codes="type", printed=True),
    Column("maker", message("Maker"), 22, codes="maker", printed=True),
    Column("model", message("Model"), 22, codes="model", printed=True),
    Column("calibre", message("Calibre"), 16, left_to_right=True, codes="calibre", printed=True),
    Column("serial", message("Serial number as read off the weapon"), 20, left_to_right=True, printed=True),
    Column("serial_read", message("Serial number as understood"), 20, left_to_right=True),
    Column("serial_state", message("State of the serial number"), 16, codes="state"),
    Column("other_marks", message("Other marks"), 30),
    Column("country", message("Country of manufacture"), 18, codes="country", printed=True),
    Column("import_country", message("Country on the import mark"), 18, codes="country"),
    Column("year", message("Year of manufacture"), 8, left_to_right=True, printed=True),
    Column("state_owned", message("Belongs to the State"), 10, codes="yes_no"),
    Column("whereabouts", message("Where it is"), 16, codes="whereabouts", printed=True),
    Column("holder", message("Holder"), 24, printed=True),
    Column("since", message("Since"), 11, left_to_right=True),
    Column("contradictions", message("Contradictions in its life"), 10, left_to_right=True),
    Column("type_typed", message("Type as typed"), 18),
    Column("maker_typed", message("Maker as typed"), 18),
    Column("model_typed", message("Model as typed"), 18),
    Column("calibre_typed", message("Calibre as typed"), 16),
    Column("country_typed", message("Country of manufacture as typed"), 16),
    Column("notes", message("Notes"), 30),
    Column("reference", message("Number of the record in the source register"), 16, left_to_right=True),
    Column("source_file", message("File it was imported from"), 20),
    Column("source_row", message("Row of that file"), 8, left_to_right=True),
    Column("recorded", message("Recorded on"), 11, left_to_right=True),
)

# Names of the columns for programs; docs/how_to/take-data-out.md says what each holds. Never renamed, only added to.
DATA_COLUMNS: tuple[str, ...] = (
    "number", "uid", "kind", "type_text", "type_code", "type_confidence", "maker_text", "maker_code",
    "maker_confidence", "model_text", "model_code", "model_confidence", "calibre_text", "calibre_code",
    "calibre_confidence", "country_text", "country_code", "import_country_text", "import_country_code", "year",
    "month", "year_origin", "state_owned", "quantity", "build", "frame_material", "modular", "reference", "serial",
    "serial_normalised", "serial_state", "marks", "notes", "whereabouts", "holder_uid", "holder_kind", "holder_name",
    "holder_since", "country_abroad", "deactivated", "converted", "contradictions", "recorded_at", "source_file",
    "source_row", "withdrawn_at",
)  # fmt: skip
