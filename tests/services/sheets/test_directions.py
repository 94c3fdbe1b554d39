"""Serials, dates, ranges and symbols keep their order in Arabic text, on paper and in workbooks (U4, a sample)."""

import pytest

from salwa.domain.accounts import Role
from salwa.domain.languages import in_order, isolated, runs
from tests.assurance.bidi_proof import in_workbook, on_paper
from tests.builders.directions import samples
from tests.builders.people import a_person

pytestmark = pytest.mark.one_engine
SAMPLES = samples(200)


def test_nothing_turns_round_on_paper_and_without_care_much_would(tmp_path):
    assert on_paper(SAMPLES, tmp_path) == []
    assert len(on_paper(SAMPLES, tmp_path, careful=False)) > 60


@pytest.mark.django_db
def test_nothing_turns_round_in_a_workbook_and_without_care_much_would(tmp_path):
    ours, careless = in_workbook(a_person(Role.REGISTRAR), SAMPLES, tmp_path)
    assert ours == []
    assert len(careless) > 60


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("رقم 12-34-56 هنا", ["12-34-56"]),
        ("من 12-34، ثم (2024-2025).", ["12-34", "(2024-2025)"]),
        ("مصنع Zastava Arms M70 القديم", ["Zastava Arms M70"]),
        ("(رقم 7)", ["7"]),
        ("ملاحظة: 12-34", ["12-34"]),
        ("ملاحظة :12-34", [":12-34"]),
        ("سلاح", []),
        ("- سلاح -", []),
    ],
)
def test_the_pieces_that_keep_their_order_are_found(text, pieces):
    assert [run.text for run in runs(text) if run.ltr] == pieces
    assert "".join(run.text for run in runs(text)) == text


def test_texts_without_arabic_are_left_as_they_are():
    assert isolated("12-34 (Colt)") == "12-34 (Colt)"
    assert in_order("") == ""
    assert isolated("رقم 1/2") == "رقم \u20661/2\u2069"
