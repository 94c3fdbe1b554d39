"""An invented register of weapons: seeded, up to 1e7 records in about a minute, no real weapon in it.

300 makers by Zipf's law (exponent 1.0), one to four series each out of twelve serial formats. Within a series the
numbers run on with gaps: 3 to 70 % of them are registered (log-uniform), so a wrong reading often meets a neighbour.
Of Cyrillic prefixes 30 % were written by sound in Latin letters. Year is missing in 10 %, model in 5 %, country in 5 %.

    python -m benchmarks.invented --records 1e6 --seed 1 --out FOLDER
"""

from __future__ import annotations

import argparse
import pickle
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np

from benchmarks.catalogue import Catalogue, make_catalogue
from benchmarks.serials import (
    DIGITS_ONLY,
    ENCODING,
    FORMATS,
    WIDTH,
    Series,
    plan_series,
    render,
    transliterate,
)

VERSION = 2


@dataclass(frozen=True, slots=True)
class Register:
    """Columns of n records in arrival order; every number 0 of model, country, import mark and year means not recorded.

    `serial` S16 in code page 1251 (as the clerk wrote it), `maker` number in catalogue.makers, `model` number in
    catalogue.models, `calibre` and `type` numbers in CALIBRES and TYPES, `series` number in `all_series`, `number` the
    running number within the series (0-based).
    """

    serial: np.ndarray
    maker: np.ndarray
    model: np.ndarray
    calibre: np.ndarray
    type: np.ndarray
    country: np.ndarray
    year: np.ndarray
    import_mark: np.ndarray
    series: np.ndarray
    number: np.ndarray
    catalogue: Catalogue
    all_series: tuple[Series, ...]
    series_maker: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.serial)

    def serial_text(self, record: int) -> str:
        """The serial of one record as text."""
        return bytes(self.serial[record]).decode(ENCODING)


def make_register(records: int, seed: int) -> Register:
    """The register of that size and seed; equal arguments give equal registers."""
    rng = np.random.default_rng(seed)
    catalogue = make_catalogue(rng)
    zipf = 1.0 / np.arange(1, len(catalogue.makers) + 1)
    per_maker = rng.multinomial(records, zipf / zipf.sum())
    columns = _empty(records)
    all_series: list[Series] = []
    series_maker: list[int] = []
    start = 0
    for maker, count in enumerate(per_maker):
        names = _formats_of_a_maker(rng)
        for name, part in zip(names, rng.multinomial(count, rng.dirichlet(np.full(len(names), 2.0))), strict=True):
            if part == 0:
                continue
            density = float(np.exp(rng.uniform(np.log(0.03), np.log(0.70))))
            numbers = np.cumsum(rng.geometric(density, size=part), dtype=np.int64)
            series = plan_series(name, int(numbers[-1]) + 1, rng)
            _fill(columns, slice(start, start + part), (catalogue, maker, series, len(all_series)), numbers, rng)
            all_series.append(series)
            series_maker.append(maker)
            start += part
    order = rng.permutation(records)
    shuffled = {name: column[order] for name, column in columns.items()}
    return Register(**shuffled, catalogue=catalogue, all_series=tuple(all_series), series_maker=tuple(series_maker))


def load_register(records: int, seed: int, folder: Path) -> Register:
    """The register from `folder` (memory-mapped), made there first when missing."""
    place = folder / f"register-{VERSION}-{records}-{seed}"
    if not (place / "names.pickle").exists():
        place.mkdir(parents=True, exist_ok=True)
        register = make_register(records, seed)
        for name in _COLUMNS:
            np.save(place / f"{name}.npy", getattr(register, name))
        (place / "names.pickle").write_bytes(
            pickle.dumps((register.catalogue, register.all_series, register.series_maker))
        )
    catalogue, all_series, series_maker = pickle.loads((place / "names.pickle").read_bytes())
    columns = {name: np.load(place / f"{name}.npy", mmap_mode="r") for name in _COLUMNS}
    return Register(**columns, catalogue=catalogue, all_series=all_series, series_maker=series_maker)


