"""Who sees which screening: everybody who screens sees their own; who reads the audit log sees all."""

from __future__ import annotations

from django.db.models import QuerySet

from salwa.services.accounts.permissions import may
from salwa.services.search.permissions import check_may_screen
from salwa.storage.accounts.models import User
from salwa.storage.register.models import Screening


def may_see_all(user: User) -> bool:
    """Whether this person also sees screenings that others started."""
    return may(user, "audit.read")


def visible_screenings(user: User) -> QuerySet[Screening]:
    """The screenings this person may see; refuses unless the person may screen."""
    check_may_screen(user)
    return Screening.objects.all() if may_see_all(user) else Screening.objects.filter(created_by_id=user.pk)
