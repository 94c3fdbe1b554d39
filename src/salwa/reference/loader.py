"""Loading the reference files once per process, with a copy of the parsed records on disk so that a start is quick.

The copy is JSON in the user's cache folder, named by the digest of the files it was made from; it is data, never code.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

from salwa.domain.marks.reading.book import ReferenceBook
from salwa.reference.book import ReferenceFault, book_of
from salwa.reference.invented_states import INVENTED_STATES, with_invented_states
from salwa.reference.yaml_files import read_yaml

__all__ = ["FOLDER", "ReferenceFault", "belongs_to", "load_book", "load_folder", "read_files"]

FOLDER = Path(__file__).parent
_of_process: dict[str, str] = {}
# Read by the capabilities they belong to: imports, licences, marking, stockpiles, tracing.
NOT_OURS = {
    "column_words.yaml",
    "cell_words.yaml",
    "risk_questions.yaml",
    "marking_profile.yaml",
    "stockpile_measures.yaml",
    "identification_key.yaml",
    "import_marks.yaml",
    "proof_marks.yaml",
    "serial_shapes.yaml",
    "state_tiles.yaml",
}


@cache
def load_book() -> ReferenceBook:
    """The reference book shipped with Salwa. Read once; raises ReferenceFault with file and record when damaged.

    An installation of an invented State (a demo, a course) has the invented States in it as well.
    """
    book = load_folder(FOLDER)
    return with_invented_states(book) if _of_process.get("state") in INVENTED_STATES else book


def belongs_to(state: str) -> None:
    """Say to which State the installation of this process belongs; once, before the book is read."""
    _of_process["state"] = state


def load_folder(folder: Path) -> ReferenceBook:
    """The reference book of a folder laid out like `salwa/reference`."""
    contents = _contents(folder)
    digest = hashlib.sha256(b"".join(name.encode() + b"\0" + text for name, text in contents.items())).hexdigest()
    copy = _cache_folder() / f"reference-{digest[:32]}.json"
    files = _kept(copy)
    if files is None:
        files = parse_files(contents)
        _keep(copy, files)
    return book_of(files, digest[:16])


def read_files(folder: Path) -> dict[str, Any]:
    """Every reference file of a folder parsed, by path below it. For checks that need what was written."""
    return parse_files(_contents(folder))


def parse_files(contents: dict[str, bytes]) -> dict[str, Any]:
    """Parse YAML files; raises ReferenceFault naming the file and line."""
    import yaml  # slow start

    files = {}
    for name, text in contents.items():
        try:
            files[name] = read_yaml(text)
        except yaml.YAMLError as error:
            raise ReferenceFault(f"{name} is not valid YAML: {error}. Mend the file.") from error
    return files


def _contents(folder: Path) -> dict[str, bytes]:
    paths = sorted([*folder.glob("*.yaml"), *folder.glob("*/*.yaml")])
    names = {path: path.relative_to(folder).as_posix() for path in paths}
    return {
        names[path]: path.read_bytes() for path in paths if names[path].split("/")[0] not in _others(folder) | NOT_OURS
    }


def _others(folder: Path) -> set[str]:
    """Sub-folders that hold no records of the book (questionnaires, templates and the like)."""
    return {path.name for path in folder.iterdir() if path.is_dir()} - {"makers", "calibres", "models", "states"}


def _cache_folder() -> Path:
    chosen = os.environ.get("XDG_CACHE_HOME")
    return (Path(chosen) if chosen else Path("~/.cache").expanduser()) / "salwa"


def _kept(copy: Path) -> dict[str, Any] | None:
    try:
        files = json.loads(copy.read_bytes())
    except (OSError, ValueError):
        return None
    return files if isinstance(files, dict) else None


def _keep(copy: Path, files: dict[str, Any]) -> None:
    """Keep a copy for the next start; a folder that cannot be written to only costs time."""
    with contextlib.suppress(OSError, TypeError):
        copy.parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps(files, ensure_ascii=False)
        for old in copy.parent.glob("reference-*.json"):
            old.unlink(missing_ok=True)
        with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=copy.parent, delete=False) as file:
            file.write(text)
        Path(file.name).replace(copy)
