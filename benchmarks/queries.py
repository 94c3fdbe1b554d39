"""Queries to an invented register: weapons of it seen with damaged marks, and weapons that are not in it.

The classes of damage come in equal parts. A class that cannot apply to a weapon (no letter to confuse, too short)
takes the next weapon. Negatives are weapons of a real maker and series whose running number was skipped: undamaged
unless asked otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from benchmarks.catalogue import CALIBRES, UNSPECIFIC
from benchmarks.damage import CLASSES, damage
from benchmarks.invented import Register, draw_models, model_mark, years_for
from benchmarks.serials import CYRILLIC, ENCODING, by_sound, render

NEGATIVE = "negative"
Rng = np.random.Generator


@dataclass(frozen=True, slots=True)
class Asked:
    """One query as typed: text as an officer reads it off the weapon, 0 or "" where a mark is absent.

    `kind` is the class of damage (or "negative"), `damage` the class of damage applied, `truth` the record number
    or -1.
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


def make_queries(
    register: Register, true: int = 1680, negative: int = 320, *, seed: int = 7, damaged_negatives: bool = False
) -> list[Asked]:
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


def _registered(register: Register, record: int) -> _Weapon:
    return _Weapon(
        register.serial_text(record),
        int(register.maker[record]),
        int(register.model[record]),
        int(register.calibre[record]),
        int(register.country[record]),
        int(register.year[record]),
        int(register.import_mark[record]),
        record,
    )


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
        serial = render(self._register.all_series[series], np.array([number]), year, model_mark(model))[0].decode(
            ENCODING
        )
        if any(c in CYRILLIC for c in serial) and rng.random() < 0.3:
            serial = by_sound(serial)
        import_mark = int(rng.integers(1, 31)) if rng.random() < 0.2 else 0
        return _Weapon(
            serial,
            maker,
            int(model[0]),
            int(catalogue.model_calibre[model[0]]),
            int(catalogue.maker_country[maker]),
            int(year[0]),
            import_mark,
            -1,
        )


def _ask(register: Register, weapon: _Weapon, serial: str, kinds: tuple[str, str], rng: Rng) -> Asked:
    """The other marks as typed: partly present, partly wrong (see docs/explanation/benchmarks.md for the shares)."""
    kind, harm = kinds
    return Asked(
        serial,
        _maker_text(register, weapon, harm, rng),
        _model_text(register, weapon, rng),
        _calibre_text(weapon, rng),
        weapon.country if rng.random() < 0.6 else 0,
        _year(weapon, rng),
        weapon.import_mark if rng.random() < 0.6 else 0,
        kind,
        harm,
        weapon.truth,
    )


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
    if share >= 0.75 or weapon.model == 0:
        return ""
    if share >= 0.72:  # another model of the maker: the officer took one for another
        return catalogue.models[draw_models(catalogue, weapon.maker, 1, rng)[0]]
    return catalogue.models[weapon.model]


def _calibre_text(weapon: _Weapon, rng: Rng) -> str:
    share, name = rng.random(), CALIBRES[weapon.calibre]
    if share >= 0.90:
        return ""
    if share >= 0.88:
        return CALIBRES[rng.integers(len(CALIBRES))]
    if share >= 0.73:
        return UNSPECIFIC.get(name, name)
    return name


def _year(weapon: _Weapon, rng: Rng) -> int:
    if weapon.year == 0 or rng.random() >= 0.60:
        return 0
    return weapon.year + int(rng.choice((0, 0, 0, 0, 0, 0, 0, 0, -1, 1)))
