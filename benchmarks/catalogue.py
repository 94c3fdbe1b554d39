"""Invented makers, models and calibres; no name stands for a real maker."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

_HEADS = "Bar Cor Dal Fen Gar Hol Jas Kel Lor Mir Nov Ost Pel Ras Sel Tor Ul Var Wen Zar Bry Dro Gli Kra Ple Sto Tri"
_MIDDLES = ("a", "e", "i", "o", "u", "an", "en", "or", "ar", "il", "am", "ov", "el", "")
_TAILS = "dan mek tova rinsk bera nello quist zade mura lander goz vik sano thal ponte brod keli yurt"
_LEGAL = ("Arms Ltd", "S.A.", "GmbH", "Works", "& Cia", "Factory")
CALIBRES = (
    "9x19",
    "9x18",
    "9x17",
    "9x21",
    "7.65x17",
    "6.35x16",
    ".45-acp",
    ".40-sw",
    ".38-special",
    ".357-magnum",
    ".32-sw-long",
    ".44-magnum",
    ".22-lr",
    ".22-magnum",
    "7.62x25",
    "7.62x39",
    "7.62x51",
    "7.62x54r",
    "5.56x45",
    "5.45x39",
    "7.92x57",
    ".303",
    ".30-06",
    ".30-30",
    ".44-40",
    "12-gauge",
    "16-gauge",
    "20-gauge",
    "28-gauge",
    "36-gauge",
    "12.7x99",
    "12.7x108",
)
_MEANT = {
    "9 mm": "9x19 9x18 9x17 9x21",
    "7.62": "7.62x25 7.62x39 7.62x51 7.62x54r",
    ".38": ".38-special",
    ".22": ".22-lr .22-magnum",
}
# What an officer writes when the cartridge is not told apart: it fits several calibres.
UNSPECIFIC = {name: words for words, names in _MEANT.items() for name in names.split(" ")}
TYPES = ("pistol", "revolver", "rifle", "shotgun", "carbine", "machine-pistol", "machine-gun")


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Names and properties behind the numbers of the register.

    `makers[m]`, `aliases[m]`, `maker_country[m]`; model 0 means not recorded, `models[k]` is its name,
    `model_maker[k]`, `model_calibre[k]` (number in CALIBRES) and `model_type[k]` (number in TYPES) its properties;
    `models_of[m]` = (first, count).
    """

    makers: tuple[str, ...]
    aliases: tuple[tuple[str, str], ...]
    maker_country: np.ndarray
    models: tuple[str, ...]
    model_maker: np.ndarray
    model_calibre: np.ndarray
    model_type: np.ndarray
    models_of: tuple[tuple[int, int], ...]


def make_catalogue(rng: np.random.Generator, makers: int = 300) -> Catalogue:
    """An invented catalogue of that many makers with 3 to 30 models each."""
    names, aliases = _maker_names(rng, makers)
    models, owner, calibre, kind, spans = ["(not recorded)"], [0], [0], [0], []
    for maker in range(makers):
        count = int(rng.integers(3, 31))
        spans.append((len(models), count))
        favourites = rng.choice(len(CALIBRES), size=4, replace=False)
        for name in _model_names(rng, count):
            models.append(name)
            owner.append(maker)
            calibre.append(int(rng.choice(favourites)))
            kind.append(int(rng.integers(len(TYPES))))
    return Catalogue(
        tuple(names),
        tuple(aliases),
        rng.integers(1, 41, size=makers).astype(np.uint8),
        tuple(models),
        np.array(owner, dtype=np.uint16),
        np.array(calibre, dtype=np.uint8),
        np.array(kind, dtype=np.uint8),
        tuple(spans),
    )


def _maker_names(rng: np.random.Generator, count: int) -> tuple[list[str], list[tuple[str, str]]]:
    heads, tails = _HEADS.split(), _TAILS.split()
    names: dict[str, tuple[str, str]] = {}
    while len(names) < count:
        core = str(rng.choice(heads)) + str(rng.choice(_MIDDLES)) + str(rng.choice(tails))
        second = str(rng.choice(heads)) + str(rng.choice(tails))
        if core not in names:
            letters = f"{core[:3]}{second[0]}{len(names)}".upper()  # the number keeps abbreviations apart
            names[core] = (f"{core} {second} {rng.choice(_LEGAL)}", letters)
    return list(names), list(names.values())


def _model_names(rng: np.random.Generator, count: int) -> list[str]:
    names: dict[str, None] = {}
    while len(names) < count:
        number = int(rng.integers(1, 1000))
        style = int(rng.integers(4))
        prefix = "".join(rng.choice(list("ABCDEFGHKLMNPRSTVX"), size=2))
        names[(f"M{number}", f"{prefix} {number}", str(number), f"{prefix}-{number % 100}{prefix[0]}")[style]] = None
    return list(names)
