"""This installation as others see it: its State, its epoch, its keys. Made at first use."""

from __future__ import annotations

import json

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from salwa.domain.exchange import OWN_STATE_OF_SECRETARIAT
from salwa.domain.keys import context_of
from salwa.domain.languages import Sentence, message
from salwa.domain.refusals import Refusal
from salwa.services.audit.actions import write_entry
from salwa.services.envelopes import OwnKeys, make_keys
from salwa.services.exchange.addresses import check_address
from salwa.services.exchange.permissions import check_may_manage_exchange
from salwa.services.exchange.sealing import fingerprint_of
from salwa.services.keys.columns import EXCHANGE_KEYS
from salwa.services.keys.sealing import seal, unseal
from salwa.storage.accounts.models import User
from salwa.storage.exchange.models import Node, OwnKey

NO_KEYS = message("This installation has no keys for the exchange with other States yet.")
MAKE_KEYS = message("Run: salwa exchange keys --make")

# What was opened once, by fingerprint: a key file is unsealed once for each process.
_opened: dict[str, OwnKeys] = {}


def own_state() -> str:
    """The code under which this installation signs."""
    return str(settings.SALWA["state"]) or OWN_STATE_OF_SECRETARIAT


def this_node() -> Node:
    """The row of this installation; made when it is not there."""
    found = Node.objects.filter(pk=1).first()
    if found is None:
        found, _ = Node.objects.get_or_create(pk=1, defaults={"state": own_state(), "made_at": timezone.now()})
    return found


def current_key() -> OwnKey:
    """The key that signs now. Raises `Refusal` (`exchange_without_keys`)."""
    found = OwnKey.objects.filter(retired_at=None).order_by("-made_at", "-pk").first()
    if found is None:
        raise Refusal("exchange_without_keys", Sentence(NO_KEYS), remedy=Sentence(MAKE_KEYS))
    return found


def own_keys() -> OwnKeys:
    """The pair of keys that signs now."""
    return _unsealed(current_key())


def all_own_keys() -> list[OwnKeys]:
    """Every pair this installation ever had, the newest first: old messages were sealed to old ones."""
    rows = OwnKey.objects.order_by("-made_at", "-pk")
    found = [_unsealed(row) for row in rows]
    if not found:
        raise Refusal("exchange_without_keys", Sentence(NO_KEYS), remedy=Sentence(MAKE_KEYS))
    return found


def make_own_keys(*, acting_user: User, address: str = "") -> str:
    """Make the pair of keys that signs from now on, and say where this installation is reached; returns its fingerprint.

    The pair before is retired: it signs no more, and still opens what was sealed to it.
    """
    check_may_manage_exchange(acting_user)
    keys, now = make_keys(own_state()), timezone.now()
    with transaction.atomic():
        node = this_node()
        if address:
            check_address(address)
            node.address = address
            node.save(update_fields=["address"])
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
        node = Node.objects.select_for_update().get(pk=this_node().pk)
        node.epoch += 1
        node.save(update_fields=["epoch"])
        write_entry(
            acting_user=acting_user, action="exchange.epoch_begun", object_kind="exchange_epoch", object_id=node.epoch
        )
    return node.epoch


def _unsealed(row: OwnKey) -> OwnKeys:
    found = _opened.get(row.fingerprint)
    if found is None:
        text = unseal(row.private, context=context_of(EXCHANGE_KEYS.word, "private", row.uuid))
        found = _opened[row.fingerprint] = OwnKeys.from_private_json(text)
    return found
