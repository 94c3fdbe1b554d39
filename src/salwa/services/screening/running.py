"""The work itself: screening a list row by row, and listing the weapons recorded twice."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from itertools import count
from typing import Any

from django.utils import timezone

from salwa.domain.marks.matching.verdict import Verdict
from salwa.domain.refusals import Refusal
from salwa.services.screening.reading import ListedWeapon, read_list
from salwa.services.screening.results import plain_reason, plain_sentence, results_folder, write_results
from salwa.services.search.duplicates import DuplicatePair, find_duplicates
from salwa.services.search.screen import ScreenedRow, screen_list
from salwa.storage.accounts.models import User
from salwa.storage.register.models import DuplicatesList, Screening

# The page lists the most probable pairs; the command `salwa weapons duplicates` writes all of them.
MOST_PAIRS = 10_000
FIELDS = ("serial", "maker", "model", "calibre", "type", "country", "year")


def run(screening_id: int) -> None:
    """Screen the list of `screening_id` as the person who sent it; a refusal is kept with the screening."""
    screening = Screening.objects.get(pk=screening_id)
    rows = Screening.objects.filter(pk=screening_id)
    rows.update(status="running", started_at=timezone.now())
    try:
        listed = read_list(screening.stored_file, screening.file_name).rows
        result = screen_list(
            acting_user=User.objects.get(pk=screening.created_by_id),
            rows=[one.asked for one in listed],
            purpose=screening.purpose,
            progress=lambda done, total: _tell(screening_id, done, total),
        )
    except Refusal as refusal:
        told = {"sentence": plain_sentence(refusal.sentence), "remedy": plain_sentence(refusal.remedy)}
        rows.update(status="failed", failure=refusal.sentence.english(), summary={**screening.summary, "refusal": told})
        return
    name = write_results(_plain(one, found) for one, found in zip(listed, result.rows, strict=True))
    summary = {"columns": screening.summary["columns"], "counts": result.counts, "method": result.method}
    rows.update(status="finished", finished_at=timezone.now(), rows_done=len(listed), result_file=name, summary=summary)


def _tell(screening_id: int, done: int, total: int) -> None:
    Screening.objects.filter(pk=screening_id).update(rows_done=done, rows_total=total)


def _plain(listed: ListedWeapon, found: ScreenedRow) -> dict[str, Any]:
    row: dict[str, Any] = {
        "row": listed.row,
        "name": listed.name,
        "asked": listed.asked.typed(),
        "verdict": found.verdict.value,
    }
    if found.verdict is Verdict.NOT_FOUND:
        return row
    return row | {
        "weapon": found.weapon,
        "probability": found.probability,
        "others": list(found.others),
        "reasons": [plain_reason(reason) for reason in found.reasons],
        "would_decide": plain_sentence(found.would_decide),
    }


def list_duplicates(listing_id: int) -> None:
    """Make the list of weapons recorded twice that `listing_id` asked for; the most probable pairs first."""
    listing = DuplicatesList.objects.get(pk=listing_id)
    rows = DuplicatesList.objects.filter(pk=listing_id)
    as_of = timezone.now()
    try:
        pairs = find_duplicates(acting_user=User.objects.get(pk=listing.requested_by_id))
        total, best = _best(pairs)
    except Refusal as refusal:
        rows.update(failure=refusal.sentence.english())
        return
    name = write_results(_plain_pair(pair) for pair in best)
    rows.update(as_of=as_of, pairs=total, result_file=name)
    for old in DuplicatesList.objects.exclude(pk=listing_id):
        if old.result_file:
            (results_folder() / old.result_file).unlink(missing_ok=True)
        old.delete()


def _best(pairs: Iterator[DuplicatePair]) -> tuple[int, list[DuplicatePair]]:
    counter = count()
    best = heapq.nlargest(MOST_PAIRS, ((pair.probability, -next(counter), pair) for pair in pairs))
    return next(counter), [pair for _, _, pair in best]


def _plain_pair(pair: DuplicatePair) -> dict[str, Any]:
    return {
        "weapons": list(pair.weapons),
        "probability": pair.probability,
        "reasons": [plain_reason(reason) for reason in pair.reasons],
        "marks": [
            {name: marks[name].shown() for name in FIELDS if name in marks and not marks[name].silent()}
            for marks in pair.marks
        ],
    }
