"""Findings of a case: what can only be a slip is refused with its field."""

from datetime import date

import pytest

from salwa.domain.refusals import Refusal
from salwa.domain.tracing import Diversion, Established, LastLawful, Outcome, OutcomeFound
from salwa.domain.tracing.findings import check_found, kind_of, values_of

pytestmark = pytest.mark.one_engine

STATES = {"KEN", "BRA"}
SEIZED = (date(2026, 3, 1), "month")


def check(found):
    check_found(found, states=STATES, seized=SEIZED)


@pytest.mark.parametrize(
    ("found", "code", "field"),
    [
        (LastLawful("XYZ"), "no_such_state", "state"),
        (LastLawful(document="L 1"), "finding_says_nothing", "state"),
        (LastLawful("KEN", date(2026, 4, 1)), "after_the_seizure", "day"),
        (Diversion(how="A report."), "finding_says_nothing", "state"),
        (Diversion("KEN"), "how_missing", "how"),
        (Diversion("KEN", date(2027, 1, 1), how="A report."), "after_the_seizure", "day"),
    ],
)
def test_slips_are_refused(found, code, field):
    with pytest.raises(Refusal) as refused:
        check(found)
    assert (refused.value.code, refused.value.where) == (code, {"field": field})


@pytest.mark.parametrize(
    ("found", "kind", "values"),
    [
        (OutcomeFound(Outcome.PENDING), "outcome", {"outcome": "1.5"}),
        (
            LastLawful("KEN", date(2026, 3, 31), holder=" Depot "),
            "last_lawful_record",
            {"state": "KEN", "day": "2026-03-31", "precision": "day", "holder": "Depot", "document": ""},
        ),
        (
            Diversion(day=date(2026, 1, 1), precision="year", how="A report.", established=Established.OTHERWISE),
            "point_of_diversion",
            {"state": "", "day": "2026-01-01", "precision": "year", "place": "", "how": "A report.",
             "established": "otherwise"},
        ),
    ],
)  # fmt: skip
def test_what_is_said_is_kept(found, kind, values):
    check(found)
    assert (kind_of(found).value, values_of(found)) == (kind, values)
