"""Figures of tracing as files to take away: tables 5.1 to 5.3, the data profile, and SDMX-CSV. Each is in the log."""

from __future__ import annotations

import csv
import io

from django.db import transaction

from salwa.domain.analysis.charts import ShownBar, Words, bar_chart
from salwa.domain.indicators import NINE, Figure
from salwa.domain.indicators.sdmx import Provenance, sdmx_csv
from salwa.domain.indicators.words import LINES, NO_OUTCOME
from salwa.domain.languages import Listed, Sentence, message
from salwa.domain.refusals import NotFound
from salwa.domain.sheets import escaped
from salwa.domain.tracing import Circumstance
from salwa.services.analysis.downloads import Download
from salwa.services.analysis.pictures import drawn, look_of
from salwa.services.audit.actions import write_entry
from salwa.services.indicators.files import area_of
from salwa.services.indicators.permissions import check_may_read_figures
from salwa.services.indicators.queries import OwnFigures, own_figures
from salwa.services.indicators.workbook import tables_workbook
from salwa.services.languages import spoken
from salwa.storage.accounts.models import User

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Kind of file -> its media type and the end of its name.
FORMATS = {
    "xlsx": (XLSX, "tables-5.xlsx"),
    "csv": ("text/csv; charset=utf-8", "outcomes.csv"),
    "sdmx": ("text/csv; charset=utf-8", "VC_ARM_SZTRACE.csv"),
}
COLUMNS = ("state", "year", "circumstance", "line", "weapons", "as_of", "source")
NO_SUCH_FORMAT = message("The figures are not made as {format}.")
CHOOSE_FORMAT = message("Choose one of: {formats}.")
# The method that the series follows; the other readings stand on the page.
SERIES_METHOD = "statistical-practice"
PICTURE_TITLE = message("Outcomes of tracing, arms seized, {year}")
NATIONAL_SOURCE = message("National register of {register}")


def download_figures(*, acting_user: User, year: int, suffix: str) -> Download:
    """The figures of one year as xlsx, csv or sdmx. In order: permit, make, audit."""
    check_may_read_figures(acting_user)
    if suffix not in FORMATS:
        remedy = Sentence(CHOOSE_FORMAT, {"formats": Listed(FORMATS)})
        raise NotFound("no_such_format", Sentence(NO_SUCH_FORMAT, {"format": suffix}), remedy=remedy)
    found = own_figures(acting_user=acting_user, year=year)
    content = _MAKERS[suffix](found)
    with transaction.atomic():
        write_entry(
            acting_user=acting_user,
            action="indicators.downloaded",
            object_kind="figures",
            object_id=year,
            details={"format": suffix, "weapons": found.weapons},
        )
    media_type, end = FORMATS[suffix]
    return Download(f"{found.state}-{year}-{end}", media_type, content)


def outcomes_csv(found: OwnFigures) -> bytes:
    """The data profile: one row for a circumstance and a line, codes of closed lists, UTF-8 with byte order mark.

    An empty line: weapons whose case was closed without an outcome. An empty circumstance: not classified yet.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    ends = (found.as_of.isoformat(timespec="seconds"), escaped(found.register))
    for how in Circumstance:
        for line, weapons in [*found.table[how].items(), ("", found.no_outcome[how])]:
            writer.writerow((found.state, found.year, how.value, str(line), weapons, *ends))
    writer.writerow((found.state, found.year, "", "", found.not_classified, *ends))
    return ("\ufeff" + out.getvalue()).encode()


def series_csv(found: OwnFigures) -> bytes:
    """The value of the year as SDMX-CSV: reported nationally, with method and numbers in its comment."""
    chosen: list[Figure] = [one for one in found.shares if one.method == SERIES_METHOD]
    source = Sentence(NATIONAL_SOURCE, {"register": found.register}).english()
    made = found.as_of.isoformat(timespec="seconds")
    return sdmx_csv(chosen, Provenance(source=escaped(source), reporting="N", made=made), area_of).encode()


def picture_of_outcomes(*, acting_user: User, year: int, scheme: str, width: str) -> bytes:
    """Bars of the nine lines for arms seized, as SVG; what has no outcome is hatched."""
    found = own_figures(acting_user=acting_user, year=year)
    counts = found.table[Circumstance.SEIZED]
    bars = [ShownBar(_named(line.value, LINES[line]), counts[line], str(counts[line]), known=True) for line in NINE]
    missing = found.no_outcome[Circumstance.SEIZED]
    bars.append(ShownBar(spoken(Sentence(NO_OUTCOME)), missing, str(missing), known=False))
    title = spoken(Sentence(PICTURE_TITLE, {"year": year}))
    look = look_of(scheme=scheme, width=width, titled=False)
    return drawn(bar_chart(bars, Words(title=title, subtitle="", source=""), look), look.palette)


def _named(line: str, words: str) -> str:
    """Line and words; the number stands in an isolate, so that it never turns round."""
    return f"\u2066{line}\u2069 {spoken(Sentence(words))}"


_MAKERS = {"xlsx": tables_workbook, "csv": outcomes_csv, "sdmx": series_csv}
