"""The words under which holders are found, kept beside them: derived, and made anew whenever a name changes."""

from __future__ import annotations

from django.db import connection
from django.db.models import Q

from salwa.domain.holders import search_words
from salwa.storage.register.models import Holder, HolderWord


def keep_words(holder: Holder) -> None:
    """Make the words of one holder's name and reference anew, in the caller's transaction."""
    words = search_words(f"{holder.name} {holder.reference}")
    HolderWord.objects.filter(holder=holder).exclude(word__in=words).delete()
    HolderWord.objects.bulk_create(
        [HolderWord(holder=holder, word=word) for word in sorted(words)], ignore_conflicts=True
    )


def begins_with(field: str, word: str) -> Q:
    """The condition that `field` begins with `word`, so written that each engine uses its index."""
    if connection.vendor == "postgresql":
        return Q(**{f"{field}__startswith": word})
    return Q(**{f"{field}__gte": word, f"{field}__lt": word + chr(0x10FFFF)})
