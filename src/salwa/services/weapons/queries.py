"""One weapon's page. Opening it is a sensitive read and leaves an audit entry."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from salwa.domain.languages import Sentence, message
from salwa.domain.refusals import NotFound
from salwa.domain.weapons import ContentKind
from salwa.services.accounts.permissions import roles_read_once
from salwa.services.audit.turns import noted_before_answer, of_one_moment
from salwa.services.custody.permissions import may_record_entry
from salwa.services.custody.queries import life_and_people
from salwa.services.weapons.marks_read import marks_shown
from salwa.services.weapons.names import name_of, shape_of
from salwa.services.weapons.opening import note_opening
from salwa.services.weapons.permissions import check_may_open_weapon, may_correct_weapon, may_record_weapon
from salwa.services.weapons.scope import NO_SUCH_WEAPON, Scope, no_such_weapon, scope_of
from salwa.services.weapons.titles import title_of
from salwa.services.weapons.values import FieldShown, OriginShown, PictureShown, SameMark, WeaponPage
from salwa.storage.accounts.models import Organisation, User
from salwa.storage.prepared import Among, Given, Prepared
from salwa.storage.register.models import ImportBatch, Mark, Part, Picture, Weapon

__all__ = ["NO_SUCH_WEAPON", "open_weapon", "picture_file"]
NO_SUCH_PICTURE = message("There is no such picture, or you may not see it.")
FIELDS = ("type", "maker", "model", "calibre", "country", "import_country")
MOST_ALIKE = 10
_OF_SAME_MARK = ("maker", "model", "calibre")


def open_weapon(*, acting_user: User, weapon_id: int, on: date | None = None) -> WeaponPage:
    """The page of one weapon, its life as of the day `on`. In order: permit, read, take from the allowance, audit.

    Raises `NotPermitted`, `NotFound` (also for a weapon outside the person's units) and `QuotaSpent`.
    """
    with of_one_moment(), roles_read_once():
        check_may_open_weapon(acting_user)
        scope = scope_of(acting_user)
        found = _WITH_WHAT_THERE_IS.rows(scope, weapon=weapon_id)
        if not found:
            raise no_such_weapon()
        weapon = found[0]
        page = _page(weapon, acting_user, scope, on)
    with noted_before_answer():
        note_opening(acting_user, weapon.pk, on)
    return page


def picture_file(*, acting_user: User, picture_id: int, small: bool) -> Path:
    """Path of a picture of a weapon, or of its small version."""
    check_may_open_weapon(acting_user)
    found = scope_of(acting_user).narrow(Picture.objects.filter(pk=picture_id), "weapon__").first()
    if found is None:
        raise NotFound("no_such_picture", Sentence(NO_SUCH_PICTURE))
    path = Path(settings.MEDIA_ROOT) / found.file
    return path.with_suffix(".small.jpg") if small else path


def _with_what_there_is(scope: Scope) -> QuerySet[Weapon]:
    """The weapon with its state, and whether it has pictures and parts: most have none, and nothing is then asked."""
    rows = scope.narrow(Weapon.objects.select_related("custody").filter(pk=Given("weapon")))
    return rows.annotate(
        pictured=Exists(Picture.objects.filter(weapon=OuterRef("pk"))),
        parted=Exists(Part.objects.filter(last_in=OuterRef("pk"))),
    ).order_by("pk")[:1]


_WITH_WHAT_THERE_IS = Prepared(_with_what_there_is)
_MARKS_OF = Prepared(lambda: Mark.objects.filter(weapon_id=Given("weapon"), part=None))


def _page(weapon: Any, user: User, scope: Scope, on: date | None) -> WeaponPage:
    life, people = life_and_people(weapon, on, known_parts=weapon.parted)
    own = _MARKS_OF.rows(weapon=weapon.pk)
    of_parts = list(Mark.objects.filter(part_id__in=[part.number for part in life.parts])) if life.parts else []
    fields = tuple(_field(weapon, name) for name in FIELDS)
    return WeaponPage(
        number=weapon.pk,
        kind=weapon.kind,
        shape=shape_of(weapon.type_code),
        title=title_of(weapon),
        fields=fields,
        year=weapon.year,
        month=weapon.month,
        year_origin=weapon.year_origin,
        state_owned=weapon.state_owned,
        build=weapon.build,
        frame_material=weapon.frame_material,
        modular=weapon.modular,
        unit=_unit(weapon),
        reference=weapon.reference,
        marks=marks_shown([*own, *of_parts]),
        pictures=tuple(
            PictureShown(one.pk, one.caption, one.width, one.height, one.mark_id, one.added_at)
            for one in (weapon.pictures.order_by("pk") if weapon.pictured else ())
        ),
        life=life,
        origin=_origin(weapon, people),
        same_mark=_same_mark(weapon, [*own, *of_parts], scope),
        withdrawn_at=weapon.withdrawn_at,
        as_of=timezone.now(),
        may_record=may_record_weapon(user),
        may_enter=may_record_entry(user, weapon.pk),
        may_correct=may_correct_weapon(user),
    )


def _unit(weapon: Weapon) -> str:
    found = Organisation.objects.filter(pk=weapon.unit_id).first() if weapon.unit_id else None
    return found.name if found else ""


def _field(weapon: Weapon, name: str) -> FieldShown:
    text, code = getattr(weapon, f"{name}_text"), getattr(weapon, f"{name}_code")
    confidence = getattr(weapon, f"{name}_confidence", 100 if code else 0)
    inferred = bool(code) and not text.strip()
    return FieldShown(name, text, code, name_of(name, code) if code else "", confidence, inferred)


def _origin(weapon: Weapon, people: Mapping[int, str]) -> OriginShown:
    source = weapon.origin_import
    cells: tuple[tuple[str, str], ...] = ()
    if source is not None and weapon.origin_row is not None:
        cells = _cells(source.pk, weapon.origin_row, [str(name) for name in source.layout.get("headers", [])])
    return OriginShown(
        recorded_at=weapon.recorded_at,
        recorded_by=people.get(weapon.recorded_by_id, ""),
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


def _same_mark(weapon: Weapon, marks: list[Mark], scope: Scope) -> tuple[SameMark, ...]:
    """Other records in the scope whose serial folds to the same skeleton, those that nothing contradicts first."""
    skeletons = [mark.skeleton for mark in marks if mark.content == ContentKind.SERIAL.value and mark.skeleton]
    if not skeletons:
        return ()
    found: dict[int, SameMark] = {}
    codes = [getattr(weapon, f"{field}_code") for field in _OF_SAME_MARK]
    rows = _ALIKE.rows(scope, skeletons=skeletons, weapon=weapon.pk)
    for number, text, maker, model, calibre, *others in rows:
        agrees = all(not own or not other or own == other for own, other in zip(codes, others, strict=True))
        found.setdefault(number, SameMark(number, text, maker, model, calibre, agrees))
    return tuple(sorted(found.values(), key=lambda one: (not one.agrees, one.number))[:MOST_ALIKE])


def _alike(scope: Scope) -> QuerySet[Mark, tuple[Any, ...]]:
    # The index leaves out empty skeletons: SQLite uses it only where the question leaves them out too.
    rows = Mark.objects.filter(skeleton__in=Among("skeletons"), weapon__withdrawn_at=None).exclude(skeleton="")
    rows = scope.narrow(rows.exclude(weapon_id=Given("weapon")), "weapon__")
    columns = [f"weapon__{field}_{what}" for what in ("text", "code") for field in _OF_SAME_MARK]
    return rows.values_list("weapon_id", "text", *columns)[: 4 * MOST_ALIKE]


_ALIKE = Prepared(_alike)
