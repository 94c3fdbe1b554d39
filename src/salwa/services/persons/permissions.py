"""Who may record persons, open their data, and decide how long these are kept."""

from __future__ import annotations

from salwa.domain.languages import Sentence, message
from salwa.domain.refusals import NotPermitted
from salwa.services.accounts.permissions import check_may, may
from salwa.storage.accounts.models import User

TWO_PERSONS = message("Removing personal data needs two persons: one asks for it, another approves it.")
ASK_FOR_APPROVAL = message("Ask for it on the page of approvals.")


def may_record_person(user: User) -> bool:
    """Whether the screens offer recording a person."""
    return may(user, "holders.manage")


def check_may_record_person(user: User) -> None:
    """Refuse unless this person may record persons."""
    check_may(user, "holders.manage")


def may_open_person(user: User) -> bool:
    """Whether the screens offer opening and finding persons."""
    return may(user, "persons.read")


def check_may_open_person(user: User) -> None:
    """Refuse unless this person may open persons' data."""
    check_may(user, "persons.read")


def may_decide_on_retention(user: User) -> bool:
    """Whether the screens offer purge days and legal holds."""
    return may(user, "persons.purge")


def check_may_decide_on_retention(user: User) -> None:
    """Refuse unless this person may set purge days and legal holds."""
    check_may(user, "persons.purge")


def check_may_ask_for_purge(user: User) -> None:
    """Refuse unless this person may ask for the purge; another person approves it."""
    check_may(user, "retention.manage")


def check_may_purge(user: User, approval: str) -> None:
    """Refuse unless this is the command line on its daily run, or a person who carries out what another asked for."""
    check_may(user, "persons.purge")
    if not user.is_operator and not approval:
        raise NotPermitted("two_persons_needed", Sentence(TWO_PERSONS), remedy=Sentence(ASK_FOR_APPROVAL))
