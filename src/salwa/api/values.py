"""Kinds of value the interface takes: bounded, never lax, so that what is accepted is what was meant.

Every rule stands in the published schema too: a request that fits the schema is not refused for its form.
"""

from __future__ import annotations

import datetime
import re
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, Strict, StringConstraints, WithJsonSchema

from salwa.services.reference.queries import state_codes

LARGEST = 2**63 - 1
# No NUL (PostgreSQL cannot hold it), and at least one character that is not blank, invisible or a control. Lone
# surrogates are refused by the validator for every text.
SAYS_SOMETHING = (
    r"^[^\x00]*[^\x00-\x20\x7f-\xa0\xad\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff][^\x00]*$"
)
MOMENT_FORM = (
    r"^(20[0-9]{2}-((0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])|(0[13-9]|1[0-2])-(29|30)|(0[13578]|1[02])-31)"
    r"|20([02468][048]|[13579][26])-02-29)"
    r"T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{1,6})?(Z|[+-](0[0-9]|1[0-3]):[0-5][0-9])$"
)
UID_FORM = r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"
# As SAYS_SOMETHING, and no controls at all: what is read off a weapon has none.
READ_FORM = (
    r"^[^\x00-\x1f\x7f-\x9f]*"
    r"[^\x00-\x20\x7f-\xa0\xad\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff]"
    r"[^\x00-\x1f\x7f-\x9f]*$"
)
_DIGITS = re.compile(r"[0-9]{1,19}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class StrictModel(BaseModel):
    """Base of every request and answer: unknown fields are refused, no value is converted to another type."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


def _plain_digits(value: Any) -> Any:
    # Without this "+5", "5.0" and Arabic digits would pass for numbers.
    if isinstance(value, str):
        if not _DIGITS.fullmatch(value):
            raise ValueError("must be a whole number in digits 0 to 9")
        return int(value)
    return value


def _whole(value: Any) -> Any:
    # JSON knows one kind of number: 1990.0 is the whole number 1990. Nothing else is converted.
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _plain_day(value: Any) -> Any:
    # Without this 0 and "0" would pass for the first of January 1970.
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        raise ValueError("must be a day written YYYY-MM-DD")
    return datetime.date.fromisoformat(value)


def _without_default(schema: dict[str, Any]) -> None:
    schema.pop("default", None)


def left_out(default: Any = "") -> Any:
    """A field that may be left out (it is `default` then), but not sent as null or blank."""
    return Field(default=default, json_schema_extra=_without_default)


Text = Annotated[str, StringConstraints(min_length=1, max_length=300, pattern=SAYS_SOMETHING)]
LongText = Annotated[str, StringConstraints(min_length=1, max_length=2_000, pattern=SAYS_SOMETHING)]
ShortText = Annotated[str, StringConstraints(min_length=1, max_length=100, pattern=SAYS_SOMETHING)]
Cursor = Annotated[str, StringConstraints(min_length=1, max_length=80, pattern=r"^[A-Za-z0-9._-]+$")]
RepeatKey = Annotated[str, StringConstraints(min_length=8, max_length=64, pattern=r"^[A-Za-z0-9._-]+$")]
# The identifier of an entry of a weapon's life, made once by whoever records it.
EntryKey = Annotated[str, StringConstraints(min_length=8, max_length=36, pattern=r"^[A-Za-z0-9._-]+$")]
StateCode = Annotated[str, StringConstraints(min_length=3, max_length=3, pattern=r"^[A-Z]{3}$")]
# Published with its codes; one that is none is refused with a remedy by the services.
KnownState = Annotated[StateCode, WithJsonSchema({"type": "string", "enum": state_codes()})]
Number = Annotated[int, Strict(), Field(ge=1, le=LARGEST), BeforeValidator(_whole)]
Version = Annotated[int, Strict(), Field(ge=0, le=2**31 - 1), BeforeValidator(_whole)]
SmallCount = Annotated[int, Strict(), Field(ge=0, le=99), BeforeValidator(_whole)]
# Numbers of a path or query arrive as text.
WeaponNumber = Annotated[int, Field(ge=1, le=LARGEST), BeforeValidator(_plain_digits)]
PageSize = Annotated[int, Field(ge=1, le=500), BeforeValidator(_plain_digits)]
ListSize = Annotated[int, Field(ge=1, le=200), BeforeValidator(_plain_digits)]
Year = Annotated[int, Strict(), Field(ge=1500, le=2100), BeforeValidator(_whole)]
Limit = Annotated[int, Strict(), Field(ge=1, le=30), BeforeValidator(_whole)]
Count = Annotated[int, Strict(), Field(ge=0, le=100_000_000), BeforeValidator(_whole)]
# A moment of this century with its zone; the pattern knows how many days each month has.
Moment = Annotated[str, StringConstraints(pattern=MOMENT_FORM)]
Uid = Annotated[str, StringConstraints(pattern=UID_FORM)]
Day = Annotated[datetime.date, BeforeValidator(_plain_day)]
