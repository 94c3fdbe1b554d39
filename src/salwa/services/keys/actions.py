"""Making, changing and giving up keys. A key change seals every value anew, in batches that survive interruption."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from salwa.domain.keys import FieldKey, Keyring, KeyState
from salwa.domain.languages import Sentence, message
from salwa.domain.refusals import NotFound, Refusal
from salwa.services.audit.actions import write_entry
from salwa.services.keys.columns import sealed_tables
from salwa.services.keys.keyring import a_new_key, changing_the_ring, keyring, keyring_file, write_keyring
from salwa.services.keys.permissions import check_may_change_keys
from salwa.services.keys.resealing import any_sealed_value, anything_under_older_keys, reseal, values_under
from salwa.storage.accounts.models import AuditEntry, User

# A transaction that began before a key change may still seal with the old key; none lasts this long.
UNUSED_FOR = timedelta(hours=1)
NO_SUCH_KEY = message("There is no key {key} in the keyring.")
LOOK_AT_LIST = message("Run: salwa keys list")
STILL_CURRENT = message("The key {key} is the current one; it cannot be retired.")
ROTATE_FIRST = message("Run: salwa keys rotate. Then the old key can be retired.")
STILL_USED = message("{count} sealed values still need the key {key}.")
REPLACED_JUST_NOW = message("The key {key} was replaced less than an hour ago; somebody may still be writing with it.")
WAIT_AN_HOUR = message("Run the same command again in an hour.")
VALUES_WOULD_BE_LOST = message("There is no keyring, but there are sealed values that need one.")
PUT_RING_BACK = message(
    "Put the keyring back from an encrypted backup. If it is lost for good, run: salwa keys new --begin-anew"
)
# Called with (rows done, rows in all).
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Rotated:
    """A finished key change: the key in force, rows sealed anew by this run, whether an earlier one was continued."""

    key: str
    rows: int
    continued: bool


def ensure_keyring(*, acting_user: User) -> bool:
    """Make the first keyring of a new installation; True if so.

    Never where a key was made before: then the keyring exists somewhere, and a second one would open nothing.
    """
    if keyring_file().exists() or AuditEntry.objects.filter(action="keys.made").exists() or any_sealed_value():
        return False
    with changing_the_ring():
        _add_key(acting_user, None)
    return True


def make_key(*, acting_user: User, approval: str = "", begin_anew: bool = False) -> str:
    """Make a new current key; returns its name. Values sealed before keep their older key until `rotate_keys`.

    `begin_anew` makes a new keyring although the old one is lost: what it sealed stays closed for ever.
    """
    check_may_change_keys(acting_user, approval)
    with changing_the_ring():
        if keyring_file().exists():
            return _add_key(acting_user, keyring(), approval).id
        if any_sealed_value() and not begin_anew:
            raise Refusal("keyring_lost", Sentence(VALUES_WOULD_BE_LOST), remedy=Sentence(PUT_RING_BACK))
        return _add_key(acting_user, None, approval).id


def rotate_keys(*, acting_user: User, approval: str = "", progress: Progress | None = None) -> Rotated:
    """Change the key: make a new one and seal every value anew with it; an interrupted change is continued.

    The command line may do this alone; a person needs an approved request (`approval`, its number). In order: permit,
    new key on the disk, re-seal batch by batch in transactions of their own, audit. Killed at any moment, every value
    opens with the old key or the new one, both of which are in the keyring.
    """
    check_may_change_keys(acting_user, approval)
    with changing_the_ring():
        continued = anything_under_older_keys()
        key = keyring().current() if continued else _add_key(acting_user, keyring(), approval)
        rows = sum(reseal(table, progress) for table in sealed_tables())
        with transaction.atomic():
            write_entry(
                acting_user=acting_user,
                action="keys.rotated",
                object_kind="field_key",
                object_id=key.id,
                details={"rows": rows, "continued": continued, "approval": approval},
            )
    return Rotated(key.id, rows, continued)


def retire_key(*, acting_user: User, key_id: str, now: datetime | None = None) -> None:
    """Give up the bytes of an old key for good. Only the command line may.

    Raises `NotFound`, and `Refusal`: `key_current`, `key_in_use`, `key_just_replaced`.
    """
    check_may_change_keys(acting_user, "")
    with changing_the_ring():
        ring = keyring()
        key = ring.find(key_id)
        if key is None or key.state is KeyState.RETIRED:
            raise NotFound("no_such_key", Sentence(NO_SUCH_KEY, {"key": key_id}), remedy=Sentence(LOOK_AT_LIST))
        at = now or timezone.now()
        _check_unused(key, at)
        with transaction.atomic():
            write_keyring(ring.without(key_id, at))
            write_entry(acting_user=acting_user, action="keys.retired", object_kind="field_key", object_id=key_id)


def _check_unused(key: FieldKey, at: datetime) -> None:
    if key.state is KeyState.CURRENT:
        raise Refusal("key_current", Sentence(STILL_CURRENT, {"key": key.id}), remedy=Sentence(ROTATE_FIRST))
    used = values_under(key.id)
    if used:
        raise Refusal("key_in_use", Sentence(STILL_USED, {"count": used, "key": key.id}), remedy=Sentence(ROTATE_FIRST))
    if key.replaced_at is None or at - key.replaced_at < UNUSED_FOR:
        raise Refusal("key_just_replaced", Sentence(REPLACED_JUST_NOW, {"key": key.id}), remedy=Sentence(WAIT_AN_HOUR))


def _add_key(user: User, ring: Keyring | None, approval: str = "") -> FieldKey:
    """The new key is on the disk before anything is sealed with it."""
    at = timezone.now()
    key = a_new_key(at)
    with transaction.atomic():
        write_keyring(ring.with_new(key, at) if ring else Keyring((key,)))
        write_entry(
            acting_user=user,
            action="keys.made",
            object_kind="field_key",
            object_id=key.id,
            details={"approval": approval} if approval else {},
        )
    return key
