"""Destruction records as pages show them, with whatever turned up after it was recorded as destroyed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Sum
from django.utils import timezone

from salwa.domain.approvals import ApprovalKind
from salwa.domain.custody import FINDINGS, FindingCode, Whereabouts
from salwa.domain.destruction import DestructionState
from salwa.domain.destruction.methods import LEAVES_WEAPONS_WHOLE
from salwa.domain.languages import Sentence
from salwa.domain.refusals import NotFound
from salwa.services.approvals.permissions import decidable_kinds
from salwa.services.audit.actions import write_entry
from salwa.services.custody.present import compute_life
from salwa.services.destruction.actions import is_draft_again
from salwa.services.destruction.approval import waiting_request
from salwa.services.destruction.permissions import (
    NO_SUCH_RECORD,
    check_may_ask_for_destruction,
    may_prepare,
    record_to_read,
    visible_records,
)
from salwa.services.stock.queries import names_of_people
from salwa.services.stock.surplus import weapons_named
from salwa.storage.accounts.models import Organisation, User
from salwa.storage.register.models import Custody, DestructionPicture, DestructionRecord, Weapon

AFTERWARDS = (FindingCode.AFTER_DESTRUCTION, FindingCode.DESTROYED_TWICE)


@dataclass(frozen=True, slots=True)
class RecordLine:
    """One record in the list."""

    number: int
    certificate: str
    state: str
    depot_name: str
    day: date
    method: str
    weapons: int
    rounds: int
    waits_since: datetime | None


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A weapon of the record that turned up later, or was recorded as destroyed twice."""

    weapon: int
    mark: str
    sentence: Sentence
    remedy: Sentence


@dataclass(frozen=True, slots=True)
class PictureLine:
    """A picture with its caption and fingerprint."""

    number: int
    moment: str
    caption: str
    sha256: str
    added_at: datetime


@dataclass(frozen=True, slots=True)
class RecordPage:
    """A destruction record as its page and its certificate show it."""

    number: int
    certificate: str
    state: str
    depot: int
    depot_name: str
    unit: str
    method: str
    method_note: str
    leaves_whole: bool
    place: str
    day: date
    witness_roles: tuple[str, ...]
    note: str
    surplus: int | None
    weapons: tuple[tuple[int, str, str], ...]
    rounds: tuple[tuple[int, str, str, int], ...]
    pictures: tuple[PictureLine, ...]
    made_by: str
    made_at: datetime
    requested_by: str
    requested_at: datetime | None
    approved_by: str
    recorded_at: datetime | None
    fingerprint: str
    contradictions: tuple[Contradiction, ...]
    may_prepare: bool
    may_approve: bool
    approval: int | None
    as_of: datetime


def list_records(*, acting_user: User, state: str = "") -> list[RecordLine]:
    """Records this person may know of, newest first."""
    rows = visible_records(acting_user)
    rows = rows.filter(state=state) if state else rows
    rows = rows.select_related("depot").annotate(n=Count("weapons", distinct=True)).order_by("-day", "-pk")
    found = list(rows[:200])
    sums = DestructionRecord.objects.filter(pk__in=[row.pk for row in found])
    rounds = {row["pk"]: row["n"] or 0 for row in sums.values("pk").annotate(n=Sum("ammunition__quantity"))}
    return [
        RecordLine(
            row.pk, row.certificate or "", row.state, row.depot.name, row.day, row.method, row.n,
            rounds.get(row.pk, 0), row.requested_at if row.state == DestructionState.REQUESTED.value else None,
        )
        for row in found
    ]  # fmt: skip


