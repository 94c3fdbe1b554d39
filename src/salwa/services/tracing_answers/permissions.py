"""Who may draft answers to other States, and who may release them: never the same person (ITI 20, 22)."""

from __future__ import annotations

from salwa.domain.languages import Sentence, message
from salwa.domain.refusals import NotPermitted
from salwa.services.accounts.permissions import check_may, may
from salwa.storage.accounts.models import User
from salwa.storage.register.models import AnswerDraft

DRAFTED_IT = message("You drafted this answer; another person has to release it.")
ASK_ANOTHER = message("Ask a supervisor who had no hand in it.")


def may_draft_answers(user: User) -> bool:
    """Whether this person may draft answers."""
    return may(user, "tracing.work")


def check_may_draft_answers(user: User) -> None:
    """Refuse unless this person may draft answers."""
    check_may(user, "tracing.work")


def may_release_answers(user: User) -> bool:
    """Whether this person may release answers that others drafted."""
    return may(user, "tracing.release")


def check_may_release_answers(user: User, draft: AnswerDraft | None = None) -> None:
    """Refuse unless this person may release answers; with a draft, also if he or she drafted it.

    That holds for the command line as well: whoever types there could have drafted it there.
    """
    check_may(user, "tracing.release")
    if draft is not None and draft.drafted_by_id == user.pk:
        raise NotPermitted("drafted_by_you", Sentence(DRAFTED_IT), remedy=Sentence(ASK_ANOTHER))
