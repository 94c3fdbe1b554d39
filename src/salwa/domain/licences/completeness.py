"""Whether an application says all it must before it can be granted, kind by kind (PoA II.2, II.11, II.12, II.14)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from salwa.domain.languages import Sentence, message
from salwa.domain.licences.certificates import Certificate, missing
from salwa.domain.licences.risks import Assessment
from salwa.domain.licences.vocabulary import CheckResult, LicenceKind, PartyRole

K = LicenceKind
NEEDS_CERTIFICATE = frozenset({K.EXPORT, K.TRANSIT, K.RETRANSFER, K.BROKERING})
CROSSES_A_BORDER = frozenset({K.EXPORT, K.IMPORT, K.TRANSIT, K.RETRANSFER})


@dataclass(frozen=True, slots=True)
class ItemAsked:
    """One line of the items: what it is and how many."""

    described: bool
    quantity: int


@dataclass(frozen=True, slots=True)
class Application:
    """An application as it stands. `checks` are the results of asking about the certificate, in their order."""

    kind: LicenceKind
    own_state: str
    origin: str = ""
    destination: str = ""
    end_use: str = ""
    valid_from: date | None = None
    valid_until: date | None = None
    broker_registration: str = ""
    broker_registered_until: date | None = None
    roles: frozenset[PartyRole] = frozenset()
    items: tuple[ItemAsked, ...] = ()
    certificate: Certificate | None = None
    checks: tuple[CheckResult, ...] = ()
    assessment: Assessment = field(default_factory=lambda: Assessment((), (), (), (), ()))


@dataclass(frozen=True, slots=True)
class Lack:
    """One thing that is missing: in which part of the application, and in words."""

    part: str
    code: str
    sentence: Sentence


NO_ITEMS = message("No item is named.")
ITEM_UNCLEAR = message("Item {number} has no type or no quantity.")
NO_LAST_DAY = message("The last day of validity is missing.")
DAYS_SWAPPED = message("The last day of validity lies before the first.")
OVER_ALREADY = message("The last day of validity, {day}, is over.")
NO_ORIGIN = message("The country the goods come from is missing.")
NO_DESTINATION = message("The country of destination is missing.")
GOES_NOWHERE = message("The goods come from and go to the same country.")
NOT_OURS = message("Goods that leave under this kind of authorisation come from this State; another is named.")
NOT_TO_US = message("An import goes to this State; another destination is named.")
NO_END_USER = message("Nobody is named as the end user.")
NO_EXPORTER = message(
    "Nobody is named as the exporter; a later re-export must be told to the exporting State (PoA II.13)."
)
NO_END_USE = message("Nothing says what the goods will be used for.")
NO_REGISTRATION = message("The broker's registration is missing (PoA II.14).")
REGISTRATION_OVER = message("The broker's registration ended on {day} (PoA II.14).")
NO_CERTIFICATE = message("There is no end-user certificate (PoA II.12).")
CERTIFICATE_INCOMPLETE = message("The end-user certificate is not complete: {count} points are missing.")
NOT_CHECKED = message("Nobody has checked whether the end-user certificate is authentic (PoA II.12).")
FALSE_CERTIFICATE = message("The end-user certificate was found not to be authentic.")
NO_ANSWER_YET = message("Whether the end-user certificate is authentic was asked, but not answered.")
QUESTIONS_OPEN = message("{count} questions about the risk of diversion are not answered (PoA II.11).")
GROUNDS_MISSING = message("{count} answers about the risk of diversion give no grounds.")
EMBARGO = message("An embargo of the Security Council forbids this deal (PoA II.15, II.32).")


def lacks(application: Application, today: date) -> tuple[Lack, ...]:
    """Everything that must be there before the application can be granted, part by part; empty when it is complete."""
    return (
        *_items(application),
        *_days(application, today),
        *_route(application),
        *_parties(application, today),
        *_certificate(application),
        *_risk(application),
    )


def _lack(part: str, code: str, sentence: str, **values: str | int) -> Lack:
    return Lack(part, code, Sentence(sentence, values))


def _items(one: Application) -> list[Lack]:
    if not one.items:
        return [_lack("items", "no_items", NO_ITEMS)]
    return [
        _lack("items", "item_unclear", ITEM_UNCLEAR, number=number)
        for number, item in enumerate(one.items, start=1)
        if not item.described or item.quantity < 1
    ]


def _days(one: Application, today: date) -> list[Lack]:
    if one.valid_until is None:
        return [_lack("deal", "no_last_day", NO_LAST_DAY)]
    if one.valid_from and one.valid_until < one.valid_from:
        return [_lack("deal", "days_swapped", DAYS_SWAPPED)]
    if one.valid_until < today:
        return [_lack("deal", "over_already", OVER_ALREADY, day=one.valid_until.isoformat())]
    return []


def _route(one: Application) -> list[Lack]:
    if one.kind is K.MANUFACTURE:
        return []
    found = []
    if not one.origin:
        found.append(_lack("deal", "no_origin", NO_ORIGIN))
    if not one.destination:
        found.append(_lack("deal", "no_destination", NO_DESTINATION))
    if one.origin and one.origin == one.destination and one.kind in CROSSES_A_BORDER:
        found.append(_lack("deal", "goes_nowhere", GOES_NOWHERE))
    if one.kind in (K.EXPORT, K.RETRANSFER) and one.origin not in ("", one.own_state):
        found.append(_lack("deal", "not_ours", NOT_OURS))
    if one.kind is K.IMPORT and one.destination not in ("", one.own_state):
        found.append(_lack("deal", "not_to_us", NOT_TO_US))
    return found


def _parties(one: Application, today: date) -> list[Lack]:
    needed: tuple[tuple[bool, str, str, str], ...] = (
        (one.kind in NEEDS_CERTIFICATE and PartyRole.END_USER not in one.roles, "parties", "no_end_user", NO_END_USER),
        (one.kind is K.IMPORT and PartyRole.EXPORTER not in one.roles, "parties", "no_exporter", NO_EXPORTER),
        (one.kind in NEEDS_CERTIFICATE and not one.end_use.strip(), "deal", "no_end_use", NO_END_USE),
    )
    found = [_lack(part, code, sentence) for lacking, part, code, sentence in needed if lacking]
    if one.kind is K.BROKERING and not one.broker_registration.strip():
        found.append(_lack("deal", "no_registration", NO_REGISTRATION))
    elif one.kind is K.BROKERING and one.broker_registered_until and one.broker_registered_until < today:
        day = one.broker_registered_until.isoformat()
        found.append(_lack("deal", "registration_over", REGISTRATION_OVER, day=day))
    return found


def _certificate(one: Application) -> list[Lack]:
    if one.kind not in NEEDS_CERTIFICATE:
        return []
    if one.certificate is None:
        return [_lack("certificate", "no_certificate", NO_CERTIFICATE)]
    found = []
    open_points = missing(one.certificate)
    if open_points:
        found.append(_lack("certificate", "certificate_incomplete", CERTIFICATE_INCOMPLETE, count=len(open_points)))
    if not one.checks:
        found.append(_lack("certificate", "not_checked", NOT_CHECKED))
    elif CheckResult.NOT_AUTHENTIC in one.checks:
        # One finding against it is not outvoted by another for it: the certificate has to be replaced.
        found.append(_lack("certificate", "false_certificate", FALSE_CERTIFICATE))
    elif CheckResult.AUTHENTIC not in one.checks:
        found.append(_lack("certificate", "no_answer_yet", NO_ANSWER_YET))
    return found


def _risk(one: Application) -> list[Lack]:
    weighed = one.assessment
    found = []
    for questions, code, sentence in (
        (weighed.unanswered, "questions_open", QUESTIONS_OPEN),
        (weighed.without_grounds, "grounds_missing", GROUNDS_MISSING),
    ):
        if questions:
            found.append(_lack("risk", code, sentence, count=len(questions)))
    if weighed.blocking:
        found.append(_lack("risk", "embargo", EMBARGO))
    return found
