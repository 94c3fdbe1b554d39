"""The five regional groups of Member States, and the sizes a list of Member States must have to be complete."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from enum import StrEnum

from salwa.domain.languages import message


class RegionalGroup(StrEnum):
    """The regional groups of the United Nations, by their usual abbreviations (key `group` of the reference data)."""

    AFRICAN = "AG"
    ASIA_PACIFIC = "APG"
    EASTERN_EUROPEAN = "EEG"
    LATIN_AMERICAN_AND_CARIBBEAN = "GRULAC"
    WESTERN_EUROPEAN_AND_OTHERS = "WEOG"

    @property
    def english(self) -> str:
        """English name, marked for the catalogues."""
        return _NAMES[self]


_NAMES: Mapping[RegionalGroup, str] = {
    RegionalGroup.AFRICAN: message("African Group"),
    RegionalGroup.ASIA_PACIFIC: message("Asia-Pacific Group"),
    RegionalGroup.EASTERN_EUROPEAN: message("Eastern European Group"),
    RegionalGroup.LATIN_AMERICAN_AND_CARIBBEAN: message("Latin American and Caribbean Group"),
    RegionalGroup.WESTERN_EUROPEAN_AND_OTHERS: message("Western European and Others Group"),
}

# Unchanged since 2011 (South Sudan). Observers and areas are in no group and never counted in reporting rates.
GROUP_SIZES: Mapping[RegionalGroup, int] = {
    RegionalGroup.AFRICAN: 54,
    RegionalGroup.ASIA_PACIFIC: 54,
    RegionalGroup.EASTERN_EUROPEAN: 23,
    RegionalGroup.LATIN_AMERICAN_AND_CARIBBEAN: 33,
    RegionalGroup.WESTERN_EUROPEAN_AND_OTHERS: 29,
}
MEMBER_STATES = sum(GROUP_SIZES.values())


def wrong_group_sizes(groups: Iterable[str]) -> dict[RegionalGroup, tuple[int, int]]:
    """Given the group of every Member State: groups of the wrong size as (found, expected); empty when complete.

    A text that is no group counts for none, and so shows as a member missing elsewhere.
    """
    found = Counter(groups)
    return {group: (found[group], size) for group, size in GROUP_SIZES.items() if found[group] != size}
