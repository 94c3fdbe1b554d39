"""Sentences of the rules in the reader's language."""

from __future__ import annotations

from django.utils.translation import gettext

from salwa.domain.languages import Sentence


def spoken(sentence: Sentence) -> str:
    """`sentence` in the active language: the template is translated first, then the blanks are filled."""
    return gettext(sentence.template).format(**sentence.values)
