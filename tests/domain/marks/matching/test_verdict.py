"""What stands among the candidates an officer is shown, and what one wrong character is said to be."""

from types import SimpleNamespace

from salwa.domain.marks.matching.reasons import Known, compare_serial
from salwa.domain.marks.matching.verdict import Verdict, split_by_likelihood
from salwa.domain.marks.skeleton import skeleton


def found(*verdicts):
    return [SimpleNamespace(verdict=one, reasons=["for", "against"]) for one in verdicts]


def bearings(one):
    return one.reasons


def test_a_lead_beside_one_that_is_identified_or_probable_is_less_likely():
    first, lead, second = found(Verdict.PROBABLE, Verdict.LEAD, Verdict.IDENTIFIED)
    assert split_by_likelihood([first, lead, second], bearings) == ((first, second), (lead,))


def test_leads_alone_are_all_there_is():
    leads = found(Verdict.LEAD, Verdict.LEAD)
    assert split_by_likelihood(leads, bearings) == (tuple(leads), ())


def test_a_lead_against_which_more_speaks_than_for_it_is_less_likely():
    lead, other = found(Verdict.LEAD, Verdict.LEAD)
    other.reasons = ["neither", "against", "against", "for"]
    assert split_by_likelihood([lead, other], bearings) == ((lead,), (other,))


def serial(text):
    return Known(text, forms=(skeleton(text),))


def test_one_character_taken_for_another_is_named_with_its_place():
    for asked, recorded in (("C-4B213", "C-48213"), ("C-43213", "C-48213"), ("C-47213", "C-42213")):
        said = compare_serial(serial(asked), serial(recorded), lambda *_: 1.0).sentence
        assert (said.values["place"], said.values["read"], said.values["registered"]) == (4, asked[3], recorded[3])
        assert "sign 4" in said.english()


def test_a_number_that_is_the_same_or_far_off_names_no_place():
    for asked, recorded in (("C-48213", "c48213"), ("C-48213", "Q-99999")):
        assert "place" not in compare_serial(serial(asked), serial(recorded), lambda *_: 1.0).sentence.values
