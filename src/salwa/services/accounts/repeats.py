"""Requests that may be sent again: the second time gives the first answer and changes nothing."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from salwa.domain.languages import Sentence, message
from salwa.domain.refusals import Refusal
from salwa.storage.accounts.models import RepeatableRequest, User

KEPT = timedelta(days=7)
OTHER_CONTENT = message("This Idempotency-Key was used before with other content.")
NEW_KEY = message("Use a new key for a new request.")


class KeyReused(Refusal):
    """The key of an earlier request came with other content."""


def once(*, user: User, key: str, content: Any, act: Callable[[], str]) -> tuple[str, bool]:
    """Run `act` (which returns the id of what it made) once per `key` of this person; returns (id, repeated).

    The key is taken and `act` runs in one transaction: of two requests at the same time one acts and the other waits
    for its answer. `content` is what was asked, as plain values. Keys are kept for seven days. Raises `KeyReused`.
    """
    digest = hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=True).encode()).hexdigest()
    now = timezone.now()
    with transaction.atomic():
        RepeatableRequest.objects.filter(at__lt=now - KEPT).delete()
        row, new = RepeatableRequest.objects.get_or_create(
            user=user, key=key, defaults={"fingerprint": digest, "at": now}
        )
        if not new:
            if row.fingerprint != digest:
                raise KeyReused("key_reused", Sentence(OTHER_CONTENT), remedy=Sentence(NEW_KEY))
            return row.object_id, True
        made = act()
        RepeatableRequest.objects.filter(pk=row.pk).update(object_id=made)
    return made, False
