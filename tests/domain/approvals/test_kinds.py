"""Every kind says in whole sentences what will happen, from facts that are complete and frozen."""

import string
from datetime import date

import pytest

from salwa.domain.accounts import PERMISSIONS, RIGHTS, Role
from salwa.domain.approvals import (
    KINDS,
    ApprovalKind,
    changes,
    checked_payload,
    facts_told,
    fingerprint_of,
    what_happens,
)

pytestmark = pytest.mark.one_engine
GRANT = {"person": 7, "organisation": "Customs", "role": "auditor", "held": False, "active": True}


def blanks(template):
    return {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}


def a_payload(kind, variant=""):
    rule = KINDS[kind]
    return {name: variant if name == rule.varies_by and variant else 1 for name in rule.facts}


VARIANTS = [(kind, variant) for kind in ApprovalKind for variant in KINDS[kind].words]


def test_every_kind_has_a_rule_with_rights_that_somebody_holds():
    assert set(KINDS) == set(ApprovalKind)
    for rule in KINDS.values():
        assert {rule.may_request, rule.may_approve} <= set(PERMISSIONS)
        assert any(rule.may_approve in RIGHTS[role] for role in Role)
        assert any(rule.may_request in RIGHTS[role] for role in Role)
        assert 1 <= rule.days <= 30
        assert not rule.concerns or rule.concerns in rule.facts


def test_whoever_may_ask_or_decide_may_open_the_page():
    needed = {right for rule in KINDS.values() for right in (rule.may_request, rule.may_approve)}
    assert [role for role in Role if needed & RIGHTS[role] and "approvals.read" not in RIGHTS[role]] == []


@pytest.mark.parametrize(("kind", "variant"), VARIANTS)
def test_every_blank_is_a_fact_or_a_name(kind, variant):
    rule = KINDS[kind]
    words = rule.words[variant]
    assert set().union(*map(blanks, (words.heading, *words.happens))) <= set(rule.facts) | rule.names
    for fact in rule.facts.values():
        told = [fact.told] if isinstance(fact.told, str) else fact.told.values()
        assert set().union(*map(blanks, told)) <= {"value"}
        assert blanks(fact.changed) <= {"asked", "now"} | rule.names


@pytest.mark.parametrize(("kind", "variant"), VARIANTS)
def test_what_happens_is_said_in_whole_sentences(kind, variant):
    names = dict.fromkeys(KINDS[kind].names, "Name")
    heading, happens = what_happens(kind, a_payload(kind, variant), names)
    assert heading.english() and not heading.english().endswith(".")
    assert happens and all(sentence.english().endswith(".") for sentence in happens)


def test_every_role_can_be_asked_for_by_name():
    assert set(KINDS[ApprovalKind.ROLE_GRANT].words) == {role.value for role in Role}
    heading, happens = what_happens(ApprovalKind.ROLE_GRANT, GRANT, {"person_name": "A. Otieno"})
    assert heading.english() == "Make A. Otieno an auditor in Customs"
    assert happens[-1].english() == "The role begins with the approval and lasts until an administrator ends it."


@pytest.mark.parametrize(
    ("payload", "words"),
    [
        ({**GRANT, "email": "a@police.example"}, "has the facts"),
        ({name: value for name, value in GRANT.items() if name != "held"}, "has the facts"),
        ({**GRANT, "organisation": "C" * 301}, "neither a short text"),
        ({**GRANT, "held": None}, "neither a short text"),
        ({**GRANT, "held": date(2026, 11, 24)}, "neither a short text"),
        ({**GRANT, "role": "general"}, "no words for role"),
    ],
)
def test_a_payload_that_does_not_fit_its_kind_is_a_fault_of_the_caller(payload, words):
    with pytest.raises(ValueError, match=words):
        checked_payload(ApprovalKind.ROLE_GRANT, payload)


def test_the_fingerprint_covers_kind_object_and_every_fact_but_not_their_order():
    first = fingerprint_of(ApprovalKind.ROLE_GRANT, "7", GRANT)
    assert first == fingerprint_of(ApprovalKind.ROLE_GRANT, "7", dict(reversed(GRANT.items())))
    others = [
        fingerprint_of(ApprovalKind.KEY_CHANGE, "7", GRANT),
        fingerprint_of(ApprovalKind.ROLE_GRANT, "8", GRANT),
        *(fingerprint_of(ApprovalKind.ROLE_GRANT, "7", {**GRANT, name: "other"}) for name in GRANT),
        fingerprint_of(ApprovalKind.ROLE_GRANT, "7", {**GRANT, "person": "7"}),
    ]
    assert first not in others
    assert len(set(others)) == len(others)


def test_what_has_changed_is_said_fact_by_fact():
    asked = {"import": 4, "status": "finished", "weapons": 12, "sha256": "ab"}
    now = {**asked, "weapons": 11, "status": "running"}
    said = [sentence.english() for sentence in changes(ApprovalKind.IMPORT_WITHDRAWAL, asked, now, {"file": "a.csv"})]
    assert said == [
        "The import was resumed or withdrawn after this was asked.",
        "When this was asked, 12 weapons in use came from this import; now it is 11.",
    ]
    assert changes(ApprovalKind.IMPORT_WITHDRAWAL, asked, dict(asked), {"file": "a.csv"}) == ()


def test_the_facts_are_told_as_they_stood():
    asked = {"import": 4, "status": "failed", "weapons": 12, "sha256": "ab"}
    assert [sentence.english() for sentence in facts_told(ApprovalKind.IMPORT_WITHDRAWAL, asked)] == [
        "Number of the import: 4.",
        "The import had stopped before its end.",
        "Weapons in use that it brought in: 12.",
        "Fingerprint of the file (SHA-256): ab.",
    ]
