"""The words under which authorisations are found: their number, contract and parties. Derived and made anew."""

from __future__ import annotations

from collections.abc import Sequence

from salwa.domain.holders import search_words
from salwa.storage.register.models import Licence, LicenceParty, LicenceWord


def names_of(licence: Licence) -> list[tuple[str, str]]:
    """(role, name) of the parties and the applicant; persons are sealed and have none."""
    return names_of_all([licence])[licence.pk]


def names_of_all(rows: Sequence[Licence]) -> dict[int, list[tuple[str, str]]]:
    """The names of many authorisations (with their applicants loaded), by their ids."""
    found: dict[int, list[tuple[str, str]]] = {row.pk: [] for row in rows}
    parties = LicenceParty.objects.filter(licence__in=found, ended_at=None).select_related("holder").order_by("pk")
    for party in parties:
        name = party.holder.name if party.holder else party.name
        found[party.licence_id].append((party.role, name))
    for row in rows:
        # The name of a person is empty here.
        found[row.pk].append(("applicant", row.applicant.name))
    return {number: [(role, name) for role, name in named if name.strip()] for number, named in found.items()}


def keep_words(licence: Licence) -> None:
    """Make the words of one authorisation anew, in the caller's transaction."""
    texts = [licence.number, licence.contract, *(name for _, name in names_of(licence))]
    words = frozenset().union(*(search_words(text) for text in texts))
    LicenceWord.objects.filter(licence=licence).exclude(word__in=words).delete()
    LicenceWord.objects.bulk_create(
        [LicenceWord(licence=licence, word=word) for word in sorted(words)], ignore_conflicts=True
    )
