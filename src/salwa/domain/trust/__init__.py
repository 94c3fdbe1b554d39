"""Whose keys are trusted, since when and until when. Rules and values; no cryptography, no database, no clock."""

from salwa.domain.trust.standing import KeyFault, KeyStatus, Standing

__all__ = ["KeyFault", "KeyStatus", "Standing"]
