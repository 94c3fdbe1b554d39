"""Who may see what goes to and comes from other installations, who manages keys and partners, who may send what."""

from __future__ import annotations

from salwa.domain.exchange import KINDS, rights_to_post
from salwa.domain.languages import Sentence, message
from salwa.domain.refusals import NotFound, NotPermitted
from salwa.services.accounts.permissions import ASK_ADMINISTRATOR, NOT_PERMITTED, check_may, may
from salwa.storage.accounts.models import User

TWO_PERSONS = message("Taking the key of another State by hand needs two persons: one asks, another approves.")
ASK_FOR_APPROVAL = message("Ask for it on the page of partners; another administrator approves it.")
NO_SUCH_MESSAGE = message("There is no message with this number, or you may not know of it.")


def may_see_exchange(user: User) -> bool:
    """Whether the screens offer the exchange to this person."""
    return may(user, "exchange.read")


def check_may_see_exchange(user: User) -> None:
    """Refuse unless this person may see what was sent and received (never what messages say)."""
    check_may(user, "exchange.read")


def may_manage_exchange(user: User) -> bool:
    """Whether this person manages keys and partners, and tries dead letters again."""
    return may(user, "exchange.manage")


def check_may_manage_exchange(user: User) -> None:
    """Refuse unless this person manages the exchange."""
    check_may(user, "exchange.manage")


def may_carry(user: User) -> bool:
    """Whether this person may take in what another State sent as a file, and take its receipt out: who manages the
    exchange, and whoever sends messages of any kind. What a file may do it may also do when it comes over the line.
    """
    return any(may(user, right) for rights in KINDS.values() for right in rights)


def check_may_carry(user: User) -> None:
    """Refuse unless this person may carry messages as files."""
    if not may_carry(user):
        raise NotPermitted("not_permitted", Sentence(NOT_PERMITTED), remedy=Sentence(ASK_ADMINISTRATOR))


def check_may_pin(user: User, approval: str) -> None:
    """Refuse unless this is the command line, or a person with the right who carries out what another approved."""
    check_may(user, "exchange.manage")
    if not user.is_operator and not approval:
        raise NotPermitted("two_persons_needed", Sentence(TWO_PERSONS), remedy=Sentence(ASK_FOR_APPROVAL))


def may_post(user: User, kind: str) -> bool:
    """Whether this person may cause a message of this kind to be sent."""
    return any(may(user, right) for right in rights_to_post(kind))


def check_may_post(user: User | None, kind: str) -> None:
    """Refuse unless `user` may send this kind; None is the program itself, which answers what has just arrived."""
    if user is not None and not may_post(user, kind):
        raise NotPermitted("not_permitted", Sentence(NOT_PERMITTED), remedy=Sentence(ASK_ADMINISTRATOR))


def no_such_message() -> NotFound:
    """The refusal for a message that is not there, or that the person may not know of."""
    return NotFound("no_such_message", Sentence(NO_SUCH_MESSAGE))
