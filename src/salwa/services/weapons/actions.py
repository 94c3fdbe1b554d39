"""Recording a weapon by hand, and adding pictures to it."""

from __future__ import annotations

import uuid
from typing import BinaryIO

from django.db import transaction
from django.utils import timezone

from salwa.domain.languages import Sentence, message
from salwa.domain.marks.reading import MarkReading, TypedMarks
from salwa.domain.marks.serials import normalised
from salwa.domain.marks.skeleton import skeleton
from salwa.domain.refusals import NotFound, Refusal
from salwa.domain.weapons import ContentKind, EventKind, ItemKind, MarkState
from salwa.services.audit.actions import write_entry
from salwa.services.marks.reader import mark_reader
from salwa.services.search.upkeep import index_mark
from salwa.services.weapons.permissions import check_may_record_weapon
from salwa.services.weapons.pictures import keep_picture
from salwa.services.weapons.queries import NO_SUCH_WEAPON
from salwa.services.weapons.values import MarkEntry, WeaponEntry
from salwa.storage.accounts.models import User
from salwa.storage.register.models import Event, Mark, Picture, Weapon

NOTHING_KNOWN = message("A weapon needs at least a mark, or a maker, model or calibre.")
WRITE_SOMETHING = message("Write down what you can read; leave the rest empty.")
MARK_WITHOUT_TEXT = message("Mark {number} is said to be legible, but its text is empty.")
WRITE_OR_SAY = message("Write the mark exactly as you read it, or say that it is illegible, erased or not there.")
# States in which a mark may have no text.
WITHOUT_TEXT = {MarkState.ILLEGIBLE.value, MarkState.ERASED.value, MarkState.NONE.value, MarkState.MISSING.value}


def record_weapon(*, acting_user: User, entry: WeaponEntry) -> int:
    """Record one weapon with its marks and what happened to it; returns its number.

    In order: permit, read the marks, save weapon, marks, event and search keys, audit - all in one transaction. Raises
    `NotPermitted`, and `Refusal` (`nothing_known`, `mark_without_text`) without saving anything.
    """
    check_may_record_weapon(acting_user)
    _check(entry)
    serial = next((mark.text for mark in entry.marks if mark.content == ContentKind.SERIAL.value), "")
    reading = mark_reader().read(
        TypedMarks(
            maker=entry.maker, model=entry.model, calibre=entry.calibre, type=entry.type, serial=serial,
            country=entry.country, year=entry.year,
        )
    )  # fmt: skip
    with transaction.atomic():
        weapon = _save_weapon(entry, reading, acting_user)
        for mark in entry.marks:
            _save_mark(weapon, mark)
        if entry.event is not None:
            _save_event(weapon, entry)
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
    weapon = Weapon.objects.filter(pk=weapon_id, withdrawn_at=None).first()
    if weapon is None:
        raise NotFound("no_such_weapon", Sentence(NO_SUCH_WEAPON))
    kept = keep_picture(stream)
    with transaction.atomic():
        picture = Picture.objects.create(
            weapon=weapon,
            mark=weapon.marks.filter(pk=mark_id).first() if mark_id else None,
            file=kept.file,
            caption=caption.strip()[:300],
            sha256=kept.sha256,
            width=kept.width,
            height=kept.height,
            added_at=timezone.now(),
            added_by_id=acting_user.pk,
        )
        write_entry(
            acting_user=acting_user,
            action="weapons.picture_added",
            object_kind="weapon",
            object_id=weapon.pk,
            details={"picture": picture.pk, "sha256": kept.sha256},
        )
    return picture.pk


def _check(entry: WeaponEntry) -> None:
    if not (entry.marks or entry.maker.strip() or entry.model.strip() or entry.calibre.strip()):
        raise Refusal("nothing_known", Sentence(NOTHING_KNOWN), remedy=Sentence(WRITE_SOMETHING))
    for number, mark in enumerate(entry.marks, start=1):
        if not mark.text.strip() and mark.state not in WITHOUT_TEXT:
            raise Refusal(
                "mark_without_text",
                Sentence(MARK_WITHOUT_TEXT, {"number": number}),
                remedy=Sentence(WRITE_OR_SAY),
                where={"mark": number},
            )


def _save_weapon(entry: WeaponEntry, reading: MarkReading, user: User) -> Weapon:
    imported = mark_reader().read_country(entry.import_country) if entry.import_country.strip() else None
    weapon = Weapon(
        kind=mark_reader().item_kind(reading.type.code) if reading.type.code else ItemKind.WEAPON.value,
        country_text=entry.country,
        country_code=reading.country.code or "",
        import_country_text=entry.import_country,
        import_country_code=(imported.code or "") if imported else "",
        year=reading.year,
        month=reading.month,
        year_origin=reading.year_origin,
        state_owned=entry.state_owned,
        reference=entry.reference.strip()[:200],
        identity=uuid.uuid4().hex,
        recorded_at=timezone.now(),
        recorded_by_id=user.pk,
    )
    for name in ("type", "maker", "model", "calibre"):
        read = getattr(reading, name)
        setattr(weapon, f"{name}_text", getattr(entry, name))
        setattr(weapon, f"{name}_code", read.code or "")
        setattr(weapon, f"{name}_confidence", round(100 * read.confidence))
    weapon.save(force_insert=True)
    return weapon


def _save_mark(weapon: Weapon, entry: MarkEntry) -> None:
    """Serials are read and made findable; other marks are kept as written."""
    is_serial = entry.content == ContentKind.SERIAL.value
    read = mark_reader().read_serial(entry.text) if is_serial and entry.text.strip() else None
    text = read.text if read else entry.text
    state = entry.state
    if read and state == MarkState.PRESENT.value:
        # A question mark in the text, or words such as "filed off", say more than the state that was left as it was.
        state = read.state.value
    mark = Mark.objects.create(
        weapon=weapon,
        component=entry.component,
        occasion=entry.occasion,
        content=entry.content,
        text=entry.text,
        normalised=(read.normalised if read else normalised(text) if is_serial else "")[:120],
        skeleton=skeleton(text)[:120] if is_serial and text else "",
        state=state,
        method="laboratory" if read and read.recovered else "",
        recorded_at=weapon.recorded_at,
    )
    if mark.skeleton:
        index_mark(mark)


def _save_event(weapon: Weapon, entry: WeaponEntry) -> None:
    event = entry.event
    if event is None or (event.kind == EventKind.RECORDED.value and not (event.place or event.incident or event.note)):
        return
    Event.objects.create(
        weapon=weapon,
        kind=event.kind,
        date=event.date,
        precision=event.precision,
        date_text=event.date_text[:100],
        place=event.place,
        incident=event.incident,
        note=event.note,
        recorded_at=weapon.recorded_at,
    )
