"""Dates as offices write them. The order of day and month is decided by the whole column, never row by row."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

EXCEL_EPOCH = date(1899, 12, 30)
NUMBERS = re.compile(r"\d+")
# Month names and their usual short forms: six official languages, Portuguese, German.
MONTHS: dict[str, int] = {
    word: number
    for number, words in enumerate(
        (
            "january jan janvier janv enero ene janeiro januar январь января янв يناير كانون 一月",
            "february feb fevrier fevr febrero fevereiro fev februar февраль февраля фев فبراير شباط 二月",
            "march mar mars marzo marco maerz marz март марта мар مارس آذار اذار 三月",
            "april apr avril avr abril abr апрель апреля апр أبريل ابريل نيسان 四月",
            "may mai mayo maio май мая مايو أيار ايار 五月",
            "june jun juin junio junho juni июнь июня июн يونيو حزيران 六月",
            "july jul juillet juil julio julho juli июль июля июл يوليو تموز 七月",
            "august aug aout agosto ago август августа авг أغسطس اغسطس آب 八月",
            "september sep sept septembre septiembre setembro set сентябрь сентября сен سبتمبر أيلول ايلول 九月",
            "october oct octobre octubre outubro out oktober okt октябрь октября окт أكتوبر اكتوبر 十月",
            "november nov novembre noviembre novembro ноябрь ноября ноя نوفمبر 十一月",
            "december dec decembre diciembre dic dezembro dez dezember декабрь декабря дек ديسمبر 十二月",
        ),
        start=1,
    )
    for word in words.split()
}


LONGEST_NUMBER = 18


@dataclass(frozen=True, slots=True)
class ReadDate:
    """A date and how precise it is: day, month or year. `value` is the first day of what is known."""

    value: date
    precision: str


def decide_order(texts: Iterable[str]) -> str:
    """ymd, dmy or mdy for a column, from all its texts: a first number above 12 can only be a day.

    Where nothing decides, dmy: it is what most of the world writes; the preview shows the dates as understood.
    """
    first_over, second_over, year_first, seen = 0, 0, 0, 0
    for text in texts:
        found = NUMBERS.findall(_plain(text))[:3]
        # Thousands of digits in a cell are no date, and more than Python makes a number of.
        if len(found) < 3 or any(len(number) > LONGEST_NUMBER for number in found):
            continue
        numbers = [int(number) for number in found]
        seen += 1
        if numbers[0] > 31:
            year_first += 1
        elif numbers[0] > 12:
            first_over += 1
        elif numbers[1] > 12:
            second_over += 1
    if seen and year_first * 2 >= seen:
        return "ymd"
    return "mdy" if second_over > first_over else "dmy"


@lru_cache(maxsize=50_000)
def read_date(text: str, order: str) -> ReadDate | None:
    """The date a text names, None when it names none that exists (31/02/2026 does not)."""
    if text[4:5] == "-" == text[7:8] and text[10:11] in {"", " ", "T"}:
        try:
            return ReadDate(date.fromisoformat(text[:10]), "day")
        except ValueError:
            return None
    plain = _plain(text)
    numbers = NUMBERS.findall(plain)
    month = _month_name(plain)
    try:
        if month and numbers:
            return _with_month_name(month, [int(number) for number in numbers[:2]])
        if len(numbers) >= 3:
            return _of_three([int(number) for number in numbers[:3]], order)
        return _of_fewer(numbers, plain)
    except (ValueError, OverflowError):
        return None


def _of_three(numbers: list[int], order: str) -> ReadDate:
    if numbers[0] > 31:
        order = "ymd"
    elif order == "ymd":
        order = "dmy"
    year, month, day = (numbers["ymd".index(sign)] if order == "ymd" else numbers[order.index(sign)] for sign in "ymd")
    return ReadDate(date(_full_year(year), month, day), "day")


def _with_month_name(month: int, numbers: list[int]) -> ReadDate:
    if len(numbers) == 1:
        return ReadDate(date(_full_year(numbers[0]), month, 1), "month")
    day, year = (numbers[1], numbers[0]) if numbers[0] > 31 else (numbers[0], numbers[1])
    return ReadDate(date(_full_year(year), month, day), "day")


def _of_fewer(numbers: list[str], plain: str) -> ReadDate | None:
    if len(numbers) == 1 and len(numbers[0]) == 8:
        return ReadDate(date(int(numbers[0][:4]), int(numbers[0][4:6]), int(numbers[0][6:])), "day")
    if len(numbers) == 1 and len(numbers[0]) == 4 and 1800 <= int(numbers[0]) <= 2100:
        return ReadDate(date(int(numbers[0]), 1, 1), "year")
    if len(numbers) == 1 and len(numbers[0]) == 5 and plain.strip() == numbers[0]:
        # A day number of a spreadsheet: 20000 is 1954, 60000 is 2064.
        return ReadDate(EXCEL_EPOCH + timedelta(days=int(numbers[0])), "day")
    if len(numbers) == 2:
        first, second = int(numbers[0]), int(numbers[1])
        year, month = (first, second) if first > 31 else (second, first)
        return ReadDate(date(_full_year(year), month, 1), "month")
    return None


def _full_year(year: int) -> int:
    if year >= 1000:
        return year
    return year + (2000 if year < 50 else 1900) if year < 100 else year


def _month_name(plain: str) -> int | None:
    for word in re.findall(r"[^\W\d_]+", plain):
        if word in MONTHS:
            return MONTHS[word]
    return None


def _plain(text: str) -> str:
    """Digits of any script as ASCII, accents off, small letters."""
    if text.isascii():
        return text.strip().lower()
    flat = unicodedata.normalize("NFKD", text.strip())
    return "".join(
        str(unicodedata.decimal(sign)) if sign.isdecimal() else sign
        for sign in flat
        if not unicodedata.combining(sign) or "\u0600" <= sign <= "\u06ff"
    ).casefold()
