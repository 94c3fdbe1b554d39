"""Persons who hold weapons: their data lie sealed in another table. This file alone calls the services that keep it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from salwa.domain.languages import Sentence, message
from salwa.domain.refusals import Refusal
from salwa.services.holders.permissions import check_may_see_persons
from salwa.services.persons.actions import record_person
from salwa.services.persons.queries import open_person
from salwa.services.persons.values import PersonEntry
from salwa.storage.accounts.models import User
from salwa.storage.register.models import Holder

# What may be recorded of a person, in the order in which it is asked and shown; the last two say why it is kept.
FIELDS = ("name", "birth_date", "document_number", "address", "note")
KEPT_FOR = ("purpose", "legal_basis")
NO_PERSON = message("Nothing is recorded of this person beside the reference.")
GONE = message("The data of this person were purged on {day}; the holder's records stay.")
NO_PURPOSE = message("Personal data are opened for a purpose only; none was given.")
SAY_WHY = message("Say in a few words why you open them, for example the number of the case. It is recorded.")


def keep_person(acting_user: User, known: Mapping[str, str]) -> uuid.UUID:
    """Seal what is known of a person; returns the identifier under which it lies.

    `known` has the keys of FIELDS, and of KEPT_FOR: why the data are kept, and on which legal basis.
    """
    told = {name: known.get(name, "").strip() for name in (*FIELDS, *KEPT_FOR)}
    return record_person(acting_user=acting_user, entry=PersonEntry(purge_due=None, **told))


def person_behind(*, acting_user: User, holder: Holder, purpose: str) -> dict[str, str]:
    """What is known of the person behind a holder. Every opening is counted and recorded with its purpose.

    Raises `NotPermitted`, `QuotaSpent` and `Refusal` (`no_purpose`, `no_person`, `person_gone`).
    """
    check_may_see_persons(acting_user)
    if not purpose.strip():
        raise Refusal("no_purpose", Sentence(NO_PURPOSE), remedy=Sentence(SAY_WHY), where={"field": "purpose"})
    if holder.person_uid is None:
        raise Refusal("no_person", Sentence(NO_PERSON))
    found = open_person(acting_user=acting_user, person=holder.person_uid, purpose=purpose.strip())
    if found.purged_at is not None:
        raise Refusal("person_gone", Sentence(GONE, {"day": found.purged_at.date().isoformat()}))
    return {name: value for name in FIELDS if (value := str(getattr(found, name)))}
