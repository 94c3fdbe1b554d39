"""Editions of the directory: their exact bytes, how strangers' bytes are read, and which edition may follow which.

An edition is one JSON object (docs/protocol/directory.md). The public one holds role addresses only; the one for States
holds the same contacts and, beside them, persons and when a contact last answered.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, NoReturn

from salwa.domain.directory.contacts import ContactKind
from salwa.domain.languages import Sentence, message
from salwa.domain.refusals import Refusal

KIND, VERSION = "salwa.directory", 1
MOST_CONTACTS = 3_000
LARGEST = 1_500_000
# After so many days without a newer edition the pages say that the directory may be out of date.
STALE_DAYS = 200
LARGEST_NUMBER = 2**53 - 1


class Audience(StrEnum):
    """For whom an edition is: everybody, or States only."""

    PUBLIC = "public"
    STATES = "states"


class Step(StrEnum):
    """What taking an edition does: a newer one, the edition for States of the same number, or nothing new."""

    NEWER = "newer"
    COMPLETES = "completes"
    KNOWN = "known"


@dataclass(frozen=True, slots=True)
class ListedContact:
    """A contact as it stands in an edition. `person`, `title`, `last_answered` are empty in a public one."""

    uid: str
    state: str
    kind: ContactKind
    office: str
    email: str
    telephone: str
    postal: str
    languages: tuple[str, ...]
    hours: str
    time_zone: str
    valid_until: date | None
    revised: date
    person: str = ""
    title: str = ""
    last_answered: date | None = None


@dataclass(frozen=True, slots=True)
class Edition:
    """A whole edition. `number` grows with every edition, whoever it is for; `issuer` names who signs it."""

    number: int
    issued: datetime
    issuer: str
    audience: Audience
    contacts: tuple[ListedContact, ...]


UNREADABLE = message("This is no edition of the directory as its protocol describes it.")
ASK_SECRETARIAT = message("Fetch the edition from the secretariat once more. Nothing was changed.")
OLDER = message("This edition has the number {number}; this installation already has number {known}.")
OLDER_REMEDY = message("Take the newest edition. An older one would bring back contacts that were replaced.")
DIFFERS = message("Another edition with the same number {number} is known already, and it says something else.")
DIFFERS_REMEDY = message("Tell the secretariat by another way: two different editions under one number must not exist.")
BACK = message("Edition {number} says that it was issued before edition {known}, which came earlier.")
_UID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_STATE = re.compile(r"[A-Z]{3}")
_ISSUER = re.compile(r"[A-Z][A-Z0-9-]{1,15}")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_TEXTS = {"office": 300, "email": 254, "telephone": 60, "postal": 1000, "hours": 200, "time_zone": 60}
_FOR_STATES = {"person": 200, "title": 200}
_DAYS = ("valid_until", "revised")


def edition_bytes(edition: Edition) -> bytes:
    """The bytes that are signed: UTF-8, members in the order of the alphabet, no blanks between them."""
    value = {
        "kind": KIND,
        "version": VERSION,
        "number": edition.number,
        "issued": edition.issued.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "issuer": edition.issuer,
        "audience": str(edition.audience),
        "contacts": [_contact_json(one, edition.audience) for one in edition.contacts],
    }
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _contact_json(one: ListedContact, audience: Audience) -> dict[str, Any]:
    plain = asdict(one) | {"kind": str(one.kind), "languages": list(one.languages)}
    for name in (*_DAYS, "last_answered"):
        plain[name] = "" if plain[name] is None else plain[name].isoformat()
    if audience is Audience.PUBLIC:
        # What is public is decided here and nowhere else: role addresses only.
        for name in (*_FOR_STATES, "last_answered"):
            del plain[name]
    return plain


def read_edition(content: bytes) -> Edition:
    """An edition from bytes of anybody. Every member is checked. Raises `Refusal` (`edition_unreadable`)."""
    if len(content) > LARGEST:
        _unreadable("it is too large")
    try:
        value = json.loads(content.decode("utf-8"), object_pairs_hook=_once, parse_float=_no, parse_constant=_no)
    except (ValueError, RecursionError):
        _unreadable("it is not one JSON object")
    wanted = {"kind", "version", "number", "issued", "issuer", "audience", "contacts"}
    if not isinstance(value, dict) or value.keys() != wanted:
        _unreadable("its members are others")
    if value["kind"] != KIND or type(value["version"]) is not int or value["version"] != VERSION:
        _unreadable("its kind or version is another")
    number, audience = value["number"], value["audience"]
    if type(number) is not int or not 1 <= number <= LARGEST_NUMBER:
        _unreadable("its number is none")
    if audience not in set(Audience) or not isinstance(value["issuer"], str) or not _ISSUER.fullmatch(value["issuer"]):
        _unreadable("its issuer or audience is none")
    listed = value["contacts"]
    if not isinstance(listed, list) or len(listed) > MOST_CONTACTS:
        _unreadable("its contacts are no list, or too many")
    contacts = tuple(_contact(one, Audience(audience)) for one in listed)
    if len({one.uid for one in contacts}) != len(contacts):
        _unreadable("a contact stands in it twice")
    return Edition(number, _moment(value["issued"]), value["issuer"], Audience(audience), contacts)


def next_step(edition: Edition, digest: str, known: Mapping[Audience, tuple[int, datetime, str]]) -> Step:
    """What taking this edition does, given the newest known one for each audience: (number, issued, digest).

    Raises `Refusal`: `edition_older` for a lower number, `edition_differs` for other bytes under a known number,
    `edition_back_in_time` for a higher number with an earlier moment.
    """
    newest = max((number for number, _, _ in known.values()), default=0)
    same = known.get(edition.audience)
    if edition.number < newest:
        values = {"number": edition.number, "known": newest}
        raise Refusal("edition_older", Sentence(OLDER, values), remedy=Sentence(OLDER_REMEDY))
    if same is not None and same[0] == edition.number:
        if same[2] == digest:
            return Step.KNOWN
        raise Refusal("edition_differs", Sentence(DIFFERS, {"number": edition.number}), remedy=Sentence(DIFFERS_REMEDY))
    if any(edition.issued < issued for _, issued, _ in known.values()):
        values = {"number": edition.number, "known": newest}
        raise Refusal("edition_back_in_time", Sentence(BACK, values), remedy=Sentence(DIFFERS_REMEDY))
    return Step.COMPLETES if edition.number == newest else Step.NEWER


def _contact(value: Any, audience: Audience) -> ListedContact:
    wanted = {"uid", "state", "kind", "languages", *_TEXTS, *_DAYS}
    more: Iterable[str] = ()
    if audience is Audience.STATES:
        more = (*_FOR_STATES, "last_answered")
    if not isinstance(value, dict) or value.keys() != wanted | set(more):
        _unreadable("the members of a contact are others")
    limits = _TEXTS | (_FOR_STATES if audience is Audience.STATES else {})
    for name, most in limits.items():
        if not isinstance(value[name], str) or len(value[name]) > most:
            _unreadable(f"a contact has no good {name}")
    for name, form in (("uid", _UID), ("state", _STATE)):
        if not isinstance(value[name], str) or not form.fullmatch(value[name]):
            _unreadable(f"a contact has no good {name}")
    if value["kind"] not in set(ContactKind):
        _unreadable("a contact is of no known kind")
    languages = value["languages"]
    if not isinstance(languages, list) or not all(
        isinstance(one, str) and _LANGUAGE.fullmatch(one) for one in languages
    ):
        _unreadable("a contact has no good languages")
    revised = _day(value["revised"])
    if revised is None:
        _unreadable("a contact has no day")
    return ListedContact(
        uid=value["uid"], state=value["state"], kind=ContactKind(value["kind"]), languages=tuple(languages),
        revised=revised, **{name: value[name] for name in limits}, valid_until=_day(value["valid_until"]),
        last_answered=_day(value["last_answered"]) if more else None,
    )  # fmt: skip


def _day(text: Any) -> date | None:
    if text == "":
        return None
    if isinstance(text, str) and _DAY.fullmatch(text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            pass
    return _unreadable("a day is none")


def _moment(text: Any) -> datetime:
    if isinstance(text, str) and _MOMENT.fullmatch(text):
        try:
            return datetime.fromisoformat(text)
        except ValueError:
            pass
    return _unreadable("its moment is none")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("a member twice")
    return members


def _no(_text: str) -> NoReturn:
    raise ValueError("only whole numbers")


def _unreadable(why: str) -> NoReturn:
    raise Refusal("edition_unreadable", Sentence(UNREADABLE), remedy=Sentence(ASK_SECRETARIAT), where={"why": why})
