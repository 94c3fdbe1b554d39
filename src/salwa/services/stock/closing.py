"""Closing a stock-taking. Only an approved closing records anything in the life of a weapon."""

from __future__ import annotations

import uuid
from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from salwa.domain.ammunition import MovementKind
from salwa.domain.languages import Sentence, message
from salwa.domain.refusals import NotFound, NotPermitted, Refusal
from salwa.domain.stock import CountResult, TakingState
from salwa.domain.weapons import EventKind
from salwa.services.accounts.permissions import check_may
from salwa.services.ammunition.movements import MovementEntry, save_movement
from salwa.services.audit.actions import write_entry
from salwa.services.custody.actions import locked_weapon, save_entry
from salwa.services.custody.values import LifeEntry
from salwa.services.stock.permissions import APPROVE, MANAGE, check_in_unit
from salwa.services.stock.taking import NO_SUCH_TAKING, check_not_closed
from salwa.storage.accounts.models import User
from salwa.storage.register.models import CountedLot, CountedWeapon, CountingDevice, Custody, StockTaking

UNDECIDED = message("{count} weapons or lots were counted with different findings and nobody has decided yet.")
DECIDE_FIRST = message("Look at both findings, decide, and close again.")
PHONES_HOLD = message("Phones said that they still hold {count} scans that have not arrived.")
BRING_PHONES = message("Open the counting page on those phones with a network, or say that you close without them.")
NOT_MISSING = message("{count} of the chosen weapons are no longer missing or were moved since the stock-taking began.")
CHOOSE_ANEW = message("Open the stock-taking again and choose anew.")
NOT_PROPOSED = message("No closing of this stock-taking waits for a decision.")
OWN_PROPOSAL = message("You proposed this closing yourself, so another person has to decide.")
TELL_ANOTHER = message("Tell another person who may approve.")
NO_PERSON = message("The command line is no person: it can close a stock-taking that records nothing, not approve one.")
SIGN_IN = message("A supervisor signs in and opens the page of the stock-taking.")
NOTE = message("Found in stock-taking {number}.")
# Space of names for entries that a closing records: the same closing carried out twice records them once.
SPACE = uuid.UUID("6a0f7c0e-5d0b-4d53-9f0e-7c2f8f1b7a11")
MISSING = (CountResult.UNSEEN.value, CountResult.NOT_THERE.value)


def close_taking(
    *,
    acting_user: User,
    taking_id: int,
    lost: Collection[int] = (),
    found: Collection[int] = (),
    note: str = "",
    without_phones: bool = False,
) -> bool:
    """Close a stock-taking. `lost`: missing weapons to be recorded as lost; `found`: weapons met here that the books
    have elsewhere, to be recorded as held here. With either, a supervisor has to approve first. Returns whether it is
    closed.

    Raises `NotPermitted`, `NotFound`, `Refusal` (`taking_closed`, `conflicts_undecided`, `phones_still_hold`,
    `no_longer_so`).
    """
    with transaction.atomic():
        taking = _locked(taking_id)
        check_in_unit(acting_user, MANAGE, taking.unit_id if taking else None, NO_SUCH_TAKING)
        taking = _there(taking)
        check_not_closed(taking)
        _check_decided(taking)
        if not without_phones:
            _check_phones(taking)
        _flag(taking, lost, found)
        now = timezone.now()
        taking.closing_note = note
        if lost or found:
            taking.state, taking.proposed_at, taking.proposed_by_id = TakingState.PROPOSED.value, now, acting_user.pk
        else:
            _close(taking, acting_user)
        taking.save()
        write_entry(
            acting_user=acting_user,
            action="stock.closing_proposed" if lost or found else "stock.taking_closed",
            object_kind="stock_taking",
            object_id=taking.pk,
            details={"lost": len(lost), "found": len(found), **_figures(taking)},
        )
    return taking.state == TakingState.CLOSED.value


def approve_closing(*, acting_user: User, taking_id: int) -> None:
    """Approve a proposed closing as a second person; the entries are recorded in the same transaction.

    Raises `NotPermitted` (also of one's own proposal), `NotFound`, `Refusal` (`closing_not_proposed`, `no_longer_so`).
    """
    with transaction.atomic():
        taking = _proposed(acting_user, taking_id)
        rows = list(CountedWeapon.objects.filter(taking=taking).exclude(record="").order_by("weapon_id"))
        lost = [row.weapon_id for row in rows if row.record == "lost"]
        _check_still_missing(taking, lost)
        for row in rows:
            weapon = locked_weapon(row.weapon_id)
            row.event_id = save_entry(acting_user, weapon, _entry(taking, row)).event
            row.save(update_fields=["event"])
        _close(taking, acting_user)
        taking.save()
        write_entry(
            acting_user=acting_user, action="stock.taking_closed", object_kind="stock_taking", object_id=taking.pk,
            details={"lost": len(lost), "found": len(rows) - len(lost), "proposed_by": taking.proposed_by_id,
                     **_figures(taking)},
        )  # fmt: skip


