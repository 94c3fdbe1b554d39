"""Who may see tracing cases, work on them, and read restricted notes."""

from __future__ import annotations

from salwa.domain.languages import Sentence, message
from salwa.domain.refusals import NotFound
from salwa.services.accounts.permissions import check_may, may
from salwa.storage.accounts.models import User
from salwa.storage.register.models import TracingCase

NO_SUCH_CASE = message("There is no tracing case with this number, or you may not know of it.")


def may_read_cases(user: User) -> bool:
    """Whether the screens offer tracing cases to this person."""
    return may(user, "tracing.read")


def check_may_read_cases(user: User) -> None:
    """Refuse unless this person may see tracing cases."""
    check_may(user, "tracing.read")


def may_work_on_cases(user: User) -> bool:
    """Whether this person opens cases and establishes findings."""
    return may(user, "tracing.work")


def check_may_work_on_cases(user: User) -> None:
    """Refuse unless this person opens cases and establishes findings."""
    check_may(user, "tracing.work")


def may_read_notes(user: User) -> bool:
    """Whether this person reads and writes restricted notes on groups and persons."""
    return may(user, "tracing.restricted")


def check_may_read_notes(user: User) -> None:
    """Refuse unless this person reads and writes restricted notes; others learn of none, not even whether there are."""
    check_may(user, "tracing.restricted")


def case_with(number: str, *, lock: bool = False) -> TracingCase:
    """The case; whoever asks has been permitted. Raises `NotFound`."""
    rows = TracingCase.objects.select_for_update(of=("self",)) if lock else TracingCase.objects
    found = rows.select_related("seized__incident", "seized__weapon").filter(number=number.replace("\x00", "")).first()
    if found is None:
        raise NotFound("no_such_case", Sentence(NO_SUCH_CASE))
    return found
