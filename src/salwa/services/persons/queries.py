"""Opening a person's data. Each opening is counted, and leaves an entry with its purpose."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from salwa.domain.keys import context_of
from salwa.domain.languages import Sentence, message
from salwa.domain.refusals import NotFound, Refusal
from salwa.services.accounts.quotas import take_from_quota
from salwa.services.audit.actions import write_entry
from salwa.services.keys.columns import PERSONS
from salwa.services.keys.sealing import keyed_indexes, unseal
from salwa.services.persons.permissions import check_may_open_person
from salwa.services.persons.values import PersonData
from salwa.storage.accounts.models import User
from salwa.storage.register.models import Person

QUOTA = "persons"
NO_SUCH_PERSON = message("There is no such person, or you may not know of them.")
PURPOSE_MISSING = message("Say for what purpose the data of a person are opened.")
NAME_THE_CASE = message("Name the case or the order. The purpose is recorded with your name.")


def open_person(*, acting_user: User, person: uuid.UUID, purpose: str) -> PersonData:
    """The data of one person. In order: permit, count, read, unseal, audit.

    Raises `NotPermitted`, `NotFound`, `QuotaSpent`, `Refusal` (`purpose_missing`, and those of `unseal`).
    """
    _check(acting_user, purpose)
    with transaction.atomic():
        _count(acting_user)
        row = Person.objects.filter(uuid=person).first()
        if row is None:
            raise NotFound("no_such_person", Sentence(NO_SUCH_PERSON))
        data = _opened(row)
        _note(acting_user, "persons.opened", row, purpose)
    return data


def find_person_by_document(*, acting_user: User, document_number: str, purpose: str) -> PersonData | None:
    """The person with exactly this document number (spaces, hyphens, capitals and digits of any script aside).

    The newest when it was recorded several times; None when there is none. Counted and recorded either way.
    """
    _check(acting_user, purpose)
    looked_for = keyed_indexes(document_number, context=PERSONS.index_context("document_number"))
    with transaction.atomic():
        _count(acting_user)
        row = Person.objects.filter(document_index__in=looked_for).order_by("-pk").first()
        data = _opened(row) if row is not None else None
        _note(acting_user, "persons.looked_for", row, purpose)
    return data


def _check(user: User, purpose: str) -> None:
    check_may_open_person(user)
    if not purpose.strip():
        raise Refusal("purpose_missing", Sentence(PURPOSE_MISSING), remedy=Sentence(NAME_THE_CASE))


def _count(user: User) -> None:
    allowed = settings.SALWA["opened_persons_per_day"]
    take_from_quota(user=user, kind=QUOTA, amount=1, allowed=allowed, today=timezone.localdate())


def _opened(row: Person) -> PersonData:
    texts = {column: _text(row, column) for column in PERSONS.columns}
    return PersonData(
        person=row.uuid,
        purpose=row.purpose,
        legal_basis=row.legal_basis,
        recorded_at=row.recorded_at,
        recorded_by_id=row.recorded_by_id,
        purge_due=row.purge_due,
        legal_hold=row.legal_hold,
        purged_at=row.purged_at,
        **texts,
    )


def _text(row: Person, column: str) -> str:
    blob = getattr(row, column)
    return unseal(bytes(blob), context=context_of(PERSONS.word, column, row.uuid)) if blob is not None else ""


def _note(user: User, action: str, row: Person | None, purpose: str) -> None:
    write_entry(
        acting_user=user,
        action=action,
        object_kind="person",
        object_id=str(row.uuid) if row is not None else "",
        purpose=purpose.strip(),
    )
