"""Background entry: an approved key change is carried out by the worker."""

from __future__ import annotations

from django_tasks import task

from salwa.services.keys.actions import rotate_keys
from salwa.storage.accounts.models import User


@task()
def seal_anew(user_id: int, approval: str) -> None:
    """Seal with the key that is current by now whatever is still sealed with older ones."""
    rotate_keys(acting_user=User.objects.get(pk=user_id), approval=approval)
