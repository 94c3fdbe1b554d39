"""A battery of tables with one trap each, and deliberate defects of the reading: each defect falls into its trap."""

import pytest

from salwa.domain.indicators import Line, figures, methods, published, reading
from salwa.domain.indicators.answers import Answers
from tests.builders.questionnaire import a_row, a_total, read, rows_for

pytestmark = pytest.mark.one_engine
GOOD = {"l12": 2, "l16": 6}


def by_sex(line, **numbers):
    return [a_row("RUR", 2020, line, number, Sex=sex) for sex, number in numbers.items()]


# Trap -> (rows, method, values of 2020 in their order).
BATTERY = {
    "blank lines of traced arms": (rows_for("RUR", 2020, l16=6), "statistical-practice", [None]),
    "nobody traced": (rows_for("RUR", 2020, l12=0, l17=6), "statistical-practice", [None]),
    "a text for a number": (rows_for("RUR", 2020, l12="<5", l16=6), "statistical-practice", [None]),
    "rows printed twice": (rows_for("RUR", 2020, **GOOD) + rows_for("RUR", 2020, l12=2), "statistical-practice", [25]),
    "rows by sex": (
        [*by_sex("1.2", Total=2, Male=1, Female=1), *rows_for("RUR", 2020, l16=6)], "statistical-practice", [25],
    ),
    "an unknown place": (
        [*rows_for("RUR", 2020, **GOOD), a_row("RUR", 2020, "unknown", 92)], "statistical-practice", [25],
    ),
    "the unknown of markings": (
        [*rows_for("RUR", 2020, **GOOD), a_row("RUR", 2020, "unknown Status On Marking", 92, dimension="by marking")],
        "statistical-practice", [25],
    ),
    "arms found": (rows_for("RUR", 2020, **GOOD) + rows_for("RUR", 2020, how="found", l17=9), "published", [25]),
    "a year that covers little": (
        [*rows_for("RUR", 2019, l13=5, l1=5), a_total("RUR", 2019, 99), *rows_for("RUR", 2020, **GOOD)],
        "published", [25],
    ),
    "two years": (rows_for("RUR", 2019, l13=1, l16=1) + rows_for("RUR", 2020, **GOOD), "published", [30, 25]),
}  # fmt: skip


def traps_fallen_into():
    fallen = []
    for trap, (rows, method, expected) in BATTERY.items():
        found = [one.value for one in figures(read(rows), method) if one.year == 2020]
        if found != expected:
            fallen.append(trap)
    return fallen


def test_no_trap_is_fallen_into():
    assert traps_fallen_into() == []


def careless_number(text):
    return int("".join(sign for sign in text if sign.isdigit()) or 0)


def every_row_added(said):
    return sum(row.number or 0 for row in said), True


def every_unknown_is_line_three(category):
    return Line.MARKING_UNKNOWN if category.casefold() == "unknown" else LINE_OF(category)


def zero_for_nobody(numerator, denominator, *, tried):
    return methods.Share(numerator, denominator)


LINE_OF = reading.line_of
DEFECTS = {
    "digits picked out of a text": (reading, "number_in", careless_number, ["a text for a number"]),
    "every row added": (
        reading, "_one_number", every_row_added, ["a text for a number", "rows printed twice", "rows by sex"],
    ),
    "every unknown is line 3": (reading, "line_of", every_unknown_is_line_three, ["an unknown place"]),
    "line 3 of every table": (reading, "_about_tracing", lambda rows: rows, ["the unknown of markings"]),
    "blank is zero": (Answers, "answered", lambda self, lines: True, ["blank lines of traced arms"]),
    "zero where nobody traced": (methods, "exact_share", zero_for_nobody, ["nobody traced"]),
    "found arms with those seized": (
        published, "_BASIS", methods.BY_NAME["statistical-practice-all"], ["arms found"],
    ),
    "years joined whatever they cover": (published, "_covers", lambda seized: True, ["a year that covers little"]),
    "the second year forgotten": (published, "_joined", lambda *words: None, ["two years"]),
}  # fmt: skip


@pytest.mark.parametrize("defect", DEFECTS)
def test_each_defect_falls_into_its_traps(defect, monkeypatch):
    place, name, careless, traps = DEFECTS[defect]
    monkeypatch.setattr(place, name, careless)
    assert traps_fallen_into() == traps
