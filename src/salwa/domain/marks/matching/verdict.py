"""From probability to a word an officer can act on, and what would make it surer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum
from typing import Protocol, TypeVar

from salwa.domain.languages import Listed, Sentence, message
from salwa.domain.marks.matching.reasons import Bearing, Known, Marks, Reason
from salwa.domain.marks.matching.sureness import ONE_ERROR
from salwa.domain.marks.matching.weights import IDENTIFIED_FROM, LEAD_FROM, PROBABLE_FROM

# Marks that are looked for when they would decide, the most telling first.
DECIDING = ("maker", "model", "year", "import_country", "calibre", "country", "type")
_AS_LIKELY = 0.1


class _HasVerdict(Protocol):
    @property
    def verdict(self) -> str: ...


Judged = TypeVar("Judged", bound=_HasVerdict)


class Verdict(StrEnum):
    """The answer to one look-up, or the class of one candidate."""

    IDENTIFIED = "identified"
    PROBABLE = "probable"
    LEAD = "lead"
    NOT_FOUND = "not_found"


VERDICTS = {
    Verdict.IDENTIFIED: message("Identified: this is the weapon, as far as marks can tell."),
    Verdict.PROBABLE: message("Probable: most of what was read points to this weapon."),
    Verdict.LEAD: message("A lead: this may be the weapon. Look at its marks again before acting on it."),
    Verdict.NOT_FOUND: message("Not in this register, as far as these marks can tell."),
}

MARK_WOULD_DECIDE = {
    "maker": message("The maker would decide: the likeliest weapons are registered as {values}."),
    "model": message("The model would decide: the likeliest weapons are registered as {values}."),
    "year": message("The year of manufacture would decide: the likeliest weapons are registered with {values}."),
    "import_country": message("The import mark would decide: the likeliest weapons are registered with {values}."),
    "calibre": message("The calibre would decide: the likeliest weapons are registered as {values}."),
    "country": message("The country of manufacture would decide: the likeliest weapons are registered with {values}."),
    "type": message("The type of weapon would decide: the likeliest weapons are registered as {values}."),
}
POSITION_WOULD_DECIDE = message(
    "Position {position} of the serial would decide: the likeliest weapons are registered with {values} there."
)
READ_AGAIN = message("Read position {position} of the serial again: {asked} was read, {recorded} is registered.")
READ_WHOLE = message("Read the serial again: {asked} was read, {recorded} is registered.")
# Only the serial could be compared: the first mark that the register knows and nobody asked for.
SERIAL_ALONE = {
    "maker": message("Only the serial was compared. The maker would make it surer: {recorded} is registered."),
    "model": message("Only the serial was compared. The model would make it surer: {recorded} is registered."),
    "year": message("Only the serial was compared. The year would make it surer: {recorded} is registered."),
    "import_country": message("Only the serial was compared. The import mark would make it surer: {recorded}."),
    "calibre": message("Only the serial was compared. The calibre would make it surer: {recorded} is registered."),
    "country": message("Only the serial was compared. The country would make it surer: {recorded} is registered."),
    "type": message("Only the serial was compared. The type would make it surer: {recorded} is registered."),
}


def split_by_likelihood(
    candidates: Sequence[Judged], bearings: Callable[[Judged], Iterable[str]]
) -> tuple[tuple[Judged, ...], tuple[Judged, ...]]:
    """(likely, less likely), in order. `bearings`: what each reason of a candidate does.

    A mere lead is less likely beside one that is identified or probable, and where more speaks against it than for it.
    """
    sure = [one for one in candidates if one.verdict in (Verdict.IDENTIFIED, Verdict.PROBABLE)]
    likely = tuple(sure or (one for one in candidates if not _contradicted(bearings(one))))
    return likely, tuple(one for one in candidates if one not in likely)


def _contradicted(bearings: Iterable[str]) -> bool:
    found = list(bearings)
    return found.count(Bearing.AGAINST) > found.count(Bearing.FOR)


def class_of(probability: float, reasons: Sequence[Reason]) -> Verdict:
    """The class of one candidate.

    Only a serial read whole identifies a weapon. One read with an error is a mere lead unless some mark besides the
    maker agrees: in a series the neighbouring number is registered too.
    """
    serial = next((reason for reason in reasons if reason.field == "serial"), None)
    if serial is None:
        return Verdict.LEAD
    exact = serial.cost < ONE_ERROR
    whole = exact and serial.whole
    supported = any(
        reason.bearing is Bearing.FOR and reason.field not in ("serial", "maker", "type", "country")
        for reason in reasons
    )
    if probability >= IDENTIFIED_FROM and whole:
        return Verdict.IDENTIFIED
    if probability >= PROBABLE_FROM and (exact or supported):
        return Verdict.PROBABLE
    return Verdict.LEAD if probability >= LEAD_FROM else Verdict.NOT_FOUND


def would_decide(asked: Marks, found: Sequence[tuple[float, Marks]]) -> Sentence | None:
    """Which further mark would separate the likeliest candidates, as a sentence; None when nothing is left to ask.

    `found` are (probability, marks) of the candidates, best first.
    """
    if not found:
        return None
    rivals = [marks for chance, marks in found if chance >= _AS_LIKELY * found[0][0]][:5]
    if len(rivals) > 1:
        return _separating_mark(asked, rivals) or _separating_position(asked, rivals)
    return _reading_again(asked, rivals[0])


def _separating_mark(asked: Marks, rivals: Sequence[Marks]) -> Sentence | None:
    for name in DECIDING:
        values = [marks.get(name, Known()) for marks in rivals]
        if not asked.get(name, Known()).silent() or any(value.silent() for value in values[:2]):
            continue
        shown = list(dict.fromkeys(value.shown() for value in values if not value.silent()))
        if len({value.code or value.year or value.text.casefold() for value in values[:2]}) > 1:
            return Sentence(MARK_WOULD_DECIDE[name], {"values": Listed(shown)})
    return None


def _separating_position(asked: Marks, rivals: Sequence[Marks]) -> Sentence | None:
    texts = [_shape(marks) for marks in rivals]
    if not all(texts) or len({len(text) for text in texts}) > 1:
        return None
    for place, chars in enumerate(zip(*texts, strict=True)):
        if len(set(chars)) > 1:
            return Sentence(POSITION_WOULD_DECIDE, {"position": place + 1, "values": Listed(dict.fromkeys(chars))})
    return None


def _reading_again(asked: Marks, best: Marks) -> Sentence | None:
    one, other = _shape(asked), _shape(best)
    if not one or not other:
        return None
    if one != other:
        if len(one) != len(other):
            return Sentence(READ_WHOLE, {"asked": asked["serial"].shown(), "recorded": best["serial"].shown()})
        place = next(place for place, (a, b) in enumerate(zip(one, other, strict=True)) if a != b)
        return Sentence(READ_AGAIN, {"position": place + 1, "asked": one[place], "recorded": other[place]})
    missing = [name for name in DECIDING if asked.get(name, Known()).silent() and not best.get(name, Known()).silent()]
    if all(asked.get(name, Known()).silent() for name in DECIDING) and missing:
        return Sentence(SERIAL_ALONE[missing[0]], {"recorded": best[missing[0]].named(missing[0])})
    return None


def _shape(marks: Marks) -> str:
    forms = marks.get("serial", Known()).forms
    return forms[0] if forms else ""
