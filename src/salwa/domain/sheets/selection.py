"""Which weapons go onto a list: plain values that are kept with the export and written into its audit entry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

from salwa.domain.custody import Whereabouts
from salwa.domain.languages import Sentence, message
from salwa.domain.refusals import Refusal
from salwa.domain.weapons import ItemKind

MOST_NUMBERS = 1_000
LARGEST = 2**63 - 1
LONGEST = 60
NOT_A_SELECTION = message("The list cannot be narrowed by {field}: {value} is not one of its values.")
CHOOSE_AGAIN = message("Go back to the list and choose again.")
WORDS = ("type", "maker", "model", "calibre", "country", "import_country")


@dataclass(frozen=True, slots=True)
class Selection:
    """Everything given must hold. Codes of the reference lists; `holder` is a holder's number (a unit with its depots),
    `numbers` weapons chosen one by one, `licence` and `import_number` what they came by. Years and days are inclusive.
    """

    numbers: tuple[int, ...] = ()
    import_number: int | None = None
    holder: int | None = None
    licence: int | None = None
    unit: int | None = None
    kind: str = ""
    type: str = ""
    maker: str = ""
    model: str = ""
    calibre: str = ""
    country: str = ""
    import_country: str = ""
    year_from: int | None = None
    year_to: int | None = None
    state_owned: str = ""
    whereabouts: str = ""
    recorded_from: str = ""
    recorded_to: str = ""
    contradictory: bool = False

    def as_document(self) -> dict[str, Any]:
        """What was chosen as plain values; what was not is left out."""
        known = {name: value for name, value in asdict(self).items() if value not in ("", None, (), False)}
        return {name: list(value) if isinstance(value, tuple) else value for name, value in known.items()}


_CHOICES = {
    "kind": {one.value for one in ItemKind},
    "state_owned": {"yes", "no", "unknown"},
    "whereabouts": {one.value for one in Whereabouts},
}


def selection_of(document: Mapping[str, Any]) -> Selection:
    """The selection in a document or an address; unknown names are ignored. Raises `Refusal` (`not_a_selection`)."""
    known = {one.name for one in fields(Selection)}
    values = {name: _read(name, value) for name, value in document.items() if name in known and value not in ("", None)}
    return Selection(**values)


def _read(name: str, value: Any) -> Any:
    if name == "numbers":
        parts = value if isinstance(value, (list, tuple)) else str(value).split(",")
        if len(parts) > MOST_NUMBERS:
            raise _refused(name, len(parts))
        return tuple(_whole(name, part) for part in parts)
    if name in {"import_number", "holder", "licence", "unit", "year_from", "year_to"}:
        return _whole(name, value)
    if name == "contradictory":
        return value in (True, "on", "1", "yes", "True", "true")
    text = str(value).strip()
    if name in {"recorded_from", "recorded_to"}:
        return _day(name, text)
    if len(text) > LONGEST or (name in _CHOICES and text not in _CHOICES[name]):
        raise _refused(name, text)
    return text


def _whole(name: str, value: Any) -> int:
    text = str(value).strip()
    if not (text.isascii() and text.isdecimal()) or len(text) > 19 or int(text) > LARGEST:
        raise _refused(name, text)
    return int(text)


def _day(name: str, text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise _refused(name, text) from None


def _refused(name: str, value: object) -> Refusal:
    shown = str(value)[:80].encode("utf-8", "replace").decode()
    return Refusal(
        "not_a_selection",
        Sentence(NOT_A_SELECTION, {"field": name, "value": shown}),
        remedy=Sentence(CHOOSE_AGAIN),
        where={"field": name},
    )
