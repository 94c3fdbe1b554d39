"""This installation as others see it: its State, its epoch, its keys. Made at first use."""

from __future__ import annotations

import json

from django.db import transaction
from django.utils import timezone

from salwa.domain.keys import context_of
from salwa.services.audit.actions import write_entry
from salwa.services.envelopes import make_keys
from salwa.services.exchange.addresses import check_address
from salwa.services.exchange.permissions import check_may_manage_exchange
from salwa.services.exchange.sealing import fingerprint_of
from salwa.services.exchange.snapshot import keys_changed, now_in_force, own_state
from salwa.services.keys.columns import EXCHANGE_KEYS
from salwa.services.keys.sealing import seal
from salwa.storage.accounts.models import User
from salwa.storage.exchange.models import Node, OwnKey


def this_node() -> Node:
    """The row of this installation; made when it is not there."""
    now_in_force()
    return Node.objects.get(pk=1)


def make_own_keys(*, acting_user: User, address: str = "") -> str:
    """Make the pair of keys that signs from now on, and say where this installation is reached.

    Returns its fingerprint. The pair before is retired: it signs no more, and still opens what was sealed to it.
    """
    check_may_manage_exchange(acting_user)
    if address:
        check_address(address)
    keys, now = make_keys(own_state()), timezone.now()
    with transaction.atomic():
        keys_changed()
        if address:
            Node.objects.filter(pk=1).update(address=address)
        OwnKey.objects.filter(retired_at=None).update(retired_at=now)
        row = OwnKey(fingerprint=fingerprint_of(keys.public()), public=keys.public().to_json(), made_at=now)
        context = context_of(EXCHANGE_KEYS.word, "private", row.uuid)
        row.private = seal(json.dumps(keys.to_private_json()), context=context)
        row.save(force_insert=True)
        write_entry(
            acting_user=acting_user, action="exchange.key_made", object_kind="exchange_key", object_id=row.fingerprint
        )
    return row.fingerprint


def begin_epoch(*, acting_user: User) -> int:
    """Count one more epoch: this installation was put back from a backup and has forgotten what came after it."""
    check_may_manage_exchange(acting_user)
    with transaction.atomic():
        keys_changed()
        node = Node.objects.select_for_update().get(pk=1)
        node.epoch += 1
        node.save(update_fields=["epoch"])
        write_entry(
            acting_user=acting_user, action="exchange.epoch_begun", object_kind="exchange_epoch", object_id=node.epoch
        )
    return node.epoch
