"""The office of a State that handles tracing, as the directory this installation follows knows it: a role address."""

from __future__ import annotations

from salwa.domain.directory import ContactKind
from salwa.domain.tracing import Contact
from salwa.services.directory.states import contacts_of_state
from salwa.storage.accounts.models import User


def tracing_office(*, acting_user: User, state: str) -> tuple[Contact, tuple[str, ...]]:
    """The office of a State that handles tracing and the languages it works in; empty where the directory has none.

    Raises `NotPermitted`, `NotFound`.
    """
    found = contacts_of_state(acting_user=acting_user, state=state).contacts if state else ()
    of_kind = sorted(found, key=lambda one: one.kind is not ContactKind.TRACING)
    if not of_kind:
        return Contact(), ()
    details = of_kind[0].details
    return Contact(details.office, "", details.email, details.telephone), tuple(details.languages)
