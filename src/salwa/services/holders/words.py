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


def index_forgotten(most: int = 5_000) -> int:
    """Make the words of holders that have none (imported or exchanged without them); returns how many got some."""
    rows = Holder.objects.filter(words=None).exclude(name="", reference="").order_by("pk")[:most]
    found = [
        HolderWord(holder=row, word=word)
        for row in rows
        for word in sorted(search_words(f"{row.name} {row.reference}"))
    ]
    HolderWord.objects.bulk_create(found, ignore_conflicts=True, batch_size=400)
    return len({one.holder_id for one in found})


def begins_with(field: str, word: str) -> Q:
    """The condition that `field` begins with `word`, so written that each engine uses its index."""
    if connection.vendor == "postgresql":
        return Q(**{f"{field}__startswith": word})
    return Q(**{f"{field}__gte": word, f"{field}__lt": word + chr(0x10FFFF)})
