"""From the parsed records of `serial_dates.yaml` to rules: the form is checked here, the facts by reviewers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import cast

from salwa.domain.marks.date_schemes import (
    MonthByDigits,
    MonthBySequence,
    MonthScheme,
    YearByCodedDigits,
    YearByDigits,
    YearBySequence,
    YearByShift,
    YearBySpan,
    YearByTable,
    YearScheme,
)
from salwa.domain.marks.serial_dates import Certainty, Form, ReadFrom, SerialDateRule

Record = Mapping[str, object]


class BadRule(ValueError):
    """A record that is no rule; the message names the rule, what is wrong and what is wanted."""


def rule_of(record: Record) -> SerialDateRule:
    """The rule a record describes. Raises BadRule for a missing key, an unknown kind or a group the pattern lacks."""
    name = str(record.get("id", "without an id"))
    try:
        rule = _rule_of(record)
        groups = re.compile(rule.pattern).groupindex
    except (KeyError, ValueError, TypeError, AttributeError, re.error) as error:
        raise BadRule(f"Serial date rule {name}: {error!r}. Mend the record.") from error
    for scheme in (rule.year, rule.month):
        group = getattr(scheme, "group", None)
        if group is not None and group not in groups:
            raise BadRule(f"Serial date rule {name}: the pattern has no group named {group}. Name it (?P<{group}>...).")
    return rule


def _rule_of(record: Record) -> SerialDateRule:
    applies = cast(Record, record.get("applies_to", {}))
    return SerialDateRule(
        id=cast(str, record["id"]),
        makers=frozenset(_texts(record["makers"])),
        pattern=cast(str, record["pattern"]),
        year=_year_of(cast(Record, record["year"])),
        certainty=Certainty(cast(str, record["certainty"])),
        month=_month_of(cast(Record, record["month"])) if "month" in record else None,
        read_from=ReadFrom(cast(str, record.get("read_from", "serial"))),
        form=Form(cast(str, record.get("form", "plain"))),
        models=frozenset(_texts(applies.get("models", []))),
        types=frozenset(_texts(applies.get("types", []))),
        note=cast(str, record.get("note", "")),
        sources=_texts(record["sources"]),
    )


def _year_of(how: Record) -> YearScheme:
    kind = how["kind"]
    group = str(how.get("group", "year"))
    if kind == "table":
        table = cast(Mapping[str, object], how["values"])
        return YearByTable(group, {str(sign): _numbers(years) for sign, years in table.items()})
    first = _number(how.get("first", 0))
    if kind == "sequence":
        return YearBySequence(group, _texts(how["signs"]), first)
    last = _number(how["last"])
    if kind == "digits":
        return YearByDigits(group, first, last)
    if kind == "coded_digits":
        return YearByCodedDigits(group, cast(str, how["digits"]), first, last)
    if kind == "shift":
        return YearByShift(group, _numbers(how["add"]), first, last)
    if kind == "span":
        return YearBySpan(first, last)
    raise ValueError(f"no year is read by {kind}")


def _month_of(how: Record) -> MonthScheme:
    kind, group = how["kind"], str(how.get("group", "month"))
    if kind == "sequence":
        return MonthBySequence(group, _texts(how["signs"]))
    if kind == "digits":
        return MonthByDigits(group)
    raise ValueError(f"no month is read by {kind}")


def _texts(value: object) -> tuple[str, ...]:
    """A list of texts, or a text whose characters are the list (`ABCD`)."""
    signs = tuple(cast("list[str] | str", value))
    if any(not isinstance(sign, str) for sign in signs):
        raise TypeError(f"{value!r} holds something that is not text; put it in quotation marks")
    return signs


def _numbers(value: object) -> tuple[int, ...]:
    return tuple(_number(each) for each in value) if isinstance(value, list) else (_number(value),)


def _number(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"{value!r} is not a whole number")
    return value
