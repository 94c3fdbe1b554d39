"""Using an authorisation: one transaction for all its weapons, never more than it allows; taking back; arrival."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

from django.db import transaction
from django.db.models import Sum

from salwa.domain.custody import Whereabouts
from salwa.domain.languages import Sentence, message
from salwa.domain.licences.uses import fits_use
from salwa.domain.licences.vocabulary import StepKind
from salwa.domain.refusals import Conflict, NotFound, Refusal
from salwa.domain.weapons import EventKind
from salwa.services.audit.actions import write_entry
from salwa.services.custody.many import locked_weapons, save_entries
from salwa.services.custody.values import LifeEntry
from salwa.services.languages import together
from salwa.services.licences.applying import NO_SUCH_PART, committed
from salwa.services.licences.listing import unused
from salwa.services.licences.moving import entries_for, entry_kind_of, uid_of
from salwa.services.licences.permissions import check_may_prepare_licence, check_may_undo_use
from salwa.services.licences.steps import (
    check_day,
    check_may_follow,
    check_reason,
    locked_licence,
    standing_now,
    take_step,
)
from salwa.services.licences.values import UseDone, UseEntry
from salwa.storage.accounts.models import User
from salwa.storage.register.models import (
    Custody,
    Event,
    Licence,
    LicenceItem,
    LicenceStep,
    LicenceUse,
    UsedWeapon,
)

CHUNK = 900
BEFORE_VALIDITY = message("The authorisation was valid from {first} on; the use of {day} lies before that.")
AFTER_VALIDITY = message("The authorisation was valid until {last}; the use of {day} lies after that.")
NEW_LICENCE = message("Goods that moved on that day need another authorisation; if the day is wrong, correct it.")
NOTHING_TO_USE = message("No weapon and no pieces are named.")
CHOOSE = message("Choose weapons of the list, or say how many pieces of which item.")
NOT_LISTED = message("{count} of these weapons are not on the list of this authorisation, or were used already.")
LIST_THEM = message("Put them on the list first.")
MORE_THAN_LEFT = message("{wanted} pieces were to be used, but only {left} of {quantity} are left.")
FEWER = message("Nothing was recorded. Use fewer, or have the quantity amended.")
NOT_HERE = message(
    "The records of {count} of these weapons say that they are lost, stolen, seized, abroad or destroyed."
)
LOOK_OR_CONFIRM = message(
    "Look at them first: {numbers}. Record the use in spite of that only if the records are wrong."
)
NO_SUCH_USE = message("There is no use {number} of this authorisation that could be taken back.")


def use_licence(*, acting_user: User, licence_id: int, use: UseEntry) -> UseDone:
    """Record that goods were made, left or came under an authorisation. The same `uid` again changes nothing.

    In order: permit, lock the authorisation and the weapons, check validity and quantities, save an entry for every
    weapon with the authorisation's number as document, count, step, audit - all in one transaction. Raises
    `NotPermitted`, `NotFound`, `Refusal` (`not_now`, `not_valid_then`, `nothing_to_use`, `not_on_the_list`,
    `more_than_left`, `weapons_not_here`).
    """
    check_may_prepare_licence(acting_user)
    check_day(use.day)
    with transaction.atomic():
        licence = locked_licence(licence_id)
        known = LicenceStep.objects.filter(uid=use.uid, licence=licence).first()
        if known is not None:
            return _done(known, again=True)
        check_may_follow(licence, standing_now(licence), StepKind.USED)
        _check_valid(licence, use.day)
        chosen = _chosen(licence, use)
        pieces = _pieces(licence, use)
        if not chosen and not pieces:
            raise Refusal("nothing_to_use", Sentence(NOTHING_TO_USE), remedy=Sentence(CHOOSE))
        kind = entry_kind_of(licence)
        if chosen:
            locked_weapons([weapon for weapon, _ in chosen])
            _check_here(kind, [weapon for weapon, _ in chosen], despite=use.despite)
        step = take_step(acting_user, licence, StepKind.USED, day=use.day, reason=use.note, uid=use.uid)
        entries = entries_for(licence, step, chosen, use)
        save_entries(
            acting_user,
            entries,
            cause=_cause(licence, step),
            then=lambda events: _count(step, chosen, pieces, events),
        )
        write_entry(
            acting_user=acting_user,
            action="licences.used",
            object_kind="licence",
            object_id=licence.pk,
            details={"step": step.number, "weapons": len(chosen), "pieces": sum(pieces.values()) + len(chosen)},
        )
    return _done(step, again=False)


def undo_use(*, acting_user: User, licence_id: int, step_number: int, reason: str) -> int:
    """Take back a use that never happened: its entries are cancelled, its pieces may be used again.

    By a person who decides and did not record the use. Returns how many weapons' entries were cancelled; entries that
    somebody has corrected since stay as they were corrected. Raises `NotPermitted`, `NotFound`, `Refusal`.
    """
    told = check_reason(reason)
    with transaction.atomic():
        licence = locked_licence(licence_id)
        used = LicenceStep.objects.filter(
            licence=licence, number=step_number, kind=StepKind.USED.value, undone_by=None
        ).first()
        check_may_undo_use(acting_user, used.recorded_by_id if used else 0)
        if used is None:
            raise NotFound("no_such_use", Sentence(NO_SUCH_USE, {"number": step_number}))
        step = take_step(acting_user, licence, StepKind.USE_UNDONE, reason=told, undoes=used)
        rows = UsedWeapon.objects.filter(use__step=used, event__corrections=None)
        events = dict(rows.values_list("weapon_id", "event_id"))
        if events:
            _cancel(acting_user, licence, step, events)
        write_entry(
            acting_user=acting_user,
            action="licences.use_undone",
            object_kind="licence",
            object_id=licence.pk,
            details={"step": step.number, "undone": used.number, "weapons": len(events)},
        )
    return len(events)


def used_pieces(licence: Licence) -> int:
    """Pieces used in uses that nobody has taken back."""
    rows = LicenceUse.objects.filter(step__licence=licence, step__undone_by=None)
    return int(rows.aggregate(sum=Sum("quantity"))["sum"] or 0)


def used_by_item(licence: Licence) -> dict[int, int]:
    """Item -> pieces used."""
    rows = LicenceUse.objects.filter(step__licence=licence, step__undone_by=None).values_list("item")
    return dict(rows.annotate(sum=Sum("quantity")))


def _check_valid(licence: Licence, day: date) -> None:
    first, last = licence.valid_from, licence.valid_until
    if first and day < first:
        values = {"first": first.isoformat(), "day": day.isoformat()}
        sentence = Sentence(BEFORE_VALIDITY, values)
    elif last and day > last:
        sentence = Sentence(AFTER_VALIDITY, {"last": last.isoformat(), "day": day.isoformat()})
    else:
        return
    raise Refusal("not_valid_then", sentence, remedy=Sentence(NEW_LICENCE), where={"field": "day"})


def _chosen(licence: Licence, use: UseEntry) -> list[tuple[int, int]]:
    """(weapon, item) to be used; every one is on the list and not used yet."""
    free = unused(licence)
    if use.weapons is None:
        return free
    items, wanted = dict(free), list(dict.fromkeys(use.weapons))
    absent = sum(1 for weapon in wanted if weapon not in items)
    if absent:
        raise Conflict("not_on_the_list", Sentence(NOT_LISTED, {"count": absent}), remedy=Sentence(LIST_THEM))
    return [(weapon, items[weapon]) for weapon in wanted]


def _pieces(licence: Licence, use: UseEntry) -> dict[int, int]:
    """Item -> pieces without a weapon of the list; never more than the item has left."""
    found = {item: count for item, count in use.pieces.items() if count > 0}
    for item, count in found.items():
        row = LicenceItem.objects.filter(pk=item, licence=licence, ended_at=None).first()
        if row is None:
            raise NotFound("no_such_line", Sentence(NO_SUCH_PART))
        left = max(0, row.quantity - committed(row))
        if count > left:
            values = {"wanted": count, "left": left, "quantity": row.quantity}
            raise Conflict(
                "more_than_left", Sentence(MORE_THAN_LEFT, values), remedy=Sentence(FEWER), where={"item": item}
            )
    return found


def _check_here(kind: EventKind, weapons: Sequence[int], *, despite: bool) -> None:
    if despite:
        return
    odd: list[int] = []
    for place in range(0, len(weapons), CHUNK):
        rows = Custody.objects.filter(weapon_id__in=weapons[place : place + CHUNK])
        odd += [
            weapon
            for weapon, whereabouts in rows.values_list("weapon_id", "whereabouts")
            if not fits_use(kind, Whereabouts(whereabouts))
        ]
    if odd:
        numbers = together(sorted(odd)[:10]) + (" ..." if len(odd) > 10 else "")
        raise Conflict(
            "weapons_not_here",
            Sentence(NOT_HERE, {"count": len(odd)}),
            remedy=Sentence(LOOK_OR_CONFIRM, {"numbers": numbers}),
            where={"field": "despite"},
        )


def _count(
    step: LicenceStep, chosen: Sequence[tuple[int, int]], pieces: Mapping[int, int], events: Mapping[int, int]
) -> None:
    """Keep how many pieces of each item this use took, and which weapons with which entry."""
    quantities = Counter(item for _, item in chosen)
    quantities.update(pieces)
    uses = {
        item: LicenceUse.objects.create(step=step, item_id=item, quantity=quantity)
        for item, quantity in sorted(quantities.items())
    }
    UsedWeapon.objects.bulk_create(
        [UsedWeapon(use=uses[item], weapon_id=weapon, event_id=events[weapon]) for weapon, item in chosen],
        batch_size=CHUNK,
    )


def _cancel(acting_user: User, licence: Licence, step: LicenceStep, events: Mapping[int, int]) -> None:
    wrong: dict[int, Event] = {}
    numbers = sorted(events.values())
    for place in range(0, len(numbers), CHUNK):
        rows = Event.objects.filter(pk__in=numbers[place : place + CHUNK])
        wrong.update((row.weapon_id, row) for row in rows)
    entries = [
        LifeEntry(weapon, EventKind(row.kind), uid_of(step, weapon), row.date, row.precision, note=step.reason)
        for weapon, row in sorted(wrong.items())
    ]
    save_entries(acting_user, entries, cause=_cause(licence, step), cancelled=events)


def _cause(licence: Licence, step: LicenceStep) -> dict[str, object]:
    return {"kind": "licence", "number": licence.pk, "step": step.number}


def _done(step: LicenceStep, *, again: bool) -> UseDone:
    pieces = LicenceUse.objects.filter(step=step).aggregate(sum=Sum("quantity"))["sum"] or 0
    weapons = UsedWeapon.objects.filter(use__step=step).count()
    return UseDone(step.number, weapons, int(pieces), again)
