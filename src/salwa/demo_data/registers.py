"""Rows of an invented register, as messy as life: several spellings, worn serials, weapons recorded twice."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from salwa.demo_data.stocks import NO_SERIAL, STOCKS, Stock

LATIN = "ABCDEFGHJKLMNPRSTUVWXYZ"
CYRILLIC = "АБВГДЕЖЗИКЛМНПРСТ"
LOOK_ALIKES = {"0": "O", "O": "0", "1": "I", "I": "1", "8": "B", "B": "8", "5": "S", "S": "5"}


@dataclass(frozen=True, slots=True)
class Row:
    """One row as a clerk typed it, before it is written in the columns of a State's own form."""

    reference: str
    type: str
    maker: str
    model: str
    calibre: str
    serial: str
    country: str
    when: date
    place: str
    owner: str


def invented_rows(count: int, seed: int, language: str) -> Iterator[Row]:
    """`count` rows of the year to 31 October 2026; about 1 in 60 is a weapon of an earlier row met again."""
    draw = random.Random(seed)  # noqa: S311 - invented data, not a secret
    recent: list[Row] = []
    weights = [stock.share for stock in STOCKS]
    for number in range(1, count + 1):
        if recent and draw.random() < 1 / 60:
            row = _met_again(draw, draw.choice(recent), number)
        else:
            row = _new_row(draw, draw.choices(STOCKS, weights)[0], number, language)
        recent = [*recent[-400:], row]
        yield row


def _new_row(draw: random.Random, stock: Stock, number: int, language: str) -> Row:
    serial = serial_in_style(draw, stock.serial)
    fate = draw.random()
    if fate < 0.06:
        serial = draw.choice(NO_SERIAL[language])
    elif fate < 0.10:
        place = draw.randrange(len(serial))
        serial = serial[:place] + "?" + serial[place + 1 :]
    return Row(
        reference=f"{2026}-{number:06d}",
        type=stock.type,
        maker=draw.choice(stock.makers),
        model=draw.choice(stock.models),
        calibre=draw.choice(stock.calibres),
        serial=serial,
        country=stock.country if draw.random() < 0.8 else "",
        when=date(2025, 11, 1) + timedelta(days=draw.randrange(365)),
        place=f"D{draw.randrange(1, 25):02d}",
        owner=draw.choices(("", "no", "yes"), (3, 5, 2))[0],
    )


def _met_again(draw: random.Random, earlier: Row, number: int) -> Row:
    serial = earlier.serial
    if draw.random() < 0.5:
        serial = "".join(LOOK_ALIKES.get(sign, sign) if draw.random() < 0.4 else sign for sign in serial)
    later = earlier.when + timedelta(days=draw.randrange(1, 60))
    return replace(earlier, reference=f"{2026}-{number:06d}", serial=serial, when=min(later, date(2026, 10, 31)))


def serial_in_style(draw: random.Random, picture: str) -> str:
    """An invented serial: 9 becomes a digit, Latin A a Latin letter, Cyrillic А a Cyrillic one; the rest stays."""
    signs = {"9": "0123456789", "A": LATIN, "А": CYRILLIC}
    return "".join(draw.choice(signs[sign]) if sign in signs else sign for sign in picture)
