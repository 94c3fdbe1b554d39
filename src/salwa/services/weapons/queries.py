"""One weapon's page. Opening it is a sensitive read and leaves an audit entry."""

from __future__ import annotations

import json
import zlib
from dataclasses import replace
from datetime import date
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from salwa.domain.languages import Sentence, message
from salwa.domain.refusals import NotFound
from salwa.domain.weapons import Component, ContentKind, EventKind
from salwa.services.audit.actions import write_entry
from salwa.services.weapons.names import name_of, shape_of
from salwa.services.weapons.permissions import check_may_open_weapon, may_record_weapon
from salwa.services.weapons.values import (
    EventShown,
    FieldShown,
    MarkShown,
    OriginShown,
    PictureShown,
    SameMark,
    WeaponPage,
)
from salwa.storage.accounts.models import User
from salwa.storage.register.models import Event, ImportBatch, Mark, Picture, Weapon

NO_SUCH_WEAPON = message("There is no weapon with this number, or you may not know of it.")
NO_SUCH_PICTURE = message("There is no such picture, or you may not see it.")
FIELDS = ("type", "maker", "model", "calibre", "country", "import_country")
# The part that makes the weapon inoperable when destroyed comes first (ITI 10).
PARTS = list(Component)
MOST_ALIKE = 10


def open_weapon(*, acting_user: User, weapon_id: int) -> WeaponPage:
    """The page of one weapon. In order: permit, read, audit. Raises `NotPermitted` and `NotFound`."""
    check_may_open_weapon(acting_user)
    with transaction.atomic():
        rows = Weapon.objects.select_related("origin_import").prefetch_related("marks", "pictures", "events")
        weapon = rows.filter(pk=weapon_id).first()
        if weapon is None:
            raise NotFound("no_such_weapon", Sentence(NO_SUCH_WEAPON))
        page = _page(weapon, acting_user)
        write_entry(acting_user=acting_user, action="weapons.opened", object_kind="weapon", object_id=weapon.pk)
    return page


def picture_file(*, acting_user: User, picture_id: int, small: bool) -> Path:
    """Path of a picture of a weapon, or of its small version."""
    check_may_open_weapon(acting_user)
    found = Picture.objects.filter(pk=picture_id).first()
    if found is None:
        raise NotFound("no_such_picture", Sentence(NO_SUCH_PICTURE))
    path = Path(settings.MEDIA_ROOT) / found.file
    return path.with_suffix(".small.jpg") if small else path


def _page(weapon: Weapon, user: User) -> WeaponPage:
    marks = sorted(weapon.marks.all(), key=lambda mark: (PARTS.index(Component(mark.component)), mark.pk))
    fields = tuple(_field(weapon, name) for name in FIELDS)
    return WeaponPage(
        number=weapon.pk,
        kind=weapon.kind,
        shape=shape_of(weapon.type_code),
        title=_title(weapon),
        fields=fields,
        year=weapon.year,
        month=weapon.month,
        year_origin=weapon.year_origin,
        state_owned=weapon.state_owned,
        reference=weapon.reference,
        marks=tuple(_mark(mark) for mark in marks),
        pictures=tuple(
            PictureShown(one.pk, one.caption, one.width, one.height, one.mark_id, one.added_at)
            for one in sorted(weapon.pictures.all(), key=lambda one: one.pk)
        ),
        events=_life(weapon),
        origin=_origin(weapon),
        same_mark=_same_mark(weapon, marks),
        withdrawn_at=weapon.withdrawn_at,
        as_of=timezone.now(),
        may_record=may_record_weapon(user),
    )


def _title(weapon: Weapon) -> str:
    """Maker and model as read, else as typed."""
    parts = []
    for field in ("maker", "model"):
        code, text = getattr(weapon, f"{field}_code"), getattr(weapon, f"{field}_text")
        parts.append(name_of(field, code) if code else text.strip())
    maker, model = parts
    # Many models carry their maker's name: "Zastava M70" of "Zastava Arms".
    first = model.split(" ")[0].casefold()
    named = first in maker.casefold().split()
    return model if named else " ".join(part for part in parts if part)


