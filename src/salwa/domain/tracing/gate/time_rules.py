"""Years and days: before the maker, after it, in the future, against the number, and too old for the Instrument."""

from __future__ import annotations

from collections.abc import Iterator

from salwa.domain.languages import Listed, Sentence, message
from salwa.domain.marks.serial_dates import Certainty, read_serial_date
from salwa.domain.tracing.gate.remarks import Asked, Remark, Values
from salwa.domain.tracing.makers import worked

# Antiques: made before 1900 (ITI 4). A year of sale or proof may be a year off the one of manufacture.
FIRST_COVERED = 1900
GRACE = 1
READ_AGAIN = message(
    "Read the year again: it may be that of a patent, of the model, or of proof. Leave it empty if in doubt."
)


def in_future(asked: Asked) -> Iterator[Remark]:
    """A year of manufacture that has not come yet."""
    if asked.year is not None and asked.year > asked.today.year:
        yield _remark(
            "year_in_future", message("The year of manufacture {year} has not come yet."), {"year": asked.year}
        )


def antique(asked: Asked) -> Iterator[Remark]:
    """Made before 1900: an antique, which the Instrument does not cover."""
    ended = asked.model.years[1] if asked.model and asked.year is None else None
    year = asked.year or ended
    if year is not None and year < FIRST_COVERED and not _cannot_be(asked, year):
        yield Remark(
            "antique",
            False,
            "year",
            Sentence(
                message("A weapon of {year} is an antique: the Instrument covers nothing made before 1900."),
                {"year": year},
            ),
            Sentence(
                message(
                    "Check the year. If it is right, ask by police co-operation instead; records of "
                    "that age seldom exist."
                )
            ),
            "ITI 4",
        )


def before_maker(asked: Asked) -> Iterator[Remark]:
    """A year before the maker existed."""
    maker, year = asked.maker, asked.year
    if maker is None or year is None or _later(asked):
        return
    begun, _ = worked(asked.book, maker)
    if begun is not None and year < begun - GRACE:
        values: Values = {"year": year, "maker": maker.name, "begun": begun}
        yield _remark(
            "year_before_maker", message("{maker} has made weapons since {begun}; the request says {year}."), values
        )


def after_maker(asked: Asked) -> Iterator[Remark]:
    """A year after the maker had ended and nobody took over."""
    maker, year = asked.maker, asked.year
    if maker is None or year is None or _later(asked):
        return
    _, ended = worked(asked.book, maker)
    if ended is not None and year > ended + GRACE:
        values: Values = {"year": year, "maker": maker.name, "ended": ended}
        yield _remark(
            "year_after_maker", message("{maker} made weapons until {ended}; the request says {year}."), values
        )


def before_model(asked: Asked) -> Iterator[Remark]:
    """A year before the model was first made."""
    model, year = asked.model, asked.year
    if model is None or year is None or model.years[0] is None or any(before_maker(asked)):
        return
    if year < model.years[0] - GRACE:
        values: Values = {"year": year, "model": model.name, "begun": model.years[0]}
        yield _remark(
            "year_before_model",
            message("The model {model} has been made since {begun}; the request says {year}."),
            values,
        )


def against_serial(asked: Asked) -> Iterator[Remark]:
    """A year that contradicts the date the maker put into the serial number."""
    if asked.maker is None or asked.year is None or _later(asked):
        return
    rules = [one for one in asked.book.serial_dates if asked.maker.code in one.makers]
    model = asked.model.code if asked.model else None
    for mark in asked.serials():
        told = read_serial_date(mark.text, asked.maker.code, model, rules, type_code=asked.type_code or None)
        if told is None or told.certainty is Certainty.LIKELY or mark.state != "present":
            continue
        if told.certainty is Certainty.ONE_OF and len(told.possible_years) > 4:
            continue
        if all(abs(asked.year - year) > GRACE for year in told.possible_years):
            years = Listed(map(str, told.possible_years))
            values: Values = {"year": asked.year, "text": mark.text, "years": years}
            yield _remark(
                "year_against_serial",
                message("The serial number “{text}” tells of {years}; the request says {year}."),
                values,
            )


def seized_in_future(asked: Asked) -> Iterator[Remark]:
    """A day of seizure that has not come yet."""
    day = asked.contents.day
    if day is not None and day > asked.today:
        yield Remark(
            "day_in_future",
            False,
            "day",
            Sentence(message("The day of seizure {day} has not come yet."), {"day": day.isoformat()}),
            Sentence(message("Check day, month and year; day and month are often exchanged.")),
            "ITI 17(a)",
        )


def seized_before_made(asked: Asked) -> Iterator[Remark]:
    """Seized before it was made: one of the two dates is wrong."""
    day, year = asked.contents.day, asked.year
    if day is None or any(in_future(asked)):
        return
    begun = asked.model.years[0] if asked.model else None
    if year is not None and day.year < year:
        values: Values = {"seized": day.year, "made": year}
        sentence = message("The weapon was seized in {seized} and made in {made}.")
    elif year is None and begun is not None and day.year < begun - GRACE:
        values = {"seized": day.year, "made": begun}
        sentence = message("The weapon was seized in {seized}, and its model has been made since {made}.")
    else:
        return
    yield Remark(
        "seized_before_made",
        False,
        "day",
        Sentence(sentence, values),
        Sentence(message("Check both dates; one of them is wrong.")),
        "ITI 17(a)",
    )


def _remark(code: str, template: str, values: Values) -> Remark:
    return Remark(code, False, "year", Sentence(template, values), Sentence(READ_AGAIN), "ITI 8(a), 17(b)")


def _later(asked: Asked) -> bool:
    """Whether the year has been found impossible already."""
    return any(in_future(asked))


def _cannot_be(asked: Asked, year: int) -> bool:
    """Whether maker or model show that the year is a slip: then the weapon is no antique."""
    return asked.year is not None and (any(before_maker(asked)) or any(before_model(asked))) and year == asked.year


RULES = (
    in_future,
    antique,
    before_maker,
    after_maker,
    before_model,
    against_serial,
    seized_in_future,
    seized_before_made,
)
