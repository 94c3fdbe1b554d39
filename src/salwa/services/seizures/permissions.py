"""Who may record seizures, see them, and answer questions about weapons nobody could identify."""

from __future__ import annotations

from salwa.domain.languages import Sentence, message
from salwa.domain.refusals import NotFound
from salwa.services.accounts.permissions import check_may, may
from salwa.storage.accounts.models import User
from salwa.storage.register.models import Incident, SeizedWeapon

RECORD = "seizures.record"
NO_SUCH_INCIDENT = message("There is no seizure with this number, or you may not know of it.")
NO_SUCH_SEIZED = message("There is no seized weapon with this number, or you may not know of it.")


def may_record_seizures(user: User) -> bool:
    """Whether the screens offer recording seizures, finds and surrenders."""
    return may(user, RECORD)


def check_may_record_seizures(user: User) -> None:
    """Refuse unless this person may record seizures, and what they are counted as."""
    check_may(user, RECORD)


def may_see_seizures(user: User) -> bool:
    """Whether this person may see seizures: whoever records them or works on traces."""
    return may(user, RECORD) or may(user, "tracing.read")


def check_may_see_seizures(user: User) -> None:
    """Refuse unless this person may see seizures."""
    if not may(user, RECORD):
        check_may(user, "tracing.read")


def may_advise(user: User) -> bool:
    """Whether this person answers questions about weapons that nobody could identify."""
    return may(user, "tracing.advise")


def check_may_advise(user: User) -> None:
    """Refuse unless this person answers questions about weapons that nobody could identify."""
    check_may(user, "tracing.advise")


def incident_with(number: int) -> Incident:
    """The incident; whoever asks has been permitted. Raises `NotFound`."""
    found = Incident.objects.filter(pk=number).first()
    if found is None:
        raise NotFound("no_such_incident", Sentence(NO_SUCH_INCIDENT))
    return found


def seized_with(number: int, *, lock: bool = False) -> SeizedWeapon:
    """The seized weapon, locked if wanted; whoever asks has been permitted. Raises `NotFound`."""
    rows = SeizedWeapon.objects.select_for_update(of=("self",)) if lock else SeizedWeapon.objects
    found = rows.select_related("incident", "weapon").filter(pk=number).first()
    if found is None:
        raise NotFound("no_such_seized_weapon", Sentence(NO_SUCH_SEIZED))
    return found
