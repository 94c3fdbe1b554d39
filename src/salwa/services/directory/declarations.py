"""Handing over by the State itself: its installation signs who its contact is, the secretariat takes that."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from salwa.domain.directory import ContactDetails, Declaration, Source, checked_details, checked_kind
from salwa.domain.languages import Sentence, message
from salwa.domain.refusals import Conflict, Refusal
from salwa.services.audit.actions import write_entry
from salwa.services.directory.contacts import confirm_contact, correct_contact, enter_contact, hand_over
from salwa.services.directory.following import COMPARE, NO_KEY_FILE, OTHER_PRINT, TAKE_KEY
from salwa.services.directory.permissions import check_may_manage_directory
from salwa.services.directory.rows import checked_state, details_of, newest_version, one_at_a_time
from salwa.services.directory.signing import open_declaration, sign_declaration, signing_keys
from salwa.services.envelopes.keys import PublicKeys, TrustedKey
from salwa.services.envelopes.refused import EnvelopeRefused
from salwa.storage.accounts.models import User
from salwa.storage.cooperation.models import Contact, StateKey, TakenDeclaration

NO_STATE = message("This installation belongs to no State, so it declares no contact.")
AT_STATE = message("Declare the contact in the installation of the State.")
OLDER = message("A declaration of {day} or later was taken already; this one is older.")
NEWEST = message("Ask the State for its newest declaration. Nothing was changed.")
SEVERAL = message("The State has several contacts of this kind, and the declaration does not say which one it is.")
BY_HAND = message("Hand over the right one on its page.")


@dataclass(frozen=True, slots=True)
class TakenContact:
    """What taking a declaration did: the contact and its version."""

    contact: int
    version: int
    act: str


def declare_contact(*, acting_user: User, kind: str, details: ContactDetails) -> tuple[bytes, dict[str, Any]]:
    """(signed declaration of the own contact, public key) for the secretariat. Raises `NotPermitted`, `Refusal`."""
    check_may_manage_directory(acting_user)
    state = str(settings.SALWA["state"])
    if not state:
        raise Conflict("no_state", Sentence(NO_STATE), remedy=Sentence(AT_STATE))
    known = checked_details(details, timezone.localdate())
    declaration = Declaration(state, checked_kind(kind), timezone.now().replace(microsecond=0), known)
    keys = signing_keys()
    with transaction.atomic():
        write_entry(
            acting_user=acting_user, action="directory.declared", object_kind="contact",
            details={"state": state, "kind": declaration.kind.value, "kid": keys.signing_kid},
        )  # fmt: skip
    return sign_declaration(declaration, keys).encode("ascii"), keys.public().to_json()


def own_key(*, acting_user: User) -> dict[str, Any]:
    """The public key with which this installation signs what it declares. Raises `NotPermitted`."""
    check_may_manage_directory(acting_user)
    return signing_keys().public().to_json()


def pin_state_key(*, acting_user: User, key_file: bytes, fingerprint: str) -> str:
    """Pin the key with which a State signs its declarations; returns the State. The fingerprint came by another way.

    An earlier key of that State ends. Raises `NotPermitted`, `Refusal`: `no_key_file`, `other_fingerprint`,
    `no_such_state`.
    """
    check_may_manage_directory(acting_user)
    try:
        keys = PublicKeys.from_json(json.loads(key_file[:10_000].decode("utf-8")))
    except (ValueError, RecursionError, EnvelopeRefused):
        raise Refusal("no_key_file", Sentence(NO_KEY_FILE), remedy=Sentence(TAKE_KEY)) from None
    if "".join(fingerprint.split()) != keys.signing_kid:
        raise Refusal("other_fingerprint", Sentence(OTHER_PRINT, {"found": keys.signing_kid}), remedy=Sentence(COMPARE))
    state, now = checked_state(keys.state), timezone.now()
    with one_at_a_time(), transaction.atomic():
        StateKey.objects.filter(state=state, place=1).update(place=None, ended_at=now)
        row = StateKey.objects.create(
            state=state, kid=keys.signing_kid, public=keys.to_json(), pinned_at=now, pinned_by=acting_user
        )
        write_entry(
            acting_user=acting_user, action="directory.state_key_pinned", object_kind="directory_key",
            object_id=row.pk, details={"state": state, "kid": row.kid},
        )  # fmt: skip
    return state


def take_declaration(*, acting_user: User, signed: bytes, key_file: bytes = b"", fingerprint: str = "") -> TakenContact:
    """Enter, hand over or confirm the contact that a State declared; with `key_file` pin the State's key first.

    Raises `NotPermitted`; `Refusal`: `declaration_not_signed`, `declaration_unreadable`, `declaration_older`,
    `several_contacts`, those of `checked_details`. What is refused changes nothing.
    """
    check_may_manage_directory(acting_user)
    with one_at_a_time(), transaction.atomic():
        if key_file:
            pin_state_key(acting_user=acting_user, key_file=key_file, fingerprint=fingerprint)
        declaration, text = open_declaration(signed, _pinned_key, timezone.now())
        # The key of the State is the lock: its declarations are taken one after the other.
        StateKey.objects.select_for_update().get(state=declaration.state, place=1)
        _check_newer(declaration)
        taken = _applied(acting_user, declaration)
        TakenDeclaration.objects.create(
            state=declaration.state, kind=declaration.kind.value, issued_at=declaration.issued, signed=text,
            contact_id=taken.contact, version=taken.version, taken_at=timezone.now(), taken_by=acting_user,
        )  # fmt: skip
        write_entry(
            acting_user=acting_user, action="directory.declaration_taken", object_kind="contact",
            object_id=taken.contact, details={"state": declaration.state, "kind": declaration.kind.value},
        )  # fmt: skip
    return taken


def _applied(user: User, declaration: Declaration) -> TakenContact:
    rows = list(Contact.objects.filter(state=declaration.state, kind=declaration.kind.value, ended_at=None)[:2])
    if len(rows) > 1:
        raise Conflict("several_contacts", Sentence(SEVERAL), remedy=Sentence(BY_HAND))
    source, document = Source.STATE.value, f"{declaration.issued:%Y-%m-%dT%H:%M:%SZ}"
    if not rows:
        number = enter_contact(
            acting_user=user, state=declaration.state, kind=declaration.kind.value, details=declaration.details,
            source=source, document=document,
        )  # fmt: skip
        return TakenContact(number, 1, "entered")
    newest = newest_version(rows[0])
    before = details_of(newest)
    if before == declaration.details:
        version = confirm_contact(acting_user=user, contact_id=rows[0].pk, source=source, document=document)
        return TakenContact(rows[0].pk, version, "confirmed")
    # Another office means that it took over; the same one has new details.
    act, change = ("corrected", correct_contact) if before.office == declaration.details.office else (
        "handed_over", hand_over,
    )  # fmt: skip
    version = change(
        acting_user=user, contact_id=rows[0].pk, version=newest.version, details=declaration.details, source=source,
        document=document,
    )  # fmt: skip
    return TakenContact(rows[0].pk, version, act)


def _check_newer(declaration: Declaration) -> None:
    last = (
        TakenDeclaration.objects.filter(state=declaration.state, kind=declaration.kind.value)
        .order_by("-issued_at")
        .first()
    )
    if last is not None and declaration.issued <= last.issued_at:
        day = last.issued_at.strftime("%Y-%m-%d %H:%M:%S")
        raise Refusal("declaration_older", Sentence(OLDER, {"day": day}), remedy=Sentence(NEWEST))


def _pinned_key(kid: str) -> TrustedKey | None:
    row = StateKey.objects.filter(kid=kid, place=1).first()
    return TrustedKey(row.state, PublicKeys.from_json(row.public)) if row else None
