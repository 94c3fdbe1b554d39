"""Giving a role: at once while an installation is being set up, afterwards only with a second administrator."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from django.utils import timezone

from salwa.domain.accounts import Role
from salwa.domain.approvals import ApprovalKind, ApprovalState, Payload
from salwa.domain.languages import Sentence, message
from salwa.domain.refusals import NotFound
from salwa.services.accounts.permissions import check_may
from salwa.services.approvals.actions import request_approval
from salwa.services.approvals.executors import Decision, Executor
from salwa.services.approvals.queries import ApprovalLine, lines_of
from salwa.services.audit.actions import write_entry
from salwa.storage.accounts.models import Approval, Membership, Organisation, User

NO_SUCH_PERSON = message("There is no person with this number.")
OPEN_PEOPLE = message("Open the list of people and choose one.")
# As long as there are fewer, nobody could approve: then the command line gives roles by itself.
ADMINISTRATORS_FOR_TWO = 2


def active_administrators() -> int:
    """How many people can act as administrator today; the command line is none."""
    rows = Membership.objects.filter(role=Role.ADMINISTRATOR.value, ended_at=None)
    return rows.filter(user__is_active=True, user__is_operator=False).values("user").distinct().count()


def may_give_directly(user: User) -> bool:
    """Whether `user` gives roles without a second person: the command line, while there are no two administrators."""
    return user.is_operator and user.is_active and active_administrators() < ADMINISTRATORS_FOR_TWO


def person_of(user_id: int) -> User:
    """The person a role is for, or `NotFound`. For services of this package."""
    user = User.objects.filter(pk=user_id, is_operator=False).first()
    if user is None:
        raise NotFound("no_such_person", Sentence(NO_SUCH_PERSON), remedy=Sentence(OPEN_PEOPLE))
    return user


def request_role(*, acting_user: User, user: User, organisation: str, role: Role, reason: str) -> int:
    """Ask for a role for `user`, inside the caller's transaction; returns the number of the request."""
    unit = Organisation.objects.filter(name=organisation).values_list("pk", flat=True).first()
    name = hashlib.sha256(organisation.encode()).hexdigest()[:16]
    asked: Payload = {"person": user.pk, "organisation": organisation, "role": role.value}
    return request_approval(
        acting_user=acting_user,
        kind=ApprovalKind.ROLE_GRANT,
        object_id=f"{user.pk}:{role.value}:{name}",
        payload=_facts_now(asked),
        reason=reason,
        unit=unit,
    )


def open_role_requests(*, acting_user: User, user_id: int) -> tuple[ApprovalLine, ...]:
    """The open requests for roles of a person, oldest first."""
    check_may(acting_user, "accounts.manage")
    rows = Approval.objects.filter(kind=ApprovalKind.ROLE_GRANT.value, object_id__startswith=f"{user_id}:")
    rows = rows.filter(state=ApprovalState.OPEN.value, expires_at__gt=timezone.now())
    return lines_of(rows.select_related("requested_by", "decided_by", "unit").order_by("pk"))


def give_at_once(*, given_by: User, user: User, organisation: str, role: Role) -> tuple[int, bool]:
    """Make the role begin now; returns (number of the unit, whether it is new). The caller has decided, and audits."""
    unit, _ = Organisation.objects.get_or_create(name=organisation)
    _, made = Membership.objects.get_or_create(
        user=user, organisation=unit, role=role.value, ended_at=None, defaults={"given_by": given_by}
    )
    return unit.pk, made


def holds(user: User, organisation: str, role: Role) -> bool:
    """Whether the person has this role in this unit already."""
    return Membership.objects.filter(
        user=user, organisation__name=organisation, role=role.value, ended_at=None
    ).exists()


def _facts_now(asked: Payload) -> Payload:
    user = person_of(int(asked["person"]))
    organisation, role = str(asked["organisation"]), Role(str(asked["role"]))
    return {
        "person": user.pk,
        "organisation": organisation,
        "role": role.value,
        "held": holds(user, organisation, role),
        "active": user.is_active,
    }


def _names(asked: Payload) -> Mapping[str, str]:
    return {"person_name": str(User.objects.filter(pk=asked["person"]).first() or "")}


def _carry_out(decision: Decision) -> None:
    asked = decision.payload
    user, role = person_of(int(asked["person"])), Role(str(asked["role"]))
    unit, _ = give_at_once(
        given_by=decision.requested_by, user=user, organisation=str(asked["organisation"]), role=role
    )
    write_entry(
        acting_user=decision.decided_by,
        action="accounts.role_given",
        object_kind="user",
        object_id=user.pk,
        details={"organisation": unit, "role": role.value, "approval": decision.number},
    )


EXECUTOR = Executor(facts_now=_facts_now, names=_names, carry_out=_carry_out)
