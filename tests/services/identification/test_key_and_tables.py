"""The key walked through by every path, and the tables searched."""

import pytest

from salwa.domain.refusals import NotFound
from salwa.services.identification.key import SURE, key_step, safety_rules
from salwa.services.identification.tables import TABLES, marks_table

pytestmark = pytest.mark.one_engine


def paths(answers=""):
    step = key_step(answers=answers)
    if step.found is not None:
        yield answers, step
    for choice in step.choices:
        yield from paths(choice.answers)


def test_every_path_ends_in_a_result_with_places_photos_and_how_sure():
    found = list(paths())
    assert len(found) > 100
    for answers, step in found:
        assert step.found.places and step.found.photos and step.found.sure in SURE.values()
        assert [one.before for one in step.given] == [
            ".".join(answers.split(".")[:number]) for number in range(len(step.given))
        ]


def test_the_first_question_has_no_answers_behind_it():
    step = key_step()
    assert step.given == () and step.found is None and step.question.code == "hold"
    assert len(safety_rules()) >= 5


@pytest.mark.parametrize("answers", [".", "hand.", "nonsense", "hand.cylinder.cylinder", "HAND", "hand,cylinder"])
def test_answers_that_are_not_there_are_refused(answers):
    with pytest.raises(NotFound):
        key_step(answers=answers)


def test_what_is_typed_is_found_in_any_case_with_and_without_dots_and_by_state_in_any_language():
    assert [row.name for row in marks_table(table="imports", search="c.a.i.").rows] == ["Century International Arms"]
    assert [row.name for row in marks_table(table="imports", search="CAI st. alb").rows] == [
        "Century International Arms"
    ]
    assert {row.country for row in marks_table(table="proof", search="Bélgica").rows} == {"BEL"}
    assert {row.country for row in marks_table(table="proof", search="بلجيكا").rows} == {"BEL"}
    assert marks_table(table="proof", search="elg oval").total == 2


def test_pages_hold_fifty_lines_and_a_page_too_far_is_the_last():
    first = marks_table(table="makers")
    assert (len(first.rows), first.page) == (50, 1) and first.pages == -(-first.total // 50)
    assert marks_table(table="makers", page=10_000).page == first.pages
    assert marks_table(table="makers", search="no such maker anywhere").total == 0


def test_a_table_that_is_not_there_is_refused():
    with pytest.raises(NotFound):
        marks_table(table="spells")
    assert list(TABLES) == ["makers", "factory", "proof", "imports"]
