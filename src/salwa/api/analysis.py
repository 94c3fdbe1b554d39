"""Counts of the register."""

from __future__ import annotations

from typing import Any, Literal

from django.http import HttpRequest
from ninja import Query, Router

from salwa.api.values import StrictModel
from salwa.domain.languages import Sentence, message
from salwa.domain.refusals import NotFound
from salwa.domain.weapons import ItemKind
from salwa.services.analysis.actions import bring_up_to_date
from salwa.services.analysis.queries import CountView, counts
from salwa.services.languages import spoken

router = Router(tags=["analysis"])
NOT_COUNTED = message("The register has not been counted yet.")
ASK_AGAIN = message("The count was begun; ask again in a minute.")
Counted = Literal["type", "maker", "country", "calibre", "year", "recovered", "marks"]


class CountQuery(StrictModel):
    """What kind of object is counted."""

    kind: Literal["weapon", "part", "ammunition", "other"] = "weapon"


class CountRow(StrictModel):
    """One entry: `share` (0 to 1) among the known ones; null, with `known` false, for what is not known."""

    code: str
    name: str
    count: int
    known: bool
    share: float | None


class CountAnswer(StrictModel):
    """One count with its finding, its source, and the moment its figures stand for (ISO 8601)."""

    by: str
    kind: str
    finding: str
    total: int
    known: int
    rows: list[CountRow]
    source: str
    as_of: str


@router.get("/counts/{by}", response=CountAnswer)
def count_by(request: HttpRequest, by: Counted, query: Query[CountQuery]) -> dict[str, Any]:
    """Count the register's records by type, maker, country, calibre, year or state of marks. Unknown is not zero."""
    user = request.auth  # type: ignore[attr-defined]
    bring_up_to_date(acting_user=user)
    view = counts(acting_user=user, by=by, kind=ItemKind(query.kind))
    if view is None:
        raise NotFound("not_counted", Sentence(NOT_COUNTED), remedy=Sentence(ASK_AGAIN))
    return _told(view)


def _told(view: CountView) -> dict[str, Any]:
    return {
        "by": view.table.by.value,
        "kind": view.kind.value,
        "finding": spoken(view.says),
        "total": view.table.total,
        "known": view.table.known,
        "rows": [
            {"code": row.bar.code, "name": row.name, "count": row.bar.count, "known": row.bar.known, "share": row.share}
            for row in view.rows
        ],
        "source": view.origin.register,
        "as_of": view.origin.as_of.isoformat(),
    }
