"""Queries to an invented register: weapons of it seen with damaged marks, and weapons that are not in it.

Fourteen classes of damage in equal parts. The serial is damaged from the text the clerk registered. A class that cannot
apply to a weapon (no letter to confuse, too short) takes the next weapon. Negatives are weapons of a real maker and series
whose running number was skipped: undamaged unless asked otherwise.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from benchmarks.catalogue import CALIBRES, UNSPECIFIC
from benchmarks.invented import Register, draw_models, model_mark, years_for
from benchmarks.serials import BY_SOUND, CYRILLIC, ENCODING, LATIN, by_sound, render

CLASSES = (
    "clean", "confusable", "sub1", "indel1", "transposition", "two_errors", "wild1", "wild2", "wild3", "truncated", "script",
    "no_maker", "no_maker_sub1", "maker_typo_sub1",
)
NEGATIVE = "negative"
_CONFUSED = ("0OQD", "1IL", "B8", "S5", "Z2", "G6", "UV")
# Worn or struck alike, and not folded together: half of the substitutions are of these.
_ALIKE = {"3": "8", "8": "36", "6": "58", "5": "6", "9": "8", "1": "7", "7": "1", "4": "9", "0": "89", "2": "7", "E": "F", "F": "E",
          "C": "G", "G": "C", "M": "N", "N": "M", "P": "R", "R": "P", "K": "X", "X": "K", "H": "N", "V": "Y", "Y": "V", "W": "M"}
_LATIN_AS_CYRILLIC = dict(zip("ABCEHKMOPTXY", "АВСЕНКМОРТХУ", strict=True))
_DIGITS_ELSEWHERE = ("٠١٢٣٤٥٦٧٨٩", "०१२३४५६७८९", "０１２３４５６７８９")
Rng = np.random.Generator


@dataclass(frozen=True, slots=True)
class Asked:
    """One query as typed: text as an officer reads it off the weapon, 0 or "" where a mark is absent.

    `kind` is the class of damage (or "negative"), `damage` the class of damage applied, `truth` the record number or -1.
    `?` in the serial is a position known to be illegible.
    """

    serial: str
    maker: str
    model: str
    calibre: str
    country: int
    year: int
    import_mark: int
    kind: str
    damage: str
    truth: int


@dataclass(frozen=True, slots=True)
class _Weapon:
    serial: str
    maker: int
    model: int
    calibre: int
    country: int
    year: int
    import_mark: int
    truth: int


def make_queries(register: Register, true: int = 1680, negative: int = 320, *, seed: int = 7,
                 damaged_negatives: bool = False) -> list[Asked]:
    """Queries in random order; `damaged_negatives` gives the weapons not registered the same damage as the others."""
    rng = np.random.default_rng(seed)
    queries = []
    for place in range(true):
        kind = CLASSES[place % len(CLASSES)]
        serial = None
        while serial is None:
            weapon = _registered(register, int(rng.integers(len(register))))
            serial = damage(weapon.serial, kind, rng)
        queries.append(_ask(register, weapon, serial, (kind, kind), rng))
    skipped = _Skipped(register)
    for place in range(negative):
        kind = CLASSES[place % len(CLASSES)] if damaged_negatives else "clean"
        serial = None
        while serial is None:
            weapon = skipped.weapon(rng)
            serial = damage(weapon.serial, kind, rng)
        queries.append(_ask(register, weapon, serial, (NEGATIVE, kind), rng))
    return [queries[place] for place in rng.permutation(len(queries))]


def damage(serial: str, kind: str, rng: Rng) -> str | None:
    """The serial as read off the weapon after that damage; None when the class cannot apply to it."""
    if kind in ("clean", "no_maker"):
        return serial
    if kind in ("sub1", "no_maker_sub1", "maker_typo_sub1"):
        return _substitute(serial, rng)
    if kind == "two_errors":
        one, two = rng.choice(3, size=2)
        once = (_substitute, _indel, _transpose)[one](serial, rng)
        twice = (_substitute, _indel, _transpose)[two](once, rng) if once else None
        return twice if twice != serial else None
    if kind.startswith("wild"):
        return _illegible(serial, int(kind[-1]), rng)
    return _ONE[kind](serial, rng)


def _substitute(serial: str, rng: Rng) -> str | None:
    place = _place(serial, rng)
    old = serial[place]
    alike = _ALIKE.get(old, "")
    if alike and rng.random() < 0.5:
        new = alike[rng.integers(len(alike))]
    else:
        same = "0123456789" if old.isdigit() else (CYRILLIC if old in CYRILLIC else LATIN)
        unlike = [c for c in same if not _folds_together(c, old)]
        new = unlike[rng.integers(len(unlike))]
    return serial[:place] + new + serial[place + 1 :]


def _indel(serial: str, rng: Rng) -> str | None:
    place = _place(serial, rng)
    if rng.random() < 0.5:
        return serial[:place] + serial[place + 1 :]
    new = "0123456789"[rng.integers(10)] if serial[place].isdigit() else LATIN[rng.integers(26)]
    return serial[:place] + new + serial[place:]


def _transpose(serial: str, rng: Rng) -> str | None:
    places = [i for i in range(len(serial) - 1) if serial[i].isalnum() and serial[i + 1].isalnum()
              and not _folds_together(serial[i], serial[i + 1])]
    if not places:
        return None
    place = places[rng.integers(len(places))]
    return serial[:place] + serial[place + 1] + serial[place] + serial[place + 2 :]


def _illegible(serial: str, count: int, rng: Rng) -> str | None:
    places = [i for i, c in enumerate(serial) if c.isalnum()]
    if len(places) < count + 2:
        return None
    chosen = set(rng.choice(places, size=count, replace=False).tolist())
    return "".join("?" if i in chosen else c for i, c in enumerate(serial))


def _confusable(serial: str, rng: Rng) -> str | None:
    options = [(i, c) for i, old in enumerate(serial) for group in _CONFUSED if old in group for c in group if c != old]
    if not options:
        return None
    place, new = options[rng.integers(len(options))]
    return serial[:place] + new + serial[place + 1 :]


def _truncate(serial: str, rng: Rng) -> str | None:
    lost = 1 + int(rng.random() < 0.4)
    if len(serial) < lost + 4:
        return None
    return serial[lost:] if rng.random() < 0.5 else serial[:-lost]


def _other_script(serial: str, rng: Rng) -> str | None:
    if any(c in CYRILLIC for c in serial):
        if rng.random() < 0.5:
            return by_sound(serial)
        latin = {cyrillic: letter for letter, cyrillic in _LATIN_AS_CYRILLIC.items()}
        return "".join(latin.get(c) or BY_SOUND.get(c, c) for c in serial)
    if any(c in _LATIN_AS_CYRILLIC for c in serial):
        return "".join(_LATIN_AS_CYRILLIC.get(c, c) for c in serial)
    if any(c.isalpha() for c in serial):
        return None
    digits = _DIGITS_ELSEWHERE[rng.integers(3)]
    return "".join(digits[int(c)] if c.isdigit() else c for c in serial)


_ONE: dict[str, Callable[[str, Rng], str | None]] = {
    "confusable": _confusable, "indel1": _indel, "transposition": _transpose, "truncated": _truncate, "script": _other_script}


def _place(serial: str, rng: Rng) -> int:
    places = [i for i, c in enumerate(serial) if c.isalnum()]
    return places[rng.integers(len(places))]


def _folds_together(one: str, two: str) -> bool:
    return one == two or any(one in group and two in group for group in _CONFUSED)


def _registered(register: Register, record: int) -> _Weapon:
    return _Weapon(register.serial_text(record), int(register.maker[record]), int(register.model[record]),
                   int(register.calibre[record]), int(register.country[record]), int(register.year[record]),
                   int(register.import_mark[record]), record)


class _Skipped:
    """Weapons of a series' skipped numbers; a series is drawn as often as its records are."""

    def __init__(self, register: Register) -> None:
        self._register = register
        self._sorted: dict[int, np.ndarray] = {}

    def weapon(self, rng: Rng) -> _Weapon:
        register = self._register
        while True:
            number_of_series = int(register.series[rng.integers(len(register))])
            numbers = self._numbers(number_of_series)
            number = int(rng.integers(numbers[-1]))
            if numbers[np.searchsorted(numbers, number)] != number:
                return self._stamped(number_of_series, number, number / (int(numbers[-1]) + 1), rng)

    def _numbers(self, series: int) -> np.ndarray:
        if series not in self._sorted:
            self._sorted[series] = np.sort(self._register.number[self._register.series == series])
        return self._sorted[series]

    def _stamped(self, series: int, number: int, progress: float, rng: Rng) -> _Weapon:
        catalogue, maker = self._register.catalogue, self._register.series_maker[series]
        model = draw_models(catalogue, maker, 1, rng)
        year = years_for(series, np.array([progress]))
        serial = render(self._register.all_series[series], np.array([number]), year, model_mark(model))[0].decode(ENCODING)
        if any(c in CYRILLIC for c in serial) and rng.random() < 0.3:
            serial = by_sound(serial)
        import_mark = int(rng.integers(1, 31)) if rng.random() < 0.2 else 0
        return _Weapon(serial, maker, int(model[0]), int(catalogue.model_calibre[model[0]]),
                       int(catalogue.maker_country[maker]), int(year[0]), import_mark, -1)


