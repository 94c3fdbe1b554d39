"""Sentences of the rules in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext

from salwa.domain.languages import Listed, Sentence, is_entry, message
from salwa.services.weapons.names import name_of

# How a language joins the parts of a list; Arabic and Chinese have other commas.
JOINT = message("{first}, {rest}")
# The same for parts that may hold commas themselves.
LONG_JOINT = message("{first}; {rest}")


def spoken(sentence: Sentence) -> str:
    """`sentence` in the active language: the template is translated first, then the blanks are filled."""
    values = {
        name: together(one.parts) if isinstance(one, Listed) else named(one) for name, one in sentence.values.items()
    }
    return gettext(sentence.template).format(**values)


def named(value: Any) -> Any:
    """A value of a sentence: an entry of the reference data by its name in the active language, others as they are."""
    return name_of(value["entry"], value["code"]) if is_entry(value) else value


def together(parts: Iterable[object]) -> str:
    """The parts as one text, with the comma of the active language between them; empty when there are none."""
    return comma().join(map(str, parts))


def semicolon() -> str:
    """What the active language writes between two parts of a list that may hold commas."""
    return gettext(LONG_JOINT).format(first="", rest="")


def comma() -> str:
    """What the active language writes between two parts of a list."""
    return gettext(JOINT).format(first="", rest="")
