"""Everything a person can do with an import up to its end, one function each; see withdrawal.py for taking it back."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, BinaryIO

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from salwa.domain.imports.mapping import ColumnMapping, header_signature, mapping_from_document
from salwa.domain.imports.suggestion import as_mapping, suggest_fields
from salwa.domain.languages import Sentence, message
from salwa.domain.refusals import Refusal
from salwa.services.audit.actions import write_entry
from salwa.services.imports.judging import judges
from salwa.services.imports.permissions import check_may_import
from salwa.services.imports.queries import MappingOffer, import_of, sample_rows
from salwa.services.imports.running import Progress, run
from salwa.services.imports.stored import TABLE, StoredFile, forget, imports_folder, safe_name, settle, store
from salwa.services.imports.tables import Layout, recognise_layout
from salwa.services.imports.words import column_words, is_column_word
from salwa.storage.accounts.models import User
from salwa.storage.register.models import Import, SavedMapping

SAMPLE_ROWS = 3_000
NO_FIELD = message("No column is mapped to a serial number, maker, model, calibre or type.")
MAP_ONE = message("Map at least one of them; without these the rows say nothing about weapons.")
WRONG_MOMENT = message("This import is {status}; that cannot be done now.")
LOOK_AGAIN = message("Open the page of the import to see what can be done.")
DESCRIBING = {"serial", "maker", "model", "calibre", "type"}


def receive_file(*, acting_user: User, file_name: str, stream: BinaryIO, encoding: str | None = None) -> int:
    """Take a file in and find out how to read it; returns the import's id.

    In order: permit, store (streamed, hashed), recognise, record, audit. Nothing is imported yet.
    """
    check_may_import(acting_user)
    shown = safe_name(file_name) or "file"
    stored = store(stream, shown, limited=not acting_user.is_operator)
    path = imports_folder() / stored.name
    megabytes = settings.SALWA["upload_megabytes"]
    try:
        layout = recognise_layout(path, shown_name=shown, megabytes=megabytes, knows=is_column_word, encoding=encoding)
        name = settle(stored)
    except BaseException:
        forget(stored)
        raise
    table = name + (TABLE if layout.format == "workbook" else "")
    return _record_import(acting_user, shown, replace(stored, name=name), replace(layout, table=table))


def _record_import(user: User, shown: str, stored: StoredFile, layout: Layout) -> int:
    with transaction.atomic():
        entry = Import.objects.create(
            file_name=shown,
            stored_file=stored.name,
            sha256=stored.sha256,
            size=stored.size,
            layout=layout.as_document(),
            received_at=timezone.now(),
            received_by_id=user.pk,
        )
        write_entry(
            acting_user=user,
            action="imports.received",
            object_kind="import",
            object_id=entry.pk,
            details={"sha256": stored.sha256, "size": stored.size},
        )
    return entry.pk


def unfinished_import(*, acting_user: User, sha256: str, mapping: ColumnMapping | None = None) -> int | None:
    """The import of the same file that was begun and not finished (killed, or waiting); None when there is none.

    With a `mapping`, only an import that was begun with just that mapping: with another one it is another import.
    """
    check_may_import(acting_user)
    rows = Import.objects.filter(sha256=sha256, status__in=["running", "queued", "failed"], dry_run=False)
    for entry in rows.order_by("-pk"):
        if mapping is None or entry.mapping == mapping.as_document():
            return entry.pk
    return None


def suggest_mapping(*, acting_user: User, import_id: int) -> MappingOffer:
    """The mapping remembered for this header, else the one suggested from headers and values, with reasons."""
    check_may_import(acting_user)
    entry = import_of(import_id)
    headers = Layout.from_document(entry.layout).headers
    rows = [cells for _, cells in sample_rows(entry, SAMPLE_ROWS)]
    suggestions = suggest_fields(headers, rows, column_words(), judges())
    saved = SavedMapping.objects.filter(signature=header_signature(headers)).order_by("-pk").first()
    if saved:
        mapping = mapping_from_document(saved.mapping)
        if all(column in headers for columns in mapping.fields.values() for column in columns):
            return MappingOffer(mapping, tuple(suggestions), remembered=True, headers=headers)
    return MappingOffer(as_mapping(suggestions, headers, rows), tuple(suggestions), remembered=False, headers=headers)


def map_columns(*, acting_user: User, import_id: int, mapping: ColumnMapping) -> None:
    """Settle which column feeds which field, and remember it for the next file with this header."""
    check_may_import(acting_user)
    with transaction.atomic():
        entry = Import.objects.select_for_update().get(pk=import_of(import_id).pk)
        check_status(entry, {"received", "mapped"})
        layout = Layout.from_document(entry.layout)
        mapping.places(layout.headers)
        if not DESCRIBING & set(mapping.fields):
            raise Refusal("nothing_mapped", Sentence(NO_FIELD), remedy=Sentence(MAP_ONE))
        entry.mapping, entry.status = mapping.as_document(), "mapped"
        entry.save(update_fields=["mapping", "status"])
        SavedMapping.objects.create(
            signature=header_signature(layout.headers),
            mapping=mapping.as_document(),
            saved_at=timezone.now(),
            saved_by_id=acting_user.pk,
        )
        write_entry(
            acting_user=acting_user,
            action="imports.mapped",
            object_kind="import",
            object_id=entry.pk,
            details={"fields": {key: list(columns) for key, columns in mapping.fields.items()}},
        )


def start_import(*, acting_user: User, import_id: int) -> None:
    """Queue a mapped import for the background worker."""
    from salwa.services.imports.tasks import run_import  # slow start

    _queue(acting_user, import_id)
    run_import.enqueue(import_id, acting_user.pk)


def run_import_now(*, acting_user: User, import_id: int, progress: Progress | None = None) -> None:
    """Run a mapped or interrupted import in this process, telling `progress` after each batch."""
    _queue(acting_user, import_id)
    run(user=acting_user, import_id=import_id, progress=progress)


def _queue(user: User, import_id: int) -> None:
    check_may_import(user)
    with transaction.atomic():
        entry = Import.objects.select_for_update().get(pk=import_of(import_id).pk)
        check_status(entry, {"mapped", "queued", "running", "failed"})
        if entry.status == "mapped":
            Import.objects.filter(pk=import_id).update(status="queued")
            write_entry(acting_user=user, action="imports.started", object_kind="import", object_id=import_id)


def check_status(entry: Import, allowed: set[str]) -> None:
    """Refuse (`wrong_moment`) unless the import is in one of the states `allowed`. For services of this package."""
    if entry.status not in allowed:
        values: dict[str, Any] = {"status": entry.status}
        raise Refusal("wrong_moment", Sentence(WRONG_MOMENT, values), remedy=Sentence(LOOK_AGAIN))
