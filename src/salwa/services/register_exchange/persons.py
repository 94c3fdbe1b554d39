"""Sealed data of persons in an exchange file: opened with a passphrase, or left out.

The key is made of the passphrase (scrypt); each person is sealed by itself (AES-256-GCM, bound to its identifier), so
that a file without the passphrase tells nothing but how many persons there are.
"""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Iterable, Iterator
from importlib import import_module
from importlib.util import find_spec
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from salwa.domain.languages import Sentence, message
from salwa.domain.refusals import Refusal
from salwa.domain.register_exchange import Fault
from salwa.services.register_exchange.lines import Line
from salwa.services.register_exchange.outcomes import Outcomes
from salwa.storage.accounts.models import User

N, R, P = 2**17, 8, 1
SHORTEST = 12
FIELDS = ("name", "birth_date", "document_number", "address", "note", "purpose", "legal_basis")
TOO_SHORT = message("The passphrase has {length} signs; it must have {least} at least.")
LONGER = message("Take several words that nobody would guess.")
WRONG = message("The passphrase does not open the sealed data of this file.")
ASK = message("Ask whoever wrote the file for the passphrase.")
NO_PERSONS = message("This installation keeps no data of persons.")
LEAVE_OUT = message("Leave persons out.")


class Sealer:
    """Seals and opens persons with one passphrase. `head` is what the header says about it."""

    def __init__(self, passphrase: str, head: dict[str, Any] | None = None) -> None:
        if len(passphrase) < SHORTEST:
            values = {"length": len(passphrase), "least": SHORTEST}
            raise Refusal("passphrase_too_short", Sentence(TOO_SHORT, values), remedy=Sentence(LONGER))
        salt = base64.b64decode(head["salt"]) if head else os.urandom(16)
        facts = head or {"n": N, "r": R, "p": P}
        self.head = {"method": "scrypt-aes-256-gcm", "salt": base64.b64encode(salt).decode(), **_cost(facts)}
        key = Scrypt(salt=salt, length=32, **_cost(facts)).derive(passphrase.encode("utf-8"))
        self._cipher = AESGCM(key)

    def sealed(self, uid: str, data: dict[str, Any]) -> Line:
        """The line of one person."""
        nonce = os.urandom(12)
        content = self._cipher.encrypt(nonce, json.dumps(data, ensure_ascii=False).encode(), uid.encode())
        return {
            "kind": "person",
            "uid": uid,
            "nonce": base64.b64encode(nonce).decode(),
            "sealed": base64.b64encode(content).decode(),
        }

    def opened(self, line: Line) -> dict[str, Any]:
        """The data of one person. Raises `Refusal` (`wrong_passphrase`)."""
        try:
            nonce, content = (base64.b64decode(line[name], validate=True) for name in ("nonce", "sealed"))
            found = json.loads(self._cipher.decrypt(nonce, content, line["uid"].encode()))
        except (InvalidTag, ValueError):
            raise Refusal("wrong_passphrase", Sentence(WRONG), remedy=Sentence(ASK)) from None
        return {name: str(found.get(name, "")) for name in FIELDS}


def _cost(facts: dict[str, Any]) -> dict[str, int]:
    return {name: int(facts[name]) for name in ("n", "r", "p")}


def person_lines(user: User, uids: Iterable[str], purpose: str, sealer: Sealer) -> Iterator[Line]:
    """Sealed lines of these persons; each opening is permitted, counted and recorded by services/persons."""
    queries = _persons("queries")
    for uid in uids:
        data = queries.open_person(acting_user=user, person=UUID(uid), purpose=purpose)
        if data.purged_at is None:
            yield sealer.sealed(uid, {name: getattr(data, name) for name in FIELDS})


class PersonTaker:
    """Takes persons in with `sealer`; without one their lines stay sealed and are set aside."""

    def __init__(self, sealer: Sealer | None) -> None:
        self.sealer = sealer

    def take(self, number: int, line: Line, user: User, outcomes: Outcomes) -> None:
        """One sealed line: recorded as a person, to whom the holder of the same identifier then refers."""
        if self.sealer is None:
            outcomes.set_aside(number, line, Fault("persons_stay_sealed"))
            return
        from salwa.storage.register.models import Holder  # slow start

        data = self.sealer.opened(line)
        if not Holder.objects.filter(person_uid=line["uid"]).exists():
            # The holder refers to the person as recorded here: the line was taken in before.
            outcomes.note(number, line, "known")
            return
        entry = _persons("values").PersonEntry(**data)
        here = _persons("actions").record_person(acting_user=user, entry=entry)
        Holder.objects.filter(person_uid=line["uid"]).update(person_uid=here)
        outcomes.note(number, line, "added")


def _persons(module: str) -> Any:
    """A module of services/persons, which keeps sealed data; refuses where this installation has none."""
    if find_spec("salwa.services.persons") is None:
        raise Refusal("no_persons", Sentence(NO_PERSONS), remedy=Sentence(LEAVE_OUT))
    return import_module(f"salwa.services.persons.{module}")
