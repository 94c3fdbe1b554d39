"""Making the database of an installation ready."""

from __future__ import annotations

from django.core.management import call_command
from django.db import transaction

from salwa.services.accounts.actions import make_operator
from salwa.services.audit.actions import write_entry
from salwa.storage.accounts.models import AuditEntry


def prepare_database() -> None:
    """Create or upgrade the tables and the command-line user; safe to run again."""
    call_command("migrate", interactive=False, verbosity=0)
    with transaction.atomic():
        user = make_operator()
        if not AuditEntry.objects.exists():
            write_entry(acting_user=user, action="installation.made", object_kind="installation")
