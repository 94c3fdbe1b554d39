"""Weapons with marks, life and holders, recorded as a person would; texts may be as odd as a test wants."""

from __future__ import annotations

import uuid
from datetime import date

from django.utils import timezone

from salwa.domain.weapons import EventKind
from salwa.services.custody.present import keep_present_state
from salwa.storage.register.models import Event, Holder, Mark, Picture, Weapon


def a_weapon(serial="AB-1234", *, component="frame", unit=None, note="", **fields):
    """A weapon with one serial number and, where `note` is given, one entry that carries it."""
    now = timezone.now()
    weapon = Weapon.objects.create(identity=uuid.uuid4().hex, recorded_at=now, recorded_by_id=1, unit_id=unit, **fields)
    Mark.objects.create(
        weapon=weapon, component=component, occasion="manufacture", content="serial", text=serial, recorded_at=now
    )
    if note:
        an_event(weapon, "recorded", note=note)
    return weapon


def an_event(weapon, kind, day=None, **fields):
    """An entry about `weapon`; the present state is computed anew."""
    event = Event.objects.create(
        weapon=weapon, kind=EventKind(kind).value, date=date.fromisoformat(day) if day else None,
        recorded_at=timezone.now(), uid=str(uuid.uuid4()), **fields,
    )  # fmt: skip
    keep_present_state(weapon.pk)
    return event


def a_holder(name="Central depot", kind="depot", **fields):
    """Somebody who can hold weapons."""
    return Holder.objects.create(kind=kind, name=name, recorded_at=timezone.now(), recorded_by_id=1, **fields)


def a_mark(weapon, text, **fields):
    """Another mark on `weapon`."""
    return Mark.objects.create(weapon=weapon, text=text, recorded_at=timezone.now(), **fields)


def a_picture_row(weapon, file, caption=""):
    """A picture that lies in the media folder already."""
    return Picture.objects.create(
        weapon=weapon, file=file, caption=caption, sha256="0" * 64, width=10, height=10, added_at=timezone.now(),
        added_by_id=1,
    )  # fmt: skip
