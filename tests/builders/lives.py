"""Entries of a weapon's life in few words."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

from django.db import transaction

from salwa.domain.weapons import EventKind
from salwa.services.custody.actions import save_entry
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


def after_two_persons(user: User, entry: LifeEntry) -> Recorded:
    """Record what one person alone may not, as its approval does: a destruction."""
    with transaction.atomic():
        return save_entry(user, locked_weapon(entry.weapon, [entry.part]), entry)
