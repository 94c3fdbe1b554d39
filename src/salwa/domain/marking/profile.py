"""The national marking profile: what a State asks of marks beyond the instrument, and how it strikes its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from salwa.domain.marking.numbers import NumberFormat
from salwa.domain.marking.vocabulary import Content, Method
from salwa.domain.weapons import Component, Occasion

# Occasions on which this State itself strikes a mark (ITI 8(b), 8(c), 8(d), 9).
OWN_OCCASIONS = (
    Occasion.IMPORT,
    Occasion.STATE_STOCK,
    Occasion.TRANSFER_FROM_STATE_STOCK,
    Occasion.POST_RECOVERY,
)
OTHER_FAMILY = "other"
# The part whose destruction makes the weapon inoperable for good (ITI 10); tubes are it where there is no receiver.
ESSENTIAL_PARTS: Mapping[str, tuple[Component, ...]] = {
    "mortar": (Component.BARREL, Component.RECEIVER, Component.FRAME),
    "recoilless-rifle": (Component.BARREL, Component.RECEIVER, Component.FRAME),
    "rocket-launcher": (Component.BARREL, Component.RECEIVER, Component.FRAME, Component.CHASSIS),
    OTHER_FAMILY: (Component.FRAME, Component.RECEIVER, Component.CHASSIS),
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where weapons of a family are marked: the part, the place as a code of places.py, or in the State's own words.

    `words` maps language codes to words; it may be empty when `place` is given.
    """

    component: Component
    place: str = ""
    words: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MarkText:
    """What is struck on one occasion: `plain` on a weapon that has a unique mark, `numbered` on one without.

    Blanks: {letters}, {year} (four digits), {yy} (two digits), {number}.
    """

    plain: str
    numbered: str


USUAL_TEXTS: Mapping[Occasion, MarkText] = {
    Occasion.IMPORT: MarkText("{letters} {year}", "{letters} {year} {number}"),
    Occasion.STATE_STOCK: MarkText("{letters} {number}", "{letters} {number}"),
    Occasion.TRANSFER_FROM_STATE_STOCK: MarkText("{letters} {year}", "{letters} {year} {number}"),
    Occasion.POST_RECOVERY: MarkText("{letters} {year} {number}", "{letters} {year} {number}"),
}


@dataclass(frozen=True, slots=True)
class Profile:
    """One version of the profile. Depth and height in millimetres, None where the State sets none.

    `contents` is what marks at manufacture must say, `components` the parts that must bear a legible mark by family.
    `read_from_weapon` names columns of the register that were read from the weapon itself (maker, country): they then
    count as marks. `letters` are the State's code letters by occasion; empty means the State's three-letter code.
    """

    version: int = 0
    contents: frozenset[Content] = frozenset()
    components: Mapping[str, tuple[Component, ...]] = field(default_factory=dict)
    read_from_weapon: frozenset[Content] = frozenset()
    depth_mm: float | None = None
    height_mm: float | None = None
    letters: Mapping[Occasion, str] = field(default_factory=dict)
    forbidden: frozenset[str] = frozenset()
    number: NumberFormat = NumberFormat()
    texts: Mapping[Occasion, MarkText] = field(default_factory=lambda: USUAL_TEXTS)
    places: Mapping[str, Place] = field(default_factory=dict)
    methods: tuple[Method, ...] = tuple(Method)

    def letters_of(self, occasion: Occasion, state: str) -> str:
        """Code letters struck on `occasion`."""
        return self.letters.get(occasion) or state

    def family_of(self, types: Sequence[str]) -> str:
        """The family of a weapon whose type and broader types are `types`, nearest first: the first that is named."""
        named = (one for one in types if one in self.places or one in self.components or one in ESSENTIAL_PARTS)
        return next(named, OTHER_FAMILY)

    def essential_of(self, family: str) -> tuple[Component, ...]:
        """Parts that bear the unique mark rightly on weapons of `family` (ITI 10)."""
        return ESSENTIAL_PARTS.get(family, ESSENTIAL_PARTS[OTHER_FAMILY])

    def components_of(self, family: str) -> tuple[Component, ...]:
        """Parts that must bear a mark on weapons of `family`."""
        return self.components.get(family, self.components.get(OTHER_FAMILY, ()))

    def place_of(self, family: str) -> Place | None:
        """Where weapons of `family` are marked; None when the profile does not say."""
        return self.places.get(family, self.places.get(OTHER_FAMILY))


def needs_number(profile: Profile, occasion: Occasion, *, has_unique_mark: bool) -> bool:
    """Whether what is struck on `occasion` holds a number of the national series."""
    text = profile.texts[occasion]
    return "{number}" in (text.plain if has_unique_mark else text.numbered)


def struck_text(profile: Profile, occasion: Occasion, *, state: str, year: int, number: str, unique: bool) -> str:
    """The text to be struck on `occasion` in `year`; `unique` says that the weapon bears a unique mark already."""
    text = profile.texts[occasion]
    pattern = text.plain if unique else text.numbered
    letters = profile.letters_of(occasion, state)
    return pattern.format(letters=letters, year=year, yy=f"{year % 100:02d}", number=number).strip()
