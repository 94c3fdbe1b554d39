"""Who sees which requests. Who may decide on them is a rule (domain/approvals/rules.py)."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from salwa.domain.approvals import KINDS, ApprovalKind
from salwa.services.accounts.permissions import check_may, may, rights
from salwa.services.accounts.units import units_of
from salwa.storage.accounts.models import Approval, User


def may_read_approvals(user: User) -> bool:
    """Whether the screens offer the page of approvals to this person."""
    return may(user, "approvals.read")


def check_may_read_approvals(user: User) -> None:
    """Refuse unless this person may open the page of approvals."""
    check_may(user, "approvals.read")


def decidable_kinds(user: User) -> list[ApprovalKind]:
    """Kinds that this person has the right to approve."""
    held = rights(user)
    return [kind for kind, rule in KINDS.items() if rule.may_approve in held]


def visible_approvals(user: User) -> QuerySet[Approval]:
    """Requests this person may know of.

    One's own; those of kinds one may decide on; those made in one's own units, of kinds one may ask for there; and for
    whoever reads the audit log, all. The others do not exist for this person.
    """
    held = rights(user)
    if "audit.read" in held:
        return Approval.objects.all()
    seen = Q(requested_by=user) | Q(kind__in=decidable_kinds(user))
    for kind, rule in KINDS.items():
        if rule.may_request in held:
            seen |= Q(kind=kind.value, unit__in=units_of(user, rule.may_request))
    return Approval.objects.filter(seen)
