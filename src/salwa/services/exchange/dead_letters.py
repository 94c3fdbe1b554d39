"""Messages that were given up: seen by everybody who sees the exchange, tried again by whoever manages it."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from salwa.domain.languages import Sentence, message
from salwa.domain.refusals import Conflict
from salwa.services.audit.actions import write_entry
from salwa.services.exchange.permissions import check_may_manage_exchange, no_such_message
from salwa.storage.accounts.models import User
from salwa.storage.exchange.models import OutboxMessage

NOT_GIVEN_UP = message("This message is not among those that were given up.")
LOOK_AGAIN = message("Look at the list again: it may have been delivered, or somebody was quicker.")


def try_again(*, acting_user: User, uid: str) -> None:
    """Put a message that was given up back among those that wait. Raises `NotPermitted`, `NotFound`, `Conflict`."""
    check_may_manage_exchange(acting_user)
    if not OutboxMessage.objects.filter(uid=uid).exists():
        raise no_such_message()
    now = timezone.now()
    with transaction.atomic():
        moved = OutboxMessage.objects.filter(uid=uid, state="dead").update(
            state="waiting", begun_at=now, next_try_at=now, attempts=0, last_code=""
        )
        if not moved:
            raise Conflict("message_not_given_up", Sentence(NOT_GIVEN_UP), remedy=Sentence(LOOK_AGAIN))
        write_entry(
            acting_user=acting_user, action="exchange.tried_again", object_kind="exchange_message", object_id=uid
        )
