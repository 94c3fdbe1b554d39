"""Publishing: the contacts of today as signed editions, one for everybody and one for States, numbers growing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from salwa.domain.directory import Audience, ContactKind, Edition, ListedContact
from salwa.domain.languages import Sentence, message
from salwa.domain.refusals import NotFound, Refusal
from salwa.services.audit.actions import write_entry
from salwa.services.directory.permissions import check_may_manage_directory
from salwa.services.directory.rows import details_of, one_at_a_time
from salwa.services.directory.signing import issuer_name, sign_edition, signing_keys
from salwa.storage.accounts.models import User
from salwa.storage.cooperation.models import Contact, PublishedEdition

EMPTY = message("There is no contact to publish.")
ENTER_ONE = message("Enter the contacts of States first.")
NONE_YET = message("No edition of the directory was published yet.")
COME_BACK = message("Come back later, or ask the secretariat.")


@dataclass(frozen=True, slots=True)
class Published:
    """What was published."""

    number: int
    issued: datetime
    contacts: int
    kid: str


def publish_edition(*, acting_user: User) -> Published:
    """Sign the contacts as they are now under the next number. Raises `NotPermitted`, `Refusal` (`nothing_to_publish`).

    The number is unique: of two people publishing at once one gets a `Conflict` and loses nothing.
    """
    check_may_manage_directory(acting_user)
    keys = signing_keys()
    with one_at_a_time(), transaction.atomic():
        last = PublishedEdition.objects.select_for_update().order_by("-number").first()
        # Never earlier than the last edition, also when the clock of the machine was set back.
        issued = timezone.now().replace(microsecond=0)
        issued = max(issued, last.issued_at) if last else issued
        contacts = listed_contacts()
        if not contacts:
            raise Refusal("nothing_to_publish", Sentence(EMPTY), remedy=Sentence(ENTER_ONE))
        states = Edition(last.number + 1 if last else 1, issued, issuer_name(), Audience.STATES, contacts)
        public = replace(states, audience=Audience.PUBLIC)
        row = PublishedEdition.objects.create(
            number=states.number, issued_at=issued, contacts=len(contacts), published_by=acting_user,
            public_signed=sign_edition(public, keys), states_signed=sign_edition(states, keys),
        )  # fmt: skip
        write_entry(
            acting_user=acting_user, action="directory.published", object_kind="edition", object_id=row.number,
            details={"contacts": row.contacts, "kid": keys.signing_kid},
        )  # fmt: skip
    return Published(row.number, issued, row.contacts, keys.signing_kid)


def fetch_states_edition(*, acting_user: User, number: int) -> bytes:
    """The signed edition for States, to be handed to their points of contact. Raises `NotPermitted`, `NotFound`."""
    check_may_manage_directory(acting_user)
    with transaction.atomic():
        row = PublishedEdition.objects.filter(number=number).first()
        if row is None:
            raise NotFound("no_edition", Sentence(NONE_YET), remedy=Sentence(COME_BACK))
        write_entry(
            acting_user=acting_user, action="directory.states_edition_fetched", object_kind="edition", object_id=number
        )
    return row.states_signed.encode("ascii")


def listed_contacts() -> tuple[ListedContact, ...]:
    """Every contact that is not ended, by State and kind, with all that States may see."""
    rows = Contact.objects.filter(ended_at=None).prefetch_related("versions", "tests")
    listed = [_listed(one) for one in rows]
    return tuple(sorted(listed, key=lambda one: (one.state, list(ContactKind).index(one.kind), one.uid)))


def _listed(contact: Contact) -> ListedContact:
    newest = max(contact.versions.all(), key=lambda one: one.version)
    details = details_of(newest)
    answered = [one.answered_on for one in contact.tests.all() if one.answered_on is not None]
    return ListedContact(
        uid=str(contact.uid), state=contact.state, kind=ContactKind(contact.kind), office=details.office,
        email=details.email, telephone=details.telephone, postal=details.postal, languages=details.languages,
        hours=details.hours, time_zone=details.time_zone, valid_until=details.valid_until,
        revised=timezone.localdate(newest.recorded_at), person=details.person, title=details.title,
        last_answered=max(answered, default=None),
    )  # fmt: skip
