"""Background entry: an import started on a screen runs in the worker."""

from __future__ import annotations

from django_tasks import task

from salwa.services.imports.running import run
from salwa.storage.accounts.models import User


@task()
def run_import(import_id: int, user_id: int) -> None:
    """Run or resume an import as the person who started it."""
    run(user=User.objects.get(pk=user_id), import_id=import_id)