def _ask(register: Register, weapon: _Weapon, serial: str, kinds: tuple[str, str], rng: Rng) -> Asked:
    """The other marks as typed: partly present, partly wrong (see docs/explanation/benchmarks.md for the shares)."""
    kind, harm = kinds
    return Asked(
        serial, _maker_text(register, weapon, harm, rng), _model_text(register, weapon, rng), _calibre_text(weapon, rng),
        weapon.country if rng.random() < 0.5 else 0, _year(weapon, rng),
        weapon.import_mark if rng.random() < 0.5 else 0, kind, harm, weapon.truth)


def _maker_text(register: Register, weapon: _Weapon, harm: str, rng: Rng) -> str:
    share = rng.random()
    name = register.catalogue.makers[weapon.maker]
    if harm.startswith("no_maker") or (harm != "maker_typo_sub1" and share >= 0.90):
        return ""
    if harm == "maker_typo_sub1" or share >= 0.75:
        place = int(rng.integers(1, len(name) - 1))
        letter = "abcdefghijklmnopqrstuvwxyz"[rng.integers(26)]
        return name[:place] + (letter if rng.random() < 0.6 else "") + name[place + 1 :]
    if share >= 0.60:
        return register.catalogue.aliases[weapon.maker][rng.integers(2)]
    return name


def _model_text(register: Register, weapon: _Weapon, rng: Rng) -> str:
    share, catalogue = rng.random(), register.catalogue
    if share >= 0.60 or weapon.model == 0:
        return ""
    if share >= 0.56:  # another model of the maker: the officer took one for another
        return catalogue.models[draw_models(catalogue, weapon.maker, 1, rng)[0]]
    return catalogue.models[weapon.model]


def _calibre_text(weapon: _Weapon, rng: Rng) -> str:
    share, name = rng.random(), CALIBRES[weapon.calibre]
    if share >= 0.80:
        return ""
    if share >= 0.77:
        return CALIBRES[rng.integers(len(CALIBRES))]
    if share >= 0.62:
        return UNSPECIFIC.get(name, name)
    return name


def _year(weapon: _Weapon, rng: Rng) -> int:
    if weapon.year == 0 or rng.random() >= 0.40:
        return 0
    return weapon.year + int(rng.choice((0, 0, 0, 0, 0, 0, 0, 0, -1, 1)))
