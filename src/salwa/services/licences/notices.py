"""Telling the original exporter before a re-export (PoA II.13): whom, for which weapons, and the letter."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from django.conf import settings
from django.db import transaction

from salwa.domain.languages import Sentence, message
from salwa.domain.licences.letters import Letter, Reexport, letter_of
from salwa.domain.licences.vocabulary import LicenceKind, PartyRole, StepKind
from salwa.domain.refusals import Refusal
from salwa.domain.weapons import EventKind
from salwa.services.audit.actions import write_entry
from salwa.services.holders.holdings import described
from salwa.services.languages import together
from salwa.services.licences.permissions import check_may_prepare_licence, check_may_see_licences
from salwa.services.licences.steps import check_day, found_licence, locked_licence, take_step
from salwa.services.licences.values import OriginalExporter
from salwa.services.licences.words import names_of
from salwa.services.weapons.names import name_of
from salwa.storage.accounts.models import User
from salwa.storage.register.models import Event, Licence, LicenceParty, LicenceStep, LicenceWeapon

# Goods that leave the State again: with these the original exporter may have to be told.
LEAVING = (LicenceKind.RETRANSFER.value, LicenceKind.EXPORT.value, LicenceKind.BROKERING.value)
NOT_AN_EXPORTER = message("No weapon of this authorisation is recorded as imported from {country}.")
LIST_FIRST = message("Put the weapons on the list of the authorisation first.")
NOT_TOLD = message("{country} exported {count} of these weapons to this State and has not been told (PoA II.13).")


@dataclass(slots=True)
class _Origin:
    weapons: set[int] = field(default_factory=set)
    exporters: set[str] = field(default_factory=set)
    documents: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class LetterShown:
    """The letter to one State, and the weapons it is about: number, what it is, its serial number."""

    letter: Letter
    weapons: tuple[tuple[int, str, str], ...]


def original_exporters(licence: Licence) -> tuple[OriginalExporter, ...]:
    """States that exported listed weapons to us, from the weapons' import entries and the licences these name."""
    origins = _origins(licence)
    told = _told(licence)
    return tuple(
        OriginalExporter(
            state=state,
            state_name=name_of("country", state),
            exporters=tuple(sorted(one.exporters)),
            documents=tuple(sorted(one.documents)),
            weapons=len(one.weapons),
            notified_on=told[state][0] if state in told else None,
            answer=told[state][1] if state in told else "",
        )
        for state, one in sorted(origins.items())
    )


def notice_warnings(licence: Licence) -> list[Sentence]:
    """States that have not been told, as warnings: an effort is asked for, not a consent (PoA II.13)."""
    return [
        Sentence(NOT_TOLD, {"country": one.state_name, "count": one.weapons})
        for one in original_exporters(licence)
        if one.notified_on is None
    ]


def notification_letter(
    *, acting_user: User, licence_id: int, state: str, answer_by: date | None = None
) -> LetterShown:
    """The letter to one original exporting State. In order: permit, find, audit.

    Raises `NotPermitted`, `NotFound`, `Refusal` (`not_an_exporter`).
    """
    check_may_see_licences(acting_user)
    licence = found_licence(licence_id)
    origin = _origin_or_refusal(licence, state)
    end_users = [name for role, name in names_of(licence) if role == PartyRole.END_USER.value]
    content = Reexport(
        licence=licence.number,
        own_state=name_of("country", settings.SALWA["state"]),
        exporting_state=name_of("country", state),
        exporter=together(sorted(origin.exporters)),
        documents=tuple(sorted(origin.documents)),
        count=len(origin.weapons),
        end_user=together(end_users) or "–",
        destination=name_of("country", licence.destination) if licence.destination else "–",
        end_use=licence.end_use.strip() or "–",
        answer_by=answer_by.isoformat() if answer_by else "",
    )
    names = described(sorted(origin.weapons))
    with transaction.atomic():
        write_entry(
            acting_user=acting_user,
            action="licences.letter_made",
            object_kind="licence",
            object_id=licence.pk,
            details={"state": state, "weapons": len(origin.weapons)},
        )
    weapons = tuple((number, *names.get(number, ("", ""))) for number in sorted(origin.weapons))
    return LetterShown(letter_of(content), weapons)


def record_notice(*, acting_user: User, licence_id: int, state: str, day: date, how: str = "", answer: str = "") -> int:
    """Record that an original exporting State was told, and what it answered. Returns the number of the step.

    Raises `NotPermitted`, `NotFound`, `Refusal` (`not_an_exporter`, `not_now`, `in_the_future`).
    """
    check_may_prepare_licence(acting_user)
    check_day(day)
    with transaction.atomic():
        licence = locked_licence(licence_id)
        origin = _origin_or_refusal(licence, state)
        details = {"state": state, "weapons": len(origin.weapons), "answer": answer.strip()[:2_000]}
        step = take_step(
            acting_user, licence, StepKind.EXPORTER_NOTIFIED, day=day, reason=how.strip()[:2_000], details=details
        )
        write_entry(
            acting_user=acting_user,
            action="licences.stepped",
            object_kind="licence",
            object_id=licence.pk,
            details={"step": step.number, "kind": step.kind, "state": state},
        )
    return step.number


def _origins(licence: Licence) -> dict[str, _Origin]:
    if licence.kind not in LEAVING:
        return {}
    listed = LicenceWeapon.objects.filter(licence=licence, ended_at=None).values("weapon")
    entries = Event.objects.filter(weapon__in=listed, kind=EventKind.IMPORTED.value, cancels=False, corrections=None)
    columns = ("weapon_id", "country_code", "giver__name", "giver_text", "document")
    found: dict[str, _Origin] = defaultdict(_Origin)
    documents: set[str] = set()
    for weapon, country, giver, giver_text, document in entries.exclude(country_code="").values_list(*columns):
        one = found[country]
        one.weapons.add(weapon)
        one.exporters |= {name for name in (giver or giver_text,) if name}
        one.documents |= {document} if document else set()
        documents |= {document} if document else set()
    exporters = LicenceParty.objects.filter(licence__number__in=documents, role=PartyRole.EXPORTER.value, ended_at=None)
    for number, name, holder in exporters.values_list("licence__number", "name", "holder__name"):
        for one in found.values():
            if number in one.documents and (holder or name):
                one.exporters.add(holder or name)
    return dict(found)


def _told(licence: Licence) -> dict[str, tuple[date, str]]:
    rows = LicenceStep.objects.filter(licence=licence, kind=StepKind.EXPORTER_NOTIFIED.value).order_by("number")
    return {str(row.details.get("state")): (row.day, str(row.details.get("answer", ""))) for row in rows}


def _origin_or_refusal(licence: Licence, state: str) -> _Origin:
    found = _origins(licence).get(state)
    if found is None:
        values = {"country": name_of("country", state)}
        raise Refusal("not_an_exporter", Sentence(NOT_AN_EXPORTER, values), remedy=Sentence(LIST_FIRST))
    return found
