"""States: the maker's country, States that are no more, and a request to the wrong one."""

from __future__ import annotations

from collections.abc import Iterator

from salwa.domain.languages import Listed, Sentence, message
from salwa.domain.tracing.addressees import connected
from salwa.domain.tracing.gate.remarks import Asked, Remark, Values
from salwa.domain.tracing.makers import made_in


def against_maker(asked: Asked) -> Iterator[Remark]:
    """A country of manufacture in which this maker never worked."""
    maker, typed = asked.maker, asked.country
    if maker is None or not typed:
        return
    states = made_in(asked.book, asked.model, maker)
    known = states | {new for code in states if code in asked.book.states for new in asked.book.states[code].successors}
    if typed not in known and not _became(asked, typed) & known:
        values: Values = {"maker": maker.name, "typed": _name(asked, typed), "country": _name(asked, maker.country)}
        yield Remark(
            "country_against_maker",
            False,
            "country",
            Sentence(message("{maker} made weapons in {country}, and the request says {typed}."), values),
            Sentence(
                message(
                    "Read the marks again: the State may be that of import, or the weapon a copy "
                    "made under another name."
                )
            ),
            "ITI 8(a), MOSAIC 05.31",
        )


def extinct(asked: Asked) -> Iterator[Remark]:
    """A State that is no more: its records are with a successor, which the factory's place tells."""
    code = asked.addressed_to if asked.addressed_to and _became(asked, asked.addressed_to) else asked.country
    became = asked.book.states[code].successors if code in asked.book.states else ()
    if not became or (code != asked.addressed_to and asked.maker is not None):
        return
    values: Values = {"state": _name(asked, code), "successors": Listed(_name(asked, one) for one in became[:6])}
    yield Remark(
        "state_extinct",
        False,
        "country",
        Sentence(message("{state} no longer exists; its records are with successor States: {successors}."), values),
        Sentence(
            message(
                "Find the factory: the State in which it stands today is the one to ask. The mark of the factory tells."
            )
        ),
        "ITI 13, 17",
    )


def import_is_manufacture(asked: Asked) -> Iterator[Remark]:
    """The country of manufacture entered once more as the country of import."""
    weapon = asked.contents.weapon
    if weapon.import_country_code and weapon.import_country_code == asked.country:
        yield Remark(
            "import_is_manufacture",
            False,
            "import_country",
            Sentence(message("The country of import is the same as the country of manufacture.")),
            Sentence(
                message(
                    "Enter the State into which the weapon was brought, as its import mark says, or leave it empty."
                )
            ),
            "ITI 8(b)",
        )


def addressed_to_self(asked: Asked) -> Iterator[Remark]:
    """A request to one's own State."""
    if asked.addressed_to and asked.addressed_to == asked.own_state:
        yield Remark(
            "addressed_to_self",
            False,
            "to",
            Sentence(message("The request is addressed to your own State.")),
            Sentence(message("Search your own register instead; ask the States in the list of whom to ask.")),
            "ITI 16",
        )


def unconnected(asked: Asked) -> Iterator[Remark]:
    """A State with which nothing in the request, and no answer before it, connects the weapon."""
    if not asked.addressed_to or asked.addressed_to == asked.own_state or any(extinct(asked)):
        return
    states = connected(asked.contents, asked.book)
    if states and asked.addressed_to not in (*states, *asked.holders):
        values: Values = {
            "state": _name(asked, asked.addressed_to),
            "likely": Listed(_name(asked, one) for one in states[:4]),
        }
        yield Remark(
            "addressee_unconnected",
            False,
            "to",
            Sentence(
                message("Nothing in the request connects the weapon with {state}; the marks point to {likely}."), values
            ),
            Sentence(message("Ask the State the marks point to, or write in the circumstances why this one.")),
            "ITI 16, 17",
        )


def _became(asked: Asked, code: str) -> set[str]:
    return set(asked.book.states[code].successors) if code in asked.book.states else set()


def _name(asked: Asked, code: str) -> str:
    state = asked.book.states.get(code)
    return state.short_names.get(asked.language, code) if state else code


RULES = (against_maker, extinct, import_is_manufacture, addressed_to_self, unconnected)
