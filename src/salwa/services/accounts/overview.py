"""Who is in this installation: figures for the administrator's home page and the list of people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from salwa.services.accounts.permissions import check_may
from salwa.storage.accounts.models import Membership, User


@dataclass(frozen=True, slots=True)
class HeldRole:
    """A current role: `membership` is what `end_role` takes."""

    membership: int
    role: str
    organisation: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Person:
    """One person as the administrator sees them. `second_factor`: has set one up."""

    number: int
    name: str
    email: str
    active: bool
    second_factor: bool
    last_seen: datetime | None
    roles: tuple[HeldRole, ...]


@dataclass(frozen=True, slots=True)
class PeopleOverview:
    """Counts of people: all, those without any role, those without a second factor."""

    people: int
    without_role: int
    without_second_factor: int


def people_overview(*, acting_user: User) -> PeopleOverview:
    """The counts; needs the right to manage accounts."""
    check_may(acting_user, "accounts.manage")
    rows = _people()
    return PeopleOverview(
        people=rows.count(),
        without_role=rows.exclude(memberships__ended_at=None, memberships__isnull=False).count(),
        without_second_factor=rows.filter(~_second_factors()).count(),
    )


def list_people(*, acting_user: User) -> list[Person]:
    """Everybody of this installation with current roles, by name; the command line is left out."""
    check_may(acting_user, "accounts.manage")
    current = Membership.objects.filter(ended_at=None).select_related("organisation").order_by("given_at")
    rows = _people().annotate(has_factor=_second_factors())
    rows = rows.prefetch_related(Prefetch("memberships", queryset=current))
    return [_person(user) for user in rows.order_by("full_name", "email")]


def person(*, acting_user: User, user_id: int) -> Person | None:
    """One person, or None when there is none of this number."""
    return next((one for one in list_people(acting_user=acting_user) if one.number == user_id), None)


def _people() -> QuerySet[User]:
    return User.objects.filter(is_operator=False)


def _second_factors() -> Exists:
    """Whether a person has set up an app or a key; recovery codes alone are none."""
    return Exists(Authenticator.objects.filter(user=OuterRef("pk")).exclude(type=Authenticator.Type.RECOVERY_CODES))


def _person(user: User) -> Person:
    return Person(
        number=user.pk,
        name=user.full_name,
        email=user.email,
        active=user.is_active,
        second_factor=bool(getattr(user, "has_factor", False)),
        last_seen=user.last_login,
        roles=tuple(HeldRole(row.pk, row.role, row.organisation.name, row.given_at) for row in user.memberships.all()),
    )
