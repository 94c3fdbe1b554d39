"""No table written as a dict names a key twice: the first of the two lines would silently be gone."""

import ast

import pytest

from tests.architecture.tree import modules, parsed

pytestmark = pytest.mark.one_engine


def keys_twice(tree):
    """(line, key) of every key that an earlier key of the same dict repeats."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Dict):
            seen = set()
            for key in node.keys:
                text = ast.dump(key) if key is not None else None
                if text is not None and text in seen:
                    yield key.lineno, ast.unparse(key)
                seen.add(text)


def test_no_dict_names_a_key_twice():
    assert [f"{path}:{line} {key}" for path in modules() for line, key in keys_twice(parsed(path))] == []


def test_a_key_named_twice_is_seen():
    assert list(keys_twice(ast.parse("{Role.A: 1, Role.B: 2,\n Role.A: 3}"))) == [(2, "Role.A")]
