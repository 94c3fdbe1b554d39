"""States: Member States, observers, other areas and historic States, their names and regional groups."""

from salwa.domain.states.groups import GROUP_SIZES, group_of, members_by_group, wrong_group_sizes
from salwa.domain.states.states import HistoricState, RegionalGroup, State, StateName

__all__ = [
    "GROUP_SIZES",
    "HistoricState",
    "RegionalGroup",
    "State",
    "StateName",
    "group_of",
    "members_by_group",
    "wrong_group_sizes",
]
