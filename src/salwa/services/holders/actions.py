"""Recording holders, correcting what was written of them, closing them. Nothing is deleted or overwritten unread."""

from __future__ import annotations

import uuid
from datetime import date

from django.db import transaction
from django.utils import timezone

from salwa.domain.holders import may_lie_under
from salwa.domain.languages import Sentence, message
from salwa.domain.refusals import Conflict, NotFound, Refusal
from salwa.domain.weapons import HolderKind
from salwa.reference.loader import load_book
from salwa.services.audit.actions import write_entry
from salwa.services.holders.permissions import check_may_record_holder
from salwa.services.holders.persons import keep_person
from salwa.services.holders.values import HolderEntry
from salwa.services.holders.words import keep_words
from salwa.storage.accounts.models import Organisation, User
from salwa.storage.register.models import Holder, HolderChange

NO_SUCH_HOLDER = message("There is no holder with this number, or you may not know of it.")
NAME_NEEDED = message("A holder needs a name.")
WRITE_NAME = message("Write the name as the holder itself writes it, in its own script.")
PERSON_NEEDED = message("Of a person, at least the name or a reference is needed.")
NO_NAME_OF_A_PERSON = message("The name and address of a person do not belong here: they are kept sealed.")
PERSON_FIELDS = message("Give them in the fields for the person.")
KIND_STAYS = message("A person does not become another kind of holder, nor the other way round.")
RECORD_ANEW = message("Record a new holder and correct the entries that name the wrong one.")
NO_PARENT = message("There is no holder with the number {number} to lie under.")
WRONG_PARENT = message("This kind of holder cannot lie under the holder {number}.")
CHOOSE_UNIT = message("Choose a State unit, or for a depot the company it belongs to.")
ROUND = message("A holder cannot lie under itself or under one of its own depots.")
NO_SUCH_STATE = message("There is no State with the code {code}.")
CHOOSE_STATE = message("Use the three letters of ISO 3166, for example KEN.")
NO_UNIT = message("There is no organisation with the number {number}.")
NO_REASON = message("A correction needs its reason.")
SAY_REASON = message("Say in a few words what was wrong; it stays readable beside the old value.")
CLOSED_ALREADY = message("This holder was closed on {day}.")
TAKE_BACK = message("If that was a mistake, take the closing back first.")
NOT_CLOSED = message("This holder is not closed.")
FUTURE = message("The day {day} lies in the future.")
WHEN_IT_IS_SO = message("Close the holder when it has closed.")
BEFORE_OPENING = message("The day {day} lies before the day on which the holder opened.")
CHECK_DAYS = message("Check both days.")
NO_SUCCESSOR = message("There is no open holder with the number {number} that could take over.")
CHOOSE_SUCCESSOR = message("Choose another holder, or leave it empty: then the State keeps the records (ITI 13).")
# Columns that may be corrected, beside their field in the entry.
CORRECTED = {
    "kind": "kind",
    "name": "name",
    "reference": "reference",
    "country_code": "country",
    "address": "address",
    "unit_id": "unit",
    "parent_id": "parent",
    "opened_on": "opened_on",
}


def record_holder(*, acting_user: User, entry: HolderEntry) -> int:
    """Record a holder; returns its number. The same `uid` again gives the first one back.

    In order: permit, check, seal personal data, save with its search words, audit. Raises `NotPermitted`, `Refusal`
    (`holder_without_name`, `person_without_name`, `sealed_data`, `no_such_parent`, `wrong_parent`, `no_such_unit`).
    """
    check_may_record_holder(acting_user)
    uid = uuid.UUID(entry.uid) if entry.uid else uuid.uuid4()
    with transaction.atomic():
        known = Holder.objects.filter(uid=uid).first()
        if known is not None:
            return known.pk
        _check(entry, None)
        person = keep_person(acting_user, entry.person) if any(entry.person.values()) else None
        holder = Holder(uid=uid, person_uid=person, recorded_at=timezone.now(), recorded_by_id=acting_user.pk)
        for column, value in _columns(entry).items():
            setattr(holder, column, value)
        holder.save(force_insert=True)
        keep_words(holder)
        write_entry(
            acting_user=acting_user,
            action="holders.recorded",
            object_kind="holder",
            object_id=holder.pk,
            details={"kind": holder.kind},
        )
    return holder.pk


