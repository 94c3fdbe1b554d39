"""One weapon as a line of a list: in words for people, in exact values for programs."""

from __future__ import annotations

import json
from typing import Any

from django.utils import timezone

from salwa.domain.languages import isolated
from salwa.domain.languages.bidi import END_ISOLATE, LTR_ISOLATE
from salwa.domain.sheets import COLUMNS, DATA_COLUMNS
from salwa.domain.weapons import ContentKind, HolderKind, MarkState
from salwa.services.sheets.reading import ListedWeapon
from salwa.services.sheets.words import said

CODED = ("type", "maker", "model", "calibre", "country", "import_country")


def line_in_words(one: ListedWeapon) -> dict[str, str]:
    """Column -> text of a line for people, in the active language. Marks and typed texts stand exactly as recorded."""
    known, serial, custody = one.fields, one.serial, one.custody
    line = {name: _name(known, name) for name in CODED}
    line |= {f"{name}_typed": known[f"{name}_text"] for name in ("type", "maker", "model", "calibre", "country")}
    return line | {
        "number": str(known["pk"]),
        "kind": said("kind", known["kind"]),
        "serial": serial.get("text", ""),
        "serial_read": serial.get("normalised", ""),
        "serial_state": said("state", serial.get("state", MarkState.MISSING.value)),
        "other_marks": "\n".join(_mark_in_words(mark) for mark in one.marks if mark is not serial),
        "year": str(known["year"] or ""),
        "state_owned": said("yes_no", known["state_owned"]),
        "whereabouts": said("whereabouts", custody["whereabouts"]) if custody else "",
        "holder": _holder(one),
        "since": custody["since"].isoformat() if custody.get("since") else "",
        "contradictions": str(custody.get("contradictions") or ""),
        "notes": isolated("\n".join(one.notes)),
        "reference": known["reference"],
        "source_file": known["origin_import__file_name"] or "",
        "source_row": str(known["origin_row"] or ""),
        "recorded": timezone.localtime(known["recorded_at"]).date().isoformat(),
    }


def _name(known: dict[str, Any], name: str) -> str:
    return said(name, known[f"{name}_code"]) if known[f"{name}_code"] else known[f"{name}_text"]


def _holder(one: ListedWeapon) -> str:
    return one.holder or (said("holder_kind", one.custody["holder__kind"]) if one.custody.get("holder__kind") else "")


def _mark_in_words(mark: dict[str, Any]) -> str:
    text = f"{LTR_ISOLATE}{mark['text']}{END_ISOLATE}" if mark["text"] else said("state", mark["state"])
    kind = "" if mark["content"] == ContentKind.SERIAL.value else f" ({said('content', mark['content'])})"
    return f"{said('component', mark['component'])}{kind}: {text}"


def line_of_data(one: ListedWeapon) -> dict[str, Any]:
    """Column -> exact value of a line for programs: codes, numbers, true or false, ISO dates; None for not known."""
    known, serial, custody = one.fields, one.serial, one.custody
    line = {name: known.get(name) for name in DATA_COLUMNS}
    is_person = custody.get("holder__kind") == HolderKind.PERSON.value
    return line | {
        "number": known["pk"],
        "uid": known["identity"],
        "serial": serial.get("text"),
        "serial_normalised": serial.get("normalised"),
        "serial_state": serial.get("state"),
        "marks": [
            {name: mark[name] for name in ("component", "occasion", "content", "text", "normalised", "state", "method")}
            for mark in one.marks
        ],
        "notes": one.notes,
        "whereabouts": custody.get("whereabouts"),
        "holder_uid": str(custody["holder__uid"]) if custody.get("holder__uid") and not is_person else None,
        "holder_kind": custody.get("holder__kind"),
        "holder_name": one.holder or None,
        "holder_since": custody["since"].isoformat() if custody.get("since") else None,
        "country_abroad": custody.get("country_code"),
        "deactivated": custody.get("deactivated"),
        "converted": custody.get("converted"),
        "contradictions": custody.get("contradictions"),
        "recorded_at": known["recorded_at"].isoformat(),
        "source_file": known["origin_import__file_name"],
        "source_row": known["origin_row"],
        "withdrawn_at": known["withdrawn_at"].isoformat() if known["withdrawn_at"] else None,
    }


def cell_of_data(value: Any) -> str:
    """A value of `line_of_data` as a cell of the data CSV: lists as JSON, yes and no as true and false."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return str(value)


def header_codes() -> tuple[str, ...]:
    """Stable names of the columns for people, in order."""
    return tuple(column.code for column in COLUMNS)