_DTYPES = {
    "serial": f"S{WIDTH}",
    "maker": "u2",
    "model": "u2",
    "calibre": "u1",
    "type": "u1",
    "country": "u1",
    "year": "i2",
    "import_mark": "u1",
    "series": "u2",
    "number": "i8",
}
_COLUMNS = tuple(f.name for f in fields(Register) if f.name in _DTYPES)


def _empty(records: int) -> dict[str, np.ndarray]:
    return {name: np.zeros(records, dtype=dtype) for name, dtype in _DTYPES.items()}


def _formats_of_a_maker(rng: np.random.Generator) -> list[str]:
    chosen = list(rng.choice(list(FORMATS), size=int(rng.integers(1, 5)), replace=False))
    digits = [name for name in chosen if name in DIGITS_ONLY]  # two of them could give one serial twice
    return [str(name) for name in chosen if name not in digits[1:]]


def _fill(
    columns: dict[str, np.ndarray],
    rows: slice,
    what: tuple[Catalogue, int, Series, int],
    numbers: np.ndarray,
    rng: np.random.Generator,
) -> None:
    """Write one series: models by Zipf's law within the maker, years rising with the running number."""
    catalogue, maker, series, series_number = what
    n = len(numbers)
    model = draw_models(catalogue, maker, n, rng)
    year = years_for(series_number, numbers / (numbers[-1] + 1))
    serial = render(series, numbers, year, model_mark(model))
    if "C" in series.template:
        transliterate(serial, rng.random(n) < 0.30)
    columns["serial"][rows] = serial
    columns["maker"][rows] = maker
    columns["calibre"][rows] = catalogue.model_calibre[model]
    columns["type"][rows] = catalogue.model_type[model]
    columns["model"][rows] = np.where(rng.random(n) < 0.05, 0, model)
    columns["year"][rows] = np.where(rng.random(n) < 0.10, 0, year)
    columns["country"][rows] = np.where(rng.random(n) < 0.05, 0, catalogue.maker_country[maker])
    columns["import_mark"][rows] = np.where(rng.random(n) < 0.20, rng.integers(1, 31, size=n), 0)
    columns["series"][rows] = series_number
    columns["number"][rows] = numbers


def draw_models(catalogue: Catalogue, maker: int, count: int, rng: np.random.Generator) -> np.ndarray:
    """Model numbers of a maker's weapons, the first model the most frequent (Zipf)."""
    first, models = catalogue.models_of[maker]
    weights = 1.0 / np.arange(1, models + 1)
    steps = np.searchsorted(np.cumsum(weights / weights.sum())[:-1], rng.random(count), side="right")
    return (first + steps).astype(np.uint16)


def years_for(series_number: int, progress: np.ndarray) -> np.ndarray:
    """Year made from how far the series has run (0 to 1); each series has its own first year and length."""
    first = 1946 + (series_number * 7) % 50
    length = 8 + (series_number * 5) % 28
    return np.minimum(first + progress * length, 2025).astype(np.int16)


def model_mark(model: np.ndarray) -> np.ndarray:
    """Two ASCII bytes of the model as stamped in model-coded serials, (n, 2)."""
    marks = np.empty((len(model), 2), dtype=np.uint8)
    marks[:, 0] = 65 + model % 26
    marks[:, 1] = 48 + (model // 26) % 10
    return marks


def main() -> None:
    """Make (or find) a register and print a few of its records."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--records", type=float, default=1e5)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, required=True)
    asked = parser.parse_args()
    register = load_register(int(asked.records), asked.seed, asked.out)
    for record in range(min(20, len(register))):
        maker = register.catalogue.makers[register.maker[record]]
        print(
            register.serial_text(record),
            maker,
            register.catalogue.models[register.model[record]],
            register.year[record],
        )


if __name__ == "__main__":
    main()