def correct_holder(*, acting_user: User, holder_id: int, entry: HolderEntry, reason: str) -> int:
    """Correct a holder; every value that changes stays readable with the reason. Returns how many changed.

    In order: permit, lock, check, keep the old values, save, audit. Raises as `record_holder`, and `NotFound`,
    `Refusal` (`no_reason`, `kind_stays`).
    """
    check_may_record_holder(acting_user)
    with transaction.atomic():
        holder = locked_holder(holder_id)
        _check(entry, holder)
        changed = {name: value for name, value in _columns(entry).items() if getattr(holder, name) != value}
        if not changed:
            return 0
        _check_reason(reason)
        for name, value in changed.items():
            keep_change(acting_user, holder, name, value, reason)
            setattr(holder, name, value)
        holder.save(update_fields=list(changed))
        keep_words(holder)
        write_entry(
            acting_user=acting_user,
            action="holders.corrected",
            object_kind="holder",
            object_id=holder.pk,
            details={"fields": sorted(changed)},
        )
    return len(changed)


def close_holder(*, acting_user: User, holder_id: int, day: date, successor: int | None = None, reason: str) -> None:
    """Close a holder; `successor` takes over its records (ITI 13). What it holds stays its own until moved by entries.

    In order: permit, lock, check, save, audit. Raises `NotPermitted`, `NotFound` and `Refusal` (`closed_already`,
    `in_the_future`, `before_opening`, `no_such_successor`, `no_reason`).
    """
    check_may_record_holder(acting_user)
    with transaction.atomic():
        # Both are locked, in the order of their numbers: two companies cannot take each other over at once.
        list(Holder.objects.select_for_update().filter(pk__in=[holder_id, successor or holder_id]).order_by("pk"))
        holder = locked_holder(holder_id)
        _check_closing(holder, day, successor)
        _check_reason(reason)
        for name, value in {"closed_on": day, "successor_id": successor}.items():
            if value is not None:
                keep_change(acting_user, holder, name, value, reason)
                setattr(holder, name, value)
        holder.save(update_fields=["closed_on", "successor"])
        write_entry(
            acting_user=acting_user,
            action="holders.closed",
            object_kind="holder",
            object_id=holder.pk,
            details={"successor": successor} if successor else {},
        )


def reopen_holder(*, acting_user: User, holder_id: int, reason: str) -> None:
    """Take back a closing that was a mistake; it stays readable. Raises as `close_holder`, `Refusal` (`not_closed`)."""
    check_may_record_holder(acting_user)
    with transaction.atomic():
        holder = locked_holder(holder_id)
        if holder.closed_on is None:
            raise Conflict("not_closed", Sentence(NOT_CLOSED))
        _check_reason(reason)
        for name in ("closed_on", "successor_id"):
            if getattr(holder, name) is not None:
                keep_change(acting_user, holder, name, None, reason)
                setattr(holder, name, None)
        holder.save(update_fields=["closed_on", "successor"])
        write_entry(acting_user=acting_user, action="holders.reopened", object_kind="holder", object_id=holder.pk)


def locked_holder(holder_id: int) -> Holder:
    """The holder, locked until the transaction ends. Raises `NotFound`."""
    holder = Holder.objects.select_for_update().filter(pk=holder_id).first()
    if holder is None:
        raise NotFound("no_such_holder", Sentence(NO_SUCH_HOLDER))
    return holder


def keep_change(acting_user: User, holder: Holder, field: str, after: object, reason: str) -> None:
    """Keep what a field of a holder was, beside what it is from now on."""
    before = getattr(holder, field)
    HolderChange.objects.create(
        holder=holder,
        field=field.removesuffix("_id"),
        before="" if before is None else str(before),
        after="" if after is None else str(after),
        reason=reason.strip(),
        changed_at=timezone.now(),
        changed_by_id=acting_user.pk,
    )


