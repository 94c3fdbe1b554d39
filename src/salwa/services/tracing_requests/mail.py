"""Messages of tracing on their way: put into the outbox of the exchange in the transaction of the step they tell of."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from salwa.reference.tracing_schemas import VERSION
from salwa.services.exchange.outbox import post
from salwa.storage.accounts.models import User

PURPOSE = "tracing"


def post_message(acting_user: User | None, kind: str, to_state: str, about: str, body: Mapping[str, Any]) -> str:
    """Seal a message of `kind` ("request", "answer" ...) and put it into the outbox; returns its uid.

    Raises `Refusal` when the other State has no installation whose keys are known.
    """
    name = f"tracing.{kind}"
    payload = json.dumps({"kind": name, "version": VERSION, **body}, ensure_ascii=False, separators=(",", ":"))
    return post(
        acting_user=acting_user, kind=name, to_state=to_state, payload=payload.encode(), about=about, purpose=PURPOSE
    )
