"""An invented spreadsheet of seized weapons as they come in: several hands, languages and habits in every column.

Maker, model and calibre words are well-known names written in many ways; serials are invented and belong to no weapon.
"""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np

from benchmarks.serials import ENCODING, FORMATS, plan_series, render

HEADER = ("Record number", "Date of seizure", "Make", "Model", "Type", "Calibre", "Serial number", "Country", "Remarks")
# Words of one maker, then of its model, type and calibre, as different hands write them.
_WEAPONS = (
    "Taurus,FORJAS TAURUS,TAURUS S.A.,Taurrus | PT 92,PT92,pt-92 AF | Pistol,Pistola | 9x19,9 mm,9mm Parabellum",
    "Taurus,TAURUS,Forjas Taurus S/A | 82,M82,RT 82 | Revolver,Revólver,REVOLVER | .38 SPL,38,.38 Special,38 spl",
    "Rossi,AMADEO ROSSI,Rosi | 971, | Revolver,REV. | .357 Magnum,357 MAG,38",
    "Glock,GLOCK,Glock GmbH,Glok | 17,G17,19 Gen4 | Pistol,pistola | 9x19,9 mm Luger",
    "Smith & Wesson,S&W,SMITH WESSON | 10,Mod. 10,686 | Revolver,revólver | .38 Special,.357,38 S&W SPL",
    "Izhmash,ИЖМАШ,Izhevsk | AKM,AK-47,АКМ,AK 47 | Rifle,Assault rifle,Автомат | 7.62x39,7.62 x 39,7.62",
    "CBC,Companhia Brasileira de Cartuchos,C.B.C. | 651,Pump 586, | Shotgun,Espingarda | 12,12 GA,12/70,cal. 12",
    "Beretta,P. BERETTA,Pietro Beretta,Bereta | 92FS,92 FS,M9 | Pistol,Pistolet | 9x19,9 mm Para,9 mm",
    "unknown,DESCONHECIDA,Artisanal,Fabricação caseira,,N/I | ,- | Shotgun,Craft-made, | ,?,36,unknown",
)
_NO_SERIAL = ("S/N", "raspado", "illegible", "", "-", "sem número", "erased", "спилен", "effacé", "não legível", "n/a")
_COUNTRIES = ("Brazil", "BRA", "Brasil", "Austria", "USA", "Russia", "Italy", "", "", "unknown")
_REMARKS = ("", "", "", "", "in a vehicle", "apreendida em operação", "see 12/2019", "barrel rusted\nphoto", '"urgent"')


def write_messy(file: Path, rows: int, seed: int = 11) -> list[tuple[str, ...]]:
    """Write the file (UTF-8 with byte order mark, semicolons) and return its rows without the header."""
    rng = np.random.default_rng(seed)
    serials = _serials(rows, rng)
    out: list[tuple[str, ...]] = []
    vocabulary = [[part.strip(" ").split(",") for part in line.split(" | ")] for line in _WEAPONS]
    weapons = rng.integers(len(_WEAPONS), size=rows)
    picks = rng.integers(1 << 30, size=(rows, 8))
    for number, (weapon, pick) in enumerate(zip(weapons.tolist(), picks.tolist(), strict=True)):
        words = vocabulary[weapon]
        fields = [words[i][pick[i] % len(words[i])] for i in range(4)]
        serial = _NO_SERIAL[pick[4] // 10 % len(_NO_SERIAL)] if pick[4] % 10 == 0 else serials[number]
        country = _COUNTRIES[pick[5] % len(_COUNTRIES)]
        remark = _REMARKS[pick[6] % len(_REMARKS)]
        out.append((f"R-{number:07d}", _date(pick[7]), *fields, serial, country, remark))
        if pick[7] % 400 == 0:
            out.append(out[-1])  # a line sent twice
    with file.open("w", encoding="utf-8-sig", newline="") as text:
        writer = csv.writer(text, delimiter=";")
        writer.writerow(HEADER)
        writer.writerows(out[:rows])
    return out[:rows]


def _serials(rows: int, rng: np.random.Generator) -> list[str]:
    names = list(FORMATS)
    parts = []
    for name in names:
        count = rows // len(names) + 1
        numbers = np.cumsum(rng.geometric(0.2, size=count), dtype=np.int64)
        series = plan_series(name, int(numbers[-1]) + 1, rng)
        marks = np.tile(np.frombuffer(b"K7", dtype=np.uint8), (count, 1))
        parts.append(render(series, numbers, rng.integers(1970, 2020, size=count).astype(np.int16), marks))
    mixed = rng.permutation(np.concatenate(parts))[:rows].tolist()
    habits = ("{}", "{}", "{}", "{}", " {}", "Nº {}", "{} ", "S/N {}")
    return [habits[i % len(habits)].format(s.decode(ENCODING)) for i, s in enumerate(mixed)]


def _date(pick: int) -> str:
    day, month, year = pick % 28 + 1, pick // 28 % 12 + 1, 2010 + pick // 336 % 15
    forms = (f"{day:02d}/{month:02d}/{year}", f"{year}-{month:02d}-{day:02d}", f"{day}.{month}.{year}", "")
    return forms[pick // 5040 % 4]
