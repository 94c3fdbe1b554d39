"""The picture of a campaign's progress and its table, made on the server like the pictures of counts."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext, ngettext

from salwa.domain.analysis.charts import Look, ShownBar, Words, bar_chart
from salwa.domain.sheets import escaped
from salwa.services.analysis.downloads import FORMATS, Download
from salwa.services.analysis.pictures import drawn, look_of
from salwa.services.analysis.queries import register_name
from salwa.services.audit.actions import write_entry
from salwa.services.marking.progress import CampaignView, DayLine, view_campaign
from salwa.storage.accounts.models import User

# Up to so many working days each has its bar; longer campaigns are drawn by week.
MOST_BARS = 20
COLUMNS = ("day", "team", "marked", "campaign", "as_of", "source")


def progress_picture(*, acting_user: User, campaign_id: int, scheme: str, width: str) -> bytes:
    """Weapons marked by day or week as SVG, as it stands in the page. Raises `NotPermitted` and `NotFound`."""
    view = view_campaign(acting_user=acting_user, campaign_id=campaign_id)
    return _svg(view, look_of(scheme=scheme, width=width, titled=False))


def download_progress(*, acting_user: User, campaign_id: int, suffix: str) -> Download:
    """The progress as csv or svg. In order: permit, make, audit."""
    view = view_campaign(acting_user=acting_user, campaign_id=campaign_id)
    content = _table(view) if suffix == "csv" else _svg(view, look_of(scheme="paper"))
    with transaction.atomic():
        write_entry(
            acting_user=acting_user,
            action="marking.progress_downloaded",
            object_kind="marking_campaign",
            object_id=campaign_id,
            details={"format": suffix},
        )
    name = f"marking-campaign-{campaign_id}-{view.as_of.date().isoformat()}.{suffix}"
    return Download(name, FORMATS[suffix], content)


def finding(view: CampaignView) -> str:
    """The picture's finding in one sentence."""
    return gettext("{done} of {total} weapons are marked.").format(
        done=number_format(view.line.done, force_grouping=True),
        total=number_format(view.line.total, force_grouping=True),
    )


def bars_of(days: Sequence[DayLine]) -> list[ShownBar]:
    """One bar a day, idle days between included, or one a week when there are many."""
    if not days:
        return []
    by_week = (days[-1].day - days[0].day).days >= MOST_BARS
    counts: dict[date, int] = {}
    for one in days:
        start = one.day - timedelta(one.day.weekday()) if by_week else one.day
        counts[start] = counts.get(start, 0) + one.done
    step = timedelta(7 if by_week else 1)
    place, last, bars = min(counts), max(counts), []
    while place <= last:
        count = counts.get(place, 0)
        shown = number_format(count, force_grouping=True)
        # Isolated, so that the day stays in one piece inside Arabic pictures.
        bars.append(ShownBar(f"\u2066{place.isoformat()}\u2069", count, shown, known=True))
        place += step
    return bars[-60:]


def _svg(view: CampaignView, look: Look) -> bytes:
    bars = bars_of(view.days)
    weekly = len(view.days) > 1 and (view.days[-1].day - view.days[0].day).days >= MOST_BARS
    measure = gettext("Weapons marked, by week from its Monday on") if weekly else gettext("Weapons marked, by day")
    at = timezone.localtime(view.as_of).strftime("%Y-%m-%d %H:%M")
    source = gettext("Source: weapons register of {register}, as of {at}.").format(
        register=f"\u2068{register_name()}\u2069", at=f"\u2066{at}\u2069"
    )
    days = ngettext("%(count)d day of work", "%(count)d days of work", len(view.days)) % {"count": len(view.days)}
    specification = bar_chart(bars, Words(finding(view), f"{measure} · {days}", source), look)
    return drawn(specification, look.palette)


def _table(view: CampaignView) -> bytes:
    """One row a day and team, UTF-8 with byte order mark."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    at, source = view.as_of.isoformat(timespec="seconds"), register_name()
    for one in view.days:
        for team, count in one.teams:
            writer.writerow([one.day.isoformat(), escaped(team), count, escaped(view.line.name), at, escaped(source)])
    return ("\ufeff" + out.getvalue()).encode()
