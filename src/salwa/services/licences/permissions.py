"""Who may see authorisations, prepare them, and decide on them. Nobody decides on what he or she prepared."""

from __future__ import annotations

from salwa.domain.languages import Sentence, message
from salwa.domain.licences.standing import Standing
from salwa.domain.refusals import NotPermitted
from salwa.services.accounts.permissions import check_may, may
from salwa.storage.accounts.models import User

PREPARED_IT = message("You prepared this application; another person has to decide on it.")
ASK_ANOTHER = message("Ask a supervisor who had no hand in it.")
RECORDED_IT = message("You recorded this use; another person has to take it back.")


def may_see_licences(user: User) -> bool:
    """Whether the screens offer authorisations to this person."""
    return may(user, "licences.read")


def check_may_see_licences(user: User) -> None:
    """Refuse unless this person may see authorisations."""
    check_may(user, "licences.read")


def may_prepare_licence(user: User) -> bool:
    """Whether the screens offer recording applications and uses to this person."""
    return may(user, "licences.manage")


def check_may_prepare_licence(user: User) -> None:
    """Refuse unless this person may record applications and uses."""
    check_may(user, "licences.manage")


def may_decide_licence(user: User) -> bool:
    """Whether this person may decide on applications of others."""
    return may(user, "licences.decide")


def check_may_decide_licence(user: User, standing: Standing | None = None) -> None:
    """Refuse unless this person may decide; with a standing, also if he or she prepared what is decided on.

    That holds for the command line as well: whoever types there could have prepared the application there.
    """
    check_may(user, "licences.decide")
    if standing is not None and user.pk in standing.prepared_by:
        raise NotPermitted("prepared_by_you", Sentence(PREPARED_IT), remedy=Sentence(ASK_ANOTHER))


def check_may_undo_use(user: User, recorded_by: int) -> None:
    """Refuse unless this person may decide and is not the one who recorded the use."""
    check_may(user, "licences.decide")
    if user.pk == recorded_by:
        raise NotPermitted("recorded_by_you", Sentence(RECORDED_IT), remedy=Sentence(ASK_ANOTHER))
