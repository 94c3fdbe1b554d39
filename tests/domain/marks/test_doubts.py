"""Words that say that a number was hard to read, in six languages, and words that do not."""

import pytest

from salwa.domain.marks.doubts import LONGEST, doubted_in

pytestmark = pytest.mark.one_engine


@pytest.mark.parametrize(
    "said",
    [
        "The serial number is worn, third sign not sure",
        "Serial illegible in part",
        "Le numéro de série est usé",
        "El número de serie está desgastado",
        "Серийный номер стёрт, читается плохо",
        "الرقم التسلسلي غير واضح",
        "序列号磨损",
    ],
)
def test_a_sentence_about_a_worn_number_makes_its_reading_doubtful(said):
    assert doubted_in("C-4B213", ["Found in a lorry.", f"Two men fled. {said}. Nobody was hurt."]) == said


@pytest.mark.parametrize(
    "said",
    ["", "The stock is worn. The serial number was noted.", "Worn clothes lay beside it", "Le numéro est lisible",
     "The magazine is scratched", "Номер прочитан"],
)  # fmt: skip
def test_words_about_something_else_do_not(said):
    assert doubted_in("C-4B213", [said]) == ""


def test_a_sign_that_was_not_read_is_a_doubt_of_its_own_and_long_words_are_cut():
    assert doubted_in("C-4?213", []) == "C-4?213"
    cut = doubted_in("C-1", ["The number is worn " + "very " * 60])
    assert len(cut) == LONGEST
    assert cut.endswith("…")
