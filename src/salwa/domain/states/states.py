"""What the system knows of a State: codes, names in the six languages, regional group, memberships."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from salwa.domain.languages import message


class RegionalGroup(StrEnum):
    """The five regional groups of Member States of the United Nations, by their usual abbreviations."""

    AFRICAN = "AG"
    ASIA_PACIFIC = "APG"
    EASTERN_EUROPEAN = "EEG"
    LATIN_AMERICAN_AND_CARIBBEAN = "GRULAC"
    WESTERN_EUROPEAN_AND_OTHERS = "WEOG"

    @property
    def english(self) -> str:
        """English name, marked for the catalogues."""
        return _TITLES[self]


_TITLES: Mapping[RegionalGroup, str] = {
    RegionalGroup.AFRICAN: message("African Group"),
    RegionalGroup.ASIA_PACIFIC: message("Asia-Pacific Group"),
    RegionalGroup.EASTERN_EUROPEAN: message("Eastern European Group"),
    RegionalGroup.LATIN_AMERICAN_AND_CARIBBEAN: message("Latin American and Caribbean Group"),
    RegionalGroup.WESTERN_EUROPEAN_AND_OTHERS: message("Western European and Others Group"),
}


@dataclass(frozen=True, slots=True)
class StateName:
    """A name in one language: short as in lists ("Albania"), formal as in treaties, None where there is none."""

    short: str
    formal: str | None = None


@dataclass(frozen=True, slots=True)
class State:
    """A Member State, an observer State or another area with an ISO 3166 code.

    `code`, `iso2`: ISO 3166-1 alpha-3 and alpha-2. `m49`: United Nations numeric code. `names`: by language code,
    all six. `group`: of Member States only. `memberships`: codes of organizations and lists (EU, ECOWAS, LDC ...).
    `under`: code of the State whose point of contact (ITI 25) answers for the area.
    """

    code: str
    iso2: str
    member: bool
    names: Mapping[str, StateName]
    m49: int | None = None
    observer: bool = False
    group: RegionalGroup | None = None
    memberships: frozenset[str] = frozenset()
    aliases: tuple[str, ...] = ()
    under: str | None = None


@dataclass(frozen=True, slots=True)
class HistoricState:
    """A State that is no more. `successors`: codes of today's States to ask, the likeliest first."""

    code: str
    names: Mapping[str, StateName]
    years: tuple[int, int]
    successors: tuple[str, ...]
    aliases: tuple[str, ...] = ()