def open_record(*, acting_user: User, record_id: int) -> RecordPage:
    """The page of a record; opening it leaves an audit entry. Raises `NotPermitted` and `NotFound`."""
    record = record_to_read(acting_user, record_id)
    with transaction.atomic():
        write_entry(
            acting_user=acting_user, action="destruction.opened", object_kind="destruction", object_id=record.pk
        )
    people = names_of_people([record.made_by_id, record.requested_by_id, record.approved_by_id])
    weapons = tuple(weapons_named(list(record.weapons.values_list("weapon_id", flat=True))))
    waiting = waiting_request(record.pk)
    unit = Organisation.objects.filter(pk=record.unit_id or 0).first()
    return RecordPage(
        number=record.pk,
        certificate=record.certificate or "",
        state=DestructionState.DRAFT.value if is_draft_again(record) else record.state,
        depot=record.depot_id,
        depot_name=record.depot.name,
        unit=unit.name if unit else "",
        method=record.method,
        method_note=record.method_note,
        leaves_whole=record.method in LEAVES_WEAPONS_WHOLE,
        place=record.place,
        day=record.day,
        witness_roles=tuple(line.strip() for line in record.witness_roles.splitlines() if line.strip()),
        note=record.note,
        surplus=record.surplus_id,
        weapons=weapons,
        rounds=tuple(
            (one.lot_id, one.lot.lot_number, one.lot.calibre_text, one.quantity)
            for one in record.ammunition.select_related("lot").order_by("lot__lot_number")
        ),
        pictures=tuple(
            PictureLine(one.pk, one.moment, one.caption, one.sha256, one.added_at)
            for one in record.pictures.order_by("pk")
        ),
        made_by=people.get(record.made_by_id, ""),
        made_at=record.made_at,
        requested_by=people.get(record.requested_by_id or 0, ""),
        requested_at=record.requested_at,
        approved_by=people.get(record.approved_by_id or 0, ""),
        recorded_at=record.recorded_at,
        fingerprint=record.fingerprint,
        contradictions=_contradictions(record, {number: mark for number, _, mark in weapons}),
        may_prepare=may_prepare(acting_user, record.unit_id),
        may_approve=bool(waiting) and _may_approve(acting_user, record),
        approval=waiting or record.approval,
        as_of=timezone.now(),
    )


def open_draft(*, acting_user: User, record_id: int) -> RecordPage:
    """A draft to be changed by this person, as `open_record` shows it.

    Raises `NotPermitted`, and `NotFound` for what is no draft of theirs in the words of what is missing.
    """
    check_may_ask_for_destruction(acting_user)
    page = open_record(acting_user=acting_user, record_id=record_id)
    if not page.may_prepare or page.state != DestructionState.DRAFT.value:
        raise NotFound("no_such_destruction", Sentence(NO_SUCH_RECORD))
    return page


def _may_approve(user: User, record: DestructionRecord) -> bool:
    """Whether the page points this person to the decision; approvals decides for itself."""
    return ApprovalKind.DESTRUCTION in decidable_kinds(user) and record.requested_by_id != user.pk


def _contradictions(record: DestructionRecord, marks: dict[int, str]) -> tuple[Contradiction, ...]:
    """Weapons whose life goes on after this record. Only those that the present state marks as odd are looked at."""
    if record.state != DestructionState.RECORDED.value:
        return ()
    odd = Custody.objects.filter(weapon_id__in=list(marks)).exclude(
        whereabouts=Whereabouts.DESTROYED.value, contradictions=0
    )
    found = []
    for weapon in Weapon.objects.filter(pk__in=odd.values("weapon_id")).order_by("pk"):
        for finding in compute_life(weapon).findings:
            if finding.code in AFTERWARDS:
                sentence, remedy = FINDINGS[finding.code]
                found.append(Contradiction(weapon.pk, marks[weapon.pk], Sentence(sentence), Sentence(remedy)))
                break
    return tuple(found)


def picture_file(*, acting_user: User, picture_id: int, small: bool) -> Path:
    """Path of a picture of a record this person may know of. Raises `NotPermitted` and `NotFound`."""
    picture = DestructionPicture.objects.filter(pk=picture_id, record__in=visible_records(acting_user)).first()
    if picture is None:
        raise NotFound("no_such_destruction", Sentence(NO_SUCH_RECORD))
    path = Path(settings.MEDIA_ROOT) / picture.file
    return path.with_suffix(".small.jpg") if small else path
