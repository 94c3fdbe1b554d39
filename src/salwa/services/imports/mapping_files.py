"""Column mappings as YAML files that people read, edit and share between offices."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import yaml

from salwa.domain.imports.mapping import ColumnMapping, mapping_from_document
from salwa.domain.imports.suggestion import Suggestion
from salwa.domain.languages import Sentence
from salwa.domain.refusals import Refusal
from salwa.services.imports.refused_files import SAVE_AGAIN, UNREADABLE

LARGEST = 1_000_000
HEAD = "# Which column feeds which field; see docs/how_to/import-a-spreadsheet.md. Edit freely, keep the field names.\n"


def read_mapping_file(path: Path) -> ColumnMapping:
    """Read a shared mapping; raises `Refusal` saying what is wrong with it."""
    try:
        document = yaml.safe_load(path.read_text(encoding="utf-8")[:LARGEST])
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        fault = str(error).split("\n")[0]
        raise Refusal(
            "mapping_unreadable",
            Sentence(UNREADABLE, {"file": path.name, "fault": fault}),
            remedy=Sentence(SAVE_AGAIN),
        ) from error
    return mapping_from_document(document)


def mapping_text(mapping: ColumnMapping, suggestions: Sequence[Suggestion] = ()) -> str:
    """The YAML text of a mapping, with the reason of each suggestion as a comment."""
    text = HEAD + yaml.safe_dump(mapping.as_document(), allow_unicode=True, sort_keys=False)
    reasons = [f"#   {one.field}: {one.reason.english()} ({round(100 * one.score)} %)" for one in suggestions]
    return text + ("# Why:\n" + "\n".join(reasons) + "\n" if reasons else "")
