"""What the rules ask about a weapon, each as one word: facts are what the table of rules is written in.

A fact about marks says how well the best of them can be read: legible, partial, illegible, erased, none (somebody
looked and the weapon bears none) or unrecorded (nobody wrote anything down). Unrecorded never counts as none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

from salwa.domain.marking.profile import OWN_OCCASIONS, Profile
from salwa.domain.marking.vocabulary import Content
from salwa.domain.marking.weapon import MarkedWeapon, SeenMark
from salwa.domain.weapons import Component, ContentKind, MarkState, Occasion

LEGIBLE, PARTIAL, ILLEGIBLE, ERASED = "legible", "partial", "illegible", "erased"
NONE, UNRECORDED = "none", "unrecorded"
YES, NO, UNKNOWN = "yes", "no", "unknown"
# The instrument was adopted in December 2005: arms the forces held then need not meet 8(a) (ITI 8(d)).
ADOPTION_YEAR = 2005
OTHER_PARTS = (Component.BARREL, Component.SLIDE, Component.CYLINDER, Component.BOLT)
_WORDS = {
    MarkState.PRESENT: LEGIBLE,
    MarkState.PARTIAL: PARTIAL,
    MarkState.ILLEGIBLE: ILLEGIBLE,
    MarkState.ERASED: ERASED,
    MarkState.NONE: NONE,
    MarkState.MISSING: UNRECORDED,
}
# Best first. Where one part is said to bear none and another was not looked at, the whole is not recorded.
_BEST = (LEGIBLE, PARTIAL, ERASED, ILLEGIBLE, UNRECORDED, NONE)
_RANK = {word: place for place, word in enumerate(_BEST)}


class Fact(StrEnum):
    """Names of the facts."""

    DESTROYED = "destroyed"
    NUMBER = "number"
    ESSENTIAL = "essential"
    MAKER = "maker"
    COUNTRY = "country"
    SYMBOLS = "symbols"
    OWN_NUMBER = "own_number"
    READABLE = "readable"
    OTHER_PARTS = "other_parts"
    IMPORTED = "imported"
    GROUND = "ground"
    IMPORT_MARK = "import_mark"
    IMPORT_YEAR = "import_year"
    TRANSFERRED = "transferred"
    STOCK_MARK = "stock_mark"
    STATE_OWNED = "state_owned"
    BEFORE_ADOPTION = "before_adoption"
    RECOVERED = "recovered"
    BUILD = "build"
    FRAME_MATERIAL = "frame_material"
    MODULAR = "modular"
    PARTS_KNOWN = "parts_known"
    MADE_HERE = "made_here"
    CONTENTS = "contents"
    COMPONENTS = "components"
    DEPTH = "depth"
    HEIGHT = "height"
    LETTERS = "letters"
    CHARACTERS = "characters"


Facts = Mapping[Fact, str]


def facts_of(weapon: MarkedWeapon, profile: Profile) -> dict[Fact, str]:
    """Every fact about `weapon` under `profile`."""
    numbers = [mark for mark in weapon.marks if mark.content is ContentKind.SERIAL]
    own = [mark for mark in weapon.marks if _is_own(mark, weapon.state)]
    number = best(numbers)
    return {
        Fact.DESTROYED: YES if weapon.destroyed else NO,
        Fact.NUMBER: number,
        Fact.ESSENTIAL: _essential(numbers, profile.essential_of(weapon.family)),
        Fact.MAKER: _maker(weapon, profile),
        Fact.COUNTRY: _country(weapon, profile),
        Fact.SYMBOLS: _symbols(weapon, number),
        Fact.OWN_NUMBER: YES if any(mark.content is ContentKind.SERIAL for mark in own) else NO,
        Fact.READABLE: _readable(weapon.marks, number),
        Fact.OTHER_PARTS: best(mark for mark in weapon.marks if mark.component in OTHER_PARTS),
        Fact.IMPORTED: weapon.imported,
        Fact.GROUND: weapon.ground.value if weapon.ground else NONE,
        **_import_facts(weapon),
        Fact.TRANSFERRED: weapon.transferred,
        Fact.STOCK_MARK: _named(_stock_marks(weapon.marks), weapon.state),
        Fact.STATE_OWNED: weapon.state_owned,
        Fact.BEFORE_ADOPTION: UNKNOWN if weapon.year is None else YES if weapon.year <= ADOPTION_YEAR else NO,
        Fact.RECOVERED: weapon.recovered,
        Fact.BUILD: weapon.build.value,
        Fact.FRAME_MATERIAL: weapon.frame_material.value,
        Fact.MODULAR: weapon.modular,
        Fact.PARTS_KNOWN: YES if weapon.parts_known else NO,
        **_national_facts(weapon, profile, own),
    }  # fmt: skip


def best(marks: Iterable[SeenMark]) -> str:
    """How well the best of `marks` can be read."""
    return min((_WORDS[mark.state] for mark in marks), key=_RANK.__getitem__, default=UNRECORDED)


def _is_own(mark: SeenMark, state: str) -> bool:
    """A legible mark this State struck itself, or another body for it."""
    return mark.occasion in OWN_OCCASIONS and mark.state is MarkState.PRESENT and mark.names in ("", state)


def _essential(numbers: list[SeenMark], essential: tuple[Component, ...]) -> str:
    """The unique mark on the part without which the weapon is none (ITI 10); else where it stands instead."""
    on_it = best(mark for mark in numbers if mark.component in essential)
    if on_it != UNRECORDED:
        return on_it
    legible = [mark.component for mark in numbers if mark.state is MarkState.PRESENT]
    if any(component in (Component.UNKNOWN, Component.OTHER) for component in legible):
        return "place_unknown"
    if legible:
        return "elsewhere"
    # A mark whose part nobody wrote down may be the one on the frame; one on another part says nothing about it.
    return best(mark for mark in numbers if mark.component in (Component.UNKNOWN, Component.OTHER))


def _maker(weapon: MarkedWeapon, profile: Profile) -> str:
    if weapon.maker_known and Content.MAKER in profile.read_from_weapon:
        return LEGIBLE
    return best(mark for mark in weapon.marks if mark.content is ContentKind.MAKER_STAMP)


def _country(weapon: MarkedWeapon, profile: Profile) -> str:
    """The country of manufacture on the weapon: a mark of its own, or any other mark of the maker that names it."""
    if weapon.country and Content.COUNTRY in profile.read_from_weapon:
        return LEGIBLE
    own = best(mark for mark in weapon.marks if mark.content is ContentKind.COUNTRY)
    if own == LEGIBLE or not weapon.country:
        return own
    of_maker = (Occasion.MANUFACTURE, Occasion.PROOF_HOUSE, Occasion.UNKNOWN)
    named = any(
        mark.names == weapon.country and mark.state is MarkState.PRESENT and mark.occasion in of_maker
        for mark in weapon.marks
    )
    return LEGIBLE if named else own


def _symbols(weapon: MarkedWeapon, number: str) -> str:
    """The alternative of 8(a): simple symbols with a code by which all States recognise the country of manufacture."""
    made = (Occasion.MANUFACTURE, Occasion.UNKNOWN)
    symbol = best(mark for mark in weapon.marks if mark.content is ContentKind.SYMBOL and mark.occasion in made)
    if symbol != LEGIBLE or number != LEGIBLE:
        return NONE
    return "complete" if weapon.country else "country_unknown"


def _readable(marks: tuple[SeenMark, ...], number: str) -> str:
    """The worst state among the marks that are there (ITI 7); `beside` = one cannot be read, a unique number can."""
    seen = {_WORDS[mark.state] for mark in marks} - {UNRECORDED}
    for bad in (ERASED, ILLEGIBLE, PARTIAL):
        if bad in seen:
            return "beside" if number == LEGIBLE else bad
    if LEGIBLE in seen:
        return LEGIBLE
    return NONE if seen else UNRECORDED


def _import_facts(weapon: MarkedWeapon) -> dict[Fact, str]:
    kinds = [
        mark for mark in weapon.marks if mark.content is ContentKind.IMPORT_MARK or mark.occasion is Occasion.IMPORT
    ]
    found = _named(kinds, weapon.state)
    # The column "country on the import mark" was read from the weapon by its very name.
    if found in (UNRECORDED, "unnamed") and weapon.import_country:
        found = "own" if weapon.import_country == weapon.state else "foreign"
    own = [mark for mark in kinds if mark.names in ("", weapon.state) and mark.state is MarkState.PRESENT]
    years = {mark.year_on_it for mark in own} - {None}
    year = YES if True in years else NO if years else UNKNOWN
    return {Fact.IMPORT_MARK: found, Fact.IMPORT_YEAR: year}


def _stock_marks(marks: tuple[SeenMark, ...]) -> list[SeenMark]:
    occasions = (Occasion.STATE_STOCK, Occasion.TRANSFER_FROM_STATE_STOCK)
    return [mark for mark in marks if mark.content is ContentKind.STOCK_MARK or mark.occasion in occasions]


def _named(marks: list[SeenMark], state: str) -> str:
    """own, foreign or unnamed for a legible mark by the State it names; else how well the best can be read."""
    names = {mark.names for mark in marks if mark.state is MarkState.PRESENT}
    if state in names and state:
        return "own"
    if "" in names:
        return "unnamed"
    return "foreign" if names else best(marks)


def _national_facts(weapon: MarkedWeapon, profile: Profile, own: list[SeenMark]) -> dict[Fact, str]:
    missing, unsure = contents_lacking(weapon, profile)
    parts_missing, parts_unsure = components_lacking(weapon, profile)
    return {
        Fact.MADE_HERE: UNKNOWN if not weapon.country else YES if weapon.country == weapon.state else NO,
        Fact.CONTENTS: _complete(bool(profile.contents), missing, unsure),
        Fact.COMPONENTS: _complete(bool(profile.components_of(weapon.family)), parts_missing, parts_unsure),
        Fact.DEPTH: _measured([mark.depth_mm for mark in own], profile.depth_mm),
        Fact.HEIGHT: _measured([mark.height_mm for mark in own], profile.height_mm),
        Fact.LETTERS: _letters(own, profile, weapon.state),
        Fact.CHARACTERS: _characters(own, profile, weapon.state),
    }


def _complete(asked: bool, missing: tuple[str, ...], unsure: tuple[str, ...]) -> str:
    if not asked:
        return "not_asked"
    return "missing" if missing else "unsure" if unsure else "complete"


def contents_lacking(weapon: MarkedWeapon, profile: Profile) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(missing, not recorded): what the profile wants the marks of manufacture to say and they do not."""
    kinds = {
        Content.SERIAL: ContentKind.SERIAL,
        Content.YEAR: ContentKind.YEAR,
        Content.MODEL: ContentKind.MODEL,
        Content.CALIBRE: ContentKind.CALIBRE,
    }
    found = {content: best(m for m in weapon.marks if m.content is kind) for content, kind in kinds.items()}
    found |= {Content.MAKER: _maker(weapon, profile), Content.COUNTRY: _country(weapon, profile)}
    return _lacking({content.value: found[content] for content in Content if content in profile.contents})


