"""The regional groups: who is in which, and the sizes a list of Member States must have to be complete."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from salwa.domain.states.states import RegionalGroup, State

# 193 Member States since 2011 (South Sudan); a change here is an admission, a name change is not.
GROUP_SIZES: Mapping[RegionalGroup, int] = {
    RegionalGroup.AFRICAN: 54,
    RegionalGroup.ASIA_PACIFIC: 54,
    RegionalGroup.EASTERN_EUROPEAN: 23,
    RegionalGroup.LATIN_AMERICAN_AND_CARIBBEAN: 33,
    RegionalGroup.WESTERN_EUROPEAN_AND_OTHERS: 29,
}


def members_by_group(states: Iterable[State]) -> dict[RegionalGroup, tuple[State, ...]]:
    """Member States of each group in the order given; every group is there, observers and areas are not."""
    members = [state for state in states if state.member]
    return {group: tuple(state for state in members if state.group is group) for group in RegionalGroup}


def wrong_group_sizes(states: Iterable[State]) -> dict[RegionalGroup, tuple[int, int]]:
    """Groups whose number of members is not what it must be: (found, expected). Empty when the list is complete."""
    found = members_by_group(states)
    return {
        group: (len(found[group]), expected) for group, expected in GROUP_SIZES.items() if len(found[group]) != expected
    }


def group_of(code: str, states: Iterable[State]) -> RegionalGroup | None:
    """Regional group of a State by its alpha-3 code; None for an observer, an area or an unknown code."""
    return next((state.group for state in states if state.code == code and state.member), None)
