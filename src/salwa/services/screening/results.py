"""Results on the disk: one line of JSON for each row, sentences kept as template and values for any language."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings

from salwa.domain.languages import Sentence
from salwa.domain.marks.matching.reasons import Reason
from salwa.services.installation.disk import force_name


def results_folder() -> Path:
    """Folder of the results of this installation, for its owner only."""
    folder: Path = settings.HOME / "screenings"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def write_results(rows: Iterable[dict[str, Any]]) -> str:
    """Write rows to a new file, whole or not at all; returns its name within the folder."""
    name = secrets.token_hex(12)
    part = results_folder() / f"{name}.part"
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        for row in rows:
            file.write(json.dumps(row, ensure_ascii=True, separators=(",", ":")) + "\n")
        file.flush()
        os.fsync(file.fileno())
    part.rename(results_folder() / name)
    force_name(results_folder() / name)
    return name


def read_results(name: str) -> Iterator[dict[str, Any]]:
    """The rows of a result file, in order."""
    with (results_folder() / name).open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def plain_reason(reason: Reason) -> dict[str, Any]:
    """A reason as plain values."""
    return {
        "field": reason.field,
        "bearing": reason.bearing.value,
        "sentence": plain_sentence(reason.sentence),
        "asked": reason.asked,
        "recorded": reason.recorded,
    }


def plain_sentence(sentence: Sentence | None) -> dict[str, Any] | None:
    """A sentence as plain values."""
    return None if sentence is None else sentence.kept()


def sentence_of(plain: dict[str, Any] | None) -> Sentence | None:
    """The sentence that `plain_sentence` wrote."""
    return None if plain is None else Sentence.of(plain)
