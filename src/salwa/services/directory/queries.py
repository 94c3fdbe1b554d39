"""What those who keep the directory see: every contact with its history, tests and needs; editions published."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from salwa.domain.directory import ContactDetails, Need, Standing, needs_of, sort_key
from salwa.services.directory.permissions import check_may_manage_directory
from salwa.services.directory.public import payload_of
from salwa.services.directory.publishing import listed_contacts
from salwa.services.directory.rows import contact_of, details_of
from salwa.services.weapons.names import name_of, reader_language
from salwa.storage.accounts.models import User
from salwa.storage.cooperation.models import Contact, PublishedEdition


@dataclass(frozen=True, slots=True)
class KeptContact:
    """A contact in the list of those who keep the directory."""

    number: int
    uid: str
    state: str
    state_name: str
    kind: str
    details: ContactDetails
    version: int
    since: datetime
    last_test: date | None
    last_answered: date | None
    needs: tuple[Need, ...]
    ended: datetime | None


@dataclass(frozen=True, slots=True)
class PastVersion:
    """One version of a contact: what it said, what was done, by whom, on whose word."""

    version: int
    act: str
    source: str
    document: str
    at: datetime
    by: str
    details: ContactDetails


@dataclass(frozen=True, slots=True)
class SentTest:
    """A test message and its answer."""

    sent: datetime
    address: str
    answered: date | None


@dataclass(frozen=True, slots=True)
class ContactPage:
    """Everything about one contact."""

    line: KeptContact
    end_reason: str
    versions: tuple[PastVersion, ...]
    tests: tuple[SentTest, ...]


@dataclass(frozen=True, slots=True)
class EditionLine:
    """A published edition."""

    number: int
    issued: datetime
    contacts: int


def kept_contacts(*, acting_user: User, overdue: bool = False, ended: bool = False) -> list[KeptContact]:
    """All contacts by State; `overdue`: only those somebody has to look after; `ended`: those that were ended too."""
    check_may_manage_directory(acting_user)
    rows = Contact.objects.prefetch_related("versions", "tests")
    rows = rows if ended else rows.filter(ended_at=None)
    lines = [_line(one) for one in rows]
    chosen = [one for one in lines if one.needs or not overdue]
    language = reader_language()
    return sorted(chosen, key=lambda one: (sort_key(one.state_name, language), one.kind, one.number))


def contact_page(*, acting_user: User, contact_id: int) -> ContactPage:
    """One contact with its history, newest first. Raises `NotPermitted`, `NotFound`."""
    check_may_manage_directory(acting_user)
    contact = contact_of(contact_id)
    versions = contact.versions.select_related("recorded_by").order_by("-version")
    tests = contact.tests.order_by("-sent_at")
    return ContactPage(
        _line(contact),
        contact.end_reason,
        tuple(
            PastVersion(one.version, one.act, one.source, one.document, one.recorded_at, str(one.recorded_by),
                        details_of(one))
            for one in versions
        ),
        tuple(SentTest(one.sent_at, one.address, one.answered_on) for one in tests),
    )  # fmt: skip


def published_editions(*, acting_user: User) -> list[EditionLine]:
    """The newest twenty editions."""
    check_may_manage_directory(acting_user)
    rows = PublishedEdition.objects.order_by("-number")[:20]
    return [EditionLine(one.number, one.issued_at, one.contacts) for one in rows]


def unpublished_changes(*, acting_user: User) -> bool:
    """Whether an edition made now would say something else than the last one."""
    check_may_manage_directory(acting_user)
    last = PublishedEdition.objects.order_by("-number").first()
    published = payload_of(last.states_signed).contacts if last else ()
    return listed_contacts() != published


def _line(contact: Contact) -> KeptContact:
    versions = sorted(contact.versions.all(), key=lambda one: one.version)
    newest = versions[-1]
    tests = sorted(contact.tests.all(), key=lambda one: one.sent_at)
    answered = [one.answered_on for one in tests if one.answered_on is not None]
    standing = Standing(
        recorded=timezone.localdate(newest.recorded_at),
        valid_until=newest.valid_until,
        last_test=timezone.localdate(tests[-1].sent_at) if tests else None,
        last_test_answered=bool(tests) and tests[-1].answered_on is not None,
    )
    return KeptContact(
        number=contact.pk, uid=str(contact.uid), state=contact.state, state_name=name_of("country", contact.state),
        kind=contact.kind, details=details_of(newest), version=newest.version, since=newest.recorded_at,
        last_test=standing.last_test, last_answered=max(answered, default=None),
        needs=() if contact.ended_at else needs_of(standing, timezone.localdate()), ended=contact.ended_at,
    )  # fmt: skip
