"""Saving marks: the text exactly as read, its reading beside it, findable in the same transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from salwa.domain.languages import Sentence, message
from salwa.domain.marks.serials import normalised
from salwa.domain.marks.skeleton import skeleton
from salwa.domain.refusals import Refusal
from salwa.domain.weapons import ContentKind, MarkState
from salwa.services.marks.reader import mark_reader
from salwa.services.search.upkeep import index_mark
from salwa.services.weapons.marks_read import MarkEntry
from salwa.storage.register.models import Mark, Part, Weapon

MARK_WITHOUT_TEXT = message("Mark {number} is said to be legible, but its text is empty.")
WRITE_OR_SAY = message("Write the mark exactly as you read it, or say that it is illegible, erased or not there.")
# States in which a mark may have no text.
WITHOUT_TEXT = {MarkState.ILLEGIBLE.value, MarkState.ERASED.value, MarkState.NONE.value, MarkState.MISSING.value}
LABORATORY = "laboratory"


def check_marks(marks: Sequence[MarkEntry]) -> None:
    """Refuse a mark that is said to be legible and has no text (`mark_without_text`)."""
    for number, mark in enumerate(marks, start=1):
        if not mark.text.strip() and mark.state not in WITHOUT_TEXT:
            raise Refusal(
                "mark_without_text",
                Sentence(MARK_WITHOUT_TEXT, {"number": number}),
                remedy=Sentence(WRITE_OR_SAY),
                where={"mark": number},
            )


def save_mark(
    weapon: Weapon,
    entry: MarkEntry,
    *,
    at: datetime | None = None,
    part: Part | None = None,
    corrects: Mark | None = None,
    recovered: bool = False,
) -> Mark:
    """Save one mark in the caller's transaction. Serials are read and made findable; other marks are kept as written.

    `recovered`: a laboratory made it visible again.
    """
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
        method=LABORATORY if recovered or (read and read.recovered) else "",
        recorded_at=at or weapon.recorded_at,
        part=part,
        corrects=corrects,
    )
    if mark.skeleton:
        index_mark(mark)
    return mark
