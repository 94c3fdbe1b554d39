"""A declaration: a State itself says who its point of contact is, and its installation signs that (ITI 25, 31 a)."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, NoReturn

from salwa.domain.directory.contacts import ContactDetails, ContactKind, checked_details, is_state_code
from salwa.domain.languages import Sentence, message
from salwa.domain.refusals import Refusal

KIND, VERSION = "salwa.contact", 1
LARGEST = 20_000
_TEXTS = ("office", "email", "telephone", "postal", "hours", "time_zone", "person", "title")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z")

UNREADABLE = message("This is no declaration of a point of contact as its protocol describes it.")
ASK_STATE = message("Ask the State to make it again. Nothing was changed.")


@dataclass(frozen=True, slots=True)
class Declaration:
    """Whose contact, what it is for, since when, and everything about it."""

    state: str
    kind: ContactKind
    issued: datetime
    details: ContactDetails


def declaration_bytes(declaration: Declaration) -> bytes:
    """The bytes that are signed."""
    details = declaration.details
    value = {
        "kind": KIND,
        "version": VERSION,
        "state": declaration.state,
        "contact": str(declaration.kind),
        "issued": declaration.issued.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "languages": list(details.languages),
        "valid_until": details.valid_until.isoformat() if details.valid_until else "",
        **{name: getattr(details, name) for name in _TEXTS},
    }
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def read_declaration(content: bytes, today: date) -> Declaration:
    """A declaration from bytes of anybody. Raises `Refusal`: `declaration_unreadable`, those of `checked_details`."""
    try:
        value = json.loads(content[: LARGEST + 1].decode("utf-8"), object_pairs_hook=_once)
    except (ValueError, RecursionError):
        _unreadable()
    wanted = {"kind", "version", "state", "contact", "issued", "languages", "valid_until", *_TEXTS}
    if len(content) > LARGEST or not isinstance(value, dict) or value.keys() != wanted:
        _unreadable()
    if value["kind"] != KIND or type(value["version"]) is not int or value["version"] != VERSION:
        _unreadable()
    texts = [value[name] for name in ("state", "contact", "issued", "valid_until", *_TEXTS)]
    languages = value["languages"]
    if not all(isinstance(one, str) for one in texts) or not isinstance(languages, list):
        _unreadable()
    if not all(isinstance(one, str) for one in languages) or not is_state_code(value["state"]):
        _unreadable()
    if value["contact"] not in set(ContactKind) or not _MOMENT.fullmatch(value["issued"]):
        _unreadable()
    try:
        issued = datetime.fromisoformat(value["issued"])
        until = date.fromisoformat(value["valid_until"]) if value["valid_until"] else None
    except ValueError:
        _unreadable()
    details = ContactDetails(
        **{name: value[name] for name in _TEXTS}, languages=tuple(languages), valid_until=until
    )  # fmt: skip
    return Declaration(value["state"], ContactKind(value["contact"]), issued, checked_details(details, today))


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("a member twice")
    return members


def _unreadable() -> NoReturn:
    raise Refusal("declaration_unreadable", Sentence(UNREADABLE), remedy=Sentence(ASK_STATE))
