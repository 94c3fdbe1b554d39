"""Persons who hold weapons: their data lie sealed in another table. This file alone calls the services that keep it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

from salwa.domain.languages import Sentence, message
from salwa.domain.refusals import Refusal
from salwa.services.holders.permissions import check_may_see_persons
from salwa.storage.accounts.models import User
from salwa.storage.register.models import Holder

# What may be recorded of a person, in the order in which it is asked and shown; the last two say why it is kept.
FIELDS = ("name", "birth_date", "document_number", "address", "note")
KEPT_FOR = ("purpose", "legal_basis")
KEEPER = "salwa.services.persons"
NOT_KEPT = message("This installation keeps no personal data: the part that seals them is not set up.")
SET_UP = message("Ask the administrator to set it up, or record the holder under a reference only.")
NO_PERSON = message("Nothing is recorded of this person, or it was removed when its time of keeping ended.")
NO_PURPOSE = message("Personal data are opened for a purpose only; none was given.")
SAY_WHY = message("Say in a few words why you open them, for example the number of the case. It is recorded.")


def keep_person(acting_user: User, known: Mapping[str, str]) -> uuid.UUID:
    """Seal what is known of a person; returns the identifier under which it lies.

    `known` has the keys of FIELDS, and of KEPT_FOR: why the data are kept, and on which legal basis.
    """
    told = {name: known.get(name, "").strip() for name in (*FIELDS, *KEPT_FOR)}
    entry = _keeper("values").PersonEntry(**told)
    return uuid.UUID(str(_keeper("actions").record_person(acting_user=acting_user, entry=entry)))


def open_person(*, acting_user: User, holder: Holder, purpose: str) -> dict[str, str]:
    """What is known of the person behind a holder. Every opening is counted and recorded with its purpose.

    Raises `NotPermitted` and `Refusal` (`no_purpose`, `no_person`, `persons_not_kept`).
    """
    check_may_see_persons(acting_user)
    if not purpose.strip():
        raise Refusal("no_purpose", Sentence(NO_PURPOSE), remedy=Sentence(SAY_WHY), where={"field": "purpose"})
    if holder.person_uid is None:
        raise Refusal("no_person", Sentence(NO_PERSON))
    found = _keeper("queries").open_person(acting_user=acting_user, person=holder.person_uid, purpose=purpose.strip())
    return {name: value for name in FIELDS if (value := str(getattr(found, name)))}


def persons_kept() -> bool:
    """Whether this installation has the part that seals personal data."""
    return find_spec(KEEPER) is not None


def _keeper(part: str) -> ModuleType:
    if not persons_kept():
        raise Refusal("persons_not_kept", Sentence(NOT_KEPT), remedy=Sentence(SET_UP))
    return import_module(f"{KEEPER}.{part}")
