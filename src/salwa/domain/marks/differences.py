"""In which letters and digits two readings of one number differ, and the sentences that say so."""

from __future__ import annotations

from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from salwa.domain.languages import Sentence, message

# Numbers that differ in more places are not one number misread; naming every place would say nothing.
MOST = 3
REPLACED = message("Sign {place} of the number as read: “{read}” was read, “{registered}” is registered.")
MORE = message("The registered number has “{registered}” more, after sign {place} of the number as read.")
FIRST = message("The registered number has “{registered}” more, before the first sign of the number as read.")
LESS = message("Sign {place} of the number as read, “{read}”, is not in the registered number.")


@dataclass(frozen=True, slots=True)
class Difference:
    """One letter or digit. `place` counts the signs of the number as read from 1, as a finger does on the weapon:
    hyphens and points count, spaces do not.

    `read` is empty where the registered number has one more after that place (0: before the first), `registered`
    where it has none.
    """

    place: int
    read: str
    registered: str


def differences(read: str, registered: str) -> tuple[Difference, ...]:
    """What differs between a number as read and as registered, capitals or not, in the order of the number as read."""
    places, one = _signs(read)
    _, other = _signs(registered)
    found = []
    for edit in Levenshtein.editops(one, other):
        at, there = edit.src_pos, edit.dest_pos
        if edit.tag == "insert":
            found.append(Difference(places[at - 1] if at else 0, "", other[there]))
        else:
            found.append(Difference(places[at], one[at], other[there] if edit.tag == "replace" else ""))
    return tuple(found)


def difference_sentences(read: str, registered: str) -> tuple[Sentence, ...]:
    """A sentence for each difference; none where the numbers are the same, or another number altogether."""
    found = differences(read, registered)
    return tuple(_said(one) for one in found) if len(found) <= MOST else ()


def _said(one: Difference) -> Sentence:
    words = REPLACED
    if not one.read:
        words = MORE if one.place else FIRST
    elif not one.registered:
        words = LESS
    return Sentence(words, {"place": one.place, "read": one.read, "registered": one.registered})


def _signs(text: str) -> tuple[list[int], list[str]]:
    """The letters and digits, and the place of each among all signs that are no spaces, from 1."""
    written = [sign for sign in text if not sign.isspace()]
    found = [(place, sign.upper()) for place, sign in enumerate(written, 1) if sign.isalnum()]
    return [place for place, _ in found], [sign for _, sign in found]
