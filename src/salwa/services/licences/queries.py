"""The register of authorisations, and the page of one. Both are sensitive reads and leave an audit entry."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from salwa.domain.holders import asked_words
from salwa.domain.licences.completeness import NEEDS_CERTIFICATE
from salwa.domain.licences.standing import IN_FORCE, OPEN, Standing
from salwa.domain.licences.uses import arrival_findings
from salwa.domain.licences.vocabulary import LicenceKind, LicenceState, StepKind
from salwa.services.audit.actions import write_entry
from salwa.services.holders.words import begins_with
from salwa.services.licences.certificates import certificate_shown
from salwa.services.licences.lines import holder_line, lines
from salwa.services.licences.listing import counts
from salwa.services.licences.notices import original_exporters
from salwa.services.licences.permissions import (
    check_may_see_licences,
    may_decide_licence,
    may_prepare_licence,
    may_see_licences,
)
from salwa.services.licences.refused import refused_like
from salwa.services.licences.risks import questions_shown
from salwa.services.licences.steps import found_licence, standing_now
from salwa.services.licences.using import used_by_item
from salwa.services.licences.values import ItemShown, LicenceLine, LicenceList, LicencePage, PartyShown, StepShown
from salwa.services.licences.weighing import lacks_of, warnings_of
from salwa.services.weapons.names import name_of
from salwa.storage.accounts.models import User
from salwa.storage.register.models import Licence, LicenceItem, LicenceParty, LicenceStep, LicenceWord

PAGE = 50
# What a person with the right may do next, by the side that does it.
PREPARED_STEPS = (
    StepKind.CHANGED, StepKind.INFORMATION_GIVEN, StepKind.RISK_ASSESSED, StepKind.AMENDMENT_ASKED, StepKind.USED,
    StepKind.EXPORTER_NOTIFIED, StepKind.DELIVERY_VERIFIED, StepKind.INFORMATION_ASKED, StepKind.CLOSED,
)  # fmt: skip
DECIDED_STEPS = (
    StepKind.GRANTED, StepKind.REFUSED, StepKind.SUSPENDED, StepKind.RESUMED, StepKind.REVOKED, StepKind.AMENDED,
    StepKind.AMENDMENT_REFUSED, StepKind.USE_UNDONE, StepKind.INFORMATION_ASKED, StepKind.CLOSED,
)  # fmt: skip


def list_licences(
    *, acting_user: User, text: str = "", kind: str = "", state: str = "", country: str = "",
    before: int | None = None, count: int = PAGE,
) -> LicenceList:  # fmt: skip
    """Authorisations, the last recorded first; `text` are words of number, contract or parties, `before` an id.

    `state` is the one shown today: an authorisation in force whose last day is over is listed under expired.
    """
    check_may_see_licences(acting_user)
    rows = _asked(text, kind, state, country)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    with transaction.atomic():
        found = list(rows.select_related("applicant").order_by("-pk")[: count + 1])
        write_entry(
            acting_user=acting_user,
            action="licences.listed",
            object_kind="licence",
            details={"kind": kind, "state": state, "words": len(asked_words(text)), "found": min(len(found), count)},
        )
    following = found[count - 1].pk if len(found) > count else None
    return LicenceList(tuple(lines(found[:count])), following)


def licences_of_holder(*, acting_user: User, holder_id: int, count: int = PAGE) -> tuple[LicenceLine, ...]:
    """The last authorisations a holder applied for or takes part in; empty for people who may not see them."""
    if not may_see_licences(acting_user):
        return ()
    parties = LicenceParty.objects.filter(holder=holder_id, ended_at=None).values("licence")
    rows = Licence.objects.filter(Q(applicant=holder_id) | Q(pk__in=parties)).select_related("applicant")
    return tuple(lines(list(rows.order_by("-pk")[:count])))


def open_licence(*, acting_user: User, licence_id: int) -> LicencePage:
    """The page of one authorisation. In order: permit, read, audit. Raises `NotPermitted` and `NotFound`."""
    check_may_see_licences(acting_user)
    with transaction.atomic():
        page = _page(found_licence(licence_id), acting_user)
        write_entry(acting_user=acting_user, action="licences.opened", object_kind="licence", object_id=licence_id)
    return page


def licence_with_number(*, acting_user: User, number: str) -> int | None:
    """The id of the authorisation with this number, None when there is none."""
    check_may_see_licences(acting_user)
    return Licence.objects.filter(number__iexact=" ".join(number.split())).values_list("pk", flat=True).first()


def waiting_for(acting_user: User) -> int:
    """How many applications wait for this person's side: to be decided, or to be prepared."""
    if may_decide_licence(acting_user):
        return Licence.objects.filter(state=LicenceState.ASSESSED.value).count()
    if may_prepare_licence(acting_user):
        return Licence.objects.filter(state__in=[LicenceState.APPLIED.value]).count()
    return 0


