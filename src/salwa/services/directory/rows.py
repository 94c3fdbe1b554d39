"""Between rows and values: details of a contact, and the newest version of each."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import IntegrityError

from salwa.domain.directory import ContactDetails
from salwa.domain.languages import Sentence, message
from salwa.domain.refusals import Conflict, NotFound, Refusal
from salwa.reference import load_book
from salwa.storage.cooperation.contact_tables import Details
from salwa.storage.cooperation.models import Contact, ContactVersion

FIELDS = (
    "office", "email", "telephone", "postal", "hours", "time_zone", "person", "title", "valid_until",
)  # fmt: skip
NO_CONTACT = message("There is no point of contact with this number.")
LOOK_AT_LIST = message("Look for it in the list of contacts.")
NO_STATE = message("There is no State with the code {code}.")
AT_ONCE = message("Somebody else did the same at this moment; this was not done a second time.")
LOOK_AGAIN = message("Look at how things stand now and try again if it is still needed.")
GIVE_CODE = message("Give its code of three letters, for example KEN.")


def details_of(row: Details) -> ContactDetails:
    """The details that a row holds."""
    return ContactDetails(**{name: getattr(row, name) for name in FIELDS}, languages=tuple(row.languages))


def columns_of(details: ContactDetails) -> dict[str, Any]:
    """The details as columns."""
    return {name: getattr(details, name) for name in FIELDS} | {"languages": list(details.languages)}


def contact_of(number: int, *, lock: bool = False) -> Contact:
    """The contact with this number. Raises `NotFound`; `lock`: nobody else changes it until the transaction ends."""
    rows = Contact.objects.select_for_update() if lock else Contact.objects
    found = rows.filter(pk=number).first()
    if found is None:
        raise NotFound("no_contact", Sentence(NO_CONTACT), remedy=Sentence(LOOK_AT_LIST))
    return found


def newest_version(contact: Contact) -> ContactVersion:
    """The version that counts."""
    return contact.versions.latest("version")


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Around a transaction: when a rule of the database keeps the second of two people out, it is a `Conflict`."""
    try:
        yield
    except IntegrityError:
        raise Conflict("done_at_once", Sentence(AT_ONCE), remedy=Sentence(LOOK_AGAIN)) from None


def checked_state(code: str) -> str:
    """A State's code that the reference book or a demonstration knows. Raises `Refusal` (`no_such_state`)."""
    plain = code.strip().upper()
    known = plain in load_book().states or (len(plain) == 3 and plain.isascii() and plain.isalpha() and plain[0] == "X")
    if not known:
        raise Refusal(
            "no_such_state",
            Sentence(NO_STATE, {"code": code[:20]}),
            remedy=Sentence(GIVE_CODE),
            where={"field": "state"},
        )
    return plain
