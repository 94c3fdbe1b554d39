"""Following the directory: the key is pinned once, editions are taken from a file or an address, older ones refused."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from salwa.domain.directory import Audience, Edition, Step, next_step
from salwa.domain.languages import Sentence, message
from salwa.domain.refusals import Conflict, Refusal
from salwa.services.audit.actions import write_entry
from salwa.services.directory.fetching import fetched
from salwa.services.directory.permissions import check_may_manage_directory
from salwa.services.directory.rows import one_at_a_time
from salwa.services.directory.signing import SignedEdition, open_signed
from salwa.services.envelopes.keys import PublicKeys
from salwa.services.envelopes.refused import EnvelopeRefused
from salwa.storage.accounts.models import User
from salwa.storage.cooperation.models import FollowedEdition, PinnedKey

NO_KEY_FILE = message("This is no file of a secretariat's key.")
TAKE_KEY = message("Take the file directory-key.json from the secretariat, without changing it.")
OTHER_PRINT = message("The key has another fingerprint than the one you gave: {found}.")
COMPARE = message("Ask the secretariat by another way, for example by telephone. Nothing was pinned.")
NOT_PINNED = message("No key of a secretariat is pinned, so no edition can be checked.")
PIN_FIRST = message("Pin the key first, comparing its fingerprint by another way.")


@dataclass(frozen=True, slots=True)
class Taken:
    """What taking an edition did."""

    step: Step
    number: int
    audience: Audience
    issued: datetime
    contacts: int


@dataclass(frozen=True, slots=True)
class Pinned:
    """The pinned key."""

    name: str
    kid: str
    pinned_at: datetime


def pin_key(*, acting_user: User, key_file: bytes, fingerprint: str) -> Pinned:
    """Pin the key of a secretariat. `fingerprint` came by another way than the file and must be its own.

    An earlier pin ends. Raises `NotPermitted`, `Refusal` (`no_key_file`, `other_fingerprint`).
    """
    check_may_manage_directory(acting_user)
    try:
        keys = PublicKeys.from_json(json.loads(key_file[:10_000].decode("utf-8")))
    except (ValueError, RecursionError, EnvelopeRefused):
        raise Refusal("no_key_file", Sentence(NO_KEY_FILE), remedy=Sentence(TAKE_KEY), where={"field": "key"}) from None
    if "".join(fingerprint.split()) != keys.signing_kid:
        raise Refusal(
            "other_fingerprint",
            Sentence(OTHER_PRINT, {"found": keys.signing_kid}),
            remedy=Sentence(COMPARE),
            where={"field": "fingerprint"},
        )
    now = timezone.now()
    with one_at_a_time(), transaction.atomic():
        old = PinnedKey.objects.select_for_update().filter(place=1).first()
        if old is not None:
            old.place, old.ended_at, old.ended_by = None, now, acting_user
            old.save(update_fields=["place", "ended_at", "ended_by"])
        row = PinnedKey.objects.create(
            name=keys.state, kid=keys.signing_kid, public=keys.to_json(), pinned_at=now, pinned_by=acting_user
        )
        write_entry(
            acting_user=acting_user, action="directory.key_pinned", object_kind="directory_key", object_id=row.pk,
            details={"kid": row.kid, "name": row.name, "before": old.kid if old else ""},
        )  # fmt: skip
    return Pinned(row.name, row.kid, row.pinned_at)


def take_edition(*, acting_user: User, signed: bytes, origin: str) -> Taken:
    """Take a signed edition; `origin` says where it came from (name of a file, address).

    Raises `NotPermitted`; `Refusal`: `no_key_pinned`, `edition_not_signed`, `edition_unreadable`, `edition_older`,
    `edition_differs`, `edition_back_in_time`. A refused edition changes nothing and stands in the audit log.
    """
    check_may_manage_directory(acting_user)
    try:
        with transaction.atomic():
            return _taken(acting_user, signed, origin)
    except Refusal as refusal:
        with transaction.atomic():
            write_entry(
                acting_user=acting_user, action="directory.refused", object_kind="edition",
                details={"code": refusal.code},
            )  # fmt: skip
        raise


def follow_address(*, acting_user: User, address: str) -> Taken:
    """Fetch the newest public edition from the secretariat's address and take it.

    Raises as `take_edition`, and `Refusal` (`bad_address`, `not_fetched`).
    """
    check_may_manage_directory(acting_user)
    signed = fetched(address)
    return take_edition(acting_user=acting_user, signed=signed, origin=address.strip()[:300])


def pinned() -> Pinned | None:
    """The key whose editions this installation follows."""
    row = PinnedKey.objects.filter(place=1).first()
    return Pinned(row.name, row.kid, row.pinned_at) if row else None


def followed_editions() -> dict[Audience, tuple[SignedEdition, FollowedEdition]]:
    """The newest taken edition for each audience, its signature checked again with the key it was taken with."""
    found = {}
    for audience in Audience:
        row = FollowedEdition.objects.filter(audience=audience.value).order_by("-number").first()
        if row is not None:
            key = PinnedKey.objects.filter(kid=row.kid).latest("pk")
            keys = PublicKeys.from_json(key.public)
            found[audience] = (open_signed(row.signed.encode("ascii"), keys, timezone.now()), row)
    return found


def _taken(user: User, signed: bytes, origin: str) -> Taken:
    # The row of the pinned key is the lock: editions are taken one after the other.
    key = PinnedKey.objects.select_for_update().filter(place=1).first()
    if key is None:
        raise Conflict("no_key_pinned", Sentence(NOT_PINNED), remedy=Sentence(PIN_FIRST))
    opened = open_signed(signed, PublicKeys.from_json(key.public), timezone.now())
    edition = opened.edition
    step = next_step(edition, opened.digest, _known())
    if step is not Step.KNOWN:
        FollowedEdition.objects.create(
            number=edition.number, audience=edition.audience.value, issued_at=edition.issued, signed=opened.signed,
            digest=opened.digest, kid=opened.kid, origin=" ".join(origin.split())[:300], taken_at=timezone.now(),
            taken_by=user,
        )  # fmt: skip
        write_entry(
            acting_user=user, action="directory.taken", object_kind="edition", object_id=edition.number,
            details={"audience": edition.audience.value, "contacts": len(edition.contacts), "kid": opened.kid},
        )  # fmt: skip
    return _told(step, edition)


def _known() -> dict[Audience, tuple[int, datetime, str]]:
    newest = {}
    for audience in Audience:
        row = FollowedEdition.objects.filter(audience=audience.value).order_by("-number").first()
        if row is not None:
            newest[audience] = (row.number, row.issued_at, row.digest)
    return newest


def _told(step: Step, edition: Edition) -> Taken:
    return Taken(step, edition.number, edition.audience, edition.issued, len(edition.contacts))