def _asked(text: str, kind: str, state: str, country: str) -> QuerySet[Licence]:
    rows, today = Licence.objects.all(), timezone.localdate()
    over = Q(valid_until__lt=today, state__in=[one.value for one in IN_FORCE])
    if state == LicenceState.EXPIRED.value:
        rows = rows.filter(over)
    elif state:
        rows = rows.filter(state=state).exclude(over)
    if kind:
        rows = rows.filter(kind=kind)
    if country:
        rows = rows.filter(Q(destination=country) | Q(origin=country))
    for word in asked_words(text):
        rows = rows.filter(pk__in=LicenceWord.objects.filter(begins_with("word", word)).values("licence"))
    return rows


def _page(licence: Licence, user: User) -> LicencePage:
    today, standing = timezone.localdate(), standing_now(licence)
    (line,) = lines([licence])
    undecided = standing.state in OPEN
    alike = refused_like(licence) if undecided else []
    steps = _steps(licence)
    return LicencePage(
        line=line,
        version=licence.version,
        origin=licence.origin,
        origin_name=_country(licence.origin),
        transit=tuple((code, _country(code)) for code in licence.transit),
        end_use=licence.end_use,
        contract=licence.contract,
        conditions=licence.conditions,
        valid_from=licence.valid_from,
        broker_registration=licence.broker_registration,
        broker_registered_until=licence.broker_registered_until,
        parties=_parties(licence),
        items=_items(licence),
        questions=questions_shown(licence),
        certificate=certificate_shown(licence),
        certificate_needed=LicenceKind(licence.kind) in NEEDS_CERTIFICATE,
        lacks=lacks_of(licence, today) if undecided else (),
        warnings=warnings_of(licence, alike) if undecided else (),
        refused=tuple(alike),
        exporters=original_exporters(licence),
        steps=steps,
        amendment=next((one for one in steps if one.number == standing.amendment), None),
        may=_may(licence, standing, user, today),
        prepared_by_me=user.pk in standing.prepared_by,
    )


def _may(licence: Licence, standing: Standing, user: User, today: date) -> frozenset[str]:
    """Steps this person may take now, by their names."""
    wanted: set[StepKind] = set()
    if may_prepare_licence(user):
        wanted |= set(PREPARED_STEPS)
    if may_decide_licence(user):
        wanted |= set(DECIDED_STEPS)
    return frozenset(kind.value for kind in wanted if standing.may_follow(kind, today, licence.valid_until))


def _parties(licence: Licence) -> tuple[PartyShown, ...]:
    rows = LicenceParty.objects.filter(licence=licence, ended_at=None).select_related("holder").order_by("pk")
    return tuple(
        PartyShown(
            id=row.pk,
            role=row.role,
            name=row.holder.name if row.holder else row.name,
            holder=holder_line(row.holder) if row.holder else None,
            country=row.country_code,
            country_name=_country(row.country_code),
            address=row.address or (row.holder.address if row.holder else ""),
        )
        for row in rows
    )


def _items(licence: Licence) -> tuple[ItemShown, ...]:
    listed, used = counts(licence), used_by_item(licence)
    rows = LicenceItem.objects.filter(licence=licence, ended_at=None).order_by("pk")
    return tuple(
        ItemShown(
            id=row.pk,
            type_text=row.type_text,
            type_code=row.type_code,
            type_name=name_of("type", row.type_code) if row.type_code else "",
            description=row.description,
            calibre_text=row.calibre_text,
            calibre_name=name_of("calibre", row.calibre_code) if row.calibre_code else "",
            quantity=row.quantity,
            value=row.value,
            currency=row.currency,
            listed=listed.get(row.pk, 0),
            used=used.get(row.pk, 0),
            left=max(0, row.quantity - used.get(row.pk, 0)),
        )
        for row in rows
    )


def _steps(licence: Licence) -> tuple[StepShown, ...]:
    rows = list(LicenceStep.objects.filter(licence=licence).order_by("number"))
    undone = {row.undoes_id for row in rows if row.undoes_id}
    people = {user.pk: str(user) for user in User.objects.filter(pk__in={row.recorded_by_id for row in rows})}
    return tuple(
        StepShown(
            number=row.number,
            kind=row.kind,
            day=row.day,
            reason=row.reason,
            details=row.details,
            recorded_at=row.recorded_at,
            recorded_by=people.get(row.recorded_by_id, ""),
            undone=row.pk in undone,
            open_to_undo=row.kind == StepKind.USED.value and row.pk not in undone,
            findings=arrival_findings(row.details.get("used", 0), row.details.get("arrived"))
            if row.kind == StepKind.DELIVERY_VERIFIED.value
            else (),
        )
        for row in rows
    )


def _country(code: str) -> str:
    return name_of("country", code) if code else ""
