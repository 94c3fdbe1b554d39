"""Recording a person, and deciding how long the data stay."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.utils import timezone

from salwa.domain.keys import context_of
from salwa.domain.languages import Sentence, message
from salwa.domain.persons import earliest_purge
from salwa.domain.refusals import NotFound, Refusal
from salwa.services.audit.actions import write_entry
from salwa.services.audit.commitments import commitment
from salwa.services.keys.columns import PERSONS
from salwa.services.keys.sealing import keyed_index, seal
from salwa.services.persons.permissions import check_may_decide_on_retention, check_may_record_person
from salwa.services.persons.queries import NO_SUCH_PERSON
from salwa.services.persons.values import PersonEntry
from salwa.storage.accounts.models import User
from salwa.storage.register.models import Person

NOTHING_KNOWN = message("A person needs at least a name, a document number, an address, a date of birth or a note.")
WRITE_WHAT_IS_KNOWN = message("Write what is known and leave the rest empty.")
WHY = message("Say for what purpose and on which legal basis the data of this person are kept.")
CITE = message("Cite the law or order, for example the article of the arms act.")
TOO_EARLY = message("Records must be kept at least until {day} (ITI 12), so the data cannot be purged on {asked}.")
LATER_OR_NONE = message("Give a later day, or none: the data are then kept for ever.")
PURGED_ALREADY = message("The data of this person were purged already.")
NOTHING_TO_DO = message("There is nothing left to keep or to purge.")
SAY_WHY = message("Say why the legal hold is set or lifted.")
NAME_THE_CASE = message("Name the case or the order, never the person: the audit log keeps these words for ever.")


def record_person(*, acting_user: User, entry: PersonEntry) -> uuid.UUID:
    """Record a person, every identifying text sealed; returns the identifier to refer to.

    In order: permit, check, seal, save, audit with a keyed commitment. Raises `NotPermitted` and `Refusal`
    (`person_unknown`, `purpose_missing`, `purge_too_early`, `no_keyring`) without saving anything.
    """
    check_may_record_person(acting_user)
    now = timezone.now()
    _check(entry, timezone.localtime(now).date())
    name = uuid.uuid4()
    texts = {column: getattr(entry, column) for column in PERSONS.columns if getattr(entry, column).strip()}
    sealed = {column: seal(text, context=context_of(PERSONS.word, column, name)) for column, text in texts.items()}
    number = texts.get("document_number")
    with transaction.atomic():
        Person.objects.create(
            uuid=name,
            document_index=keyed_index(number, context=PERSONS.index_context("document_number")) if number else None,
            purpose=entry.purpose.strip(),
            legal_basis=entry.legal_basis.strip(),
            recorded_at=now,
            recorded_by_id=acting_user.pk,
            purge_due=entry.purge_due,
            **sealed,
        )
        write_entry(
            acting_user=acting_user,
            action="persons.recorded",
            object_kind="person",
            object_id=str(name),
            details={
                "commitment": commitment(committed(texts), subject=subject_of(name)),
                "fields": sorted(texts),
            },
        )
    return name


def subject_of(person: uuid.UUID) -> str:
    """Whom a commitment in the audit log is about: its salt is destroyed with the purge."""
    return f"person:{person}"


def committed(texts: Mapping[str, str]) -> str:
    """What of a person the log commits to: the recorded texts in one canonical form."""
    return json.dumps(dict(texts), sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def set_legal_hold(*, acting_user: User, person: uuid.UUID, hold: bool, reason: str) -> None:
    """Set or lift a legal hold: under it nothing of this person is purged. Setting it again changes nothing.

    In order: permit, change, audit with the reason as purpose. Raises `NotPermitted`, `NotFound`, `Refusal`
    (`reason_missing`, `person_purged`).
    """
    check_may_decide_on_retention(acting_user)
    if not reason.strip():
        raise Refusal("reason_missing", Sentence(SAY_WHY), remedy=Sentence(NAME_THE_CASE))
    with transaction.atomic():
        row = _kept(person)
        if row.legal_hold == hold:
            return
        Person.objects.filter(pk=row.pk).update(legal_hold=hold)
        write_entry(
            acting_user=acting_user,
            action="persons.hold_set" if hold else "persons.hold_lifted",
            object_kind="person",
            object_id=str(person),
            purpose=reason.strip(),
        )


def set_purge_day(*, acting_user: User, person: uuid.UUID, purge_due: date | None) -> None:
    """Set the day on which the data of this person go; None keeps them for ever.

    Raises `NotPermitted`, `NotFound`, `Refusal` (`purge_too_early`, `person_purged`).
    """
    check_may_decide_on_retention(acting_user)
    with transaction.atomic():
        row = _kept(person)
        _check_day(purge_due, timezone.localtime(row.recorded_at).date())
        if row.purge_due == purge_due:
            return
        Person.objects.filter(pk=row.pk).update(purge_due=purge_due)
        write_entry(
            acting_user=acting_user,
            action="persons.purge_day_set",
            object_kind="person",
            object_id=str(person),
            details={"from": _shown(row.purge_due), "to": _shown(purge_due)},
        )


def _kept(person: uuid.UUID) -> Person:
    row = Person.objects.select_for_update().filter(uuid=person).first()
    if row is None:
        raise NotFound("no_such_person", Sentence(NO_SUCH_PERSON))
    if row.purged_at is not None:
        raise Refusal("person_purged", Sentence(PURGED_ALREADY), remedy=Sentence(NOTHING_TO_DO))
    return row


def _check(entry: PersonEntry, today: date) -> None:
    if not any(getattr(entry, column).strip() for column in PERSONS.columns):
        raise Refusal("person_unknown", Sentence(NOTHING_KNOWN), remedy=Sentence(WRITE_WHAT_IS_KNOWN))
    if not entry.purpose.strip() or not entry.legal_basis.strip():
        raise Refusal("purpose_missing", Sentence(WHY), remedy=Sentence(CITE))
    _check_day(entry.purge_due, today)


def _check_day(purge_due: date | None, recorded_on: date) -> None:
    earliest = earliest_purge(recorded_on)
    if purge_due is not None and purge_due < earliest:
        raise Refusal(
            "purge_too_early",
            Sentence(TOO_EARLY, {"day": earliest.isoformat(), "asked": purge_due.isoformat()}),
            remedy=Sentence(LATER_OR_NONE),
        )


def _shown(day: date | None) -> str:
    return day.isoformat() if day else ""
