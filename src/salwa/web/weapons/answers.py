"""An answer of the search as plain values: kept in the session, shown by the template in any language."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from salwa.domain.languages import Sentence
from salwa.domain.marks.matching.verdict import VERDICTS, Verdict
from salwa.domain.weapons.alignment import Agreement, aligned
from salwa.services.search.find import FindResult, FoundWeapon

# Fields of the register that describe a candidate in one line.
LINE = ("maker", "model", "calibre", "year")


def plain_answer(asked: dict[str, str], purpose: str, result: FindResult) -> dict[str, Any]:
    """The whole answer: sentences as {template, values}, numbers as numbers."""
    return {
        "asked": asked,
        "purpose": purpose,
        "at": timezone.localtime().strftime("%Y-%m-%d %H:%M"),
        "verdict": result.verdict.value,
        "verdict_sentence": _plain(Sentence(VERDICTS[result.verdict])),
        "absent": result.absent,
        "matching": result.matching,
        "considered": result.considered,
        "would_decide": _plain(result.would_decide) if result.would_decide else None,
        "understood": [_plain(reason) for reason in result.reading.reasons()],
        "candidates": [_candidate(asked, one) for one in result.candidates],
        "method": result.method,
        "milliseconds": round(result.milliseconds, 1),
        "left": result.left,
    }


def _plain(sentence: Sentence) -> dict[str, Any]:
    return sentence.kept()


def _candidate(asked: dict[str, str], one: FoundWeapon) -> dict[str, Any]:
    serial = one.marks["serial"].text if "serial" in one.marks else ""
    return {
        "weapon": one.weapon,
        "verdict": one.verdict.value,
        "sure": one.verdict in {Verdict.IDENTIFIED, Verdict.PROBABLE},
        "probability": one.probability,
        "width": round(one.probability * 100, 1),
        "serial": serial,
        "line": [one.marks[name].shown() for name in LINE if name in one.marks and not one.marks[name].silent()],
        "places": _runs(asked.get("serial", ""), serial),
        "reasons": [
            {"bearing": reason.bearing.value, "field": reason.field, "sentence": _plain(reason.sentence)}
            for reason in one.reasons
        ],
    }


def _runs(asked: str, recorded: str) -> list[dict[str, str]]:
    """The alignment as runs of equal agreement, so that each difference is one underlined piece."""
    runs: list[dict[str, str]] = []
    if not asked.strip() or not recorded.strip():
        return runs
    for place in aligned(asked, recorded):
        if runs and runs[-1]["agreement"] == place.agreement.value:
            runs[-1]["asked"] += place.asked
            runs[-1]["recorded"] += place.recorded
        else:
            runs.append({"asked": place.asked, "recorded": place.recorded, "agreement": place.agreement.value})
    return runs if any(run["agreement"] != Agreement.SAME.value for run in runs) else runs[:1]
