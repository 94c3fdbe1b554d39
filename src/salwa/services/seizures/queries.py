"""Seizures as pages, commands and programs show them. Opening one is a sensitive read and leaves an audit entry."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from salwa.domain.marks.matching.verdict import split_by_likelihood
from salwa.services.accounts.permissions import may
from salwa.services.audit.actions import write_entry
from salwa.services.seizures.checks import SAME
from salwa.services.seizures.permissions import (
    check_may_see_seizures,
    incident_with,
    may_record_seizures,
    seized_with,
)
from salwa.services.seizures.questions import QuestionLine, lines_of
from salwa.services.stock.queries import names_of_people
from salwa.services.weapons.marks_read import MarkShown, marks_shown
from salwa.services.weapons.names import name_of
from salwa.services.weapons.permissions import may_open_weapon
from salwa.services.weapons.queries import FIELDS
from salwa.services.weapons.titles import title_of
from salwa.services.weapons.values import FieldShown, PictureShown
from salwa.storage.accounts.models import Organisation, User
from salwa.storage.register.models import Classification, Incident, SeizedWeapon, TracingCase, Weapon

ON_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class IncidentFilters:
    """What the list is narrowed to; empty fields do not narrow. `text` is looked for in reference, place, evidence."""

    circumstance: str = ""
    text: str = ""
    since: date | None = None
    until: date | None = None
    untraced: bool = False


@dataclass(frozen=True, slots=True)
class IncidentLine:
    """One incident in the list. `warnings`: weapons with a lost, stolen or earlier seized candidate."""

    number: int
    reference: str
    circumstance: str
    day: date | None
    precision: str
    day_text: str
    place: str
    weapons: int
    cases: int
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class IncidentList:
    """A page of the list; `next_before` is where the next page begins, None at the end."""

    lines: tuple[IncidentLine, ...]
    next_before: int | None


@dataclass(frozen=True, slots=True)
class ClassificationShown:
    """One version of what an incident is counted as. `limbs`: (letter of ITI 6, justification)."""

    version: int
    circumstance: str
    ground: str
    place_kind: str
    offences: tuple[str, ...]
    limbs: tuple[tuple[str, str], ...]
    reason: str
    recorded_at: datetime
    recorded_by: str


@dataclass(frozen=True, slots=True)
class DecisionShown:
    """Who said when which record of the register it is (`weapon` None: none of them), and why."""

    version: int
    weapon: int | None
    title: str
    reason: str
    decided_at: datetime
    decided_by: str


@dataclass(frozen=True, slots=True)
class CandidateShown:
    """A record of the register that a check found. `reasons` are (bearing, sentence as template and values)."""

    weapon: int
    verdict: str
    probability: float
    title: str
    reasons: tuple[tuple[str, dict[str, Any]], ...]
    whereabouts: str
    missing: tuple[tuple[str, str], ...]
    chosen: bool


def _bearings(one: CandidateShown) -> list[str]:
    return [bearing for bearing, _sentence in one.reasons]


@dataclass(frozen=True, slots=True)
class CheckShown:
    """One run of the checks. `state`: done, nothing_asked, quota_spent or not_permitted.

    `seen_before` are (incident, position, class, by marks or register) of earlier seizures of the same weapon.
    """

    at: str
    state: str
    candidates: tuple[CandidateShown, ...]
    seen_before: tuple[tuple[int, int, str, str], ...]
    duplicates: tuple[int, ...]

    @property
    def likely(self) -> tuple[CandidateShown, ...]:
        """The candidates to look at; mere leads only where there is nothing better."""
        return split_by_likelihood(self.candidates, _bearings)[0]

    @property
    def less_likely(self) -> tuple[CandidateShown, ...]:
        """Mere leads beside one that is identified or probable."""
        return split_by_likelihood(self.candidates, _bearings)[1]

    @property
    def missing(self) -> bool:
        """Whether a weapon that is probably this one was ever recorded as lost or stolen."""
        return any(one.missing and one.verdict in SAME for one in self.candidates)

    @property
    def missing_leads(self) -> bool:
        """Whether only leads were: without a readable number many weapons agree with everything else."""
        return not self.missing and any(one.missing for one in self.candidates)


@dataclass(frozen=True, slots=True)
class SeizedShown:
    """One weapon of an incident."""

    number: int
    position: int
    weapon: int
    title: str
    fields: tuple[FieldShown, ...]
    year: int | None
    marks: tuple[MarkShown, ...]
    pictures: tuple[PictureShown, ...]
    check: CheckShown | None
    runs: int
    may_check: bool
    registered_as: int | None
    registered_title: str
    decided: bool
    decisions: tuple[DecisionShown, ...]
    questions: tuple[QuestionLine, ...]
    case: str

    @property
    def question_open(self) -> bool:
        """Whether a question to the experts waits for its answer."""
        return any(one.answered_at is None for one in self.questions)


@dataclass(frozen=True, slots=True)
class IncidentPage:
    """Everything the page of an incident shows. `classifications` newest first."""

    number: int
    reference: str
    day: date | None
    precision: str
    day_text: str
    place: str
    circumstances: str
    kept_by: str
    evidence: str
    recorded_at: datetime
    recorded_by: str
    unit: str
    classifications: tuple[ClassificationShown, ...]
    weapons: tuple[SeizedShown, ...]
    may_record: bool
    may_open_cases: bool
    may_open_weapons: bool
    as_of: datetime

    @property
    def counted_as(self) -> ClassificationShown:
        """What it is counted as now."""
        return self.classifications[0]


def list_incidents(
    *, acting_user: User, filters: IncidentFilters, before: int | None = None, count: int = ON_A_PAGE
) -> IncidentList:
    """A page of incidents, the last recorded first; `before` is the number it ends below. Raises `NotPermitted`."""
    check_may_see_seizures(acting_user)
    rows = _narrowed(filters)
    rows = rows.filter(pk__lt=before) if before is not None else rows
    found = list(rows.order_by("-pk")[: count + 1])
    lines = tuple(
        IncidentLine(
            row.pk, row.reference, row.circumstance or "", row.day, row.precision, row.day_text, row.place, row.n,
            row.cases, row.recorded_at,
        )
        for row in found[:count]
    )  # fmt: skip
    return IncidentList(lines, found[count - 1].pk if len(found) > count else None)


def _narrowed(filters: IncidentFilters) -> QuerySet[Any]:
    newest = Classification.objects.filter(incident=OuterRef("pk")).order_by("-version")
    rows = Incident.objects.annotate(
        circumstance=Subquery(newest.values("circumstance")[:1]),
        n=Count("weapons", distinct=True),
        cases=Count("weapons__case", distinct=True),
    )
    if filters.circumstance:
        rows = rows.filter(circumstance=filters.circumstance)
    if filters.text.strip():
        text = filters.text.replace("\x00", "").strip()
        rows = rows.filter(Q(reference__icontains=text) | Q(place__icontains=text) | Q(evidence__icontains=text))
    if filters.since:
        rows = rows.filter(day__gte=filters.since)
    if filters.until:
        rows = rows.filter(day__lte=filters.until)
    return rows.filter(cases=0) if filters.untraced else rows


def open_incident(*, acting_user: User, incident: int) -> IncidentPage:
    """The page of an incident. In order: permit, read, audit. Raises `NotPermitted` and `NotFound`."""
    check_may_see_seizures(acting_user)
    with transaction.atomic():
        row = incident_with(incident)
        page = _page(row, acting_user)
        write_entry(acting_user=acting_user, action="seizures.opened", object_kind="incident", object_id=row.pk)
    return page


def _page(row: Incident, user: User) -> IncidentPage:
    classified = list(row.classifications.order_by("-version"))
    people = names_of_people([row.recorded_by_id, *(one.recorded_by_id for one in classified)])
    seized = row.weapons.select_related("weapon", "registered_as").order_by("position")
    unit = Organisation.objects.filter(pk=row.unit_id or 0).first()
    return IncidentPage(
        number=row.pk, reference=row.reference, day=row.day, precision=row.precision, day_text=row.day_text,
        place=row.place, circumstances=row.circumstances, kept_by=row.kept_by, evidence=row.evidence,
        recorded_at=row.recorded_at, recorded_by=people.get(row.recorded_by_id, ""), unit=unit.name if unit else "",
        classifications=tuple(
            ClassificationShown(
                one.version, one.circumstance, one.ground, one.place_kind, tuple(one.offences),
                tuple(sorted(one.limbs.items())), one.reason, one.recorded_at, people.get(one.recorded_by_id, ""),
            )
            for one in classified
        ),
        weapons=tuple(seized_shown(one, user) for one in seized),
        may_record=may_record_seizures(user),
        may_open_cases=may(user, "tracing.work"),
        may_open_weapons=may_open_weapon(user),
        as_of=timezone.now(),
    )  # fmt: skip


def seized_shown(row: SeizedWeapon, user: User) -> SeizedShown:
    """One seized weapon as shown to `user`, who has been permitted to see it."""
    runs = row.checks.get("runs", [])
    decisions = _decisions(row)
    case = TracingCase.objects.filter(seized=row).first()
    return SeizedShown(
        number=row.pk,
        position=row.position,
        weapon=row.weapon_id,
        title=title_of(row.weapon),
        fields=fields_shown(row.weapon),
        year=row.weapon.year,
        marks=marks_shown(row.weapon.marks.all()),
        pictures=tuple(
            PictureShown(one.pk, one.caption, one.width, one.height, one.mark_id, one.added_at)
            for one in row.weapon.pictures.order_by("pk")
        ),
        check=_check(runs[-1], row, user) if runs else None,
        runs=len(runs),
        may_check=may_record_seizures(user) and not any(one["state"] in ("done", "nothing_asked") for one in runs),
        registered_as=row.registered_as_id,
        registered_title=title_of(row.registered_as) if row.registered_as else "",
        decided=bool(decisions),
        decisions=decisions,
        questions=tuple(lines_of(list(row.questions.order_by("-pk")))),
        case=case.number if case and may(user, "tracing.read") else "",
    )


def fields_shown(weapon: Weapon) -> tuple[FieldShown, ...]:
    """What is known of a weapon beside its marks: as typed and as read. Fields that say nothing are left out."""
    shown = []
    for name in FIELDS:
        text, code = getattr(weapon, f"{name}_text"), getattr(weapon, f"{name}_code")
        if text.strip() or code:
            sure = getattr(weapon, f"{name}_confidence", 100 if code else 0)
            shown.append(FieldShown(name, text, code, name_of(name, code) if code else "", sure, not text.strip()))
    return tuple(shown)


def _decisions(row: SeizedWeapon) -> tuple[DecisionShown, ...]:
    rows = list(row.decisions.select_related("weapon").order_by("-version"))
    people = names_of_people(one.decided_by_id for one in rows)
    return tuple(
        DecisionShown(
            one.version, one.weapon_id, title_of(one.weapon) if one.weapon else "", one.reason, one.decided_at,
            people.get(one.decided_by_id, ""),
        )
        for one in rows
    )  # fmt: skip


def _check(run: dict[str, Any], row: SeizedWeapon, user: User) -> CheckShown:
    """A run as kept. What the register says of a candidate is shown to those only who may open its page."""
    sees = may_open_weapon(user)
    known = Weapon.objects.in_bulk([one["weapon"] for one in run["candidates"]]) if sees else {}
    earlier = {one.pk: one for one in SeizedWeapon.objects.filter(pk__in=[one["seized"] for one in run["seen_before"]])}
    return CheckShown(
        at=run["at"],
        state=run["state"],
        candidates=tuple(
            CandidateShown(
                one["weapon"], one["class"], one["probability"],
                title_of(known[one["weapon"]]) if one["weapon"] in known else "",
                tuple((r["bearing"], {"template": r["template"], "values": r["values"]}) for r in one["reasons"])
                if sees else (),
                one["whereabouts"], tuple((m["kind"], m["day"]) for m in one["missing"]),
                row.registered_as_id == one["weapon"],
            )
            for one in run["candidates"]
        ),
        seen_before=tuple(
            (one["incident"], earlier[one["seized"]].position, one["class"], one["by"])
            for one in run["seen_before"]
            if one["seized"] in earlier
        ),
        duplicates=tuple(run["duplicates"]),
    )  # fmt: skip


def pictures_wanted(*, acting_user: User, incident: int) -> list[tuple[int, int, list[int]]]:
    """(position, number of the seized weapon, numbers of its marks in their order) of each weapon of an incident."""
    check_may_see_seizures(acting_user)
    rows = SeizedWeapon.objects.filter(incident=incident).order_by("position")
    return [
        (row.position, row.pk, list(row.weapon.marks.filter(corrects=None).order_by("pk").values_list("pk", flat=True)))
        for row in rows.select_related("weapon")
    ]


def seized_page(*, acting_user: User, seized: int) -> tuple[int, SeizedShown]:
    """One seized weapon with the number of its incident, for pages about it alone; the log says it was opened."""
    check_may_see_seizures(acting_user)
    with transaction.atomic():
        row = seized_with(seized)
        shown = seized_shown(row, acting_user)
        write_entry(
            acting_user=acting_user, action="seizures.opened", object_kind="incident", object_id=row.incident_id
        )  # fmt: skip
    return row.incident_id, shown
