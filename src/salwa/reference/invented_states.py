"""The invented States of the demo and of courses. Their names say in every language that there are no such States.

They carry codes that ISO 3166 leaves to users and are part of the book only where the installation is one of theirs:
no real register offers them, reads them or counts them. A name to show is known everywhere, so that a real partner of a
course, or the secretariat of the demo, does not show a bare code.
"""

from __future__ import annotations

from dataclasses import replace

from salwa.domain.marks.reading.book import ReferenceBook, State

SHORT = {
    "XRT": {"ar": "روريتانيا", "zh": "鲁里坦尼亚", "en": "Ruritania", "fr": "Ruritanie", "ru": "Руритания",
            "es": "Ruritania"},
    "XAL": {"ar": "ألدوريا", "zh": "阿尔多里亚", "en": "Aldoria", "fr": "Aldorie", "ru": "Альдория", "es": "Aldoria"},
}  # fmt: skip
# How each language says that a State is invented, behind its name.
INVENTED = {
    "ar": "{} (دولة خيالية)", "zh": "{}（虚构国家）", "en": "{} (invented)", "fr": "{} (État imaginaire)",
    "ru": "{} (вымышленное государство)", "es": "{} (Estado ficticio)",
}  # fmt: skip
INVENTED_STATES = {
    code: State(
        code=code,
        short_names={language: INVENTED[language].format(name) for language, name in names.items()},
        aliases=tuple(dict.fromkeys(names.values())),
    )
    for code, names in SHORT.items()
}


def invented_name(code: str, language: str) -> str:
    """Name of an invented State in a language (two letters), marked as invented; empty for every other code."""
    if code not in INVENTED_STATES:
        return ""
    names = INVENTED_STATES[code].short_names
    return names.get(language, names["en"])


def with_invented_states(book: ReferenceBook) -> ReferenceBook:
    """The book with the invented States among the others."""
    return replace(book, states={**book.states, **INVENTED_STATES})
