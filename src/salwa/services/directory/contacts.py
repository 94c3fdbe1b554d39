"""Entering, correcting, handing over, confirming and ending points of contact. Every act is a version of its own."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from salwa.domain.directory import ContactDetails, Source, checked_details, checked_kind
from salwa.domain.languages import Sentence, message
from salwa.domain.refusals import Conflict, Refusal
from salwa.services.audit.actions import write_entry
from salwa.services.directory.permissions import check_may_manage_directory
from salwa.services.directory.rows import checked_state, columns_of, contact_of, details_of, newest_version
from salwa.storage.accounts.models import User
from salwa.storage.cooperation.models import Contact, ContactVersion

NO_SOURCE = message("It is not said who gave these details.")
SAY_SOURCE = message("Choose the State itself or a note verbale.")
NO_DOCUMENT = message("A change on a note verbale names it.")
NAME_NOTE = message("Give the number and day of the note verbale.")
ENDED = message("This point of contact was ended; nothing is added to it.")
ENTER_ANEW = message("Enter a new contact for the State.")
CHANGED = message("Somebody else changed this contact in the meantime.")
LOOK_AGAIN = message("Look at what it says now and try again.")
NO_REASON = message("Ending a contact needs a reason.")
SAY_REASON = message("Say why the State no longer has it, and where that is written.")
SAME = message("Nothing in these details is new.")
CONFIRM_INSTEAD = message("Confirm the contact instead, or change something.")


def enter_contact(
    *, acting_user: User, state: str, kind: str, details: ContactDetails, source: str, document: str = ""
) -> int:
    """Enter a point of contact of a State and return its number.

    Raises `NotPermitted` and `Refusal` naming the field: `no_such_state`, `no_such_kind`, `no_source`, `no_document`
    and those of `checked_details`.
    """
    check_may_manage_directory(acting_user)
    code, known_kind = checked_state(state), checked_kind(kind)
    known = checked_details(details, timezone.localdate())
    given_by, paper = _origin(source, document)
    now = timezone.now()
    with transaction.atomic():
        contact = Contact.objects.create(state=code, kind=known_kind.value, entered_at=now, entered_by=acting_user)
        _append(contact, 1, "entered", known, (given_by, paper), acting_user, now)
        _audit(acting_user, "directory.entered", contact, source=given_by.value)
    return contact.pk


def correct_contact(
    *, acting_user: User, contact_id: int, version: int, details: ContactDetails, source: str, document: str = ""
) -> int:
    """Replace details that are wrong or have changed; the office stays the contact. Returns the new version."""
    return _change(acting_user, contact_id, version, ("corrected", details, source, document))


def hand_over(
    *, acting_user: User, contact_id: int, version: int, details: ContactDetails, source: str, document: str = ""
) -> int:
    """Another office takes over from the present one, on the word of the State itself or on a note verbale.

    The old details stay readable. Returns the new version.
    """
    return _change(acting_user, contact_id, version, ("handed_over", details, source, document))


def confirm_contact(*, acting_user: User, contact_id: int, source: str, document: str = "") -> int:
    """Record that the State confirmed the details as they are. Returns the new version."""
    check_may_manage_directory(acting_user)
    given_by, paper = _origin(source, document)
    now = timezone.now()
    with transaction.atomic():
        contact = _open_contact(contact_id)
        newest = newest_version(contact)
        number = newest.version + 1
        _append(contact, number, "confirmed", details_of(newest), (given_by, paper), acting_user, now)
        _audit(acting_user, "directory.confirmed", contact, source=given_by.value)
    return number


def end_contact(*, acting_user: User, contact_id: int, reason: str) -> None:
    """End a contact that the State no longer has. It stays readable and leaves the next edition."""
    check_may_manage_directory(acting_user)
    if not reason.strip():
        raise Refusal("no_reason", Sentence(NO_REASON), remedy=Sentence(SAY_REASON), where={"field": "reason"})
    with transaction.atomic():
        contact = _open_contact(contact_id)
        contact.ended_at, contact.ended_by = timezone.now(), acting_user
        contact.end_reason = reason.strip()[:2000]
        contact.save(update_fields=["ended_at", "ended_by", "end_reason"])
        _audit(acting_user, "directory.ended", contact)


def _change(
    user: User, contact_id: int, version: int, change: tuple[str, ContactDetails, str, str]
) -> int:  # fmt: skip
    act, details, source, document = change
    check_may_manage_directory(user)
    known = checked_details(details, timezone.localdate())
    given_by, paper = _origin(source, document)
    now = timezone.now()
    with transaction.atomic():
        contact = _open_contact(contact_id)
        newest = newest_version(contact)
        if newest.version != version:
            raise Conflict("contact_changed", Sentence(CHANGED), remedy=Sentence(LOOK_AGAIN))
        if details_of(newest) == known:
            raise Refusal("nothing_new", Sentence(SAME), remedy=Sentence(CONFIRM_INSTEAD))
        _append(contact, version + 1, act, known, (given_by, paper), user, now)
        _audit(user, f"directory.{act}", contact, source=given_by.value)
    return version + 1


def _open_contact(contact_id: int) -> Contact:
    contact = contact_of(contact_id, lock=True)
    if contact.ended_at is not None:
        raise Conflict("contact_ended", Sentence(ENDED), remedy=Sentence(ENTER_ANEW))
    return contact


def _origin(source: str, document: str) -> tuple[Source, str]:
    if source not in set(Source):
        raise Refusal("no_source", Sentence(NO_SOURCE), remedy=Sentence(SAY_SOURCE), where={"field": "source"})
    paper = " ".join(document.split())[:200]
    if source == Source.NOTE_VERBALE and not paper:
        raise Refusal("no_document", Sentence(NO_DOCUMENT), remedy=Sentence(NAME_NOTE), where={"field": "document"})
    return Source(source), paper


def _append(
    contact: Contact, number: int, act: str, details: ContactDetails, origin: tuple[Source, str], *who: object
) -> None:
    user, now = who
    assert isinstance(user, User) and isinstance(now, datetime)  # noqa: S101 - for the type checker
    ContactVersion.objects.create(
        contact=contact, version=number, act=act, source=origin[0].value, document=origin[1], recorded_at=now,
        recorded_by=user, **columns_of(details),
    )  # fmt: skip


def _audit(user: User, action: str, contact: Contact, **details: str) -> None:
    write_entry(
        acting_user=user, action=action, object_kind="contact", object_id=contact.pk,
        details={"state": contact.state, "kind": contact.kind, **details},
    )  # fmt: skip