def _columns(entry: HolderEntry) -> dict[str, object]:
    texts = {"name": 300, "reference": 100, "address": 2_000}
    return {
        column: str(getattr(entry, field)).strip()[: texts[field]] if field in texts else getattr(entry, field)
        for column, field in CORRECTED.items()
    }


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise Refusal("no_reason", Sentence(NO_REASON), remedy=Sentence(SAY_REASON), where={"field": "reason"})


def _check(entry: HolderEntry, known: Holder | None) -> None:
    kind = HolderKind(entry.kind)
    person = kind is HolderKind.PERSON
    if person and (entry.name.strip() or entry.address.strip()):
        raise Refusal("sealed_data", Sentence(NO_NAME_OF_A_PERSON), remedy=Sentence(PERSON_FIELDS))
    if known is not None and person != (known.kind == HolderKind.PERSON.value):
        raise Refusal("kind_stays", Sentence(KIND_STAYS), remedy=Sentence(RECORD_ANEW), where={"field": "kind"})
    if person and known is None and not (entry.person.get("name", "").strip() or entry.reference.strip()):
        raise Refusal("person_without_name", Sentence(PERSON_NEEDED), where={"field": "person_name"})
    if not person and not entry.name.strip():
        raise Refusal(
            "holder_without_name", Sentence(NAME_NEEDED), remedy=Sentence(WRITE_NAME), where={"field": "name"}
        )
    if entry.country and entry.country not in load_book().states:
        raise Conflict(
            "no_such_state",
            Sentence(NO_SUCH_STATE, {"code": entry.country}),
            remedy=Sentence(CHOOSE_STATE),
            where={"field": "country"},
        )
    if entry.unit is not None and not Organisation.objects.filter(pk=entry.unit).exists():
        raise Conflict("no_such_unit", Sentence(NO_UNIT, {"number": entry.unit}), where={"field": "unit"})
    if entry.parent is not None:
        _check_parent(kind, entry.parent, known)


def _check_parent(kind: HolderKind, parent_id: int, known: Holder | None) -> None:
    parent = Holder.objects.filter(pk=parent_id).first()
    values, where = {"number": parent_id}, {"field": "parent"}
    if parent is None:
        raise Conflict("no_such_parent", Sentence(NO_PARENT, values), remedy=Sentence(CHOOSE_UNIT), where=where)
    if not may_lie_under(kind, HolderKind(parent.kind)):
        raise Conflict("wrong_parent", Sentence(WRONG_PARENT, values), remedy=Sentence(CHOOSE_UNIT), where=where)
    above: Holder | None = parent
    while above is not None and known is not None:
        if above.pk == known.pk:
            raise Conflict("wrong_parent", Sentence(ROUND), remedy=Sentence(CHOOSE_UNIT), where=where)
        above = above.parent


def _check_closing(holder: Holder, day: date, successor: int | None) -> None:
    shown = {"day": day.isoformat()}
    if holder.closed_on is not None:
        values = {"day": holder.closed_on.isoformat()}
        raise Conflict("closed_already", Sentence(CLOSED_ALREADY, values), remedy=Sentence(TAKE_BACK))
    if day > timezone.localdate():
        raise Refusal("in_the_future", Sentence(FUTURE, shown), remedy=Sentence(WHEN_IT_IS_SO), where={"field": "day"})
    if holder.opened_on and day < holder.opened_on:
        raise Refusal(
            "before_opening", Sentence(BEFORE_OPENING, shown), remedy=Sentence(CHECK_DAYS), where={"field": "day"}
        )
    if successor is not None:
        taking_over = Holder.objects.filter(pk=successor, closed_on=None).exclude(pk=holder.pk).exists()
        if not taking_over:
            raise Conflict(
                "no_such_successor",
                Sentence(NO_SUCCESSOR, {"number": successor}),
                remedy=Sentence(CHOOSE_SUCCESSOR),
                where={"field": "successor"},
            )
