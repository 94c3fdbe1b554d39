"""The table of rights: nobody's rights and rights that nothing asks for are found."""

import ast

import pytest

from salwa.domain.accounts import PERMISSIONS, RIGHTS, Role
from salwa.domain.approvals import KINDS
from tests.architecture.tree import dotted, modules, parsed

pytestmark = pytest.mark.one_engine
# Rights of parts that are being built beside this one. To be emptied when those parts come together: a right that
# nothing asks for looks like a protection and is none.
NOT_ASKED_FOR_YET: set[str] = set()


def asked_for():
    """Rights that a service names in its code (not in a docstring, not as an audit action), and those of approvals."""
    found = {right for rule in KINDS.values() for right in (rule.may_request, rule.may_approve)}
    for path in modules():
        if dotted(path).startswith("salwa.services"):
            found |= named_in(parsed(path))
    return found & set(PERMISSIONS)


def named_in(tree):
    """Texts of a file that may be rights; `units_reached` also asks for the right of the own unit."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, (ast.Call, ast.Compare, ast.Assign)):
            parts = node.args if isinstance(node, ast.Call) else ast.iter_child_nodes(node)
            texts = {part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str)}
            own = isinstance(node, ast.Call) and getattr(node.func, "id", "") == "units_reached"
            found |= texts | ({text + "_own" for text in texts} if own else set())
    return found


def test_every_right_is_held_by_somebody_and_every_held_right_is_in_the_table():
    held = set().union(*(RIGHTS[role] for role in Role))
    assert held == set(PERMISSIONS)


def test_every_right_is_asked_for_somewhere():
    assert set(PERMISSIONS) - asked_for() - NOT_ASKED_FOR_YET == set()


def test_the_list_of_rights_not_asked_for_yet_names_no_right_that_is():
    assert NOT_ASKED_FOR_YET & asked_for() == set()
    assert set(PERMISSIONS) >= NOT_ASKED_FOR_YET


def test_a_right_of_the_own_unit_says_so():
    unlike = [right for right, words in PERMISSIONS.items() if right.endswith("_own") != ("one's own unit" in words)]
    assert unlike == []


def test_no_role_both_asks_for_a_destruction_and_approves_one():
    assert [role for role in Role if {"destruction.request", "destruction.approve"} <= RIGHTS[role]] == []
