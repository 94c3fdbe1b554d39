"""`salwa weapons import`: take a file of weapons into the register."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from salwa.commands.messages import open_home, put_json, say
from salwa.commands.progress import progress_bar

if TYPE_CHECKING:
    from salwa.services.imports.queries import MappingOffer

LEAST_SURE = 0.5
MARKS = {"serial", "maker", "model", "calibre", "type"}


def import_file(
    file: Annotated[Path, typer.Argument(help="CSV, XLSX or ODS; a CSV may be packed with gzip.")],
    home: Annotated[Path | None, typer.Option(help="Folder of the installation.")] = None,
    mapping: Annotated[Path | None, typer.Option(help="Column mapping to use (YAML).")] = None,
    suggest_mapping: Annotated[
        Path | None, typer.Option(help="Write the suggested mapping to this file and stop.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Read every row, save nothing.")] = False,
    encoding: Annotated[str | None, typer.Option(help="Encoding of the text file, when it is not recognised.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Import a file of weapons; every row is imported, merged, or set aside with its reason.

    An interrupted import goes on where it stopped when the same command is given again.

    Example: salwa weapons import seizures.csv --home ./register --suggest-mapping mapping.yaml

    Exit codes: 0 every row is accounted for, 1 refused, 2 no such file or the columns are not clear.
    """
    if not file.is_file():
        raise FileNotFoundError(f"There is no file {file}.")
    open_home(home)
    started = time.monotonic()
    result = _carry_out(file, mapping, suggest_mapping, dry_run=dry_run, encoding=encoding)
    result.setdefault("seconds", round(time.monotonic() - started, 2))
    if as_json:
        put_json(result)
    else:
        for name, value in result.items():
            say(f"{name}: {value}")


def _carry_out(
    file: Path, mapping_file: Path | None, suggest_to: Path | None, *, dry_run: bool, encoding: str | None
) -> dict[str, Any]:
    from salwa.services.accounts.actions import operator  # slow start
    from salwa.services.imports import actions, mapping_files, queries  # slow start

    user = operator()
    given = mapping_files.read_mapping_file(mapping_file) if mapping_file else None
    going_on = None if suggest_to or dry_run else _interrupted(user, file, given)
    if going_on is None:
        with file.open("rb") as stream:
            import_id = actions.receive_file(acting_user=user, file_name=file.name, stream=stream, encoding=encoding)
        offer = actions.suggest_mapping(acting_user=user, import_id=import_id)
        if suggest_to:
            suggest_to.write_text(mapping_files.mapping_text(offer.mapping, offer.suggestions), encoding="utf-8")
            return {"mapping_file": str(suggest_to), **_suggestions(offer)}
        chosen = given or _sure_enough(offer)
        actions.map_columns(acting_user=user, import_id=import_id, mapping=chosen)
    else:
        import_id = going_on
        say(f"Going on with the interrupted import {import_id} of this file.")
    if dry_run:
        trial = queries.try_import(acting_user=user, import_id=import_id)
        return {
            "rows": trial.rows, "imported": trial.accepted, "merged": 0, "set_aside": trial.set_aside,
            "seconds": round(trial.seconds, 2), "set_aside_file": None,
        }  # fmt: skip
    with progress_bar("Importing") as progress:
        actions.run_import_now(acting_user=user, import_id=import_id, progress=progress)
    view = queries.view_import(acting_user=user, import_id=import_id)
    path = queries.set_aside_file(acting_user=user, import_id=import_id)
    return {
        "rows": view.rows, "imported": view.imported, "merged": view.merged, "set_aside": view.set_aside,
        "seconds": round(view.seconds or 0.0, 2), "set_aside_file": str(path) if path else None,
    }  # fmt: skip


def _interrupted(user: Any, file: Path, mapping: Any) -> int | None:
    import hashlib  # slow start

    from salwa.services.imports.actions import unfinished_import  # slow start

    with file.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return unfinished_import(acting_user=user, sha256=digest, mapping=mapping)


def _sure_enough(offer: MappingOffer) -> Any:
    """The mapping to use without asking: doubtful side information is left out, marks are needed."""
    from salwa.domain.imports.mapping import ColumnMapping  # slow start

    if offer.remembered:
        return offer.mapping
    doubtful = {one.header for one in offer.suggestions if one.score < LEAST_SURE and one.field not in MARKS}
    fields = {
        key: tuple(column for column in columns if column not in doubtful)
        for key, columns in offer.mapping.fields.items()
    }
    if not MARKS & {key for key, columns in fields.items() if columns}:
        raise FileNotFoundError(
            "no column was recognised as a serial number, maker, model, calibre or type. Write a mapping with "
            "--suggest-mapping mapping.yaml, complete it, and import with --mapping mapping.yaml."
        )
    for header in sorted(doubtful):
        say(f"The column {header} is left out: it is not clear what it holds.")
    return ColumnMapping({key: columns for key, columns in fields.items() if columns}, offer.mapping.date_order)


def _suggestions(offer: MappingOffer) -> dict[str, Any]:
    return {
        "fields": dict(offer.mapping.as_document()["fields"]),
        "suggestions": [
            {"column": one.header, "field": one.field, "score": one.score, "reason": one.reason.english()}
            for one in offer.suggestions
        ],
    }
