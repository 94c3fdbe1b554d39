"""From what an office writes (numbers, serials, a series, a file) to registered weapons, and what was not found."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import BinaryIO

from salwa.domain.languages import Sentence, message
from salwa.domain.licences.ranges import runs, serial_range
from salwa.domain.marks.reading import TypedMarks
from salwa.domain.marks.serials import normalised
from salwa.domain.marks.skeleton import skeleton
from salwa.domain.refusals import Refusal
from salwa.domain.weapons import ContentKind
from salwa.services.imports.stored import imports_folder, store
from salwa.services.licences.permissions import check_may_prepare_licence
from salwa.services.marks.reader import mark_reader
from salwa.services.screening.reading import read_list
from salwa.storage.accounts.models import User
from salwa.storage.register.models import Mark, Weapon

CHUNK = 500
MOST_ROWS = 20_000
NO_MAKER = message("A series belongs to a maker; none was named.")
WRITE_MAKER = message("Write the maker as it is stamped, and the model if the maker numbers each model apart.")
NOTHING_TYPED = message("No number was typed.")
TYPE_SOME = message("Type numbers of the register, one in a line or with commas between them.")
NOT_A_NUMBER = message("“{text}” is not a number of the register.")
TOO_MANY = message("The list has {count} rows; {most} are taken at once.")
SPLIT = message("Split the list and send the parts one after the other.")
_NUMBERS = re.compile(r"[\s,;،؛、]+")


@dataclass(frozen=True, slots=True)
class Match:
    """What was found for what was written.

    `weapons`: exactly one registered weapon each. `missing`: not registered, as runs (first, last, how many).
    `several`: more than one weapon bears the number. `alike`: no such number, but weapons whose number looks the same
    (0 and O, 8 and B); a person has to look. `asked`: how many were written.
    """

    asked: int
    weapons: tuple[int, ...]
    missing: tuple[tuple[str, str, int], ...] = ()
    several: tuple[tuple[str, tuple[int, ...]], ...] = ()
    alike: tuple[tuple[str, tuple[int, ...]], ...] = ()

    @property
    def missing_count(self) -> int:
        """How many numbers are not registered."""
        return sum(count for _, _, count in self.missing)


def match_numbers(*, acting_user: User, text: str) -> Match:
    """Weapons by their numbers in the register, as typed. Raises `NotPermitted`, `Refusal` (`no_numbers`)."""
    check_may_prepare_licence(acting_user)
    words = [word for word in _NUMBERS.split(text.strip()) if word]
    if not words:
        raise Refusal("no_numbers", Sentence(NOTHING_TYPED), remedy=Sentence(TYPE_SOME), where={"field": "numbers"})
    wrong = next((word for word in words if not word.isdecimal() or len(word) > 18), None)
    if wrong is not None:
        raise Refusal(
            "no_numbers",
            Sentence(NOT_A_NUMBER, {"text": wrong[:40]}),
            remedy=Sentence(TYPE_SOME),
            where={"field": "numbers"},
        )
    wanted = list(dict.fromkeys(int(word) for word in words))
    _check_size(len(wanted))
    known: set[int] = set()
    for part in _chunks(wanted):
        known |= set(Weapon.objects.filter(pk__in=part, withdrawn_at=None).values_list("pk", flat=True))
    absent = [str(number) for number in wanted if number not in known]
    return Match(len(wanted), tuple(n for n in wanted if n in known), tuple((one, one, 1) for one in absent))


def match_range(*, acting_user: User, first: str, last: str, maker: str, model: str = "") -> Match:
    """Weapons of one maker (and model) whose serial lies in a series such as AB 1000 to AB 1499.

    Raises `NotPermitted`, `Refusal` (`not_a_range`, `range_too_large`, `no_maker`).
    """
    check_may_prepare_licence(acting_user)
    if not maker.strip():
        raise Refusal("no_maker", Sentence(NO_MAKER), remedy=Sentence(WRITE_MAKER), where={"field": "maker"})
    return _matched(serial_range(first, last).numbers(), maker, model)


def match_serials(*, acting_user: User, text: str, maker: str = "", model: str = "") -> Match:
    """Weapons by their serial numbers, one in a line; maker and model narrow them down where given."""
    check_may_prepare_licence(acting_user)
    serials = [line.strip()[:200] for line in text.splitlines() if line.strip()]
    if not serials:
        raise Refusal("no_numbers", Sentence(NOTHING_TYPED), where={"field": "serials"})
    _check_size(len(serials))
    return _matched(serials, maker, model)


def match_file(*, acting_user: User, file_name: str, stream: BinaryIO) -> Match:
    """Weapons by a file of serials: any table with a column of serials, and maker and model where it has them.

    Raises `NotPermitted`, and `Refusal` for files that hold no table, no rows or no marks. The file is not kept.
    """
    check_may_prepare_licence(acting_user)
    stored = store(stream, file_name, limited=not acting_user.is_operator)
    try:
        rows = read_list(stored.name, file_name).rows
    finally:
        for path in imports_folder().glob(f"{stored.name}*"):
            path.unlink(missing_ok=True)
    _check_size(len(rows))
    groups: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in rows:
        groups[row.asked.maker, row.asked.model].append(row.asked.serial)
    return _joined([_matched(serials, *which) for which, serials in groups.items()])


def _matched(serials: Sequence[str], maker: str, model: str) -> Match:
    plain = list(dict.fromkeys(normalised(serial) or serial.strip() for serial in serials))
    conditions = _conditions(maker, model)
    exact: dict[str, set[int]] = defaultdict(set)
    alike: dict[str, set[int]] = defaultdict(set)
    for part in _chunks(plain):
        folded: dict[str, list[str]] = defaultdict(list)
        for number in part:
            folded[skeleton(number)].append(number)
        folded.pop("", None)
        marks = Mark.objects.filter(
            skeleton__in=list(folded), content=ContentKind.SERIAL.value, corrected_by=None,
            weapon__withdrawn_at=None, **conditions,
        )  # fmt: skip
        # The index leaves out empty skeletons: SQLite uses it only where the question leaves them out too.
        marks = marks.exclude(skeleton="")
        for weapon, found, key in marks.values_list("weapon_id", "normalised", "skeleton"):
            for number in folded[key]:
                (exact if found == number else alike)[number].add(weapon)
    return _sorted_out(plain, exact, alike)


def _sorted_out(plain: Sequence[str], exact: dict[str, set[int]], alike: dict[str, set[int]]) -> Match:
    absent = [number for number in plain if number not in exact and number not in alike]
    weapons = dict.fromkeys(next(iter(exact[number])) for number in plain if len(exact.get(number, ())) == 1)
    return Match(
        asked=len(plain),
        weapons=tuple(weapons),
        missing=tuple(_runs(absent)),
        several=tuple((one, tuple(sorted(exact[one]))) for one in plain if len(exact.get(one, ())) > 1),
        alike=tuple((one, tuple(sorted(alike[one]))) for one in plain if one not in exact and one in alike),
    )


def _conditions(maker: str, model: str) -> dict[str, str]:
    """Conditions on the weapon: by code where the text can be read, else by the text as it was typed."""
    found: dict[str, str] = {}
    if maker.strip() or model.strip():
        reading = mark_reader().read(TypedMarks(maker=maker, model=model))
        for name, text, code in (("maker", maker, reading.maker.code), ("model", model, reading.model.code)):
            if text.strip() and code:
                found[f"weapon__{name}_code"] = code
            elif text.strip():
                found[f"weapon__{name}_text__iexact"] = text.strip()
    return found


def _runs(numbers: Iterable[str]) -> Iterator[tuple[str, str, int]]:
    """Unbroken runs; numbers that cannot be counted on stand alone."""
    plain: list[str] = []
    for number in numbers:
        try:
            serial_range(number, number)
        except Refusal:
            yield from runs(plain)
            plain = []
            yield (number or "–", number or "–", 1)
        else:
            plain.append(number)
    yield from runs(plain)


def _joined(matches: Sequence[Match]) -> Match:
    weapons = dict.fromkeys(number for one in matches for number in one.weapons)
    return Match(
        asked=sum(one.asked for one in matches),
        weapons=tuple(weapons),
        missing=tuple(run for one in matches for run in one.missing),
        several=tuple(pair for one in matches for pair in one.several),
        alike=tuple(pair for one in matches for pair in one.alike),
    )


def _check_size(count: int) -> None:
    if count > MOST_ROWS:
        raise Refusal("too_many_rows", Sentence(TOO_MANY, {"count": count, "most": MOST_ROWS}), remedy=Sentence(SPLIT))


def _chunks(values: Sequence) -> Iterator[list]:
    rest = iter(values)
    while part := list(islice(rest, CHUNK)):
        yield part
