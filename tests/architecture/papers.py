"""What the papers of security and assurance cite: tests, settings, modules, commands, pages."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

from tests.architecture.tree import ROOT

TEST = re.compile(r"tests/[\w/]+\.py::test_\w+")


@cache
def tests_in(path: Path) -> frozenset[str]:
    """Names of the test functions of a file, those of classes included."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    functions = (node for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)))
    return frozenset(node.name for node in functions if node.name.startswith("test_"))


def is_test(cited: str) -> bool:
    """Whether a citation `tests/...py::test_name` names a test that exists."""
    file, _, name = cited.partition("::")
    path = ROOT / file
    return path.is_file() and name in tests_in(path)


def heading_exists(cited: str) -> bool:
    """Whether a citation `docs/...md#heading-in-words` names a page, and a heading of it where one is given."""
    file, _, wanted = cited.partition("#")
    path = ROOT / file
    if not path.is_file():
        return False
    headings = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.M)
    return not wanted or wanted in {_anchor(one) for one in headings}


def _anchor(heading: str) -> str:
    return re.sub(r"[^a-z0-9 -]", "", heading.lower()).strip().replace(" ", "-")


def command_exists(line: str, salwa_commands: set[str]) -> bool:
    """Whether the program of a command line is there: make, python -m, bash, pytest or salwa."""
    words = line.split()
    if words[0] == "make":
        return re.search(rf"^{words[1]}:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M) is not None
    if words[:2] == ["python", "-m"]:
        module = ROOT.joinpath(*words[2].split("."))
        return module.with_suffix(".py").is_file() or (module / "__main__.py").is_file()
    if words[0] in {"bash", "python"}:
        return (ROOT / words[1]).is_file()
    if words[0] == "pytest":
        return all(is_test(one) if "::" in one else (ROOT / one).exists() for one in words[1:] if one[0] != "-")
    if words[0] == "salwa":
        return any(" ".join(words[:length]) in salwa_commands for length in (2, 3, 4))
    return False
