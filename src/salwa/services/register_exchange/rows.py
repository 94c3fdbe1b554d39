"""From checked lines to rows of the register, not yet saved."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from salwa.domain.marks.serials import normalised
from salwa.domain.marks.skeleton import skeleton
from salwa.services.register_exchange.known import Known
from salwa.services.register_exchange.lines import READINGS, Line, moment, plain
from salwa.storage.register.models import Event, Holder, Mark, Part, Weapon

# Words that say no more than the absence of the field.
SAYS_NOTHING = {"state_owned": "unknown", "build": "unknown", "frame_material": "unknown", "modular": "unknown",
                "precision": "day", "place_in_day": 0}  # fmt: skip


def canonical(line: Line) -> Line:
    """The line as Salwa itself would write it: without what says nothing, moments in UTC."""
    found = {
        name: moment(datetime.fromisoformat(value)) if name.endswith("_at") else value for name, value in line.items()
    }
    for name in READINGS:
        if not found.get(f"{name}_sure"):
            found.pop(f"{name}_sure", None)
    if line["kind"] == "mark":
        found = {"component": "unknown", "occasion": "unknown"} | found
    return plain(
        {name: value for name, value in found.items() if name not in SAYS_NOTHING or SAYS_NOTHING[name] != value}
    )


def at(line: Line, name: str = "recorded_at") -> datetime:
    """A moment that every line of this kind has."""
    return datetime.fromisoformat(line[name]).astimezone(UTC)


def on(line: Line, name: str) -> date | None:
    """A day of a line."""
    return date.fromisoformat(line[name]) if name in line else None


def holder_row(line: Line, known: Known, user_id: int) -> Holder:
    """A holder; whom it lies under and who succeeded it are linked when all holders are there."""
    return Holder(
        uid=line["uid"], kind=line["holder_kind"], name=line.get("name", ""), reference=line.get("reference", ""),
        country_code=line.get("country", ""), address=line.get("address", ""), unit_id=known.unit(line.get("unit")),
        person_uid=line.get("person"), opened_on=on(line, "opened_on"), closed_on=on(line, "closed_on"),
        recorded_at=at(line), recorded_by_id=user_id,
    )  # fmt: skip


def part_row(line: Line, user_id: int) -> Part:
    """A part; where it sits is linked when all weapons are there."""
    return Part(
        uid=line["uid"], component=line["component"], description=line.get("description", ""),
        maker_text=line.get("maker_text", ""), maker_code=line.get("maker", ""),
        calibre_text=line.get("calibre_text", ""), calibre_code=line.get("calibre", ""),
        material=line.get("material", ""), essential=line.get("essential", False), recorded_at=at(line),
        recorded_by_id=user_id,
    )  # fmt: skip


def weapon_row(line: Line, known: Known, user_id: int) -> Weapon:
    """A weapon."""
    readings: dict[str, Any] = {}
    for name in READINGS:
        readings[f"{name}_text"] = line.get(f"{name}_text", "")
        readings[f"{name}_code"] = line.get(name, "")
        readings[f"{name}_confidence"] = line.get(f"{name}_sure", 0)
    origin: Mapping[str, Any] = line.get("origin", {})
    return Weapon(
        identity=line["uid"], kind=line["item_kind"], **readings, country_text=line.get("country_text", ""),
        country_code=line.get("country", ""), import_country_text=line.get("import_country_text", ""),
        import_country_code=line.get("import_country", ""), year=line.get("year"), month=line.get("month"),
        year_origin=line.get("year_origin", ""), state_owned=line.get("state_owned", "unknown"),
        quantity=line.get("quantity"), build=line.get("build", "unknown"),
        frame_material=line.get("frame_material", "unknown"), modular=line.get("modular", "unknown"),
        reference=line.get("reference", ""), content=line.get("fingerprint", ""),
        unit_id=known.unit(line.get("unit")), origin_import_id=known.sources.get(origin.get("source", "")),
        origin_row=origin.get("row"), recorded_at=at(line), recorded_by_id=user_id,
        withdrawn_at=at(line, "withdrawn_at") if "withdrawn_at" in line else None,
    )  # fmt: skip


def mark_row(line: Line, weapon: int, part: int | None) -> Mark:
    """A mark. What a register of elsewhere does not say (its reading, what eyes confuse) is worked out here."""
    text = line.get("text", "")
    is_serial = line["content"] == "serial" and bool(text)
    return Mark(
        weapon_id=weapon, component=line.get("component", "unknown"), occasion=line.get("occasion", "unknown"),
        content=line["content"], text=text,
        normalised=line.get("normalised", normalised(text)[:120] if is_serial else ""),
        skeleton=line.get("skeleton", skeleton(text)[:120] if is_serial else ""), state=line["state"],
        script=line.get("script", ""), method=line.get("method", ""), part_id=part, recorded_at=at(line),
    )  # fmt: skip


def event_row(line: Line, weapon: int, known: Known, user_id: int) -> Event:
    """An entry; what it corrects is set by the caller."""
    return Event(
        weapon_id=weapon, kind=line["event"], date=on(line, "date"), precision=line.get("precision", "day"),
        date_text=line.get("date_text", ""), place=line.get("place", ""), incident=line.get("incident", ""),
        note=line.get("note", ""), recorded_at=at(line), uid=line["uid"], place_in_day=line.get("place_in_day", 0),
        giver_id=known.holders.get(line.get("giver", "")), receiver_id=known.holders.get(line.get("receiver", "")),
        giver_text=line.get("giver_text", ""), receiver_text=line.get("receiver_text", ""),
        country_code=line.get("country", ""), document=line.get("document", ""),
        part_id=known.parts.get(line.get("part", "")), cancels=line.get("cancels", False),
        source=line.get("source", ""), details=line.get("details"), recorded_by_id=user_id,
        unit_id=known.unit(line.get("unit")),
    )  # fmt: skip
