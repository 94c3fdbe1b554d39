"""Test messages: they show that a partner is reached, whose keys fit, and that its receipts come back."""

from __future__ import annotations

import json
import uuid

from django.db import transaction

from salwa.services.exchange.outbox import post
from salwa.services.exchange.permissions import check_may_manage_exchange
from salwa.storage.accounts.models import User


def send_test(*, acting_user: User, to_state: str, text: str = "", about: str = "") -> str:
    """Put a test message into the outbox; returns its uid. Raises `NotPermitted` and `Refusal`."""
    check_may_manage_exchange(acting_user)
    about = about or str(uuid.uuid4())
    said = {"kind": "exchange.test", "version": 1, "about": about, "text": text}
    with transaction.atomic():
        return post(
            acting_user=acting_user, kind="exchange.test", to_state=to_state,
            payload=json.dumps(said, ensure_ascii=False).encode(), about=about,
        )  # fmt: skip
