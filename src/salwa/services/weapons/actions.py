"""Recording a weapon by hand, and adding pictures to it."""

from __future__ import annotations

import uuid
from typing import BinaryIO

from django.db import transaction
from django.utils import timezone

from salwa.domain.languages import Sentence, message
from salwa.domain.marks.reading import MarkReading
from salwa.domain.refusals import Refusal
from salwa.domain.weapons import Build, EventKind, FrameMaterial, ItemKind
from salwa.services.accounts.units import unit_for_new_records
from salwa.services.audit.actions import write_entry
from salwa.services.custody.present import keep_present_state
from salwa.services.marks.reader import mark_reader
from salwa.services.weapons.marks import check_marks, save_mark
from salwa.services.weapons.permissions import check_may_record_weapon
from salwa.services.weapons.pictures import KeptPicture, keep_picture
from salwa.services.weapons.readings import put_readings, reading_of
from salwa.services.weapons.scope import no_such_weapon, visible_weapon
from salwa.services.weapons.values import WeaponEntry
from salwa.storage.accounts.models import User
from salwa.storage.register.models import Event, Picture, Weapon

NOTHING_KNOWN = message("A weapon needs at least a mark, or a maker, model or calibre.")
WRITE_SOMETHING = message("Write down what you can read; leave the rest empty.")


def record_weapon(*, acting_user: User, entry: WeaponEntry) -> int:
    """Record one weapon with its marks and what happened to it; returns its number.

    In order: permit, read the marks, save weapon, marks, event and search keys, audit - all in one transaction. Raises
    `NotPermitted`, and `Refusal` (`nothing_known`, `mark_without_text`) without saving anything.
    """
    check_may_record_weapon(acting_user)
    check_weapon_entry(entry)
    with transaction.atomic():
        weapon = save_weapon(acting_user, entry, "weapons.record")
        _save_event(weapon, entry, acting_user)
        write_entry(
            acting_user=acting_user,
            action="weapons.recorded",
            object_kind="weapon",
            object_id=weapon.pk,
            details={"marks": len(entry.marks)},
        )
    return weapon.pk


def add_picture(
    *, acting_user: User, weapon_id: int, stream: BinaryIO, caption: str = "", mark_id: int | None = None
) -> int:
    """Add a picture, re-encoded without its metadata; returns its number.

    In order: permit, check and re-encode the file, save, audit. Raises `NotPermitted`, `NotFound` and `Refusal`
    (`not_a_picture`, `picture_too_large`).
    """
    check_may_record_weapon(acting_user)
    weapon = visible_weapon(acting_user, weapon_id)
    if weapon.withdrawn_at is not None:
        raise no_such_weapon()
    kept = keep_picture(stream)
    with transaction.atomic():
        picture = save_picture(acting_user, weapon, kept, caption, mark_id)
        write_entry(
            acting_user=acting_user,
            action="weapons.picture_added",
            object_kind="weapon",
            object_id=weapon.pk,
            details={"picture": picture.pk, "sha256": kept.sha256},
        )
    return picture.pk


def save_picture(user: User, weapon: Weapon, kept: KeptPicture, caption: str, mark_id: int | None) -> Picture:
    """Save the row of a kept picture in the caller's transaction, which has permitted it; no audit."""
    return Picture.objects.create(
        weapon=weapon,
        mark=weapon.marks.filter(pk=mark_id).first() if mark_id else None,
        file=kept.file,
        caption=caption.strip()[:300],
        sha256=kept.sha256,
        width=kept.width,
        height=kept.height,
        added_at=timezone.now(),
        added_by_id=user.pk,
    )


def check_weapon_entry(entry: WeaponEntry) -> None:
    """Refuse what no record can be made of (`nothing_known`, `mark_without_text`)."""
    # A weapon made at home may bear no mark and have no maker: its type and how it was made are enough.
    told = entry.type.strip() and entry.build != Build.UNKNOWN.value
    if not (entry.marks or entry.maker.strip() or entry.model.strip() or entry.calibre.strip() or told):
        raise Refusal("nothing_known", Sentence(NOTHING_KNOWN), remedy=Sentence(WRITE_SOMETHING))
    check_marks(entry.marks)


def save_weapon(user: User, entry: WeaponEntry, right: str) -> Weapon:
    """Save a weapon with its marks in the caller's transaction, which has permitted it by `right`; no event, no audit.

    Whoever calls records what brought the weapon: the present state is kept with its first entry.
    """
    weapon = _save_row(
        entry, reading_of(entry, [one.text for one in entry.marks if one.content == "serial"]), user, right
    )
    for mark in entry.marks:
        save_mark(weapon, mark)
    return weapon


def _save_row(entry: WeaponEntry, reading: MarkReading, user: User, right: str) -> Weapon:
    weapon = Weapon(
        kind=mark_reader().item_kind(reading.type.code) if reading.type.code else ItemKind.WEAPON.value,
        state_owned=entry.state_owned,
        build=Build(entry.build).value,
        frame_material=FrameMaterial(entry.frame_material).value,
        modular=entry.modular,
        reference=entry.reference.strip()[:200],
        identity=uuid.uuid4().hex,
        recorded_at=timezone.now(),
        recorded_by_id=user.pk,
        unit_id=unit_for_new_records(user, right),
    )
    put_readings(weapon, entry, reading)
    weapon.save(force_insert=True)
    return weapon


def _save_event(weapon: Weapon, entry: WeaponEntry, user: User) -> None:
    """What brought the weapon is the first entry of its life; the present state is kept in any case."""
    event = entry.event
    told = event is not None and (
        event.kind != EventKind.RECORDED.value or bool(event.place or event.incident or event.note or event.date)
    )
    if event is not None and told:
        Event.objects.create(
            weapon=weapon,
            uid=str(uuid.uuid4()),
            kind=event.kind,
            date=event.date,
            precision=event.precision,
            date_text=event.date_text[:100],
            place=event.place,
            incident=event.incident,
            note=event.note,
            source="person",
            recorded_at=weapon.recorded_at,
            recorded_by_id=user.pk,
            unit_id=weapon.unit_id,
        )
    keep_present_state(weapon.pk)
