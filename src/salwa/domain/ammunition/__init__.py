"""Ammunition by lot: movements, balances, what does not fit (PoA II.17; ammunition itself is guided by the IATG)."""

from salwa.domain.ammunition.balance import Balance, Movement, MovementKind, balance_of, balance_on
from salwa.domain.ammunition.lists import Condition, HazardDivision

__all__ = [
    "Balance",
    "Condition",
    "HazardDivision",
    "Movement",
    "MovementKind",
    "balance_of",
    "balance_on",
]
