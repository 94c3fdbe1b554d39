"""Column mappings as YAML files that people read, edit and share between offices."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from salwa.domain.imports.mapping import ColumnMapping, mapping_from_document
from salwa.domain.imports.suggestion import Suggestion
from salwa.domain.languages import Sentence
from salwa.domain.refusals import Refusal
from salwa.services.imports.refused_files import SAVE_AGAIN, UNREADABLE

LARGEST = 1_000_000
HEAD = "# Which column feeds which field; see docs/how_to/import-a-spreadsheet.md. Edit freely, keep the field names.\n"


class _PlainLoader(yaml.SafeLoader):
    """Plain values only, no references: a few lines of references can stand for more values than a memory holds."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.events.AliasEvent):
            raise yaml.YAMLError("it refers to another part of itself")
        return super().compose_node(parent, index)


def read_mapping_file(path: Path) -> ColumnMapping:
    """Read a shared mapping; raises `Refusal` saying what is wrong with it."""
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
        if len(content) > LARGEST:
            raise ValueError("it is larger than any mapping")
        document = yaml.load(content.decode("utf-8"), _PlainLoader)  # noqa: S506 - a safe loader, without aliases
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        fault = str(error).split("\n")[0][:200]
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
