"""End-user certificates: each of the ten elements is checked, and what is missing is said in words."""

from dataclasses import replace
from datetime import date

import pytest

from salwa.domain.licences.certificates import NEEDED, Certificate, DealBeside, misfits, missing
from salwa.domain.licences.vocabulary import Element
from tests.builders.licences import COMPLETE

pytestmark = pytest.mark.one_engine
# Element -> (fields without it, the sentences that name what is missing).
WITHOUT = {
    Element.DESCRIPTION: (
        {"description": "", "quantity": None, "characteristics": " "},
        [
            "The certificate does not say which type of weapon it is for.",
            "The certificate names no quantity.",
            "The certificate does not describe the weapons: model, calibre or other characteristics.",
        ],
    ),
    Element.CONTRACT: (
        {"contract_reference": "", "contract_date": None},
        ["The number of the contract or order is missing.", "The date of the contract or order is missing."],
    ),
    Element.DESTINATION: ({"destination": ""}, ["The country of final destination is missing."]),
    Element.END_USE: ({"end_use": ""}, ["The certificate does not say what the weapons will be used for."]),
    Element.EXPORTER: (
        {"exporter": "", "exporter_address": ""},
        ["The name of the exporter is missing.", "The address of the exporter is missing."],
    ),
    Element.END_USER: (
        {"end_user": "", "end_user_position": "", "end_user_address": "", "signed": "no"},
        [
            "The name of the end user is missing.",
            "The position of the person who signed for the end user is missing.",
            "The address of the end user is missing.",
            "Nobody has recorded that the certificate bears the end user's original signature.",
        ],
    ),
    Element.OTHER_PARTIES: (
        {"no_other_parties": False},
        ["The other parties are not named, and nobody has recorded that there are none."],
    ),
    Element.CERTIFICATION: (
        {"certified": "not_known", "certified_by": ""},
        [
            "Nobody has recorded that the government of the end user certified who the end user is.",
            "The authority that certified the end user is not named.",
        ],
    ),
    Element.DATE_OF_ISSUE: ({"issued_on": None}, ["The date of issue is missing."]),
    Element.OTHER: (
        {"other": ""},
        [
            "Nobody has recorded what else the certificate says, for example an undertaking not to re-export without "
            "agreement, or that it says nothing else."
        ],
    ),
}


def test_a_complete_certificate_lacks_nothing():
    assert missing(COMPLETE) == ()
    assert missing(replace(COMPLETE, other="", nothing_else=True, other_parties="Kenya Cargo")) == ()


@pytest.mark.parametrize("element", Element)
def test_each_missing_element_is_named(element):
    fields, sentences = WITHOUT[element]
    found = missing(replace(COMPLETE, **fields))
    assert [one.sentence.english() for one in found] == sentences
    assert {one.element for one in found} == {element}


def test_every_single_point_can_be_missing_alone():
    empty = Certificate()
    for _, field, _, sentence in NEEDED:
        found = missing(replace(COMPLETE, **{field: getattr(empty, field)}))
        if field not in {"other_parties"}:
            assert [(one.field, one.sentence.template) for one in found] == [(field, sentence)]
    assert len(missing(empty)) == len(NEEDED)


def test_ten_elements_in_the_order_of_the_report():
    assert list(dict.fromkeys(element for element, _, _, _ in NEEDED)) == list(Element)
    assert len(Element) == 10


def test_what_the_certificate_says_otherwise_than_the_deal():
    same = lambda one, other: one == other  # noqa: E731
    deal = DealBeside("UGA", {"UGA": "Uganda"}, 500, ("Uganda Police Force",), date(2026, 3, 1))
    assert misfits(COMPLETE, deal, same) == ()
    odd = replace(COMPLETE, issued_on=date(2026, 1, 1))
    assert [one.english() for one in misfits(odd, deal, same)] == [
        "The certificate was issued on 2026-01-01, before the contract of 2026-01-05."
    ]
    later = replace(COMPLETE, issued_on=date(2026, 4, 1))
    assert [one.english() for one in misfits(later, deal, same)] == [
        "The date of issue, 2026-04-01, lies in the future."
    ]
    assert misfits(Certificate(), deal, same) == ()