def _field(weapon: Weapon, name: str) -> FieldShown:
    text, code = getattr(weapon, f"{name}_text"), getattr(weapon, f"{name}_code")
    confidence = getattr(weapon, f"{name}_confidence", 100 if code else 0)
    inferred = bool(code) and not text.strip()
    return FieldShown(name, text, code, name_of(name, code) if code else "", confidence, inferred)


def _mark(mark: Mark) -> MarkShown:
    return MarkShown(
        mark.pk, mark.component, mark.occasion, mark.content, mark.text, mark.normalised, mark.state, mark.method
    )


def _life(weapon: Weapon) -> tuple[EventShown, ...]:
    """Events in the order they happened, those without a date at the end; the year of manufacture begins the life."""
    events = [_event(event) for event in weapon.events.all()]
    if weapon.year and not any(event.kind == EventKind.MANUFACTURED.value for event in events):
        made = date(weapon.year, weapon.month or 1, 1)
        precision = "month" if weapon.month else "year"
        events.append(EventShown(EventKind.MANUFACTURED.value, made, precision, "", "", "", "", (), weapon.recorded_at))
    events.sort(key=lambda event: (event.date is None, event.date or date.max, event.recorded_at))
    told: list[EventShown] = []
    for event in events:
        last = told[-1].date if told else None
        gap = event.date.year - last.year - 1 if event.date and last else 0
        told.append(replace(event, gap_years=max(0, gap)))
    return tuple(told)


def _event(event: Event) -> EventShown:
    note = event.note
    before: tuple[tuple[str, str], ...] = ()
    if event.kind == EventKind.CORRECTED.value and note.startswith("{"):
        told = json.loads(note)
        note, before = str(told.get("note", "")), tuple((str(k), str(v)) for k, v in told.get("before", {}).items())
    return EventShown(
        event.kind, event.date, event.precision, event.date_text, event.place, event.incident, note, before,
        event.recorded_at,
    )  # fmt: skip


def _origin(weapon: Weapon) -> OriginShown:
    person = User.objects.filter(pk=weapon.recorded_by_id).first()
    source = weapon.origin_import
    cells: tuple[tuple[str, str], ...] = ()
    if source is not None and weapon.origin_row is not None:
        cells = _cells(source.pk, weapon.origin_row, [str(name) for name in source.layout.get("headers", [])])
    return OriginShown(
        recorded_at=weapon.recorded_at,
        recorded_by=str(person) if person else "",
        import_number=source.pk if source else None,
        file_name=source.file_name if source else "",
        row=weapon.origin_row,
        cells=cells,
    )


def _cells(import_id: int, row: int, headers: list[str]) -> tuple[tuple[str, str], ...]:
    """The source row exactly as read, each cell with the header of its column."""
    batch = ImportBatch.objects.filter(origin_id=import_id, first_row__lte=row, last_row__gte=row).first()
    if batch is None:
        return ()
    rows = json.loads(zlib.decompress(bytes(batch.raw)))
    cells: list[str] = next((cells for number, cells in rows if number == row), [])
    named = [headers[place] if place < len(headers) else "" for place in range(len(cells))]
    return tuple((name, cell) for name, cell in zip(named, cells, strict=True) if cell.strip())


def _same_mark(weapon: Weapon, marks: list[Mark]) -> tuple[SameMark, ...]:
    """Other records whose serial folds to the same skeleton, those that nothing contradicts first."""
    skeletons = [mark.skeleton for mark in marks if mark.content == ContentKind.SERIAL.value and mark.skeleton]
    if not skeletons:
        return ()
    rows = Mark.objects.filter(skeleton__in=skeletons, weapon__withdrawn_at=None).exclude(weapon=weapon)
    found: dict[int, SameMark] = {}
    for mark in rows.select_related("weapon")[: 4 * MOST_ALIKE]:
        other = mark.weapon
        agrees = all(
            not getattr(weapon, field) or not getattr(other, field) or getattr(weapon, field) == getattr(other, field)
            for field in ("maker_code", "model_code", "calibre_code")
        )
        found.setdefault(
            other.pk,
            SameMark(other.pk, mark.text, other.maker_text, other.model_text, other.calibre_text, agrees),
        )
    return tuple(sorted(found.values(), key=lambda one: (not one.agrees, one.number))[:MOST_ALIKE])
