"""States: the regional groups of Member States. The State itself is a record of the reference book."""

from salwa.domain.states.groups import GROUP_SIZES, MEMBER_STATES, RegionalGroup, wrong_group_sizes

__all__ = ["GROUP_SIZES", "MEMBER_STATES", "RegionalGroup", "wrong_group_sizes"]
