"""Who holds weapons: names found again in any script, and which holders lie under which."""

from salwa.domain.holders.names import asked_words, folded_name, search_words
from salwa.domain.holders.places import may_lie_under

__all__ = ["asked_words", "folded_name", "may_lie_under", "search_words"]
