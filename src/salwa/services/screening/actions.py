"""Receiving a list, starting its screening, and asking for the list of weapons recorded twice."""

from __future__ import annotations

from datetime import timedelta
from typing import BinaryIO

from django.db import transaction
from django.utils import timezone

from salwa.domain.languages import Sentence, message
from salwa.domain.refusals import Refusal
from salwa.services.audit.actions import write_entry
from salwa.services.imports.stored import forget, safe_name, settle, store
from salwa.services.screening.queries import screening_of
from salwa.services.screening.reading import read_list
from salwa.services.search.permissions import check_may_list_duplicates, check_may_screen
from salwa.storage.accounts.models import User
from salwa.storage.register.models import DuplicatesList, Screening

# A screening or list that has not ended by then was lost with its worker; it may be started again.
LOST_AFTER = timedelta(minutes=30)
NO_PURPOSE = message("A screening needs a purpose: it is recorded with it.")
SAY_WHY = message("Say in a few words why the list is screened, for example the number of the case.")
RUNS = message("This screening is running or finished already.")
OPEN_IT = message("Open its page to see how far it is.")


def receive_list(*, acting_user: User, file_name: str, stream: BinaryIO, purpose: str) -> int:
    """Take a list in and read it; returns the screening's id. Nothing is looked for yet.

    In order: permit, store, read (a list that cannot be read is refused and removed), record, audit.
    """
    check_may_screen(acting_user)
    if not purpose.strip():
        raise Refusal("no_purpose", Sentence(NO_PURPOSE), remedy=Sentence(SAY_WHY), where={"field": "purpose"})
    shown = safe_name(file_name) or "list"
    stored = store(stream, shown, limited=not acting_user.is_operator)
    try:
        found = read_list(stored.name, shown)
        name = settle(stored)
    except BaseException:
        forget(stored)
        raise
    with transaction.atomic():
        screening = Screening.objects.create(
            file_name=shown, stored_file=name, purpose=purpose.strip(), rows_total=len(found.rows),
            summary={"columns": dict(found.columns)}, created_at=timezone.now(), created_by_id=acting_user.pk,
        )  # fmt: skip
        _audit(acting_user, screening)
    return screening.pk


def start_screening(*, acting_user: User, screening_id: int) -> None:
    """Hand a screening to the background worker; one that failed or was lost may be started again."""
    from salwa.services.screening.tasks import run_screening  # slow start

    with transaction.atomic():
        rows = Screening.objects.select_for_update().filter(pk=screening_of(acting_user, screening_id).pk)
        screening = rows.get()
        lost = screening.status == "running" and (screening.started_at or timezone.now()) < timezone.now() - LOST_AFTER
        if screening.status not in {"queued", "failed"} and not lost:
            raise Refusal("runs_already", Sentence(RUNS), remedy=Sentence(OPEN_IT))
        rows.update(status="queued", failure="", rows_done=0)
        _audit(acting_user, screening)
    run_screening.enqueue(screening_id)


def list_duplicates_anew(*, acting_user: User) -> None:
    """Ask the background worker for a new list of weapons recorded twice, unless one is being made."""
    from salwa.services.screening.tasks import make_duplicates_list  # slow start

    check_may_list_duplicates(acting_user)
    now = timezone.now()
    waiting = DuplicatesList.objects.filter(as_of=None, failure="", requested_at__gt=now - LOST_AFTER)
    if not waiting.exists():
        listing = DuplicatesList.objects.create(requested_at=now, requested_by_id=acting_user.pk)
        make_duplicates_list.enqueue(listing.pk)


def _audit(user: User, screening: Screening) -> None:
    write_entry(
        acting_user=user, action="weapons.screening_asked", object_kind="screening", object_id=screening.pk,
        purpose=screening.purpose, details={"rows": screening.rows_total},
    )  # fmt: skip
