"""Dates of the world's offices; a date that does not exist is none."""

from datetime import date

import pytest

from salwa.domain.imports.dates import ReadDate, decide_order, read_date

pytestmark = pytest.mark.one_engine


@pytest.mark.parametrize(
    ("text", "order", "expected"),
    [
        ("2017-01-31 01:22:52", "ymd", ReadDate(date(2017, 1, 31), "day")),
        ("31/01/2017", "dmy", ReadDate(date(2017, 1, 31), "day")),
        ("01/31/2017", "mdy", ReadDate(date(2017, 1, 31), "day")),
        ("3.4.19", "dmy", ReadDate(date(2019, 4, 3), "day")),
        ("٠٣/١٢/٢٠٢٥", "dmy", ReadDate(date(2025, 12, 3), "day")),
        ("2025年3月4日", "ymd", ReadDate(date(2025, 3, 4), "day")),
        ("12 janvier 2025", "dmy", ReadDate(date(2025, 1, 12), "day")),
        ("5 мая 2024 г.", "dmy", ReadDate(date(2024, 5, 5), "day")),
        ("4 de março de 2020", "dmy", ReadDate(date(2020, 3, 4), "day")),
        ("7 مايو 2021", "dmy", ReadDate(date(2021, 5, 7), "day")),
        ("Jan 5, 2024", "mdy", ReadDate(date(2024, 1, 5), "day")),
        ("20240105", "ymd", ReadDate(date(2024, 1, 5), "day")),
        ("43101", "dmy", ReadDate(date(2018, 1, 1), "day")),
        ("03-2024", "dmy", ReadDate(date(2024, 3, 1), "month")),
        ("März 2024", "dmy", ReadDate(date(2024, 3, 1), "month")),
        ("1998", "dmy", ReadDate(date(1998, 1, 1), "year")),
        ("31/02/2026", "dmy", None),
        ("00/00/0000", "dmy", None),
        ("unknown", "dmy", None),
        ("", "dmy", None),
        ("99999999999999", "dmy", None),
    ],
)
def test_what_a_text_means_as_a_date(text, order, expected):
    assert read_date(text, order) == expected


@pytest.mark.parametrize(
    ("texts", "order"),
    [
        (["03/04/2020", "25/12/2020", "01/02/2020"], "dmy"),
        (["03/04/2020", "12/25/2020", "01/02/2020"], "mdy"),
        (["2020-04-03", "2020-12-25"], "ymd"),
        (["03/04/2020", "01/02/2020"], "dmy"),
        ([], "dmy"),
    ],
)
def test_the_whole_column_decides_the_order(texts, order):
    assert decide_order(texts) == order
