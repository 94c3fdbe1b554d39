"""Invented points of contact, and a secretariat and an installation that follows it on one database."""

from __future__ import annotations

import json
from datetime import date

from salwa.domain.accounts import Role
from salwa.domain.directory import ContactDetails
from salwa.services.directory.contacts import enter_contact
from salwa.services.directory.following import pin_key
from salwa.services.directory.public import public_key
from salwa.services.directory.signing import signing_keys
from salwa.storage.accounts.models import User
from tests.builders.people import a_person


def details(**other: object) -> ContactDetails:
    """Details of an office of an invented State."""
    known = {
        "office": "National Commission on Small Arms", "email": "tracing@commission.example",
        "telephone": "+254 20 555-0100", "postal": "P.O. Box 12-34\nZenda; Old Road, 7", "languages": ("en", "sw"),
        "hours": "Monday to Friday, 08:00 to 16:00", "time_zone": "Africa/Nairobi", "person": "Rudolf Rassendyll",
        "title": "Head of tracing", "valid_until": date(2030, 12, 31),
    }  # fmt: skip
    return ContactDetails(**(known | other))  # type: ignore[arg-type]


def a_keeper() -> User:
    """Somebody who keeps the directory."""
    return a_person(Role.ADMINISTRATOR)


def a_contact(keeper: User, state: str = "KEN", kind: str = "iti", **other: object) -> int:
    """A contact in the directory."""
    return enter_contact(acting_user=keeper, state=state, kind=kind, details=details(**other), source="state")


def pin(keeper: User) -> None:
    """Pin the key with which this very installation signs."""
    signing_keys()
    key = public_key()
    assert key is not None
    pin_key(acting_user=keeper, key_file=json.dumps(key).encode(), fingerprint=key["signing"]["kid"])
