"""A weapon's life as plain values, the same for the interface for programs and for the commands' JSON."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from salwa.services.custody.names import HolderShown
from salwa.services.custody.shown import CancelledShown, EntryShown, FoundShown, LifeShown, PartShown, StateShown
from salwa.services.languages import spoken


def plain_life(life: LifeShown) -> dict[str, Any]:
    """The whole life; days as ISO text, sentences in the reader's language, null for what is not known."""
    return {
        "on": _iso(life.on),
        "version": life.version,
        "contradictions": life.contradictions,
        "state": _state(life.state),
        "steps": [
            {
                **plain_entry(step.entry),
                "gap_years": step.gap_years,
                "findings": plain_findings(step.findings),
                "earlier": [plain_entry(one) for one in step.earlier],
            }
            for step in life.steps
        ],
        "cancelled": [_cancelled(one) for one in life.cancelled],
        "corrections": [
            {
                "entry": one.number,
                "recorded_at": one.at.isoformat(),
                "recorded_by": one.by,
                "reason": one.reason,
                "changes": [asdict(change) for change in one.changes],
            }
            for one in life.corrections
        ],
        "parts": [_part(one) for one in life.parts],
        "former_parts": [_part(one) for one in life.former],
        "findings": plain_findings(life.loose),
    }


def plain_findings(findings: Iterable[FoundShown]) -> list[dict[str, Any]]:
    """Findings with code, sentence, remedy, and whether they contradict another entry."""
    return [
        {
            "code": one.code,
            "sentence": spoken(one.sentence),
            "remedy": spoken(one.remedy),
            "contradicts": one.contradicts,
        }
        for one in findings
    ]


def plain_entry(entry: EntryShown) -> dict[str, Any]:
    """One entry; `entry` is null for the beginning that follows from the year of manufacture."""
    return {
        "entry": entry.number,
        "kind": entry.kind,
        "date": _iso(entry.date),
        "precision": entry.precision,
        "date_text": entry.date_text,
        "place_in_day": entry.place_in_day,
        "giver": plain_holder(entry.giver),
        "giver_text": entry.giver_text,
        "receiver": plain_holder(entry.receiver),
        "receiver_text": entry.receiver_text,
        "country": entry.country,
        "place": entry.place,
        "incident": entry.incident,
        "document": entry.document,
        "note": entry.note,
        "part": entry.part,
        "corrects": entry.corrects,
        "reason": entry.reason,
        "recorded_at": _iso(entry.recorded_at),
        "recorded_by": entry.recorded_by,
    }


def _state(state: StateShown) -> dict[str, Any]:
    return {
        "whereabouts": state.whereabouts,
        "holder": plain_holder(state.holder),
        "user": plain_holder(state.user),
        "last_lawful": plain_holder(state.last_lawful),
        "country": state.country,
        "deactivated": state.deactivated,
        "converted": state.converted,
        "since": _iso(state.since),
        "place": state.place,
    }


def _cancelled(one: CancelledShown) -> dict[str, Any]:
    return {**plain_entry(one.by), "cancelled": [plain_entry(entry) for entry in one.entries]}


def _part(part: PartShown) -> dict[str, Any]:
    return {
        "part": part.number,
        "component": part.component,
        "description": part.description,
        "maker": part.maker,
        "calibre": part.calibre,
        "material": part.material,
        "essential": part.essential,
        "since": _iso(part.since),
        "precision": part.precision,
        "marks": [{"text": mark.text, "state": mark.state, "content": mark.content} for mark in part.marks],
    }


def plain_holder(holder: HolderShown | None) -> dict[str, Any] | None:
    """A holder by number and name; null for nobody."""
    if holder is None:
        return None
    return {"holder": holder.number, "kind": holder.kind, "name": holder.name, "reference": holder.reference}


def _iso(value: date | datetime | None) -> str | None:
    return value.isoformat() if value else None
