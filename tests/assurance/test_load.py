"""A mixed load on a served installation, and the same with defects that have to be noticed (target R9)."""

import pytest

from tests.assurance.test_durability import campaign, on_sqlite

# Ten seconds tell wrong answers and what grows with every request; what grows slowly needs the hour of the campaign.
SMALL = ("--minutes", "0.15", "--warm", "12", "--pause", "0.01", "--growth", "0.15")

# Until enough was asked, so that the defect has had its effect also on a busy machine.
CONTROL = ("--minutes", "0.1", "--warm", "1", "--pause", "0.01", "--answers", "330")


def test_a_mixed_load_gets_the_right_answers_and_nothing_grows():
    code, told = campaign("load", *SMALL)
    assert told["wrong"] == 0, told["said"]
    assert told["processes"] == 4 and told["answers"] >= 200 and len(told["asked"]) >= 7
    assert code == 0, told


@on_sqlite
@pytest.mark.parametrize(
    ("defect", "shown"),
    [
        ("memory", lambda told: told["memory_growth"] > 0.2),
        ("files", lambda told: told["more_files"] > 20),
        ("answers", lambda told: told["wrong"] > 0),
    ],
    ids=["memory", "files", "answers"],
)
def test_the_load_shows_what_keeps_things_and_what_fails(defect, shown):
    code, told = campaign("load", *CONTROL, "--control", defect)
    assert (code, shown(told)) == (1, True), told
