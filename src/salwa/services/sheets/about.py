"""What every file that leaves the register says of itself: source, moment, reason, number of records, confidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils import timezone

from salwa.domain.languages import Sentence, message
from salwa.services.languages import spoken
from salwa.services.weapons.names import name_of
from salwa.storage.accounts.models import User

SOURCE = message("Source")
AS_OF = message("As of")
MADE_BY = message("Made by")
PURPOSE = message("Purpose")
RECORDS = message("Number of records")
CONTENT = message("What this file holds")
TERMS = message("Confidential")
LICENCE = message("Terms of use")
CONFIDENTIAL = message(
    "For official use. Release only to designated persons, to the extent needed, for the purpose named here; "
    "no further release without the consent of the authority that keeps this register (ITI 15)."
)
NOT_OPEN = message("No public licence: these are records of a State. Cite the source and the moment when you use them.")


@dataclass(frozen=True, slots=True)
class About:
    """The facts a file carries about itself; `records` None while they are still being counted."""

    source: str
    as_of: datetime
    made_by: str
    purpose: str
    content: tuple[Sentence, ...]
    records: int | None = None

    def lines(self) -> list[tuple[str, str]]:
        """(label, text) in the active language."""
        shown = timezone.localtime(self.as_of).strftime("%Y-%m-%d %H:%M %Z")
        pairs: Sequence[tuple[str, str]] = [
            (SOURCE, self.source),
            (AS_OF, shown),
            (MADE_BY, self.made_by),
            (PURPOSE, self.purpose),
            (CONTENT, " ".join(spoken(one) for one in self.content)),
            (RECORDS, "" if self.records is None else str(self.records)),
            (TERMS, spoken(Sentence(CONFIDENTIAL))),
            (LICENCE, spoken(Sentence(NOT_OPEN))),
        ]
        return [(spoken(Sentence(label)), text) for label, text in pairs]


def about_of(user: User, purpose: str, content: Sequence[Sentence], records: int | None) -> About:
    """The facts of a file made now by `user`."""
    return About(register_name(), timezone.now(), str(user), purpose, tuple(content), records)


def register_name() -> str:
    """Name of this register in the active language: the installation's own, else that of its State."""
    state = settings.SALWA["state"]
    return str(settings.SALWA["installation_name"] or (name_of("country", state) if state else "") or "Salwa")
