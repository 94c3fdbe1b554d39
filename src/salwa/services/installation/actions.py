"""Making the database of an installation ready."""

from __future__ import annotations

from contextlib import suppress

from django.apps import apps
from django.core.management import call_command
from django.db import transaction

from salwa.domain.refusals import Refusal
from salwa.services.accounts.actions import make_operator
from salwa.services.audit.actions import write_entry
from salwa.services.audit.checkpoints import ensure_key
from salwa.services.keys.actions import ensure_keyring
from salwa.storage.accounts.models import AuditEntry


def mend_search_index() -> bool:
    """Build the search index anew from the register when it is missing, damaged or of another version; True if so."""
    if not apps.is_installed("salwa.storage.register"):
        return False
    from salwa.services.search.upkeep import index_status, rebuild_index  # slow start

    if not index_status().unusable:
        return False
    rebuild_index(acting_user=make_operator())
    return True


def prepare_database() -> None:
    """Create or upgrade the tables, the command-line user, the key of the audit log, the keyring; safe to run again."""
    call_command("migrate", interactive=False, verbosity=0)
    with transaction.atomic():
        user = make_operator()
        if not AuditEntry.objects.exists():
            write_entry(acting_user=user, action="installation.made", object_kind="installation")
    # A register opens also when the key of its log was damaged: the worker and the audit page say so.
    with suppress(Refusal):
        ensure_key(user)
    ensure_keyring(acting_user=user)
