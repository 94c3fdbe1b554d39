"""What States that answered say of the marks as they have them registered, beside the number as it was read here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from salwa.domain.languages import Sentence
from salwa.domain.marks.differences import difference_sentences, differences
from salwa.domain.tracing import AskedMark, EarlierHop, RegisteredAs
from salwa.domain.weapons import ContentKind, Occasion
from salwa.services.weapons.names import name_of
from salwa.storage.register.models import Weapon

FRAMES = frozenset({"frame", "receiver"})


@dataclass(frozen=True, slots=True)
class RegisteredThere:
    """The statement of one State: its marks as registered, `request` the uid of the request it answered.

    `read` is the number as it was read on the weapon, `differs` a sentence for each letter or digit that differs.
    """

    state: str
    name: str
    request: str
    marks: RegisteredAs
    read: str
    differs: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class NumberBeside:
    """The number that was asked for beside the one of the own record, where they differ; `differs` says in which signs.

    `differs` is empty where they differ in so much that naming the signs would say nothing.
    """

    asked: str
    registered: str
    differs: tuple[Sentence, ...]


def number_beside(marks: Iterable[AskedMark], weapon: Weapon | None) -> NumberBeside | None:
    """How the number asked for and that of the record differ; None where they do not, or where one is not known."""
    asked, registered = best_serial(marks), best_serial(marks_of(weapon)) if weapon is not None else ""
    if not asked or not registered or not differences(asked, registered):
        return None
    return NumberBeside(asked, registered, difference_sentences(asked, registered))


def registered_there(hops: Iterable[EarlierHop], marks: Iterable[AskedMark]) -> tuple[RegisteredThere, ...]:
    """What each of these States said of the marks, beside those that were read; nothing of a State that did not say."""
    read = best_serial(marks)
    return tuple(
        RegisteredThere(
            one.state, name_of("country", one.state), one.request, one.registered, read,
            difference_sentences(read, one.registered.serial) if read and one.registered.serial else (),
        )
        for one in hops
        if one.registered is not None and one.registered != RegisteredAs()
    )  # fmt: skip


def best_serial(marks: Iterable[AskedMark]) -> str:
    """The number that tells most: of the frame or receiver, and of the manufacture; empty where none was read."""
    serials = [one for one in marks if one.content == ContentKind.SERIAL and one.text.strip()]
    serials.sort(key=lambda one: (one.component not in FRAMES, one.occasion != Occasion.MANUFACTURE))
    return serials[0].text if serials else ""


def marks_of(weapon: Weapon) -> tuple[AskedMark, ...]:
    """Its marks that count, exactly as read; the mark of manufacture first."""
    rows = weapon.marks.filter(corrected_by=None).order_by("pk")
    marks = [AskedMark(one.component, one.occasion, one.content, one.text, one.state, one.script) for one in rows]
    return tuple(sorted(marks, key=lambda one: one.occasion != Occasion.MANUFACTURE))


def registered_as(weapon: Weapon) -> RegisteredAs:
    """The marks of a record of the own register, as they stand there."""
    return RegisteredAs(
        best_serial(marks_of(weapon)),
        weapon.maker_text or name_of("maker", weapon.maker_code),
        weapon.model_text or name_of("model", weapon.model_code),
        weapon.calibre_text or name_of("calibre", weapon.calibre_code),
    )
