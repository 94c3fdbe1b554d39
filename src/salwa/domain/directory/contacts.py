"""What is known of a national point of contact, and what a directory for many States can take (PoA II.5; ITI 25, 31 a).

An address belongs to an office, not to a person: people leave, and what is published is read by everybody.
"""

from __future__ import annotations

import re
import unicodedata
import zoneinfo
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from salwa.domain.languages import Listed, Sentence, message
from salwa.domain.refusals import Refusal


class ContactKind(StrEnum):
    """What a contact is for: the Programme of Action (II.5), the tracing instrument (ITI 25), brokering controls."""

    PROGRAMME = "poa"
    TRACING = "iti"
    BROKERING = "brokering"


class Source(StrEnum):
    """Who gave the details: the State itself, through its contact, or by a note verbale to the secretariat."""

    STATE = "state"
    NOTE_VERBALE = "note_verbale"


@dataclass(frozen=True, slots=True)
class ContactDetails:
    """Everything about a contact at one time. `languages`: ISO 639 codes; `time_zone`: a name of the IANA list.

    `person` and `title` are for States only and never published. `valid_until`: the State says so itself.
    """

    office: str
    email: str
    telephone: str = ""
    postal: str = ""
    languages: tuple[str, ...] = ()
    hours: str = ""
    time_zone: str = ""
    person: str = ""
    title: str = ""
    valid_until: date | None = None


_LONGEST = {"office": 300, "email": 254, "telephone": 60, "postal": 1000, "hours": 200, "time_zone": 60, "person": 200,
            "title": 200}  # fmt: skip
_EMAIL = re.compile(r"[^\s@<>\"',;:()\\]+@[^\s@<>\"',;:()\\]+\.[^\s@<>\"',;:()\\.]{2,}")
_TELEPHONE = re.compile(r"\+?[0-9][0-9 ()./\-]{3,59}")
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_STATE = re.compile(r"[A-Z]{3}")

NO_OFFICE = message("A contact needs the name of its office.")
GIVE_OFFICE = message("Give the name of the office as the State writes it.")
NO_EMAIL = message("This is no e-mail address: {text}.")
GIVE_ROLE_ADDRESS = message("Give the address of the office, for example tracing@police.example.")
PERSONAL = message("The address {text} bears the name of the person, not of the office.")
NO_TELEPHONE = message("This is no telephone number: {text}.")
GIVE_NUMBER = message("Write it with the country's code, for example +254 20 555 0100.")
NO_ZONE = message("This is no time zone: {text}.")
GIVE_ZONE = message("Write its name, for example Africa/Nairobi.")
NO_LANGUAGE = message("A contact needs at least one language in which it answers.")
BAD_LANGUAGE = message("This is no code of a language: {text}.")
GIVE_LANGUAGE = message(
    "Choose from the list, or write the codes of ISO 639 with commas between them, for example pt, sw."
)
PAST = message("The details would have ended before they begin: {day} is past.")
GIVE_DAY = message("Give a day to come, or none.")
TOO_LONG = message("This text is longer than {most} signs.")
SHORTEN = message("Shorten it.")
NO_KIND = message("There is no such kind of contact: {text}.")
KINDS = message("There are: {kinds}.")


def checked_details(details: ContactDetails, today: date) -> ContactDetails:
    """The details with outer blanks and line ends of single lines taken away. Raises `Refusal` naming the field."""
    texts = {name: _plain(getattr(details, name), lines=name == "postal") for name in _LONGEST}
    for name, most in _LONGEST.items():
        if len(texts[name]) > most:
            _refuse("too_long", name, Sentence(TOO_LONG, {"most": most}), SHORTEN)
    known = replace(details, **texts, languages=tuple(dict.fromkeys(details.languages)))  # type: ignore[arg-type]
    _check_address(known)
    if known.telephone and not _TELEPHONE.fullmatch(known.telephone):
        _refuse("no_telephone", "telephone", Sentence(NO_TELEPHONE, {"text": known.telephone}), GIVE_NUMBER)
    if known.time_zone and known.time_zone not in zoneinfo.available_timezones():
        _refuse("no_time_zone", "time_zone", Sentence(NO_ZONE, {"text": known.time_zone}), GIVE_ZONE)
    if not known.languages:
        _refuse("no_language", "languages", Sentence(NO_LANGUAGE), GIVE_LANGUAGE)
    for one in known.languages:
        if not _LANGUAGE.fullmatch(one):
            _refuse("bad_language", "languages", Sentence(BAD_LANGUAGE, {"text": one[:20]}), GIVE_LANGUAGE)
    if known.valid_until is not None and known.valid_until < today:
        _refuse("already_past", "valid_until", Sentence(PAST, {"day": known.valid_until.isoformat()}), GIVE_DAY)
    return known


def checked_kind(text: str) -> ContactKind:
    """The kind of a contact from its word. Raises `Refusal` (`no_such_kind`)."""
    try:
        return ContactKind(text)
    except ValueError:
        kinds = Listed(ContactKind)
        raise Refusal(
            "no_such_kind",
            Sentence(NO_KIND, {"text": text[:30]}),
            remedy=Sentence(KINDS, {"kinds": kinds}),
            where={"field": "kind"},
        ) from None


def is_state_code(text: str) -> bool:
    """Whether the text has the form of a State's code."""
    return _STATE.fullmatch(text) is not None


def _check_address(known: ContactDetails) -> None:
    if not known.office:
        _refuse("no_office", "office", Sentence(NO_OFFICE), GIVE_OFFICE)
    if not _EMAIL.fullmatch(known.email):
        _refuse("no_email", "email", Sentence(NO_EMAIL, {"text": known.email[:80]}), GIVE_ROLE_ADDRESS)
    local = _folded(known.email.rsplit("@", 1)[0])
    names = [one for one in re.split(r"[^\w]+", _folded(known.person)) if len(one) > 2]
    if any(one in local for one in names):
        _refuse("personal_address", "email", Sentence(PERSONAL, {"text": known.email}), GIVE_ROLE_ADDRESS)


def _plain(text: str, *, lines: bool) -> str:
    kept = "".join(sign if sign == "\n" or unicodedata.category(sign) != "Cc" else " " for sign in text.strip())
    return kept if lines else " ".join(kept.split())


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in plain if not unicodedata.combining(sign))


def _refuse(code: str, field: str, sentence: Sentence, remedy: str) -> None:
    raise Refusal(code, sentence, remedy=Sentence(remedy), where={"field": field})
