"""Restricted notes on groups and persons: sealed, for those cleared only (resolution 77/71, paragraph 29).

Nobody else learns that there are any: the log names a note by its identifier, never by its case, and looking for notes
leaves the same entry whether there are some or not.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from salwa.domain.keys import context_of
from salwa.domain.languages import Sentence, message
from salwa.domain.refusals import Refusal
from salwa.services.audit.actions import write_entry
from salwa.services.audit.commitments import commitment
from salwa.services.keys.columns import NOTES
from salwa.services.keys.sealing import seal, unseal
from salwa.services.stock.queries import names_of_people
from salwa.services.tracing.permissions import case_with, check_may_read_notes
from salwa.storage.accounts.models import User
from salwa.storage.register.models import RestrictedNote

EMPTY = message("The note is empty.")
WRITE = message("Write what is to be kept, or leave it.")


@dataclass(frozen=True, slots=True)
class NoteShown:
    """One note, opened."""

    uuid: uuid.UUID
    text: str
    recorded_at: datetime
    recorded_by: str


def add_note(*, acting_user: User, case: str, text: str) -> uuid.UUID:
    """Keep a restricted note, sealed; returns its identifier. In order: permit, seal, save, audit.

    Raises `NotPermitted`, `NotFound`, `Refusal` (`note_empty`, `no_keyring`).
    """
    check_may_read_notes(acting_user)
    if not text.strip():
        raise Refusal("note_empty", Sentence(EMPTY), remedy=Sentence(WRITE), where={"field": "text"})
    name = uuid.uuid4()
    with transaction.atomic():
        row = case_with(case)
        RestrictedNote.objects.create(
            uuid=name, case=row, text=seal(text, context=context_of(NOTES.word, "text", name)),
            recorded_at=timezone.now(), recorded_by_id=acting_user.pk,
        )  # fmt: skip
        write_entry(
            acting_user=acting_user, action="tracing.note_recorded", object_kind="note", object_id=str(name),
            details={"commitment": commitment(text, subject=f"note:{name}")},
        )  # fmt: skip
    return name


def open_notes(*, acting_user: User, case: str) -> list[NoteShown]:
    """The restricted notes of a case, oldest first. In order: permit, unseal, audit.

    Raises `NotPermitted`, `NotFound`, and `Refusal` (those of `unseal`).
    """
    check_may_read_notes(acting_user)
    with transaction.atomic():
        row = case_with(case)
        rows = list(row.restricted_notes.order_by("pk"))
        people = names_of_people(one.recorded_by_id for one in rows)
        notes = [
            NoteShown(
                one.uuid, unseal(bytes(one.text), context=context_of(NOTES.word, "text", one.uuid)) if one.text else "",
                one.recorded_at, people.get(one.recorded_by_id, ""),
            )
            for one in rows
        ]  # fmt: skip
        write_entry(
            acting_user=acting_user, action="tracing.notes_opened", object_kind="tracing_case", object_id=row.number
        )
    return notes
