"""What everybody may see of the directory: the newest public edition, read from its own signed bytes."""

from __future__ import annotations

import base64
import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from salwa.domain.directory import Edition, ListedContact, read_edition, sort_key, vcard
from salwa.domain.languages import Sentence, message
from salwa.domain.refusals import NotFound
from salwa.domain.sheets import escaped
from salwa.domain.states import RegionalGroup
from salwa.reference import load_book
from salwa.services.directory.publishing import COME_BACK, NONE_YET
from salwa.services.directory.signing import key_file, signing_keys
from salwa.services.directory.words import KINDS
from salwa.services.languages import spoken
from salwa.services.weapons.names import name_of, reader_language
from salwa.storage.cooperation.models import PublishedEdition

NO_SUCH = message("The directory has no such contact.")
LOOK_AT_LIST = message("Look for it in the list of contacts.")
# Columns of the table for programs: those of a public edition.
COLUMNS = ("state", "kind", "office", "email", "telephone", "postal", "languages", "hours", "time_zone", "valid_until",
           "revised", "uid")  # fmt: skip


@dataclass(frozen=True, slots=True)
class StateLine:
    """A State of the list: code, name in the reader's language, regional group, its contacts."""

    code: str
    name: str
    group: str
    contacts: tuple[ListedContact, ...]


def public_edition() -> Edition | None:
    """The newest public edition; None before the first. Open to everybody."""
    row = PublishedEdition.objects.order_by("-number").first()
    return payload_of(row.public_signed) if row else None


def signed_public_edition() -> bytes:
    """The newest public edition as it was signed. Raises `NotFound`. Open to everybody."""
    row = PublishedEdition.objects.order_by("-number").first()
    if row is None:
        raise NotFound("no_edition", Sentence(NONE_YET), remedy=Sentence(COME_BACK))
    return row.public_signed.encode("ascii")


def public_key() -> dict[str, Any] | None:
    """The key that signs the directory, for whoever follows it; None before the first edition. Open to everybody."""
    return signing_keys().public().to_json() if key_file().exists() else None


def public_edition_json() -> bytes:
    """The exact bytes that are signed. Raises `NotFound`. Open to everybody."""
    return _bytes_of(signed_public_edition().decode())


def states_listed(contacts: Sequence[ListedContact], group: str = "") -> list[StateLine]:
    """States with their contacts in the alphabetical order of the reader's language, narrowed to a regional group."""
    of_state: dict[str, list[ListedContact]] = {}
    for one in contacts:
        of_state.setdefault(one.state, []).append(one)
    lines = [StateLine(code, name_of("country", code), group_of(code), tuple(of_state[code])) for code in of_state]
    chosen = [one for one in lines if not group or one.group == group]
    return sorted(chosen, key=lambda one: sort_key(one.name, reader_language()))


def group_of(state: str) -> str:
    """The regional group of a State; empty for observers, areas and invented States."""
    known = load_book().states.get(state)
    return known.group if known else ""


def group_choices() -> list[tuple[str, str]]:
    """(code, name in the reader's language) of the regional groups."""
    return [(one.value, spoken(Sentence(one.english))) for one in RegionalGroup]


def public_state(state: str) -> StateLine:
    """A State and its public contacts. Raises `NotFound`. Open to everybody."""
    edition = public_edition()
    found = states_listed([one for one in edition.contacts if one.state == state]) if edition else []
    if not found:
        raise NotFound("no_contact", Sentence(NO_SUCH), remedy=Sentence(LOOK_AT_LIST))
    return found[0]


def public_vcard(state: str, uid: str) -> bytes:
    """The vCard of a contact of the newest public edition. Raises `NotFound`. Open to everybody."""
    line = public_state(state)
    for one in line.contacts:
        if one.uid == uid:
            return vcard(one, state_name=line.name, kind_name=str(KINDS[one.kind]))
    raise NotFound("no_contact", Sentence(NO_SUCH), remedy=Sentence(LOOK_AT_LIST))


def public_csv() -> bytes:
    """The newest public edition as CSV. Every text is disarmed: the file is opened by everybody, with any program.

    The signed edition holds every text exactly. Raises `NotFound`. Open to everybody.
    """
    edition = read_edition(public_edition_json())
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow(COLUMNS)
    for one in edition.contacts:
        values = {
            name: getattr(one, name) for name in COLUMNS
        } | {"languages": " ".join(one.languages), "kind": str(one.kind)}  # fmt: skip
        writer.writerow([escaped("" if value is None else str(value)) for value in values.values()])
    return out.getvalue().encode("utf-8-sig")


def payload_of(signed: str) -> Edition:
    """The edition that an own signed text holds."""
    return read_edition(_bytes_of(signed))


def _bytes_of(signed: str) -> bytes:
    payload = signed.split(".")[1]
    return base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4))
