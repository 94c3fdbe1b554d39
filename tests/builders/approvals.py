"""Requests for approval, and second persons who decide on them."""

from salwa.domain.accounts import Role
from salwa.services.accounts.actions import give_role
from salwa.services.approvals.actions import approve
from salwa.services.approvals.queries import view_approval
from salwa.storage.accounts.models import User
from tests.builders.people import a_person


def approved(number: int, by: User, reason: str = "looked at it") -> None:
    """The request approved by `by`, who has opened its page."""
    approve(acting_user=by, approval_id=number, seen=seen(number, by), reason=reason)


def seen(number: int, by: User) -> str:
    """The fingerprint that stands on the page of the request."""
    return view_approval(acting_user=by, approval_id=number).fingerprint


def a_request_for_a_role(
    asked_by: User | None = None, person: User | None = None, role: Role = Role.REGISTRAR, unit: str = "Customs"
) -> int:
    """An open request: an administrator asked for a role for a person."""
    number = give_role(
        acting_user=asked_by or a_person(Role.ADMINISTRATOR),
        user_id=(person or a_person()).pk,
        organisation=unit,
        role=role,
        reason="new post",
    )
    assert number is not None
    return number
