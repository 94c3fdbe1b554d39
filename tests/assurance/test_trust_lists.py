"""Attacks on the trust list: the catalogue of The Update Framework and more, each with its code and a control."""

from __future__ import annotations

import pytest

from tests.builders.trust_attacks import FURTHER, UPDATE_FRAMEWORK, Case

pytestmark = pytest.mark.one_engine
ALL = (*UPDATE_FRAMEWORK, *FURTHER)


def test_all_34_cases_of_the_catalogue_are_here_and_each_name_stands_once() -> None:
    assert len(UPDATE_FRAMEWORK) == 34
    assert len({one.name for one in ALL}) == len(ALL) >= 70


@pytest.mark.parametrize("case", ALL, ids=lambda one: one.name)
def test_each_case_ends_as_it_must(case: Case) -> None:
    assert case.outcome() == case.code


@pytest.mark.parametrize("case", ALL, ids=lambda one: one.name)
def test_control_each_case_is_noticed_when_its_check_is_missing(case: Case) -> None:
    with case.defect():
        try:
            told = case.outcome()
        except Exception as error:  # noqa: BLE001 - a fault that escapes is noticed too
            told = type(error).__name__
    assert told != case.code
