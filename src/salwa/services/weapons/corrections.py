"""Correcting a weapon's record: old texts stay readable, the new reading takes effect, the search finds it by both."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from salwa.domain.languages import Sentence
from salwa.domain.refusals import Refusal
from salwa.domain.weapons import Build, FrameMaterial, ItemKind
from salwa.services.marks.reader import mark_reader
from salwa.services.search.upkeep import index_batch, rows_of_marks
from salwa.services.weapons.editing import (
    CHANGE_SOMETHING,
    NOTHING_CHANGED,
    Corrected,
    Trace,
    check_reason,
    check_version,
    keep_correction,
    made_before,
    opened_for_change,
)
from salwa.services.weapons.permissions import check_may_correct_weapon
from salwa.services.weapons.readings import put_readings, reading_of
from salwa.services.weapons.values import WeaponEntry
from salwa.storage.accounts.models import User
from salwa.storage.register.models import Weapon

# Fields whose text is read anew, and those that are kept as chosen.
TEXTS = ("type", "maker", "model", "calibre", "country", "import_country", "year")
CHOSEN: dict[str, tuple[str, ...]] = {
    "state_owned": ("yes", "no", "unknown"),
    "modular": ("yes", "no", "unknown"),
    "build": tuple(one.value for one in Build),
    "frame_material": tuple(one.value for one in FrameMaterial),
}
FIELDS = (*TEXTS, *CHOSEN, "reference")
COLUMNS = (
    "kind", "type_text", "type_code", "maker_text", "maker_code", "model_text", "model_code", "calibre_text",
    "calibre_code", "country_text", "country_code", "import_country_text", "import_country_code", "year", "month",
    "state_owned", "modular", "build", "frame_material", "reference",
)  # fmt: skip


def correct_weapon(
    *,
    acting_user: User,
    weapon_id: int,
    changes: Mapping[str, str],
    reason: str,
    seen_version: int,
    uid: str = "",
) -> Corrected:
    """Put right what is recorded of a weapon itself; `changes` maps fields (`FIELDS`) to texts as they should be.

    In order: permit, lock, compare the version, read anew, keep the old values in an entry, save, index, audit. The
    same `uid` again changes nothing. Raises `NotPermitted`, `NotFound`, `Refusal` (`no_reason`, `nothing_changed`) and
    `Conflict` (`changed_meanwhile`, its `where` has the version now).
    """
    check_may_correct_weapon(acting_user)
    _check_changes(changes, reason)
    with transaction.atomic():
        weapon = opened_for_change(acting_user, weapon_id)
        if found := made_before(weapon, uid):
            return found
        check_version(weapon, seen_version)
        changed = _put(weapon, changes)
        if not changed:
            raise Refusal("nothing_changed", Sentence(NOTHING_CHANGED), remedy=Sentence(CHANGE_SOMETHING))
        weapon.save()
        index_batch(list(rows_of_marks(list(weapon.marks.values_list("pk", flat=True)))))
        details = {"fields": sorted(changed)}
        return keep_correction(
            acting_user, weapon, Trace("weapons.corrected", uid, reason, {"changes": changed}, details)
        )


def _check_changes(changes: Mapping[str, str], reason: str) -> None:
    for name, value in changes.items():
        if name not in FIELDS or (name in CHOSEN and value not in CHOSEN[name]):
            raise ValueError(f"{name} cannot become {value!r} by a correction.")
    check_reason(reason)


def _put(weapon: Weapon, changes: Mapping[str, str]) -> dict[str, list[Any]]:
    """Put the changes and their readings into the columns; column -> [before, after] of those that differ."""
    before = {name: getattr(weapon, name) for name in COLUMNS}
    dated = (weapon.year, weapon.month, weapon.year_origin)
    typed_year = str(weapon.year or "") if weapon.year_origin != "serial" else ""
    texts = {name: getattr(weapon, f"{name}_text") for name in TEXTS if name != "year"} | {"year": typed_year}
    texts |= {name: value for name, value in changes.items() if name in TEXTS}
    if set(changes) & set(TEXTS):
        serials = weapon.marks.filter(content="serial", corrected_by=None).exclude(text="").order_by("pk")
        entry = WeaponEntry(**texts)
        reading = reading_of(entry, list(serials.values_list("text", flat=True)[:1]))
        put_readings(weapon, entry, reading)
        if "year" not in changes and dated[2] != "serial":
            weapon.year, weapon.month, weapon.year_origin = dated
        if "type" in changes:
            weapon.kind = mark_reader().item_kind(reading.type.code) if reading.type.code else ItemKind.WEAPON.value
    for name in CHOSEN:
        setattr(weapon, name, changes.get(name, getattr(weapon, name)))
    weapon.reference = changes.get("reference", weapon.reference).strip()[:200]
    after = {name: getattr(weapon, name) for name in COLUMNS}
    return {name: [before[name], after[name]] for name in COLUMNS if before[name] != after[name]}
