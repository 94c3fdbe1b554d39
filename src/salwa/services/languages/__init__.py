"""Sentences of the rules in the reader's language."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext

from salwa.domain.languages import Sentence, is_entry
from salwa.services.weapons.names import name_of


def spoken(sentence: Sentence) -> str:
    """`sentence` in the active language: the template is translated first, then the blanks are filled."""
    return gettext(sentence.template).format(**values_spoken(sentence))


def values_spoken(sentence: Sentence) -> dict[str, Any]:
    """The values of a sentence; entries of the reference data by their names in the active language."""
    return {name: name_of(one["entry"], one["code"]) if is_entry(one) else one for name, one in sentence.values.items()}
