"""The register of refused deals: searched, and held beside every new application so that the same deal is noticed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from salwa.domain.holders import asked_words, folded_name
from salwa.domain.licences.deals import Deal, Likeness, likeness
from salwa.domain.licences.vocabulary import LicenceState, PartyRole, StepKind
from salwa.services.audit.actions import write_entry
from salwa.services.holders.words import begins_with
from salwa.services.licences.lines import lines
from salwa.services.licences.permissions import check_may_see_licences
from salwa.services.licences.values import RefusedDeal
from salwa.services.licences.words import names_of, names_of_all
from salwa.services.weapons.names import name_of
from salwa.storage.accounts.models import User
from salwa.storage.register.models import Licence, LicenceItem, LicenceStep, LicenceWord

PAGE = 30
# Candidates that are compared with an application, the last refused first; more would not be read by anybody.
CANDIDATES = 400
MOST_SHOWN = 10
REFUSED = LicenceState.REFUSED.value


def search_refusals(
    *, acting_user: User, text: str = "", country: str = "", before: int | None = None
) -> tuple[list[RefusedDeal], int | None]:
    """Refused deals by words of number, contract or parties and by destination, the last first, and where to go on."""
    check_may_see_licences(acting_user)
    rows = Licence.objects.filter(state=REFUSED)
    if country:
        rows = rows.filter(destination=country)
    for word in asked_words(text):
        rows = rows.filter(pk__in=LicenceWord.objects.filter(begins_with("word", word)).values("licence"))
    if before is not None:
        rows = rows.filter(pk__lt=before)
    with transaction.atomic():
        found = list(rows.select_related("applicant").order_by("-pk")[: PAGE + 1])
        write_entry(
            acting_user=acting_user,
            action="licences.refusals_searched",
            object_kind="licence",
            details={"words": len(asked_words(text)), "found": min(len(found), PAGE)},
        )
    following = found[PAGE - 1].pk if len(found) > PAGE else None
    return _shown(found[:PAGE], {}), following


def refused_like(licence: Licence) -> list[RefusedDeal]:
    """Refused deals that are like this one, the most alike first, each with its reasons."""
    candidates = {row.pk: row for row in _candidates(licence)}
    deals = deals_of([licence, *candidates.values()])
    compared = {number: likeness(deals[licence.pk], deals[number]) for number in candidates}
    found = {number: told for number, told in compared.items() if told.alike}
    best = sorted(found, key=lambda number: (-found[number].score, -number))[:MOST_SHOWN]
    return _shown([candidates[number] for number in best], found)


def deals_of(rows: Sequence[Licence]) -> dict[int, Deal]:
    """What makes each of these deals the same as another, by their ids."""
    named = names_of_all(rows)
    items: dict[int, dict[str, str]] = {row.pk: {} for row in rows}
    goods = LicenceItem.objects.filter(licence__in=items, ended_at=None)
    for number, code, text in goods.values_list("licence_id", "type_code", "type_text"):
        items[number][code or folded_name(text)] = name_of("type", code) if code else text
    return {row.pk: _deal(row, named[row.pk], items[row.pk]) for row in rows}


def _deal(licence: Licence, named: Sequence[tuple[str, str]], types: Mapping[str, str]) -> Deal:
    users = [name for role, name in named if role == PartyRole.END_USER.value]
    others = [name for role, name in named if role not in (PartyRole.END_USER.value, "applicant")]
    shown = {folded_name(name): name for name in (*users, *others, licence.contract)} | dict(types)
    shown[licence.destination] = name_of("country", licence.destination)
    return Deal(
        applicant=licence.applicant_id,
        country=licence.destination,
        end_users=tuple(folded_name(name) for name in users),
        others=tuple(folded_name(name) for name in others),
        types=frozenset(types),
        contract=folded_name(licence.contract),
        shown=shown,
    )


def _candidates(licence: Licence) -> Iterable[Licence]:
    """Refused deals that share something telling: the applicant, the destination, or a word of a name."""
    words = {word for _, name in names_of(licence) for word in folded_name(name).split() if len(word) > 3}
    words |= {word for word in folded_name(licence.contract).split() if len(word) > 3}
    rows: QuerySet[Licence] = Licence.objects.filter(state=REFUSED).exclude(pk=licence.pk).select_related("applicant")
    shared = Q(applicant=licence.applicant_id) | Q(
        pk__in=LicenceWord.objects.filter(word__in=list(words)[:50]).values("licence")
    )
    if licence.destination:
        shared |= Q(destination=licence.destination)
    return rows.filter(shared).order_by("-pk")[:CANDIDATES]


def _shown(rows: list[Licence], told: dict[int, Likeness]) -> list[RefusedDeal]:
    steps: dict[int, tuple[date, str]] = {}
    refusals = LicenceStep.objects.filter(licence__in=rows, kind=StepKind.REFUSED.value)
    for number, day, reason in refusals.values_list("licence_id", "day", "reason"):
        steps[number] = (day, reason)
    shown = {line.id: line for line in lines(rows)}
    return [
        RefusedDeal(
            shown[row.pk],
            *steps.get(row.pk, (row.since or timezone.localdate(), "")),
            told[row.pk].reasons if row.pk in told else (),
        )
        for row in rows
    ]
