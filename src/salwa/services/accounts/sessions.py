"""Ending sessions from outside: after a theft, or when somebody has left."""

from __future__ import annotations

from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone

from salwa.services.accounts.permissions import check_may
from salwa.services.audit.actions import write_entry
from salwa.storage.accounts.models import User

# Under this name Django keeps in a session whose it is.
WHOSE = "_auth_user_id"


def end_other_sessions(*, acting_user: User, keep: str) -> int:
    """End one's own sessions except the one with the key `keep`; returns how many. For a change of second factor."""
    with transaction.atomic():
        return _end(acting_user, acting_user.pk, keep)


def end_sessions(*, acting_user: User, user_id: int | None = None) -> int:
    """End every session of a person, of everybody when `user_id` is None; returns how many. Tokens go on.

    The next request of each is led to the sign-in. Raises `NotPermitted`.
    """
    check_may(acting_user, "accounts.manage")
    with transaction.atomic():
        return _end(acting_user, user_id)


def _end(acting_user: User, user_id: int | None, keep: str = "") -> int:
    now_open = Session.objects.filter(expire_date__gt=timezone.now()).exclude(pk=keep).iterator()
    theirs = [one.pk for one in now_open if user_id is None or one.get_decoded().get(WHOSE) == str(user_id)]
    for start in range(0, len(theirs), 500):
        Session.objects.filter(pk__in=theirs[start : start + 500]).delete()
    write_entry(
        acting_user=acting_user,
        action="accounts.sessions_ended",
        object_kind="user",
        object_id="" if user_id is None else user_id,
        details={"sessions": len(theirs)},
    )
    return len(theirs)
