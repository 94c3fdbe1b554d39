"""The same source record with other content: the new reading takes effect, the old one stays readable as an event."""

from __future__ import annotations

import json
from datetime import datetime

from salwa.domain.imports.rows import TakenRow
from salwa.domain.weapons import EventKind
from salwa.services.imports.batches import item_kind, percent, reading_of
from salwa.services.marks.reader import mark_reader
from salwa.services.search.upkeep import index_batch, rows_of_marks
from salwa.storage.register.models import Event, Weapon

TEXTS = ("type", "maker", "model", "calibre", "country", "import_country")


def correct(weapon_id: int, row: TakenRow, content: str, at: datetime) -> None:
    """Bring a record up to its source. In order: keep the old texts in a `corrected` event, put in the new readings,
    index.

    What a person has corrected since stays as it is, and the event names it. The serial number is part of what
    identifies a record, so it never changes here (services/imports/identity.py).
    """
    weapon = Weapon.objects.select_for_update(no_key=True).get(pk=weapon_id)
    kept = _corrected_by_people(weapon)
    before = {key: getattr(weapon, f"{key}_text") for key in TEXTS if getattr(weapon, f"{key}_text") != row.text(key)}
    said = {"before": {key: text for key, text in before.items() if key not in kept}, "note": row.note}
    if not_taken := {key: row.text(key) for key in before if key in kept}:
        said["not_taken"] = not_taken
    Event.objects.create(
        weapon=weapon,
        kind=EventKind.CORRECTED.value,
        date_text=row.text("date")[:100],
        date=row.when.value if row.when else None,
        precision=row.when.precision if row.when else "day",
        place=row.text("place"),
        incident=row.text("incident"),
        note=json.dumps(said, ensure_ascii=False),
        recorded_at=at,
    )
    _put(weapon, row, kept)
    weapon.content = content
    weapon.save()
    index_batch(list(rows_of_marks(list(weapon.marks.values_list("pk", flat=True)))))


def _corrected_by_people(weapon: Weapon) -> frozenset[str]:
    """Fields that somebody has put right by hand."""
    by_hand = weapon.events.filter(kind=EventKind.CORRECTED.value, source="person").values_list("details", flat=True)
    columns = {column for details in by_hand for column in (details or {}).get("changes", {})}
    return frozenset(column.removesuffix("_text").removesuffix("_code") for column in columns)


def _put(weapon: Weapon, row: TakenRow, kept: frozenset[str]) -> None:
    reader = mark_reader()
    reading = reading_of(row, reader)
    for key in ("type", "maker", "model", "calibre"):
        if key not in kept:
            field = getattr(reading, key)
            setattr(weapon, f"{key}_text", row.text(key))
            setattr(weapon, f"{key}_code", field.code or "")
            setattr(weapon, f"{key}_confidence", percent(field.confidence))
    if "country" not in kept:
        weapon.country_text, weapon.country_code = row.text("country"), reading.country.code or ""
    if "import_country" not in kept:
        weapon.import_country_text = row.text("import_country")
        weapon.import_country_code = reader.read_country(row.text("import_country")).code or ""
    if "type" not in kept:
        weapon.kind = item_kind(row.text("kind"), reading.type.code, reader)
    if "state_owned" not in kept:
        weapon.state_owned = row.state_owned