def components_lacking(weapon: MarkedWeapon, profile: Profile) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(missing, not recorded): parts that the profile wants marked and that bear no legible mark."""
    asked = profile.components_of(weapon.family)
    return _lacking({part.value: best(m for m in weapon.marks if m.component is part) for part in asked})


def _lacking(found: Mapping[str, str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    missing = tuple(name for name, state in found.items() if state in (ERASED, ILLEGIBLE, NONE))
    return missing, tuple(name for name, state in found.items() if state in (PARTIAL, UNRECORDED))


def _measured(values: list[float | None], least: float | None) -> str:
    known = [value for value in values if value is not None]
    if least is None:
        return "not_asked"
    if not known:
        return "unmeasured"
    return "too_little" if min(known) < least else "enough"


def _letters(own: list[SeenMark], profile: Profile, state: str) -> str:
    """Whether marks struck here bear the code letters of their occasion."""
    read = [mark for mark in own if mark.text]
    if not read:
        return NONE
    lacking = [mark for mark in read if profile.letters_of(mark.occasion, state).upper() not in mark.text.upper()]
    return NO if lacking else YES


def _characters(own: list[SeenMark], profile: Profile, state: str) -> str:
    """Whether numbers struck here are free of the signs the profile forbids; the code letters are left out of it."""
    read = [mark for mark in own if mark.text and mark.content is ContentKind.SERIAL]
    if not read or not profile.forbidden:
        return NONE
    texts = [mark.text.upper().replace(profile.letters_of(mark.occasion, state).upper(), "", 1) for mark in read]
    return NO if any(set(text) & profile.forbidden for text in texts) else YES
