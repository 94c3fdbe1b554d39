"""Marks as an officer gives them and as pages show them: the mark that counts, with the ones it replaced."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from salwa.domain.weapons import Component
from salwa.storage.register.models import Mark

# The part that makes the weapon inoperable when destroyed comes first (ITI 10).
PARTS = list(Component)


@dataclass(frozen=True, slots=True)
class MarkEntry:
    """One mark as an officer records it: on which part, struck when, what kind, the text exactly as read, its state."""

    component: str
    occasion: str
    content: str
    text: str
    state: str


@dataclass(frozen=True, slots=True)
class MarkShown:
    """One mark; `part` is the part that bears it where parts are known one by one, `earlier` what it replaced."""

    number: int
    component: str
    occasion: str
    content: str
    text: str
    normalised: str
    state: str
    method: str
    part: int | None = None
    recorded_at: datetime | None = None
    earlier: tuple[MarkShown, ...] = ()


def mark_shown(mark: Mark) -> MarkShown:
    """One mark as shown."""
    return MarkShown(
        mark.pk, mark.component, mark.occasion, mark.content, mark.text, mark.normalised, mark.state, mark.method,
        part=mark.part_id, recorded_at=mark.recorded_at,
    )  # fmt: skip


def marks_shown(marks: Iterable[Mark]) -> tuple[MarkShown, ...]:
    """The marks that count, frame and receiver first; each with those it replaced, newest first."""
    rows = {mark.pk: mark for mark in marks}
    replaced = {mark.corrects_id for mark in rows.values() if mark.corrects_id is not None}
    counting = [mark for mark in rows.values() if mark.pk not in replaced]
    counting.sort(key=lambda mark: (PARTS.index(Component(mark.component)), mark.pk))
    return tuple(replace(mark_shown(mark), earlier=_earlier(mark, rows)) for mark in counting)


def _earlier(mark: Mark, rows: dict[int, Mark]) -> tuple[MarkShown, ...]:
    found = []
    seen = {mark.pk}
    while mark.corrects_id is not None and mark.corrects_id in rows and mark.corrects_id not in seen:
        mark = rows[mark.corrects_id]
        seen.add(mark.pk)
        found.append(mark_shown(mark))
    return tuple(found)
