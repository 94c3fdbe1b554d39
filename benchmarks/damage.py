"""Fourteen classes of damage to the serial number of a weapon, applied to the text the clerk registered."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from benchmarks.serials import BY_SOUND, CYRILLIC, LATIN, by_sound

CLASSES = (
    "clean",
    "confusable",
    "sub1",
    "indel1",
    "transposition",
    "two_errors",
    "wild1",
    "wild2",
    "wild3",
    "truncated",
    "script",
    "no_maker",
    "no_maker_sub1",
    "maker_typo_sub1",
)
_CONFUSED = ("0OQD", "1IL", "B8", "S5", "Z2", "G6", "UV")
# Worn or struck alike, and not folded together: half of the substitutions are of these.
_ALIKE = dict(
    pair.split("=")
    for pair in [
        "3=8",
        "8=36",
        "6=58",
        "5=6",
        "9=8",
        "1=7",
        "7=1",
        "4=9",
        "0=89",
        "2=7",
        "E=F",
        "F=E",
        "C=G",
        "G=C",
        "M=N",
        "N=M",
        "P=R",
        "R=P",
        "K=X",
        "X=K",
        "H=N",
        "V=Y",
        "Y=V",
        "W=M",
    ]
)
_LATIN_AS_CYRILLIC = dict(zip("ABCEHKMOPTXY", "АВСЕНКМОРТХУ", strict=True))
_DIGITS_ELSEWHERE = ("٠١٢٣٤٥٦٧٨٩", "०१२३४५६७८९", "０１２３４５６７８９")
Rng = np.random.Generator


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
    places = [
        i
        for i in range(len(serial) - 1)
        if serial[i].isalnum() and serial[i + 1].isalnum() and not _folds_together(serial[i], serial[i + 1])
    ]
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
    "confusable": _confusable,
    "indel1": _indel,
    "transposition": _transpose,
    "truncated": _truncate,
    "script": _other_script,
}


def _place(serial: str, rng: Rng) -> int:
    places = [i for i, c in enumerate(serial) if c.isalnum()]
    return places[rng.integers(len(places))]


def _folds_together(one: str, two: str) -> bool:
    return one == two or any(one in group and two in group for group in _CONFUSED)
