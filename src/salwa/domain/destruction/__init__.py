"""Destruction of weapons: methods, and the fingerprint of what a record lists (PoA II.16, II.19; MOSAIC 05.50)."""

from salwa.domain.destruction.methods import METHODS_OF_REPORT, Method
from salwa.domain.destruction.record import DestructionState, fingerprint_of_list

__all__ = ["METHODS_OF_REPORT", "DestructionState", "Method", "fingerprint_of_list"]
