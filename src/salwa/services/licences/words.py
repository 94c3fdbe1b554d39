"""The words under which authorisations are found: their number, contract and parties. Derived and made anew."""

from __future__ import annotations

from salwa.domain.holders import search_words
from salwa.domain.weapons import HolderKind
from salwa.storage.register.models import Licence, LicenceParty, LicenceWord


def names_of(licence: Licence) -> list[tuple[str, str]]:
    """(role, name) of the applicant and the parties; persons are sealed and have none."""
    rows = LicenceParty.objects.filter(licence=licence, ended_at=None).select_related("holder")
    named = [(row.role, row.holder.name if row.holder else row.name) for row in rows]
    applicant = licence.applicant
    if applicant.kind != HolderKind.PERSON.value:
        named.append(("applicant", applicant.name))
    return [(role, name) for role, name in named if name.strip()]


def keep_words(licence: Licence) -> None:
    """Make the words of one authorisation anew, in the caller's transaction."""
    texts = [licence.number, licence.contract, *(name for _, name in names_of(licence))]
    words = frozenset().union(*(search_words(text) for text in texts))
    LicenceWord.objects.filter(licence=licence).exclude(word__in=words).delete()
    LicenceWord.objects.bulk_create(
        [LicenceWord(licence=licence, word=word) for word in sorted(words)], ignore_conflicts=True
    )
