"""The same source record with other content: the new reading takes effect, the old one stays readable as an event."""

from __future__ import annotations

import json
from datetime import datetime

from salwa.domain.imports.rows import TakenRow
from salwa.domain.weapons import EventKind
from salwa.services.imports.batches import item_kind, percent, reading_of
from salwa.services.marks.reader import mark_reader
from salwa.storage.register.models import Event, Weapon

TEXTS = ("type", "maker", "model", "calibre", "country", "import_country")


def correct(weapon_id: int, row: TakenRow, content: str, at: datetime) -> None:
    """Bring a record up to its source. In order: keep the old texts in a `corrected` event, put in the new readings.

    The serial number is part of what identifies a record, so it never changes here (services/imports/identity.py).
    """
    weapon = Weapon.objects.select_for_update(no_key=True).get(pk=weapon_id)
    before = {key: getattr(weapon, f"{key}_text") for key in TEXTS if getattr(weapon, f"{key}_text") != row.text(key)}
    Event.objects.create(
        weapon=weapon,
        kind=EventKind.CORRECTED.value,
        date_text=row.text("date")[:100],
        date=row.when.value if row.when else None,
        precision=row.when.precision if row.when else "day",
        place=row.text("place"),
        incident=row.text("incident"),
        note=json.dumps({"before": before, "note": row.note}, ensure_ascii=False),
        recorded_at=at,
    )
    reader = mark_reader()
    reading = reading_of(row, reader)
    for key in ("type", "maker", "model", "calibre"):
        field = getattr(reading, key)
        setattr(weapon, f"{key}_text", row.text(key))
        setattr(weapon, f"{key}_code", field.code or "")
        setattr(weapon, f"{key}_confidence", percent(field.confidence))
    weapon.country_text, weapon.country_code = row.text("country"), reading.country.code or ""
    weapon.import_country_text = row.text("import_country")
    weapon.import_country_code = reader.read_country(row.text("import_country")).code or ""
    weapon.kind = item_kind(row.text("kind"), reading.type.code, reader)
    weapon.state_owned, weapon.content = row.state_owned, content
    weapon.save()
