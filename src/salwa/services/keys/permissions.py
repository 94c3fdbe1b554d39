"""Who may change the keys of sealed fields."""

from __future__ import annotations

from salwa.domain.languages import Sentence, message
from salwa.domain.refusals import NotPermitted
from salwa.services.accounts.permissions import check_may, may
from salwa.storage.accounts.models import User

TWO_PERSONS = message("A key change needs two persons: one asks for it, another approves it.")
ASK_FOR_APPROVAL = message("Ask for the key change on the page of approvals.")


def may_ask_for_key_change(user: User) -> bool:
    """Whether the screens offer this person to ask for a key change."""
    return may(user, "keys.manage")


def check_may_change_keys(user: User, approval: str) -> None:
    """Refuse unless this is the command line, or a person with the right who carries out what another approved."""
    check_may(user, "keys.manage")
    if not user.is_operator and not approval:
        raise NotPermitted("two_persons_needed", Sentence(TWO_PERSONS), remedy=Sentence(ASK_FOR_APPROVAL))


def check_may_list_keys(user: User) -> None:
    """Refuse unless this person may know which keys there are (never what they are)."""
    check_may(user, "keys.manage")
