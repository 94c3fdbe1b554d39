"""Traces that signing in leaves in the audit log."""

from __future__ import annotations

from django.db import transaction

from salwa.services.audit.actions import write_entry
from salwa.storage.accounts.models import User


def record_sign_in(*, user: User) -> None:
    """Write that `user` has signed in, with all factors."""
    with transaction.atomic():
        write_entry(acting_user=user, action="accounts.signed_in", object_kind="user", object_id=user.pk)


def record_failed_sign_in(*, email: str) -> None:
    """Write that a sign-in failed. The address typed is kept only when it is a person's: it may hold a password."""
    known = User.objects.filter(email__iexact=email.strip()[:254]).first()
    with transaction.atomic():
        write_entry(
            acting_user=None,
            action="accounts.sign_in_failed",
            object_kind="user",
            object_id=known.pk if known else "",
        )


def record_failed_code(*, user: User) -> None:
    """Write that a second factor was wrong, or used before; the code itself is kept nowhere."""
    with transaction.atomic():
        write_entry(
            acting_user=None,
            action="accounts.sign_in_failed",
            object_kind="user",
            object_id=user.pk,
            details={"factor": "code"},
        )
