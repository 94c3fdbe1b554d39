"""Entries of a weapon's life in few words."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

from django.db import transaction

from salwa.domain.weapons import EventKind
from salwa.services.custody.actions import _entry_in_force, correct_entry, record_entry, save_entry
from salwa.services.custody.seats import locked_weapon
from salwa.services.custody.values import LifeEntry, Recorded
from salwa.storage.accounts.models import User


def an_entry(weapon: int, kind: EventKind, day: str | None = "2020-01-01", **rest: object) -> LifeEntry:
    """An entry; `day` is a day, a month or a year as people type it, None when nobody knows."""
    rest.setdefault("uid", str(uuid4()))
    text = day or ""
    precision = {4: "year", 7: "month"}.get(len(text), "day")
    when = date.fromisoformat(f"{text}-01-01"[:10]) if text else None
    return LifeEntry(weapon=weapon, kind=kind, day=when, precision=precision, **rest)


def after_two_persons(user: User, entry: LifeEntry, corrects: int | None = None) -> Recorded:
    """Record what one person alone may not, as its approval does: a destruction, here also as a correction."""
    with transaction.atomic():
        weapon = locked_weapon(entry.weapon, [entry.part])
        wrong = _entry_in_force(weapon, corrects, entry.uid) if corrects else None
        return save_entry(user, weapon, entry, corrects=wrong)


def recorded(user: User, entry: LifeEntry) -> Recorded:
    """Record an entry, a destruction by two persons."""
    alone = entry.kind is not EventKind.DESTROYED
    return record_entry(acting_user=user, entry=entry) if alone else after_two_persons(user, entry)


def corrected(user: User, event_id: int, entry: LifeEntry) -> Recorded:
    """Correct an entry, into a destruction by two persons."""
    if entry.kind is EventKind.DESTROYED:
        return after_two_persons(user, entry, event_id)
    return correct_entry(acting_user=user, event_id=event_id, entry=entry)
