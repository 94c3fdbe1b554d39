"""The six official languages: order, direction, and sentences that are translated at the edge."""

from salwa.domain.languages.bidi import Run, direction_of_text, in_order, isolated, runs
from salwa.domain.languages.sentences import Entry, Listed, Sentence, is_entry, message
from salwa.domain.languages.six import LANGUAGES, Language, direction_of

__all__ = [
    "LANGUAGES",
    "Entry",
    "Language",
    "Listed",
    "Run",
    "Sentence",
    "direction_of",
    "direction_of_text",
    "in_order",
    "is_entry",
    "isolated",
    "message",
    "runs",
]