def return_closing(*, acting_user: User, taking_id: int, reason: str) -> None:
    """Send a proposed closing back: counting goes on. Raises as `approve_closing`."""
    with transaction.atomic():
        taking = _proposed(acting_user, taking_id)
        CountedWeapon.objects.filter(taking=taking).exclude(record="").update(record="")
        taking.state, taking.proposed_at, taking.proposed_by_id = TakingState.OPEN.value, None, None
        taking.save()
        write_entry(
            acting_user=acting_user, action="stock.closing_returned", object_kind="stock_taking", object_id=taking.pk,
            purpose=reason,
        )  # fmt: skip


def _locked(taking_id: int) -> StockTaking | None:
    return StockTaking.objects.select_for_update().filter(pk=taking_id).first()


def _there(taking: StockTaking | None) -> StockTaking:
    if taking is None:
        raise NotFound("no_such_taking", Sentence(NO_SUCH_TAKING))
    return taking


def _proposed(user: User, taking_id: int) -> StockTaking:
    check_may(user, APPROVE)
    taking = _there(_locked(taking_id))
    if taking.state != TakingState.PROPOSED.value:
        raise Refusal("closing_not_proposed", Sentence(NOT_PROPOSED), remedy=Sentence(CHOOSE_ANEW))
    if user.is_operator:
        raise NotPermitted("approval_by_command_line", Sentence(NO_PERSON), remedy=Sentence(SIGN_IN))
    if taking.proposed_by_id == user.pk:
        raise NotPermitted("approval_of_own_request", Sentence(OWN_PROPOSAL), remedy=Sentence(TELL_ANOTHER))
    return taking


def _check_decided(taking: StockTaking) -> None:
    conflict = CountResult.CONFLICT.value
    open_ones = CountedWeapon.objects.filter(taking=taking, result=conflict).count()
    open_ones += CountedLot.objects.filter(taking=taking, result=conflict).count()
    if open_ones:
        said = Sentence(UNDECIDED, {"count": open_ones})
        raise Refusal("conflicts_undecided", said, remedy=Sentence(DECIDE_FIRST))


def _check_phones(taking: StockTaking) -> None:
    held = sum(CountingDevice.objects.filter(taking=taking).values_list("kept", flat=True))
    if held:
        raise Refusal("phones_still_hold", Sentence(PHONES_HOLD, {"count": held}), remedy=Sentence(BRING_PHONES))


def _flag(taking: StockTaking, lost: Collection[int], found: Collection[int]) -> None:
    _check_still_missing(taking, lost)
    rows = CountedWeapon.objects.filter(taking=taking)
    met = (CountResult.THERE.value, CountResult.MARK_DIFFERS.value)
    here = rows.filter(weapon_id__in=found, expected=False, result__in=met)
    if here.count() != len(set(found)):
        raise _no_longer(len(set(found)) - here.count())
    rows.exclude(record="").update(record="")
    rows.filter(weapon_id__in=lost).update(record="lost")
    rows.filter(weapon_id__in=found).update(record="recorded")


def _check_still_missing(taking: StockTaking, lost: Collection[int]) -> None:
    """A weapon that was issued or moved by the books while the depot was counted is not lost."""
    rows = CountedWeapon.objects.filter(taking=taking, weapon_id__in=lost, expected=True, result__in=MISSING)
    versions = dict(rows.values_list("weapon_id", "version"))
    now = dict(Custody.objects.filter(weapon_id__in=versions).values_list("weapon_id", "version"))
    wrong = len(set(lost)) - sum(now.get(weapon) == version for weapon, version in versions.items())
    if wrong:
        raise _no_longer(wrong)


def _no_longer(count: int) -> Refusal:
    return Refusal("no_longer_so", Sentence(NOT_MISSING, {"count": count}), remedy=Sentence(CHOOSE_ANEW))


def _entry(taking: StockTaking, row: CountedWeapon) -> LifeEntry:
    uid = str(uuid.uuid5(SPACE, f"{taking.uid}/{row.record}/{row.weapon_id}"))
    day = timezone.localdate()
    note = NOTE.format(number=taking.pk)
    details = {"stock_taking": taking.pk}
    if row.record == "lost":
        return LifeEntry(
            row.weapon_id, EventKind.LOST, uid, day, giver=taking.depot_id, note=note, details=details, source="stock"
        )
    return LifeEntry(
        row.weapon_id, EventKind.RECORDED, uid, day, receiver=taking.depot_id, note=note, details=details,
        source="stock",
    )  # fmt: skip


def _close(taking: StockTaking, user: User) -> None:
    """Close, and write what was found of each lot beside its books; the books themselves stay as they are."""
    taking.state, taking.closed_at, taking.closed_by_id = TakingState.CLOSED.value, timezone.now(), user.pk
    for row in CountedLot.objects.filter(taking=taking, found__isnull=False).select_related("lot"):
        entry = MovementEntry(
            uid=str(uuid.uuid5(SPACE, f"{taking.uid}/counted/{row.lot_id}")), lot=row.lot_id, store=taking.depot_id,
            kind=MovementKind.COUNTED, quantity=row.found or 0, day=timezone.localdate(),
            note=NOTE.format(number=taking.pk),
        )  # fmt: skip
        save_movement(user, row.lot, entry)


def _figures(taking: StockTaking) -> dict[str, int]:
    rows = CountedWeapon.objects.filter(taking=taking)
    return {
        "expected": taking.expected_weapons,
        "unseen": rows.filter(expected=True, result=CountResult.UNSEEN.value).count(),
        "unexpected": rows.filter(expected=False).count(),
    }
