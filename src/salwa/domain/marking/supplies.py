"""What runs out when: consumables, fuel, transport and allowances of a campaign against its pace."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from math import ceil, floor

from salwa.domain.marking.forecast import Calendar


@dataclass(frozen=True, slots=True)
class Supply:
    """A stock and how it is used up: `in_stock`, use `per_weapon` and `per_team_day`, in the same measure."""

    in_stock: float
    per_weapon: float = 0.0
    per_team_day: float = 0.0


@dataclass(frozen=True, slots=True)
class Outlook:
    """`a_day` used on a working day; `needed` until the end; `short` of it (0 = enough); the last day it is enough for.

    `lasts_until` is None when it runs out before the first day, or when nothing is used; `lasts` tells which:
    never (nothing is used), enough, until (a day), or out (already).
    """

    a_day: float
    needed: float
    short: float
    lasts: str
    lasts_until: date | None
    runs_out_on: date | None


def outlook(supply: Supply, remaining: int, rate: float, *, teams: int, calendar: Calendar, begin: date) -> Outlook:
    """How far `supply` reaches when `remaining` weapons are done at `rate` a working day by `teams` from `begin` on."""
    a_day = supply.per_weapon * rate + supply.per_team_day * teams
    days = ceil(remaining / rate - 1e-9) if rate > 0 else 0
    needed = supply.per_weapon * remaining + supply.per_team_day * teams * days
    short = max(0.0, needed - supply.in_stock)
    if a_day <= 0 or remaining <= 0:
        return Outlook(a_day, needed, short, "never", None, None)
    if short <= 1e-9:
        return Outlook(a_day, needed, 0.0, "enough", None, None)
    whole = floor(supply.in_stock / a_day + 1e-9)
    last = calendar.after(begin, whole) if whole else None
    return Outlook(a_day, needed, short, "until" if whole else "out", last, calendar.after(begin, whole + 1))
