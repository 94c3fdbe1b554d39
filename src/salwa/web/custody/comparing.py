"""Two versions of an entry side by side: what counts now, and what somebody else wrote at the same time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from salwa.domain.custody.days import written_day
from salwa.services.custody.shown import EntryShown
from salwa.services.custody.values import LifeEntry
from salwa.services.weapons.names import name_of
from salwa.web.frame import words


@dataclass(frozen=True, slots=True)
class Compared:
    """One field of both versions; `differs` where they do not say the same."""

    label: str | Promise
    counting: str
    mine: str

    @property
    def differs(self) -> bool:
        """Whether the two say something else."""
        return self.counting != self.mine


def compared(counting: EntryShown, mine: LifeEntry, typed: Mapping[str, str]) -> tuple[Compared, ...]:
    """The fields that either version says something in; `typed` are givers and receivers as the loser wrote them."""
    rows = (
        Compared(_("What happened"), words.said("event", counting.kind), words.said("event", mine.kind.value)),
        Compared(_("When"), written_day(counting.date, counting.precision), written_day(mine.day, mine.precision)),
        Compared(_("From whom"), _side(counting, "giver"), typed.get("giver", "").strip()),
        Compared(_("To whom"), _side(counting, "receiver"), typed.get("receiver", "").strip()),
        Compared(_("State"), counting.country_name, name_of("country", mine.country) if mine.country else ""),
        Compared(_("Where"), counting.place, mine.place),
        Compared(_("Case"), counting.incident, mine.incident),
        Compared(_("Document"), counting.document, mine.document),
        Compared(_("Note"), counting.note, mine.note),
    )
    return tuple(row for row in rows if row.counting or row.mine)


def _side(entry: EntryShown, side: str) -> str:
    holder = getattr(entry, side)
    return holder.label if holder else str(getattr(entry, f"{side}_text"))
