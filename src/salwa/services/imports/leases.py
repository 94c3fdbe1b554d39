"""A running import belongs to one process at a time; a killed process does not block the next one for long."""

from __future__ import annotations

import os
import socket
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from salwa.domain.languages import Sentence, message
from salwa.domain.refusals import Refusal
from salwa.storage.register.models import Import

LEASE = timedelta(seconds=120)
RUNS_ELSEWHERE = message("This import is running already in another process.")
WAIT = message("Wait for it to finish; its page shows how far it is.")


def take_lease(import_id: int) -> None:
    """Make this process the one that runs the import; raises `Refusal` while another living one does."""
    with transaction.atomic():
        entry = Import.objects.select_for_update().get(pk=import_id)
        now = timezone.now()
        held = entry.lease_until is not None and entry.lease_until > now and entry.lease_holder != this_process()
        if held and not is_gone(entry.lease_holder):
            raise Refusal("import_runs_elsewhere", Sentence(RUNS_ELSEWHERE), remedy=Sentence(WAIT))
        Import.objects.filter(pk=import_id).update(
            status="running",
            failure="",
            lease_until=now + LEASE,
            lease_holder=this_process(),
            started_at=entry.started_at or now,
        )


def renew_lease(import_id: int) -> None:
    """Keep the lease while rows are being read."""
    Import.objects.filter(pk=import_id, lease_holder=this_process()).update(lease_until=timezone.now() + LEASE)


def this_process() -> str:
    """Host and process number, the name under which a lease is held."""
    return f"{socket.gethostname()}:{os.getpid()}"[:100]


def is_gone(holder: str) -> bool:
    """Whether `holder` ran on this host and is gone (killed); of other hosts nothing is known."""
    host, _, number = holder.rpartition(":")
    if host != socket.gethostname() or not number.isdecimal():
        return False
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False
