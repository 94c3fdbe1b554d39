"""The outcome a case points to: each of the nine, and which rule comes first."""

import pytest

from salwa.domain.tracing import CaseFacts, Marked, Outcome, suggested_outcome

pytestmark = pytest.mark.one_engine

UNIQUE = {"marked": Marked.UNIQUELY}


@pytest.mark.parametrize(
    ("facts", "outcome"),
    [
        ({**UNIQUE, "registered": True, "rightful": True}, Outcome.LEGITIMATE_OWNER),
        ({**UNIQUE, "registered": True}, Outcome.ILLEGITIMATE_OWNER_NATIONAL),
        ({**UNIQUE, "registered": True, "rightful": True, "diversion": True}, Outcome.ILLEGITIMATE_OWNER_NATIONAL),
        ({**UNIQUE, "foreign": "BRA"}, Outcome.ILLEGITIMATE_OWNER_FOREIGN),
        ({**UNIQUE, "foreign": "BRA", "open_requests": 1}, Outcome.ILLEGITIMATE_OWNER_FOREIGN),
        ({**UNIQUE, "otherwise": True, "diversion": True, "registered": True}, Outcome.DIVERSION_OTHERWISE_IDENTIFIED),
        ({**UNIQUE, "open_requests": 2, "finished_requests": 1}, Outcome.PENDING),
        ({**UNIQUE, "finished_requests": 1}, Outcome.NO_POINT_OF_DIVERSION),
        (UNIQUE, Outcome.NOT_INITIATED),
        ({"marked": Marked.NOT}, Outcome.NOT_UNIQUELY_IDENTIFIABLE),
        ({"marked": Marked.UNKNOWN}, Outcome.MARKING_UNKNOWN),
        ({"marked": Marked.NOT, "open_requests": 1}, Outcome.PENDING),
    ],
)
def test_every_outcome_has_facts_that_point_to_it(facts, outcome):
    assert suggested_outcome(CaseFacts(**facts)).outcome is outcome


def test_the_reason_names_what_it_rests_on():
    assert suggested_outcome(CaseFacts(**UNIQUE, foreign="BRA")).reason.english() == (
        "The answer of BRA knows the weapon."
    )
    for said, words in (("stolen", "that the weapon was stolen there."), ("held", "who held the weapon there.")):
        reason = suggested_outcome(CaseFacts(**UNIQUE, foreign="BRA", foreign_said=said)).reason
        assert reason.english() == f"The answer of BRA says {words}"
    assert suggested_outcome(CaseFacts(**UNIQUE, open_requests=1)).reason.english() == (
        "A request to another State is open."
    )
